"""What a policy author writes: rules, policies and the pack that holds them.

A rule is a frozen dataclass: its fields are its options, its docstring is its manual. A policy is a
rule with a pure `check`. A pack is one object behind one entry point of the group `archlint.packs`.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct, field

from archlint.model import (
    Answer,
    Argument,
    Candidate,
    Measure,
    Option,
    Pointer,
    Raised,
    Range,
    RuleEntry,
    Severity,
    Subject,
    Verdict,
)

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Portfolio, Service


def option(
    default: Any,  # noqa: ANN401  # as `field`
    kind: str,
    text: str = "",
    *,
    source: str = "",
    most: int | None = None,
) -> Any:  # noqa: ANN401
    """Declare a dataclass field as an option: how it is written (`Option.kind`), what it does.

    `source` says where the default comes from; `most` is the greatest integer that is taken.
    """
    metadata = {"kind": kind, "help": text, "source": source, "most": most}
    return dataclasses.field(default=default, metadata=metadata)


def options_of(owner: type | object) -> tuple[Option, ...]:
    """The options of a rule or of a pack's option class, in the order of its fields."""
    return tuple(
        Option(
            name=spec.name,
            kind=spec.metadata["kind"],
            default=spec.default,
            help=spec.metadata.get("help", ""),
            source=spec.metadata.get("source", ""),
            most=spec.metadata.get("most"),
        )
        for spec in dataclasses.fields(owner)  # type: ignore[arg-type]  # any dataclass will do
        if "kind" in spec.metadata
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that can be found. `since` is the version that brought it.

    `severity` is the default; a rule whose findings differ says in `severities` which there are and
    when, the loudest first.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    severities: ClassVar[tuple[tuple[Severity, str], ...]] = ()
    since: ClassVar[str] = "0.1.0"
    aliases: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def entry(cls, pack: str) -> RuleEntry:
        """The rule as the manifest reader knows it."""
        return RuleEntry(
            code=cls.code, name=cls.name, pack=pack, aliases=cls.aliases, options=options_of(cls)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Rule, ABC):
    """A rule that looks: one Argument per subject it looked at, from frozen input, nothing else."""

    @abstractmethod
    def check(self, case: Any) -> Iterator[Argument]:  # noqa: ANN401  # the pack's own case
        """Yield yes, no or unknown for every subject this policy has an opinion about."""

    def yes(self, subject: Subject, message: str, **details: Any) -> Argument:  # noqa: ANN401
        """The condition holds. `details` are fields of Argument."""
        return Argument(
            rule=self.code, subject=subject, answer=Answer.YES, message=message, **details
        )

    def no(self, subject: Subject, message: str = "", **details: Any) -> Argument:  # noqa: ANN401
        """The condition was tested and does not hold."""
        return Argument(
            rule=self.code, subject=subject, answer=Answer.NO, message=message, **details
        )

    def unknown(
        self,
        subject: Subject,
        message: str = "",
        *,
        missing: tuple[str, ...],
        **details: Any,  # noqa: ANN401
    ) -> Argument:
        """The condition could not be tested: `missing` names the annotations that would decide."""
        return Argument(
            rule=self.code,
            subject=subject,
            answer=Answer.UNKNOWN,
            message=message,
            missing=missing,
            **details,
        )


class Seats(Struct, frozen=True, kw_only=True):
    """How many services the quota allows, who holds a seat in greedy order, and of how many (N).

    `rewrites` is every rewrite that was weighed, at its default factor: together they are all the
    waiting that can be removed. `basis` is the analysis they are weighed on (ours: every service as
    if in Go), for reports that draw how the removable waiting adds up. `draws` is how often
    uncertain figures were drawn to tell how sure a seat is, 0 where nobody drew; `keeps_visits`
    where there are too many critical paths to follow them in every draw. `contenders` is how many
    passed the test for a seat, None where nobody counted.
    """

    limit: int
    size: int
    quota: float
    holders: tuple[str, ...] = ()
    contenders: int | None = None
    draws: int = 0
    keeps_visits: bool = False
    rewrites: tuple[Rewrite, ...] = ()
    basis: Analysis | None = None

    @property
    def is_rounded_up(self) -> bool:
        """Whether the quota is a part of one service, and has a seat all the same."""
        return self.limit > 0 and self.quota * self.size < 1

    @property
    def is_for_all(self) -> bool:
        """Whether all who passed the test have a seat: how often they hold it says nothing."""
        return self.contenders is not None and self.contenders <= self.limit


class Rewrite(Struct, frozen=True, kw_only=True):
    """Scale the computing part of a target's time by `factor` (new / old); see MATHEMATICS 4.

    `target` is a service, or one operation (`SERVICE/OPERATION`) that is split out of it.
    """

    target: str
    factor: float


class Translation(Struct, frozen=True, kw_only=True):
    """A service in another language: factors new / old, low-default-high, and where they are from.

    `refusal` says instead why the pack cannot tell, `advice` what to do about it.
    """

    cpu: Range = Range(1.0, 1.0, 1.0)
    mem: Range = Range(1.0, 1.0, 1.0)
    source: str = ""
    is_measured: bool = False
    refusal: str = ""
    advice: str = ""


class Conclusion(Struct, frozen=True, kw_only=True):
    """What a pack makes of its arguments.

    `head` are its sentences about the whole portfolio that stand before the findings, `lines` those
    that stand beside the verdicts; `page` is what `explain portfolio` prints, in Markdown.
    `candidates` are the rewrites that a plan may choose.
    """

    raised: tuple[Raised, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    seats: Seats | None = None
    candidates: tuple[Candidate, ...] = ()
    head: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    page: str = ""


def raise_every_yes(rules: Mapping[str, Rule], arguments: Iterable[Argument]) -> Conclusion:
    """The default `conclude`: every yes is a finding at its own severity, else the rule's."""
    return Conclusion(
        raised=tuple(
            Raised(
                argument=argument,
                severity=argument.severity or rules[argument.rule].severity,
                covers=(argument.rule,),
            )
            for argument in arguments
            if argument.answer is Answer.YES
        )
    )


Prepare = Callable[["Analysis", Any], Any]
Conclude = Callable[[Any, tuple[Argument, ...]], Conclusion]
Translate = Callable[["Portfolio", "Service", str], Translation]


class Pack(Struct, frozen=True, kw_only=True):
    """One object behind one entry point; ours and a stranger's are the same.

    `options` is a frozen dataclass type whose fields (see `option`) are the pack's settings, or
    None. `prepare(analysis, options)` runs once and returns the case that policies read; default:
    the analysis. `conclude(case, arguments)` turns arguments into findings and verdicts; default:
    every yes is raised. `topics` are pages of `explain`: name -> Markdown. `translate(portfolio,
    service, language)` knows what a rewrite does to CPU and memory; default: nothing is known.
    """

    name: str
    rules: tuple[type[Rule], ...]
    options: type | None = None
    prepare: Prepare | None = None
    conclude: Conclude | None = None
    topics: Mapping[str, str] = field(default_factory=dict)
    translate: Translate | None = None

    def rule(self, code: str) -> type[Rule] | None:
        """The rule with this code, or None."""
        return next((rule for rule in self.rules if rule.code == code), None)


__all__ = [
    "Candidate",
    "Conclusion",
    "Measure",
    "Option",
    "Pack",
    "Pointer",
    "Policy",
    "Raised",
    "Rewrite",
    "Rule",
    "Seats",
    "Severity",
    "Subject",
    "Translation",
    "Verdict",
    "option",
    "options_of",
    "raise_every_yes",
]
