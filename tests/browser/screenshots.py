"""Pictures of the examples' reports for the README and for review: `make screenshots`.

The same browser on the same machine draws the same pixels: window, scale, theme and date are fixed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from browsing import PHONE, Heard, NoBrowserError, Reader, opened, started
from running import run
from shown import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = ROOT / "docs" / "img"
TODAY = "2026-11-23"
MOST_BYTES = 1_500_000
"""All pictures together: they are in every clone."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is shown of which report, to whom."""

    example: str
    reader: Reader
    frame: Callable[[Page], None] = lambda page: page.evaluate("scrollTo(0, 0)")


def at_section(name: str) -> Callable[[Page], None]:
    """The window begins at a section, and the bar at the top of the page is out of the way."""

    def frame(page: Page) -> None:
        page.locator("header.bar").evaluate("(bar) => { bar.hidden = true; }")
        page.locator(f"#{name}").evaluate("(part) => scrollTo(0, part.offsetTop)")

    return frame


_TOP = Reader(width=1180, height=1000)
PICTURES = {
    "report-light": Picture(example="storefront", reader=_TOP),
    "report-dark": Picture(example="storefront", reader=replace(_TOP, theme="dark")),
    "report-journey": Picture(
        example="storefront", reader=replace(_TOP, height=900), frame=at_section("journeys")
    ),
    "report-phone": Picture(example="storefront", reader=Reader(width=PHONE, height=844)),
    "report-boutique": Picture(example="online-boutique", reader=_TOP),
    "report-monorepo": Picture(example="monorepo", reader=_TOP),
    "report-astronomy": Picture(example="astronomy-shop", reader=replace(_TOP, theme="dark")),
}


def main() -> int:
    """Write them all; 1 where there is no browser, or where they outgrow their folder."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    try:
        with started() as browser, tempfile.TemporaryDirectory() as folder:
            for name, picture in PICTURES.items():
                report = Path(folder) / f"{picture.example}.html"
                wanted = ("--output-format", f"html:{report}")
                run("report", f"examples/{picture.example}", "--today", TODAY, *wanted, cwd=ROOT)
                page = opened(browser, report, picture.reader, Heard())
                picture.frame(page)
                page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
                page.context.close()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in IMAGES.iterdir())
    print(f"{len(PICTURES)} pictures, {size / 1e6:.2f} MB")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
