"""What stands at the top: what was looked at, the verdict, the large figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range
from archlint.quantities import format_cores, format_money, format_payback
from archlint.reporting.figures import plain
from archlint.reporting.page.verdicts import MARKS
from archlint.reporting.summary import (
    baseline_line,
    coverage_line,
    critical_paths,
    plural,
    seats_line,
    sentence,
    structure,
    waived_line,
)
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.curve import Curve
    from archlint.reporting.page.journeys import JourneyPart
    from archlint.reporting.page.verdicts import VerdictRow
    from archlint.reporting.page.waiting import WaitingPart


class Header(Struct, frozen=True, kw_only=True):
    """What was looked at: the portfolio's name, file and sizes in words, coverage, date.

    `accepted` says by what it was judged, and what of the baseline and of waivers came of it.
    """

    portfolio: str
    root: str
    facts: str
    seats: str
    coverage: str
    decided_without: str
    accepted: tuple[str, ...]
    date: str
    version: str


class Tally(Struct, frozen=True, kw_only=True):
    """How many services got a verdict: the mark it is drawn with, its words and the number."""

    mark: str
    words: str
    count: int


class Tile(Struct, frozen=True, kw_only=True):
    """One of the large figures at the top: before (where it changes), value, unit, explanation."""

    label: str
    before: str
    value: str
    unit: str
    note: str


def lede(report: PortfolioReport) -> Iterator[str]:
    """What stands under the headline: critical paths, else the structure; the packs' sentences."""
    yield critical_paths(report) if report.analysis.has_rates else structure(report)
    yield " ".join(map(sentence, (*report.head, *report.lines)))


def header(report: PortfolioReport) -> Header:
    portfolio, analysis = report.portfolio, report.analysis
    coverage = report.coverage
    calls = sum(len(operation.calls) for operation in portfolio.operations.values())
    return Header(
        portfolio=portfolio.name,
        root=portfolio.root,
        facts=", ".join(
            (
                plural(len(portfolio.services), "service"),
                plural(len(analysis.journeys), "journey"),
                plural(calls, "call"),
            )
        ),
        seats=seats_line(report),
        coverage=coverage_line(coverage),
        decided_without=", ".join(report.without),
        accepted=tuple(_accepted(report)),
        date=analysis.today.isoformat() if analysis.today else "",
        version=__version__,
    )


def _accepted(report: PortfolioReport) -> Iterator[str]:
    if report.judge:
        yield f"Judged by {report.judge}."
    if report.scope:
        yield sentence(report.scope)
    yield from filter(None, (baseline_line(report), waived_line(report)))


# --- the large figures --------------------------------------------------------------------------


def tallies(rows: tuple[VerdictRow, ...]) -> tuple[Tally, ...]:
    """Counted services by verdict, in the order Rust, hybrid, measure first, Go, other, none.

    Rust is always there, the others where there are any; together they are N.
    """
    counts = dict.fromkeys(MARKS.values(), 0)
    for row in rows:
        if (row.word or row.is_counted) and not row.is_planned:
            counts[row.mark, row.group] = counts.get((row.mark, row.group), 0) + 1
    return tuple(
        Tally(mark=mark, words=words, count=count)
        for (mark, words), count in counts.items()
        if count or mark == "rust"
    )


def tiles(
    report: PortfolioReport,
    journeys: Sequence[JourneyPart],
    waiting: WaitingPart | None,
    adding_up: Curve | None,
    rows: Sequence[VerdictRow],
) -> Iterator[Tile]:
    argued = [row for row in rows if row.word in ("rust", "hybrid") and row.language != "rust"]
    if journeys and journeys[0].mean.value:
        yield _journey_tile(journeys[0])
    if waiting is not None:
        yield _waiting_tile(waiting, adding_up)
    if argued:
        yield _cores_tile(report, argued)
        yield _effort_tile(report, argued)
    else:
        coverage = report.coverage
        yield Tile(
            label="Rules with their inputs",
            before="",
            value=str(coverage.evaluated),
            unit=f"of {coverage.total}",
            note="the others are named under coverage",
        )


def _journey_tile(journey: JourneyPart) -> Tile:
    before, after = journey.mean.text, journey.after.text
    changes = before != after
    value, _, unit = after.rpartition(" ")
    was, _, was_unit = before.rpartition(" ")
    target = ", ".join(f"{name} {figure.text}" for name, figure in journey.slo)
    return Tile(
        label=f"{journey.name}, mean",
        before=(was if was_unit == unit else before) if changes else "",
        value=value,
        unit=unit,
        note=f"objective: {target}" if target else "no objective declared",
    )


def _waiting_tile(waiting: WaitingPart, adding_up: Curve | None) -> Tile:
    value, _, unit = waiting.total.text.rpartition(" ")
    removable = adding_up.removable.text if adding_up else "no one"
    return Tile(
        label="Waiting at any moment",
        before="",
        value=value,
        unit=unit,
        note=f"rewriting every judged service would free {removable}",
    )


def _cores_tile(report: PortfolioReport, argued: Sequence[VerdictRow]) -> Tile:
    cores = _total([row.worth.cores.values for row in argued])
    money = _total([row.worth.money.values for row in argued])
    currency = report.portfolio.prices.currency
    if cores is None:
        return Tile(label="Cores given back", before="", value="–", unit="", note="CPU not given")
    value, _, unit = format_cores(cores.default).rpartition(" ")
    cost = f", {format_money(money.default, currency)} a month" if money else ""
    return Tile(
        label="Cores given back",
        before="",
        value=value,
        unit=unit,
        note=f"{plain(cores.low)} to {plain(cores.high)}{cost}",
    )


def _effort_tile(report: PortfolioReport, argued: Sequence[VerdictRow]) -> Tile:
    gains = {verdict.service: verdict.gain for verdict in report.verdicts}
    efforts = [gain.effort if (gain := gains[row.service]) else None for row in argued]
    known = [effort for effort in efforts if effort is not None]
    total = _total(known)
    if total is None:
        note = "add `size` or `rewrite.effort` to know"
        return Tile(label="Effort", before="", value="–", unit="unknown", note=note)
    unknown = len(efforts) - len(known)
    paid = [row.worth.payback.values for row in argued if row.worth.payback.values]
    back = ""
    if len(paid) == len(argued) == 1:
        back = f", {format_payback(*paid[0])}"
    return Tile(
        label="Effort",
        before="",
        value=plain(total.default),
        unit="person-months",
        note=f"{plain(total.low)} to {plain(total.high)}{back}"
        + (f", {plural(unknown, 'service')} unknown" if unknown else ""),
    )


def _total(ranges: Sequence[Range | None]) -> Range | None:
    known = [values for values in ranges if values is not None]
    if not known:
        return None
    return Range(*(sum(ends) for ends in zip(*known, strict=True)))
