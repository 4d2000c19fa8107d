"""On paper: every journey, nothing folded, heads of tables on every page."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest

from shown import EXAMPLES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import Show


def printed(page: Page) -> list[str]:
    """The text of each page of the PDF, squeezed."""
    from pypdf import PdfReader

    raw = page.pdf(prefer_css_page_size=True)
    return [squeezed(each.extract_text()) for each in PdfReader(io.BytesIO(raw)).pages]


def squeezed(text: str) -> str:
    """Without ligatures, and without white space, which a PDF puts where it likes."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", [*EXAMPLES, "three services", "500 services"])
def test_the_pdf_holds_every_section_and_every_journey(show: Show, name: str) -> None:
    page = show(name)
    wanted = page.locator("h1, h2, h3").all_inner_texts()
    text = "".join(printed(page))

    assert [heading for heading in wanted if squeezed(heading) not in text] == []
    assert page.locator("h3").count() > 0
