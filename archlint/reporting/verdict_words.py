"""A verdict in a few words, and why there is none: what every format says alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archlint.reporting.verdict_groups import group_of

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Service, Verdict

MARKS: Mapping[str, tuple[str, str]] = {
    "rust": ("rust", "Rust"),
    "hybrid": ("hybrid", "Hybrid"),
    "measure-first": ("measure", "Measure first"),
    "go": ("go", "Go"),
    "go-by-default": ("go", "Go by default, not measured"),
    "rust-unargued": ("other", "In Rust, no case made"),
    "rust-unknown": ("other", "In Rust, cannot say"),
    "either": ("other", "Another language"),
    "none": ("other", "Native, no verdict"),
}
"""A group of verdicts -> how it is drawn, and in a few words."""

WEIGHTY = ("rust", "hybrid", "measure-first")
"""The verdicts that ask for something to be done."""


def mark_of(verdict: Verdict | None) -> tuple[str, str]:
    """How a verdict is drawn, and its words: never "Go" of a service that is in Rust."""
    if verdict is None:
        return "none", "Not judged"
    return MARKS.get(group_of(verdict), ("other", verdict.word))


def words_of(verdict: Verdict | None) -> str:
    """The same words, and that what is to be in Rust is so already."""
    words = mark_of(verdict)[1]
    in_rust = verdict is not None and verdict.language == "rust"
    return "Rust already" if words == "Rust" and in_rust else words


def is_bought(service: Service) -> bool:
    """Whether nobody here writes it, so that no language is asked for."""
    return service.managed or service.kind in ("external", "library")


def why_not_judged(service: Service) -> str:
    """Why a service has no verdict."""
    if service.managed:
        return "managed: bought, so never told a language"
    if service.kind in ("external", "library"):
        return f"{service.kind}: never told a language"
    if not service.is_running:
        return "not running: 0 replicas"
    if service.lifecycle == "deprecated":
        return "deprecated: not judged"
    return "no pack has a verdict on it"


def matters(report: PortfolioReport) -> bool:
    """Whether any verdict asks for something to be done."""
    return any(verdict.word in WEIGHTY for verdict in report.verdicts)
