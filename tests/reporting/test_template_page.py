"""docs/report-templates.md is what the records say; its example is a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archlint.linting.report import Report
from archlint.model import Range
from archlint.reporting import Options
from archlint.reporting.html import render
from archlint.reporting.page import Figure
from archlint.reporting.template_page import (
    BLOCKS,
    EXAMPLE,
    MARKDOWN_BLOCKS,
    blocks_of,
    in_words,
    records,
    template_page,
)

from reported import SHOP, linted

DOCS = Path(__file__).parents[2] / "docs" / "report-templates.md"
PAGE = template_page()


def test_the_committed_page_is_the_generated_one(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS, PAGE)


@pytest.mark.parametrize(
    ("name", "told"),
    [("report.html.j2", BLOCKS), ("report.md.j2", MARKDOWN_BLOCKS)],
    ids=["html", "markdown"],
)
def test_every_block_is_told_and_there(name: str, told: dict[str, str]) -> None:
    assert blocks_of(name) == list(told)


def test_every_record_says_what_it_is_and_every_link_leads_to_one() -> None:
    heads = {text.lower() for text in re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)}
    links = set(re.findall(r"\]\(#(\w+)\)", PAGE))

    assert links <= heads
    assert [record.__name__ for record in records() if not record.__doc__] == []


def test_the_example_is_short_and_makes_a_page_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_text(EXAMPLE, encoding="utf-8")

    page = render(Report(portfolios=(linted(SHOP),)), Options(templates=str(tmp_path)))

    assert len(EXAMPLE.splitlines()) <= 24
    assert "<title>Rust review, 2026-11-23</title>" in page
    assert "For the board: No rewrite pays: keep all 3 in Go." in page
    assert 'id="evidence"' not in page
    assert 'id="findings"' in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str | None, "text or nothing"),
        (tuple[Figure, ...], "list of [Figure](#figure)"),
        (tuple[str, int], "(text, whole number)"),
        (Range, "low, default, high"),
    ],
    ids=["optional", "a list", "a pair", "a range"],
)
def test_annotations_are_put_in_words(kind: object, words: str) -> None:
    assert in_words(kind) == words


def test_a_type_without_words_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="no words"):
        in_words(dict[str, str])
