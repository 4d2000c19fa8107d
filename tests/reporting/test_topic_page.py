"""Pages of packs for the terminal."""

from __future__ import annotations

import pytest

from archlint.reporting.columns import width
from archlint.reporting.topic_page import topic_text
from archlint_ninety_ten import PACK

from reported import SNEAKY, options, uncolored

PAGE = """\
# A page

Some prose with `code` and **weight**, over
two lines.

- one item
- another

| a | b |
|:--|:--|
| x | y · z |

```text
as it stands
```
"""


def test_a_page_is_laid_out() -> None:
    assert topic_text(PAGE, options()) == (
        "A page\n\n"
        "Some prose with `code` and weight, over two lines.\n\n"
        "- one item\n- another\n\n"
        "a  b\nx  y · z\n\n"
        "    as it stands\n"
    )


def test_a_table_that_is_too_wide_is_printed_row_by_row() -> None:
    wide = "| row | what |\n|:--|:--|\n| x | " + "word " * 12 + "|\n| y | z |\n"

    assert topic_text(wide, options(columns=40)) == (
        "x\n"
        "  what: word word word word word word\n"
        "      word word word word word word\n"
        "\n"
        "y\n"
        "  what: z\n"
    )


@pytest.mark.parametrize("columns", [60, 100])
@pytest.mark.parametrize("topic", sorted(PACK.topics))
def test_every_topic_we_ship_fits_the_terminal(topic: str, columns: int) -> None:
    shown = topic_text(PACK.topics[topic], options(columns=columns))
    spelt = topic_text(PACK.topics[topic], options(columns=columns, plain=True))
    colored = topic_text(PACK.topics[topic], options(columns=columns, color=True))

    assert max(map(width, shown.splitlines())) <= columns
    assert max(map(width, spelt.splitlines())) <= columns
    assert uncolored(colored) == shown


def test_the_calibration_has_the_prior_of_an_undeclared_kind() -> None:
    shown = topic_text(PACK.topics["calibration"], options())

    assert "kind not declared\n  CPU: 0.22 - 0.55 - 1.8\n  memory: 0.1 - 0.5 - 1.5\n" in shown


def test_nothing_in_a_page_reaches_the_terminal_unseen() -> None:
    assert "\x1b" not in topic_text(f"# {SNEAKY}", options())
