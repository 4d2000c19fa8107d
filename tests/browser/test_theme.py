"""Auto, light, dark: chosen by a button, kept where the browser allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, Heard, Reader, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from browsing import Pages, Show

GROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"


def button(page: Page) -> Locator:
    return page.get_by_role("button", name="Theme")


def is_dark(page: Page) -> bool:
    channels: list[int] = page.evaluate(GROUND)
    return max(channels) < 128


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_button_goes_from_auto_to_light_to_dark_and_round(show: Show, system: str) -> None:
    page = show("three services", theme=system)
    seen = []
    for _ in range(4):
        seen.append((button(page).inner_text(), is_dark(page)))
        button(page).click()

    auto = ("Theme: auto", system == "dark")
    assert seen == [auto, ("Theme: light", False), ("Theme: dark", True), auto]


def test_on_a_phone_the_bar_keeps_its_room_for_the_way_to_the_sections(show: Show) -> None:
    page = show("storefront", width=PHONE, height=844)
    widths = {
        name: page.locator(f".bar {name}").evaluate("(each) => each.clientWidth")
        for name in (".wrap", "nav", "#theme")
    }

    assert page.get_by_role("button", name="Print").count() == 0
    assert page.get_by_role("button", name="Theme: auto").count() == 1
    assert widths["#theme"] <= 40
    assert widths["nav"] >= widths[".wrap"] / 2
    assert page.locator(".bar").bounding_box()["height"] <= 56  # type: ignore[index]  # it is seen


def test_the_choice_outlives_a_reload(show: Show) -> None:
    page = show("three services")
    button(page).click()
    button(page).click()
    page.reload()

    assert (button(page).inner_text(), is_dark(page)) == ("Theme: dark", True)


@pytest.mark.parametrize(
    "refusal",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })",
        "Storage.prototype.setItem = () => { throw new Error('full'); }",
        "localStorage.setItem('archlint-theme', 'plaid')",
    ],
    ids=["no storage", "a full storage", "a word of nobody's"],
)
def test_a_storage_that_refuses_costs_the_memory_alone(
    browser: Browser, pages: Pages, refusal: str
) -> None:
    heard = Heard()
    blank = opened(browser, pages("three services"), Reader(), heard)
    try:
        blank.add_init_script(refusal)
        blank.reload()
        before = button(blank).inner_text()
        button(blank).click()
        after = button(blank).inner_text()
    finally:
        blank.context.close()

    assert (before, after, heard.messages) == ("Theme: auto", "Theme: light", [])


def test_paper_is_light_whatever_the_theme(show: Show) -> None:
    page = show("three services", theme="dark")
    button(page).click()
    button(page).click()
    page.emulate_media(media="print")

    assert not is_dark(page)
