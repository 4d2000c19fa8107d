"""The table of all services is searched, filtered, sorted and turned over; links lead to evidence."""

from __future__ import annotations

import re
import shlex
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from shown import EXAMPLES, GENERATED

if TYPE_CHECKING:
    from playwright.sync_api import Page

MANY = "500 services"
MOST_SHOWN = 50

each_page = pytest.mark.parametrize("name", [*EXAMPLES, *GENERATED])


def names(page: Page) -> list[str]:
    return page.locator("table.services tbody th code").all_inner_texts()


def status(page: Page) -> str:
    return page.locator(".filters output").inner_text()


def sort(page: Page, key: str) -> str | None:
    """Press the head of a column; which way it says it is sorted."""
    page.locator(f"table.services th[data-key={key}] button").click()
    return page.locator(f"table.services th[data-key={key}]").get_attribute("aria-sort")


def choose(page: Page, filter_name: str, text: str) -> None:
    """The option of that text, behind which stands how many it is."""
    select = page.get_by_role("combobox", name=filter_name)
    option = select.locator("option", has_text=re.compile(rf"^{text} \("))
    select.select_option(option.get_attribute("value"))


def column(page: Page, key: str) -> list[str]:
    """The texts of a column, without what stands below."""
    found: list[str] = page.evaluate(
        """(key) => {
            const heads = [...document.querySelectorAll("table.services thead th")];
            const place = heads.findIndex((head) => head.dataset.key === key);
            return [...document.querySelectorAll("table.services tbody tr")]
              .map((row) => row.cells[place].firstChild.textContent.trim());
        }""",
        key,
    )
    return found


def seconds(text: str) -> float:
    number, _, unit = text.partition(" ")
    return float(number) * {"µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0}[unit]


@each_page
def test_the_script_writes_the_rows_that_the_page_came_with(show: Any, name: str) -> None:
    page = show(name)
    bodies = "[...document.querySelectorAll('table.services tbody')].map((body) => body.innerHTML)"
    before = page.evaluate(bodies)
    for table in page.locator("table.services").all():
        for _ in range(3):  # one way, the other way, and as it was
            table.locator("th[data-key=name] button").click()

    def plain(written: list[str]) -> list[str]:
        return [re.sub(r"\s*\n\s*", "", body) for body in written]

    assert plain(page.evaluate(bodies)) == plain(before)


def test_a_head_sorts_one_way_then_the_other_then_as_it_was(show: Any) -> None:
    page = show("storefront")
    first = names(page)
    ways = [sort(page, "own")]
    falling = [text for text in column(page, "own") if text != "–"]
    unknown = column(page, "own")[len(falling) :]
    ways.append(sort(page, "own"))
    rising = [text for text in column(page, "own") if text != "–"]
    ways.append(sort(page, "own"))

    assert ways == ["descending", "ascending", None]
    assert list(map(seconds, falling)) == sorted(map(seconds, falling), reverse=True)
    assert list(map(seconds, rising)) == sorted(map(seconds, rising))
    assert set(unknown) == {"–"}
    assert names(page) == first


def test_a_name_sorts_from_a_to_z_at_first(show: Any) -> None:
    page = show("storefront")

    assert sort(page, "name") == "ascending"
    assert names(page) == sorted(names(page))


def test_what_is_typed_is_found_and_counted(show: Any) -> None:
    page = show("storefront")
    whole = len(names(page))
    page.get_by_role("searchbox").fill("discovery")

    assert {"ranking", "search"} <= set(names(page))
    assert status(page) == f"{len(names(page))} of {whole} services"
    page.get_by_role("searchbox").fill("no such service")
    assert names(page) == []
    assert "No service matches" in page.locator("table.services tbody").inner_text()
    assert status(page) == f"0 of {whole} services"


def test_filters_narrow_together(show: Any) -> None:
    page = show("storefront")
    choose(page, "Verdict", "Go")
    choose(page, "Owner or system", "payments")
    waited_for = names(page)
    page.get_by_role("checkbox", name="on a critical path").check()

    assert {"cart", "payment"} <= set(waited_for)
    assert set(names(page)) <= set(waited_for)
    assert set(column(page, "verdict")) == {"GGo"}


def test_fifty_are_shown_and_the_pages_turned(show: Any) -> None:
    page = show(MANY)
    first = names(page)
    following, back = (
        page.get_by_role("button", name="Next"),
        page.get_by_role("button", name="Previous"),
    )
    following.focus()
    page.keyboard.press("Enter")
    second = names(page)

    assert (len(first), len(second), set(first) & set(second)) == (MOST_SHOWN, MOST_SHOWN, set())
    assert status(page) == "500 services, 51 to 100 shown"
    assert page.evaluate("document.activeElement.textContent") == "Next"
    back.click()
    assert names(page) == first
    assert back.get_attribute("aria-disabled") == "true"
    page.keyboard.press("Enter")  # there is nothing before the first
    assert names(page) == first


def test_a_filter_begins_at_the_first_page(show: Any) -> None:
    page = show(MANY)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("searchbox").fill("service-1")

    assert "1 to 50 shown" in status(page) or "shown" not in status(page)


def test_a_link_to_a_service_opens_its_evidence(show: Any) -> None:
    page = show("storefront", "#service-pricing")
    trail = page.locator("[id='service-pricing']")

    page.locator("summary:focus").wait_for()
    assert trail.get_attribute("open") is not None
    assert trail.evaluate("(each) => each.querySelector('summary') === document.activeElement")
    page.locator("table.services a[href='#service-cart']").click()
    assert page.locator("[id='service-cart']").get_attribute("open") is not None


def test_the_evidence_of_others_is_made_when_a_link_asks_for_it(show: Any) -> None:
    page = show(MANY)
    wanted = "service-499"
    assert page.locator(f"[id='service-{wanted}']").count() == 0
    page.get_by_role("searchbox").fill(wanted)
    page.locator(f"table.services a[href='#service-{wanted}']").click()
    trail = page.locator(f"[id='service-{wanted}']")

    assert trail.get_attribute("open") is not None
    assert trail.locator("dt").all_inner_texts()[:2] == ["Does anyone wait for it?", "How often?"]
    assert f"archlint explain {wanted}" in trail.inner_text()


def test_every_hostile_name_leads_to_its_own_evidence(show: Any) -> None:
    page = show("hostile names")
    links = page.locator("table.services tbody th a")
    for place in range(links.count()):
        link = links.nth(place)
        link.click()
        page.wait_for_function(
            """(name) => document.activeElement.tagName === "SUMMARY" &&
                document.activeElement.querySelector("code").textContent === name""",
            arg=link.text_content(),
        )


def test_the_page_of_many_stays_small(show: Any) -> None:
    page = show(MANY)
    for key in ("rate", "users", "name"):
        sort(page, key)

    assert page.locator("table.services tbody tr").count() == MOST_SHOWN


def test_without_scripts_the_first_fifty_are_there_and_the_rest_is_told_of(show: Any) -> None:
    page = show(MANY, has_scripts=False)

    assert len(names(page)) == MOST_SHOWN
    assert page.get_by_text("… 450 more in the json report").is_visible()
    assert page.locator(".filters").is_hidden()
    assert page.locator(".pager").is_hidden()


def test_the_command_of_a_made_trail_is_quoted_for_a_shell(show: Any) -> None:
    page = show(MANY)
    script = files("archlint.reporting").joinpath("templates", "script", "services.js")
    source = script.read_text(encoding="utf-8")
    (quoted,) = re.findall(r"function quoted\(name\) \{.*?\n  \}", source, re.DOTALL)
    names = ["a", "a-b/c.d:1", "a b", "it's", "-x", "$HOME", "", "é", 'a"b', "a\\b"]

    assert page.evaluate(f"(names) => {{ {quoted}; return names.map(quoted); }}", names) == [
        shlex.quote(name) for name in names
    ]
