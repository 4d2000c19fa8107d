"""One journey at a time: tabs by mouse and by keyboard, the mean or the p99, all of them on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shown import EXAMPLES, GENERATED

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browsing import Show

TABS = 8
"""Of the storefront: seven journeys and the whole portfolio."""


def chosen(page: Page) -> tuple[list[int], list[int], list[int]]:
    """Places of the tabs that are selected, of those that Tab stops at, and of panels in sight."""
    return (
        places(page, "[role=tab]", "(tab) => tab.getAttribute('aria-selected') === 'true'"),
        places(page, "[role=tab]", "(tab) => tab.tabIndex === 0"),
        places(page, "[role=tabpanel]", "(panel) => panel.checkVisibility()"),
    )


def places(page: Page, selector: str, test: str) -> list[int]:
    found: list[int] = page.eval_on_selector_all(
        f"#journeys {selector}",
        f"(all) => all.flatMap((each, place) => ({test})(each) ? [place] : [])",
    )
    return found


def test_there_is_a_tab_for_each_journey_that_names_and_controls_its_panel(show: Show) -> None:
    page = show("storefront")
    pairs = page.eval_on_selector_all(
        "#journeys [role=tab]",
        """(all) => all.map((tab) => {
            const panel = document.getElementById(tab.getAttribute("aria-controls"));
            return panel.getAttribute("role") === "tabpanel" &&
              panel.getAttribute("aria-labelledby") === tab.id;
        })""",
    )

    assert pairs == [True] * TABS
    assert chosen(page) == ([0], [0], [0])


LAST = TABS - 1
STEPS = {
    "right": (["ArrowRight"], 1),
    "right and back": (["ArrowRight", "ArrowLeft"], 0),
    "left from the first to the last": (["ArrowLeft"], LAST),
    "right from the last to the first": (["End", "ArrowRight"], 0),
    "to the end": (["End"], LAST),
    "to the end and home": (["End", "Home"], 0),
    "other keys stay": (["ArrowRight", "x", "PageUp"], 1),
}


@pytest.mark.parametrize(("keys", "place"), STEPS.values(), ids=STEPS)
def test_arrows_home_and_end_move_among_the_tabs(show: Show, keys: list[str], place: int) -> None:
    page = show("storefront")
    page.locator("#journeys [role=tab]").first.focus()
    for key in keys:
        page.keyboard.press(key)
    focused = places(page, "[role=tab]", "(tab) => tab === document.activeElement")

    assert chosen(page) == ([place], [place], [place])
    assert focused == [place]


def test_a_click_shows_the_journey_and_the_address_leads_back_to_it(show: Show) -> None:
    page = show("storefront")
    page.get_by_role("tab").nth(2).click()
    address = page.evaluate("location.hash")
    again = show("storefront", address)

    assert chosen(page) == chosen(again) == ([2], [2], [2])


def test_a_tab_ends_on_the_rule_of_its_own_row(show: Show) -> None:
    page = show("storefront")
    page.set_viewport_size({"width": 920, "height": 900})
    rows, off = page.locator("#journeys .tabs").evaluate(
        """(strip) => {
            const height = parseFloat(getComputedStyle(strip).backgroundSize.split(" ")[1]);
            const ends = [...strip.children].map((tab) =>
                (tab.getBoundingClientRect().bottom - strip.getBoundingClientRect().top) / height);
            return [new Set(ends).size, ends.filter((end) => Math.abs(end - Math.round(end)) > 0.01)];
        }"""
    )

    assert rows > 1
    assert off == []


def test_the_tab_after_the_tabs_leads_into_the_panel(show: Show) -> None:
    page = show("storefront")
    page.locator("#journeys [role=tab]").first.focus()
    page.keyboard.press("Tab")

    assert page.evaluate("Boolean(document.activeElement.closest('#journeys'))")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "tab"


def test_the_p99_takes_the_place_of_the_mean(show: Show) -> None:
    page = show("storefront")
    panel = page.locator("#journeys [role=tabpanel]:visible")
    mean, tail = (panel.locator(f"[data-at={at}]") for at in ("mean", "p99"))
    before = (mean.is_visible(), tail.is_visible())
    panel.get_by_role("radio", name="p99").press("Space")

    assert (before, mean.is_visible(), tail.is_visible()) == ((True, False), False, True)


def test_a_box_of_the_call_graph_is_a_link_with_a_name(show: Show) -> None:
    page = show("storefront")
    boxes = page.locator("#journeys [role=tabpanel]:visible svg a")
    unnamed = boxes.evaluate_all(
        "(all) => all.filter((box) => !(box.getAttribute('aria-label') || '').trim()).length"
    )

    assert boxes.count() > 0
    assert unnamed == 0


def headings(page: Page) -> list[str]:
    """What is drawn of the journey that is shown."""
    return page.locator("#journeys .panel:visible h4:visible").all_inner_texts()


def test_the_switch_shows_the_mean_or_the_p99_of_every_journey(show: Show) -> None:
    page = show("storefront", "#journey-search")
    mean = ["Who calls whom", "Where the mean request spends its time"]
    p99 = ["Who calls whom", "What makes the p99"]

    assert headings(page) == mean
    page.get_by_label("the p99").locator("visible=true").check()
    assert headings(page) == p99
    page.locator("#tab-place-order").click()
    assert headings(page) == p99
    page.get_by_label("the mean request").locator("visible=true").check()
    assert headings(page) == mean


def drawings(page: Page) -> list[int]:
    """How many drawings of time there are in each panel of a journey."""
    found: list[int] = page.eval_on_selector_all(
        "#journeys .panel:not(#portfolio-map)",
        "(all) => all.map((panel) => panel.querySelectorAll('svg.wf[role=img]').length)",
    )
    return found


ASKED_FOR: dict[str, tuple[Callable[[Page], object], list[int]]] = {
    "nothing": (lambda _: None, [2, 0, 0, 0, 0]),
    "a tab": (lambda page: page.get_by_role("tab").nth(2).click(), [2, 0, 2, 0, 0]),
    "a link": (
        lambda page: page.evaluate("location.hash = document.querySelectorAll('.panel')[3].id"),
        [2, 0, 0, 2, 0],
    ),
    "paper": (lambda page: page.evaluate("dispatchEvent(new Event('beforeprint'))"), [2] * 5),
}


@pytest.mark.parametrize(("ask", "built"), ASKED_FOR.values(), ids=ASKED_FOR)
def test_of_many_services_a_journey_is_built_once_it_is_asked_for(
    show: Show, ask: Callable[[Page], object], built: list[int]
) -> None:
    page = show("500 services")
    ask(page)
    page.wait_for_function(
        "(wanted) => document.querySelectorAll('#journeys svg.wf[role=img]').length === wanted",
        arg=sum(built),
    )

    assert drawings(page) == built


def test_what_is_built_later_is_drawn_as_the_others_are(show: Show) -> None:
    page = show("500 services")
    page.get_by_label("the p99").locator("visible=true").check()
    page.get_by_role("tab").nth(1).click()
    at_once = headings(page)
    page.get_by_label("the mean request").locator("visible=true").check()

    assert at_once == ["Who calls whom", "What makes the p99"]
    assert headings(page) == ["Who calls whom", "Where the mean request spends its time"]


def test_without_the_script_every_journey_is_there(show: Show) -> None:
    assert drawings(show("500 services", has_scripts=False)) == [2] * 5


@pytest.mark.parametrize("name", [*EXAMPLES, *GENERATED])
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
