"""The report as Markdown, for a file or a job summary; names only through `markdown_text`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from archlint.reporting.markdown_text import cell, code, fence, prose, topic
from archlint.reporting.page import COLUMNS, FIRST_ROWS, page_of
from archlint.reporting.style import uncommanded
from archlint.reporting.templating import environment_of, rendered
from archlint.reporting.wording import capital

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

    from archlint.linting.report import Report
    from archlint.reporting.options import Options


def render(report: Report, options: Options) -> str:
    """One document, complete whatever the exit code. Raises InputError for a user's template."""
    text = rendered(
        _environment(options.templates),
        "report.md.j2",
        options.templates,
        page=page_of(report, options),
    )
    return uncommanded(re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n")


@cache
def _environment(directory: str = "") -> SandboxedEnvironment:
    # Markdown is made safe by the filters.
    environment = environment_of(directory, autoescape=False)
    environment.filters.update(
        code=code, fence=fence, cell=cell, prose=prose, topic=topic, capital=capital
    )
    environment.globals.update(columns=COLUMNS, first_rows=FIRST_ROWS)
    return environment
