"""What to give an open verdict: to declare what somebody decides, to count, or to measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.model import Answer
from archlint.reporting.naming import coded, command, joined, named

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

_DECLARED = {
    "criticality": "critical, high, medium or low",
    "kind": "what the service does, such as kernel or json-api",
    "teams": "who owns it, and who of them knows Rust",
    "size": "its lines, such as 9 kloc",
    "owner": "a team of `teams`",
    "rewrite.effort": "person-months",
}
"""Keys that no measurement tells, and what is written there."""


def missing_of(report: PortfolioReport, service: str) -> tuple[str, ...]:
    """The annotations that would decide."""
    asked = [
        argument
        for argument in report.arguments
        if argument.subject.text == service and argument.answer is Answer.UNKNOWN
    ]
    telling = [argument for argument in asked if argument.could_be] or asked
    return tuple(dict.fromkeys(key for argument in telling[:1] for key in argument.missing))


def is_declared(keys: Sequence[str]) -> bool:
    """Whether somebody decides all of these, and nobody measures any."""
    return bool(keys) and all(key in _DECLARED for key in keys)


def to_give(keys: Sequence[str], services: Sequence[str]) -> str:
    """Say ``Declare `criticality` of `web`: critical, …``, or what to measure and who says how."""
    declared = [key for key in keys if key in _DECLARED]
    rates = [key for key in keys if key.startswith("journeys.") and key.endswith(".rate")]
    measured = [key for key in keys if key not in (*declared, *rates)]
    whom = named(services)
    told = []
    if measured:
        how = command("archlint explain", services[0])
        told.append(f"measure {named(measured)} of {whom}{f': {how} says how' if how else ''}")
    if rates:
        journeys = [key.removeprefix("journeys.").removesuffix(".rate") for key in rates]
        told.append(f"count the requests of {named(journeys)} and add {named(rates)}")
    if declared:
        values = "; ".join(_DECLARED[key] for key in declared)
        told.append(f"declare {joined([coded(key) for key in declared])} of {whom}: {values}")
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."
