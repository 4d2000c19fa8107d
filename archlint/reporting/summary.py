"""The sentences that sum up a portfolio: verdicts, seats, what was looked at. Plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.critical_paths import critical_paths
from archlint.reporting.cycles import structure
from archlint.reporting.figures import plain
from archlint.reporting.naming import listed
from archlint.reporting.verdict_groups import group_of, verdict_groups
from archlint.reporting.verdict_words import matters
from archlint.reporting.wording import plural, sentence

if TYPE_CHECKING:
    from archlint.linting.report import Coverage, PortfolioReport
    from archlint.model import Verdict


def head_paragraph(report: PortfolioReport) -> str:
    """Where the bottleneck lies, in the packs' sentences; empty where they have none."""
    return " ".join(filter(None, map(sentence, report.head)))


def verdict_paragraphs(report: PortfolioReport) -> list[str]:
    """The verdicts of one portfolio in a few sentences, a paragraph each."""
    lines = " ".join(filter(None, map(sentence, report.lines)))
    groups = verdict_groups(report.verdicts, report.portfolio.services.values())
    paths = critical_paths(report)
    if not groups:
        return [part for part in (structure(report), lines) if part]
    if matters(report):
        return [part for part in (f"{groups} {paths}".strip(), lines) if part]
    return [part for part in (f"{groups} {lines}".strip(), paths) if part]


def seats_line(report: PortfolioReport) -> str:
    """`Seats: 1 of 2 held (10 % of 19 services, a cap): pricing.`; empty where nothing is judged.

    Of fewer services than have one seat between them it says that the seat is rounded up to.
    A holder whose verdict waits for a measurement keeps its seat reserved, and is marked.
    """
    seats = report.seats
    if seats is None or not seats.size or not any(map(_is_judged, report.verdicts)):
        return ""
    if not seats.limit:
        return f"Seats: none (a quota of {plain(seats.quota * 100)} %)."
    least = ", rounded up to one" if seats.is_rounded_up else ""
    cap = f"{plain(seats.quota * 100)} % of {plural(seats.size, 'service')}{least}, a cap"
    held = f"Seats: {len(seats.holders)} of {seats.limit} held ({cap})"
    if not seats.holders:
        return f"{held}."
    reserved = {
        item.service: "measure first" if item.word == "measure-first" else "cannot say"
        for item in report.verdicts
        if item.word in ("measure-first", "none")
    }
    names = [
        f"{name} (reserved: {reserved[name]})" if name in reserved else name
        for name in seats.holders
    ]
    return f"{held}: {listed(names, most=8)}."


def _is_judged(verdict: Verdict) -> bool:
    """Whether Go or Rust was an answer."""
    return group_of(verdict) not in ("either", "none")


def coverage_line(coverage: Coverage) -> str:
    """`6 of 7 rules had their inputs, 2 of them not everywhere`."""
    whose = "its" if coverage.total == 1 else "their"
    text = f"{coverage.evaluated} of {plural(coverage.total, 'rule')} had {whose} inputs"
    return f"{text}, {coverage.partly} of them not everywhere" if coverage.partly else text
