"""How long a verdict stands: its margins in words, and whether one figure alone would turn it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING

from archlint import Answer, Argument, Margin, format_cores, format_duration, format_rate
from archlint_ninety_ten.fragile_verdict import figure_of, turning
from archlint_ninety_ten.margins import journeys_through

if TYPE_CHECKING:
    from archlint import Service, Verdict
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.margins import Found

Turned = Callable[[str], str]
"""The verdict's word if the answer of an argument (its code) were the other one."""


def margins_in(case: Case, service: Service, word: str, turned: Turned) -> Iterator[Margin]:
    """The margins of one verdict; none where another argument carries it."""
    found = case.margins.found.get(service.name, ())
    becomes = turned("NT101")
    if becomes == word:
        return
    for item in found:
        if not item.sought.annotation:
            yield _margin(case, service, item, becomes)
    seats = case.margins.seats.get(service.name)
    rank = case.seat_of(service.name)
    if seats is not None:
        yield Margin(
            quantity="seats",
            value=seats,
            unit="seats",
            becomes=becomes,
            text=f"there {_are(seats)}, not {case.limit}",
        )
    elif rank is not None and found and 1 < rank <= case.limit:
        yield Margin(
            quantity="seats",
            value=rank - 1,
            unit="seats",
            becomes=becomes,
            text=f"there {_are(rank - 1)}, not {case.limit}",
        )


def _are(seats: int) -> str:
    return "is 1 seat" if seats == 1 else f"are {seats} seats"


def _margin(case: Case, service: Service, found: Found, becomes: str) -> Margin:
    quantity = found.sought.quantity
    if quantity == "criticality":
        is_turned = found.flips is not None
        text = "its criticality is high" if is_turned else "whatever its criticality"
        return Margin(quantity=quantity, text=text, becomes=becomes if is_turned else "")
    if found.flips is None:
        text = _bound_text(found)
        return Margin(quantity=quantity, factor=found.sought.end, text=text)
    today, unit, what, written = _written(case, service, quantity)
    value = _as_annotated(case, service, found)
    if value is None:
        value = _safe(today, found.stands, is_rising=found.sought.end > 1.0)
    sign = ">" if found.sought.end > 1.0 else "<"
    return Margin(
        quantity=quantity,
        factor=value / today,
        value=value,
        unit=unit,
        becomes=becomes,
        text=f"{what} {sign} {written(value)}",
    )


def _as_annotated(case: Case, service: Service, found: Found) -> float | None:
    """The value that NT303 names for the same figure, so that one figure has one value."""
    load = service.load
    if found.sought.quantity != "cpu" or load.cpu != figure_of(case, service, "cpu"):
        return None
    for item in case.margins.found[service.name]:
        is_same = item.sought.quantity == "load.cpu" and item.flips is not None
        if is_same and (item.sought.end > 1.0) is (found.sought.end > 1.0):
            return turning(case, service, item)
    return None


def _bound_text(found: Found) -> str:
    times, what = found.sought.end, _MOVED[found.sought.quantity]
    many = {2.0: "twice", 0.5: "half"}.get(times)
    if many is None:
        many = f"{times:.0f} times" if times > 1.0 else f"a {1.0 / times:.0f}th of"
    return f"even at {many} {what}"


_MOVED = {"traffic": "the traffic", "self_time": "its own time", "cpu": "its CPU"}


def _written(
    case: Case, service: Service, quantity: str
) -> tuple[float, str, str, Callable[[float], str]]:
    """Today's figure, its unit, what it is called, and how it is written."""
    if quantity == "self_time":
        own = figure_of(case, service, quantity)
        return own, "s", "its own time (CPU with it)", format_duration
    if quantity == "cpu":
        return figure_of(case, service, quantity), "cores", "its CPU", format_cores
    journeys = journeys_through(case, service.name)
    if len(journeys) == 1:
        rate = case.analysis.journey(journeys[0]).journey.rate or 0.0
        whose = f"{journeys[0]}'" if journeys[0].endswith("s") else f"{journeys[0]}'s"
        return rate, "per_s", f"{whose} rate", format_rate
    what = f"the traffic of its {len(journeys)} journeys"
    return 1.0, "times", what, _of_today


def _of_today(times: float) -> str:
    """`24 % of today's`, `2.3 times today's`."""
    return f"{times * 100:.3g} % of today's" if times < 1.0 else f"{times:.3g} times today's"


_FIGURES = (2, 3, 4)


def _safe(today: float, stands: float, *, is_rising: bool) -> float:
    """The value up to which nothing changes, in two figures, or as many as tell it from today's."""
    value = today * stands
    for figures in _FIGURES:
        step = 10.0 ** (math.floor(math.log10(value)) - figures + 1)
        steps = value / step
        rounded = (math.floor(steps + _LAST) if is_rising else math.ceil(steps - _LAST)) * step
        if rounded > today if is_rising else rounded < today:
            return float(f"{rounded:.6g}")
    return value


_LAST = 1e-9


def margin_line(verdict: Verdict, margins: tuple[Margin, ...], *, holds: bool) -> Iterator[str]:
    """`stays Go until place-order's rate > 2.3k/s or its CPU > 12 cores`, and bounds."""
    turning = [margin.text for margin in margins if margin.becomes]
    bounds = [margin.text for margin in margins if not margin.becomes]
    if turning:
        yield f"{_stays(verdict, holds=holds)} until {_or(turning)}"
    elif bounds:
        yield f"{_stays(verdict, holds=holds)} {_and_so(bounds)}"


def _and_so(bounds: list[str]) -> str:
    """`even at 16 times the traffic, its own time or its CPU`: what they share is said once."""
    words = [text.split() for text in bounds]
    alike = takewhile(lambda found: len(set(found)) == 1, zip(*words, strict=False))
    shared = [found[0] for found in alike]
    if len(bounds) == 1 or shared[:1] != ["even"]:
        return " and ".join(bounds)
    return " ".join([*shared, _or([" ".join(text[len(shared) :]) for text in words])])


def _or(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    return f"{', '.join(texts[:-1])} or {texts[-1]}"


def _stays(verdict: Verdict, *, holds: bool) -> str:
    if verdict.language == "rust":
        return "stays argued for" if holds else "stays without an argument"
    words: Mapping[str, str] = {"go": "Go", "rust": "Rust", "hybrid": "hybrid"}
    if verdict.word in words:
        return f"stays {words[verdict.word]}"
    return "keeps its seat" if holds else "has no seat"


def fragile_line(argument: Argument | None, word: str, turned: Turned) -> Iterator[str]:
    """NT303 under a verdict that would change."""
    if argument is None or argument.answer is not Answer.YES:
        return
    if turned(str(argument.numbers["turns"])) != word:
        yield f"NT303: fragile: {argument.message}"
