"""The report as one HTML page: no network, readable without its script, every name inert.

Autoescape is on and every expression passes `visible`, so that no name becomes an element. The
policy in the page's head allows the one style sheet and the one script by their hashes and nothing
else: a page that somebody tampered with, or a name that slipped through, loads and runs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from archlint.reporting import drawing
from archlint.reporting.figures import unbroken
from archlint.reporting.links import slug
from archlint.reporting.page import COLUMNS, FIRST_ROWS, page_of, unitless
from archlint.reporting.table_data import packed, shown
from archlint.reporting.templating import environment_of, rendered
from archlint.reporting.topics import blocks, runs
from archlint.reporting.wording import capital, sentence
from archlint.source import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


_POLICY = "\0content security policy\0"
"""Stands in the page until the hashes are known; nothing that is printed holds a control."""

_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)


def render(report: Report, options: Options) -> str:
    """One document, complete whatever the exit code. Raises InputError for a user's template."""
    from markupsafe import Markup, escape

    style, script = _assets("styles", STYLES, ".css"), _assets("script", SCRIPT, ".js")
    written = rendered(
        _environment(options.templates),
        "report.html.j2",
        options.templates,
        page=page_of(report, options),
        style=Markup(style),  # noqa: S704  # ours, from the package
        script=Markup(script),  # noqa: S704  # ours, from the package
        policy=Markup(_POLICY),  # noqa: S704  # ours, replaced below
    )
    page = written.lstrip("\n").replace("##[", "##&#91;")
    policy = content_security_policy(_SHEET.findall(page), script)
    return page.replace(_POLICY, str(escape(policy)), 1)


def content_security_policy(styles: Iterable[str], script: str) -> str:
    """Nothing may be loaded or run but style sheets and the script with these very texts."""
    allowed = " ".join(f"'{_digest(style)}'" for style in dict.fromkeys(styles)) or "'none'"
    return (
        f"default-src 'none'; style-src {allowed}; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def printed(name: str, **values: object) -> str:
    """One of our own templates with these values, every name in it inert."""
    return _environment().get_template(name).render(values)


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(raw).decode('ascii')}"


@cache
def _assets(folder: str, names: tuple[str, ...], suffix: str) -> str:
    shelf = files("archlint.reporting").joinpath("templates", folder)
    return "".join(shelf.joinpath(name + suffix).read_text(encoding="utf-8") for name in names)


@cache
def _environment(directory: str = "") -> SandboxedEnvironment:
    environment = environment_of(directory, autoescape=True, finalize=_finalize)
    environment.filters.update(
        blocks=blocks,
        runs=runs,
        slug=slug,
        packed=_packed,
        unitless=unitless,
        shown=shown,
        capital=capital,
        sentence=sentence,
        unbroken=unbroken,
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
