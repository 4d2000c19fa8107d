"""With scripts off everything is there to read, and nothing is offered that would do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shown import EXAMPLES, GENERATED, WHOLE

if TYPE_CHECKING:
    from browsing import Show

each_page = pytest.mark.parametrize("name", [*EXAMPLES, *GENERATED, *WHOLE])


@each_page
def test_every_heading_can_be_seen(show: Show, name: str) -> None:
    page = show(name, has_scripts=False)
    hidden = [
        heading.text_content()
        for heading in page.locator("h1, h2, h3, h4").all()
        if not heading.is_visible() and heading.locator("xpath=ancestor::details").count() == 0
    ]

    assert hidden == []


@each_page
def test_nothing_that_says_anything_is_hidden(show: Show, name: str) -> None:
    page = show(name, has_scripts=False)
    hidden = page.eval_on_selector_all(
        "[hidden], [role=tabpanel]",
        """(all) => all.filter((each) => !each.checkVisibility() && !each.closest("details") &&
            each.textContent.trim() && !each.querySelector("input, select, button") && !each.matches("input, select, button"))
            .map((each) => each.outerHTML.slice(0, 120))""",
    )

    assert hidden == []


@each_page
def test_no_control_is_shown_that_needs_the_script(show: Show, name: str) -> None:
    page = show(name, has_scripts=False)

    assert page.locator("button:visible, input:visible, select:visible").all_inner_texts() == []


def test_it_says_the_same_with_and_without(show: Show) -> None:
    with_scripts = show("storefront").locator("h2, h3").all_text_contents()

    assert (
        show("storefront", has_scripts=False).locator("h2, h3").all_text_contents() == with_scripts
    )
