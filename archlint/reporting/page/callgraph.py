"""The call graph of a journey as a part of the report: boxes, and the calls between them.

How the page places it (`charts/callgraph.html.j2` has the macros, `drawing.callgraph` the geometry,
a Jinja global of that name)::

    part = callgraph_part(report.analysis, times, report.verdicts)      # page, a field of a record
    {% from "charts/callgraph.html.j2" import callgraph_chart, callgraph_key, callgraph_table %}
    {{ callgraph_key(part) }}                                           # once for all journeys
    {{ callgraph_chart(part, callgraph(part), key, id, targets) }}      # in a .scroll region
    {{ callgraph_table(part, id, targets) }}                            # its twin, in a <details>

`key` is unique on the page, `id` the prefix of the portfolio, `targets` the services whose evidence
is on the page (`#{{ id }}service-{{ name | slug }}`): a box of any other is no link.
"""

from __future__ import annotations

from msgspec import Struct

from archlint.reporting.figures import plain
from archlint.reporting.page.figures import UNMEASURED, Figure

_MARKS = (
    ("rust", "Rust"),
    ("hybrid", "hybrid"),
    ("measure", "measure first"),
    ("go", "Go"),
    ("other", "another verdict"),
)


class CallBox(Struct, frozen=True, kw_only=True):
    """What calls and is called: a service, an operation, a system, or several folded into one.

    `own` is what its own time takes of a request, on the critical path in `visits`; `slack` by how
    much its calls could grow before the journey does. Of several journeys both are not told, but
    `users`, who wait for it. `seconds` is what its calls take, the time of what they call in turn
    included. `mark` and `words` are the verdict. `number` counts the critical ones in the order of
    the calls, from 1. The spine is the chain of calls from the entry that takes longest.
    `is_reached` by a journey at all, `is_awaited` by one that waits. `services` is how many are in
    a system. `stands_for` is how many boxes are folded here, `names` the first of them: 0 and none
    where the box is one itself.
    """

    name: str
    service: str = ""
    services: int = 0
    mark: str = "none"
    words: str = ""
    own: Figure = UNMEASURED
    slack: Figure = UNMEASURED
    users: Figure | None = None
    visits: float = 0.0
    seconds: float = 0.0
    number: int | None = None
    is_critical: bool = False
    is_awaited: bool = True
    is_reached: bool = True
    is_on_spine: bool = False
    stands_for: int = 0
    names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The first line of the box."""
        return f"+ {self.stands_for:,} more" if self.stands_for else self.name

    @property
    def note(self) -> str:
        """The second line of the box."""
        if self.stands_for:
            return self._folded_note
        if not self.services:
            return self._time
        many = f"{self.services:,} service{'s' if self.services > 1 else ''}"
        return f"{many} · {self._time}" if self._time else many

    @property
    def verdict(self) -> str:
        """The verdict in words, empty where nobody judged."""
        return self.words if self.mark != "none" else ""

    @property
    def _time(self) -> str:
        if not self.is_awaited:
            return "not waited for" if self.is_reached else "in no journey"
        if self.users is not None:
            return f"{self.users.text} waiting" if self.users.value is None else self.users.text
        if self.own.value is None:
            return self.own.text
        often = f" in {plain(self.visits)} visits" if self.visits > 1 else ""
        own = (self.own.text if self.own.value else "0 ms") + often
        return f"{own} · slack {self.slack.text}" if self.slack.value else own

    @property
    def _folded_note(self) -> str:
        if self.is_critical:
            return "on the path"
        if not self.is_awaited:
            return "not waited for" if self.is_reached else "in no journey"
        if self.slack.value is None:
            return "not measured" if self.users is None else self.users.text
        return f"slack ≥ {self.slack.text}"


class CallLine(Struct, frozen=True, kw_only=True):
    """The calls from one box to another; `count` is how often for each visit of the caller.

    `closes_ring` of calls that lead back to what is being answered: they are not timed.
    """

    source: str
    target: str
    count: float = 1.0
    seconds: float = 0.0
    is_critical: bool = False
    is_async: bool = False
    closes_ring: bool = False

    @property
    def often(self) -> str:
        """How many calls each visit makes, empty for one."""
        text = plain(self.count)
        return "" if text == "1" else text


class CallGraphPart(Struct, frozen=True, kw_only=True):
    """The graph of one journey or several, the entry of the first journey first.

    `total` is how many boxes there would be unfolded, `hidden` how many are folded.
    """

    title: str
    description: str
    unit: str
    boxes: tuple[CallBox, ...]
    lines: tuple[CallLine, ...]
    total: int
    hidden: int

    @property
    def has_path(self) -> bool:
        """Whether any of it is critical."""
        return any(box.is_critical for box in self.boxes)

    @property
    def key(self) -> tuple[str, ...]:
        """The kinds of lines that are drawn: crit, slack, async, ring."""
        kinds = {_kind(line) for line in self.lines} | ({"crit"} if self.has_path else set())
        return tuple(kind for kind in ("crit", "slack", "async", "ring") if kind in kinds)

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The verdicts of its boxes, and what they say."""
        drawn = {box.mark for box in self.boxes}
        return tuple((mark, words) for mark, words in _MARKS if mark in drawn)

    def label_of(self, name: str) -> str:
        """What stands on the box of that name."""
        return next(box.label for box in self.boxes if box.name == name)


def _kind(line: CallLine) -> str:
    if line.closes_ring:
        return "ring"
    return "async" if line.is_async else "crit" if line.is_critical else "slack"
