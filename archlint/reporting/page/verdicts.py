"""Verdicts as rows of the report."""

from __future__ import annotations

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
from archlint.reporting.page.figures import (
    NOTHING,
    UNKNOWN,
    UNMEASURED,
    Figure,
    Spread,
    as_if_in_go,
    figure,
    spread,
)
from archlint.reporting.verdict_words import WEIGHTY, mark_of, why_not_judged, words_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Gain, Service, Verdict
    from archlint.reporting.page.curve import Weighing


class Worth(Struct, frozen=True, kw_only=True):
    """What a rewrite is worth beside ΔL, at the same utilisation; empty where it was not asked.

    `gains` are the milliseconds off each journey; `money` is a month, `payback` in months.
    """

    gains: tuple[tuple[str, Spread], ...] = ()
    cores: Spread = NOTHING
    money: Spread = NOTHING
    payback: Spread = NOTHING
    factor: Spread = NOTHING
    factor_source: str = ""


class VerdictRow(Struct, frozen=True, kw_only=True):
    """One service: what the rule says, why, and what a rewrite would be worth.

    `mark` is the class and letter of the verdict, `group` the words it is counted under. `users` is
    ΔL of rewriting it alone; `share` its part of all removable waiting, counted in the order of the
    seats; `waiting` is L.
    """

    service: str
    language: str
    kind: str
    owner: str
    word: str
    words: str
    group: str
    mark: str
    because: str
    lines: tuple[str, ...]
    tune_first: str
    confidence: str
    seat: int | None
    is_counted: bool
    is_planned: bool
    is_weighty: bool
    rate: Figure
    self_time: Figure
    computing: Figure
    waiting: Figure
    users: Spread
    share: Figure
    worth: Worth


_SHOWN_MS = 0.05
"""Milliseconds: gains below this are not worth a line."""


def verdict_rows(weighing: Weighing) -> tuple[VerdictRow, ...]:
    """Every service: seats first, then the weighty verdicts, then by users waiting and name."""
    report = weighing.report
    verdicts = {verdict.service: verdict for verdict in report.verdicts}
    rows = [
        _row(weighing, service, verdicts.get(service.name))
        for service in report.portfolio.services.values()
    ]
    return tuple(sorted(rows, key=_order))


def _order(row: VerdictRow) -> tuple[float, int, bool, bool, float, str]:
    return (
        row.seat or float("inf"),
        WEIGHTY.index(row.word) if row.is_weighty else len(WEIGHTY),
        row.is_planned,
        not row.word,
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
        words=words_of(verdict),
        group=words,
        mark=mark,
        because=verdict.because if verdict else why_not_judged(service),
        lines=verdict.lines if verdict else (),
        tune_first=verdict.tune_first if verdict else "",
        confidence=verdict.confidence if verdict else "",
        seat=verdict.seat if verdict else None,
        is_counted=service.is_counted,
        is_planned=service.is_planned,
        is_weighty=verdict is not None and verdict.word in WEIGHTY,
        rate=figure(account.rate, format_rate),
        self_time=figure(account.self_seconds, format_duration),
        computing=figure(account.share, share),
        waiting=_waiting(analysis, service.name),
        users=_removable(weighing, service, gain),
        share=weighing.share(service.name),
        worth=_worth(gain, in_rust=service.language == "rust"),
    )


def _waiting(analysis: Analysis, service: str) -> Figure:
    """L of a service: not measured where users wait for it, and nobody knows how long or often."""
    if not analysis.has_rates:
        return UNKNOWN
    users, is_least = (
        analysis.waiting.by_service.get(service, 0.0),
        analysis.waits_at_least(service),
    )
    return UNMEASURED if is_least and not users else figure(users, format_users, is_least=is_least)


def _removable(weighing: Weighing, service: Service, gain: Gain | None) -> Spread:
    """At least so many where a lower bound of users waits; of Rust already, as if it were in Go."""
    values = gain.users if gain is not None else None
    alone = weighing.alone.get(service.name)
    if values is None and alone is not None:
        values = Range(alone, alone, alone)
    analysis = weighing.report.analysis
    is_least = bool(analysis.uncounted_to(service.name) or analysis.cycles_to(service.name))
    found = spread(values, format_users, is_least=is_least)
    return as_if_in_go(found) if service.language == "rust" else found


def _worth(gain: Gain | None, *, in_rust: bool) -> Worth:
    """What only the pack's own account of a gain tells."""
    if gain is None:
        return Worth()
    return Worth(
        gains=tuple(
            (journey, _milliseconds_off(values, in_rust=in_rust))
            for journey, values in gain.milliseconds.items()
            if values.high >= _SHOWN_MS
        ),
        cores=spread(gain.cores, format_cores),
        money=spread(gain.per_month, lambda money: format_money(money, gain.currency)),
        payback=spread(gain.payback, format_months),
        factor=spread(gain.factor, lambda factor: f"{factor:.2g}"),
        factor_source=gain.factor_source,
    )


def _milliseconds_off(values: Range, *, in_rust: bool) -> Spread:
    found = spread(values, _milliseconds)
    return as_if_in_go(found) if in_rust else found


def _milliseconds(amount: float) -> str:
    return format_duration(amount / 1e3)
