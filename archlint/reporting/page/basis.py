"""How the report was made: its input, its command, its samples and draws."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.estimates import model_line
from archlint.reporting.figures import plain
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


def basis(report: PortfolioReport) -> Iterator[tuple[str, str]]:
    """What it is called and what it was; texts with code in backticks."""
    yield "Input", _input(report)
    yield "The same page again", _command(report)
    yield "Times", f"{_capital(model_line(report.analysis))}. {_sampled(report)}"
    if report.seats is not None:
        yield "Seats", _draws(report)
    yield "Made with", f"archlint {__version__}"


def _input(report: PortfolioReport) -> str:
    sources = report.portfolio.sources
    files = sorted(sources.lines) if sources else []
    if not sources or not files:
        return f"`{report.portfolio.root}`; its text was not kept"
    digest = hashlib.sha256()
    for file in files:
        digest.update(
            "".join(f"{line}\n" for line in sources.lines[file]).encode("utf-8", "replace")
        )
    others = (
        f" and {len(files) - 1} included files, in the order of their names" if files[1:] else ""
    )
    return f"`{report.portfolio.root}`{others}, sha256 `{digest.hexdigest()}` (lines end in \\n)"


def _command(report: PortfolioReport) -> str:
    today = report.analysis.today
    words = ["archlint", "report", shlex.quote(report.portfolio.root)]
    words += ["--today", today.isoformat()] if today else []
    judged = f", judged by {report.judge}" if report.judge else ""
    return f"`{' '.join(words)}`{judged}"


def _sampled(report: PortfolioReport) -> str:
    """Percentiles come from samples, whatever the means come from."""
    if not any(times.mean for times in report.analysis.journeys):
        return "No time is measured, so that nothing was drawn."
    sampling = report.analysis.sampling
    return (
        f"Percentiles are those of {report.analysis.samples.samples:,} simulated requests, seed"
        f" {sampling.seed}, correlation of own times {plain(sampling.correlation)}; ± is two"
        " standard errors."
    )


def _draws(report: PortfolioReport) -> str:
    seats = report.seats
    if seats is None or not seats.draws:
        return "Nobody drew uncertain figures, so that nothing says how sure a seat is."
    kept = (
        " With so many critical paths, who is on one was not asked again in each draw."
        if seats.keeps_visits
        else ""
    )
    return (
        f"Those that qualify were ranked again {seats.draws:,} times, each time with other own"
        f" times, rates and factors within their errors, and the same each time this runs.{kept}"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
