"""One browser a worker, one page a portfolio, and tabs that tests take in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import AXE, Desk, Heard, NoBrowserError, Pages, Reader, Show, started
from running import run
from shown import EXAMPLES, GENERATED, LARGE, ROOT, WHOLE

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
                source = folder if len(WHOLE.get(name, ())) > 1 else folder / "archlint.yaml"
                for file, text in _files(name).items():
                    (folder / file).parent.mkdir(exist_ok=True)
                    (folder / file).write_text(text(), encoding="utf-8")
            written[name] = folder / "report.html"
            wanted = ("--output-format", f"html:{written[name]}")
            done = run("report", str(source), "--isolated", "--today", TODAY, *wanted)
            assert done.code == (2 if name == "not linted" else 0), done.stderr
        return written[name]

    return page_about


def _files(name: str) -> dict[str, Callable[[], str]]:
    """What is read for a page, by name."""
    return WHOLE.get(name) or {"archlint.yaml": (GENERATED | LARGE)[name]}


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Desk:
    """The tabs of the browser."""
    return Desk(browser)


@pytest.fixture
def show(desk: Desk, pages: Pages) -> Iterator[Show]:
    """Opens the report about a portfolio, as a reader of some sort.

    Whatever a test does with a page, the page asks for nothing but itself and complains of nothing.
    """
    shown: list[tuple[Page, Reader, Path, Heard]] = []

    def show_page(name: str, fragment: str = "", **fields: object) -> Page:
        path, reader = pages(name), Reader(**fields)  # type: ignore[arg-type]
        page, heard = desk.open(path, reader, fragment)
        shown.append((page, reader, path, heard))
        return page

    yield show_page
    said = [(set(heard.requests), heard.messages[:], path) for _, _, path, heard in shown]
    for page, reader, _, heard in shown:
        desk.put_back(page, reader, heard)
    for requests, messages, path in said:
        assert {url.partition("#")[0] for url in requests} == {path.as_uri()}
        assert messages == []
