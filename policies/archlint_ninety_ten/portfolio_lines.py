"""The sentences about the whole portfolio that stand beside the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint import Answer
from archlint_ninety_ten.cost import by_cores
from archlint_ninety_ten.languages import Side, side_of
from archlint_ninety_ten.procedure import RUST_WORDS

if TYPE_CHECKING:
    from archlint import Argument, JourneyTimes, Verdict
    from archlint_ninety_ten.case import Case


def portfolio_lines(
    case: Case,
    verdicts: Sequence[Verdict],
    arguments: Sequence[Argument],
    *,
    asks_latency: bool,
) -> Iterator[str]:
    """What the reader should know before the verdicts, each said once.

    Without a rate anywhere `arguments` tell what the bill alone decides. Without `asks_latency`
    nothing is said of what no rewrite would do: nobody tested it.
    """
    if not case.analysis.has_rates:
        is_said = any(not verdict.is_planned for verdict in verdicts)
        if case.judged or not is_said:
            yield _what_to_add(case, is_said=is_said)
            yield from _by_cost(arguments)
        return
    running = [service for service in case.subjects if not service.is_planned]
    undeclared = sum(side_of(service) is Side.UNDECLARED for service in running)
    if undeclared:
        yield f"{undeclared} of {len(running)} services declare no language: judged as Go"
    if not asks_latency:
        yield "NT101 was not asked: no seats by latency"
    elif case.judged and not _matters(verdicts):
        yield _nothing_to_gain(case, verdicts)


def _matters(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.word in (*RUST_WORDS, "measure-first") for verdict in verdicts)


def _nothing_to_gain(case: Case, verdicts: Sequence[Verdict]) -> str:
    """As much as the figures let us deny, in one sentence."""
    is_open = any(
        verdict.is_by_default or (verdict.word == "none" and verdict.language == "rust")
        for verdict in verdicts
    )
    rewrite = "No rewrite of a measured service" if is_open else "No rewrite"
    least, users = case.options.min_ms, case.options.min_users
    tests = [case.test_alone(name) for name in case.candidates]
    possible = [case.possible(name) for name in case.unmeasured]
    if any(test.removal.users >= users for test in tests) or any(
        most is None or most >= users for most in possible
    ):
        if all(verdict.is_by_default for verdict in verdicts):
            return "Of no service it is known whether a rewrite would pay."
        return f"{rewrite} passes all conditions."
    who = "one waiting user" if users == 1 else f"{users:.3g} waiting users"
    if possible or any(test.seconds >= least for test in tests):
        return f"{rewrite} would free {who}."
    return f"{rewrite} would take {least * 1e3:.3g} ms off a journey or free {who}."


def _what_to_add(case: Case, *, is_said: bool) -> str:
    """The three annotations that would decide most, where no journey has a rate.

    Only what is missing is asked for. `is_said`: some services have a verdict by something else.
    """
    times = case.analysis.journeys
    none = "no verdicts by latency yet" if is_said else "no verdicts yet"
    if not times:
        is_running = any(not service.is_planned for service in case.subjects)
        entry = "add a journey with its `rate` into what is running"
        return f"{none}: {entry if is_running else 'nothing is running'}"
    if case.judged and not any(_judged(case, item) for item in times):
        return f"{none}: no journey waits for what could be in Go or Rust"
    journey = max(times, key=lambda item: (len(_judged(case, item)), len(item.visits), item.name))
    key = "load.rate" if case.analysis.journeys_are_implied else "rate"
    kind = "service" if case.analysis.journeys_are_implied else "journey"
    wanted = [f"`{key}` to {kind} {journey.name}", *_figures_of(case, _judged(case, journey)[:2])]
    return f"{none}: add {', '.join(wanted)}"


def _by_cost(arguments: Sequence[Argument]) -> Iterator[str]:
    """From which cores on a rewrite would pay back: of the services that need the fewest."""
    asked = sorted(
        (cores, argument.subject.text, argument)
        for argument in arguments
        if argument.rule == "NT106" and argument.answer is Answer.UNKNOWN
        for cores in [argument.numbers.get("deciding_cores")]
        if isinstance(cores, float)
    )
    if not asked:
        return
    least, _, argument = asked[0]
    names = [name for cores, name, _ in asked if cores == least]
    others = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    left = len(asked) - len(names)
    more = f"; {left} other{'' if left == 1 else 's'} would need more" if left else ""
    value = by_cores(argument.numbers, argument.missing)
    each = "each of " if len(names) > 1 else ""
    who = f"{each}{', '.join(names[:_MOST_NAMES])}{others}"
    yield f"cost alone decides without a rate: {who} is {value}{more}"


_MOST_NAMES = 3


def _figures_of(case: Case, services: Sequence[str]) -> Iterator[str]:
    """What these services lack, those that lack the same together."""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for name in services:
        figures = case.analysis.computing[name].missing
        lacking.setdefault(tuple(key for key in figures if key != "load.rate"), []).append(name)
    for figures, names in lacking.items():
        if figures:
            yield f"{' and '.join(f'`{key}`' for key in figures)} to {' and '.join(names)}"


def _judged(case: Case, journey: JourneyTimes) -> list[str]:
    """The services of a journey for which Go or Rust is an answer, the first visited first."""
    judged = {service.name for service in case.judged}
    visited = dict.fromkeys(operation.split("/", 1)[0] for operation in journey.visits)
    return [name for name in visited if name in judged]
