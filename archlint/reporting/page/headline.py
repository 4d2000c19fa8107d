"""What stands at the top: what was looked at, the verdict in one sentence, and three lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.cycles import structure
from archlint.reporting.estimates import model_line
from archlint.reporting.page.found import found_of
from archlint.reporting.page.giving import is_declared, missing_of
from archlint.reporting.page.next_step import SAID, Steps
from archlint.reporting.page.purpose import purpose, worth
from archlint.reporting.page.sureness import sure
from archlint.reporting.page.terms import coverage_words
from archlint.reporting.summary import seats_line
from archlint.reporting.wording import plural, sentence
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.found import Found
    from archlint.reporting.page.outlook import Outlook
    from archlint.reporting.page.verdicts import VerdictRow


class Header(Struct, frozen=True, kw_only=True):
    """What was looked at: the portfolio's name, file and sizes in words, coverage, date.

    `basis` says how its times were found.
    """

    portfolio: str
    root: str
    facts: str
    basis: str
    seats: str
    coverage: str
    date: str
    version: str


class Point(Struct, frozen=True, kw_only=True):
    """A line below the sentence: its label, Worth, Sure or Next, and what there is to say."""

    label: str
    text: str


class Headline(Struct, frozen=True, kw_only=True):
    """The verdict in one sentence, `figure` being the part to stress, and what it comes to.

    `tone` is whose colour the figure has: rust, go or neither (""). `lede` says what it is for;
    `points` what it is worth, how sure it is and what to do next; `remarks` what the packs say
    beside the verdicts.
    """

    before: str
    figure: str
    after: str
    tone: str
    lede: tuple[str, ...]
    points: tuple[Point, ...]
    remarks: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return " ".join(filter(None, (self.before, self.figure, self.after))).replace(" .", ".")


def header(report: PortfolioReport) -> Header:
    portfolio, analysis = report.portfolio, report.analysis
    coverage = coverage_words(report.coverage)
    calls = sum(len(operation.calls) for operation in portfolio.operations.values())
    return Header(
        portfolio=portfolio.name,
        root=portfolio.root,
        facts=", ".join(
            (
                plural(len(portfolio.services), "service"),
                plural(len(analysis.journeys), "journey")
                + (", implied" if analysis.journeys_are_implied and analysis.journeys else ""),
                plural(calls, "call"),
            )
        ),
        basis=model_line(analysis),
        seats=seats_line(report),
        coverage=coverage[:1].upper() + coverage[1:],
        date=analysis.today.isoformat() if analysis.today else "",
        version=__version__,
    )


# --- the sentence -------------------------------------------------------------------------------


def headline(weighing: Weighing, rows: Sequence[VerdictRow], outlook: Outlook) -> Headline:
    """What the verdicts come to. `rows` are all of them."""
    report = weighing.report
    found = found_of(report, rows)
    before, figure, after = _sentence(report, found)
    told = (
        ("Worth", worth(report, weighing, found)),
        ("Sure", sure(report, weighing, found)),
        ("Next", Steps(report=report, found=found, outlook=outlook).first()),
    )
    return Headline(
        before=before,
        figure=figure,
        after=after,
        tone="rust" if found.due else "" if found.measure or not found.go else "go",
        lede=tuple(filter(None, _lede(report, weighing, found))),
        points=tuple(Point(label=label, text=text) for label, text in told if text),
        remarks=tuple(filter(None, map(sentence, report.lines))) if found.due else (),
    )


def _lede(report: PortfolioReport, weighing: Weighing, found: Found) -> Iterator[str]:
    """What the rewrites are for; where there are none, what the packs say of that."""
    if found.due:
        yield purpose(report, weighing, found)
        return
    if not report.verdicts:
        yield structure(report)
    said = next((line for line in report.lines if line.startswith(SAID)), "")
    yield " ".join(sentence(line) for line in report.lines if line != said)


def _sentence(report: PortfolioReport, found: Found) -> tuple[str, str, str]:
    """The headline in three parts, the middle one to be stressed."""
    if not report.verdicts:
        return "No verdicts yet.", "", ""
    if found.due:
        return _rewrites(found)
    if found.measure:
        some = f"{len(found.measure)} of {found.total}"
        if all(is_declared(missing_of(report, name)) for name in found.measure):
            before = "Rewrite nothing yet. Declare what decides for"
            return before, some, f"{_services(found.total)} first."
        return "Rewrite nothing yet. Measure", some, f"{_services(found.total)} first."
    return _nothing_pays(found) if found.go else _no_go(report, found)


def _no_go(report: PortfolioReport, found: Found) -> tuple[str, str, str]:
    """Where nothing that runs could be kept in Go."""
    if not found.total:
        return "Nothing runs yet:", plural(len(report.verdicts), "planned service"), "to decide on."
    if found.total == 1:
        return "Nothing to rewrite: the", "one service", "is not in Go."
    return "Nothing to rewrite:", f"none of {found.total:,}", "services is in Go."


def _rewrites(found: Found) -> tuple[str, str, str]:
    whole, parts = len(found.whole), len(found.parts)
    keep = f" Keep {found.go:,} in Go." if found.go else ""
    of = f"of {found.total:,}"
    if not whole:
        a_part = "one operation" if parts == 1 else "an operation"
        return f"Move {a_part} of", f"{parts} {of}", f"{_services(found.total)} to Rust.{keep}"
    also = f" and {plural(parts, 'operation')}" if parts else ""
    return "Rewrite", f"{whole} {of}", f"{_services(found.total)}{also} in Rust.{keep}"


def _nothing_pays(found: Found) -> tuple[str, str, str]:
    known = "No rewrite is known to pay" if found.by_default else "No rewrite pays"
    if found.go == found.total:
        every = "the one service" if found.total == 1 else f"all {found.total:,}"
        return f"{known}: keep", every, "in Go."
    return f"{known}: keep", f"{found.go:,} of {found.total:,}", "services in Go."


def _services(count: int) -> str:
    return "service" if count == 1 else "services"
