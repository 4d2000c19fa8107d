"""NT303: a verdict that one figure of the service's own would change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import (
    Argument,
    Measure,
    Policy,
    Severity,
    Subject,
    effort,
    format_cores,
    format_duration,
    format_number,
    format_rate,
    option,
)
from archlint_ninety_ten.cost import bill_of, payback, rewrite_cost, saving
from archlint_ninety_ten.margins import MOVED

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.margins import Found


class Turn(Struct, frozen=True, kw_only=True):
    """One annotation, by how much of itself it has to move, and what that changes.

    `argument` is the code of the argument whose answer turns: a yes if `holds` today.
    """

    annotation: str
    moved: float
    value: float
    argument: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FragileVerdict(Policy):
    """Say that a verdict changes if one annotation of its service is off by a fifth.

    Self time, CPU and rate, each alone, for the latency argument; effort and CPU for the cost of a
    rewrite. A line under the verdict with the value at which it changes, never a finding.

    Why: whoever acts on a verdict should know which figure to measure once more before.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: pricing, rate: 1k/s}
        services:
          pricing:
            language: go
            kind: kernel
            criticality: high
            self_time: {mean: 10ms}
            load: {rate: 1k/s, cpu: 3}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: pricing, rate: 1k/s}
        services:
          pricing:
            language: go
            kind: kernel
            criticality: high
            self_time: {mean: 10ms}
            load: {rate: 1k/s, cpu: 8}

    Known problems: two figures that are off together are not looked at; the draws behind a seat's
    frequency move all of them.

    Source: convention, a fifth; the values are found on the portfolio's own model.
    """

    code = "NT303"
    name = "fragile-verdict"
    severity = Severity.NOTE

    max_payback: float = option(
        12.0,
        "number",
        "Months within which a rewrite has to pay back.",
        source="as NT106 has it",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        if not case.draws:
            return
        for service in case.judged:
            found = case.margins.found.get(service.name, ())
            turns = [
                _turn_of_seat(case, service, item)
                for item in found
                if item.sought.annotation and item.flips is not None
            ]
            turns += _turns_of_cost(case, service, self.max_payback)
            if turns:
                yield self._fragile(service, sorted(turns, key=lambda turn: abs(turn.moved)))
            elif service.name in case.candidates:
                yield self.no(
                    Subject.service(service.name),
                    "no figure of its own, off by a fifth, changes it",
                )

    def _fragile(self, service: Service, turns: list[Turn]) -> Argument:
        """What turns the same argument as the figure that has to move least."""
        first = turns[0]
        alike = [turn for turn in turns if turn.argument == first.argument]
        numbers: dict[str, float | str] = {
            "annotation": first.annotation,
            _KEYS[first.annotation]: first.value * _SCALES.get(first.annotation, 1.0),
            "moved_share": first.moved,
            "turns": first.argument,
        }
        values = " or ".join(_at(turn) for turn in alike)
        alone = ", all else as it is" if first.argument == "NT101" else ""
        return self.yes(
            Subject.service(service.name),
            f"{_TURNED[first.argument, first.holds]} with {values}{alone}",
            numbers=numbers,
            measure=Measure(name="moved_share", value=abs(first.moved), unit=""),
            at=(*service.pointer, *_place(service, first.annotation)),
        )


_TURNED = {
    ("NT101", True): "it loses its seat",
    ("NT101", False): "it gets a seat",
    ("NT106", True): "its rewrite no longer pays back in time",
    ("NT106", False): "its rewrite pays back in time",
}
_KEYS = {
    "self_time": "turns_at_ms",
    "load.cpu": "turns_at_cores",
    "load.cpu_allocated": "turns_at_cores",
    "load.rate": "turns_at_per_s",
    "size": "turns_at_kloc",
    "rewrite.effort": "turns_at_person_months",
}
_SCALES = {"self_time": 1e3}


def _at(turn: Turn) -> str:
    """`load.cpu` at 2.7 cores (-10 %)."""
    written = _WRITTEN.get(turn.annotation, format_cores)(turn.value)
    return f"`{turn.annotation}` at {written} ({turn.moved * 100:+.0f} %)"


_WRITTEN: dict[str, Callable[[float], str]] = {
    "self_time": format_duration,
    "load.rate": format_rate,
    "size": lambda kloc: f"{format_number(kloc)} kloc",
    "rewrite.effort": lambda months: f"{format_number(months)} person-months",
}


def _place(service: Service, annotation: str) -> tuple[str, ...]:
    keys = tuple(annotation.split("."))
    if annotation == "self_time" and service.self_time is None:
        return ("latency",) if service.latency is not None else ("#key",)
    return keys


def _turn_of_seat(case: Case, service: Service, found: Found) -> Turn:
    return Turn(
        annotation=found.sought.quantity,
        moved=_turns_at(found) - 1.0,
        value=turning(case, service, found),
        argument="NT101",
        holds=found.holds,
    )


def turning(case: Case, service: Service, found: Found) -> float:
    """The figure from which on something changes, in its unit."""
    return figure_of(case, service, found.sought.quantity) * _turns_at(found)


def _turns_at(found: Found) -> float:
    """The middle between the last multiple that changes nothing and the first that does."""
    return math.sqrt(found.stands * (found.flips or 1.0))


def figure_of(case: Case, service: Service, quantity: str) -> float:
    """Today's figure: seconds of own time, cores, or requests per second."""
    account = case.analysis.computing[service.name]
    figures = {
        "self_time": account.self_seconds,
        "load.rate": service.load.rate,
        "load.cpu": service.load.cpu,
        "cpu": account.cpu,
    }
    return figures[quantity] or 0.0


def _turns_of_cost(case: Case, service: Service, most: float) -> Iterator[Turn]:
    """Where the payback of measured CPU crosses the limit: effort, and the cores paid for."""
    months, cost = payback(case, service), rewrite_cost(case, service)
    saved, bill = saving(case, service), bill_of(case, service)
    if months is None or cost is None or saved is None or bill is None or service.is_planned:
        return
    if not service.load_measured.is_measured or saved.per_month <= 0 or cost.default <= 0:
        return
    holds = months.default <= most
    person_months = effort(case.analysis.portfolio, service)
    is_declared = service.rewrite.effort is not None
    annotation = "rewrite.effort" if is_declared else "size"
    today = person_months.default if is_declared and person_months else service.kloc or 0.0
    moves = [(annotation, most / months.default, today)]
    if saved.cores_per_month > 0:
        memory = saved.per_month - saved.cores_per_month
        load = service.load
        key = "load.cpu" if load.cpu_allocated is None else "load.cpu_allocated"
        paid = load.cpu if load.cpu_allocated is None else load.cpu_allocated
        if paid is not None:
            part = (cost.default / most - memory) / saved.cores_per_month
            moves.append((key, part, paid))
    for name, part, figure in moves:
        if 0.0 < abs(part - 1.0) <= MOVED:
            yield Turn(
                annotation=name,
                moved=part - 1.0,
                value=figure * part,
                argument="NT106",
                holds=holds,
            )
