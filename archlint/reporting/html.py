"""The report as one HTML page: no network, readable without its script, every name inert.

Autoescape is on and every expression passes `visible`, so that no name becomes an element. The
policy in the page's head allows the one style sheet and the one script by their hashes and nothing
else: a page that somebody tampered with, or a name that slipped through, loads and runs nothing.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from archlint.reporting import drawing
from archlint.reporting.links import slug
from archlint.reporting.page import COLUMNS, FIRST_ROWS, page_of, unitless
from archlint.reporting.table_data import packed, shown
from archlint.reporting.topics import blocks, runs
from archlint.source import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

    from archlint.linting.report import Report
    from archlint.reporting.options import Options
    from archlint.reporting.page import ServiceRow


STYLES = (
    "base",
    "headline",
    "verdicts",
    "curves",
    "journeys",
    "callgraph",
    "portfolio_map",
    "waterfall",
    "tables",
    "worth",
    "services",
    "evidence",
    "findings",
    "assumptions",
    "narrow",
    "print",
)
"""The style sheet's parts in the order of the cascade."""

SCRIPT = ("theme", "budget", "journeys", "services", "links", "print")
"""The script's parts, each closed in itself."""


def render(report: Report, options: Options) -> str:
    """One document, complete whatever the exit code."""
    from markupsafe import Markup

    style, script = _assets("styles", STYLES, ".css"), _assets("script", SCRIPT, ".js")
    template = _environment().get_template("report.html.j2")
    written = template.render(
        page=page_of(report, options),
        style=Markup(style),  # noqa: S704  # ours, from the package
        script=Markup(script),  # noqa: S704  # ours, from the package
        policy=content_security_policy(style, script),
    )
    return written.lstrip("\n").replace("##[", "##&#91;")


def content_security_policy(style: str, script: str) -> str:
    """Nothing may be loaded or run but the style and the script with these very texts."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(raw).decode('ascii')}"


@cache
def _assets(folder: str, names: tuple[str, ...], suffix: str) -> str:
    shelf = files("archlint.reporting").joinpath("templates", folder)
    return "".join(shelf.joinpath(name + suffix).read_text(encoding="utf-8") for name in names)


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import PackageLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        loader=PackageLoader("archlint.reporting"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    environment.filters.update(
        blocks=blocks, runs=runs, slug=slug, packed=_packed, unitless=unitless, shown=shown
    )
    environment.globals.update(
        columns=COLUMNS,
        first_rows=FIRST_ROWS,
        callgraph=drawing.callgraph,
        portfolio_map=drawing.portfolio_map,
        waterfall=drawing.waterfall,
        tail=drawing.tail,
        pareto=drawing.pareto,
        lorenz=drawing.lorenz,
        waffle=drawing.waffle,
        frontier_plot=drawing.frontier_plot,
        scatter_plot=drawing.scatter_plot,
        growth_plot=drawing.growth_plot,
    )
    return environment


def _packed(rows: Sequence[ServiceRow]) -> Markup:
    from markupsafe import Markup

    return Markup(packed(rows))  # noqa: S704  # no `<` is left in it


def _finalize(value: Any) -> Any:  # noqa: ANN401  # whatever a template prints
    """Plain text is made visible on its way out; markup of our own templates is not."""
    return visible(value) if type(value) is str else value
