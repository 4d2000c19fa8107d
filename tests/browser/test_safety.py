"""The page asks for nothing, runs nothing but its own script, and takes names for names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Heard, Pages, Reader, Show, opened, with_all_open
from shown import EXAMPLES, GENERATED, WHOLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

each_page = pytest.mark.parametrize("name", [*EXAMPLES, *GENERATED, *WHOLE])


@each_page
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_asks_for_nothing_and_complains_of_nothing(
    show: Show, name: str, theme: str
) -> None:
    page = with_all_open(show(name, theme=theme))

    assert page.locator("h1").count() >= 1


ATTACKS = {
    "an inline script": "<script>document.title = 'pwned'</script>",
    "a script of the network": "<script src='https://attacker.invalid/x.js'></script>",
    "a script in a data address": "<script src=\"data:text/javascript,document.title='pwned'\"></script>",
    "a handler": "<img src=x onerror=\"document.title = 'pwned'\">",
    "a handler of a drawing": "<svg onload=\"document.title = 'pwned'\"></svg>",
    "a picture of the network": "<img src='https://attacker.invalid/x.png'>",
    "a frame": "<iframe srcdoc=\"<script>parent.document.title = 'pwned'</script>\"></iframe>",
    "an inline style": "<p id=victim style='position:fixed'>x</p>",
    "a style sheet": "<style>body { position: fixed }</style>",
    "a base": "<base href='https://attacker.invalid/'>",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_is_smuggled_into_the_file_neither_runs_nor_loads(
    browser: Browser, pages: Pages, tmp_path: Path, attack: str
) -> None:
    text = pages("three services").read_text(encoding="utf-8")
    victim, heard = tmp_path / "report.html", Heard()
    victim.write_text(text.replace("<main", f"{attack}<main", 1), encoding="utf-8")
    page = opened(browser, victim, Reader(), heard)
    try:
        title = page.title()
        positions = page.evaluate(
            "[document.body, ...document.querySelectorAll('#victim')].map((e) => getComputedStyle(e).position)"
        )
        base = page.evaluate("document.baseURI")
    finally:
        page.context.close()

    assert "pwned" not in title
    assert "fixed" not in positions
    assert base == victim.as_uri()
    assert "Content Security Policy" in "".join(heard.messages)


def test_what_is_smuggled_into_the_open_page_does_not_run(browser: Browser, pages: Pages) -> None:
    page = opened(browser, pages("three services"), Reader(), Heard())
    try:
        page.evaluate(
            """() => {
                const box = document.createElement("div");
                box.innerHTML = '<img src=x onerror="document.title=1"><a href="javascript:document.title=1">x</a>';
                document.body.prepend(box);
                box.querySelector("a").click();
                try { box.setAttribute("onclick", "document.title=1"); box.click(); } catch (error) { }
            }"""
        )
        page.wait_for_timeout(100)
        title = page.title()
    finally:
        page.context.close()

    assert title == "trio: archlint report"


def test_hostile_names_are_text_and_nothing_else(show: Show) -> None:
    page = with_all_open(show("hostile names"))

    assert page.locator("img, iframe, object, embed, link, base, [onerror], [onload]").count() == 0
    assert page.locator("script:not([type])").count() == 1
    assert "pwned" not in page.title()
    assert page.locator("code", has_text="<img src=x onerror=").count() > 0


def test_links_lead_to_places_in_the_page(show: Show) -> None:
    page = show("hostile names")
    addresses = page.eval_on_selector_all("a", "(all) => all.map((a) => a.getAttribute('href'))")

    assert [address for address in addresses if not re.match(r"#\S", address)] == []
