"""What if nothing is done: cores over growing load, as it is and after the rewrites."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.growing import MUCH, TWICE, growth_of
from archlint.quantities import format_cores, format_duration, format_money, format_rate
from archlint.reporting.figures import plain, share
from archlint.reporting.naming import coded, listed, named
from archlint.reporting.page.cost_tiles import basis_of
from archlint.reporting.page.figures import UNKNOWN, Figure, figure
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.linting.growing import Full, Growth
    from archlint.linting.report import PortfolioReport
    from archlint.linting.turns import Turns

_STEPS = 4
"""Stretches of the axis, each with a row of the table at its end."""

_YEAR = 12

_MOST_FULL = 5
"""Services told that fill up."""


class LoadPoint(Struct, frozen=True, kw_only=True):
    """The cores at one load: `at` is times today's, `place` where it stands on the axis.

    `low` and `high` are the ends of `then`; unknown where nothing is rewritten.
    """

    at: float
    place: float
    label: str
    now: Figure
    then: Figure
    low: float
    high: float
    money: Figure


class FullRow(Struct, frozen=True, kw_only=True):
    """A service to which no core is added; loads are times today's."""

    service: str
    busy: Figure
    load: Figure
    added: Figure
    after: Figure


class GrowthPart(Struct, frozen=True, kw_only=True):
    """Cores over load; `is_time` where the axis is months, because a growth is declared.

    `curve` are points enough to draw; `rows` those of the table. `bought` is where the rewritten
    portfolio pays for as many cores as today's does, `bought_at` its place, None off the axis.
    `basis` says whether cores are paid for or in use. `sentences` say what it comes to, `fulls` who
    is full first where no core is added.
    """

    is_time: bool
    basis: str
    rewrites: int
    curve: tuple[LoadPoint, ...]
    rows: tuple[LoadPoint, ...]
    bought: Figure
    bought_at: float | None
    today: Figure
    sentences: tuple[str, ...]
    fulls: tuple[FullRow, ...]
    much: str
    notes: tuple[str, ...]


def growth_part(report: PortfolioReport, turns: Turns | None) -> GrowthPart | None:
    """What load costs; None where no core or no rate is known."""
    rewrites = turns.all_argued if turns else ()
    growth = growth_of(report, rewrites)
    if growth is None:
        return None
    end = growth.growth if growth.growth is not None else TWICE - 1.0
    scale = _Scale(growth, len(rewrites), end)
    fine = _FINE if growth.growth is not None else 1
    bought = growth.bought()
    place = None if bought is None else scale.place_of(bought)
    return GrowthPart(
        is_time=growth.growth is not None,
        basis=basis_of(growth.paid),
        rewrites=len(rewrites),
        curve=tuple(scale.point(step / (_STEPS * fine)) for step in range(_STEPS * fine + 1)),
        rows=tuple(scale.point(step / _STEPS) for step in range(_STEPS + 1)),
        bought=scale.told(bought),
        bought_at=place if place is not None and place <= 1.0 else None,
        today=figure(growth.now.today, format_cores, is_least=scale.is_least),
        sentences=tuple(_sentences(growth, scale, len(rewrites))),
        fulls=tuple(_full_row(item) for item in growth.full[:_MOST_FULL]),
        much=f"{MUCH:g}×",
        notes=tuple(_notes(growth)),
    )


_FINE = 6
"""Points of a bent line to each stretch."""


class _Scale(Struct, frozen=True):
    """Load over the axis: in a straight line, or bent where it grows by a share a year."""

    growth: Growth
    rewrites: int
    end: float

    @property
    def is_least(self) -> bool:
        """Whether there are more cores than are known of."""
        return bool(self.growth.paid.lacking)

    def point(self, place: float) -> LoadPoint:
        load = self.load_at(place)
        now = self.growth.now.at(load)
        then = {name: line.at(load) for name, line in self.growth.then.items()}
        default = then.get("default")
        money, is_least = (now - self.growth.now.today) * self.growth.per_core, self.is_least
        return LoadPoint(
            at=load,
            place=place,
            label=self._label(place, load),
            now=figure(now, format_cores, is_least=is_least),
            then=figure(default, format_cores, is_least=is_least),
            low=then.get("high", math.nan),
            high=then.get("low", math.nan),
            money=figure(
                money,
                lambda amount: format_money(amount, self.growth.currency),
                is_least=is_least and load > 1.0,
            ),
        )

    def load_at(self, place: float) -> float:
        """Times today's load at a place between 0 and 1."""
        if self.growth.growth is None:
            return 1.0 + self.end * place
        return float((1.0 + self.growth.growth) ** place)

    def place_of(self, load: float) -> float:
        """Where that load stands; beyond 1 where it is not on the axis."""
        if self.growth.growth is None:
            return (load - 1.0) / self.end
        if not self.growth.growth:
            return math.inf if load > 1.0 else 0.0
        return math.log(load) / math.log1p(self.growth.growth) if math.isfinite(load) else load

    def _label(self, place: float, load: float) -> str:
        if not place:
            return "today"
        if self.growth.growth is None:
            return f"{load:.3g}×"
        return f"{place * _YEAR:.3g} months"

    def told(self, load: float | None) -> Figure:
        """`30 % more load`, `9 months of growth`."""
        if load is None:
            return UNKNOWN
        months = self.growth.months(load)
        if months is not None and math.isfinite(months):
            return Figure(months, f"{plain(months)} months of growth")
        if math.isinf(load):
            return Figure(load, "any load")
        return Figure(load, f"{share(load - 1.0)} more load")


# --- sentences ------------------------------------------------------------------------------------


def _sentences(growth: Growth, scale: _Scale, rewrites: int) -> Iterator[str]:
    last = scale.point(1.0)
    yield _today_and_then(growth, scale)
    if not rewrites:
        yield "No rewrite is argued for, so there is one line."
        return
    names = f"the {rewrites} rewrites" if rewrites > 1 else "the rewrite"
    bought = growth.bought()
    if bought is None:
        yield f"After {names} it is {last.then.text}: no core is given back."
        return
    ends = [scale.told(growth.bought(end)) for end in ("low", "high")]
    between = _between([end.text if end.value is not None else "nothing" for end in ends])
    they, need = ("They buy", "they need") if rewrites > 1 else ("It buys", "it needs")
    yield (
        f"After {names} it is {last.then.text}. {they} {scale.told(bought).text}"
        f"{between}: until then {need} no more cores than there are today."
    )


def _today_and_then(growth: Growth, scale: _Scale) -> str:
    first, last = scale.point(0.0), scale.point(1.0)
    takes = "pays for" if growth.paid.is_allocated else "uses"
    if growth.growth == 0:
        return (
            f"In a year the portfolio {takes} {first.now.text}, as today: load is declared not to"
            " grow."
        )
    when = "In a year" if growth.growth is not None else "At twice today's load"
    more = f"{last.money.text} more a month"
    return f"{when} the portfolio {takes} {last.now.text} instead of {first.now.text}: {more}."


def _between(ends: Sequence[str]) -> str:
    """Say ` (5.25 to 12.5 months of growth)`: the words that both ends share are said once."""
    low, high = (end.split() for end in ends)
    if low == high:
        return ""
    alike = takewhile(
        lambda pair: pair[0] == pair[1], zip(reversed(low), reversed(high), strict=False)
    )
    first = low[: len(low) - len(list(alike))]
    return f" ({' '.join(first)} to {' '.join(high)})"


def _full_row(item: Full) -> FullRow:
    return FullRow(
        service=item.service,
        busy=figure(item.utilisation, share),
        load=figure(item.load, _full_at),
        added=_added(item.added),
        after=figure(item.after, _full_at),
    )


def _full_at(load: float) -> str:
    if load <= 1.0:
        return "full today"
    return f"{load:.3g}×" if math.isfinite(load) else "never"


def _added(seconds: float) -> Figure:
    if not math.isfinite(seconds):
        return Figure(None, "full")
    return figure(seconds, lambda value: f"+{format_duration(value)}" if value else "nothing")


def _notes(growth: Growth) -> Iterator[str]:
    yield _declared(growth.growth)
    yield (
        "Every request takes the CPU it takes today, and cores are added so that utilisation stays:"
        " then load costs cores and no milliseconds. Idle CPU does not grow."
    )
    if growth.apart:
        yield _apart(growth)
    yield from _unknown(growth)


def _declared(growth: float | None) -> str:
    if growth is None:
        return (
            "No growth is declared, so this is drawn over load and not over months: declare it,"
            " `policies: {engine: {growth: 40%}}` a year, and this says months."
        )
    by = f"grows by {share(growth)} a year" if growth else "does not grow"
    return f"Load {by}, as `policies: engine: growth` says."


def _unknown(growth: Growth) -> Iterator[str]:
    """Whose cores or queues are told from less than all figures, or not at all."""
    if growth.unrated:
        yield (
            f"The cores of {named(growth.unrated)} follow their `load.rate`: a journey that"
            " reaches them has no `rate`."
        )
    if growth.still:
        yield (
            f"The cores of {named(growth.still)} do not grow here: no journey is known to bring"
            " them anything."
        )
    if growth.lacking:
        keys = list(dict.fromkeys(key for keys in growth.lacking.values() for key in keys))
        whom = f"{plural(len(growth.lacking), 'service')} that requests wait for"
        yield (
            f"What queues add where no core is added is not told of {whom}"
            f" ({named(sorted(growth.lacking))}): {named(keys)} not given."
        )
    if growth.unused:
        yield (
            f"The cores of {named(growth.unused)} do not grow here:"
            " how many are in use is not given (`load.cpu`)."
        )
    if growth.paid.lacking:
        yield f"At least: the cores of {named(growth.paid.lacking)} are not given (`load.cpu`)."


def _apart(growth: Growth) -> str:
    """Say whose cores grow from another rate than is declared, and from which."""
    told = [
        f"{coded(name)} {format_rate(brought)} (declared: {format_rate(declared)})"
        for name, (declared, brought) in sorted(growth.apart.items())
    ]
    return f"Growth is that of what the journeys bring, not of what is declared: {listed(told)}."
