"""A report as the evidence looks things up in it: verdicts, arguments, factors, places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range
from archlint.reporting.evidence.answers import place

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Argument, Gain, Pointer, Service, Verdict


class Asked(Struct, frozen=True, dict=True):
    """Looks up what is said about one service after another.

    With `has_paths` a place in the root manifest has its path too, for readers without the page.
    """

    report: PortfolioReport
    has_paths: bool = False

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        return {verdict.service: verdict for verdict in self.report.verdicts}

    @cached_property
    def _arguments(self) -> Mapping[str, tuple[Argument, ...]]:
        found: dict[str, list[Argument]] = {}
        for argument in self.report.arguments:
            if argument.subject.kind == "service":
                found.setdefault(argument.subject.text, []).append(argument)
        return {name: tuple(arguments) for name, arguments in found.items()}

    def about(self, service: str) -> tuple[Argument, ...]:
        """What the rules say about a service."""
        return self._arguments.get(service, ())

    @cached_property
    def _candidates(self) -> Mapping[str, Gain]:
        return {item.service: item.gain for item in self.report.candidates}

    def gain(self, service: str) -> Gain | None:
        """What a rewrite is worth; of what was only weighed its factor, cores and effort alone."""
        verdict = self.verdicts.get(service)
        if verdict is not None and verdict.gain is not None:
            return verdict.gain
        return self._candidates.get(service)

    def factor(self, service: str) -> tuple[Range, str] | None:
        """The factor f and its source: of its gain, else of an argument that weighed it."""
        gain = self.gain(service)
        if gain is not None and gain.factor is not None:
            return gain.factor, gain.factor_source
        for argument in self.about(service):
            found = [argument.numbers.get(key) for key in ("factor_low", "factor", "factor_high")]
            known = [value for value in found if isinstance(value, float)]
            if len(known) == len(found):
                return Range(*known), str(argument.numbers.get("factor_source", ""))
        return None

    def at(self, pointer: Pointer) -> str:
        """Where a value is declared; empty where nothing says."""
        portfolio = self.report.portfolio
        if self.has_paths:
            span = portfolio.at.get(pointer)
            return f"{span.file}:{span.line}" if span else ""
        return place(portfolio, pointer)

    def declared(self, service: Service, *keys: str) -> tuple[str, ...]:
        """The place of a key of a service, as the places of an answer."""
        return tuple(filter(None, [self.at((*service.pointer, *keys))]))
