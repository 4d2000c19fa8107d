"""Published decisions: what archlint says of them, scored, and the page about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archlint.linting.engine import catalogue_of
from archlint.manifest import loads
from archlint_ninety_ten import PACK
from archlint_ninety_ten.languages import Side

from published import PUBLISHED, UNTRIED, Published
from scoring import FOLDER, Score, Tried, all_tried, page, path_of, score

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "backtest.md"
FACTS = ROOT.parent / "shared" / "evidence" / "cases.json"

DISAGREEMENTS = {
    # The article's list knows neither a boundary of trust nor what every node pays for a proxy.
    ("firecracker", "vmm"),
    ("istio-ztunnel", "ztunnel"),
}


@pytest.fixture(scope="module")
def rows() -> tuple[Tried, ...]:
    return all_tried()


@pytest.mark.parametrize(
    ("outcome", "side", "word", "rules", "expected"),
    [
        ("RUST", Side.GO, "rust", (), Score.AGREE),
        ("RUST", Side.GO, "go", (), Score.DISAGREE),
        ("RUST", Side.GO, "hybrid", (), Score.DISAGREE),
        ("RUST", Side.GO, "measure-first", ("NT305",), Score.MEASURE_FIRST),
        ("RUST", Side.GO, None, (), Score.NO_VERDICT),
        ("RUST", Side.UNDECLARED, "rust", ("NT104",), Score.AGREE),
        ("RUST", Side.MANAGED, "either", (), Score.AGREE),
        ("RUST", Side.MANAGED, "rust", (), Score.DISAGREE),
        ("RUST", Side.NATIVE, "none", (), Score.AGREE),
        ("HYBRID", Side.GO, "hybrid", (), Score.AGREE),
        ("HYBRID", Side.GO, "rust", (), Score.DISAGREE),
        ("GO", Side.GO, "go", (), Score.AGREE),
        ("GO", Side.GO, "measure-first", (), Score.MEASURE_FIRST),
        ("GO", Side.RUST, "go", ("NT202",), Score.AGREE),
        ("GO", Side.RUST, "none", (), Score.NO_VERDICT),
        ("GO", Side.RUST, "rust", (), Score.DISAGREE),
        ("REVERSAL", Side.RUST, "go", (), Score.AGREE),
        ("TUNE_FIRST", Side.GO, "measure-first", ("NT307",), Score.AGREE),
        ("TUNE_FIRST", Side.GO, None, ("NT307",), Score.AGREE),
        ("TUNE_FIRST", Side.GO, "go", (), Score.DISAGREE),
        ("TUNE_FIRST", Side.GO, "rust", ("NT307",), Score.DISAGREE),
        ("ATTRIBUTION_TRAP", Side.UNDECLARED, "go", (), Score.AGREE),
        ("ATTRIBUTION_TRAP", Side.GO, "measure-first", (), Score.AGREE),
        ("ATTRIBUTION_TRAP", Side.GO, "rust", (), Score.DISAGREE),
    ],
)
def test_a_verdict_is_worth_what_the_class_of_the_case_says(
    outcome: str, side: Side, word: str | None, rules: tuple[str, ...], expected: Score
) -> None:
    assert score(outcome, side, word, rules) is expected


def test_the_page_is_what_archlint_says_today(golden: Callable[[Path, str], None]) -> None:
    golden(PAGE, page())


def test_no_case_is_sent_to_rust_wrongly(rows: tuple[Tried, ...]) -> None:
    assert [row for row in rows if row.is_wrong_rust] == []


def test_the_disagreements_are_known(rows: tuple[Tried, ...]) -> None:
    found = {(row.published.case, row.service) for row in rows if row.score is Score.DISAGREE}

    assert found == DISAGREEMENTS


def test_what_is_to_be_measured_is_named(rows: tuple[Tried, ...]) -> None:
    """Measure-first and no verdict both name the annotation that is missing."""
    open_questions = [row for row in rows if row.score in (Score.MEASURE_FIRST, Score.NO_VERDICT)]

    assert [row for row in open_questions if "`" not in row.because] == []


def test_every_manifest_is_a_case_and_every_case_has_one() -> None:
    names = sorted(path.name for path in FOLDER.glob("*.archlint.yaml"))

    assert names == sorted(path_of(item.case).name for item in PUBLISHED)


# --- the cases as they were collected ------------------------------------------------------------


@pytest.fixture(scope="module")
def collected() -> dict[str, dict[str, Any]]:
    if not FACTS.is_file():
        pytest.skip("../shared is not beside this checkout")
    return {item["id"]: item for item in json.loads(FACTS.read_text(encoding="utf-8"))["cases"]}


def test_every_collected_case_is_tried_or_listed(collected: dict[str, dict[str, Any]]) -> None:
    listed = {item.case: item.outcome for item in (*PUBLISHED, *UNTRIED)}

    assert listed == {name: item["expected_verdict"] for name, item in collected.items()}


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case.case)
def test_the_figures_of_a_manifest_are_those_of_the_case(
    case: Published, collected: dict[str, dict[str, Any]]
) -> None:
    """What a manifest gives as it stands in the collection; conversions are told in comments."""
    known = collected[case.case]
    text = path_of(case.case).read_text(encoding="utf-8")
    portfolio = loads(text, catalogue=catalogue_of((PACK,)))
    given: set[tuple[str, float]] = set()
    for service in portfolio.services.values():
        rewrite = service.rewrite
        given |= {("cpu_factor", rewrite.cpu.default)} if rewrite.cpu else set()
        given |= {("mem_factor", rewrite.mem.default)} if rewrite.mem else set()
    given |= {("load_rps", item.rate) for item in portfolio.journeys.values() if item.rate}

    assert case.source == known["source_url"]
    assert dict(given) == {name: pytest.approx(known[name]) for name, _ in given}
