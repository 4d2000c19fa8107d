"""A report as the evidence looks things up in it: verdicts, arguments, places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.page.answers import place

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Argument, Pointer, Service, Verdict


class Asked(Struct, frozen=True, dict=True):
    """Looks up what is said about one service after another."""

    report: PortfolioReport

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

    def at(self, pointer: Pointer) -> str:
        """Where a value is declared, or what encloses it; empty where nothing says."""
        return place(self.report.portfolio, pointer)

    def declared(self, service: Service, *keys: str) -> tuple[str, ...]:
        """The place of a key of a service, as the places of an answer."""
        return tuple(filter(None, [self.at((*service.pointer, *keys))]))
