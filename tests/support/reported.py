"""Builds reports: by hand where a format is asked, by the engine where the whole is."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from typing import Any

from msgspec.structs import replace

from archlint.analysis import analyse
from archlint.linting.engine import catalogue_of, lint
from archlint.linting.report import Coverage, PortfolioReport, Report, RuleCoverage
from archlint.manifest import loads
from archlint.model import Answer, Finding, Label, Severity, Subject, Verdict
from archlint.reporting import Options
from archlint.source import Span
from archlint_ninety_ten import PACK

TODAY = date(2026, 11, 23)

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s}
services:
  front:
    language: go
    self_time: {mean: 2ms}
    calls: [pricing, stock]
  pricing:
    language: go
    self_time: {mean: 6ms}
  stock: {language: go, self_time: {mean: 2ms}}
"""
"""Ten milliseconds in all, at 100 a second: 2, 6 and 2."""

HOSTILE = 'a,b:c%d<script>"@team #12'
SNEAKY = "a\u202eb\x1b[31mc\nd"
"""Bidirectional control, escape sequence and newline in one name."""

COVERAGE = Coverage(
    rules=(
        RuleCoverage(rule="XX101", name="too-slow", pack="x", answers={Answer.YES: 1}),
        RuleCoverage(
            rule="XX102",
            name="too-dear",
            pack="x",
            answers={Answer.UNKNOWN: 2},
            missing={"load.cpu": 2},
        ),
    )
)


def span(line: int, column: int, end: int, *, file: str = "archlint.yaml") -> Span:
    """A stretch of one line."""
    return Span(file, line, column, line, end)


def finding(**changes: Any) -> Finding:
    """An error about pricing, at its self time."""
    values: dict[str, Any] = {
        "rule": "XX101",
        "name": "too-slow",
        "severity": Severity.ERROR,
        "subject": Subject.service("pricing"),
        "message": "6 of 10 ms are its own",
        "identity": "XX101|pricing",
        "primary": Label(span=span(12, 16, 27)),
    }
    return Finding(**(values | changes))


def note(about: str | Subject = "stock", **changes: Any) -> Finding:
    """A note about a service or another subject, without a place."""
    subject = Subject.service(about) if isinstance(about, str) else about
    values: dict[str, Any] = {
        "rule": "XX102",
        "name": "too-dear",
        "severity": Severity.NOTE,
        "subject": subject,
        "message": "`load.cpu` not given",
        "identity": f"XX102|{subject}",
        "primary": None,
    }
    return finding(**(values | changes))


def verdict(service: str, word: str, language: str | None = "go", **changes: Any) -> Verdict:
    return Verdict(service=service, word=word, because="it is so", language=language, **changes)


def part(text: str = SHOP, **changes: Any) -> PortfolioReport:
    """A report about a manifest in which nothing was found."""
    portfolio = loads(textwrap.dedent(text))
    plain = PortfolioReport(portfolio=portfolio, analysis=analyse(portfolio), coverage=COVERAGE)
    return replace(plain, **changes)


def report(*findings: Finding, **changes: Any) -> Report:
    """A run over the shop with these findings."""
    return Report(portfolios=(part(findings=findings, **changes),))


def linted(text: str) -> PortfolioReport:
    """What the engine and the ninety-ten pack say about a manifest."""
    return lint(loads(textwrap.dedent(text)), packs=(PACK,), today=TODAY)


def settled(text: str) -> PortfolioReport:
    """The same of a manifest that sets options of packs or of the engine."""
    portfolio = loads(textwrap.dedent(text), catalogue=catalogue_of((PACK,)))
    return lint(portfolio, packs=(PACK,), today=TODAY)


def uncolored(text: str) -> str:
    """The text without the colours that the formats write."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def options(**changes: Any) -> Options:
    return Options(**changes)
