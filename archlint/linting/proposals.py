"""A pull request does not edit its own judge: whose policies and waivers count.

With a judge, the portfolio as it is in the base revision, the policies, the calibration and the
waivers are the judge's. A waiver that only the branch has is a proposal. One that only the judge
has still counts: taking it out takes effect once it is merged. A comment of the judge covers the
very findings that it covers there, so that moving or breaking more on its line hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.lines import Lines
from archlint.linting.subjects import Subjects

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio, Waiver

Key = tuple[object, ...]


class Judge(Struct, frozen=True):
    """A portfolio as it is in another revision, as it was linted there; `label` names it.

    `is_new` is one that the revision does not have: default policies, no waivers, no baseline.
    """

    report: PortfolioReport
    label: str
    is_new: bool = False

    @property
    def sentence(self) -> str:
        """What the portfolio is judged by, as the end of a sentence."""
        if self.is_new:
            return (
                f"the default policies, without waivers and baseline, being new since {self.label}"
            )
        return f"the policies, waivers and baseline of {self.label}"

    @property
    def portfolio(self) -> Portfolio:
        return self.report.portfolio


class Proposals(Struct, frozen=True, kw_only=True):
    """The waivers of a portfolio, sorted by what they are good for.

    `applied` count. `discussed` are those that WVR001 speaks about: what stands in this portfolio
    and counts. `proposed` do not count yet.
    """

    applied: Sequence[Waiver]
    discussed: Sequence[Waiver]
    proposed: tuple[Waiver, ...] = ()


def under_policies_of(portfolio: Portfolio, judge: Judge | None) -> Portfolio:
    """The portfolio with the judge's policies and calibration."""
    if judge is None:
        return portfolio
    settings, calibration = judge.portfolio.settings, judge.portfolio.calibration
    return replace(portfolio, settings=settings, calibration=calibration)


def proposals(portfolio: Portfolio, lines: Lines, judge: Judge | None) -> Proposals:
    """Which waivers count; without a judge the portfolio's own do."""
    if judge is None:
        return Proposals(applied=portfolio.waivers, discussed=portfolio.waivers)
    there = Lines(Subjects(judge.report.analysis), judge.portfolio.at)
    granted = {key for waiver in judge.portfolio.waivers for key in _keys(waiver, there)}
    sorted_out: dict[bool, list[Waiver]] = {True: [], False: []}
    for waiver in portfolio.waivers:
        sorted_out[granted.issuperset(_keys(waiver, lines))].append(waiver)
    return Proposals(
        applied=(*_declared(judge.portfolio), *_in_comments(judge.report)),
        discussed=tuple(sorted_out[True]),
        proposed=tuple(
            replace(waiver, on=_subjects(waiver, lines)[0]) for waiver in sorted_out[False]
        ),
    )


def _declared(portfolio: Portfolio) -> Iterator[Waiver]:
    return (waiver for waiver in portfolio.waivers if waiver.comment is None)


def _in_comments(report: PortfolioReport) -> Iterator[Waiver]:
    """Each comment as a waiver of the one finding that it covers."""
    for item in report.suppressed:
        if item.waiver is not None and item.waiver.comment is not None:
            yield replace(item.waiver, comment=None, line=0, identity=item.finding.identity)


def _keys(waiver: Waiver, lines: Lines) -> Iterator[Key]:
    """What makes it the same waiver in another revision: a key for each subject it is on."""
    for on in _subjects(waiver, lines):
        is_inline = waiver.comment is not None
        yield is_inline, waiver.rule, on, waiver.reason, waiver.owner, waiver.until


def _subjects(waiver: Waiver, lines: Lines) -> list[str]:
    """What it is on; for a comment what stands on its line, and around it."""
    if waiver.comment is None:
        return [waiver.on]
    place = (waiver.comment.file, waiver.line)
    around = lines.around(place)
    found = [*lines.on(place), *((around,) if around else ())]
    return list(dict.fromkeys(subject.text for subject in found)) or ["portfolio"]
