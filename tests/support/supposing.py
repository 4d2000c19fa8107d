"""Answers a what-if without the command line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.supposing import Answer, WhatIf, suppose
from archlint.manifest.loading import OneText, load_supposing
from archlint.manifest.supposing import Supposition
from archlint_ninety_ten import PACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archlint import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio

TODAY = date(2026, 11, 23)


def linted(portfolio: Portfolio) -> PortfolioReport:
    return lint(portfolio, packs=(PACK,), today=TODAY)


def what_if(text: str, *asked: tuple[str, str], packs: Sequence[Pack] = (PACK,)) -> WhatIf:
    """What would change in a manifest if the options were so; `packs` are asked for factors."""
    before, supposed = load_supposing(
        "archlint.yaml",
        [Supposition(*item) for item in asked],
        tree=OneText("archlint.yaml", text.encode("utf-8", "surrogatepass")),
        catalogue=catalogue_of((PACK,)),
    )
    return suppose(linted(before), supposed, packs=packs, lint=linted)


def answer(text: str, *asked: tuple[str, str]) -> Answer:
    """The same as what formats write."""
    return Answer(asked=asked, what_if=what_if(text, *asked))
