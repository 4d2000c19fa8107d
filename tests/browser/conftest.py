"""One browser a worker, one page a portfolio, one context a test; all are closed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import AXE, Heard, NoBrowserError, Pages, Reader, Show, opened, started
from running import run
from shown import EXAMPLES, GENERATED, LARGE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TODAY = "2026-11-23"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or the reason why it is not there."""
    try:
        with started() as browser:
            yield browser
    except NoBrowserError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.is_file():
        pytest.skip("no axe-core: `make axe`, which needs npm")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Where the report about a portfolio lies, as `archlint report` writes it."""
    written: dict[str, Path] = {}

    def page_about(name: str) -> Path:
        if name not in written:
            folder = tmp_path_factory.mktemp("page")
            source = ROOT / "examples" / name
            if name not in EXAMPLES:
                source = folder / "archlint.yaml"
                source.write_text((GENERATED | LARGE)[name](), encoding="utf-8")
            written[name] = folder / "report.html"
            wanted = ("--output-format", f"html:{written[name]}")
            done = run("report", str(source), "--isolated", "--today", TODAY, *wanted)
            assert done.code == 0, done.stderr
        return written[name]

    return page_about


@pytest.fixture
def show(browser: Browser, pages: Pages) -> Iterator[Show]:
    """Opens the report about a portfolio, as a reader of some sort.

    Whatever a test does with a page, the page asks for nothing but itself and complains of nothing.
    """
    shown: list[tuple[Page, Path, Heard]] = []

    def show_page(name: str, fragment: str = "", **reader: object) -> Page:
        path, heard = pages(name), Heard()
        page = opened(browser, path, Reader(**reader), heard, fragment)  # type: ignore[arg-type]
        shown.append((page, path, heard))
        return page

    yield show_page
    for page, _, _ in shown:
        page.context.close()
    for _, path, heard in shown:
        assert {url.partition("#")[0] for url in heard.requests} == {path.as_uri()}
        assert heard.messages == []
