"""A pull request does not edit its own judge: whose policies and waivers count.

With a judge, the portfolio as it is in the base revision, the policies, the calibration and the
waivers are the judge's. A waiver that only the branch has is a proposal. One that only the judge
has still counts: taking it out takes effect once it is merged. A comment of the judge covers the
subject that it stands on there, so that moving more onto its line covers nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.lines import Lines
from archlint.linting.subjects import Subjects

if TYPE_CHECKING:
    from datetime import date

    from archlint.model import Portfolio, Waiver

Key = tuple[object, ...]


class Proposals(Struct, frozen=True, kw_only=True):
    """The waivers of a portfolio, sorted by what they are good for.

    `applied` count. `discussed` are those that WVR001 speaks about: what stands in this portfolio
    and counts. `proposed` do not count yet.
    """

    applied: Sequence[Waiver]
    discussed: Sequence[Waiver]
    proposed: tuple[Waiver, ...] = ()


def under_policies_of(portfolio: Portfolio, judge: Portfolio | None) -> Portfolio:
    """The portfolio with the judge's policies and calibration."""
    if judge is None:
        return portfolio
    return replace(portfolio, settings=judge.settings, calibration=judge.calibration)


def proposals(
    portfolio: Portfolio, lines: Lines, judge: Portfolio | None, today: date
) -> Proposals:
    """Which waivers count; without a judge the portfolio's own do."""
    if judge is None:
        return Proposals(applied=portfolio.waivers, discussed=portfolio.waivers)
    from archlint.analysis import analyse

    judged = Lines(Subjects(analyse(judge, today=today)), judge.at)
    granted = {key for waiver in judge.waivers for key in _keys(waiver, judged)}
    return Proposals(
        applied=tuple(told for waiver in judge.waivers for told in _by_subject(waiver, judged)),
        discussed=tuple(
            waiver for waiver in portfolio.waivers if granted.issuperset(_keys(waiver, lines))
        ),
        proposed=tuple(
            told
            for waiver in portfolio.waivers
            if not granted.issuperset(_keys(waiver, lines))
            for told in list(_by_subject(waiver, lines))[:1]
        ),
    )


def _keys(waiver: Waiver, lines: Lines) -> Iterator[Key]:
    """What makes it the same waiver in another revision: a key for each subject it is on."""
    for told in _by_subject(waiver, lines):
        is_inline = waiver.comment is not None
        yield is_inline, told.rule, told.on, told.reason, told.owner, told.until


def _by_subject(waiver: Waiver, lines: Lines) -> Iterator[Waiver]:
    """The waiver as one of `waivers:`, for each subject that a comment is on."""
    if waiver.comment is None:
        yield waiver
        return
    place = (waiver.comment.file, waiver.line)
    around = lines.around(place)
    subjects = dict.fromkeys([*lines.on(place), *((around,) if around else ())])
    for text in [subject.text for subject in subjects] or ["portfolio"]:
        yield replace(waiver, on=text, comment=None, line=0)
