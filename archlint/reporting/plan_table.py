"""A plan as a table, and what fewer or more services are worth: bars and the line of the seats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_cores, format_duration, format_money, format_users
from archlint.reporting.columns import clip, pad, width
from archlint.reporting.figures import plain, share
from archlint.reporting.style import bar, glyphs_for, named, painter, spelt
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.analysis import Plan, Point, Step
    from archlint.reporting.options import Options

_SHOWN_MS = 0.05
_MOST_POINTS = 12
_WIDEST_NAME, _LEAST_NAME = 26, 12
_WIDEST_GAIN = 26
_BAR, _LEAST_BAR = 16, 6
_FIGURES = (("users", 8), ("cores", 8), ("a month", 10), ("effort", 10))
_DROPPED = ("effort", "a month", "cores")
"""Columns, and the order in which they go where there is no room."""


class PlanTable(Struct, frozen=True, dict=True):
    """The steps and the frontier of one plan for a terminal."""

    plan: Plan
    options: Options

    def steps(self) -> Iterator[str]:
        """A row a step, each after those before it, and the line of the seats below."""
        paint = painter(self.options)
        head = "".join(f"{name:>{size}}" for name, size in self._figures)
        off = pad(self._off_head, self._off_width, self._cut)
        freed = pad("", self._bar)
        yield paint(
            "faint", f"  {'#':>2}  {pad('rewrite', self._name)} {freed}{head}  {off}".rstrip()
        )
        for number, step in enumerate(self.plan.steps, 1):
            yield self._row(number, step)
        seats = f"{len(self.plan.steps)} of {plural(self.plan.limits.services, 'free seat')}"
        proof = "proved" if self.plan.is_optimal else f"gap {share(self.plan.gap)}"
        yield paint("strong", self._rule(f"{seats}", self._worth(self.plan.worth), proof))

    def frontier(self) -> Iterator[str]:
        """The best so many services: a bar each, the seats' line between; nothing without worth."""
        points = [point for point in self.plan.frontier if point.services]
        if not points or not points[-1].worth:
            return
        what = "users freed" if self.plan.objective == "waiting" else "money a month"
        budget = ", whatever their effort" if self.plan.limits.person_months is not None else ""
        yield painter(self.options)("strong", f"The best so many services, {what}{budget}")
        shown = _spread(points, self.plan.limits.services)
        most = max(point.worth for point in points)
        is_below = False
        for point in shown:
            if point.services > self.plan.limits.services and not is_below:
                is_below = True
                yield painter(self.options)("strong", self._rule("seats that are free"))
            yield self._point(point, most)

    # --- widths

    @property
    def _cut(self) -> str:
        return glyphs_for(self.options).cut

    @cached_property
    def _name(self) -> int:
        longest = max(width(self._spelt(step.target)) for step in self.plan.steps)
        return max(_LEAST_NAME, min(longest, _WIDEST_NAME, self.options.width // 4))

    @property
    def _off_head(self) -> str:
        """Of a request whose every call takes its mean, where that is not its mean time."""
        return "off a mean request" if self.plan.on_samples is None else "off the path of means"

    @cached_property
    def _off_width(self) -> int:
        return max(len(self._off_head), *(width(self._off(step)) for step in self.plan.steps))

    def _room(self, figures: Sequence[tuple[str, int]]) -> int:
        fixed = 6 + self._name + 1 + sum(size for _, size in figures) + 2
        return self.options.width - fixed - self._off_width

    @cached_property
    def _figures(self) -> Sequence[tuple[str, int]]:
        shown = list(_FIGURES)
        for key in _DROPPED:
            if self._room(shown) < _LEAST_BAR:
                shown = [item for item in shown if item[0] != key]
        return shown

    @cached_property
    def _bar(self) -> int:
        return max(1, min(_BAR, self._room(self._figures)))

    # --- rows

    def _row(self, number: int, step: Step) -> str:
        paint, gain = painter(self.options), step.gain
        part = self._worth_of(step) / self._most if self._most > 0 else 0.0
        drawn = bar(part, self._bar, glyphs_for(self.options))
        figures = {
            "users": "?" if gain.users is None else plain(gain.users.default),
            "cores": "?"
            if gain.cores is None
            else format_cores(gain.cores.default).partition(" ")[0],
            "a month": "?"
            if gain.per_month is None
            else format_money(gain.per_month.default, gain.currency),
            "effort": "?" if gain.effort is None else f"{plain(gain.effort.default)} pm",
        }
        cells = "".join(f"{figures[key]:>{size}}" for key, size in self._figures)
        name = paint("strong", pad(self._spelt(step.target), self._name, self._cut))
        line = f"  {number:>2}  {name} {paint('bar', drawn)}{' ' * (self._bar - width(drawn))}"
        return f"{line}{cells}  {self._off(step)}".rstrip()

    @cached_property
    def _most(self) -> float:
        """The worth that fills the bar."""
        return max(map(self._worth_of, self.plan.steps))

    def _worth_of(self, step: Step) -> float:
        found = step.gain.users if self.plan.objective == "waiting" else step.gain.per_month
        return found.default if found is not None else 0.0

    def _off(self, step: Step) -> str:
        felt = sorted(
            (
                (name, off.default)
                for name, off in step.gain.milliseconds.items()
                if off.default >= _SHOWN_MS
            ),
            key=lambda item: (-item[1], item[0]),
        )
        if not felt:
            return "nothing"
        name, off = felt[0]
        more = f" +{len(felt) - 1}" if len(felt) > 1 else ""
        tail = spelt(f" -{format_duration(off / 1e3)}{more}", self.options)
        room = min(_WIDEST_GAIN, self.options.width // 4) - width(tail)
        return clip(self._spelt(name), room, self._cut) + tail

    def _spelt(self, name: str) -> str:
        return named(name, self.options)

    def _worth(self, amount: float) -> str:
        if self.plan.objective == "waiting":
            return f"{format_users(amount)} freed"
        return f"{format_money(amount, self.plan.whole.currency)} a month"

    def _point(self, point: Point, most: float) -> str:
        at_least = "" if point.is_exact else "at least "
        if self.plan.objective == "waiting":
            worth = plain(point.worth)
        else:
            worth = format_money(point.worth, self.plan.whole.currency)
        is_ours = point.services == len(self.plan.steps)
        own = "  this plan" if is_ours and self.plan.limits.person_months is None else ""
        columns = max(_BAR, min(2 * _BAR, self.options.width // 3))
        drawn = bar(point.worth / most, columns, glyphs_for(self.options))
        space = " " * (columns - width(drawn))
        painted = painter(self.options)("bar", drawn)
        return f"  {point.services:>6,}  {painted}{space}  {at_least}{worth}{own}"

    def _rule(self, *parts: str) -> str:
        rule = glyphs_for(self.options).rule
        text = f"  {rule * 2} {f' {rule * 2} '.join(parts)} "
        whole = text + rule * (self.options.width - width(text))
        return clip(whole, self.options.width, rule)


def _spread(points: Sequence[Point], limit: int) -> list[Point]:
    """At most a dozen of the points: the ends, those at the limit and beside it, others evenly."""
    if len(points) <= _MOST_POINTS:
        return list(points)
    last = len(points) - 1
    kept = {
        0,
        last,
        *(place for place, item in enumerate(points) if abs(item.services - limit) <= 1),
    }
    for step in range(1, _MOST_POINTS):
        if len(kept) >= _MOST_POINTS:
            break
        kept.add(round(step * last / (_MOST_POINTS - 1)))
    return [points[place] for place in sorted(kept)]
