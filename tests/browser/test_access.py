"""Everybody can read and operate the page: axe finds no fault, and the keyboard reaches all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE, Show, measured, with_all_open
from shown import EXAMPLES, GENERATED, WHOLE

if TYPE_CHECKING:
    from playwright.sync_api import Page

each_page = pytest.mark.parametrize("name", [*EXAMPLES, *GENERATED, *WHOLE])
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def faults(page: Page, axe: str, rules: object = LEVELS) -> list[tuple[str, list[str]]]:
    """What axe-core calls a violation, and on which elements."""
    page.evaluate(axe)
    asked = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found: dict[str, Any] = page.evaluate("(asked) => axe.run(document, asked)", asked)
    return [
        (item["id"], [f"{node['target']}: {node['failureSummary']}" for node in item["nodes"]][:3])
        for item in found["violations"]
    ]


@each_page
def test_axe_finds_no_fault_with_everything_open(show: Show, axe: str, name: str) -> None:
    page = with_all_open(show(name))
    in_light = faults(page, axe)
    page.emulate_media(color_scheme="dark")

    assert (in_light, faults(page, axe, OF_COLOR)) == ([], [])


def test_axe_finds_no_fault_on_a_phone(show: Show, axe: str) -> None:
    assert faults(with_all_open(show("storefront", width=PHONE, height=844)), axe) == []


@pytest.mark.parametrize("name", ["storefront", "three services", "no verdict possible"])
def test_tab_reaches_everything_and_shows_where_it_is(show: Show, name: str) -> None:
    page = with_all_open(show(name))
    wanted = measured(page, "logFocus")
    for _ in wanted:
        page.keyboard.press("Tab")
    seen = page.evaluate("focusLog")

    assert [wanted[step["place"]] for step in seen] == wanted
    assert [step["name"] for step in seen if not step["isMarked"]] == []
    assert [step["name"] for step in seen if step["isCovered"]] == []


def test_the_first_stop_skips_to_the_report(show: Show) -> None:
    page = show("storefront")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.querySelector(location.hash).localName") == "main"


def test_a_disclosure_opens_by_the_keyboard(show: Show) -> None:
    page = show("storefront")
    summary = page.locator("details:not([open]) > summary:visible").first
    part = summary.element_handle().evaluate_handle("(element) => element.parentElement")
    summary.focus()
    page.keyboard.press("Enter")

    assert part.evaluate("(element) => element.open")


@each_page
def test_headings_and_landmarks_lead_through_the_page(show: Show, name: str) -> None:
    page = show(name)

    portfolios = page.locator(".portfolio").count()

    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("navigation", name="Sections", exact=True).count() == min(1, portfolios)
    assert page.get_by_role("heading", level=1).count() == max(1, portfolios)
    assert page.locator("section:not([aria-labelledby], [aria-label])").count() == 0


@each_page
def test_every_drawing_is_named_or_left_to_the_text_beside_it(show: Show, name: str) -> None:
    unnamed = show(name).eval_on_selector_all(
        "svg:not([aria-hidden=true])",
        """(all) => all.filter((svg) => !svg.getAttribute("aria-label") && !(
            svg.getAttribute("aria-labelledby") || "").split(" ").every(
                (id) => id && document.getElementById(id)?.textContent.trim())
            ).map((svg) => svg.outerHTML.slice(0, 90))""",
    )

    assert unnamed == []
