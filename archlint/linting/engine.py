"""Portfolio + packs -> report: choose the rules, hear the packs, place what they raise, waive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from archlint.linting.analysing import analysed
from archlint.linting.annotations.rule_could_not_run import could_not_run
from archlint.linting.coverage import coverage_of
from archlint.linting.engine_pack import ENGINE
from archlint.linting.hearing import Heard, hear
from archlint.linting.lines import Lines
from archlint.linting.proposals import proposals, under_policies_of
from archlint.linting.raising import Findings, in_order
from archlint.linting.registry import catalogue
from archlint.linting.report import Coverage, Outcome, PortfolioReport
from archlint.linting.selection import EVERYTHING, Selection, choose
from archlint.linting.subjects import Subjects
from archlint.linting.waiver_remarks import WaiverRemarks
from archlint.linting.waivers import Waived, Waiving

if TYPE_CHECKING:
    from datetime import date

    from archlint.linting.pack import Conclusion, Pack
    from archlint.linting.proposals import Judge
    from archlint.linting.ratchet import Held
    from archlint.model import Argument, Catalogue, Portfolio, Raised


def with_engine(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs and the engine's own, which is always on unless its rules are ignored."""
    return (*(pack for pack in packs if pack is not ENGINE), ENGINE)


def catalogue_of(packs: Sequence[Pack], *, isolated: bool = False) -> Catalogue:
    """What the manifest reader and selectors know: the packs' rules and the engine's own."""
    return catalogue(with_engine(packs), open_ended=isolated)


def lint(  # noqa: PLR0913  # one parameter a condition of the run
    portfolio: Portfolio,
    *,
    packs: Sequence[Pack],
    today: date,
    selection: Selection = EVERYTHING,
    isolated: bool = False,
    held: Held | None = None,
    judge: Judge | None = None,
) -> PortfolioReport:
    """Lint one portfolio with these packs and the engine's own rules.

    `today` is the date of the run; `isolated` says that packs were left out, so that waivers of
    rules nobody knows are no mistakes; `held` is a baseline to hold the findings against, after
    the waivers; `judge` is whose policies and waivers count. Raises InputError for
    selectors that name nothing and for figures that overflow; any other exception is a bug whose
    note names the policy and its pack.
    """
    portfolio = under_policies_of(portfolio, judge)
    known = catalogue_of(packs, isolated=isolated)
    chosen = choose(selection, portfolio.settings, known)
    analysis = analysed(portfolio, today=today)
    subjects = Subjects(analysis)
    heard = [hear(pack, analysis, subjects, chosen) for pack in with_engine(packs)]
    arguments = tuple(argument for part in heard for argument in part.arguments)
    coverage = _coverage(heard, arguments)
    findings = Findings(portfolio=portfolio, subjects=subjects, severities=chosen.severities)
    raised = in_order(
        findings.of(item, pack)
        for pack, item in _raised(heard, coverage, arguments)
        if chosen.takes(item.argument.rule)
    )
    lines = Lines(subjects, portfolio.at)
    allowed = proposals(portfolio, lines, judge)
    waiving = Waiving(
        catalogue=known,
        chosen=chosen,
        lines=lines,
        today=today,
        arguments=arguments,
        waivers=allowed.applied,
        findings=raised,
    )
    waived = waiving.apply()
    known_as = judge.portfolio.name if judge else portfolio.name
    outcome = _held_against(held, waived, waiving, known_as)
    remarks = WaiverRemarks(waiving=replace(waiving, waivers=allowed.discussed), subjects=subjects)
    about_waivers = (
        findings.of(item, ENGINE) for item in remarks.all() if chosen.takes(item.argument.rule)
    )
    return PortfolioReport(
        portfolio=portfolio,
        analysis=analysis,
        coverage=coverage,
        arguments=arguments,
        findings=in_order([*outcome.kept, *about_waivers]),
        suppressed=(*waived.suppressed, *outcome.suppressed),
        idle_waivers=waived.idle,
        proposed_waivers=allowed.proposed,
        judge=judge.sentence if judge else "",
        ratchet=outcome.ratchet,
        stale_waivers=waived.stale,
        without=chosen.without,
        topics={name: text for pack in packs for name, text in pack.topics.items()},
        **_concluded([part.conclusion for part in heard]),
    )


def _held_against(held: Held | None, waived: Waived, waiving: Waiving, known_as: str) -> Outcome:
    """The findings that no waiver covers against the baseline; all of them where there is none."""
    if held is None:
        return Outcome(kept=waived.kept)
    from archlint.linting.ratchet import hold

    return hold(waived.kept, held, waiving, known_as)


def _concluded(conclusions: Sequence[Conclusion]) -> dict[str, Any]:
    """What the packs conclude beside findings, as fields of the report."""
    return {
        "seats": next((part.seats for part in conclusions if part.seats), None),
        "verdicts": tuple(item for part in conclusions for item in part.verdicts),
        "rewrites": tuple(item for part in conclusions for item in part.rewrites),
        "candidates": tuple(item for part in conclusions for item in part.candidates),
        "head": tuple(line for part in conclusions for line in part.head),
        "lines": tuple(line for part in conclusions for line in part.lines),
        "pages": tuple(part.page for part in conclusions if part.page),
    }


def _coverage(heard: Sequence[Heard], arguments: Sequence[Argument]) -> Coverage:
    policies = {policy.code: (policy, part.pack.name) for part in heard for policy in part.policies}
    return coverage_of(policies, arguments)


def _raised(
    heard: Sequence[Heard], coverage: Coverage, arguments: Sequence[Argument]
) -> Iterator[tuple[Pack, Raised]]:
    """What the packs raise, and which rules could not run for want of what nobody else names."""
    raised = [(part.pack, item) for part in heard for item in part.conclusion.raised]
    yield from raised
    named = [item.argument for _, item in raised]
    for item in could_not_run(coverage, arguments, named):
        yield ENGINE, item
