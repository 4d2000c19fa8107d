"""The report for a terminal."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from archlint.linting.pack import Seats
from archlint.linting.report import Report, Suppressed
from archlint.model import Entry, Finding, Label, Severity, Subject, Waiver
from archlint.reporting.columns import width
from archlint.reporting.text import render

from reported import (
    HOSTILE,
    SNEAKY,
    finding,
    linted,
    note,
    options,
    part,
    report,
    span,
    uncolored,
    verdict,
)

FULL = report(
    finding(
        why=("S̄ = 6 ms of 10 ms", "a rewrite takes -2 ms (0 to 4) off order"),
        help="profile its hot loop first",
        related=(Label(span=span(9, 13, 20), text="called here"),),
    ),
    finding(
        rule="XX103",
        name="too-far",
        severity=Severity.WARNING,
        subject=Subject.portfolio(),
        message="three services away",
        primary=None,
        help="move it",
    ),
    note("stock"),
    note("front"),
    verdicts=(verdict("pricing", "rust"), verdict("stock", "go"), verdict("front", "go")),
    seats=Seats(limit=1, size=3, quota=0.1, holders=("pricing",), draws=200),
    without=("XX104",),
    lines=("1 user waits at any moment",),
    suppressed=(
        Suppressed(finding=finding(rule="XX105"), waiver=Waiver(rule="XX105", on="pricing")),
    ),
)

WHOLE = """\
shop · 3 services · 1 journey · 2 calls · archlint.yaml
1 of 2 rules had their inputs · decided without XX104 · calls are assumed sequential ·
times are means · confidence from 200 draws

error[XX101 too-slow] pricing: 6 of 10 ms are its own
   ╭▸ archlint.yaml:12:16
   │
 6 │   front:
   ⋮
 9 │     calls: [pricing, stock]
   │             ─────── called here
10 │   pricing:
   ⋮
12 │     self_time: {mean: 6ms}
   │                ━━━━━━━━━━━
   │
   = S̄ = 6 ms of 10 ms
   = a rewrite takes -2 ms (0 to 4) off order
   ╰ help: profile its hot loop first

warning[XX103 too-far] portfolio: three services away
   ╰ help: move it

note[XX102 too-dear] 2 services: stock, front: `load.cpu` not given

Rust: 1 of 3 (pricing). Go: 2. Critical path of order: 10 ms (mean), 60 % in 1 service (pricing).
1 user waits at any moment.
Seats: 1 of 1 held (10 % of 3 services, rounded up to one, a cap): pricing.
Waived: 1 (XX105 pricing until no date).

✕ exit 1: 1 finding at or above error; 1 error, 1 warning, 2 notes
"""


def test_a_whole_report() -> None:
    assert render(FULL, options()) == WHOLE


LONG = "a metric, and where it comes from; " * 4


@pytest.mark.parametrize(
    ("helps", "told"),
    [
        pytest.param(("ask", "ask"), ["ask", "ask"], id="short ones are repeated"),
        pytest.param(
            (LONG, LONG), [LONG.split(";", maxsplit=1)[0], "as for a"], id="a long one is not"
        ),
        pytest.param(
            (LONG, f"other {LONG}"), [LONG.split(";", maxsplit=1)[0]] * 2, id="another one is told"
        ),
    ],
)
def test_a_long_help_is_told_once(helps: tuple[str, str], told: list[str]) -> None:
    found = [
        finding(subject=Subject.service(name), help=text)
        for name, text in zip("ab", helps, strict=True)
    ]
    lines = [line for line in render(report(*found), options()).splitlines() if "help:" in line]

    assert [expected in line for line, expected in zip(lines, told, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("draws", "keeps", "said"),
    [
        (0, False, "times are means · seats at default figures only"),
        (50, False, "times are means · confidence from 50 draws"),
        (200, True, "times are means · confidence from 200 draws, critical visits kept"),
    ],
)
def test_the_header_says_how_sure_seats_are(draws: int, *, keeps: bool, said: str) -> None:
    seats = Seats(limit=1, size=3, quota=0.1, draws=draws, keeps_visits=keeps)
    header = " ".join(render(report(seats=seats), options()).split("\n\n")[0].split("\n"))

    assert header.endswith(said)


def test_quiet_leaves_what_fails_and_what_it_adds_up_to() -> None:
    kept = WHOLE.split("\n\n")

    assert render(FULL, options(quiet=True)) == "\n\n".join([kept[1], kept[4], kept[5]])


def test_quiet_takes_its_level_from_what_fails() -> None:
    shown = render(FULL, options(quiet=True, fail_on=Severity.WARNING))

    assert "warning[XX103 too-far]" in shown
    assert "note[" not in shown


def test_statistics_count_by_rule() -> None:
    blocks = render(FULL, options(statistics=True)).split("\n\n")

    assert blocks[4] == (
        "2  note     XX102 too-dear\n1  error    XX101 too-slow\n1  warning  XX103 too-far"
    )


def test_colour_changes_nothing_but_the_colour() -> None:
    colored = render(FULL, options(color=True))

    assert colored != WHOLE
    assert uncolored(colored) == WHOLE


def test_without_glyphs_the_report_is_ascii() -> None:
    shown = render(FULL, options(plain=True))

    assert shown.isascii()
    assert "12 |     self_time: {mean: 6ms}\n   |                ^^^^^^^^^^^\n" in shown


def test_nothing_is_written_where_nothing_could_be_read() -> None:
    assert render(Report(), options()) == ""


def test_portfolios_follow_each_other_and_share_a_gate() -> None:
    both = Report(portfolios=(part(findings=(finding(),)), part(findings=(finding(),))))

    shown = render(both, options())

    assert shown.count("shop · 3 services") == 2
    assert shown.count("exit ") == 1
    assert shown.endswith("exit 1: 2 findings at or above error; 2 errors\n")


@pytest.mark.parametrize(
    ("notes", "line"),
    [
        pytest.param(
            [note(primary=Label(span=span(9, 3, 5)), help="add it")],
            "note[XX102 too-dear] stock: `load.cpu` not given; add it (archlint.yaml:9:3)",
            id="one, with its place and help",
        ),
        pytest.param(
            [note("a", help="add it"), note("b", message="too old", help="measure again")],
            "note[XX102 too-dear] a: `load.cpu` not given; add it\n"
            "note[XX102 too-dear] b: too old; measure again",
            id="several that say different things",
        ),
        pytest.param(
            [note("a", help="add it"), note("b", message="too old"), note("c", help="add it")],
            "note[XX102 too-dear] 2 services: a, c: `load.cpu` not given; add it\n"
            "note[XX102 too-dear] b: too old",
            id="those that say the same share a line",
        ),
        pytest.param(
            [note(f"s{number:02}", message=f"{number} days old") for number in range(10, 40)],
            "".join(
                f"note[XX102 too-dear] s{number}: {number} days old\n" for number in range(10, 22)
            )
            + "note[XX102 too-dear] and 18 notes more, all of them in `--output-format json`",
            id="many that say different things",
        ),
        pytest.param(
            [note(f"s{number:02}") for number in range(20)],
            "note[XX102 too-dear] 20 services: s00, s01, s02, s03, s04, s05, s06, s07, s08, s09,"
            " s10, s11 and 8\n    more: `load.cpu` not given",
            id="many",
        ),
        pytest.param(
            [
                note(Subject.portfolio(), message="A has no rate", help="add it"),
                note(Subject.portfolio(), message="B has no rate", help="add it"),
            ],
            "note[XX102 too-dear] portfolio: A has no rate; B has no rate; add it (2 notes)",
            id="several about one subject",
        ),
    ],
)
def test_notes_of_one_rule_share_a_line(notes: list[Finding], line: str) -> None:
    shown = render(report(*notes), options())

    assert shown.split("\n\n")[1] == line


def test_remarks_of_the_reader_are_notes() -> None:
    text = """
    archlint: 1
    portfolio: shop
    services:
      a: {kind: kernal, self_time: 2ms}
    """

    shown = render(Report(portfolios=(part(text),)), options())

    assert "\nnote: archlint.yaml:5:13: services.a.kind: " in shown
    assert "note:" not in render(Report(portfolios=(part(text),)), options(quiet=True))


@pytest.mark.parametrize("columns", [40, 80, 100, 200])
@pytest.mark.parametrize("name", [HOSTILE, SNEAKY, "价格" * 60, "x" * 300, "`a` **b**"])
def test_no_name_breaks_the_layout(name: str, columns: int) -> None:
    hostile = finding(
        subject=Subject.service(name),
        message=f"{name} is slow",
        why=(f"{name}: why",),
        help=f"ask {name}",
        related=(Label(span=span(9, 13, 20), text=name),),
    )
    run = report(hostile, note(name), lines=(name,), verdicts=(verdict(name, "rust"),))

    shown = render(run, options(columns=columns))

    assert max(map(width, shown.splitlines())) <= min(columns, 100)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


LARGE = """\
archlint: 1
portfolio: storefront
journeys:
  place-order: {entry: checkout, rate: 1.2k/s, slo: {availability: 99.9%}}
services:
  checkout: {language: go, kind: orchestrator, self_time: 3ms, calls: [pricing]}
  pricing: {language: go, kind: kernel, self_time: 13ms, load: {rate: 1.2k/s, cpu: 13}}
"""


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_a_real_report_fits_its_terminal(columns: int) -> None:
    shown = render(Report(portfolios=(linted(LARGE),)), options(columns=columns))

    assert max(map(width, shown.splitlines())) <= columns
    assert "warning[NT101 critical-path-service-not-rust] pricing" in " ".join(shown.split())
    assert "Rust: 1 of 2 (pricing). Go: 1." in shown
    assert shown.splitlines()[-1].startswith("✓ exit 0: nothing at or above error; 1 warning")


def test_what_is_suppressed_is_listed_on_request() -> None:
    waiver = Waiver(
        rule="XX105", on="pricing", reason="in spring", owner="web", until=date(2027, 3, 31)
    )
    known = finding(rule="XX106", severity=Severity.WARNING)
    entry = Entry(
        identity="XX106|pricing", rule="XX106", subject="pricing", severity=Severity.WARNING
    )
    shown = report(
        suppressed=(
            Suppressed(finding=finding(rule="XX105"), waiver=waiver),
            Suppressed(
                finding=finding(rule="XX107"), waiver=replace(waiver, comment=span(1, 1, 9))
            ),
            Suppressed(finding=known, entry=entry),
        )
    )

    listed = render(shown, options(show_suppressed=True)).partition("suppressed\n")[2]

    assert listed.split("\n\n")[0].splitlines() == [
        "  error XX105 pricing: 6 of 10 ms are its own (waiver of web until 2027-03-31: in spring)",
        "  error XX107 pricing: 6 of 10 ms are its own (comment of web until 2027-03-31: in spring)",
        "  warning XX106 pricing: 6 of 10 ms are its own (baseline)",
    ]
    assert "suppressed\n" not in render(shown, options())
