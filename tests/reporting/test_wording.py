"""Lists that end where they get long, and lines of packs as sentences."""

from __future__ import annotations

import pytest

from archlint.reporting.naming import listed
from archlint.reporting.wording import sentence


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c", "d"], "a, b, c, d"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
        (["a\x1b[0m"], r"a\u{1b}[0m"),
    ],
)
def test_lists_end_where_they_get_long(names: list[str], text: str) -> None:
    assert listed(names) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [("", ""), ("no verdicts yet", "No verdicts yet."), ("`rate` is due!", "`rate` is due!")],
)
def test_lines_of_packs_become_sentences(line: str, text: str) -> None:
    assert sentence(line) == text
