"""Verdicts as rows of the report, and how removable waiting adds up over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_months,
    format_rate,
    format_users,
)
from archlint.reporting.figures import share
from archlint.reporting.page import (
    NOTHING,
    UNKNOWN,
    UNMEASURED,
    Curve,
    CurvePoint,
    Figure,
    Spread,
    Tally,
    VerdictRow,
    Worth,
)
from archlint.reporting.summary import group_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain, Service, Verdict

_MARKS: Mapping[str, tuple[str, str]] = {
    "rust": ("rust", "Rust"),
    "hybrid": ("hybrid", "Hybrid"),
    "measure-first": ("measure", "Measure first"),
    "go": ("go", "Go"),
    "go-by-default": ("go", "Go by default, not measured"),
    "rust-unargued": ("other", "In Rust, no case made"),
    "rust-unknown": ("other", "In Rust, cannot say"),
    "either": ("other", "Another language"),
    "none": ("other", "Native, no verdict"),
}
"""A group of verdicts -> how it is drawn, and in a few words."""

_WEIGHTY = ("rust", "hybrid", "measure-first")
_SHOWN_MS = 0.05
"""Milliseconds: gains below this are not worth a line."""


def mark_of(verdict: Verdict | None) -> tuple[str, str]:
    """How a verdict is drawn, and its words: never "Go" of a service that is in Rust."""
    if verdict is None:
        return "none", "Not judged"
    return _MARKS.get(group_of(verdict), ("other", verdict.word))


def spread(values: Range | None, text: Callable[[float], str]) -> Spread:
    """Default, and low to high where they differ."""
    if values is None:
        return NOTHING
    low, default, high = map(text, values)
    if low == high:
        return Spread(values, default, "")
    units = {each.partition(" ")[2] for each in (low, default, high)}
    start = low.partition(" ")[0] if len(units) == 1 else low
    end = high.partition(" ")[0] if len(units) == 1 else high
    return Spread(values, default, f"{start} to {end}")


def figure(value: float | None, text: Callable[[float], str]) -> Figure:
    """A value with its text; None is unknown."""
    return UNKNOWN if value is None else Figure(value, text(value))


class Weighing(Struct, frozen=True, dict=True):
    """What each rewrite takes off alone, and in the order of the seats."""

    report: PortfolioReport

    @cached_property
    def factors(self) -> Mapping[str, float]:
        """Every rewrite that was weighed: service -> default factor."""
        seats = self.report.seats
        return {item.target: item.factor for item in seats.rewrites} if seats else {}

    @cached_property
    def alone(self) -> Mapping[str, float]:
        """ΔL of each rewrite on its own, users; only where φ is known."""
        basis = self.report.seats.basis if self.report.seats else None
        if basis is None or not basis.has_rates:
            return {}
        return {
            service: basis.removal({service: factor}).users
            for service, factor in self.factors.items()
            if basis.computing[service].share is not None
        }

    @cached_property
    def in_turn(self) -> Mapping[str, float]:
        """ΔL of each after those before it: the seats' holders, then by what each is worth alone.

        The figures add up to all the waiting that a rewrite can remove.
        """
        seats = self.report.seats
        if seats is None or seats.basis is None or not self.alone:
            return {}
        rest = sorted(self.alone, key=lambda name: (-self.alone[name], name))
        order = dict.fromkeys((*seats.holders, *rest))
        picks = seats.basis.in_turn({name: self.factors[name] for name in order})
        return {pick.service: pick.removal.users for pick in picks}

    @cached_property
    def removable(self) -> float:
        return sum(self.in_turn.values())

    def share(self, service: str) -> Figure:
        """The service's part of all removable waiting."""
        if service not in self.in_turn or not self.removable:
            return UNKNOWN
        return figure(self.in_turn[service] / self.removable, share)


def curve(weighing: Weighing) -> Curve | None:
    """How removable waiting adds up, None where nothing can be removed or no seat was asked for."""
    seats = weighing.report.seats
    if seats is None or weighing.removable <= 0:
        return None
    points, total = [], 0.0
    gains = {name: gain for name, gain in weighing.in_turn.items() if gain > 0}
    for rank, (service, gain) in enumerate(gains.items(), 1):
        total += gain
        points.append(
            CurvePoint(
                rank=rank,
                service=service,
                users=figure(gain, format_users),
                share=weighing.share(service),
                total=figure(total / weighing.removable, share),
                has_seat=service in seats.holders,
            )
        )
    carried = sum(weighing.in_turn[name] for name in seats.holders)
    return Curve(
        points=tuple(points),
        services=max(seats.size, len(points)),
        line=seats.limit,
        quota=share(seats.quota),
        removable=figure(weighing.removable, format_users),
        carried=figure(carried / weighing.removable, share),
        flat=len(weighing.in_turn) - len(points),
    )


def verdict_rows(weighing: Weighing) -> tuple[VerdictRow, ...]:
    """Every service: seats first, then the weighty verdicts, then by users waiting and name."""
    report = weighing.report
    verdicts = {verdict.service: verdict for verdict in report.verdicts}
    rows = [
        _row(weighing, service, verdicts.get(service.name))
        for service in report.portfolio.services.values()
    ]
    return tuple(sorted(rows, key=_order))


def _order(row: VerdictRow) -> tuple[int, float, int, float, str]:
    weight = _WEIGHTY.index(row.word) if row.is_weighty else len(_WEIGHTY)
    return (
        weight,
        row.seat or float("inf"),
        0 if row.word else 1,
        -(row.waiting.value or 0.0),
        row.service,
    )


def _row(weighing: Weighing, service: Service, verdict: Verdict | None) -> VerdictRow:
    analysis = weighing.report.analysis
    account = analysis.computing[service.name]
    gain = verdict.gain if verdict else None
    mark, words = mark_of(verdict)
    return VerdictRow(
        service=service.name,
        language=service.language or "",
        kind=service.kind or "",
        owner=service.owner or "",
        word=verdict.word if verdict else "",
        words="Rust already" if words == "Rust" and service.language == "rust" else words,
        group=words,
        mark=mark,
        because=verdict.because if verdict else _why_not_judged(service),
        lines=verdict.lines if verdict else (),
        tune_first=verdict.tune_first if verdict else "",
        confidence=verdict.confidence if verdict else "",
        seat=verdict.seat if verdict else None,
        is_counted=service.is_counted,
        is_planned=service.is_planned,
        is_weighty=verdict is not None and verdict.word in _WEIGHTY,
        rate=figure(account.rate, format_rate),
        self_time=figure(account.self_seconds, format_duration),
        computing=figure(account.share, share),
        waiting=_waiting(analysis, service.name),
        users=_removable(weighing, service, gain),
        share=weighing.share(service.name),
        worth=_worth(gain),
    )


def _waiting(analysis: Analysis, service: str) -> Figure:
    """L of a service: not measured where users wait for it and nobody knows how long."""
    if not analysis.has_rates:
        return UNKNOWN
    users = analysis.waiting.by_service.get(service, 0.0)
    if service not in analysis.awaited or "self_time" not in analysis.computing[service].missing:
        return figure(users, format_users)
    return Figure(users, f"at least {format_users(users)}") if users else UNMEASURED


def _why_not_judged(service: Service) -> str:
    if service.managed:
        return "managed: bought, so never told a language"
    if service.kind in ("external", "library"):
        return f"{service.kind}: never told a language"
    if not service.is_running:
        return "not running: 0 replicas"
    if service.lifecycle == "deprecated":
        return "deprecated: not judged"
    return "no verdict yet: inputs are missing"


def _removable(weighing: Weighing, service: Service, gain: Gain | None) -> Spread:
    if gain is not None and gain.users is not None:
        return spread(gain.users, format_users)
    alone = weighing.alone.get(service.name)
    return NOTHING if alone is None else Spread(Range(alone, alone, alone), format_users(alone), "")


def _worth(gain: Gain | None) -> Worth:
    """What only the pack's own account of a gain tells."""
    if gain is None:
        return Worth()
    return Worth(
        gains=tuple(
            (journey, spread(values, _milliseconds))
            for journey, values in gain.milliseconds.items()
            if values.high >= _SHOWN_MS
        ),
        cores=spread(gain.cores, format_cores),
        money=spread(gain.per_month, lambda money: format_money(money, gain.currency)),
        payback=spread(gain.payback, format_months),
        factor=spread(gain.factor, lambda factor: f"{factor:.2g}"),
        factor_source=gain.factor_source,
    )


def _milliseconds(amount: float) -> str:
    return format_duration(amount / 1e3)


def tallies(rows: tuple[VerdictRow, ...]) -> tuple[Tally, ...]:
    """Counted services by verdict, in the order Rust, hybrid, measure first, Go, other, none.

    Rust is always there, the others where there are any; together they are N.
    """
    counts = dict.fromkeys(_MARKS.values(), 0)
    for row in rows:
        if (row.word or row.is_counted) and not row.is_planned:
            counts[row.mark, row.group] = counts.get((row.mark, row.group), 0) + 1
    return tuple(
        Tally(mark=mark, words=words, count=count)
        for (mark, words), count in counts.items()
        if count or mark == "rust"
    )
