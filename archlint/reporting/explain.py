"""`archlint explain SERVICE`: the whole way from figures to verdict, formula by formula."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.model import Answer, Argument, Verdict
from archlint.quantities import format_cores, format_duration, format_money, format_rate
from archlint.reporting.columns import pad, wrap, wrap_items
from archlint.reporting.figures import figure, months, of_range, plain, share, users
from archlint.reporting.style import finish, glyphs_for, painter
from archlint.reporting.summary import listed, sentence
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Computing, JourneyTimes
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain, Service
    from archlint.reporting.options import Options

_LABEL = 15
_INDENT = 2
_MOST_JOURNEYS = 5
_MOST_OPERATIONS = 4

_ORIGINS = {
    "declared": "declared",
    "service": "inherited from the service",
    "derived": "derived: its response time less the means of its callees",
    "unknown": "neither self_time nor latency given",
}

_WORDS = {
    "rust": "Rust by the 90/10 rule",
    "hybrid": "hybrid: one operation as a Rust kernel",
    "measure-first": "measure first",
    "either": "another language, no case made",
    "none": "no verdict",
}

_IN_RUST = {
    "rust": "Rust, and rightly",
    "go": "in Rust, and nothing argues for it",
    "none": "in Rust, cannot say",
    "measure-first": "in Rust, measure first",
}


def service_text(report: PortfolioReport, name: str, options: Options) -> str:
    """The decision trail of one service. Raises KeyError where the portfolio has none so called."""
    service = report.portfolio.services[name]
    return finish("\n".join(_Trail(report, service, options).lines()) + "\n", options)


@dataclass(frozen=True)
class _Trail:
    """One service's trail; every section is a label and the lines beside it."""

    report: PortfolioReport
    service: Service
    options: Options

    def lines(self) -> Iterator[str]:
        yield from self._head()
        for label, texts in self._sections():
            yield from self._section(label, texts)
        yield ""
        yield from self._arguments()
        yield ""
        yield from self._section("verdict", self._conclusion())
        yield from self._section("would decide", self._deciding())

    @cached_property
    def _verdict(self) -> Verdict | None:
        name = self.service.name
        return next((item for item in self.report.verdicts if item.service == name), None)

    @cached_property
    def _about(self) -> tuple[Argument, ...]:
        name = self.service.name
        return tuple(
            item
            for item in self.report.arguments
            if item.subject.kind == "service" and item.subject.text == name
        )

    @cached_property
    def _account(self) -> Computing:
        return self.report.analysis.computing[self.service.name]

    # --- layout

    def _head(self) -> Iterator[str]:
        name = visible(self.service.name)
        place = self.report.portfolio.at.get(self.service.pointer)
        facts = [
            self._word(),
            ", ".join(filter(None, (self.service.language, self.service.kind))),
            str(place) if place else "",
        ]
        dot = f" {glyphs_for(self.options).dot} "
        text = dot.join([name, *(visible(fact) for fact in facts if fact)])
        lines = wrap(text, self.options.width)
        lines[0] = lines[0].replace(name, painter(self.options)("strong", name), 1)
        yield from lines
        yield ""

    def _section(self, label: str, texts: Iterable[str]) -> Iterator[str]:
        paint = painter(self.options)
        room = self.options.width - _INDENT - _LABEL
        for number, text in enumerate(texts):
            for piece, line in enumerate(wrap(text, room - 2, first=room)):
                head = pad(label if number == piece == 0 else "", _LABEL)
                hang = "  " if piece else ""
                yield f"{' ' * _INDENT}{paint('note', head)}{hang}{line}"

    def _sections(self) -> Iterator[tuple[str, Iterable[str]]]:
        yield "who waits", self._waiting()
        yield "how often", self._rate()
        yield "how long", self._self_time()
        yield "computing", self._computing()
        yield "reliability", self._gate()
        yield "factor", self._factor()
        yield "gain", self._gain()
        yield "money", self._money()

    # --- what is known

    def _waiting(self) -> Iterator[str]:
        name, analysis = self.service.name, self.report.analysis
        on = sorted(
            (times for times in analysis.journeys if times.own.get(name, 0.0) > 0),
            key=lambda times: (-(times.journey.rate or 0) * times.own[name], times.name),
        )
        for times in on[:_MOST_JOURNEYS]:
            yield self._journey(times)
        if len(on) > _MOST_JOURNEYS:
            yield f"and {len(on) - _MOST_JOURNEYS} journeys more"
        if not on:
            yield "it is on no journey's critical path with a known time of its own: V·S̄ = 0"
        elif name in analysis.waiting.by_service:
            total = analysis.waiting.by_service[name]
            part = total / analysis.waiting.total if analysis.waiting.total else 0.0
            whole = users(analysis.waiting.total)
            yield (
                f"L = Σ λ·V·S̄ = {users(total)}, {share(part)} of the {whole} who wait at any moment"
            )

    def _journey(self, times: JourneyTimes) -> str:
        """V, V·S̄ and λ·V·S̄ of the service in one journey."""
        own = times.own[self.service.name]
        visits = sum(
            count
            for operation, count in times.visits.items()
            if operation.split("/", 1)[0] == self.service.name
        )
        part = share(own / times.mean) if times.mean else "?"
        text = (
            f"{visible(times.name)}: V = {plain(visits)} per request, V·S̄ ="
            f" {format_duration(own)}, {part} of {format_duration(times.mean)} (mean)"
        )
        rate = times.journey.rate
        if rate is None:
            return f"{text}; rate not given"
        return f"{text}; λ·V·S̄ = {format_rate(rate)} × {format_duration(own)} = {users(rate * own)}"

    def _rate(self) -> Iterator[str]:
        derived = self.report.analysis.service_rate(self.service.name)
        declared = self.service.load.rate
        from_calls = f"x = {format_rate(derived)} from the journeys and calls"
        if not derived:
            from_calls = "x = 0: no traffic with a known rate reaches it"
        if declared is None:
            yield f"{from_calls}; load.rate not given"
        else:
            yield f"{from_calls}; load.rate is {format_rate(declared)}, which CPU is divided by"

    def _self_time(self) -> Iterator[str]:
        found = self.report.analysis.self_times
        rows = [(operation, found[operation.id]) for operation in self.service.operations]
        if len(rows) > 1 and self._account.self_seconds is not None:
            yield f"S̄ = {format_duration(self._account.self_seconds)} mean over its operations"
        for operation, time in rows[:_MOST_OPERATIONS]:
            name = "" if len(rows) == 1 else f"{visible(operation.id)}: "
            spread = ", its spread assumed" if time.spread_assumed else ""
            origin = _ORIGINS.get(time.origin, time.origin)
            if time.seconds is None:
                yield f"{name}S̄ unknown: {origin}"
            else:
                yield f"{name}S̄ = {format_duration(time.seconds)} mean, {origin}{spread}"
        if len(rows) > _MOST_OPERATIONS:
            yield f"and {len(rows) - _MOST_OPERATIONS} operations more"

    def _computing(self) -> Iterator[str]:
        account, gc = self._account, self.service.gc.cpu_share
        if account.cpu_per_request is None:
            yield f"φ unknown: {listed(account.missing)} not given"
            return
        yield self._cpu_per_request(account.cpu_per_request)
        if account.share is None or account.self_seconds is None:
            yield f"φ unknown: {listed(account.missing)} not given"
            return
        foreground = "" if gc is None else f" × (1 - {share(gc)})"
        raw = account.raw_share if account.raw_share is not None else account.share
        cut = "" if raw <= 1 else f", cut from {share(raw)}"
        yield (
            f"φ = min(1, d·(1 - gc)/S̄) = {format_duration(account.cpu_per_request)}{foreground}"
            f" / {format_duration(account.self_seconds)} = {share(account.share)}{cut}"
        )
        if account.is_upper_bound:
            yield "an upper bound: gc.cpu_share not given"
        part = format_duration(account.self_seconds * account.share)
        yield f"so at most S̄·φ = {part} of each visit can shrink, in any language"

    def _cpu_per_request(self, per_request: float) -> str:
        account, load = self._account, self.service.load
        result = f"= {format_duration(per_request)} per request"
        if account.declared_parts or load.cpu is None or account.rate is None:
            return f"d {result}, from the operations' cpu_time"
        busy, name = format_cores(load.cpu), "cpu"
        if load.idle_cpu:
            busy, name = f"({busy} - {format_cores(load.idle_cpu)} idle)", "(cpu - idle_cpu)"
        whose = "load.rate" if account.rate_origin == "declared" else "x"
        return f"d = {name} / {whose} = {busy} / {format_rate(account.rate)} {result}"

    def _gate(self) -> Iterator[str]:
        told = [str(item.numbers["gate"]) for item in self._about if "gate" in item.numbers]
        lines = self._verdict.lines if self._verdict else ()
        told += [line.removeprefix("gate: ") for line in lines if line.startswith("gate: ")]
        if told:
            yield f"gate: {visible(told[0])}"
        else:
            declared = self.service.criticality
            stated = f"criticality {visible(declared)}, declared" if declared else ""
            yield stated or "criticality not declared"

    # --- what a rewrite is worth

    @property
    def _gains(self) -> Gain | None:
        return self._verdict.gain if self._verdict else None

    def _factor(self) -> Iterator[str]:
        gain = self._gains
        if gain is not None and gain.factor is not None:
            yield f"f = {of_range(gain.factor, plain)}, {visible(gain.factor_source)}"

    def _gain(self) -> Iterator[str]:
        gain, account = self._gains, self._account
        if gain is not None and gain.factor is not None and account.share is not None:
            own, factor = account.self_seconds or 0.0, gain.factor.default
            if self.service.language != "rust":
                yield (
                    f"per visit S̄·φ·(1-f) = {format_duration(own)} × {share(account.share)} ×"
                    f" {share(1 - factor)} = {format_duration(own * account.share * (1 - factor))}"
                )
        yield from self._alone()
        for argument in self._about:
            rank, removed = argument.numbers.get("rank"), argument.numbers.get("removable_users")
            if isinstance(rank, float | int) and isinstance(removed, float | int):
                limit = self.report.seats.limit if self.report.seats else rank
                yield (
                    f"at its rank: ΔL = {users(removed)} after the seats above it,"
                    f" seat {plain(rank)} of {plain(limit)}"
                )

    def _alone(self) -> Iterator[str]:
        """ΔL of rewriting this service and nothing else."""
        gain = self._gains
        if gain is not None and gain.users is not None:
            yield f"alone: ΔL = {of_range(gain.users, users)}, at the same utilisation"
            for journey, off in gain.milliseconds.items():
                taken = of_range(off, lambda value: format_duration(value / 1e3))
                yield f"alone: {taken} off the mean of {visible(journey)}"
            return
        for argument in self._about:
            removed = argument.numbers.get("removable_users")
            if isinstance(removed, float | int) and "rank" not in argument.numbers:
                yield f"alone: ΔL = {users(removed)}"

    def _money(self) -> Iterator[str]:
        gain = self._gains
        if gain is None or gain.cores is None:
            return
        yield f"{of_range(gain.cores, format_cores)} freed, at the same utilisation"
        if gain.per_month is not None:
            saved = of_range(gain.per_month, lambda value: format_money(value, gain.currency))
            yield f"{saved} a month"
        if gain.effort is None:
            yield "payback unknown: neither size nor rewrite.effort given"
        elif gain.payback is not None:
            effort = of_range(gain.effort, lambda value: f"{plain(value)} person-months")
            yield f"effort {effort}; back after {of_range(gain.payback, months)}"

    # --- arguments, verdict

    def _arguments(self) -> Iterator[str]:
        paint = painter(self.options)
        names = {rule.rule: rule.name for rule in self.report.coverage.rules}
        if self.service.language == "rust":
            yield "  The arguments are computed as if it were in Go."
        for argument in self._about:
            word = argument.answer.value
            style = {"yes": "strong", "no": "faint", "unknown": "warning"}[word]
            code = pad(visible(argument.rule), 6)
            head = f"  {paint(style, pad(word, 8))}{code} "
            name = visible(names.get(argument.rule, ""))
            indent = _INDENT + _LABEL
            room = self.options.width - indent
            for line in [*wrap(name, room), *_said(argument, room, glyphs_for(self.options).dot)]:
                if line:
                    yield head + line
                    head = " " * indent

    def _word(self) -> str:
        verdict = self._verdict
        if verdict is None:
            return "no verdict"
        seat = f", seat {verdict.seat}" if verdict.seat else ""
        planned = ", planned" if verdict.is_planned else ""
        return self._said_of(verdict) + seat + planned

    def _said_of(self, verdict: Verdict) -> str:
        """The verdict in words; "go" is said only of what is in Go or says no language."""
        if verdict.language == "rust":
            return _IN_RUST.get(verdict.word, visible(verdict.word))
        if verdict.word == "go":
            return "Go" if verdict.language else "judged as Go"
        return _WORDS.get(verdict.word, visible(verdict.word))

    def _conclusion(self) -> Iterator[str]:
        verdict = self._verdict
        if verdict is None:
            yield self._why_none()
            return
        yield f"{self._said_of(verdict)}: {visible(verdict.because)}"
        if verdict.tune_first:
            yield visible(verdict.tune_first)
        if verdict.confidence:
            yield f"inputs {visible(verdict.confidence)}; confidence not computed"

    def _why_none(self) -> str:
        """Why no pack says anything about the service's language."""
        service = self.service
        for reason, holds in (
            ("managed: it is bought, not written", service.managed),
            (f"of kind {service.kind}", service.kind in ("external", "library")),
            ("deprecated", service.lifecycle == "deprecated"),
            ("not running: it has no replicas", not service.is_running),
        ):
            if holds:
                return f"not judged: {reason}"
        if self.report.lines and not self.report.verdicts:
            return sentence(self.report.lines[0])
        return "no pack has a verdict on it"

    def _deciding(self) -> Iterator[str]:
        told = [item.could_be for item in self._about if item.could_be]
        yield from (visible(text) for text in dict.fromkeys(told))
        if not told:
            unknown = (item for item in self._about if item.answer is Answer.UNKNOWN)
            missing = [key for item in unknown for key in item.missing]
            if missing:
                yield f"not given: {listed(dict.fromkeys(missing), most=8)}"


def _said(argument: Argument, room: int, dot: str) -> Iterator[str]:
    """What an argument says, its figures, and what it lacks; in lines of that width."""
    yield from wrap(visible(argument.message), room)
    if argument.refuted_by:
        yield from wrap(f"refuted: {visible(argument.refuted_by)}", room)
    yield from wrap_items(_figures(argument.numbers), dot, room)
    if argument.answer is Answer.UNKNOWN and argument.missing:
        yield from wrap(f"not given: {listed(argument.missing, most=8)}", room)


def _figures(numbers: Mapping[str, float | str]) -> Iterator[str]:
    currency = str(numbers.get("currency", "USD"))
    for key, value in numbers.items():
        if key in ("currency", "gate"):
            continue
        if isinstance(value, float) and math.isnan(value):
            continue
        label, text = figure(key, value, currency)
        yield f"{label} {text}"
