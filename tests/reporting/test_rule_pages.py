"""docs/rules is what the manuals say; `make docs` writes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from archlint.linting.engine import with_engine
from archlint.linting.pack import Pack, Rule, option
from archlint.linting.registry import installed_packs
from archlint.model import Severity
from archlint.reporting.rule_pages import rule_pages

DOCS = Path(__file__).parents[2] / "docs" / "rules"
PAGES = rule_pages(with_engine(installed_packs()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TooSlow(Rule):
    """Flag what is slow.

    More about it.

    Why: waiting.

    Flagged::

        archlint: 1

    Known problems: none.
    """

    code = "XX001"
    name = "too-slow"
    severity = Severity.NOTE
    since = "0.2.0"

    limit: float = option(0.25, "share", "The most there may be.")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_committed_page_is_the_generated_one(
    name: str, golden: Callable[[Path, str], None]
) -> None:
    golden(DOCS / name, PAGES[name])


def test_no_page_is_left_over_from_a_rule_that_is_gone() -> None:
    assert sorted(path.name for path in DOCS.iterdir()) == sorted(PAGES)


def test_every_link_of_a_page_leads_to_a_page() -> None:
    targets = {target for text in PAGES.values() for target in re.findall(r"\]\(([^)]+)\)", text)}

    assert targets - set(PAGES) == set()


def test_a_rule_page_has_the_sections_of_its_manual_and_its_options() -> None:
    page = rule_pages([Pack(name="x", rules=(TooSlow,))])["XX001.md"]

    assert page == (
        "# XX001 too-slow\n\n"
        "<!-- Generated from the rule's docstring. Change that, then `make docs`. -->\n\n"
        "Flag what is slow.\n\n"
        "More about it.\n\n"
        "Pack `x`, since 0.2.0. Severity: note. It is concluded from what other rules of the pack found. [All rules](README.md)\n\n"
        "## Why\n\nWaiting.\n\n"
        "## Flagged\n\n```yaml\narchlint: 1\n```\n\n"
        "## Known problems\n\nNone.\n\n"
        "## Options\n\nUnder `policies: too-slow:` in the root manifest.\n\n"
        "| option | kind | default | |\n|:--|:--|:--|:--|\n"
        "| `limit` | share | 25% | The most there may be. |\n"
    )
