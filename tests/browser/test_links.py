"""A link to a service, a rule or a journey leads there, however deep it is folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from browsing import Show

CENTRE = """(id) => {
    const target = document.getElementById(id);
    const box = target.getBoundingClientRect();
    const folded = [];
    for (let part = target; part; part = part.parentElement) {
        if (part.localName === "details" && !part.open) { folded.push(part.id || "details"); }
    }
    return {
        folded, isSeen: target.checkVisibility(),
        isInWindow: box.bottom > 0 && box.top < innerHeight,
    };
}"""
THERE = {"folded": [], "isSeen": True, "isInWindow": True}
TARGETS = ["service-ranking", "service-web", "rule-NT101", "journey-place-order", "journey-sign-in"]


@pytest.mark.parametrize("target", TARGETS)
def test_the_address_of_a_page_leads_to_the_place(show: Show, target: str) -> None:
    page = show("storefront", f"#{target}")

    assert page.evaluate(CENTRE, target) == THERE


@pytest.mark.parametrize("target", TARGETS)
def test_a_link_followed_later_leads_to_the_place(show: Show, target: str) -> None:
    page = show("storefront")
    page.evaluate("(id) => { location.hash = id; }", target)
    page.locator(f'[id="{target}"]').wait_for()

    assert page.evaluate(CENTRE, target) == THERE


def test_an_address_that_one_portfolio_had_leads_to_it_among_two(show: Show) -> None:
    page = show("two portfolios", "#service-pricing")

    assert page.evaluate(CENTRE, "p1-service-pricing") == THERE
    assert page.locator("#status").inner_text() == ""


def test_a_second_click_leads_there_again(show: Show) -> None:
    page = show("storefront")
    link = page.locator('#services a[href="#service-pricing"]')
    link.click()
    page.locator("#service-pricing[open]").wait_for()
    page.evaluate("""() => {
        document.getElementById("service-pricing").open = false;
        scrollTo(0, document.getElementById("services").offsetTop);
    }""")
    link.click()

    assert page.evaluate(CENTRE, "service-pricing") == THERE


@pytest.mark.parametrize("name", ["storefront", "500 services", "hostile names"])
def test_every_link_of_the_page_has_its_place(show: Show, name: str) -> None:
    page = show(name)
    lost = page.eval_on_selector_all(
        'a[href^="#"]',
        """(all) => all.map((link) => link.getAttribute("href").slice(1)).filter((id) => {
            if (!document.getElementById(id)) {
                document.dispatchEvent(new CustomEvent("archlint:wanted", { detail: id }));
            }
            return !document.getElementById(id);
        })""",
    )

    assert lost == []


@pytest.mark.parametrize("number", [499, 37])
def test_a_service_whose_evidence_is_not_in_the_page_is_explained_from_the_data(
    show: Show, number: int
) -> None:
    target = f"service-service-{number}"
    page = show("500 services", f"#{target}")

    assert page.evaluate(CENTRE, target) == THERE
    assert f"service-{number}" in page.locator(f"#{target}").inner_text()


def test_names_of_any_script_can_be_linked_to(show: Show) -> None:
    name = "支払いサービス決済処理"
    page = show("hostile names", "#service-" + quote(quote(name)))
    target = page.evaluate("location.hash.slice(1)")
    found = page.evaluate(
        "(id) => [...document.querySelectorAll('[id]')].some((each) => each.id === id || each.id === decodeURIComponent(id))",
        target,
    )

    assert found


@pytest.mark.parametrize(
    "fragment", ["#nowhere", "#%", "#service-", "#%3Cimg%20onerror%3E", "#'\""]
)
def test_an_address_that_leads_nowhere_does_no_harm(show: Show, fragment: str) -> None:
    page = show("storefront", fragment)

    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("status").and_(page.locator("#status")).count() == 0


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("service-nope", "This report has no service “nope”."),
        ("service-%3Cb%3E%20x", "This report has no service “<b> x”."),
        ("journey-gone", "This report has no journey “gone”."),
        ("rule-XX1", "This report has no rule “XX1”."),
    ],
)
def test_an_address_of_what_the_report_does_not_have_says_so(
    show: Show, target: str, said: str
) -> None:
    page = show("storefront", f"#{target}")
    status = page.locator("#status")
    status.wait_for()
    told = status.inner_text()
    page.evaluate("location.hash = 'service-web'")
    page.locator("#status").wait_for(state="hidden")

    assert told == said


def test_a_service_that_is_named_leads_to_its_evidence(show: Show) -> None:
    """A name that a journey has as well is left alone: nobody knows whose it is in a sentence."""
    page = show("storefront")
    unlinked = page.evaluate(
        """() => {
            const texts = (selector) =>
                [...document.querySelectorAll(selector)].map((each) => each.textContent);
            const journeys = texts("#journeys .panel > h3 code");
            const services = texts(".trails summary code").filter((name) => !journeys.includes(name));
            return [...document.querySelectorAll("main code")]
                .filter((code) => services.includes(code.textContent) && !code.closest("a, .trails"))
                .map((code) => code.parentElement.textContent.slice(0, 80));
        }"""
    )

    assert unlinked == []
