"""What policies say: arguments, verdicts, findings."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from archlint.model.declared import Call
    from archlint.model.scales import Pointer, Range, Severity
    from archlint.source import Span


class Answer(enum.Enum):
    """What a policy says about one subject."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Worse(enum.Enum):
    """In which direction a measure gets worse; an age in neither, for it grows by itself."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Standing(enum.Enum):
    """How a finding stands against the baseline: what a ratchet lets through, and what not."""

    NEW = "new"
    KNOWN = "known"
    WORSENED = "worsened"


class Measure(Struct, frozen=True, kw_only=True):
    """The one figure by which a finding is compared with itself later.

    `error` is the standard error of `value`, in the same unit; 0 where it is exact.
    """

    name: str
    value: float
    unit: str
    worse: Worse = Worse.HIGHER
    error: float = 0.0


class Subject(Struct, frozen=True, kw_only=True):
    """What an argument is about, as text and as parts.

    `kind` is service, operation, call, journey, portfolio or cycle. The text is the stable
    identity: `SERVICE`, `SERVICE/OPERATION`, `CALLER -> CALLEE#2`, `journey:NAME`, `portfolio`,
    `cycle:A,B`.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def service(cls, name: str) -> Subject:
        return cls(kind="service", text=name)

    @classmethod
    def operation(cls, identifier: str) -> Subject:
        return cls(kind="operation" if "/" in identifier else "service", text=identifier)

    @classmethod
    def call(cls, call: Call) -> Subject:
        return cls(kind="call", text=call.subject)

    @classmethod
    def journey(cls, name: str) -> Subject:
        return cls(kind="journey", text=f"journey:{name}")

    @classmethod
    def portfolio(cls) -> Subject:
        return cls(kind="portfolio", text="portfolio")

    @classmethod
    def cycle(cls, members: tuple[str, ...]) -> Subject:
        return cls(kind="cycle", text="cycle:" + ",".join(sorted(members)))


class Argument(Struct, frozen=True, kw_only=True):
    """What one policy says about one subject: the only thing a policy says.

    `message` is the fact in one sentence. `numbers` are the figures behind it, units in the keys
    (`_ms`, `_per_s`, `_cores`, `_users`, `_share`, `_months`, `_per_month`). `missing` names the
    annotations that were not there, `could_be` the value that would decide, in words. `at` is the
    value in the manifest that is responsible; `related` are further places with a label.
    `refuted_by` is why an argument that held does not count.
    """

    rule: str
    subject: Subject
    answer: Answer
    message: str = ""
    numbers: Mapping[str, float | str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    could_be: str = ""
    refuted_by: str = ""
    measure: Measure | None = None
    severity: Severity | None = None
    at: Pointer = ()
    related: tuple[tuple[Pointer, str], ...] = ()


class Gain(Struct, frozen=True, kw_only=True):
    """What a rewrite is worth, each figure low-default-high, in the same-utilisation mode.

    `milliseconds` is per journey by which its mean shrinks; `users` is ΔL; `cores` are freed;
    `per_month` is money in `currency`; `effort` in person-months; `payback` in months. Where one
    `operation` (its id) is rewritten, effort is the whole service's, and payback at most this.
    """

    milliseconds: Mapping[str, Range] = field(default_factory=dict)
    users: Range | None = None
    cores: Range | None = None
    per_month: Range | None = None
    currency: str = "USD"
    effort: Range | None = None
    payback: Range | None = None
    factor: Range | None = None
    factor_source: str = ""
    operation: str = ""


class Candidate(Struct, frozen=True, kw_only=True):
    """A rewrite that a plan may choose, with what it is worth whatever else is chosen.

    `gain` has a factor, and no times: what is taken off a journey depends on the other rewrites.
    `is_taken`: the service is rewritten already. Where `gain` names an operation, that alone is
    rewritten, and the service is none for whole.
    """

    service: str
    gain: Gain
    is_taken: bool = False

    @property
    def target(self) -> str:
        """What is rewritten: the service, or its operation."""
        return self.gain.operation or self.service


class Margin(Struct, frozen=True, kw_only=True):
    """How far one quantity is from changing a verdict, everything else staying as it is.

    `quantity` is traffic, self_time, cpu, criticality or seats. `factor` is the multiple of today's
    figure, `value` the figure itself in `unit`: the verdict stands up to there, rounded to the safe
    side, and `becomes` is the other verdict. A bound has no other verdict: nothing changes so far.
    `text` says it.
    """

    quantity: str
    text: str
    factor: float | None = None
    value: float | None = None
    unit: str = ""
    becomes: str = ""


class Verdict(Struct, frozen=True, kw_only=True):
    """What the pack concludes about one service.

    `word` is rust, go, hybrid, measure-first, either or none; hybrid names the `operation` (its id)
    that becomes a kernel of its own. `because` is the deciding sentence;
    `lines` are the further lines of the evidence, ready to print. `confidence` is measured,
    derived, estimated or assumed: the weakest decisive input. `is_by_default` is a verdict that
    stands because an input is missing, not because anything was tested. `seat_frequency` is the
    share of draws of the uncertain figures in which the service holds a seat, None where nobody
    drew. `standing` are those of the `lines` that say how sure it is and what would change it.
    """

    service: str
    word: str
    because: str
    lines: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    gain: Gain | None = None
    tune_first: str = ""
    confidence: str = ""
    language: str | None = None
    seat: int | None = None
    seat_frequency: float | None = None
    margins: tuple[Margin, ...] = ()
    standing: tuple[str, ...] = ()
    operation: str = ""
    is_planned: bool = False
    is_by_default: bool = False


class Raised(Struct, frozen=True, kw_only=True):
    """An argument that a pack turns into a finding.

    `identity` replaces the rule's code in the finding's identity where several rules share one
    (`language:should-be-rust`); `covers` are the codes that a waiver may name for it. `verdict` is
    the word of the verdict that the finding states, empty where it states none: a finding whose
    `measure-first` became `rust` is worse than it was. `place` is where it stands, for what no
    pointer leads to: a comment.
    """

    argument: Argument
    severity: Severity
    why: tuple[str, ...] = ()
    help: str = ""
    identity: str = ""
    covers: tuple[str, ...] = ()
    verdict: str = ""
    place: Span | None = None


class Label(Struct, frozen=True, kw_only=True):
    """A place in the manifest and what there is to say about it."""

    span: Span
    text: str = ""


class Finding(Struct, frozen=True, kw_only=True):
    """One raised argument with its place: what formats render and exit codes count.

    `covers` are the codes by which a waiver or a baseline entry may name it, its own first.
    `standing` is None where no baseline is in use; `worse_by` says what got worse since.
    """

    rule: str
    name: str
    severity: Severity
    subject: Subject
    message: str
    identity: str
    why: tuple[str, ...] = ()
    help: str = ""
    numbers: Mapping[str, float | str] = field(default_factory=dict)
    measure: Measure | None = None
    primary: Label | None = None
    related: tuple[Label, ...] = ()
    covers: tuple[str, ...] = ()
    verdict: str = ""
    standing: Standing | None = None
    worse_by: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """A finding as a baseline remembers it: what it is about and how bad it was then.

    `identity` is the finding's own; `rule` and `subject` are there for the reader and for telling
    whether the rule still takes part.
    """

    identity: str
    rule: str
    subject: str
    severity: Severity
    verdict: str = ""
    measure: Measure | None = None
