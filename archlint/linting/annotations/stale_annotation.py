"""ANN001: figures that were measured long ago, or on a day that has not come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from archlint.linting.pack import Policy, option
from archlint.model import Argument, Measure, Severity, Subject, Worse

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis import Analysis
    from archlint.model import Measurement, Pointer, Service


class _Limit(NamedTuple):
    """The age in days from which figures are stale, and where that limit holds."""

    days: int
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleAnnotation(Policy):
    """Flag figures that were measured too long ago, or on a day after the run.

    More than 180 days ago, or more than 90 for a service on a critical path and for a journey,
    whose rate weighs the whole of its path. An estimate has no date and does not age. A date after
    the day of the run cannot be the day of a measurement: it says nothing about the figures' age.

    Why: load and latency drift with every release. A verdict from last year's figures is about
    last year's system, and nobody sees it on the page. A year that was mistyped would keep figures
    fresh for as long as it takes to come.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          cart:
            language: go
            kind: crud
            self_time: 4ms
            measured: {at: 2020-01-31, source: prometheus}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          cart: {language: go, kind: crud, self_time: 4ms}

    Known problems: a date is believed. Figures that were copied from an older page carry the date
    that somebody gave them.

    Source: convention; two quarters, and one where the figure decides.
    """

    code = "ANN001"
    name = "stale-annotation"
    severity = Severity.WARNING

    days: int = option(180, "integer", "The age in days from which figures are stale …")
    days_on_path: int = option(90, "integer", "… on a critical path, and for a journey.")

    def check(self, case: Analysis) -> Iterator[Argument]:
        on_path = {name for times in case.journeys for name in times.on_path}
        for service in case.portfolio.services.values():
            limit = _Limit(self.days, "")
            if service.name in on_path:
                limit = _Limit(self.days_on_path, " on a critical path")
            yield self._ask(case, Subject.service(service.name), _measurements(service), limit)
        for journey in case.portfolio.journeys.values():
            places = [(journey.measured, (*journey.pointer, "measured"))]
            limit = _Limit(self.days_on_path, " for a journey")
            yield self._ask(case, Subject.journey(journey.name), places, limit)

    def _ask(
        self,
        case: Analysis,
        subject: Subject,
        places: list[tuple[Measurement, Pointer]],
        limit: _Limit,
    ) -> Argument:
        """One argument a subject: about a date still to come, else about the oldest."""
        dated = [(measured.at, place) for measured, place in places if measured.at is not None]
        if not dated and any(measured.is_measured for measured, _ in places):
            return self.unknown(subject, "measured, nobody says when", missing=("measured.at",))
        if not dated or case.today is None:
            return self.no(subject, "estimated: nothing to go stale")
        latest, its_place = max(dated)
        if latest > case.today:
            return self._ahead(subject, latest, case.today, its_place)
        at, place = min(dated)
        age = (case.today - at).days
        numbers: dict[str, float | str] = {"age_days": age, "limit_days": limit.days}
        stale = sum((case.today - day).days > limit.days for day, _ in dated)
        if age <= limit.days:
            return self.no(subject, f"measured {age} days ago", numbers=numbers)
        return self.yes(
            subject,
            f"measured on {at}, {age} days ago; stale after {limit.days} days{limit.where}",
            numbers=numbers,
            measure=Measure(name="stale", value=stale, unit="measurement(s)"),
            at=(*place, "at"),
        )

    def _ahead(self, subject: Subject, at: date, today: date, place: Pointer) -> Argument:
        """A measurement that has not happened yet: a mistake, whatever the limit."""
        ahead = (at - today).days
        return self.yes(
            subject,
            f"measured at {at}, after the date of this run ({today})",
            numbers={"ahead_days": ahead},
            measure=Measure(name="ahead", value=ahead, unit="days", worse=Worse.NEITHER),
            at=(*place, "at"),
        )


def _measurements(service: Service) -> list[tuple[Measurement, Pointer]]:
    """Where the service's figures come from: its own source, and that of its load."""
    places = [(service.measured, (*service.pointer, "measured"))]
    if service.load.measured is not None:
        places.append((service.load.measured, (*service.pointer, "load", "measured")))
    return places
