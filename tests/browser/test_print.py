"""On paper: every journey, no controls, heads of tables on every page, no second telling."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest

from browsing import measured
from shown import EXAMPLES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import Show

each_way = pytest.mark.parametrize("scripts", ["on", "off"])
PAPER = 694
"""The width of the text of an A4 page in CSS pixels, margins taken off."""


def printed(page: Page) -> list[str]:
    """The text of each page of the PDF, squeezed, without its foot."""
    from pypdf import PdfReader

    raw = page.pdf(prefer_css_page_size=True)
    texts = [squeezed(each.extract_text()) for each in PdfReader(io.BytesIO(raw)).pages]
    return [re.sub(r"archlintreport\d+/\d+", "", text) for text in texts]


def squeezed(text: str) -> str:
    """Without ligatures, and without white space, which a PDF puts where it likes."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@each_way
def test_the_pdf_holds_all_headings_and_repeats_those_of_tables(show: Show, scripts: str) -> None:
    page = show("storefront", has_scripts=scripts == "on")
    wanted = page.locator("h1, h2, h3, summary, caption:not(.vh)").evaluate_all(
        "(all) => all.filter((each) => !each.closest('details.twin, details.aside'))"
        ".map((each) => each.textContent)"
    )
    heads = page.locator("#services thead th[data-t]").evaluate_all(
        "(all) => all.map((head) => head.dataset.t)"
    )
    caption = squeezed(page.locator("#services caption").text_content() or "")
    rows = page.locator("#services tbody th code").all_text_contents()
    whole = printed(page)
    begin = next(number for number, text in enumerate(whole) if caption in text)
    first = next(n for n in range(begin, len(whole)) if squeezed(rows[0]) in whole[n])
    end = next(n for n in range(first + 1, len(whole)) if squeezed(rows[-1]) in whole[n])

    assert [part for part in wanted if squeezed(part) not in "".join(whole)] == []
    for number in range(first, end + 1):
        missing = [head for head in heads if squeezed(head) not in whole[number]]
        assert (number, missing) == (number, [])


def test_what_has_its_letter_on_a_fill_keeps_the_fill_on_paper(show: Show) -> None:
    """By default a browser prints no background, and white letters would stand on white."""
    page = show("storefront", is_on_paper=True)
    pale = page.eval_on_selector_all(
        "body *",
        """(all) => all.map((each) => [each, getComputedStyle(each)]).filter(([each, style]) => {
            const [alpha] = style.backgroundColor.match(/[\\d.]+(?=\\)$)/) || ["1"];
            const isFilled = style.backgroundColor !== "rgba(0, 0, 0, 0)" && Number(alpha) > 0;
            return isFilled && style.color !== "rgb(21, 23, 28)" && each.checkVisibility() &&
                style.printColorAdjust !== "exact";
        }).map(([each]) => each.outerHTML.slice(0, 80))""",
    )

    assert pale == []


def test_a_heading_stands_on_the_page_of_what_follows(show: Show) -> None:
    page = show("storefront")
    ledes = page.locator("section > .lede").all_text_contents()
    heads = [text[1:] for text in page.locator("section > h2:has(+ .lede)").all_text_contents()]
    whole = printed(page)

    assert ledes
    for head, lede in zip(heads, ledes, strict=True):
        assert any(squeezed(head) in text and squeezed(lede) in text for text in whole)


def test_the_pdf_offers_nothing_to_press(show: Show) -> None:
    page = show("storefront")
    page.emulate_media(media="print")

    assert page.locator("input:visible, select:visible").count() == 0
    assert page.locator("button:visible").all_inner_texts() == []
    assert page.get_by_role("navigation").count() == 0


@pytest.mark.parametrize("name", [*EXAMPLES, "three services", "hostile names"])
def test_nothing_is_wider_than_the_paper(show: Show, name: str) -> None:
    page = show(name, width=PAPER, is_on_paper=True)
    found = measured(page, "faults")

    assert found == {"width": PAPER, "sideways": [], "collisions": [], "escapes": [], "cut": []}
