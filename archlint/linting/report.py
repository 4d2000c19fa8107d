"""What a run found: the value that every format renders and from which the exit code follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from archlint.model import (
    Answer,
    Argument,
    Candidate,
    Entry,
    Finding,
    Portfolio,
    Severity,
    Standing,
    Verdict,
    Waiver,
)
from archlint.source import Sources

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.pack import Pack, Rewrite, Seats
    from archlint.source import Problem


class RuleCoverage(Struct, frozen=True, kw_only=True):
    """How often a rule looked and what it answered; counted, never declared."""

    rule: str
    name: str
    pack: str
    answers: Mapping[Answer, int]
    missing: Mapping[str, int] = field(default_factory=dict)

    @property
    def had_inputs(self) -> bool:
        """Whether it answered yes or no at least once."""
        return bool(self.answers.get(Answer.YES, 0) + self.answers.get(Answer.NO, 0))


class Coverage(Struct, frozen=True, kw_only=True):
    """Which of the rules that look (those with a `check`) had their inputs."""

    rules: tuple[RuleCoverage, ...] = ()

    @property
    def evaluated(self) -> int:
        return sum(rule.had_inputs for rule in self.rules)

    @property
    def total(self) -> int:
        return len(self.rules)

    @property
    def partly(self) -> int:
        """How many had them for some subjects, but not for all."""
        return sum(
            rule.had_inputs and rule.answers.get(Answer.UNKNOWN, 0) > 0 for rule in self.rules
        )

    @property
    def share(self) -> float:
        """Rules with inputs among all, 1.0 where there are none."""
        return self.evaluated / self.total if self.rules else 1.0


class Suppressed(Struct, frozen=True, kw_only=True):
    """A finding that a waiver covers, or that the baseline knows: exactly one of the two."""

    finding: Finding
    waiver: Waiver | None = None
    entry: Entry | None = None

    @property
    def kind(self) -> str:
        """`waiver`, `comment` (an inline waiver) or `baseline`."""
        if self.waiver is None:
            return "baseline"
        return "comment" if self.waiver.comment else "waiver"


class Ratchet(Struct, frozen=True, kw_only=True):
    """What came of holding the findings against a baseline.

    `file` is as the reader should see it, `size` the number of its entries for this portfolio.
    `better` are known entries whose finding is milder now, beyond what is tolerated: they let
    through more than there is. `fixed` are entries whose finding is gone, with its subject or
    without; `stale` are those that match nothing as long as things are as they are (no such rule,
    or a waiver covers the finding), each with the reason.
    """

    file: str
    size: int
    known: int = 0
    new: int = 0
    worsened: int = 0
    better: tuple[Entry, ...] = ()
    fixed: tuple[Entry, ...] = ()
    stale: tuple[tuple[Entry, str], ...] = ()

    @property
    def is_slack(self) -> bool:
        """Whether it lets through what is not there any more: `baseline prune` ends that."""
        return bool(self.better or self.fixed or self.stale)

    def limited_to(self, findings: Sequence[Finding], suppressed: Sequence[Suppressed]) -> Ratchet:
        """What came of holding these findings of a part against it.

        What the portfolio no longer has is in no part of it, so no part reports it.
        """
        standings = [finding.standing for finding in findings]
        known = {item.finding.identity for item in suppressed if item.entry is not None}
        return replace(
            self,
            known=len(known),
            new=standings.count(Standing.NEW),
            worsened=standings.count(Standing.WORSENED),
            better=tuple(entry for entry in self.better if entry.identity in known),
            fixed=(),
            stale=(),
        )


class Outcome(Struct, frozen=True, kw_only=True):
    """The findings that are left, those that are known, and what became of the baseline."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    ratchet: Ratchet | None = None


class PortfolioReport(Struct, frozen=True, kw_only=True):
    """Everything said about one portfolio.

    `findings` are in order: severity falling, then file, line, rule. `without` are the rules that
    `--ignore`, `--select` or `enabled: false` kept from arguing. `head` are the packs' sentences
    about the whole portfolio that stand before the findings, `lines` those beside the verdicts;
    `pages` are their pages about it, `topics` their pages of explanation by name (Markdown).
    `idle_waivers` cover nothing today although nothing is wrong with them; `stale_waivers` have
    ended or cover nothing any more. `ratchet` is None where no baseline is in use. `judge` is the
    revision whose policies and waivers count, empty for the portfolio's own; `proposed_waivers` are
    in the portfolio and not in that revision. `scope` says to what the findings are limited, empty
    where they are all there.
    """

    portfolio: Portfolio
    analysis: Analysis
    coverage: Coverage
    seats: Seats | None = None
    verdicts: tuple[Verdict, ...] = ()
    arguments: tuple[Argument, ...] = ()
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    idle_waivers: tuple[Waiver, ...] = ()
    stale_waivers: tuple[Waiver, ...] = ()
    proposed_waivers: tuple[Waiver, ...] = ()
    judge: str = ""
    scope: str = ""
    ratchet: Ratchet | None = None
    rewrites: tuple[Rewrite, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    without: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)


class Report(Struct, frozen=True, kw_only=True):
    """All portfolios of one run, the Problems that stopped others, and a crash if there was one.

    `nothing_evaluated` is why the run could not lint although nothing was wrong with the input.
    `sources` are the texts that excerpts of the Problems may quote. `packs` are those that were
    asked, the engine's own last, for formats that describe the rules.
    """

    portfolios: tuple[PortfolioReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    crash: str = ""
    nothing_evaluated: str = ""
    sources: Sources = field(default_factory=Sources)
    packs: tuple[Pack, ...] = ()

    def exit_code(
        self,
        fail_on: Severity | None = Severity.ERROR,
        *,
        require_coverage: float = 0.0,
        strict: bool = False,
    ) -> int:
        """0 nothing at or above `fail_on` (None: never), 1 findings or thin coverage, 2 no lint.

        `strict` fails on a baseline that remembers what is gone or was worse, too.
        """
        if self.problems or self.crash or self.nothing_evaluated:
            return 2
        loud = fail_on is not None and any(
            finding.severity >= fail_on
            for portfolio in self.portfolios
            for finding in portfolio.findings
        )
        thin = any(part.coverage.share < require_coverage for part in self.portfolios)
        slack = strict and any(part.ratchet and part.ratchet.is_slack for part in self.portfolios)
        return 1 if loud or thin or slack else 0
