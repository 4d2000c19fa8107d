"""`archlint explain portfolio`: where the bottleneck lies, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint import (
    Answer,
    Argument,
    Range,
    format_cores,
    format_money,
    format_users,
)
from archlint_ninety_ten.bottleneck import (
    NETWORK,
    Cost,
    cost_of,
    cut_of,
    is_bought,
    parts_of,
    removable_of,
    split_of,
    uncounted_line,
    who_ships,
    whole_of,
)
from archlint_ninety_ten.cost import bills_of_today

if TYPE_CHECKING:
    from archlint import Team
    from archlint_ninety_ten.case import Case

_MOST_ROWS = 6


def portfolio_page(case: Case, arguments: Sequence[Argument]) -> str:
    """The answer first, then users, cores and people with their figures; Markdown."""
    blocks = [
        [f"# Where the bottleneck lies: {_plain(case.analysis.portfolio.name)}"],
        list(_answer(case, arguments)),
    ]
    for title, section in (
        ("What users wait for", _waiting(case)),
        ("What the cores cost", _costs(case)),
        ("Who would do the work", _teams(case)),
    ):
        told = [lines for lines in section if lines]
        blocks += [[f"## {title}"], *told] if told else []
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _plain(name: str) -> str:
    """A name from the manifest on one line, and in one cell of a table."""
    return " ".join(name.split()).replace("|", "\\|")


def _answer(case: Case, arguments: Sequence[Argument]) -> Iterator[str]:
    """The article's first question in three lines: users, bill, team."""
    split, cost = split_of(case), cost_of(case)
    if split.total > 0:
        name, users, _ = max(parts_of(split), key=lambda part: part[1])
        removed = f"{split.removable / split.total * 100:.0f} %"
        yield (
            f"- **Users**: the largest part of the waiting, {users / split.total * 100:.0f} %, is"
            f" for {name}; rewrites in Rust would take {removed} off"
        )
    else:
        yield "- **Users**: not known who waits; no journey with a `rate` takes a known time"
    if cost is None:
        yield "- **Bill**: not known; no service says what it uses (`load.cpu`)"
    else:
        cut, whole = cut_of(arguments), cost.monthly.default
        monthly, saved = (format_money(money, cost.currency) for money in (whole, cut * whole))
        yield (
            f"- **Bill**: {_least(cost)}{monthly} a month; {cut * 100:.3g} % less CPU would"
            f" save {saved} of it{_by_rule(arguments)}"
        )
    teams = case.analysis.portfolio.teams.values()
    yield f"- **Team**: {who_ships(teams) if teams else 'not known; no `teams:` are given'}"


def _least(cost: Cost) -> str:
    return "at least " if cost.unknown else ""


def _by_rule(arguments: Sequence[Argument]) -> str:
    """What NT103 makes of the whole bill, where it was asked."""
    for argument in arguments:
        if argument.rule == "NT103" and argument.subject.kind == "portfolio":
            held = argument.answer is Answer.YES
            return ": enough for the bill to argue (NT103)" if held else ": too little to argue"
    return ""


def _waiting(case: Case) -> Iterator[list[str]]:
    split, found = split_of(case), case.analysis.waiting
    if split.total <= 0:
        return
    yield [
        "| for | users | share |",
        "|:--|:--|:--|",
        *(
            f"| {name}{_doubt(case, name)} | {text} | {_percent(users, split.total)} |"
            for name, users, text in parts_of(split)
        ),
        f"| all, Σ λ·T | {whole_of(split)} | 100 % |",
    ]
    yield list(_remarks(case))
    busiest = [name for name, users in found.by_service.items() if users > 0][:_MOST_ROWS]
    yield [
        "| service | users waiting | computing | Rust would remove |",
        "|:--|:--|:--|:--|",
        *(_row(case, name) for name in busiest),
    ]


def _doubt(case: Case, part: str) -> str:
    """Where nobody says what the network takes, its nothing is an assumption."""
    operations = case.analysis.portfolio.operations.values()
    is_declared = any(call.network for operation in operations for call in operation.calls)
    return "" if is_declared or part != NETWORK else ", not declared: taken as"


def _row(case: Case, name: str) -> str:
    """L of a service, the part that computes, and what its rewrite alone would take off."""
    found = case.analysis.waiting
    computes = _users(found.computing.get(name, 0.0))
    if is_bought(case, name):
        computes = "bought"
    elif found.unmeasured.get(name, 0.0) > 0:
        computes = "not measured"
    removed = removable_of(case, name)
    taken = "–" if removed is None else _users(removed)
    return f"| {_plain(name)} | {_users(found.by_service[name])} | {computes} | {taken} |"


def _remarks(case: Case) -> Iterator[str]:
    """What the figures leave out, and what they are shares of."""
    unknown = sorted(
        {
            operation.split("/", 1)[0]
            for times in case.analysis.journeys
            if times.journey.rate
            for operation in times.unmeasured
        }
    )
    if unknown:
        yield f"At least: the time of {_listed(unknown)} is not measured and counts as none."
    if case.analysis.waiting.uncounted:
        yield f"At least: {_plain(uncounted_line(case))}, so who waits there is not counted."
    rings = [cycle for cycle in case.analysis.cycles if cycle.cut]
    if rings and case.analysis.waiting.bounded:
        ring = " → ".join((*rings[0].ring, rings[0].ring[0]))
        yield f"At least: times leave out a part of the call cycle {_plain(ring)}."
    others = case.users_by_other_language
    if others:
        listed = ", ".join(f"{_plain(name)} {_users(users)}" for name, users in others.items())
        yield f"Of these, services in other languages, which are not judged, hold: {listed}."
    today, as_go = case.analysis.waiting.total, case.equivalent.waiting.total
    if abs(as_go - today) > _NOISE * today:
        yield (
            f"If all that is in Rust were in Go {_users(as_go)} would wait; shares of removable"
            f" waiting are of the {_users(case.removable)} that rewrites would then take off."
        )


_NOISE = 1e-9


def _costs(case: Case) -> Iterator[list[str]]:
    cost = cost_of(case)
    if cost is None:
        return
    known = f"{cost.known} of {cost.known + cost.unknown} running services say what they use"
    monthly = _money(cost.monthly, cost.currency)
    yield [f"{known}: {format_cores(cost.cores)}, {monthly} a month."]
    bills = sorted(bills_of_today(case), key=lambda item: (-item[1].cores, item[0].name))
    yield [
        "| service | cores | a month | share |",
        "|:--|:--|:--|:--|",
        *(
            f"| {_plain(service.name)} | {format_cores(bill.cores)} |"
            f" {format_money(bill.monthly().default, cost.currency)} |"
            f" {_percent(bill.cores, cost.cores)} |"
            for service, bill in bills[:_MOST_ROWS]
        ),
    ]


def _money(amount: Range, currency: str) -> str:
    low, default, high = (format_money(value, currency) for value in amount)
    return default if low == high else f"{default} ({low} to {high})"


def _teams(case: Case) -> Iterator[list[str]]:
    teams = case.analysis.portfolio.teams
    owners = [service.owner for service in case.subjects if service.owner is not None]
    if teams:
        yield [
            "| team | engineers | Rust engineers | priority | services |",
            "|:--|:--|:--|:--|:--|",
            *(_team_row(team, owners.count(team.name)) for team in teams.values()),
        ]
    else:
        yield ["`teams:` says who ships features and who knows Rust; NT204 weighs it."]
    without = sorted({owner for owner in owners if owner not in teams})
    if teams and without:
        yield [f"Owners that `teams:` does not describe: {_listed(without)}."]


def _team_row(team: Team, services: int) -> str:
    told = (team.engineers, team.rust_engineers, team.priority)
    cells = ["not given" if value is None else str(value) for value in told]
    return f"| {_plain(team.name)} | {' | '.join(cells)} | {services} |"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(_plain, names[:_MOST_ROWS]))
    left = len(names) - _MOST_ROWS
    return f"{shown} and {left} more" if left > 0 else shown


def _users(users: float) -> str:
    return format_users(users).rpartition(" ")[0]


def _percent(part: float, whole: float) -> str:
    return f"{part / whole * 100:.0f} %" if whole else "–"
