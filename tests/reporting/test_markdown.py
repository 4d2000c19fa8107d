"""The Markdown report, read again by a Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archlint.linting.report import Report
from archlint.reporting.markdown import render
from archlint.reporting.markdown_text import cell, code, fence, inert, prose
from archlint.source import Problem

from hostile import BENIGN, FREE_TEXT, NAMES, manifest, report_on
from reported import SHOP, finding, linted, options, report

if TYPE_CHECKING:
    from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
INERT = {"text", "code_inline", "softbreak", "strong_open", "strong_close"}


def inline(tokens: list[Token]) -> Iterator[Token]:
    """The tokens inside of lines."""
    for token in tokens:
        yield from token.children or ()


@pytest.fixture(scope="module")
def hostile() -> str:
    return render(report_on(manifest()), options())


def test_hostile_names_change_no_block_of_the_document(hostile: str) -> None:
    benign = render(report_on(manifest(BENIGN, "text")), options())

    found, expected = PARSER.parse(hostile), PARSER.parse(benign)

    assert [(token.type, token.tag) for token in found] == [
        (token.type, token.tag) for token in expected
    ]


def test_hostile_names_are_text_or_code_and_nothing_else(hostile: str) -> None:
    assert {token.type for token in inline(PARSER.parse(hostile))} <= INERT


def test_no_mention_reference_or_address_stands_outside_of_code(hostile: str) -> None:
    texts = [token.content for token in inline(PARSER.parse(hostile)) if token.type == "text"]

    assert [text for text in texts if re.search(r"@\w|#\d|://|www\.|<|>", text)] == []


def test_the_marker_of_our_own_comment_cannot_be_forged(hostile: str) -> None:
    assert "<!-- archlint" not in hostile


def test_control_and_bidirectional_characters_are_spelt(hostile: str) -> None:
    assert (
        re.findall(r"[^\n\x20-\x7e\xa0-\u2fff\u3000-\ud7ff]|[\u200b-\u200f\u2028-\u202e]", hostile)
        == []
    )


@given(st.text())
@example("`")
@example("``` ` ````")
@example(" x ")
@example("  ")
@example("<!-- archlint")
@example("a\\|b\n|")
def test_code_is_one_code_span_with_the_text_inside(text: str) -> None:
    (paragraph, line, _) = PARSER.parse("x " + code(text))
    assert paragraph.type == "paragraph_open"

    assert line.children is not None
    before, span = line.children

    assert (before.content, span.type, span.content) == ("x ", "code_inline", inert(text) or " ")


@given(st.text())
@example("`x` | y")
@example("a\\|b")
@example("- item")
@example("1. x")
@example("=== ===")
@example("+ ")
@example("[a](b) ![c](d) <e> &amp; *f* __g__ ~~h~~")
@example("http://x.example @team #1 www.x.example")
@example("a  \nb")
def test_prose_is_one_line_of_text_and_code(text: str) -> None:
    tokens = PARSER.parse(prose(text))

    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    assert {token.type for token in inline(tokens)} <= {"text", "code_inline"}


@given(st.text(), st.text())
@example("a|b", "c\\|d")
@example("`|`", "\\")
@example("|", "|")
def test_a_cell_stays_one_cell(first: str, second: str) -> None:
    table = (
        f"| a | b |\n|:--|:--|\n| {cell(code(first))} | {cell(prose(second))} |\n| end | end |\n"
    )

    kinds = [token.type for token in PARSER.parse(table)]

    assert (kinds.count("th_open"), kinds.count("td_open"), kinds.count("tr_open")) == (2, 4, 3)


@given(st.lists(st.text(), min_size=1))
@example(["````"])
@example(["```", "~~~", "````text"])
def test_a_fence_ends_where_it_should(lines: list[str]) -> None:
    (block,) = PARSER.parse(fence(lines))

    assert (block.type, block.content) == ("fence", "\n".join(map(inert, lines)) + "\n")


@pytest.mark.parametrize(
    "word",
    [
        "http://x.example",
        "a://b",
        "www.x.example",
        "mailto:x",
        "javascript:x",
        "@team",
        "#12",
        "a_b_",
    ],
)
def test_what_a_reader_could_click_or_call_stands_in_code(word: str) -> None:
    assert prose(f"see {word} there") == f"see `{word}` there"


def test_ordinary_sentences_stay_as_they_are() -> None:
    sentence = "84 % of waiting, p99 74.2 ± 4.8 ms (±0 to 7.04 ms) off place-order, `load.cpu` (2): $141 a month"

    assert prose(sentence) == sentence


@pytest.fixture(scope="module")
def shop() -> str:
    return render(Report(portfolios=(linted(SHOP),)), options())


def test_it_says_everything_in_a_fixed_order(shop: str) -> None:
    headings = [line for line in shop.splitlines() if re.match("##? ", line)]

    assert headings == [
        "# `shop`: No rewrite pays: keep all 3 in Go.",
        "## Verdicts",
        "## What to measure",
        "## Journeys",
        "## What is gained",
        "## Who causes the waiting",
        "## Findings",
        "## Coverage",
        "## How sure, and on what basis",
        "## What this cannot know",
    ]


def test_the_path_is_a_table_in_order_of_time(shop: str) -> None:
    rows = [line for line in shop.splitlines() if "critical |" in line]

    assert rows == [
        "| 1 | `front` | critical | 0 ms | 10 ms | 2 ms | unknown | 20 % |  |",
        "| 2 | · `pricing` | critical | 2 ms | 8 ms | 6 ms | unknown | 60 % |  |",
        "| 3 | · `stock` | critical | 8 ms | 10 ms | 2 ms | unknown | 20 % |  |",
    ]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (Report(problems=(Problem("no `x`"),)), "```text\nno `x`\n```"),
        (Report(crash="boom\n  at line 1"), "```text\nboom\n  at line 1\n```"),
        (Report(nothing_evaluated="no services"), "no services"),
    ],
    ids=["a problem", "a crash", "nothing evaluated"],
)
def test_a_run_that_could_not_lint_is_a_whole_document(run: Report, expected: str) -> None:
    text = render(run, options())

    assert text.startswith("# archlint could not lint\n")
    assert expected in text


def test_a_finding_has_its_excerpt_and_help() -> None:
    text = render(report(finding(help="look `here`")), options())

    assert re.search(
        r"\*\*error XX101\*\* too-slow, `pricing`: .+\n\n```text\n(.*\n)+```\n\nlook `here`\n", text
    )


def test_free_text_of_the_manifest_does_reach_the_page(hostile: str) -> None:
    assert inert(NAMES[0]) in hostile
    assert inert(FREE_TEXT.split()[-1]) in hostile


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("written in c#: the article", "written in `c#`: the article"),
        ("in javascript: no", "in `javascript`: no"),
        ("see a*b.", "see `a*b`."),
        ("::", "::"),
        ("#:", "`#`:"),
    ],
)
def test_the_punctuation_behind_a_name_is_none_of_it(text: str, shown: str) -> None:
    assert prose(text) == shown
