"""Which journeys are told, and what the text, the narration and the document of a path share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes, Segment


def chosen_journeys(analysis: Analysis, journeys: Sequence[str]) -> list[JourneyTimes]:
    """The named journeys, all where none is named. Raises KeyError for a name there is not."""
    if not journeys:
        return list(analysis.journeys)
    return [analysis.journey(name) for name in dict.fromkeys(journeys)]


def is_critical(times: JourneyTimes, row: Segment) -> bool:
    """Whether requests wait for the row longest; nobody knows where no time is."""
    return row.is_critical and times.length > 0


def calls_of(times: JourneyTimes) -> tuple[int, int]:
    """How many calls a journey waits for, each once however often it is made, and critical ones."""
    waited = [made for made in times.calls.calls if not (made.call.is_async or made.closes_ring)]
    return len(waited), sum(made.is_critical for made in waited)


def service_of(row: Segment) -> str:
    return row.operation.split("/", 1)[0]


def met_in_order(analysis: Analysis, times: JourneyTimes) -> Mapping[str, int]:
    """Services in the order in which a request meets them: those below an elided branch with it."""
    met = dict.fromkeys(name for row in times.path for name in _below(analysis, row))
    return {name: place for place, name in enumerate(met)}


def _below(analysis: Analysis, row: Segment) -> Iterator[str]:
    """The row's service, and behind an elided branch all that it waits for."""
    yield service_of(row)
    if not row.is_collapsed:
        return
    seen, waiting = {row.operation}, [row.operation]
    while waiting:
        operation = waiting.pop()
        yield operation.split("/", 1)[0]
        calls = analysis.portfolio.operations[operation].calls
        below = [call.callee for call in calls if not call.is_async and call.callee not in seen]
        seen.update(below)
        waiting.extend(reversed(below))
