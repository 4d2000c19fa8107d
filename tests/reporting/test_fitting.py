"""Markdown that has to fit in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archlint.linting.report import Report
from archlint.reporting.fitting import fitted
from archlint.reporting.markdown import render

from hostile import manifest, report_on
from reported import SHOP, linted, options

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
TEXTS = {
    "a report": render(Report(portfolios=(linted(SHOP),)), options()),
    "hostile names": render(report_on(manifest()), options()),
}


def test_what_fits_stays_as_it_is() -> None:
    text = TEXTS["a report"]

    assert fitted(text, len(text.encode())) == text


def test_what_is_left_out_is_said() -> None:
    text = TEXTS["a report"]
    size = len(text.encode())

    cut = fitted(text, size - 1)

    assert cut.endswith(
        f"The rest of this report is left out: it has {size:,} bytes, and there is room for"
        f" {size - 1:,}. All of it: `archlint check --output-format markdown:report.md`.\n"
    )
    assert text.startswith(
        cut[: cut.index("The rest of this report")].removesuffix("</details>\n\n")
    )


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("tenth", range(10))
def test_nothing_stays_open_wherever_it_is_cut(name: str, tenth: int) -> None:
    text = TEXTS[name]
    room = len(text.encode()) * tenth // 10 + 250

    cut = fitted(text, room)
    tokens = PARSER.parse(cut)
    folded = [token.content for token in tokens if token.type == "html_block"]

    assert len(cut.encode()) <= room
    assert sum(block.startswith("<details>") for block in folded) == sum(
        "</details>" in block for block in folded
    )
    assert tokens[-2].content.startswith("The rest of this report is left out")


@given(st.integers(-10, 400))
def test_it_never_takes_more_than_there_is(room: int) -> None:
    assert len(fitted("überall\n\n" * 40, room).encode()) <= max(0, room)
