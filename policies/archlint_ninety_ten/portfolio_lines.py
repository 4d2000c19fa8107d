"""The sentences about the whole portfolio that stand beside the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint_ninety_ten.languages import Side, side_of

if TYPE_CHECKING:
    from archlint import Verdict
    from archlint_ninety_ten.case import Case


def portfolio_lines(case: Case, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """What the reader should know before the verdicts, each said once."""
    if not case.analysis.has_rates:
        yield _what_to_add(case)
        return
    running = [service for service in case.subjects if not service.is_planned]
    undeclared = sum(side_of(service) is Side.UNDECLARED for service in running)
    if undeclared:
        yield f"{undeclared} of {len(running)} services declare no language: judged as Go"
    if case.judged and not _matters(verdicts):
        yield _nothing_to_gain(case)
    elif case.removable > 0:
        kept = case.equivalent.waiting.total - case.removable
        yield (
            f"{case.equivalent.waiting.total:.3g} users wait at any moment; rewriting every judged"
            f" service would free {case.removable:.3g}, no language frees the other {kept:.3g}"
        )


def _matters(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.word in ("rust", "hybrid", "measure-first") for verdict in verdicts)


def _nothing_to_gain(case: Case) -> str:
    """As much as the figures let us deny, in one sentence."""
    least, users = case.options.min_ms, case.options.min_users
    tests = [case.test_alone(name) for name in case.candidates]
    possible = [case.possible(name) for name in case.unmeasured]
    if any(test.removal.users >= users for test in tests) or any(
        most is None or most >= users for most in possible
    ):
        return "No rewrite passes all conditions."
    who = "one waiting user" if users == 1 else f"{users:.3g} waiting users"
    if possible or any(test.seconds >= least for test in tests):
        return f"No rewrite would free {who}."
    return f"No rewrite would take {least * 1e3:.3g} ms off a journey or free {who}."


def _what_to_add(case: Case) -> str:
    """The three annotations that would decide most, where no journey has a rate."""
    times = case.analysis.journeys
    if not times:
        return "no verdicts yet: nothing is running"
    journey = max(times, key=lambda item: (len(item.visits), item.name))
    key = "load.rate" if case.analysis.journeys_are_implied else "rate"
    kind = "service" if case.analysis.journeys_are_implied else "journey"
    lacking = [
        operation.split("/", 1)[0]
        for operation in journey.visits
        if operation.split("/", 1)[0] in case.factors
    ]
    services = list(dict.fromkeys(lacking))[:2]
    wanted = " and ".join(services) or "its services"
    return (
        f"no verdicts yet: add `{key}` to {kind} {journey.name},"
        f" `self_time` and `load.cpu` to {wanted}"
    )
