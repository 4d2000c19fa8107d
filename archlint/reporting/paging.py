"""Report -> page: the one value that the Markdown and the HTML report print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.model import Range
from archlint.quantities import format_cores, format_money, format_payback
from archlint.reporting.figures import plain
from archlint.reporting.page import (
    Curve,
    Header,
    JourneyPart,
    Page,
    Section,
    Tile,
    VerdictRow,
    WaitingPart,
)
from archlint.reporting.page_findings import (
    coverage_rows,
    finding_groups,
    severity_counts,
    waived,
)
from archlint.reporting.page_journeys import journey_parts, waiting_part
from archlint.reporting.page_limits import limits
from archlint.reporting.page_verdicts import Weighing, curve, tallies, verdict_rows
from archlint.reporting.summary import (
    baseline_line,
    coverage_line,
    critical_paths,
    gate_line,
    head_paragraph,
    plural,
    seats_line,
    sentence,
    structure,
    verdict_paragraphs,
    waived_line,
)
from archlint.source import how_many
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, Report
    from archlint.reporting.options import Options

MOST_JOURNEYS = 12
"""Journeys drawn in full."""

MOST_CAUSES = 15
"""Services listed by users waiting."""

MOST_PROBLEMS = 20
"""Problems printed; how many more there are is said."""


def page_of(report: Report, options: Options) -> Page:
    """Everything the report says, for a page of any format."""
    code = options.exit_code(report)
    problems = tuple(map(str, report.problems))
    return Page(
        sections=tuple(_section(part, options) for part in report.portfolios),
        state={0: "passed", 1: "findings"}.get(code, "not linted"),
        exit_code=code,
        gate=gate_line(report, options),
        problems=problems[:MOST_PROBLEMS],
        hidden_problems=how_many(report.problems[MOST_PROBLEMS:]),
        crash=report.crash,
        nothing_evaluated=report.nothing_evaluated,
        version=__version__,
    )


def _section(report: PortfolioReport, options: Options) -> Section:
    weighing = Weighing(report)
    rows = verdict_rows(weighing)
    counted = tallies(rows)
    journeys = journey_parts(report, MOST_JOURNEYS)
    adding_up = curve(weighing)
    waiting = waiting_part(report, MOST_CAUSES)
    return Section(
        header=_header(report),
        summary=(*filter(None, [head_paragraph(report)]), *verdict_paragraphs(report)),
        lede=tuple(filter(None, _lede(report))),
        tallies=counted,
        tiles=tuple(_tiles(report, journeys, waiting, adding_up, rows)),
        verdicts=rows,
        curve=adding_up,
        waiting=waiting,
        journeys=journeys,
        hidden_journeys=len(report.analysis.journeys) - len(journeys),
        findings=finding_groups(report, options),
        hidden_findings=sum(not options.shows(finding) for finding in report.findings),
        counts=severity_counts(report),
        suppressed=waived(report),
        coverage=coverage_rows(report),
        limits=tuple(limits(report)),
        topics=tuple(report.topics.items()),
    )


def _lede(report: PortfolioReport) -> Iterator[str]:
    """What stands under the headline: critical paths, else the structure; the packs' sentences."""
    yield critical_paths(report) if report.analysis.has_rates else structure(report)
    yield " ".join(map(sentence, (*report.head, *report.lines)))


def _header(report: PortfolioReport) -> Header:
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


def _tiles(
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
