"""The sentences that sum a run up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from archlint.linting.pack import Seats
from archlint.linting.report import Coverage, Report, RuleCoverage, Suppressed
from archlint.model import Answer, Service, Severity, Verdict, Waiver
from archlint.reporting.naming import listed
from archlint.reporting.summary import (
    coverage_line,
    critical_paths,
    gate_line,
    seats_line,
    sentence,
    verdict_groups,
    verdict_paragraphs,
    waived_line,
)
from archlint.source import Problem, not_listed

from reported import finding, note, options, part, report, verdict

if TYPE_CHECKING:
    from archlint.reporting import Options


def many(**counts: int) -> list[Verdict]:
    """So many verdicts of each word; services in Go."""
    return [
        verdict(f"{word}{number}", word.replace("_", "-"))
        for word, count in counts.items()
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("verdicts", "text"),
    [
        pytest.param([], "", id="no verdicts, no sentence"),
        pytest.param(many(go=3), "Rust: 0 of 3.", id="all in Go"),
        pytest.param(
            many(rust=2, go=15, measure_first=2),
            "Rust: 2 of 19 (rust0, rust1). Measure first: 2. Go: 15.",
            id="groups in their order",
        ),
        pytest.param(
            many(hybrid=1, go=1),
            "Rust: 0 of 2. Hybrid: 1 (hybrid0). Go: 1.",
            id="a kernel to split out",
        ),
        pytest.param(
            many(rust=6),
            "Rust: 6 of 6 (rust0, rust1, rust2 and 3 more).",
            id="more than a line has room for",
        ),
        pytest.param(
            [verdict(f"s{number}", "either", "java") for number in range(40)],
            "Rust: 0. Another language, no case made: 40 of 40.",
            id="a Java shop",
        ),
        pytest.param(
            [
                verdict("a", "go", "rust"),
                verdict("b", "none", "rust"),
                verdict("c", "rust", "rust"),
            ],
            "Rust: 1 of 3 (c). In Rust, nothing argues for it: 1. In Rust, cannot say: 1.",
            id="what is in Rust never stays in Go",
        ),
        pytest.param(
            [verdict("a", "none", "c++"), verdict("b", "go", None)],
            "Rust: 0 of 2. Go: 1. Native language, no verdict: 1.",
            id="native languages",
        ),
        pytest.param(
            [verdict("a", "keep", "go")],
            "Rust: 0 of 1. keep: 1.",
            id="the word of another pack",
        ),
    ],
)
def test_verdicts_are_counted_by_group(verdicts: list[Verdict], text: str) -> None:
    assert verdict_groups(verdicts) == text


def test_the_groups_add_up_to_all_counted_services() -> None:
    services = [
        Service(name="a", language="go"),
        Service(name="b", language="go"),
        Service(name="c", replicas=0),
        Service(name="d", managed=True),
        Service(name="e", lifecycle="planned"),
    ]

    assert verdict_groups([verdict("a", "rust")], services) == (
        "Rust: 1 of 3 (a). No verdict yet: 1. Not running, not judged: 1."
    )
    assert verdict_groups(
        [verdict("a", "go"), verdict("e", "rust", is_planned=True)], services
    ) == ("Rust: 0 of 3. Go: 1. No verdict yet: 1. Not running, not judged: 1.")
    assert verdict_groups([], services) == ""


SEQUENCE = """\
archlint: 1
portfolio: shop
{journeys}
services:
  a: {{language: go, self_time: {{mean: {own}}}, calls: [b]}}
  b: {{language: go{b}}}
"""


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        pytest.param(
            {"own": "6ms", "b": ", self_time: {mean: 4ms}"},
            "Critical path of a: 10 ms (mean), 60 % in 1 service (a).",
            id="the fewest services with half of the time",
        ),
        pytest.param(
            {"own": "6ms", "b": ""},
            "Critical path of a: at least 6 ms (mean), 100 % in 1 service (a).",
            id="a lower bound says so",
        ),
        pytest.param(
            {
                "own": "6ms",
                "b": "",
                "journeys": "journeys: {a: {entry: a, slo: {p99: 1ms}}, b: {entry: a, slo: {mean: 5.9ms}},"
                " c: {entry: a, slo: {mean: 6ms}}}",
            },
            "Critical path of a: at least 6 ms (mean), p99 at least 24 ± 1.1 ms of 1 ms: over its SLO,"
            " 100 % in 1 service (a)."
            " Critical path of b: at least 6 ms (mean, over its SLO of 5.9 ms), 100 % in 1 service (a)."
            " Critical path of c: at least 6 ms (mean), 100 % in 1 service (a).",
            id="each promise is held against what it promises",
        ),
        pytest.param(
            {
                "own": "6ms",
                "b": ", self_time: {mean: 4ms}",
                "journeys": "journeys: {slow: {entry: a}, busy: {entry: b, rate: 9/s}}",
            },
            "Critical path of busy: 4 ms (mean), 100 % in 1 service (b)."
            " Critical path of slow: 10 ms (mean), 60 % in 1 service (a).",
            id="the journey that most users wait for comes first",
        ),
        pytest.param(
            {
                "own": "6ms",
                "b": ", self_time: {mean: 4ms}",
                "journeys": "journeys: {u: {entry: b}, v: {entry: b}, w: {entry: b}, x: {entry: b}}",
            },
            "Critical path of u: 4 ms (mean), 100 % in 1 service (b)."
            " Critical path of v: 4 ms (mean), 100 % in 1 service (b)."
            " Critical path of w: 4 ms (mean), 100 % in 1 service (b)."
            " 1 journey more: `archlint path`.",
            id="at most three are written out",
        ),
    ],
)
def test_a_critical_path_says_what_it_takes_and_where(manifest: dict[str, str], text: str) -> None:
    assert critical_paths(part(SEQUENCE.format(**({"journeys": ""} | manifest)))) == text


def test_nothing_measured_is_said_and_not_zero() -> None:
    text = "archlint: 1\nportfolio: shop\nservices: {a: {calls: [b]}, b: {}}\n"

    assert critical_paths(part(text)) == "Critical path of a: not measured."
    assert verdict_paragraphs(part(text, lines=("no verdicts yet: add `rate` to a",))) == [
        "Longest chain of calls: a → b; no call cycles.",
        "No verdicts yet: add `rate` to a.",
    ]


def test_where_nothing_is_to_be_done_the_pack_says_why_at_once() -> None:
    verdicts = tuple(verdict(name, "go") for name in ("front", "pricing", "stock"))
    quiet = part(verdicts=verdicts, lines=("No rewrite would free one waiting user.",))
    loud = replace(quiet, verdicts=(replace(verdicts[0], word="rust"), *verdicts[1:]))

    assert verdict_paragraphs(quiet) == [
        "Rust: 0 of 3. No rewrite would free one waiting user.",
        "Critical path of order: 10 ms (mean), 60 % in 1 service (pricing).",
    ]
    assert verdict_paragraphs(loud) == [
        "Rust: 1 of 3 (front). Go: 2. Critical path of order: 10 ms (mean), 60 % in 1 service (pricing).",
        "No rewrite would free one waiting user.",
    ]


@pytest.mark.parametrize(
    ("seats", "text"),
    [
        (None, ""),
        (
            Seats(limit=1, size=3, quota=0.1),
            "Seats: 0 of 1 held (10 % of 3 services, rounded up to one, a cap).",
        ),
        (Seats(limit=1, size=10, quota=0.1), "Seats: 0 of 1 held (10 % of 10 services, a cap)."),
        (
            Seats(limit=2, size=19, quota=0.1, holders=("b", "a")),
            "Seats: 2 of 2 held (10 % of 19 services, a cap): b, a.",
        ),
    ],
)
def test_seats_are_a_cap_and_their_holders_stand_in_order(seats: Seats | None, text: str) -> None:
    assert seats_line(part(seats=seats, verdicts=tuple(many(go=3)))) == text
    assert seats_line(part(seats=seats)) == ""


def test_the_seat_of_a_service_in_rust_of_which_nothing_can_be_said_is_reserved() -> None:
    seats = Seats(limit=1, size=3, quota=0.1, holders=("a",))

    assert seats_line(part(seats=seats, verdicts=(verdict("a", "none", "rust"),))) == (
        "Seats: 1 of 1 held (10 % of 3 services, rounded up to one, a cap): a (reserved: cannot say)."
    )


def test_a_seat_that_waits_for_a_measurement_is_reserved() -> None:
    seats = Seats(limit=2, size=19, quota=0.1, holders=("b", "a"))
    verdicts = (verdict("a", "measure-first"), verdict("b", "rust"))

    assert seats_line(part(seats=seats, verdicts=verdicts)) == (
        "Seats: 2 of 2 held (10 % of 19 services, a cap): b, a (reserved: measure first)."
    )


WAIVER = Waiver(rule="XX101", on="stock", until=date(2027, 3, 31))
COVERING = Suppressed(finding=note(), waiver=Waiver(rule="XX102", on="stock"))


@pytest.mark.parametrize(
    ("suppressed", "idle", "text"),
    [
        pytest.param((), (), "", id="none"),
        pytest.param((COVERING,), (), "Waived: 1 (XX102 stock until no date).", id="covering"),
        pytest.param(
            (),
            (WAIVER,),
            "Idle waivers, covering nothing today: 1 (XX101 stock until 2027-03-31).",
            id="idle",
        ),
        pytest.param(
            (COVERING,),
            (WAIVER, WAIVER),
            "Waived: 1 (XX102 stock until no date). Idle waivers, covering nothing today: 2"
            " (2× XX101 stock until 2027-03-31).",
            id="both",
        ),
        pytest.param(
            (COVERING, COVERING, COVERING),
            (),
            "Waived: 3 (3× XX102 stock until no date).",
            id="one waiver that covers several",
        ),
    ],
)
def test_waivers_are_listed_whether_they_cover_anything_or_not(
    suppressed: tuple[Suppressed, ...], idle: tuple[Waiver, ...], text: str
) -> None:
    assert waived_line(part(suppressed=suppressed, idle_waivers=idle)) == text


def test_go_by_default_is_not_counted_as_go() -> None:
    verdicts = [*many(go=2), verdict("x", "go", is_by_default=True)]

    assert verdict_groups(verdicts) == "Rust: 0 of 3. Go: 2. Go by default, not measured: 1."


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ([{Answer.YES: 1}, {Answer.UNKNOWN: 2}], "1 of 2 rules had their inputs"),
        (
            [{Answer.NO: 1, Answer.UNKNOWN: 1}, {Answer.NO: 1}, {Answer.UNKNOWN: 1}],
            "2 of 3 rules had their inputs, 1 of them not everywhere",
        ),
        ([{Answer.NO: 9}], "1 of 1 rule had its inputs"),
    ],
)
def test_a_rule_that_answered_for_some_only_is_counted(
    rules: list[dict[Answer, int]], text: str
) -> None:
    counted = Coverage(
        rules=tuple(
            RuleCoverage(rule=f"XX{number}", name="x", pack="x", answers=answers)
            for number, answers in enumerate(rules)
        )
    )

    assert coverage_line(counted) == text


WARNED = report(finding(severity=Severity.WARNING), note())
FAILED = report(finding(), finding(), note())


@pytest.mark.parametrize(
    ("run", "asked", "text"),
    [
        (report(), options(), "exit 0: nothing at or above error; no findings"),
        (WARNED, options(), "exit 0: nothing at or above error; 1 warning, 1 note"),
        (
            WARNED,
            options(fail_on=Severity.WARNING),
            "exit 1: 1 finding at or above warning; 1 warning, 1 note",
        ),
        (FAILED, options(), "exit 1: 2 findings at or above error; 2 errors, 1 note"),
        (FAILED, options(fail_on=None), "exit 0: --fail-on never; 2 errors, 1 note"),
        (
            FAILED,
            options(exit_zero=True),
            "exit 0: 2 findings at or above error, --exit-zero; 2 errors, 1 note",
        ),
        (
            WARNED,
            options(require_coverage=0.8),
            (
                "exit 1: nothing at or above error, 50 % of the rules had their inputs,"
                " 80 % required; 1 warning, 1 note"
            ),
        ),
        (
            replace(FAILED, problems=(Problem("no"),)),
            options(exit_zero=True),
            "exit 2: could not lint, 1 problem; 2 errors, 1 note",
        ),
        (
            Report(problems=(Problem("no"), not_listed(1_200))),
            options(),
            "exit 2: could not lint, 1,201 problems; no findings",
        ),
        (Report(crash="Traceback"), options(), "exit 2: archlint crashed; no findings"),
        (
            Report(nothing_evaluated="no services"),
            options(),
            "exit 2: nothing was evaluated: no services; no findings",
        ),
    ],
)
def test_the_gate_says_what_the_exit_code_is_and_why(
    run: Report, asked: Options, text: str
) -> None:
    assert gate_line(run, asked) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c", "d"], "a, b, c, d"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
        (["a\x1b[0m"], r"a\u{1b}[0m"),
    ],
)
def test_lists_end_where_they_get_long(names: list[str], text: str) -> None:
    assert listed(names) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [("", ""), ("no verdicts yet", "No verdicts yet."), ("`rate` is due!", "`rate` is due!")],
)
def test_lines_of_packs_become_sentences(line: str, text: str) -> None:
    assert sentence(line) == text


PARTLY = """
    archlint: 1
    portfolio: shop
    journeys:
      known: {entry: front, rate: 1/s}
      dark: {entry: left, rate: 9/s}
      grey: {entry: right}
      dim: {entry: back}
    services:
      front: {self_time: 3ms}
      left: {}
      right: {}
      back: {}
    """


def test_journeys_that_nobody_measured_share_a_sentence() -> None:
    assert critical_paths(part(PARTLY)) == (
        "Critical path of known: 3 ms (mean), 100 % in 1 service (front)."
        " Critical path of dark, dim, grey: not measured."
    )


@pytest.mark.parametrize(
    ("verdicts", "is_said"),
    [
        pytest.param([verdict("a", "either", "java")], False, id="another language"),
        pytest.param([verdict("a", "none", "c++")], False, id="a native language"),
        pytest.param([verdict("a", "none", "rust")], True, id="Rust that is not measured"),
        pytest.param([verdict("a", "either", "java"), verdict("b", "go")], True, id="one in Go"),
    ],
)
def test_seats_are_told_where_something_is_judged(
    verdicts: list[Verdict],
    is_said: bool,  # noqa: FBT001  # a column of the table
) -> None:
    seats = Seats(limit=1, size=3, quota=0.1, holders=(), draws=200)

    assert bool(seats_line(part(seats=seats, verdicts=tuple(verdicts)))) is is_said
