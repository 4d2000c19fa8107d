"""A finding stays the same finding whatever is done to the text around it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.files import FileProblem
from archlint.linting.baseline import Baseline, write_baseline
from archlint.linting.engine import catalogue_of, lint
from archlint.linting.ratchet import updated
from archlint.manifest import load
from archlint.model import Severity
from archlint_ninety_ten import PACK

from running import spawn

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

TODAY = date(2026, 11, 23)
EXAMPLES = Path(__file__).parents[2] / "examples"

Services = dict[str, dict[str, Any]]


class Texts:
    """A tree of files in memory; `include` names one file."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str, /) -> bytes:
        if path not in self.files:
            raise FileProblem("expected a file, found nothing of this name", path)
        return self.files[path].encode()

    def include(self, _including: str, pattern: str, /) -> tuple[str, ...]:
        return (pattern,)


def linted(files: dict[str, str]) -> PortfolioReport:
    portfolio = load("archlint.yaml", tree=Texts(files), catalogue=catalogue_of([PACK]))
    return lint(portfolio, packs=[PACK], today=TODAY)


def told(report: PortfolioReport) -> tuple[set[str], str]:
    """Every identity, and the baseline that would be written."""
    empty = Baseline(least=Severity.NOTE)
    entries = updated(report, empty)
    identities = {item.identity for item in report.findings}
    assert len(identities) == len(report.findings)
    return identities, write_baseline(empty.with_entries(report.portfolio.name, entries))


@st.composite
def shops(draw: st.DrawFn) -> Services:
    """Services that call later ones, with enough figures for findings of many rules."""
    names = [f"s{number}" for number in range(draw(st.integers(2, 7)))]
    services: Services = {}
    for number, name in enumerate(names):
        service: dict[str, Any] = {
            "language": draw(st.sampled_from(["go", "go", "rust", "java"])),
            "kind": draw(st.sampled_from(["crud", "kernel", "json-api", "database"])),
            "criticality": draw(st.sampled_from(["critical", "low"])),
        }
        if draw(st.integers(0, 3)):
            service["self_time"] = {"mean": f"{draw(st.integers(1, 60))}ms"}
        if draw(st.booleans()):
            service["load"] = {
                "cpu": draw(st.integers(1, 60)),
                "cpu_allocated": draw(st.integers(1, 60)),
            }
        if draw(st.booleans()):
            year = draw(st.sampled_from([2024, 2026]))
            service["measured"] = {"at": f"{year}-10-01", "source": "traces"}
        later = names[number + 1 :]
        if later:
            service["calls"] = draw(st.lists(st.sampled_from(later), max_size=2))
        services[name] = service
    return services


def text(services: Services, head: str = "portfolio: shop\n", gap: str = "") -> str:
    """One manifest in block style; `gap` is written above every service."""
    lines = [f"archlint: 1\n{head}services:\n"] if services else [f"archlint: 1\n{head}"]
    for name, service in services.items():
        lines.append(f"{gap}  {name}:\n")
        lines += [f"    {key}: {json.dumps(value)}\n" for key, value in service.items()]
    return "".join(lines)


JOURNEY = "portfolio: shop\njourneys:\n  j: {entry: s0, rate: 900/s, slo: {availability: 99.9%}}\n"


@settings(max_examples=40)
@given(shops(), st.randoms(use_true_random=False), st.integers(0, 7))
def test_the_text_around_a_finding_does_not_matter(
    services: Services, random: Any, cut: int
) -> None:
    """Blank lines and comments, the order of services, another file: the same identities."""
    shuffled = dict(random.sample(list(services.items()), len(services)))
    moved = dict(list(services.items())[:cut])
    kept = {name: service for name, service in services.items() if name not in moved}
    expected = told(linted({"archlint.yaml": text(services, JOURNEY)}))

    gap = "\n\n  # a comment\n\n"
    assert told(linted({"archlint.yaml": text(services, JOURNEY, gap)})) == expected
    assert told(linted({"archlint.yaml": text(shuffled, JOURNEY)})) == expected
    assert (
        told(
            linted(
                {
                    "archlint.yaml": text(kept, JOURNEY + "include: [more.archlint.yaml]\n"),
                    "more.archlint.yaml": text(moved, ""),
                }
            )
        )
        == expected
    )


@pytest.mark.slow
@pytest.mark.parametrize("example", ["storefront", "monorepo"])
def test_hash_seeds_change_no_byte_of_a_baseline(example: str, tmp_path: Path) -> None:
    written = set()
    for seed in ("0", "1", "4242"):
        file = tmp_path / f"{seed}.json"
        result = spawn(
            *("baseline", "create", "--level", "note", "--today", "2026-11-23"),
            *("--baseline", str(file), str(EXAMPLES / example)),
            PYTHONHASHSEED=seed,
        )
        assert (result.code, result.stdout) == (0, "")
        written.add(file.read_bytes())

    assert len(written) == 1
