"""Several portfolios -> one report and its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from archlint.linting.assembling import assemble
from archlint.linting.engine import catalogue_of, lint
from archlint.linting.pack import Conclusion, Pack, Policy, Rule
from archlint.linting.report import PortfolioReport, Report
from archlint.linting.selection import EVERYTHING, Selection
from archlint.manifest import loads
from archlint.model import Answer, Argument, Raised, Severity, Subject
from archlint.source import InputError, Problem, Sources

if TYPE_CHECKING:
    from archlint.analysis import Analysis

TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOwner(Policy):
    """Look for services that nobody owns; the zones of those in production must be known."""

    code = "OWN901"
    name = "no-owner"
    severity = Severity.ERROR

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            if service.owner is None:
                yield self.yes(Subject.service(service.name), "nobody owns it")
            else:
                yield self.no(Subject.service(service.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class FewZones(Policy):
    """Needs an annotation."""

    code = "OWN902"
    name = "few-zones"
    severity = Severity.ERROR

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            if service.zones is None:
                yield self.unknown(Subject.service(service.name), missing=("zones",))
            else:
                yield self.no(Subject.service(service.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(Policy):
    """Finds nothing to look at."""

    code = "OWN903"
    name = "silent"
    severity = Severity.ERROR

    def check(self, case: Analysis) -> Iterator[Argument]:
        yield from (self.no(Subject.service(name)) for name in case.portfolio.teams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded(Rule):
    """Only ever concluded."""

    code = "OWN904"
    name = "concluded"
    severity = Severity.ERROR


OWNERS = Pack(name="owners", rules=(NoOwner, FewZones, Silent, Concluded))


def fail(_analysis: Analysis, _options: object) -> object:
    raise ZeroDivisionError("by zero")


def manifest(services: int, owner: str = "", name: str = "shop") -> str:
    owned = f"owner: {owner}" if owner else "kind: crud"
    lines = "".join(f"  s{number}: {{{owned}}}\n" for number in range(services))
    return f"archlint: 1\nportfolio: {name}\nservices:\n{lines}" if services else ""


def job(
    text: str, *packs: Pack, selection: Selection = EVERYTHING
) -> Callable[[], PortfolioReport]:
    def run() -> PortfolioReport:
        read = text or "archlint: 1\nportfolio: empty\n"
        portfolio = loads(read, catalogue=catalogue_of(packs))
        return lint(portfolio, packs=packs, today=TODAY, selection=selection)

    return run


def assembled(*texts: str, select: tuple[str, ...] | None = None) -> Report:
    selection = Selection(select=select)
    return assemble(
        [job(text, OWNERS, selection=selection) for text in texts],
        catalogue=catalogue_of([OWNERS]),
        selection=selection,
    )


@pytest.mark.parametrize("count", [1, 255, 256, 257, 1000])
def test_any_number_of_findings_is_exit_code_one(count: int) -> None:
    report = assembled(manifest(count))
    errors = [item for item in report.portfolios[0].findings if item.severity is Severity.ERROR]
    assert (len(errors), report.exit_code()) == (count, 1)


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [(Severity.NOTE, 1), (Severity.WARNING, 0), (Severity.ERROR, 0), (None, 0)],
    ids=["note", "warning", "error", "never"],
)
def test_notes_fail_only_where_notes_are_to_fail(fail_on: Severity | None, code: int) -> None:
    assert assembled(manifest(2, "web")).exit_code(fail_on) == code


def test_a_clean_portfolio_is_zero() -> None:
    report = assembled(manifest(2, "web"))
    assert (report.crash, report.problems, report.nothing_evaluated) == ("", (), "")
    assert report.exit_code() == 0


def test_the_worst_portfolio_decides() -> None:
    assert assembled(manifest(2, "web"), manifest(2, name="other")).exit_code() == 1


def test_a_run_without_any_rule_evaluates_nothing() -> None:
    nothing, one = Selection(ignore=("ALL",)), Selection(ignore=("ALL",), extend_select=("OWN901",))
    reports = [
        assemble(
            [job(manifest(1, "web"), OWNERS, selection=selection)],
            catalogue=catalogue_of([OWNERS]),
            selection=selection,
        )
        for selection in (nothing, one)
    ]

    assert reports[0].nothing_evaluated == (
        "no rule is left to look: `--ignore`, `--select` or `enabled: false` keep every one out"
    )
    assert [report.exit_code() for report in reports] == [2, 0]


def test_problems_of_every_portfolio_are_told_once_each() -> None:
    report = assembled("archlint: 1\nportfolio: a\nservices: {a: {colour: 1}}\n", manifest(1))
    (problem,) = report.problems
    assert ("colour" in str(problem), len(report.portfolios)) == (True, 1)
    assert report.exit_code(None) == 2
    assert report.sources.line("archlint.yaml", 2) == "portfolio: a"


def test_a_problem_of_two_portfolios_is_told_once() -> None:
    def refuse() -> PortfolioReport:
        raise InputError([Problem("the same")], Sources({"a": ("b",)}))

    report = assemble([refuse, refuse], catalogue=catalogue_of([]))
    assert report == Report(problems=(Problem("the same"),), sources=Sources({"a": ("b",)}))


def test_a_crash_is_two_and_the_other_portfolios_are_linted() -> None:
    broken = Pack(name="broken", rules=(NoOwner,), prepare=fail)
    report = assemble(
        [job(manifest(1), broken), job(manifest(1), OWNERS)], catalogue=catalogue_of([OWNERS])
    )
    lines = report.crash.splitlines()
    assert lines[0] == "preparing the pack broken failed: report it"
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-2:] == [
        "ZeroDivisionError: by zero",
        "preparing the pack broken failed: report it",
    ]
    assert (len(report.portfolios), report.exit_code(None)) == (1, 2)


def test_a_bug_of_ours_is_ours() -> None:
    def broken() -> PortfolioReport:
        raise KeyError("lost")

    report = assemble([broken], catalogue=catalogue_of([]))
    assert report.crash.splitlines()[0] == "archlint failed: report it"
    assert report.exit_code() == 2


ADD = "add one below `services:`"


@pytest.mark.parametrize(
    ("texts", "select", "expected"),
    [
        ((), None, "expected at least one service in any manifest, found none: " + ADD),
        (("",), None, "expected at least one service in archlint.yaml, found none: " + ADD),
        (("", manifest(1, "web")), None, ""),
        ((manifest(1),), ("OWN902",), "OWN902 had no inputs anywhere; add `zones`"),
        (
            (manifest(1),),
            ("OWN903",),
            "OWN903 had no inputs anywhere; nothing in the portfolio is what they look at",
        ),
        (
            (manifest(1),),
            ("OWN904",),
            (
                "OWN904 had no inputs anywhere; they are concluded from other rules,"
                " select those too"
            ),
        ),
        ((manifest(1, "web"),), ("OWN901", "OWN902"), ""),
        ((manifest(1, "web"),), ("OWN901", "OWN904"), ""),
        ((manifest(1, "web"),), ("OWN",), ""),
        ((manifest(1),), ("ANN001",), ""),
        ((manifest(1),), ("WVR001",), ""),
        ((manifest(1),), None, ""),
        ((manifest(1), manifest(1).replace("kind: crud", "zones: 2")), ("OWN902",), ""),
    ],
    ids=[
        "no manifest",
        "an empty manifest",
        "one of two is empty",
        "inputs missing",
        "nothing to look at",
        "only concluded",
        "one of two had its inputs",
        "concluded from one that had",
        "a prefix",
        "the engine's own",
        "the engine's own, concluded",
        "nothing selected",
        "inputs in another portfolio",
    ],
)
def test_nothing_evaluated_is_never_green(
    texts: tuple[str, ...], select: tuple[str, ...] | None, expected: str
) -> None:
    report = assembled(*texts, select=select)
    assert (report.nothing_evaluated, report.exit_code(None)) == (expected, 2 if expected else 0)


def test_a_rule_raised_without_looking_was_evaluated() -> None:
    def conclude(_case: Analysis, _arguments: tuple[Argument, ...]) -> Conclusion:
        said = Argument(rule="OWN904", subject=Subject.portfolio(), answer=Answer.YES)
        return Conclusion(raised=(Raised(argument=said, severity=Severity.NOTE),))

    pack = Pack(name="owners", rules=(NoOwner, Concluded), conclude=conclude)
    selection = Selection(select=("OWN904",))
    report = assemble(
        [job(manifest(1), pack, selection=selection)],
        catalogue=catalogue_of([pack]),
        selection=selection,
    )
    assert report.nothing_evaluated == ""


def test_many_rules_that_had_no_inputs_are_counted() -> None:
    def rule(number: int) -> type[FewZones]:
        return type(f"R{number}", (FewZones,), {"code": f"MNY00{number}", "name": f"r{number}"})

    for count, words in (
        (5, "MNY000, MNY001, MNY002, MNY003, MNY004"),
        (6, "the 6 rules selected"),
    ):
        pack = Pack(name="many", rules=tuple(map(rule, range(count))))
        selection = Selection(select=("MNY",))
        report = assemble(
            [job(manifest(1), pack, selection=selection)],
            catalogue=catalogue_of([pack]),
            selection=selection,
        )
        assert report.nothing_evaluated == f"{words} had no inputs anywhere; add `zones`"


def test_names_and_calls_alone_are_zero_by_default() -> None:
    report = assembled(
        "archlint: 1\nportfolio: shop\nservices: {a: {owner: w, calls: [b]}, b: {owner: w}}\n"
    )
    assert report.exit_code() == 0


@pytest.mark.parametrize(
    ("required", "code"), [(0.0, 0), (0.6, 0), (0.61, 1)], ids=["none", "just", "too much"]
)
def test_coverage_below_what_is_required_is_one(required: float, code: int) -> None:
    report = assembled(manifest(1, "web"))
    assert (report.portfolios[0].coverage.evaluated, report.portfolios[0].coverage.total) == (3, 5)
    assert report.exit_code(require_coverage=required) == code
