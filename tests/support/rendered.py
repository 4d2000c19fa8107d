"""Reports about the portfolios that the page has to be right on, with their page and their json."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from read_page import PageReader

from archlint.files import WorkTree
from archlint.linting.engine import catalogue_of, lint, with_engine
from archlint.linting.registry import installed_packs
from archlint.linting.report import Report
from archlint.manifest import load, loads
from archlint.reporting import FORMATS, Options

import shown

TODAY = date(2026, 11, 23)
_SLOW = ("500 services",)

PORTFOLIOS = [
    *shown.EXAMPLES,
    *(
        pytest.param(name, marks=pytest.mark.slow) if name in _SLOW else name
        for name in shown.GENERATED
    ),
]
"""The names of the cases, for `parametrize`."""


@cache
def report_of(name: str) -> Report:
    """What the installed packs say about an example, or about a portfolio of `shown`."""
    packs = installed_packs(isolated=True)
    catalogue = catalogue_of(packs)
    folder = shown.ROOT / "examples" / name
    portfolios = (
        [
            load(str(path), tree=WorkTree(str(shown.ROOT)), catalogue=catalogue)
            for path in _roots(folder)
        ]
        if name in shown.EXAMPLES
        else [loads(shown.GENERATED[name](), catalogue=catalogue)]
    )
    return Report(
        portfolios=tuple(lint(each, packs=packs, today=TODAY) for each in portfolios),
        packs=with_engine(packs),
    )


def _roots(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*archlint.yaml"))
    return [path for path in found if "\nportfolio:" in path.read_text(encoding="utf-8")]


@cache
def html_of(name: str) -> str:
    return FORMATS["html"](report_of(name), Options())


@cache
def page_about(name: str) -> PageReader:
    """Its HTML report, read."""
    return PageReader(html_of(name))


@cache
def documents_of(name: str) -> list[dict[str, Any]]:
    """Its json report: the portfolios, in the order of the page."""
    found: list[dict[str, Any]] = json.loads(FORMATS["json"](report_of(name), Options()))[
        "portfolios"
    ]
    return found


def prefixes(name: str) -> list[str]:
    """With what the ids of each portfolio's sections begin."""
    count = len(documents_of(name))
    return [""] if count == 1 else [f"p{number}-" for number in range(1, count + 1)]
