"""JUnit's XML for the test pages of CI systems: a suite for each portfolio.

A finding at or above `--fail-on` is a failed test, so that the page is red when the gate is; one
below it is a skipped test with its message, which the pages list without turning red. A rule that
found nothing is a passed test, one without inputs a skipped one. What stopped the run is one error.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from archlint.reporting.figures import share
from archlint.reporting.findings import path_in_repository, sentence_of, steps_of, told
from archlint.reporting.style import uncommanded
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, Report
    from archlint.model import Finding
    from archlint.reporting.findings import Told
    from archlint.reporting.options import Options

_ILLEGAL = str.maketrans({0xFFFE: "\\u{fffe}", 0xFFFF: "\\u{ffff}"})
"""What XML cannot hold although it is harmless on a terminal."""


class Case(Struct, frozen=True, kw_only=True):
    """One test. `outcome` is failure, error, skipped, or empty where it passed."""

    name: str
    outcome: str = ""
    kind: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()
    place: dict[str, str] = field(default_factory=dict)


def render(report: Report, options: Options) -> str:
    """One document, complete whatever the exit code."""
    suites = [_suite(name, cases) for name, cases in _suites(report, options)]
    root = ET.Element("testsuites", {"name": "archlint", **_totals(suites)})
    root.extend(suites)
    ET.indent(root)
    written = ET.tostring(root, encoding="unicode").replace("##[", "##&#91;")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'


def legal(text: str) -> str:
    """The text with every character spelt that XML cannot hold or a reader would not see."""
    return visible(text).translate(_ILLEGAL)


# --- what is a test -------------------------------------------------------------------------------


def _suites(report: Report, options: Options) -> Iterator[tuple[str, list[Case]]]:
    problems = [str(problem) for problem in report.problems]
    whole = [*problems, *report.crash.split("\n"), report.nothing_evaluated]
    reasons = tuple(uncommanded(legal(reason)) for reason in whole if reason)
    if reasons:
        kind = "crash" if report.crash and not problems else "could not lint"
        error = Case(
            name="could lint", outcome="error", kind=kind, message=reasons[0], lines=reasons
        )
        yield "archlint", [error]
    shown = told(report, options)
    for part in report.portfolios:
        found = [item for item in shown if item.part is part]
        cases = [_finding(item, options) for item in found]
        gate = (*_coverage(part, options), *_baseline(part, options))
        yield part.portfolio.name, [*_numbered(cases), *_rules(part), *gate]


def _finding(item: Told, options: Options) -> Case:
    finding = item.finding
    fails = options.fail_on is not None and finding.severity >= options.fail_on
    steps = [f"{number}. {text}" for number, (_, text) in enumerate(steps_of(finding), 1)]
    file = path_in_repository(item.span.file, options)
    return Case(
        name=f"{finding.rule} {finding.name}: {finding.subject}",
        outcome="failure" if fails else "skipped",
        kind=finding.severity.word,
        message=f"{finding.severity.word}: {sentence_of(finding)}",
        lines=(f"at {file}:{item.span.line}:{item.span.column}", *_reasons(finding, steps)),
        place={"file": file, "line": str(item.span.line)},
    )


def _reasons(finding: Finding, steps: list[str]) -> Iterator[str]:
    """Each line begins with a word of ours: no name stands where a log would obey it."""
    yield from (f"path: {step}" for step in steps)
    yield from (f"why: {reason}" for reason in finding.why)
    if finding.help:
        yield f"help: {finding.help}"


def _numbered(cases: list[Case]) -> Iterator[Case]:
    """Tests of one name would hide one another."""
    seen: Counter[str] = Counter()
    for case in cases:
        seen[case.name] += 1
        if seen[case.name] > 1:
            yield replace(case, name=f"{case.name} ({seen[case.name]})")
        else:
            yield case


def _rules(part: PortfolioReport) -> Iterator[Case]:
    """The rules that found nothing; what is found and not shown is found all the same."""
    found = {finding.rule for finding in part.findings}
    for rule in part.coverage.rules:
        if rule.rule in found:
            continue
        name = f"{rule.rule} {rule.name}"
        if rule.had_inputs:
            yield Case(name=name)
        else:
            missing = ", ".join(rule.missing) or "nothing to look at"
            yield Case(name=name, outcome="skipped", kind="no inputs", message=missing)


def _coverage(part: PortfolioReport, options: Options) -> Iterator[Case]:
    """Whether enough rules had their inputs, where that was asked for."""
    if not options.require_coverage:
        return
    needed, had = share(options.require_coverage), share(part.coverage.share)
    message = f"{had} of the rules had their inputs, {needed} required"
    fails = part.coverage.share < options.require_coverage
    outcome = "failure" if fails else ""
    yield Case(
        name="enough rules had their inputs", outcome=outcome, kind="coverage", message=message
    )


def _baseline(part: PortfolioReport, options: Options) -> Iterator[Case]:
    """Whether the baseline remembers nothing that is gone, where that was asked for."""
    ratchet = part.ratchet
    if ratchet is None or not options.strict:
        return
    gone = (*ratchet.fixed, *(entry for entry, _ in ratchet.stale))
    told = [("gone", entry) for entry in gone] + [("better", entry) for entry in ratchet.better]
    yield Case(
        name="the baseline is up to date",
        outcome="failure" if ratchet.is_slack else "",
        kind="baseline",
        message=f"{ratchet.file} lets through what is not there any more",
        lines=tuple(f"{word}: {entry.rule} {entry.subject}" for word, entry in told),
    )


# --- XML ------------------------------------------------------------------------------------------


def _suite(name: str, cases: list[Case]) -> ET.Element:
    counts = Counter(case.outcome for case in cases)
    suite = ET.Element(
        "testsuite",
        {
            "name": legal(name),
            "tests": str(len(cases)),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
            "skipped": str(counts["skipped"]),
        },
    )
    suite.extend(_case(case, name) for case in cases)
    return suite


def _case(case: Case, suite: str) -> ET.Element:
    place = {key: legal(text) for key, text in case.place.items()}
    test = ET.Element("testcase", {"classname": legal(suite), "name": legal(case.name), **place})
    if case.outcome:
        told = {"type": legal(case.kind), "message": legal(case.message)}
        ET.SubElement(test, case.outcome, told).text = "\n".join(map(legal, case.lines)) or None
    return test


def _totals(suites: list[ET.Element]) -> dict[str, str]:
    keys = ("tests", "failures", "errors", "skipped")
    return {key: str(sum(int(suite.attrib[key]) for suite in suites)) for key in keys}
