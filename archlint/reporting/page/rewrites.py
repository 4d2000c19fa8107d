"""What is gained: the rewrites one after another, each after those above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.outcomes import paid_of
from archlint.linting.percentiles import exceeds
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_months,
    format_users,
)
from archlint.reporting.figures import held, plain, share
from archlint.reporting.growth import grown
from archlint.reporting.page.cost_tiles import basis_of, is_of_whole
from archlint.reporting.page.figures import Figure, Spread, figure, spread
from archlint.reporting.page.rewrite_notes import cut_of, moves_of, notes_of, spent_of
from archlint.reporting.verdict_words import mark_of
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.analysis import Estimate
    from archlint.linting.report import PortfolioReport
    from archlint.linting.turns import Turn, Turns
    from archlint.model import Verdict

NO_CHANGE = "none that shows"
"""Of a change that is within the error of the samples it comes from."""

_MOST_EFFECTS = 3
"""Journeys told in one row, those that gain most first."""

_MOST_TOGETHER = 8
"""Journeys told in the sum of all rows."""

_SHOWN_MS = 0.05
"""Milliseconds: gains below this are not worth a line."""

_TELLING = 0.1
"""The error is told where two of it are this share of a change or more."""


class Effect(Struct, frozen=True, kw_only=True):
    """What a rewrite does to one journey: growth of its mean and of its p99, seconds, in words.

    Below zero is faster. `span` is from the low to the high end of the gain; `tail` is empty where
    no samples were drawn.
    """

    journey: str
    mean: Figure
    span: str
    tail: Figure


class RewriteRow(Struct, frozen=True, kw_only=True):
    """One rewrite after those above it: times and users are what it adds, the rest is its own.

    `total` is the part of all removable waiting that is gone after this row, counted as on the
    curve: as if in Go, after the seats that are in Rust already. `sure` is the share of
    draws in which the service holds a seat, `inputs` the weakest of its figures.
    """

    seat: int | None
    target: str
    service: str
    mark: str
    words: str
    because: str
    effects: tuple[Effect, ...]
    hidden_effects: int
    users: Spread
    cores: Spread
    money: Spread
    effort: Spread
    payback: Spread
    sure: Figure
    inputs: str
    total: Figure
    is_planned: bool = False


class RewritePart(Struct, frozen=True, kw_only=True):
    """The table of rewrites; `together` adds up the rows of `argued` and `rest`.

    `open` are holders of seats whose verdict is to measure first, `beyond` what nobody argues for.
    `cut` says what the quota is, `done` the part of removable waiting that seats in Rust already
    carry, `cores` whether those are paid for or in use. `spent` is what they do in the other mode,
    in which queues shrink and no core is given back. `moves` say where a critical path moved;
    `notes` what the figures rest on.
    """

    argued: tuple[RewriteRow, ...]
    rest: RewriteRow | None
    together: RewriteRow | None
    open: tuple[RewriteRow, ...]
    beyond: tuple[RewriteRow, ...]
    cut: str
    done: Figure
    cores: str
    spent: str
    moves: tuple[str, ...]
    notes: tuple[str, ...]


def rewrite_part(report: PortfolioReport, turns: Turns | None) -> RewritePart | None:
    """The rewrites in turn; None where none was weighed, or none would take anything off."""
    if turns is None or not turns.told:
        return None
    told, paid = _Told(report, turns), paid_of(report.analysis)
    last = turns.all_argued[-1].target if turns.all_argued else ""
    rest = None
    if turns.rest is not None:
        names = plural(len(turns.hidden), "further rewrite")
        rest = told.row(turns.rest, last, words=names)
    return RewritePart(
        argued=tuple(told.row(turn, turn.target) for turn in turns.argued),
        rest=rest,
        together=told.together(last) if turns.argued else None,
        open=tuple(told.row(turn, turn.target) for turn in turns.open),
        beyond=tuple(told.row(turn, turn.target) for turn in turns.beyond),
        cut=cut_of(report),
        done=figure(turns.shares.done if turns.shares else None, share),
        cores=basis_of(paid) if paid is not None else "paid for",
        spent=spent_of(report, turns),
        moves=tuple(moves_of(turns)),
        notes=tuple(notes_of(report, turns)),
    )


class _Told(Struct, frozen=True, dict=True):
    """Turns -> rows of one report."""

    report: PortfolioReport
    turns: Turns

    def together(self, last: str) -> RewriteRow:
        """The sum of the argued rows; an effort that is not known of all is one at least."""
        row, known = self.row(self.turns.whole, last, words="Together"), self.turns.effort_known
        if row.effort.values is not None or known is None:
            return row
        least = spread(known, plain)
        return replace(row, effort=replace(least, text=f"at least {least.text}"))

    def row(self, turn: Turn, last: str, *, words: str = "") -> RewriteRow:
        verdict = self._verdicts.get(turn.service)
        mark, usual = mark_of(verdict) if turn.target else ("", "")
        effects = list(_effects(turn))
        gain = turn.gain
        most = _MOST_EFFECTS if turn.target else _MOST_TOGETHER
        return RewriteRow(
            seat=verdict.seat if verdict else None,
            target=turn.target,
            service=turn.service,
            mark=mark,
            words=words or usual,
            because=verdict.because if verdict else "",
            effects=tuple(effects[:most]),
            hidden_effects=max(0, len(effects) - most),
            users=spread(gain.users, format_users),
            cores=spread(gain.cores, format_cores),
            money=spread(gain.per_month, lambda money: format_money(money, gain.currency)),
            effort=self._effort(verdict, turn),
            payback=spread(gain.payback, format_months),
            sure=figure(verdict.seat_frequency if verdict else None, self._held),
            inputs=verdict.confidence if verdict else "",
            total=self._share(last),
        )

    def _effort(self, verdict: Verdict | None, turn: Turn) -> Spread:
        """Person-months; that of a part of a service is told as what it is, that of all of it."""
        effort = spread(turn.gain.effort, plain)
        if verdict is None or effort.values is None or not is_of_whole(self.report, verdict):
            return effort
        return replace(effort, span="; ".join(filter(None, (effort.span, "whole service"))))

    def _held(self, part: float) -> str:
        seats = self.report.seats
        return held(part, by_all=seats is not None and seats.is_for_all)

    @cached_property
    def _verdicts(self) -> dict[str, Verdict]:
        return {item.service: item for item in self.report.verdicts}

    def _share(self, last: str) -> Figure:
        shares = self.turns.shares
        return figure(shares.after.get(last) if shares else None, share)


def _effects(turn: Turn) -> Iterator[Effect]:
    """The journeys that get faster or slower, those that move most first."""
    moved = sorted(
        turn.gain.milliseconds.items(), key=lambda item: (-abs(item[1].default), item[0])
    )
    for journey, values in moved:
        error = turn.errors.get(journey, 0.0)
        shown = [value if exceeds(value / 1e3, error) else 0.0 for value in values]
        if max(map(abs, shown)) >= _SHOWN_MS:
            yield Effect(
                journey=journey,
                mean=_mean(shown[1]),
                span=_span(shown),
                tail=_tail(turn.tails.get(journey)),
            )


def _mean(milliseconds: float) -> Figure:
    if not milliseconds:
        return Figure(0.0, NO_CHANGE)
    return Figure(-milliseconds / 1e3, grown(-milliseconds / 1e3, format_duration))


def _span(milliseconds: Sequence[float]) -> str:
    low, _, high = (grown(-value / 1e3, format_duration) for value in milliseconds)
    return "" if low == high else f"{low} to {high}"


def _tail(growth: Estimate | None) -> Figure:
    """Say `-13.2 ms ± 1.1 ms`; the error is two standard errors, and told where it is much."""
    if growth is None:
        return Figure(None, "")
    if not exceeds(growth.value, growth.error):
        return Figure(0.0, NO_CHANGE)
    noise = 2 * growth.error
    within = f" ± {format_duration(noise)}" if noise >= _TELLING * abs(growth.value) else ""
    return Figure(growth.value, grown(growth.value, format_duration) + within)
