"""`archlint report`: the report to read and to forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_report
from archlint.cli.edge import COULD_NOT_LINT
from archlint.cli.progress import waiting
from archlint.cli.streams import note
from archlint.reporting import REPORTS

if TYPE_CHECKING:
    from datetime import date

_FORMATS = tuple(REPORTS)
_DEFAULT = "html:archlint-report.html"


@click.command("report")
@shared.paths
@shared.output(_FORMATS, default=_DEFAULT)
@shared.templates
@shared.run_settings
def command(  # noqa: PLR0913  # one parameter an option
    *,
    paths: tuple[str, ...],
    output_format: tuple[str, ...],
    output_file: str | None,
    template_dir: str | None,
    today: date | None,
    isolated: bool,
    policies: tuple[str, ...],
) -> int:
    """Write the report as one HTML page without network access, as Markdown, or as JSON.

    The JSON is what the pages print, figure by figure, for a page of your own; that of `archlint
    check` is for scripts.

    Exits with 0 whatever was found: `archlint check` is the gate. A run that could not lint exits
    with 2 and leaves the default file as it is; a file that you name gets what is wrong instead.
    """
    from archlint.cli.checking import report_on
    from archlint.cli.preparing import Terms

    destinations = destinations_of(output_format, output_file, _FORMATS, _DEFAULT)
    terms = Terms(today=today, isolated=isolated, policies=policies)
    with waiting("checking"):
        report, remarks = report_on(paths, terms)
    is_asked_for = bool(output_format) or output_file is not None
    is_kept = report.exit_code() == COULD_NOT_LINT and not is_asked_for
    code = write_report(
        report,
        () if is_kept else destinations,
        remarks=remarks,
        rendering=waiting,
        formats=REPORTS,
        templates=template_dir or "",
    )
    for destination in destinations:
        if destination.path:
            note(f"{'did not write' if is_kept else 'wrote'} {destination.path}")
    return COULD_NOT_LINT if code == COULD_NOT_LINT else 0
