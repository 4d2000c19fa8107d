"""Why not the others: load against own CPU time, and the services that look like candidates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_cores, format_duration, format_rate, format_users
from archlint.reporting.figures import share
from archlint.reporting.page.figures import Figure, figure
from archlint.reporting.verdict_words import mark_of
from archlint.reporting.wording import plural, sentence

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.analysis.computing import Computing
    from archlint.linting.report import PortfolioReport
    from archlint.model import Verdict
    from archlint.reporting.page.curve import Weighing

MOST_NEAR = 5
"""Services named that look like candidates and are none."""

_MOST_ROWS = 20
"""Services in the table of the drawing, those with most cores first."""

_TWICE = 2.0
"""Times from which on a per cent says less than how often it is."""

_WEIGHTY = ("rust", "hybrid", "measure")


_NUMBERS = ("None", "One", "Two", "Three", "Four", "Five")

_KEY = (
    ("rust", "Rust"),
    ("hybrid", "hybrid"),
    ("measure", "measure first"),
    ("go", "Go"),
    ("other", "no verdict of the two"),
)


class ScatterDot(Struct, frozen=True, kw_only=True):
    """One service: requests per second and seconds of CPU that each takes.

    `mark` and `words` are its verdict's; `is_critical` where it is on a journey's critical path.
    """

    service: str
    mark: str
    words: str
    rate: Figure
    cpu: Figure
    cores: Figure
    is_critical: bool
    is_planned: bool = False

    @property
    def is_weighty(self) -> bool:
        """Whether its verdict says more than Go."""
        return self.mark in _WEIGHTY


class NearMiss(Struct, frozen=True, kw_only=True):
    """A service that looks like a candidate, what speaks for it, and why it is none."""

    service: str
    mark: str
    words: str
    looks: str
    why: tuple[str, ...]
    is_planned: bool = False


class ScatterPart(Struct, frozen=True, kw_only=True):
    """Load against own CPU time. `named` are the services that the drawing names.

    `rows` are the first of `dots`, which have most cores first; `undrawn` says who is missing and
    why.
    """

    dots: tuple[ScatterDot, ...]
    rows: tuple[ScatterDot, ...]
    named: tuple[str, ...]
    near: tuple[NearMiss, ...]
    undrawn: str

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The marks that are drawn, and what they say; whoever has no mark shares one."""
        drawn = {"other" if dot.mark == "none" else dot.mark for dot in self.dots}
        return tuple((mark, words) for mark, words in _KEY if mark in drawn)

    @property
    def near_title(self) -> str:
        """`Five that look like candidates and are none`."""
        if len(self.near) == 1:
            return "One that looks like a candidate and is none"
        return f"{_NUMBERS[len(self.near)]} that look like candidates and are none"


def scatter_part(weighing: Weighing) -> ScatterPart | None:
    """None where no service has both a rate and CPU."""
    report = weighing.report
    verdicts = {item.service: item for item in report.verdicts}
    critical = {name for times in report.analysis.journeys for name in times.on_path}
    dots = sorted(
        _dots(report, verdicts, critical),
        key=lambda dot: (-(dot.cores.value or 0.0), dot.service),
    )
    if not dots:
        return None
    near = tuple(_near(weighing, dots, verdicts))
    argued = [dot.service for dot in dots if dot.is_weighty]
    return ScatterPart(
        dots=tuple(dots),
        rows=tuple(dots[:_MOST_ROWS]),
        named=(*argued, *(item.service for item in near)),
        near=near,
        undrawn=_undrawn(report),
    )


def _dots(
    report: PortfolioReport, verdicts: Mapping[str, Verdict], critical: Iterable[str]
) -> Iterator[ScatterDot]:
    known = frozenset(critical)
    for service in report.portfolio.services.values():
        account = report.analysis.computing[service.name]
        rate, cpu = account.rate, account.cpu_per_request
        if not service.is_counted or not rate or not cpu:
            continue
        mark, words = mark_of(verdicts.get(service.name))
        yield ScatterDot(
            service=service.name,
            mark=mark,
            words=words,
            rate=figure(rate, format_rate),
            cpu=figure(cpu, format_duration),
            cores=figure(rate * cpu, format_cores),
            is_critical=service.name in known,
        )


def _undrawn(report: PortfolioReport) -> str:
    """Say `Not drawn: 3 services have no load.cpu, 1 service has no rate.`."""
    reasons: Counter[str] = Counter()
    for service in report.portfolio.services.values():
        if service.is_counted:
            reasons.update(_reason(report.analysis.computing[service.name]))
    told = [
        f"{plural(count, 'service')} {'has' if count == 1 else 'have'} {reason}"
        for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    ]
    return f"Not drawn: {', '.join(told)}." if told else ""


def _reason(account: Computing) -> list[str]:
    if account.cpu is None:
        return ["no `load.cpu`"]
    if not account.rate:
        return ["no rate"]
    return [] if account.cpu_per_request else ["no CPU in use"]


# --- near-misses ----------------------------------------------------------------------------------


def _near(
    weighing: Weighing, dots: list[ScatterDot], verdicts: Mapping[str, Verdict]
) -> Iterator[NearMiss]:
    """At most five: the slowest, the busiest, the dearest, and so on, each once."""
    analysis = weighing.report.analysis
    others = [
        dot
        for dot in dots
        if not dot.is_weighty
        and dot.service in verdicts
        and verdicts[dot.service].language != "rust"
    ]
    waiting = analysis.waiting.by_service if analysis.has_rates else {}

    def freed(dot: ScatterDot) -> float:
        return weighing.alone.get(dot.service, 0.0)

    def waited_for(dot: ScatterDot) -> float:
        return waiting.get(dot.service, 0.0)

    looks: tuple[tuple[Callable[[ScatterDot], float], Callable[[ScatterDot], str]], ...] = (
        (freed, lambda dot: f"would free {format_users(freed(dot))}"),
        (
            lambda dot: waited_for(dot) * (dot.mark == "go"),
            lambda dot: _waits(waited_for(dot)),
        ),
        (waited_for, lambda dot: _waits(waited_for(dot))),
        (lambda dot: dot.cores.value or 0.0, lambda _: ""),
        (lambda dot: dot.cpu.value or 0.0, lambda _: ""),
        (lambda dot: dot.rate.value or 0.0, lambda _: ""),
    )
    seen: dict[str, list[str]] = {}
    for value, text in looks:
        best = min(others, key=lambda dot: (-value(dot), dot.service), default=None)
        if best is not None and value(best) > 0:
            seen.setdefault(best.service, []).append(text(best))
    for dot in _filled(others, seen):
        yield NearMiss(
            service=dot.service,
            mark=dot.mark,
            words=dot.words,
            looks=_looks(dot, seen.get(dot.service, ())),
            why=tuple(map(sentence, _why(weighing, dot, verdicts[dot.service]))),
        )


def _waits(users: float) -> str:
    text = format_users(users)
    return f"{text} {'wait' if text.endswith('s') else 'waits'} for it"


def _filled(others: list[ScatterDot], seen: Mapping[str, object]) -> list[ScatterDot]:
    """Those that lead in something, then those with most cores, up to five."""
    leading = [dot for name in seen for dot in others if dot.service == name]
    rest = [dot for dot in others if dot.service not in seen]
    return [*leading, *rest][:MOST_NEAR]


def _looks(dot: ScatterDot, texts: Iterable[str]) -> str:
    """Say `900/s × 2 ms = 1.8 busy cores; 12 users wait for it`."""
    number, _, unit = dot.cores.text.partition(" ")
    product = f"{dot.rate.text} × {dot.cpu.text} = {number} busy {unit}"
    return "; ".join([product, *dict.fromkeys(filter(None, texts))])


def _why(weighing: Weighing, dot: ScatterDot, verdict: Verdict) -> Iterator[str]:
    analysis = weighing.report.analysis
    if analysis.has_rates and dot.service not in analysis.awaited:
        yield "nobody waits for it"
    elif not dot.is_critical:
        yield from _slack(analysis, dot.service)
    yield verdict.because
    yield from _outranked(weighing, dot.service)


def _slack(analysis: Analysis, service: str) -> Iterator[str]:
    """By how much it may grow before anybody waits longer, where it has least of that."""
    operations = [item.id for item in analysis.portfolio.services[service].operations]
    found = [
        (analysis.slack(journey, operation), journey)
        for journey in analysis.journeys_to(service)
        for operation in operations
    ]
    least, journey = min(((slack, name) for slack, name in found), default=(math.inf, ""))
    if 0 < least < math.inf:
        yield f"off every critical path, with {format_duration(least)} of slack on {journey}"
    elif journey:
        yield "under 1 % of every journey that waits for it"


def _outranked(weighing: Weighing, service: str) -> Iterator[str]:
    """What the last seat frees beside it, where no seat is left."""
    seats, alone = weighing.report.seats, weighing.alone.get(service, 0.0)
    if seats is None or not seats.holders or len(seats.holders) < seats.limit or alone <= 0:
        return
    last = weighing.in_turn.get(seats.holders[-1], 0.0)
    if last > alone:
        beyond = (
            f"{share(last / alone - 1.0)} more"
            if last < _TWICE * alone
            else f"{last / alone:.2g} times as many"
        )
        yield (
            f"a rewrite would free {format_users(alone)}, the last seat frees"
            f" {format_users(last)}: {beyond}"
        )
