"""A call graph or a portfolio's map as an SVG file of its own: one style sheet, nothing else.

Light or dark as the reader's system is. Programs that know neither variables nor `light-dark` take
the light colour that stands before it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from archlint.reporting.columns import wrap_items
from archlint.reporting.drawing import callgraph, portfolio_map
from archlint.reporting.graph.choosing import legend
from archlint.reporting.html import printed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archlint.reporting.drawing.callgraph import CallGraphDrawing
    from archlint.reporting.drawing.portfolio_map import MapDrawing
    from archlint.reporting.page import CallGraphPart, PortfolioMap

_CHARACTER = 6.0
"""Width of a character of the legend, on average and with a little to spare."""

_LEAST_COLUMNS = 48
"""Columns of the title and the legend, however narrow the drawing is."""

_MAP_LEGEND = (
    "line: the heavier, the more calls a second",
    "bar: part of all waiting",
    "squares: Rust, outlined hybrid, dashed measure first",
)


def svg(part: CallGraphPart | PortfolioMap) -> str:
    """One document; a call graph has at most as many boxes as a drawing holds."""
    from markupsafe import Markup

    from archlint.reporting.page import PortfolioMap

    drawn: CallGraphDrawing | MapDrawing
    items: Sequence[str]
    if isinstance(part, PortfolioMap):
        drawn, items = portfolio_map(part), _MAP_LEGEND
    else:
        drawn, items = callgraph(part), legend(part)
    columns = max(_LEAST_COLUMNS, int(drawn.width / _CHARACTER))
    return printed(
        "graph.svg.j2",
        part=part,
        drawn=drawn,
        is_map=isinstance(part, PortfolioMap),
        legend=wrap_items(items, "·", columns),
        width=max(drawn.width, _LEAST_COLUMNS * _CHARACTER + 40),
        style=Markup(_style()),  # noqa: S704  # ours, from the package
    )


@cache
def _style() -> str:
    shelf = files("archlint.reporting").joinpath("templates", "styles")
    sheets = (
        shelf.joinpath(f"{name}.css").read_text(encoding="utf-8")
        for name in ("graph", "verdicts", "callgraph", "portfolio_map")
    )
    base = shelf.joinpath("base.css").read_text(encoding="utf-8")
    variables = dict(re.findall(r"(--[\w-]+): ([^;]+);", base))
    return _resolved("".join(sheets), variables)


def _resolved(sheet: str, variables: Mapping[str, str]) -> str:
    """Each declaration with the value of its variable, a plain light colour before a pair."""

    def declared(found: re.Match[str]) -> str:
        name, before, variable, after = found.groups()
        value = " ".join(variables[variable].split())
        pair = re.fullmatch(r"light-dark\((.+?), (.+)\)", value)
        plain = f"{name}: {before}{pair[1]}{after}; " if pair else ""
        return f"{plain}{name}: {before}{value}{after}"

    return re.sub(r"([\w-]+): ([^;{}]*)var\((--[\w-]+)\)([^;{}]*)", declared, sheet)
