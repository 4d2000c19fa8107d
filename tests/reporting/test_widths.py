"""No line of any text for a terminal is wider than the terminal, whatever the names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archlint.cli.checking import report_on
from archlint.cli.preparing import Terms
from archlint.reporting.columns import width
from archlint.reporting.explain import service_text
from archlint.reporting.path import path_text
from archlint.reporting.text import render

from hostile import manifest
from hostile import report_on as reported
from reported import options, uncolored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archlint.linting.report import Report
    from archlint.reporting import Options

EXAMPLES = Path(__file__).parents[2] / "examples"
PORTFOLIOS = ["hostile names", *sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    found = {"hostile names": reported(manifest())}
    for name in PORTFOLIOS[1:]:
        found[name], _ = report_on((str(EXAMPLES / name),), Terms(isolated=True))
    return found


def texts(report: Report, asked: Options) -> Iterator[str]:
    """check, path at the mean and at the p99, and explain of some services."""
    yield render(report, asked)
    for part in report.portfolios:
        yield path_text(part.analysis, (), asked)
        yield path_text(part.analysis, (), asked, at="p99")
        for name in sorted(part.portfolio.services)[:8]:
            yield service_text(part, name, asked)


@pytest.mark.slow
@pytest.mark.parametrize("name", PORTFOLIOS)
@pytest.mark.parametrize("columns", [60, 80, 83, 91, 100, 240])
@pytest.mark.parametrize("plain", [False, True])
def test_every_line_fits(
    reports: dict[str, Report], name: str, columns: int, *, plain: bool
) -> None:
    asked = options(columns=columns, plain=plain)
    for text in texts(reports[name], asked):
        assert [line for line in text.splitlines() if width(line) > asked.width] == []
        assert not plain or text.isascii()


@pytest.mark.slow
@pytest.mark.parametrize("name", PORTFOLIOS)
def test_colour_widens_nothing_and_says_nothing_alone(
    reports: dict[str, Report], name: str
) -> None:
    plain = list(texts(reports[name], options()))
    coloured = list(texts(reports[name], options(color=True)))

    assert list(map(uncolored, coloured)) == plain
