"""One journey at a time behind tabs, at the mean or the p99; a link leads to its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shown import EXAMPLES, GENERATED

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import Show

each_page = pytest.mark.parametrize("name", [*EXAMPLES, *GENERATED])


def selected(page: Page) -> list[str]:
    return page.locator("[role=tab][aria-selected=true] .name").all_inner_texts()


def headings(page: Page) -> list[str]:
    """What is drawn of the journey that is shown."""
    return page.locator("#journeys .panel:visible h4:visible").all_inner_texts()


def test_arrows_home_and_end_choose_the_tab_and_show_its_journey(show: Show) -> None:
    page = show("storefront")
    names = page.locator("[role=tab] .name").all_inner_texts()
    page.locator("[role=tab]").first.focus()

    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        (tab,) = page.locator("[role=tab][aria-selected=true]").all()
        seen.append(tab.get_attribute("aria-controls"))
        assert page.locator("#journeys .panel:visible").get_attribute("id") == seen[-1]
        assert page.evaluate("document.activeElement.id") == tab.get_attribute("id")
        assert page.locator("[role=tab][tabindex='0']").count() == 1

    journeys = [f"journey-{name}" for name in names]
    last = "portfolio-map"
    assert seen == [journeys[1], journeys[2], journeys[1], journeys[0], last, journeys[0], last]


def test_a_link_to_a_journey_opens_its_tab_and_a_tab_changes_the_link(show: Show) -> None:
    page = show("storefront", "#journey-place-order")

    assert selected(page) == ["place-order"]
    page.locator("#tab-sign-in").click()
    assert page.evaluate("location.hash") == "#journey-sign-in"


def test_the_switch_shows_the_mean_or_the_p99_of_every_journey(show: Show) -> None:
    page = show("storefront", "#journey-search")
    mean = ["Who calls whom", "Where the mean request spends its time"]
    p99 = ["Who calls whom", "What makes the p99"]

    assert headings(page) == mean
    page.get_by_label("the p99").locator("visible=true").check()
    assert headings(page) == p99
    page.locator("#tab-place-order").click()
    assert headings(page) == p99
    page.keyboard.press("Tab")
    page.get_by_label("the mean request").locator("visible=true").check()
    assert headings(page) == mean


@each_page
def test_no_text_of_a_timeline_meets_another(show: Show, name: str) -> None:
    page = show(name, has_scripts=False)
    meetings = page.eval_on_selector_all(
        "svg.wf[role=img]",
        """(drawings) => drawings.flatMap((drawing) => {
            const texts = [...drawing.querySelectorAll("text")]
              .map((text) => [text.textContent, text.getBBox()]);
            const { width, height } = drawing.viewBox.baseVal;
            const out = texts.filter(([, box]) => box.x < -0.5 || box.y < -0.5 ||
              box.x + box.width > width + 0.5 || box.y + box.height > height + 0.5)
              .map(([text]) => "out: " + text);
            const pairs = texts.flatMap(([one, a], place) => texts.slice(place + 1)
              .filter(([, b]) => a.x < b.x + b.width && b.x < a.x + a.width &&
                a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height)
              .map(([other]) => one + " / " + other));
            return out.concat(pairs);
        })""",
    )

    assert meetings == []
