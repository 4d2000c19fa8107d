"""The findings about the portfolio as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from archlint import (
    Answer,
    Argument,
    Measure,
    Raised,
    Severity,
    Subject,
    Worse,
    format_cores,
    format_number,
)
from archlint_ninety_ten.cost import bill_of
from archlint_ninety_ten.languages import Side, side_of
from archlint_ninety_ten.procedure import RUST_WORDS

if TYPE_CHECKING:
    from archlint import Verdict
    from archlint_ninety_ten.case import Case

_MOST_NAMES = 8

_SMALLEST_QUOTA = 5
"""Below this many services one in Rust is already more than the quota."""

_SMALLEST_TEST = 20
"""Below this many services a tenth of them is too few to say anything about a tenth."""

_HALF = 0.5

_ROUNDING = 1.0 - 1e-9
"""Half but for the last digit is half."""


def other_languages(case: Case) -> Iterator[Raised]:
    """NT306: services in other managed languages that would rank within the seats by L."""
    services = case.analysis.portfolio.services
    found = [
        services[name]
        for name in case.busiest[: case.limit]
        if side_of(services[name]) is Side.MANAGED and case.gate(name).answer is Answer.YES
    ]
    # One sentence for all of them, so that they share a line.
    languages = ", ".join(sorted({service.language or "" for service in found}))
    for service in found:
        users = case.equivalent.waiting.by_service[service.name]
        yield Raised(
            argument=Argument(
                rule="NT306",
                subject=Subject.service(service.name),
                answer=Answer.YES,
                message="among the busiest; the article compares Go with Rust and says nothing"
                f" about {languages}",
                numbers={"waiting_users": users, "language": service.language or ""},
                at=(*service.pointer, "language"),
            ),
            severity=Severity.NOTE,
            help="profile it first; a measured `rewrite: {cpu: …}` makes it judged",
            covers=("NT306",),
        )


def quota(case: Case, verdicts: Iterable[Verdict]) -> Iterator[Raised]:
    """NT301: more in Rust than seats, now or after every verdict."""
    portfolio = case.analysis.portfolio
    counted = {name for name, service in portfolio.services.items() if service.is_counted}
    now = {name for name in counted if portfolio.services[name].language == "rust"}
    after = now | {v.service for v in verdicts if v.word in RUST_WORDS} & counted
    if portfolio.size < _SMALLEST_QUOTA or len(after) <= case.limit:
        return
    verb = "is" if len(now) == 1 else "are"
    count = f"{len(now)} of {portfolio.size} services {verb} in Rust"
    later = "" if after == now else f", {len(after)} after all verdicts"
    allowed = f"the quota of {case.options.quota * 100:.3g} % allows {case.limit}"
    yield Raised(
        argument=Argument(
            rule="NT301",
            subject=Subject.portfolio(),
            answer=Answer.YES,
            message=f"{count}{later}; {allowed}",
            numbers={
                "rust_services": len(now),
                "rust_after_services": len(after),
                "seats": case.limit,
                "size_services": portfolio.size,
            },
            measure=Measure(name="rust_services", value=len(after), unit="services"),
            at=("portfolio",),
        ),
        severity=Severity.WARNING,
        why=tuple(_in_and_to_be(now, after)),
        covers=("NT301",),
    )


def _in_and_to_be(now: AbstractSet[str], after: AbstractSet[str]) -> Iterator[str]:
    """Who is counted, so that the two figures can be held against the verdicts."""
    if now:
        yield f"in Rust now: {_some(now)}"
    if after - now:
        yield f"and after all verdicts: {_some(after - now)}"


def _some(names: AbstractSet[str]) -> str:
    """The first names by alphabet, and how many there are beside them."""
    shown = sorted(names)[:_MOST_NAMES]
    left = len(names) - len(shown)
    return f"{', '.join(shown)} and {left} more" if left else ", ".join(shown)


def whole_bill(arguments: Iterable[Argument]) -> Iterator[Raised]:
    """NT103 for the portfolio as a whole."""
    for argument in arguments:
        if argument.subject.kind == "portfolio" and argument.answer is Answer.YES:
            yield Raised(argument=argument, severity=Severity.NOTE, covers=(argument.rule,))


def ninety_ten(case: Case, *, asks_latency: bool) -> Iterator[Raised]:
    """NT302: of so many services the tenth that the rule allows carries less than half.

    Of removable waiting, which the seats' holders carry; where no journey has a rate, of removable
    cores, which the services with the most of them carry.
    """
    portfolio = case.analysis.portfolio
    if portfolio.size < _SMALLEST_TEST or not case.limit:
        return
    found = _by_waiting(case) if case.analysis.has_rates else _by_cores(case)
    if found is None or (case.analysis.has_rates and not asks_latency):
        return
    who, share, numbers = found
    if share >= _HALF * _ROUNDING:
        return
    yield Raised(
        argument=Argument(
            rule="NT302",
            subject=Subject.portfolio(),
            answer=Answer.YES,
            message=f"{who}: 90/10 does not hold here",
            numbers={
                "carried_share": share,
                **numbers,
                "seats": case.limit,
                "size_services": portfolio.size,
            },
            measure=Measure(name="carried", value=share * 100, unit="%", worse=Worse.LOWER),
            at=("portfolio",),
        ),
        severity=Severity.NOTE,
        help="the quota stays a cap; what is removable is spread, so look at what many share",
        covers=("NT302",),
    )


Carried = tuple[str, float, dict[str, float | str]]
"""Who carries how much, in words; the share; the figures."""


def _by_waiting(case: Case) -> Carried | None:
    """What the seats' holders carry of removable waiting; None where there is next to nothing."""
    if case.removable < case.options.min_users:
        return None
    carried = sum(pick.removal.users for pick in case.picks)
    share = carried / case.removable
    users = f"the {format_number(case.removable)} waiting users that rewrites would free"
    holders = ", ".join(pick.service for pick in case.picks)
    held = f"{len(case.picks)} of {case.limit} seats ({holders})"
    who = f"{held} carry {share * 100:.0f} % of {users}" if holders else f"no seat carries {users}"
    return who, share, {"carried_users": carried, "removable_users": case.removable}


def _by_cores(case: Case) -> Carried | None:
    """What the services with the most removable cores carry of them all, as many as seats."""
    cores = sorted(
        (
            bill.cores * (1.0 - case.factors[service.name].cpu.default)
            for service in case.judged
            if service.name in case.factors
            and service.is_counted
            and (bill := bill_of(case, service)) is not None
        ),
        reverse=True,
    )
    total = sum(cores)
    if total < case.options.min_users:
        return None
    carried = sum(cores[: case.limit])
    share = carried / total
    dearest = "the dearest service carries"
    if case.limit > 1:
        dearest = f"the {case.limit} dearest services carry"
    who = f"{dearest} {share * 100:.0f} % of the {format_cores(total)} that rewrites would free"
    return who, share, {"carried_cores": carried, "removable_cores": total}
