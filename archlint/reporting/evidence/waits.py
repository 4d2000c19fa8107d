"""Where most users wait for each service, and what it is to those journeys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Estimate, JourneyTimes


class Waits(Struct, frozen=True, dict=True):
    """Looks up one service after another; what a journey's samples say is asked of them once."""

    analysis: Analysis
    _shares: dict[str, Mapping[str, float]] = field(default_factory=dict)

    @cached_property
    def critical(self) -> frozenset[str]:
        """The services on the critical path of some journey."""
        return frozenset(name for times in self.analysis.journeys for name in times.on_path)

    @cached_property
    def longest(self) -> Mapping[str, JourneyTimes]:
        """The journey in which most users wait for a service; without rates, longest."""
        found: dict[str, tuple[float, float, JourneyTimes]] = {}
        for times in self.analysis.journeys:
            for name, seconds in times.own.items():
                weight = ((times.journey.rate or 0.0) * seconds, seconds)
                if seconds > 0 and (name not in found or weight > found[name][:2]):
                    found[name] = (*weight, times)
        return {name: times for name, (_, _, times) in found.items()}

    def journeys(self, service: str) -> tuple[JourneyTimes, ...]:
        """All journeys that wait for a service, that of most users first."""
        on = [times for times in self.analysis.journeys if times.own.get(service, 0.0) > 0]
        first = self.longest.get(service)
        return tuple(
            sorted(
                on,
                key=lambda times: (
                    times is not first,
                    -(times.journey.rate or 0.0) * times.own[service],
                    times.name,
                ),
            )
        )

    @cached_property
    def _together(self) -> Mapping[str, tuple[str, ...]]:
        """By journey the services for which most users wait in it."""
        waiting: dict[str, list[str]] = {}
        for name, times in self.longest.items():
            waiting.setdefault(times.name, []).append(name)
        return {journey: tuple(sorted(names)) for journey, names in waiting.items()}

    def on_path(self, service: str) -> float | None:
        """The share of its journey's requests with the service on their path; None of none."""
        if service not in self.longest:
            return None
        journey = self.longest[service].name
        if journey not in self._shares:
            samples = self.analysis.percentiles(journey)
            found = samples.criticality_of(self._together[journey])
            self._shares[journey] = {name: part.value for name, part in found.items()}
        return self._shares[journey][service]

    def of_p99(self, service: str) -> Estimate | None:
        """What it adds to that journey's p99, seconds."""
        if service not in self.longest:
            return None
        return self.analysis.percentiles(self.longest[service].name).blame.services[service].p99
