"""What a rewrite takes off means and users, of the portfolio as it is: as a what-if has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from archlint.linting.outcomes import ENDS, OPPOSITE
from archlint.model import Range

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Removal
    from archlint.reporting.evidence.asked import Asked


class Taken(Struct, frozen=True, kw_only=True):
    """Seconds off the mean of each journey, the most first, and users who wait no more."""

    seconds: Mapping[str, Range]
    users: Range


class Taking(Struct, frozen=True, dict=True):
    """Looks up one service after another; one in Rust is rewritten from Go, as if it were in Go."""

    asked: Asked
    _found: dict[tuple[str, tuple[str, ...]], Taken | None] = field(default_factory=dict)

    @cached_property
    def factors(self) -> Mapping[str, Range]:
        """Every rewrite that was weighed: service -> factor."""
        seats = self.asked.report.seats
        names = [item.target for item in seats.rewrites] if seats else []
        known = {name: self.asked.factor(name) for name in names}
        return {name: found[0] for name, found in known.items() if found is not None}

    def target(self, service: str) -> str:
        """What is rewritten: the service, or the operation that a hybrid verdict splits out."""
        verdict = self.asked.verdicts.get(service)
        return (verdict.operation if verdict else "") or service

    def of(self, service: str, above: Sequence[str] = ()) -> Taken | None:
        """What its rewrite takes off after those above it; None where φ or a factor is unknown."""
        key = (service, tuple(above))
        if key not in self._found:
            self._found[key] = self._taken(service, above)
        return self._found[key]

    def users_for_a_seat(self, service: str) -> float | None:
        """Users that it frees alone as seats are given: with what is in Rust as if in Go."""
        seats = self.asked.report.seats
        if seats is None or seats.basis is None or self.of(service) is None:
            return None
        return seats.basis.removal({self.target(service): self.factors[service].default}).users

    def _analysis(self, service: str) -> Analysis:
        report = self.asked.report
        is_rust = report.portfolio.services[service].language == "rust"
        basis = report.seats.basis if report.seats is not None else None
        return basis if is_rust and basis is not None else report.analysis

    def _taken(self, service: str, above: Sequence[str]) -> Taken | None:
        analysis = self._analysis(service)
        if service not in self.factors or analysis.computing[service].share is None:
            return None
        if service not in analysis.awaited:
            return Taken(seconds={}, users=Range(0.0, 0.0, 0.0))
        before = {
            self.target(name): self.factors[name].default for name in above if name in self.factors
        }
        base = analysis.removal(before) if before else None
        removals = [
            analysis.removal({**before, self.target(service): factor})
            for end in ENDS
            for factor in [getattr(self.factors[service], OPPOSITE[end])]
        ]
        return _difference(removals, base)


def _difference(removals: Sequence[Removal], base: Removal | None) -> Taken:
    """What is removed beyond the base at each end of the gain."""
    was = base.seconds if base is not None else {}
    found = {
        name: Range(*(item.seconds.get(name, 0.0) - was.get(name, 0.0) for item in removals))
        for name in {name for item in removals for name in item.seconds}
    }
    users = base.users if base is not None else 0.0
    return Taken(
        seconds=dict(sorted(found.items(), key=lambda item: (-item[1].default, item[0]))),
        users=Range(*(item.users - users for item in removals)),
    )
