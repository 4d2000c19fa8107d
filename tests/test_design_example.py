"""The design's example manifest lints, byte for byte, with one verdict for Rust."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import run

ROOT = Path(__file__).parents[1]
OURS = ROOT / "tests" / "manifest" / "storefront.archlint.yaml"


def check(text: str, directory: Path) -> tuple[int, list[tuple[str, str, str]], dict[str, str]]:
    """The exit code, the findings above a note, and the verdicts."""
    (directory / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("check", "--today", "2026-11-23", "--output-format", "json", cwd=directory)
    (portfolio,) = json.loads(result.stdout)["portfolios"]
    loud = [
        (item["severity"], item["rule"], item["subject"]["text"])
        for item in portfolio["findings"]
        if item["severity"] != "note"
    ]
    return result.code, loud, {item["service"]: item["verdict"] for item in portfolio["verdicts"]}


EXPECTED = (
    0,
    [("warning", "NT101", "pricing")],
    {
        "cart": "go",
        "catalog": "go",
        "checkout": "go",
        "email": "go",
        "frontend": "go",
        "inventory": "go",
        "pricing": "rust",
    },
)


def test_the_design_s_example_has_one_language_verdict_for_rust(tmp_path: Path) -> None:
    design = ROOT.parent / "shared" / "DESIGN.md"
    if not design.is_file():
        pytest.skip("../shared is not beside this checkout; our copy is tested below")
    text = design.read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]

    assert check(text, tmp_path) == EXPECTED


def test_our_copy_of_it_says_the_same(tmp_path: Path) -> None:
    assert check(OURS.read_text(encoding="utf-8"), tmp_path) == EXPECTED
