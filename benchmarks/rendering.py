"""What the HTML report costs beside the analysis it shows, and how large it is.

Up to twenty thousand services in systems of a hundred, every figure given; users come to a dozen of
the systems. CPU seconds of this process, so that a busy machine changes little. Run it with `make
bench`; the aims are those of the report: rendering takes no longer than reading and linting, the
file stays below 3 MB and 8,000 elements.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from archlint.linting.engine import catalogue_of, lint, with_engine
from archlint.linting.registry import installed_packs
from archlint.linting.report import Report
from archlint.manifest import loads
from archlint.reporting import FORMATS, Options

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from shown import layered

SIZES = (500, 2_000, 20_000)
MOST_BYTES, MOST_ELEMENTS = 3_000_000, 8_000

PACKS = installed_packs(isolated=True)


class Elements(HTMLParser):
    """Counts elements by the section they are in, as a browser has them that runs the script."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self._section = "head"
        self._left = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            given = dict(attrs)
            self._section = given.get("id") or given.get("class") or tag
        self._left = self._left or tag == "noscript"
        self.found[self._section] += not self._left

    def handle_endtag(self, tag: str) -> None:
        self._left = self._left and tag != "noscript"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def main() -> None:
    """Print the table."""
    print(f"{'services':>9}{'read':>8}{'lint':>8}{'html':>8}{'ratio':>7}{'MB':>7}{'elements':>10}")
    for size in SIZES:
        marks = [time.process_time()]
        portfolio = loads(layered(size), catalogue=catalogue_of(PACKS))
        marks.append(time.process_time())
        linted = lint(portfolio, packs=PACKS, today=date(2026, 11, 23))
        marks.append(time.process_time())
        report = Report(portfolios=(linted,), packs=with_engine(PACKS))
        document = FORMATS["html"](report, Options())
        marks.append(time.process_time())
        read, checked, drawn = (after - before for before, after in pairwise(marks))
        large, elements = len(document.encode()), Elements(document).found
        print(
            f"{size:>9,}{read:>8.2f}{checked:>8.2f}{drawn:>8.2f}{drawn / (read + checked):>7.2f}"
            f"{large / 1e6:>7.2f}{elements.total():>10,}"
        )
        print("          " + ", ".join(f"{name} {count:,}" for name, count in elements.items()))
        if large > MOST_BYTES or elements.total() > MOST_ELEMENTS:
            print(f"          above {MOST_BYTES:,} bytes or {MOST_ELEMENTS:,} elements")


if __name__ == "__main__":
    main()
