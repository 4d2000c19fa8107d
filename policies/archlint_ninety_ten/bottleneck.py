"""Where the bottleneck lies: what the users wait for, what the cores cost, who would do the work.

The article asks first whether the team's load or the cloud bill is the problem. Everything here is
about the portfolio as it is today, whatever its languages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import Range, format_money
from archlint_ninety_ten.cost import bills_of_today
from archlint_ninety_ten.languages import Side, side_of

if TYPE_CHECKING:
    from archlint import Argument, Team
    from archlint_ninety_ten.case import Case

_CUT = 0.20
"""The part of the compute bill that the article asks about, where NT103 is not asked."""


def cut_of(arguments: Iterable[Argument]) -> float:
    """The cut in CPU that NT103 costs, as its option says."""
    told = (item.numbers.get("cut_share") for item in arguments if item.rule == "NT103")
    return next((cut for cut in told if isinstance(cut, float)), _CUT)


class Split(Struct, frozen=True, kw_only=True):
    """The users who wait at any moment, by what they wait for; the parts are the whole.

    `removable` is computing that rewrites in Rust would take off, on the whole graph; `computing`
    is the rest of what computes. `waiting` is own time that does not compute, pauses between
    attempts, and everything that is bought. `unmeasured` is time of which nobody knows what
    computes.
    """

    removable: float
    computing: float
    waiting: float
    network: float
    unmeasured: float

    @property
    def total(self) -> float:
        """All users who wait: Σ λ·T."""
        return self.removable + self.computing + self.waiting + self.network + self.unmeasured


def split_of(case: Case) -> Split:
    """Split today's waiting. What is bought is waited for: no language of ours is in it."""
    found = case.analysis.waiting
    ours = {name for name in found.by_service if not is_bought(case, name)}
    computing = sum(found.computing.get(name, 0.0) for name in ours)
    unmeasured = sum(found.unmeasured.get(name, 0.0) for name in ours)
    removable = min(computing, max(0.0, case.analysis.removal(_rewrites(case)).users))
    bought = sum(users for name, users in found.by_service.items() if name not in ours)
    own = sum(found.by_service[name] for name in ours)
    return Split(
        removable=removable,
        computing=computing - removable,
        waiting=bought + max(0.0, own - computing - unmeasured) + found.retry_wait,
        network=found.network,
        unmeasured=unmeasured,
    )


def is_bought(case: Case, name: str) -> bool:
    """Whether the service is managed, a third party's or a library: nobody here writes it."""
    service = case.analysis.portfolio.services[name]
    return service.managed or service.kind in ("external", "library")


def _rewrites(case: Case) -> dict[str, float]:
    """Every judged service that is not in Rust yet, at its default factor."""
    return {
        service.name: case.factors[service.name].cpu.default
        for service in case.judged
        if service.name in case.factors and side_of(service) is not Side.RUST
    }


def removable_of(case: Case, service: str) -> float | None:
    """What rewriting one service alone would take off today; None where Rust is no question."""
    factor = _rewrites(case).get(service)
    if factor is None or case.analysis.computing[service].share is None:
        return None
    return case.analysis.removal({service: factor}).users


class Cost(Struct, frozen=True, kw_only=True):
    """What the cores in use or allocated cost a month, and how many services do not say it."""

    cores: float
    monthly: Range
    currency: str
    known: int
    unknown: int


def cost_of(case: Case) -> Cost | None:
    """The compute bill of what runs today, None where no service says what it uses."""
    bills = [bill for _, bill in bills_of_today(case)]
    if not bills:
        return None
    running = sum(not service.is_planned for service in case.subjects)
    cores = sum(bill.cores for bill in bills)
    return Cost(
        cores=cores,
        monthly=bills[0].prices.vcpu_month.times(cores),
        currency=bills[0].prices.currency,
        known=len(bills),
        unknown=running - len(bills),
    )


def as_text(amounts: Sequence[float], whole: float) -> list[str]:
    """Parts of a whole with the decimals that suit it; as printed they add up to it.

    Each is cut, and the units that are missing go to those that lost most.
    """
    decimals = _decimals(whole)
    scaled = [max(0.0, amount) * 10**decimals for amount in amounts]
    units = [math.floor(amount) for amount in scaled]
    missing = round(whole * 10**decimals) - sum(units)
    losers = sorted(range(len(units)), key=lambda place: units[place] - scaled[place])
    for place in losers[:missing]:
        units[place] += 1
    return [_text(amount / 10**decimals, decimals) for amount in units]


def _text(users: float, decimals: int) -> str:
    """The users, without zeros behind the point."""
    text = f"{users:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(whole: float) -> int:
    return next((count for most, count in _DECIMALS if whole < most), 0)


_DECIMALS = ((1.0, 3), (10.0, 2), (100.0, 1))
"""Wholes below so many users -> decimals: three figures of the whole."""

REMOVABLE = "computing that Rust would remove"
COMPUTING = "computing that stays"
WAITING = "I/O, locks and what is bought"
NETWORK = "the network"
UNMEASURED = "what is not measured"


def parts_of(split: Split) -> Iterator[tuple[str, float, str]]:
    """The parts by name, in users and as text; as printed they add up to the whole."""
    rows = (
        (REMOVABLE, split.removable),
        (COMPUTING, split.computing),
        (WAITING, split.waiting),
        (NETWORK, split.network),
        (UNMEASURED, split.unmeasured),
    )
    texts = as_text([users for _, users in rows], split.total)
    for (name, users), text in zip(rows, texts, strict=True):
        yield name, users, text


def whole_of(split: Split) -> str:
    """All users who wait, as text."""
    return as_text([split.total], split.total)[0]


def head_lines(case: Case, arguments: Iterable[Argument]) -> Iterator[str]:
    """Users, then bill and teams: what is known of them, each in one sentence."""
    if case.analysis.waiting.total > 0:
        yield waiting_line(case)
    yield from filter(None, [cost_and_teams_line(case, cut_of(arguments))])


def waiting_line(case: Case) -> str:
    """`63 users wait at any moment: 6.8 for computing that Rust would remove, …`."""
    split = split_of(case)
    whole = whole_of(split)
    least = "at least " if case.analysis.waiting.is_lower_bound else ""
    who = "user waits" if whole == "1" else "users wait"
    parts = [
        f"{text} for {name}"
        for name, _, text in parts_of(split)
        if text != "0" or name == REMOVABLE
    ]
    told = f"{least}{whole} {who} at any moment: {', '.join(parts)}"
    return "; ".join(filter(None, (told, uncounted_line(case))))


def uncounted_line(case: Case) -> str:
    """`a, b, c and 2 more have no rate`: whose users are in no figure; empty where all are."""
    names = case.analysis.waiting.uncounted
    shown = ", ".join(names[:_MOST_UNCOUNTED])
    left = len(names) - _MOST_UNCOUNTED
    more = f" and {left} more" if left > 0 else ""
    return f"{shown}{more} {'has' if len(names) == 1 else 'have'} no rate" if names else ""


_MOST_UNCOUNTED = 3


def cost_and_teams_line(case: Case, cut: float) -> str:
    """`compute costs $853 a month, and 20 % less CPU would save $171 of it; delivery …`."""
    cost, teams = cost_of(case), case.analysis.portfolio.teams.values()
    told = []
    if cost is not None:
        least = "at least " if cost.unknown else ""
        monthly = format_money(cost.monthly.default, cost.currency)
        saved = format_money(cut * cost.monthly.default, cost.currency)
        less = f"{cut * 100:.3g} % less CPU would save {saved} of it"
        told.append(f"compute costs {least}{monthly} a month, and {less}")
    if teams:
        told.append(who_ships(teams))
    return "; ".join(told)


def who_ships(teams: Iterable[Team]) -> str:
    """`delivery comes first for 1 of 2 teams, 4 of their engineers know Rust`."""
    listed = list(teams)
    shipping = sum(team.priority == "delivery" for team in listed)
    known = [team.rust_engineers for team in listed if team.rust_engineers is not None]
    whole = "team" if len(listed) == 1 else "teams"
    told = f"delivery comes first for {shipping} of {len(listed)} {whole}"
    if not known:
        return f"{told}, how many of their engineers know Rust is not given"
    least = "at least " if len(known) < len(listed) else ""
    count = sum(known)
    return f"{told}, {least}{count} of their engineers {'knows' if count == 1 else 'know'} Rust"
