"""What there is to know about one service, sentence by sentence: formulas with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.selftimes import declared_times
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_payback,
    format_rate,
    format_users,
)
from archlint.reporting.as_if_in_go import as_seats_have_it
from archlint.reporting.evidence.asked import Asked
from archlint.reporting.figures import of_range, plain, share
from archlint.reporting.formulas import extrapolated, short, step_to_go, unknown_part
from archlint.reporting.naming import listed
from archlint.reporting.who_waits import who_waits
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Computing, Part
    from archlint.linting.report import PortfolioReport
    from archlint.model import Argument, Gain, Range, Service, Verdict

_MOST_OPERATIONS = 4

_ORIGINS = {
    "declared": "declared",
    "service": "inherited from the service",
    "derived": "derived: its response time less the means of its callees",
    "unknown": "neither self_time nor latency given",
}


class Facts(Struct, frozen=True, dict=True):
    """One service as the analysis and the packs see it. Every method gives sentences."""

    report: PortfolioReport
    service: Service

    @cached_property
    def verdict(self) -> Verdict | None:
        name = self.service.name
        return next((item for item in self.report.verdicts if item.service == name), None)

    @cached_property
    def about(self) -> tuple[Argument, ...]:
        name = self.service.name
        return tuple(
            item
            for item in self.report.arguments
            if item.subject.kind == "service" and item.subject.text == name
        )

    @cached_property
    def account(self) -> Computing:
        return self.report.analysis.computing[self.service.name]

    def sections(self) -> Iterator[tuple[str, Iterator[str]]]:
        """All of it in the order of the argument, each part with its label."""
        yield "who waits", self.waiting()
        yield "how often", self.rate()
        yield "how long", self.self_time()
        yield "computing", self.computing()
        yield "operations", self.operations()
        yield "as if in Go", self.in_go()
        yield "reliability", self.gate()
        yield "factor", self.factor()
        yield "gain", self.gain()
        yield "money", self.money()

    # --- what is known

    def waiting(self) -> Iterator[str]:
        yield from who_waits(self.report.analysis, self.service)

    def rate(self) -> Iterator[str]:
        derived = self.report.analysis.service_rate(self.service.name)
        declared = self.service.load.rate
        from_calls = f"x = {format_rate(derived)} from the journeys and calls"
        if self._is_in_a_cycle(diverging=True):
            from_calls += ", without its call cycle, in which no rate is finite"
        elif self._is_in_a_cycle(diverging=False):
            from_calls += ", its call cycle counted to the end"
        if not derived:
            from_calls = "x = 0: no traffic with a known rate reaches it"
        if declared is None:
            yield f"{from_calls}; load.rate not given"
        else:
            yield f"{from_calls}; load.rate is {format_rate(declared)}, which CPU is divided by"

    def _is_in_a_cycle(self, *, diverging: bool) -> bool:
        own = {operation.id for operation in self.service.operations}
        return any(
            cycle.diverges is diverging and not own.isdisjoint(cycle.members)
            for cycle in self.report.analysis.cycles
        )

    def self_time(self) -> Iterator[str]:
        found = self.report.analysis.self_times
        rows = [(operation, found[operation.id]) for operation in self.service.operations]
        if len(rows) > 1 and self.account.self_seconds is not None:
            yield f"S̄ = {format_duration(self.account.self_seconds)} mean over its operations"
        for operation, time in rows[:_MOST_OPERATIONS]:
            name = "" if len(rows) == 1 else f"{visible(operation.id)}: "
            spread = ", its spread assumed" if time.spread_assumed else ""
            origin = _ORIGINS.get(time.origin, time.origin)
            if time.seconds is None:
                yield f"{name}S̄ unknown: {origin}"
            else:
                far = extrapolated(time.seconds, declared_times(self.service, operation))
                yield f"{name}S̄ = {format_duration(time.seconds)} mean, {origin}{spread}{far}"
        if len(rows) > _MOST_OPERATIONS:
            yield f"and {len(rows) - _MOST_OPERATIONS} operations more"

    def computing(self) -> Iterator[str]:
        account, gc = self.account, self.service.gc.cpu_share
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

    def operations(self) -> Iterator[str]:
        """What each operation computes, where one of them says so; the busiest first."""
        parts = self.report.analysis.parts(self.service.name)
        if len(parts) == 1 or not any(part.is_declared for part in parts):
            return
        ranked = sorted(parts, key=lambda part: (-(part.cores or 0.0), part.operation))
        for part in ranked[:_MOST_OPERATIONS]:
            yield self._part(part)
        if len(parts) > _MOST_OPERATIONS:
            yield f"and {len(parts) - _MOST_OPERATIONS} operations more"

    def _part(self, part: Part) -> str:
        """Visits × CPU time = cores, and φ of one operation; apportioned where nothing says it."""
        name = visible(short(part.operation))
        if part.cores is None or not part.rate:
            return f"{name}: {format_rate(part.rate)}; {unknown_part(part)}"
        time = format_duration(part.cores / part.rate)
        origin = "cpu_time" if part.is_declared else "apportioned"
        cores = f"{format_rate(part.rate)} × {time} ({origin}) = {format_cores(part.cores)}"
        if part.share is None or part.self_seconds is None:
            return f"{name}: {cores}; φ unknown: its own time is not given"
        return f"{name}: {cores}; φ = {share(part.share)} of {format_duration(part.self_seconds)}"

    def in_go(self) -> Iterator[str]:
        """The step of a service in Rust to the one it would be in Go, on which all is argued."""
        basis = self.report.seats.basis if self.report.seats else None
        if self.service.language == "rust" and basis is not None and self.factor_known is not None:
            would = basis.computing[self.service.name]
            gc = self.service.gc.cpu_share
            yield from step_to_go(self.account, would, self.factor_known[0].default, gc)

    def _cpu_per_request(self, per_request: float) -> str:
        account, load = self.account, self.service.load
        result = f"= {format_duration(per_request)} per request"
        if account.declared_parts or load.cpu is None or account.rate is None:
            return f"d {result}, from the operations' cpu_time"
        busy, name = format_cores(load.cpu), "cpu"
        if load.idle_cpu:
            busy, name = f"({busy} - {format_cores(load.idle_cpu)} idle)", "(cpu - idle_cpu)"
        whose = "load.rate" if account.rate_origin == "declared" else "x"
        return f"d = {name} / {whose} = {busy} / {format_rate(account.rate)} {result}"

    def gate(self) -> Iterator[str]:
        told = [str(item.numbers["gate"]) for item in self.about if "gate" in item.numbers]
        if told:
            yield f"gate: {visible(told[0])}"
        else:
            declared = self.service.criticality
            stated = f"criticality {visible(declared)}, declared" if declared else ""
            yield stated or "criticality not declared"

    # --- what a rewrite is worth

    @property
    def _gains(self) -> Gain | None:
        return self.verdict.gain if self.verdict else None

    @cached_property
    def factor_known(self) -> tuple[Range, str] | None:
        """The factor f of a rewrite, and its source."""
        return Asked(self.report).factor(self.service.name)

    def factor(self) -> Iterator[str]:
        if self.factor_known is not None:
            factor, source = self.factor_known
            yield f"f = {', '.join(filter(None, (of_range(factor, plain), visible(source))))}"

    def gain(self) -> Iterator[str]:
        yield from self._per_visit()
        yield from self._alone()
        for argument in self.about:
            rank, removed = argument.numbers.get("rank"), argument.numbers.get("removable_users")
            if isinstance(rank, float | int) and isinstance(removed, float | int):
                limit = self.report.seats.limit if self.report.seats else rank
                yield (
                    f"at its rank: ΔL = {self._least}{format_users(removed)} after the seats"
                    f" above it, seat {plain(rank)} of {plain(limit)}"
                )

    def _per_visit(self) -> Iterator[str]:
        """What one visit loses, the formula starting from Go."""
        basis = self.report.seats.basis if self.report.seats else None
        is_rust = self.service.language == "rust" and basis is not None
        account = basis.computing[self.service.name] if is_rust and basis else self.account
        phi, own, whose = account.share, account.self_seconds, ""
        if kernel := self._kernel:
            phi, own, whose = kernel.share, kernel.self_seconds, f" to {short(kernel.operation)}"
        if self.factor_known is None or phi is None or own is None:
            return
        left, formula = 1 - self.factor_known[0].default, "S̄°·φ°·(1-f)" if is_rust else "S̄·φ·(1-f)"
        yield (
            f"per visit{visible(whose)} {formula} = {format_duration(own)} × {share(phi)} ×"
            f" {share(left)} = {format_duration(own * phi * left)}"
        )

    @cached_property
    def _kernel(self) -> Part | None:
        """The operation that a hybrid verdict splits out."""
        operation = self.verdict.operation if self.verdict else ""
        parts = self.report.analysis.parts(self.service.name)
        return next((part for part in parts if part.operation == operation), None)

    def _alone(self) -> Iterator[str]:
        """ΔL of rewriting this service and nothing else."""
        gain = self._gains
        if gain is not None and gain.users is not None:
            alone = f"{visible(short(gain.operation))} alone" if gain.operation else "alone"
            basis = as_seats_have_it(self.report)
            if basis and self.service.language != "rust":
                yield f"from here on {visible(basis)}; the table above has all as it is"
            freed = f"{self._least}{of_range(gain.users, format_users)}"
            yield f"{alone}: ΔL = {freed}, at the same utilisation"
            for journey, off in gain.milliseconds.items():
                taken = of_range(off, lambda value: format_duration(value / 1e3))
                yield f"{alone}: {taken} off the mean of {visible(journey)}"
            return
        for argument in self.about:
            removed = argument.numbers.get("removable_users")
            if isinstance(removed, float | int) and "rank" not in argument.numbers:
                yield f"alone: ΔL = {self._least}{format_users(removed)}"

    @property
    def _least(self) -> str:
        """Before what is a lower bound because of the journeys, not of the service."""
        analysis, name = self.report.analysis, self.service.name
        return "at least " if analysis.uncounted_to(name) or analysis.cycles_to(name) else ""

    def money(self) -> Iterator[str]:
        gain = self._gains
        if gain is None or gain.cores is None:
            return
        yield f"{of_range(gain.cores, format_cores)} freed, at the same utilisation"
        if gain.per_month is not None:
            saved = of_range(gain.per_month, lambda value: format_money(value, gain.currency))
            yield f"{saved} a month"
        if self.service.is_planned:
            yield "planned: there is no rewrite to pay back"
        elif gain.effort is None:
            yield "payback unknown: neither size nor rewrite.effort given"
        elif gain.payback is not None:
            effort = of_range(gain.effort, lambda value: f"{plain(value)} person-months")
            most = " at most, that of the whole service" if gain.operation else ""
            yield f"effort {effort}{most}; {format_payback(*gain.payback)}"
