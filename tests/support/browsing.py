"""Opens pages in a real browser, and keeps what it asked for and complained of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from shown import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Theme = Literal["light", "dark"]
Pages = Callable[[str], Path]
"""Where the report about a portfolio lies."""

Show = Callable[..., "Page"]
"""Opens the report about a portfolio: its name, a fragment of the address, fields of Reader."""

DESKTOP, PHONE, SMALL_PHONE = 1280, 390, 320
"""Widths in CSS pixels."""

AXE = ROOT / "build" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
MEASURES = (ROOT / "tests" / "browser" / "measures.js").read_text(encoding="utf-8")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ("--font-render-hinting=none", "--disable-lcd-text")


class NoBrowserError(Exception):
    """There is none, or it does not start; says how to get one."""


@contextmanager
def started() -> Iterator[Browser]:
    """The system's Chromium without a window, ended on the way out; raises NoBrowserError."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowserError("no playwright: install requirements-dev.txt") from error
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise NoBrowserError("no Chromium: `apt-get install chromium`, or name one in $CHROMIUM")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        except Error as error:
            reason = error.message.splitlines()[0]
            raise NoBrowserError(f"{program} does not start: {reason}") from error
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Heard:
    """What a page asked the network for, and what it or the browser complained of."""

    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who looks at the page, and with what."""

    width: int = DESKTOP
    height: int = 900
    theme: Theme = "light"
    has_scripts: bool = True
    has_forced_colors: bool = False
    has_reduced_motion: bool = False
    is_on_paper: bool = False


class Desk:
    """Pages of one browser, taken by one test after the other: a new one costs four times as much.

    What a test leaves behind is cleared away: what the page stored, its size, its media.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[Reader, list[tuple[Page, Heard]]] = {}

    def open(self, path: Path, reader: Reader, fragment: str = "") -> tuple[Page, Heard]:
        """The page as its reader sees it, and what it has asked for and said since."""
        free = self._free.setdefault(reader, [])
        page, heard = free.pop() if free else self._new(reader)
        heard.requests.clear()
        heard.messages.clear()
        page.goto(path.as_uri() + fragment)
        return page, heard

    def put_back(self, page: Page, reader: Reader, heard: Heard) -> None:
        """Make it ready for another test."""
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        page.set_viewport_size({"width": reader.width, "height": reader.height})
        media: Literal["print", "null"] = "print" if reader.is_on_paper else "null"
        page.emulate_media(media=media, color_scheme=reader.theme)
        self._free[reader].append((page, heard))

    def _new(self, reader: Reader) -> tuple[Page, Heard]:
        page, heard = _blank(self._browser, reader), Heard()
        heard.listen(page)
        return page, heard


def opened(browser: Browser, path: Path, reader: Reader, heard: Heard, fragment: str = "") -> Page:
    """The page in a context of its own; close `page.context` when done."""
    page = _blank(browser, reader)
    heard.listen(page)
    page.goto(path.as_uri() + fragment)
    return page


def _blank(browser: Browser, reader: Reader) -> Page:
    context = browser.new_context(
        viewport={"width": reader.width, "height": reader.height},
        color_scheme=reader.theme,
        java_script_enabled=reader.has_scripts,
        forced_colors="active" if reader.has_forced_colors else "none",
        reduced_motion="reduce" if reader.has_reduced_motion else "no-preference",
        has_touch=reader.width < DESKTOP,
        service_workers="block",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)  # a busy machine is slow, not wrong
    if reader.is_on_paper:
        page.emulate_media(media="print")
    return page


def measured(page: Page, what: str, *arguments: Any) -> Any:
    """What a function of measures.js says about the page."""
    return page.evaluate(f"(given) => ({MEASURES}).{what}(...given)", list(arguments))


def with_all_open(page: Page) -> Page:
    """The same page with every disclosure open."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    return page
