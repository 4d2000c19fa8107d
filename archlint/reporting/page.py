"""The report as one value: everything that the Markdown and the HTML report print.

Every figure that is drawn stands here beside its text, so that two formats never round the same
figure differently. Text is as the manifest has it: making it safe to print is each format's task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.model import Finding, Range, Waiver


class Figure(NamedTuple):
    """A value in the model's unit and its text; no value is unknown, its text says so."""

    value: float | None
    text: str


UNKNOWN = Figure(None, "unknown")
UNMEASURED = Figure(None, "not measured")
"""Nothing of it is known: never printed as zero."""


class Spread(NamedTuple):
    """A figure that is not known exactly: the text of its default and of low to high."""

    values: Range | None
    text: str
    span: str


NOTHING = Spread(None, "–", "")
"""No figure at all: not weighed."""


class Header(Struct, frozen=True, kw_only=True):
    """What was looked at: the portfolio's name, file and sizes in words, coverage, date.

    `accepted` says by what it was judged, and what of the baseline and of waivers came of it.
    """

    portfolio: str
    root: str
    facts: str
    seats: str
    coverage: str
    decided_without: str
    accepted: tuple[str, ...]
    date: str
    version: str


class Tally(Struct, frozen=True, kw_only=True):
    """How many services got a verdict: the mark it is drawn with, its words and the number."""

    mark: str
    words: str
    count: int


class Tile(Struct, frozen=True, kw_only=True):
    """One of the large figures at the top: before (where it changes), value, unit, explanation."""

    label: str
    before: str
    value: str
    unit: str
    note: str


class Worth(Struct, frozen=True, kw_only=True):
    """What a rewrite is worth beside ΔL, at the same utilisation; empty where it was not asked.

    `gains` are the milliseconds off each journey; `money` is a month, `payback` in months.
    """

    gains: tuple[tuple[str, Spread], ...] = ()
    cores: Spread = NOTHING
    money: Spread = NOTHING
    payback: Spread = NOTHING
    factor: Spread = NOTHING
    factor_source: str = ""


class VerdictRow(Struct, frozen=True, kw_only=True):
    """One service: what the rule says, why, and what a rewrite would be worth.

    `mark` is the class and letter of the verdict, `group` the words it is counted under. `users` is
    ΔL of rewriting it alone; `share` its part of all removable waiting, counted in the order of the
    seats; `waiting` is L.
    """

    service: str
    language: str
    kind: str
    owner: str
    word: str
    words: str
    group: str
    mark: str
    because: str
    lines: tuple[str, ...]
    tune_first: str
    confidence: str
    seat: int | None
    is_counted: bool
    is_planned: bool
    is_weighty: bool
    rate: Figure
    self_time: Figure
    computing: Figure
    waiting: Figure
    users: Spread
    share: Figure
    worth: Worth


class CurvePoint(Struct, frozen=True, kw_only=True):
    """One service on the curve of removable waiting: its rank, its own part, and the sum so far."""

    rank: int
    service: str
    users: Figure
    share: Figure
    total: Figure
    has_seat: bool


class Curve(Struct, frozen=True, kw_only=True):
    """How removable waiting adds up, the seats' holders first; `line` is the quota in services.

    `flat` is how many weighed services would remove nothing.
    """

    points: tuple[CurvePoint, ...]
    services: int
    line: int
    quota: str
    removable: Figure
    carried: Figure
    flat: int


class WaitingRow(Struct, frozen=True, kw_only=True):
    """One service's part of the waiting; `mark` as its verdict, `row` network or unmeasured."""

    name: str
    mark: str
    users: Figure
    share: Figure


class WaitingPart(Struct, frozen=True, kw_only=True):
    """Who causes the waiting. `lorenz` is (share of services, share of their L), ascending."""

    total: Figure
    rows: tuple[WaitingRow, ...]
    lorenz: tuple[tuple[float, float], ...]
    half: str


class PathRow(Struct, frozen=True, kw_only=True):
    """One row of a journey's waterfall, seconds; `computing` is the part of `own` that computes.

    `mark` is the verdict's class. `label` names the operation and how often it is visited.
    """

    label: str
    service: str
    mark: str
    depth: int
    start: Figure
    end: Figure
    own: Figure
    computing: float
    slack: Figure
    network: Figure
    is_critical: bool
    is_async: bool
    is_collapsed: bool


class JourneyPart(Struct, frozen=True, kw_only=True):
    """One journey: mean, what it becomes, bounds, targets, the path in order of time.

    `length` is that of the drawn path in seconds, which is drawn on means.
    """

    name: str
    description: str
    entry: str
    rate: Figure
    users: Figure
    mean: Figure
    length: float
    after: Figure
    parallel: Figure
    sequential: Figure
    slo: tuple[tuple[str, Figure], ...]
    is_revenue: bool
    sentence: str
    remarks: tuple[str, ...]
    rows: tuple[PathRow, ...]
    hidden_rows: int


class FindingPart(Struct, frozen=True, kw_only=True):
    """One finding with its excerpt, drawn as lines of text.

    `message` is the finding's, with what got worse since the baseline.
    """

    finding: Finding
    message: str
    severity: str
    place: str
    excerpt: tuple[str, ...]


class FindingGroup(Struct, frozen=True, kw_only=True):
    """The findings of one rule and severity."""

    severity: str
    rule: str
    name: str
    findings: tuple[FindingPart, ...]


class Waived(Struct, frozen=True, kw_only=True):
    """A finding that somebody accepted, and on what terms."""

    finding: Finding
    waiver: Waiver
    until: str


class CoverageRow(Struct, frozen=True, kw_only=True):
    """How often a rule looked, what it answered, and what was missing when it could not."""

    rule: str
    name: str
    pack: str
    yes: int
    no: int
    unknown: int
    missing: str


class Section(Struct, frozen=True, kw_only=True):
    """One portfolio of the report."""

    header: Header
    summary: tuple[str, ...]
    lede: tuple[str, ...]
    tallies: tuple[Tally, ...]
    tiles: tuple[Tile, ...]
    verdicts: tuple[VerdictRow, ...]
    curve: Curve | None
    waiting: WaitingPart | None
    journeys: tuple[JourneyPart, ...]
    hidden_journeys: int
    findings: tuple[FindingGroup, ...]
    hidden_findings: int
    counts: tuple[tuple[str, int], ...]
    suppressed: tuple[Waived, ...]
    coverage: tuple[CoverageRow, ...]
    limits: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]

    @property
    def is_rewritten(self) -> bool:
        """Whether the rewrites change any journey."""
        return any(journey.after.text != journey.mean.text for journey in self.journeys)

    @property
    def weighty(self) -> tuple[VerdictRow, ...]:
        """The verdicts that say more than Go: rust, hybrid, measure-first."""
        return tuple(row for row in self.verdicts if row.is_weighty)


class Page(Struct, frozen=True, kw_only=True):
    """The whole report, complete whatever happened: `state` is passed, findings or not linted."""

    sections: tuple[Section, ...]
    state: str
    exit_code: int
    gate: str
    problems: tuple[str, ...]
    hidden_problems: int
    crash: str
    nothing_evaluated: str
    version: str
