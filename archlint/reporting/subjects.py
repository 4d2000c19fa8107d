"""Subjects taken apart: `CALLER -> CALLEE#2` as caller, callee and occurrence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Call, Portfolio, Subject


class Subjects:
    """Takes subjects of one portfolio apart.

    Names of operations may hold what subjects are joined with, so calls and cycles are looked up
    and not split; a subject that is not in the portfolio keeps its text alone.
    """

    def __init__(self, portfolio: Portfolio, analysis: Analysis) -> None:
        self._portfolio = portfolio
        self._analysis = analysis

    @cached_property
    def _calls(self) -> Mapping[str, Call]:
        return {
            call.subject: call
            for operation in self._portfolio.operations.values()
            for call in operation.calls
        }

    @cached_property
    def _cycles(self) -> Mapping[str, tuple[str, ...]]:
        return {
            "cycle:" + ",".join(sorted(cycle.members)): tuple(sorted(cycle.members))
            for cycle in self._analysis.cycles
        }

    def parts(self, subject: Subject) -> dict[str, Any]:
        """`{kind, …parts, text}` as the JSON report has it."""
        return {"kind": subject.kind, **self._parts(subject), "text": subject.text}

    def _parts(self, subject: Subject) -> dict[str, Any]:
        text = subject.text
        if subject.kind == "service":
            return {"service": text}
        if subject.kind == "operation":
            service, _, operation = text.partition("/")
            return {"service": service, "operation": operation}
        if subject.kind == "journey":
            return {"journey": text.removeprefix("journey:")}
        if subject.kind == "call" and (call := self._calls.get(text)):
            return {"caller": call.caller, "callee": call.callee, "occurrence": call.occurrence}
        if subject.kind == "cycle" and text in self._cycles:
            return {"members": list(self._cycles[text])}
        return {}
