"""A template of the reader's own may leave parts of the page out: the script does with the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archlint.reporting.template_page import EXAMPLE

from browsing import Heard, Reader, opened
from running import run
from shown import GENERATED

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

WITHOUT = '{%% extends "archlint/report.html.j2" %%}{%% block %s %%}{%% endblock %%}'
PARTS = ("bar", "journeys", "services", "evidence")


@pytest.mark.parametrize(
    ("template", "sorted_by"),
    [(EXAMPLE, 1), *((WITHOUT % part, int(part != "services")) for part in PARTS)],
    ids=["the example", *PARTS],
)
def test_the_script_does_its_work_on_a_page_without_a_part(
    browser: Browser, tmp_path: Path, template: str, sorted_by: int
) -> None:
    source, path, heard = tmp_path / "archlint.yaml", tmp_path / "report.html", Heard()
    source.write_text(GENERATED["three services"](), encoding="utf-8")
    (tmp_path / "report.html.j2").write_text(template, encoding="utf-8")
    wanted = ("--template-dir", str(tmp_path), "--output-format", f"html:{path}")
    assert run("report", str(source), "--isolated", *wanted).code == 0

    page = opened(browser, path, Reader(), heard)
    try:
        for button in page.locator("#services thead button").all()[:1]:
            button.click()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        done = (
            page.locator("th[aria-sort=ascending]").count(),
            page.locator("details:not([open])").count(),
        )
    finally:
        page.context.close()

    assert (done, heard.messages) == ((sorted_by, 0), [])
