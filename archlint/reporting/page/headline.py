"""What stands at the top: what was looked at, and the verdict in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.estimates import model_line
from archlint.reporting.figures import frequency, share
from archlint.reporting.page.naming import coded, named
from archlint.reporting.page.tallies import squares
from archlint.reporting.summary import (
    coverage_line,
    plural,
    seats_line,
    sentence,
    structure,
)
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Verdict
    from archlint.reporting.page.curve import Weighing
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


class Headline(Struct, frozen=True, kw_only=True):
    """The verdict in one sentence, `figure` being the part to stress, and what it is worth.

    `lede` says what is carried, how sure it is and who is to be measured; `remarks` what the packs
    say beside the verdicts.
    """

    before: str
    figure: str
    after: str
    lede: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return " ".join(filter(None, (self.before, self.figure, self.after))).replace(" .", ".")


def header(report: PortfolioReport) -> Header:
    portfolio, analysis = report.portfolio, report.analysis
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
        coverage=coverage_line(report.coverage),
        date=analysis.today.isoformat() if analysis.today else "",
        version=__version__,
    )


# --- the sentence -------------------------------------------------------------------------------


class _Found(Struct, frozen=True, kw_only=True):
    """The services by what the verdicts ask for, each in the order of the rows."""

    total: int
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    measure: tuple[str, ...]
    planned: tuple[str, ...]
    go: int
    by_default: int
    others: int

    @property
    def due(self) -> tuple[str, ...]:
        """What is rewritten, for whole or in part."""
        return (*self.whole, *self.parts)


def _found(rows: Sequence[VerdictRow]) -> _Found:
    counts = {(tally.mark, tally.words): tally.count for tally in squares(rows)}
    running = [row for row in rows if not row.is_planned and row.language != "rust"]
    by_default = counts.get(("go", "Go by default, not measured"), 0)
    return _Found(
        total=sum(counts.values()),
        whole=tuple(row.service for row in running if row.word == "rust"),
        parts=tuple(row.service for row in running if row.word == "hybrid"),
        measure=tuple(row.service for row in rows if row.mark == "measure" and not row.is_planned),
        planned=tuple(row.service for row in rows if row.is_planned and row.word == "rust"),
        go=sum(count for (mark, _), count in counts.items() if mark == "go"),
        by_default=by_default,
        others=sum(count for (mark, _), count in counts.items() if mark in ("other", "none")),
    )


def headline(report: PortfolioReport, weighing: Weighing, rows: Sequence[VerdictRow]) -> Headline:
    """What the verdicts come to. `rows` are all of them."""
    found = _found(rows)
    before, figure, after = _sentence(report, found)
    return Headline(
        before=before,
        figure=figure,
        after=after,
        lede=tuple(filter(None, (" ".join(filter(None, _lede(report, weighing, found))),))),
        remarks=tuple(filter(None, map(sentence, report.lines))) if found.due else (),
    )


def _sentence(report: PortfolioReport, found: _Found) -> tuple[str, str, str]:
    """The headline in three parts, the middle one to be stressed."""
    if not report.verdicts:
        return "No verdicts yet.", "", ""
    if found.due:
        return _rewrites(found)
    if found.measure:
        some = f"{len(found.measure)} of {found.total}"
        return "Rewrite nothing yet. Measure", some, f"{_services(found.total)} first."
    return _nothing_pays(found) if found.go else _no_go(report, found)


def _no_go(report: PortfolioReport, found: _Found) -> tuple[str, str, str]:
    """Where nothing that runs could be kept in Go."""
    if not found.total:
        return "Nothing runs yet:", plural(len(report.verdicts), "planned service"), "to decide on."
    if found.total == 1:
        return "Nothing to rewrite: the", "one service", "is not in Go."
    return "Nothing to rewrite:", f"none of {found.total:,}", "services is in Go."


def _rewrites(found: _Found) -> tuple[str, str, str]:
    whole, parts = len(found.whole), len(found.parts)
    keep = f" Keep {found.go:,} in Go." if found.go else ""
    of = f"of {found.total:,}"
    if not whole:
        a_part = "one operation" if parts == 1 else "an operation"
        return f"Move {a_part} of", f"{parts} {of}", f"{_services(found.total)} to Rust.{keep}"
    also = f" and {plural(parts, 'operation')}" if parts else ""
    return "Rewrite", f"{whole} {of}", f"{_services(found.total)}{also} in Rust.{keep}"


def _nothing_pays(found: _Found) -> tuple[str, str, str]:
    known = "No rewrite is known to pay" if found.by_default else "No rewrite pays"
    if found.go == found.total:
        every = "the one service" if found.total == 1 else f"all {found.total:,}"
        return f"{known}: keep", every, "in Go."
    return f"{known}: keep", f"{found.go:,} of {found.total:,}", "services in Go."


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _services(count: int) -> str:
    return "service" if count == 1 else "services"


# --- what it is worth, and how sure it is -------------------------------------------------------


def _lede(report: PortfolioReport, weighing: Weighing, found: _Found) -> Iterator[str]:
    if found.due:
        yield _carried(weighing, found.due)
        yield from _sure(report, found.due)
    else:
        yield from (sentence(line.removeprefix(_SAID)) for line in report.lines)
        yield _at_most(weighing) if report.analysis.has_rates else structure(report)
    yield _to_measure(report, found)
    if found.planned:
        yield f"{named(found.planned)}, only planned, {_are(found.planned)} best begun in Rust."


_SAID = "no verdicts yet: "
"""How a pack's sentence begins that the headline has said already."""


def _carried(weighing: Weighing, due: Sequence[str]) -> str:
    who = "It carries" if len(due) == 1 else f"These {len(due)} carry"
    if not weighing.removable:
        return ""
    users = sum(weighing.in_turn.get(service, 0.0) for service in due)
    return (
        f"{who} {share(users / weighing.removable)} of all the waiting that a rewrite can remove."
    )


def _at_most(weighing: Weighing) -> str:
    """What all rewrites together would remove, where none of them is asked for."""
    total = weighing.total
    if not total or not weighing.alone:
        return ""
    part = weighing.removable / total
    return f"Rewriting everything that is judged would take {share(part)} off all waiting."


def _sure(report: PortfolioReport, due: Sequence[str]) -> Iterator[str]:
    """Whose seat is contested, and how often each would have it; what the figures rest on."""
    verdicts = {verdict.service: verdict for verdict in report.verdicts}
    rivals = contested(report)
    draws = report.seats.draws if report.seats else 0
    if rivals:
        yield contest_sentence(rivals, draws)
    elif draws and any(verdicts[name].seat for name in due):
        yield f"No seat is contested in {draws} draws of the uncertain figures."
    yield _rests(sum(verdicts[name].confidence in _GUESSED for name in due), len(due))


_GUESSED = ("estimated", "assumed")
"""Kinds of confidence that no measurement carries."""


def _rests(guessed: int, due: int) -> str:
    """On what the figures rest, where that is nothing that was measured."""
    if not guessed:
        return ""
    if guessed == due:
        return "All of them rest on estimates." if due > 1 else "It rests on estimates."
    return f"{guessed} of the {due} {'rests' if guessed == 1 else 'rest'} on estimates."


def contested(report: PortfolioReport) -> tuple[Verdict, ...]:
    """The services that hold a seat in some draws and not in all, the likeliest first."""
    rivals = [item for item in report.verdicts if 0.0 < (item.seat_frequency or 0.0) < 1.0]
    return tuple(sorted(rivals, key=lambda item: (-(item.seat_frequency or 0.0), item.service)))


def contest_sentence(rivals: Sequence[Verdict], draws: int, most: int = 3) -> str:
    """`Seat 6 is contested: a holds it in 50 % of 200 draws, b 35 %.`."""
    seats = sorted(item.seat for item in rivals if item.seat)
    which = f"Seat {seats[0]} is" if len(seats) == 1 else "The last seats are"
    told = [
        f"{coded(item.service)} {frequency(item.seat_frequency or 0.0)}" for item in rivals[:most]
    ]
    more = f" and {len(rivals) - most} more" if len(rivals) > most else ""
    return f"{which} contested in {draws} draws: {', '.join(told)}{more}."


def _to_measure(report: PortfolioReport, found: _Found) -> str:
    """Who has to be measured; where that is all there is to do, what would decide the first."""
    if not found.measure:
        return ""
    if found.due:
        verb = "has" if len(found.measure) == 1 else "have"
        return f"{len(found.measure)} more {verb} to be measured first: {named(found.measure)}."
    first, *others = found.measure
    because = next(item.because for item in report.verdicts if item.service == first)
    more = f" {named(others)} {_are(others)} as open." if others else ""
    return f"{coded(first)}: {because}.{more}"
