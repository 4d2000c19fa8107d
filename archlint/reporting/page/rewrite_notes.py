"""What stands around the table of rewrites: the quota, the other mode, paths that moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.linting.turns import MOST_DRAWN
from archlint.quantities import format_duration, format_users
from archlint.reporting.figures import share
from archlint.reporting.growth import difference, grown
from archlint.reporting.naming import coded, named
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.linting.turns import Turns

_MOST_MOVES = 6
"""Sentences about paths that moved."""

_MOST_LACKING = 3
"""Services told that lack what their queue is computed from."""

_MOST_JOURNEYS = 8
"""Journeys told in the other mode."""


def cut_of(report: PortfolioReport) -> str:
    """Say `quota: 10 % of 21 services, at most 3 seats; 2 held`."""
    seats = report.seats
    if seats is None:
        return ""
    if not seats.limit:
        return f"quota: {share(seats.quota)} of {plural(seats.size, 'service')}, no seat"
    held = f"all {len(seats.holders)} held" if len(seats.holders) == seats.limit else ""
    held = held or (f"{len(seats.holders)} held" if seats.holders else "none held")
    return (
        f"quota: {share(seats.quota)} of {plural(seats.size, 'service')},"
        f" at most {plural(seats.limit, 'seat')}; {held}"
    )


def spent_of(report: PortfolioReport, turns: Turns) -> str:
    """Say `Or on the same cores: 0 cores saved; search -9.1 ms; 14 users wait no more.`."""
    head = "Or on the same cores: 0 cores saved"
    if turns.lacks:
        lacking = [
            f"{coded(name)} lacks {named(keys)}" for name, keys in sorted(turns.lacks.items())
        ]
        others = len(lacking) - _MOST_LACKING
        more = f" and {others} more do" if others > 0 else ""
        told = ", ".join(lacking[:_MOST_LACKING])
        return f"{head}; by how much queues shrink is not known: {told}{more}."
    if turns.same_cores is None:
        return ""
    means = {item.name: item.mean for item in report.analysis.journeys}
    moved = {
        name: difference(means[name], after.default)
        for name, after in turns.same_cores.means.items()
    }
    order = sorted((name for name in moved if moved[name]), key=lambda name: (moved[name], name))
    parts = [
        f"{coded(name)} {grown(moved[name], format_duration)}" for name in order[:_MOST_JOURNEYS]
    ]
    if turns.same_cores.users is not None:
        freed = report.analysis.waiting.total - turns.same_cores.users.default
        parts.append(f"{format_users(freed)} wait no more")
    return "; ".join([head, *parts]) + "."


def moves_of(turns: Turns) -> Iterator[str]:
    """Say `After pricing, recommendations becomes critical on product-page.`."""
    found = [
        f"After {coded(turn.target)}, {named(joined)} {'become' if len(joined) > 1 else 'becomes'}"
        f" critical on {coded(journey)}."
        for turn in (*turns.argued, *turns.open)
        for journey, joined in turn.joined.items()
    ]
    yield from found[:_MOST_MOVES]
    if len(found) > _MOST_MOVES:
        yield f"{plural(len(found) - _MOST_MOVES, 'path')} more moved."


def notes_of(report: PortfolioReport, turns: Turns) -> Iterator[str]:
    if not turns.is_drawn and turns.told:
        yield (
            f"Above {MOST_DRAWN:,} services neither a p99 nor a path that moves is told here:"
            " `archlint what-if --rewrite SERVICE` tells both."
        )
    missing = [turn.service for turn in turns.argued if turn.gain.effort is None]
    if missing:
        yield (
            f"The effort of {named(missing)} is not known: declare `size: 9 kloc` or"
            " `rewrite: {effort: 6 person-months}`."
        )
    if not report.analysis.has_rates:
        yield "No journey has a `rate`, so nobody who waits can be counted."
