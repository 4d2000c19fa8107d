"""How long a browser takes to open the report, side by side with a page of one sentence.

Size, nodes and the time until everything is loaded, for the storefront, 500 and 20,000 services:
each page in a browser context of its own, in turn, the least of several rounds. A busy machine
slows all pages alike, so the ratios hold where milliseconds do not. Prints figures and asserts
nothing: the limits on size and nodes are tests. Run it with `make bench`; it takes a minute.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from browsing import Heard, NoBrowserError, Reader, opened, started
from running import run
from shown import ROOT, layered

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 5
SIZES = (500, 20_000)
TRIVIAL = "<!DOCTYPE html><html lang=en><title>x</title><p>One sentence.</p></html>\n"
_LOADED = """() => {
    const [entry] = performance.getEntriesByType("navigation");
    return [entry.loadEventEnd, document.querySelectorAll("*").length];
}"""


def pages(folder: Path) -> dict[str, Path]:
    """The files that are opened; the trivial one comes first."""
    trivial = folder / "trivial.html"
    trivial.write_text(TRIVIAL, encoding="utf-8")
    found = {"a page of one sentence": trivial}
    found["storefront"] = _report(ROOT / "examples" / "storefront", folder / "storefront.html")
    for size in SIZES:
        manifest = folder / f"{size}.archlint.yaml"
        manifest.write_text(layered(size), encoding="utf-8")
        found[f"{size:,} services"] = _report(manifest, folder / f"{size}.html")
    return found


def _report(source: Path, target: Path) -> Path:
    wanted = ("--output-format", f"html:{target}")
    run("report", str(source), "--isolated", "--today", "2026-11-23", *wanted)
    return target


def loaded(browser: Browser, path: Path) -> tuple[float, int]:
    """Milliseconds until the load event ended, and elements."""
    page = opened(browser, path, Reader(), Heard())
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    milliseconds, nodes = page.evaluate(_LOADED)
    page.context.close()
    return milliseconds, nodes


def main() -> int:
    """Print the table; 0 without a browser too, which a machine may lack."""
    try:
        with started() as browser, tempfile.TemporaryDirectory() as folder:
            wanted = pages(Path(folder))
            runs: dict[str, list[tuple[float, int]]] = {name: [] for name in wanted}
            for _ in range(ROUNDS):
                for name, path in wanted.items():
                    runs[name].append(loaded(browser, path))
            sizes = {name: path.stat().st_size for name, path in wanted.items()}
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 0
    base = min(runs["a page of one sentence"])[0]
    print(f"{'':24}{'size':>10}{'nodes':>9}{'load':>11}   (least of {ROUNDS}; x one sentence)")
    for name, measured in runs.items():
        milliseconds, nodes = min(measured)
        print(
            f"{name:24}{sizes[name] / 1e6:7.2f} MB{nodes:9,}{milliseconds:8.0f} ms"
            f"{milliseconds / base:6.1f}x"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
