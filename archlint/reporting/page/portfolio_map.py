"""The whole portfolio as a part of the report: one box a system, and the calls between them.

How the page places it (`charts/portfolio_map.html.j2`; the geometry is a global of its name)::

    part = portfolio_map_part(report.portfolio, report.analysis, report.verdicts)
    {% from "charts/portfolio_map.html.j2" import map_chart, map_key, map_table %}
    {{ map_key(part) }}
    {{ map_chart(part, portfolio_map(part), key) }}                      # in a .scroll region
    {{ map_table(part) }}

Where `part.boxes` is empty nothing is drawn, and `part.description` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_rate, format_users
from archlint.reporting.figures import share
from archlint.reporting.page.figures import UNKNOWN, Figure, figure
from archlint.reporting.page.merging import MOST_BOXES, naming
from archlint.reporting.verdict_words import mark_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Portfolio, Service, Verdict

MOST_GROUPS = 40
"""Boxes of a map; where there are more, so many with the most waiting and one for the others."""

KEPT_GROUPS = 30

LINES_A_BOX = 3
"""Lines drawn, times boxes: where there are more, those with the most calls."""

CANDIDATES = ("rust", "hybrid", "measure")
"""Verdicts that a square stands for."""


class MapBox(Struct, frozen=True, kw_only=True):
    """Services of one system or owner; `stands_for` groups where it is one for several.

    `users` is how many wait for them, `share` their part of all waiting. `candidates` are the
    services that are to be in Rust, or might: the marks of their verdicts.
    """

    name: str
    services: int
    users: Figure
    share: Figure
    candidates: tuple[str, ...] = ()
    stands_for: int = 0

    @property
    def label(self) -> str:
        return f"{self.stands_for:,} others" if self.stands_for else self.name


class MapLine(Struct, frozen=True, kw_only=True):
    """The calls between two boxes, a second; unknown where no rates are."""

    source: str
    target: str
    rate: Figure
    is_async: bool = False


class PortfolioMap(Struct, frozen=True, kw_only=True):
    """The portfolio by `unit`: system, owner or service. `total` is how many of them there are.

    `lines` are all calls between boxes; of too many `drawn` are those with the most calls.
    """

    unit: str
    title: str
    description: str
    boxes: tuple[MapBox, ...] = ()
    lines: tuple[MapLine, ...] = ()
    total: int = 0

    @property
    def drawn(self) -> tuple[MapLine, ...]:
        most = LINES_A_BOX * len(self.boxes)
        if len(self.lines) <= most:
            return self.lines
        ranked = sorted(self.lines, key=lambda line: -(line.rate.value or 0.0))
        kept = set(map(id, ranked[:most]))
        return tuple(line for line in self.lines if id(line) in kept)

    def label_of(self, name: str) -> str:
        """What stands on the box of that name."""
        return next(box.label for box in self.boxes if box.name == name)


def portfolio_map_part(
    portfolio: Portfolio, analysis: Analysis, verdicts: Iterable[Verdict], *, by: str = ""
) -> PortfolioMap:
    """The map by system where most services name one, else by owner, else by service if few."""
    unit = by or grouping(portfolio)
    if not unit:
        return PortfolioMap(
            unit="",
            title="",
            description=_undrawn(len(_shown(portfolio))),
        )
    return _Map(
        portfolio, analysis, {item.service: mark_of(item)[0] for item in verdicts}, unit
    ).part()


def _undrawn(services: int) -> str:
    """Why there is no map."""
    if not services:
        return "Nothing runs yet, so nobody calls anybody"
    return (
        f"{services:,} services are too many for one drawing: declare `system` or `owner` of them,"
        " and this map has one box each"
    )


def grouping(portfolio: Portfolio) -> str:
    """By what a whole portfolio is drawn; empty where by nothing."""
    services = _shown(portfolio)
    for unit in ("system", "owner"):
        names = [getattr(service, unit) for service in services]
        named = [name for name in names if name]
        if 2 * len(named) >= len(services) and len(set(named)) > 1:
            return unit
    return "service" if 0 < len(services) <= MOST_BOXES else ""


def _shown(portfolio: Portfolio) -> Sequence[Service]:
    """What is there: services that are only planned call nobody yet."""
    return [service for service in portfolio.services.values() if not service.is_planned]


class _Map:
    def __init__(
        self, portfolio: Portfolio, analysis: Analysis, marks: Mapping[str, str], unit: str
    ) -> None:
        self.portfolio = portfolio
        self.analysis = analysis
        self.marks = marks
        self.unit = unit
        self.name = naming(portfolio, unit)
        self.groups: dict[str, list[str]] = {}
        for service in _shown(portfolio):
            self.groups.setdefault(self.name(service.name), []).append(service.name)
        self.waiting = {
            name: sum(analysis.waiting.by_service.get(service, 0.0) for service in services)
            for name, services in self.groups.items()
        }
        self.box_of = self._boxes_of()

    def _boxes_of(self) -> Mapping[str, str]:
        """Group -> the box that it is in: its own, or that of the others."""
        names = list(self.groups)
        if len(names) <= (MOST_BOXES if self.unit == "service" else MOST_GROUPS):
            return dict(zip(names, names, strict=True))
        ranked = sorted(names, key=lambda name: (-self.waiting[name], name))
        others = "others"
        while others in self.groups:
            others += "…"
        return {
            name: name if number < KEPT_GROUPS else others for number, name in enumerate(ranked)
        }

    def part(self) -> PortfolioMap:
        members: dict[str, list[str]] = {}
        for group in sorted(self.groups):
            members.setdefault(self.box_of[group], []).append(group)
        return PortfolioMap(
            unit=self.unit,
            title=f"The portfolio by {self.unit}",
            description=self._description(),
            boxes=tuple(self._box(name, groups) for name, groups in members.items()),
            lines=self._lines(),
            total=len(self.groups),
        )

    def _description(self) -> str:
        many = f"{len(self.groups):,} {self.unit}{'s' if len(self.groups) != 1 else ''}"
        return (
            f"The calls between {many}: the heavier a line, the more calls a second; the bar in a"
            " box is its part of all waiting"
        )

    def _box(self, name: str, groups: Sequence[str]) -> MapBox:
        services = [service for group in groups for service in self.groups[group]]
        users = sum(self.waiting[group] for group in groups)
        total = self.analysis.waiting.total
        marks = [self.marks.get(service, "none") for service in services]
        has_rates = self.analysis.has_rates
        return MapBox(
            name=name,
            services=len(services),
            users=figure(users, format_users) if has_rates else UNKNOWN,
            share=figure(users / total, share) if has_rates and total else UNKNOWN,
            candidates=tuple(mark for mark in CANDIDATES for each in marks if each == mark),
            stands_for=len(groups) if name not in self.groups else 0,
        )

    def _lines(self) -> tuple[MapLine, ...]:
        rates: dict[tuple[str, str], float] = {}
        awaited: set[tuple[str, str]] = set()
        planned = {name for name, item in self.portfolio.services.items() if item.is_planned}
        for identifier, operation in self.portfolio.operations.items():
            for call in operation.calls:
                if {operation.service, call.callee.split("/", 1)[0]} & planned:
                    continue
                ends = self._of(call.caller), self._of(call.callee)
                if ends[0] != ends[1]:
                    rate = self.analysis.rates[identifier] * call.multiplicity
                    rates[ends] = rates.get(ends, 0.0) + rate
                    awaited |= set() if call.is_async else {ends}
        has_rates = self.analysis.has_rates
        return tuple(
            MapLine(
                source=source,
                target=target,
                rate=figure(rate, format_rate) if has_rates else UNKNOWN,
                is_async=(source, target) not in awaited,
            )
            for (source, target), rate in sorted(rates.items())
        )

    def _of(self, operation: str) -> str:
        return self.box_of[self.name(operation)]
