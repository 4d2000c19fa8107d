"""A baseline lets through what is known; what is new or worse fails, and what is gone is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.linting.baseline import Baseline, entry_of, write_baseline
from archlint.linting.engine import catalogue_of, lint
from archlint.linting.pack import Pack, Policy
from archlint.linting.ratchet import Held, is_better, pruned, updated, worse_by
from archlint.linting.report import PortfolioReport, Report, Suppressed
from archlint.linting.selection import EVERYTHING, Selection
from archlint.manifest import loads
from archlint.model import Argument, Entry, Finding, Measure, Severity, Standing, Subject, Worse
from archlint.reporting.suppressed import baseline_line

if TYPE_CHECKING:
    from archlint.analysis import Analysis

TODAY = date(2026, 11, 23)
FILE = ".archlint-baseline.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyReplicas(Policy):
    """Count replicas."""

    code = "REP001"
    name = "many-replicas"
    severity = Severity.WARNING

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            subject, count = Subject.service(service.name), service.replicas or 0
            if count > 1:
                measure = Measure(name="replicas", value=count, unit="replicas")
                severity = Severity.ERROR if count >= 50 else None
                yield self.yes(subject, f"{count} of them", measure=measure, severity=severity)
            else:
                yield self.no(subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOwner(Policy):
    """Look for owners."""

    code = "OWN009"
    name = "no-owner"
    severity = Severity.NOTE

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            if service.owner is None:
                yield self.yes(Subject.service(service.name), "nobody owns it")


PACK = Pack(name="counting", rules=(ManyReplicas, NoOwner))


def linted(
    replicas: dict[str, int],
    known: Baseline | None = None,
    *,
    rest: str = "",
    selection: Selection = EVERYTHING,
    isolated: bool = False,
) -> PortfolioReport:
    services = "".join(f"  {name}: {{replicas: {count}}}\n" for name, count in replicas.items())
    text = f"archlint: 1\nportfolio: shop\nservices:\n{services}{rest}"
    packs = [] if isolated else [PACK]
    portfolio = loads(text, catalogue=catalogue_of(packs, isolated=isolated))
    held = None if known is None else Held(baseline=known, file=FILE)
    return lint(
        portfolio, packs=packs, today=TODAY, selection=selection, isolated=isolated, held=held
    )


def created(replicas: dict[str, int], least: Severity = Severity.WARNING) -> Baseline:
    empty = Baseline(least=least)
    return empty.with_entries("shop", updated(linted(replicas), empty))


def told(report: PortfolioReport) -> dict[str, str]:
    """Subject -> how the finding about its replicas stands."""
    found = {
        item.subject.text: item.standing.value if item.standing else "unheld"
        for item in report.findings
        if item.rule == "REP001"
    }
    known = {
        item.finding.subject.text: "known" for item in report.suppressed if item.entry is not None
    }
    return found | known


def gone(report: PortfolioReport) -> tuple[list[str], list[tuple[str, str]]]:
    """(fixed, stale) by subject."""
    assert report.ratchet is not None
    return (
        [entry.subject for entry in report.ratchet.fixed],
        [(entry.subject, reason) for entry, reason in report.ratchet.stale],
    )


@pytest.mark.parametrize(
    ("now", "standings", "fixed"),
    [
        pytest.param({"a": 3, "b": 40}, {"a": "known", "b": "known"}, [], id="nothing changed"),
        pytest.param(
            {"a": 3, "b": 42}, {"a": "known", "b": "known"}, [], id="5 % worse is the same"
        ),
        pytest.param({"a": 3, "b": 43}, {"a": "known", "b": "worsened"}, [], id="more is worse"),
        pytest.param({"a": 3, "b": 7}, {"a": "known", "b": "known"}, [], id="better is known"),
        pytest.param({"a": 3, "b": 1}, {"a": "known"}, ["b"], id="fixed"),
        pytest.param({"a": 3}, {"a": "known"}, ["b"], id="gone with its service"),
        pytest.param(
            {"a": 3, "b": 40, "c": 2},
            {"a": "known", "b": "known", "c": "new"},
            [],
            id="new on another service",
        ),
        pytest.param({"a": 1, "c": 3, "b": 40}, {"b": "known", "c": "new"}, ["a"], id="moved"),
    ],
)
def test_against_the_baseline(
    now: dict[str, int], standings: dict[str, str], fixed: list[str]
) -> None:
    report = linted(now, created({"a": 3, "b": 40}))

    assert told(report) == standings
    assert gone(report) == (fixed, [])
    assert report.ratchet is not None
    counts = list(standings.values())
    assert (
        report.ratchet.size,
        report.ratchet.known,
        report.ratchet.new,
        report.ratchet.worsened,
    ) == (
        2,
        counts.count("known"),
        counts.count("new"),
        counts.count("worsened"),
    )


def test_without_a_baseline_nothing_is_new() -> None:
    report = linted({"a": 3})

    assert told(report) == {"a": "unheld"}
    assert report.ratchet is None


def test_notes_are_not_held_against_a_baseline_of_warnings() -> None:
    report = linted({"a": 1}, created({"a": 1}))

    assert [(item.rule, item.standing) for item in report.findings] == [("OWN009", None)]


def test_notes_are_held_against_a_baseline_of_notes() -> None:
    report = linted({"a": 1, "b": 1}, created({"a": 1}, Severity.NOTE))

    assert [(item.subject.text, item.standing) for item in report.findings] == [("b", Standing.NEW)]
    assert [item.finding.subject.text for item in report.suppressed] == ["a"]


@pytest.mark.parametrize(
    ("then", "now", "code"),
    [
        ({"a": 60}, {"a": 60}, 0),
        ({"a": 60}, {"a": 64}, 1),
        ({"a": 49}, {"a": 50}, 1),
        ({"a": 60}, {"a": 60, "b": 60}, 1),
        ({"a": 60}, {"b": 60}, 1),
    ],
)
def test_what_is_known_passes_and_the_rest_fails(
    then: dict[str, int], now: dict[str, int], code: int
) -> None:
    report = Report(portfolios=(linted(now, created(then)),))

    assert report.exit_code() == code


@pytest.mark.parametrize(
    ("now", "code"),
    [({"a": 60}, 0), ({"a": 1}, 1), ({}, 1), ({"a": 57}, 0), ({"a": 56}, 1), ({"a": 2}, 1)],
)
def test_strict_fails_on_what_is_fixed_or_better(now: dict[str, int], code: int) -> None:
    report = Report(portfolios=(linted(now | {"z": 1}, created({"a": 60})),))

    assert (report.exit_code(), report.exit_code(strict=True)) == (0, code)


WAIVED = "waivers:\n  - {rule: REP001, on: a, reason: shrinks in spring, owner: web, until: 2027-03-31}\n"


def test_a_waiver_comes_first_and_makes_the_entry_stale() -> None:
    report = linted({"a": 60}, created({"a": 60}), rest=WAIVED)

    assert [item.kind for item in report.suppressed] == ["waiver"]
    assert gone(report) == ([], [("a", "a waiver covers it")])
    assert Report(portfolios=(report,)).exit_code(strict=True) == 1


def test_an_expired_waiver_is_never_known() -> None:
    """The finding falls back on the baseline if it is still there; the waiver itself stays red."""
    ended = WAIVED.replace("2027-03-31", "2026-11-22")
    empty = Baseline()
    report = linted({"a": 60}, rest=ended)

    assert [entry.rule for entry in updated(report, empty)] == ["REP001"]
    held = linted({"a": 60}, created({"a": 60}), rest=ended)
    assert [(item.rule, item.standing) for item in held.findings if item.severity > 1] == [
        ("WVR001", None)
    ]


@pytest.mark.parametrize(
    "selection",
    [Selection(ignore=("REP001",)), Selection(select=("OWN009",))],
    ids=["ignored", "not selected"],
)
def test_a_rule_that_takes_no_part_fixes_nothing(selection: Selection) -> None:
    known = created({"a": 3})
    report = linted({"a": 3}, known, selection=selection)

    assert gone(report) == ([], [])
    assert pruned(report, known) == known.of("shop")
    assert updated(report, known) == known.of("shop")


def test_a_rule_that_is_gone_leaves_stale_entries() -> None:
    entry = Entry(identity="OLD001|a", rule="OLD001", subject="a", severity=Severity.WARNING)
    known = Baseline(entries={"shop": (entry,)})
    report = linted({"a": 1}, known)

    assert gone(report) == ([], [("a", "there is no rule OLD001")])
    assert pruned(report, known) == ()


def test_packs_that_are_left_out_fix_nothing() -> None:
    known = created({"a": 3})
    report = linted({"a": 3}, known, isolated=True)

    assert gone(report) == ([], [])
    assert pruned(report, known) == known.of("shop")


def test_other_portfolios_have_other_baselines() -> None:
    known = Baseline(entries={"bank": created({"a": 3}).of("shop")})

    assert told(linted({"a": 3}, known)) == {"a": "new"}


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ({"a": 3, "b": 40}, {"a": 3, "b": 40}),
        ({"a": 3, "b": 41}, {"a": 3, "b": 40}),
        ({"a": 3, "b": 30}, {"a": 3, "b": 30}),
        ({"a": 3, "b": 60}, {"a": 3, "b": 40}),
        ({"a": 1, "b": 40}, {"b": 40}),
        ({"a": 3, "b": 40, "c": 9}, {"a": 3, "b": 40}),
    ],
)
def test_pruning_takes_out_and_tightens_and_never_widens(
    now: dict[str, int], left: dict[str, int]
) -> None:
    known = created({"a": 3, "b": 40})

    assert known.with_entries("shop", pruned(linted(now, known), known)) == created(left)


counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 70), max_size=5)


@given(counts, counts)
def test_updating_makes_it_as_if_created_now(then: dict[str, int], now: dict[str, int]) -> None:
    known = created(then | {"z": 1})
    after = known.with_entries("shop", updated(linted(now | {"z": 1}, known), known))

    assert write_baseline(after) == write_baseline(created(now | {"z": 1}))


@given(counts, counts)
def test_no_finding_hides_behind_another(then: dict[str, int], now: dict[str, int]) -> None:
    """Whatever changed, what is let through was there before and is not more than 5 % worse."""
    report = linted(now | {"z": 1}, created(then | {"z": 1}))

    for name, standing in told(report).items():
        was_there = then.get(name, 0) > 1
        is_loud = now[name] >= 50 > then.get(name, 0)
        is_worse = is_loud or now[name] > then.get(name, 0) * 1.05
        expected = "new" if not was_there else "worsened" if is_worse else "known"
        assert (name, standing) == (name, expected)


def finding(**facts: object) -> Finding:
    whole = {
        "rule": "REP001",
        "name": "many-replicas",
        "severity": Severity.WARNING,
        "subject": Subject.service("a"),
        "message": "",
        "identity": "REP001|a",
    }
    return Finding(**(whole | facts))  # type: ignore[arg-type]


def measure(
    value: float,
    worse: Worse = Worse.HIGHER,
    name: str = "gain",
    unit: str = "ms",
    error: float = 0.0,
) -> Measure:
    return Measure(name=name, value=value, unit=unit, worse=worse, error=error)


@pytest.mark.parametrize(
    ("then", "now", "worse"),
    [
        pytest.param({}, {}, "", id="the same"),
        pytest.param({}, {"severity": Severity.ERROR}, "error, was warning", id="louder"),
        pytest.param({"severity": Severity.ERROR}, {}, "", id="quieter"),
        pytest.param(
            {"verdict": "measure-first"},
            {"verdict": "rust"},
            "rust, was measure-first",
            id="now rust",
        ),
        pytest.param(
            {"verdict": "measure-first"},
            {"verdict": "hybrid"},
            "hybrid, was measure-first",
            id="now hybrid",
        ),
        pytest.param(
            {"verdict": "rust"}, {"verdict": "measure-first"}, "", id="now to be measured"
        ),
        pytest.param({"measure": measure(100)}, {"measure": measure(105)}, "", id="5 % more"),
        pytest.param(
            {"measure": measure(100)},
            {"measure": measure(105.1)},
            "gain 105 ms, was 100",
            id="more",
        ),
        pytest.param(
            {"measure": measure(100, Worse.LOWER)},
            {"measure": measure(94.9, Worse.LOWER)},
            "gain 94.9 ms, was 100",
            id="less, where less is worse",
        ),
        pytest.param(
            {"measure": measure(100, Worse.LOWER)},
            {"measure": measure(200, Worse.LOWER)},
            "",
            id="more, where less is worse",
        ),
        pytest.param(
            {"measure": measure(-100)},
            {"measure": measure(-94)},
            "gain -94 ms, was -100",
            id="below zero",
        ),
        pytest.param(
            {"measure": measure(0)}, {"measure": measure(1)}, "gain 1 ms, was 0", id="from zero"
        ),
        pytest.param(
            {"measure": measure(100, error=4)},
            {"measure": measure(109.9, error=3)},
            "",
            id="more, within two standard errors of both",
        ),
        pytest.param(
            {"measure": measure(100, error=4)},
            {"measure": measure(110.1, error=3)},
            "gain 110 ms, was 100",
            id="more than two standard errors",
        ),
        pytest.param(
            {"measure": measure(100, error=0.1)},
            {"measure": measure(105, error=0.1)},
            "",
            id="far beyond the errors, and 5 %",
        ),
        pytest.param(
            {"measure": measure(100)},
            {"measure": measure(109.9, error=5)},
            "",
            id="exact then, and within the error now",
        ),
        pytest.param(
            {"measure": measure(100, Worse.LOWER, error=5)},
            {"measure": measure(89.9, Worse.LOWER)},
            "gain 89.9 ms, was 100",
            id="less than two standard errors, where less is worse",
        ),
        pytest.param(
            {"measure": measure(200, Worse.NEITHER)},
            {"measure": measure(300, Worse.NEITHER)},
            "",
            id="an age",
        ),
        pytest.param(
            {"measure": measure(1)}, {"measure": measure(9, name="cores")}, "", id="another measure"
        ),
        pytest.param(
            {"measure": measure(1, unit="USD")},
            {"measure": measure(0.1, unit="EUR")},
            "gain measured in EUR, was USD",
            id="another unit",
        ),
        pytest.param(
            {"measure": measure(1, Worse.NEITHER, unit="days")},
            {"measure": measure(9, Worse.NEITHER, unit="months")},
            "",
            id="an age in another unit",
        ),
        pytest.param({"measure": measure(1)}, {}, "", id="no measure now"),
        pytest.param({}, {"measure": measure(1)}, "", id="no measure then"),
    ],
)
def test_what_is_worse(then: dict[str, object], now: dict[str, object], worse: str) -> None:
    assert worse_by(entry_of(finding(**then)), finding(**now)) == worse


@pytest.mark.parametrize(
    ("then", "now", "better"),
    [
        pytest.param({}, {}, False, id="the same"),
        pytest.param({"severity": Severity.ERROR}, {}, True, id="quieter"),
        pytest.param({}, {"severity": Severity.ERROR}, False, id="louder"),
        pytest.param({"verdict": "rust"}, {"verdict": "measure-first"}, True, id="to be measured"),
        pytest.param({"verdict": "hybrid"}, {"verdict": "measure-first"}, True, id="from hybrid"),
        pytest.param({"verdict": "measure-first"}, {"verdict": "rust"}, False, id="now rust"),
        pytest.param({"measure": measure(100)}, {"measure": measure(95)}, False, id="5 % less"),
        pytest.param({"measure": measure(100)}, {"measure": measure(94)}, True, id="less"),
        pytest.param(
            {"measure": measure(100, error=4)},
            {"measure": measure(90.1, error=3)},
            False,
            id="less, within two standard errors of both",
        ),
        pytest.param(
            {"measure": measure(100, error=4)},
            {"measure": measure(89.9, error=3)},
            True,
            id="less by more than two standard errors",
        ),
        pytest.param({"measure": measure(100)}, {"measure": measure(106)}, False, id="more"),
        pytest.param(
            {"measure": measure(100, Worse.LOWER)},
            {"measure": measure(106, Worse.LOWER)},
            True,
            id="more, where less is worse",
        ),
        pytest.param(
            {"measure": measure(9, Worse.NEITHER)},
            {"measure": measure(1, Worse.NEITHER)},
            False,
            id="an age",
        ),
        pytest.param(
            {"measure": measure(9)}, {"measure": measure(1, unit="s")}, False, id="another unit"
        ),
        pytest.param(
            {"measure": measure(9)}, {"measure": measure(1, name="x")}, False, id="another measure"
        ),
        pytest.param({"measure": measure(9)}, {}, False, id="no measure now"),
    ],
)
def test_what_is_better(then: dict[str, object], now: dict[str, object], better: bool) -> None:  # noqa: FBT001  # a table
    assert is_better(entry_of(finding(**then)), finding(**now)) == better


def test_better_entries_are_named_until_they_are_pruned() -> None:
    known = created({"a": 60, "b": 40, "c": 3})
    report = linted({"a": 49, "b": 39, "c": 3}, known)
    assert report.ratchet is not None
    assert [entry.subject for entry in report.ratchet.better] == ["a"]
    assert baseline_line(report) == (
        "Baseline .archlint-baseline.json: 3 known; 1 better than known (REP001 a):"
        " `archlint baseline prune` brings it up to date."
    )

    after = linted(
        {"a": 49, "b": 39, "c": 3}, known.with_entries("shop", pruned(report, known))
    ).ratchet
    assert after is not None
    assert not after.is_slack


@given(counts, counts)
def test_pruning_is_all_that_strict_asks_for(then: dict[str, int], now: dict[str, int]) -> None:
    known = created(then | {"z": 1})
    replicas = now | {"z": 1}
    once = known.with_entries("shop", pruned(linted(replicas, known), known))
    ratchet = linted(replicas, once).ratchet

    assert ratchet is not None
    assert not ratchet.is_slack
    assert once.with_entries("shop", pruned(linted(replicas, once), once)) == once


@pytest.mark.parametrize(
    ("then", "now"),
    [
        pytest.param(measure(9), measure(1, name="cores", unit="cores"), id="another rule leads"),
        pytest.param(measure(9), None, id="a rule without a measure leads"),
    ],
)
def test_pruning_keeps_a_measure_that_nothing_can_be_compared_with(
    then: Measure, now: Measure | None
) -> None:
    """The rule that led is held against its own measure again once it leads again."""
    entry = entry_of(finding(identity="group|a", measure=then, severity=Severity.ERROR))
    known = Baseline(entries={"shop": (entry,)})
    other = finding(identity="group|a", rule="REP002", measure=now)
    report = replace(linted({"a": 1}), suppressed=(Suppressed(finding=other, entry=entry),))

    assert pruned(report, known) == (replace(entry, severity=Severity.WARNING),)
