"""How sure the verdicts are: seats over the draws, estimates, and who comes nearest to a case."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.reporting.figures import frequency
from archlint.reporting.naming import coded, named
from archlint.reporting.page.terms import coverage_words

if TYPE_CHECKING:
    from archlint.linting.pack import Seats
    from archlint.linting.report import PortfolioReport
    from archlint.model import Margin, Verdict
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.found import Found

_GUESSED = ("estimated", "assumed")
"""Kinds of confidence that no measurement carries."""


def sure(report: PortfolioReport, weighing: Weighing, found: Found) -> str:
    """Whether the seats hold, what is open, or how far the nearest is from a case; or nothing."""
    if found.due:
        return "; ".join(filter(None, _seats(report, found))) + "."
    if found.measure:
        return _open(found)
    if not report.verdicts:
        return f"Nothing is judged yet: {coverage_words(report.coverage)}."
    return _nearest(report, weighing)


def guessed(found: Found) -> tuple[str, ...]:
    """What is to be rewritten and rests on a figure that nobody measured."""
    return tuple(name for name in found.due if found.verdicts[name].confidence in _GUESSED)


def contested(report: PortfolioReport) -> tuple[Verdict, ...]:
    """The services that hold a seat in some draws and not in all, the likeliest first."""
    rivals = [item for item in report.verdicts if 0.0 < (item.seat_frequency or 0.0) < 1.0]
    return tuple(sorted(rivals, key=lambda item: (-(item.seat_frequency or 0.0), item.service)))


def contest_sentence(rivals: Sequence[Verdict], draws: int, most: int = 3) -> str:
    """Say `Seat 6 is not sure: of 200 draws of … a holds it in 50 %, b in 35 %` of `rivals`."""
    seats = sorted(item.seat for item in rivals if item.seat)
    which, seat = "Not all seats are sure", "one"
    if len(seats) == 1:
        which, seat = f"Seat {seats[0]} is not sure", "it"
    told = [f"{coded(item.service)} in {_often(item)}" for item in rivals[:most]]
    told[0] = f"{coded(rivals[0].service)} holds {seat} in {_often(rivals[0])}"
    more = f" and {len(rivals) - most} more" if len(rivals) > most else ""
    return f"{which}: of {draws} draws of the uncertain figures {', '.join(told)}{more}."


def _often(verdict: Verdict) -> str:
    return frequency(verdict.seat_frequency or 0.0)


def uncontested(seats: Seats, holders: int) -> str:
    """`These seats hold in all 200 draws of the uncertain figures`, or that they say nothing."""
    if seats.is_for_all:
        return "No more services qualify than the quota has seats, so none is contested"
    these = "This seat holds" if holders == 1 else "These seats hold"
    return f"{these} in all {seats.draws} draws of the uncertain figures"


def _seats(report: PortfolioReport, found: Found) -> Iterator[str]:
    rivals, seats = contested(report), report.seats
    seated = [name for name in found.due if found.verdicts[name].seat]
    is_told = bool(seats and seats.draws and (rivals or seated))
    if seats and is_told:
        yield (
            contest_sentence(rivals, seats.draws).removesuffix(".")
            if rivals
            else uncontested(seats, len(seated))
        )
    yield _rests(len(guessed(found)), len(found.due), is_first=not is_told)
    yield _first_to_turn([found.verdicts[name] for name in found.due])


def _first_to_turn(due: Sequence[Verdict]) -> str:
    """Whose verdict turns at the smallest change of one figure, and where."""
    turning = [item for item in due if any(_turns(item))]
    if not turning:
        return ""
    first = min(turning, key=lambda item: (_distance(item), item.service))
    who = "the verdict turns" if len(due) == 1 else f"{coded(first.service)} would turn first,"
    return f"{who} {_turn(first)}"


def _rests(unmeasured: int, due: int, *, is_first: bool) -> str:
    """On what the figures rest."""
    if not unmeasured:
        text = "every figure of today that decides is measured"
    elif due == 1:
        text = "it rests on estimates, not measurements"
    else:
        some = "all of them" if unmeasured == due else f"{unmeasured} of {due}"
        text = f"{some} {'rests' if unmeasured == 1 else 'rest'} on estimates, not measurements"
    return text[:1].upper() + text[1:] if is_first else text


def _open(found: Found) -> str:
    """What would decide the first that has to be measured, and who else is as open."""
    first, *others = found.measure
    more = f" As open: {named(others)}." if others else ""
    return f"Not yet. {coded(first)}: {found.verdicts[first].because}.{more}"


# --- where nothing is rewritten -----------------------------------------------------------------


def _nearest(report: PortfolioReport, weighing: Weighing) -> str:
    """Who comes nearest to a rewrite, why it is none, and what would turn that."""
    stays = [
        item
        for item in report.verdicts
        if item.word == "go" and item.language != "rust"
        if not item.is_planned and not item.is_by_default
    ]
    if not stays or not weighing.alone:
        return ""
    found = min(
        stays,
        key=lambda item: (_distance(item), -weighing.alone.get(item.service, 0.0), item.service),
    )
    if any(_turns(found)):
        return f"{coded(found.service)} would turn first, {_turn(found)}; today {found.because}."
    bound = next((margin.text for margin in found.margins if margin.factor), "")
    holds = f"; that holds {bound}" if bound else ""
    return f"{coded(found.service)} comes nearest: {found.because}{holds}."


def _distance(verdict: Verdict) -> float:
    """By how much the figure nearest to a turn would have to grow or shrink, as a logarithm."""
    return min((abs(math.log(factor)) for factor, _ in _turns(verdict)), default=math.inf)


def _turns(verdict: Verdict) -> Iterator[tuple[float, Margin]]:
    for margin in verdict.margins:
        if margin.becomes and margin.factor:
            yield margin.factor, margin


def _turn(verdict: Verdict) -> str:
    """Into what the smallest change turns a verdict that one turns, and where."""
    _, margin = min(_turns(verdict), key=lambda turn: (abs(math.log(turn[0])), turn[1].text))
    return f"to {_VERDICTS.get(margin.becomes, margin.becomes)} where {_in_words(margin.text)}"


_VERDICTS = {"go": "Go", "rust": "Rust", "measure-first": "measure first", "none": "no verdict"}


def _in_words(text: str) -> str:
    return text.replace(" > ", " is over ").replace(" < ", " is under ")
