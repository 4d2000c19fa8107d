"""Pages of packs, divided into blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.linting.registry import installed_packs
from archlint.reporting.topics import Block, Run, blocks, runs

PAGE = """\
# Title with `code`
## Second

A paragraph over
two lines, **strongly**.
- one
  and more
- two

| a | b |
|:--|--:|
| x | y \\| z |

```yaml
- not a list

# not a heading
```
The end.
"""


def plain(text: str) -> tuple[Run, ...]:
    return (Run("plain", text),)


def test_a_page_is_its_blocks_in_order() -> None:
    assert blocks(PAGE) == (
        Block(kind="heading", level=1, lines=((Run("plain", "Title with "), Run("code", "code")),)),
        Block(kind="heading", level=2, lines=(plain("Second"),)),
        Block(
            kind="paragraph",
            lines=(
                (
                    Run("plain", "A paragraph over two lines, "),
                    Run("strong", "strongly"),
                    Run("plain", "."),
                ),
            ),
        ),
        Block(kind="list", lines=(plain("one and more"), plain("two"))),
        Block(
            kind="table",
            rows=((plain("a"), plain("b")), (plain("x"), plain("y | z"))),
        ),
        Block(
            kind="text",
            lines=(plain("- not a list"), plain(""), plain("# not a heading")),
        ),
        Block(kind="paragraph", lines=(plain("The end."),)),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", (Run("plain", "plain"),)),
        ("`a` and `b`", (Run("code", "a"), Run("plain", " and "), Run("code", "b"))),
        ("one ` alone", (Run("plain", "one ` alone"),)),
        ("**a** `b`", (Run("strong", "a"), Run("plain", " "), Run("code", "b"))),
        ("", ()),
    ],
)
def test_a_line_is_divided_into_runs(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected


@given(st.text())
def test_no_page_is_too_odd_to_be_read(text: str) -> None:
    kinds = {block.kind for block in blocks(text)}

    assert kinds <= {"heading", "paragraph", "list", "table", "text"}


def test_a_table_of_rules_alone_is_a_paragraph() -> None:
    assert [block.kind for block in blocks("|---|---|")] == ["paragraph"]


@pytest.mark.parametrize("name", [name for pack in installed_packs() for name in pack.topics])
def test_every_topic_of_an_installed_pack_has_one_title(name: str) -> None:
    (text,) = [pack.topics[name] for pack in installed_packs() if name in pack.topics]
    found = blocks(text)

    assert next(block.level for block in found if block.kind == "heading") == 1
    assert all(len({len(row) for row in block.rows}) <= 1 for block in found)
