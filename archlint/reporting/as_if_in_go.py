"""What is in Rust already and counts as if in Go where seats are given; elsewhere it is as it is.

Verdicts are to be the same whatever a service is written in today. So a gain that ranks and one
that is forecast may differ, and wherever the first is told it is said whose language it leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.figures import SHOWN
from archlint.reporting.naming import named

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


def as_if_in_go(report: PortfolioReport) -> tuple[str, ...]:
    """The services in Rust whose time in Go would count in some journey, in their order."""
    basis = report.seats.basis if report.seats is not None else None
    if basis is None:
        return ()
    moved = [
        name
        for name, service in report.portfolio.services.items()
        if service.language == "rust"
        and basis.computing[name].self_seconds != report.analysis.computing[name].self_seconds
    ]
    return tuple(
        name for name in moved if any(times.own.get(name, 0.0) >= SHOWN for times in basis.journeys)
    )


def as_seats_have_it(report: PortfolioReport, but: str = "") -> str:
    """Say `with geo as if in Go, as the seats are given`; empty where all is as it is."""
    names = [name for name in as_if_in_go(report) if name != but]
    return f"with {named(names)} as if in Go, as the seats are given" if names else ""
