"""What a finding can be about: the subjects of one portfolio, by their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.model import Pointer, Subject

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Argument


class Subjects:
    """Every subject there is, and where each stands in the manifest."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    @cached_property
    def places(self) -> Mapping[Subject, Pointer]:
        """Every subject and the pointer to it."""
        return dict(_subjects(self._analysis))

    @cached_property
    def _by_text(self) -> Mapping[str, Subject]:
        return {subject.text: subject for subject in self.places}

    def __contains__(self, subject: object) -> bool:
        return subject in self.places

    def find(self, text: str) -> Subject | None:
        """The subject written like this, as in a waiver's `on`."""
        return self._by_text.get(text)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self._by_text)

    def place(self, subject: Subject) -> Pointer:
        """Where the subject stands: its own pointer, () for what stands nowhere."""
        return self.places.get(subject, ())


def _subjects(analysis: Analysis) -> Iterator[tuple[Subject, Pointer]]:
    portfolio = analysis.portfolio
    yield Subject.portfolio(), ("portfolio",)
    for service in portfolio.services.values():
        yield Subject.service(service.name), service.pointer
    for operation in portfolio.operations.values():
        if not operation.is_implicit:
            yield Subject.operation(operation.id), operation.pointer
        for call in operation.calls:
            yield Subject.call(call), call.pointer
    # A journey into a planned service does not happen yet, but it stands in the manifest.
    declared = portfolio.journeys.values()
    for journey in declared or (times.journey for times in analysis.journeys):
        yield Subject.journey(journey.name), journey.pointer
    for cycle in analysis.cycles:
        first = portfolio.operations[cycle.members[0]]
        yield Subject.cycle(cycle.members), first.pointer


def require_sound(argument: Argument, codes: frozenset[str], subjects: Subjects) -> None:
    """An argument speaks for one of these rules, about a subject there is.

    Anything else is a bug of the policy that said it. Raises ValueError.
    """
    if argument.rule not in codes:
        expected = " or ".join(sorted(codes))
        raise ValueError(f"expected an argument of {expected}, got one of {argument.rule}")
    if argument.subject not in subjects:
        subject = argument.subject
        raise ValueError(f"{argument.rule} is about a {subject.kind} that is not there: {subject}")
