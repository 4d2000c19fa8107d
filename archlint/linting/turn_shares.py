"""Which part of all removable waiting is gone after each of some rewrites.

It counts as seats do: on a portfolio as if in Go, after what the seats' holders that are in Rust
already take off.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.planning import taken_seats
from archlint.linting.turn_order import factors_at

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain


class Shares(Struct, frozen=True, kw_only=True):
    """Parts of all removable waiting, 0 to 1.

    `done` is gone by the seats that are rewritten already, `after` by those and every rewrite up to
    its key.
    """

    done: float
    after: Mapping[str, float]


def shares_of(report: PortfolioReport, order: Mapping[str, Gain]) -> Shares | None:
    """The parts in this order; None where nobody is counted or nothing can be removed."""
    seats = report.seats
    if seats is None or seats.basis is None or not seats.basis.has_rates:
        return None
    weighed = {item.target: item.factor for item in seats.rewrites}
    removable = seats.basis.removal(weighed).users
    if removable <= 0:
        return None
    taken = [name for name in taken_seats(report) if name in weighed]
    factors = {name: weighed[name] for name in taken}
    factors |= {
        target: weighed.get(target, factor)
        for target, factor in factors_at(order, "default").items()
    }
    picks = seats.basis.in_turn(factors)
    gone = list(accumulate(pick.removal.users / removable for pick in picks))
    return Shares(
        done=gone[len(taken) - 1] if taken else 0.0,
        after=dict(zip(list(factors)[len(taken) :], gone[len(taken) :], strict=True)),
    )
