"""One line a finding."""

from __future__ import annotations

from archlint.linting.report import Report
from archlint.model import Severity
from archlint.reporting.concise import render

from reported import SNEAKY, finding, note, options, part, report


def test_every_finding_is_one_line_in_the_order_of_the_report() -> None:
    assert render(report(finding(), note("stock"), note("front")), options()) == (
        "archlint.yaml:12:16: error XX101 pricing: 6 of 10 ms are its own\n"
        "archlint.yaml: note XX102 stock: `load.cpu` not given\n"
        "archlint.yaml: note XX102 front: `load.cpu` not given\n"
    )


def test_quiet_keeps_what_fails() -> None:
    run = report(finding(severity=Severity.WARNING), note())

    assert render(run, options(quiet=True, fail_on=Severity.WARNING)) == (
        "archlint.yaml:12:16: warning XX101 pricing: 6 of 10 ms are its own\n"
    )


def test_no_name_makes_a_second_line() -> None:
    shown = render(report(note(SNEAKY, message=SNEAKY)), options())

    sneaky = r"a\u{202e}b\u{1b}[31mc\u{a}d"
    assert shown == f"archlint.yaml: note XX102 {sneaky}: {sneaky}\n"


def test_nothing_found_is_nothing_written() -> None:
    assert render(Report(portfolios=(part(),)), options()) == ""
