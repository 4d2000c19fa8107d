"""The report as it is read aloud."""

from __future__ import annotations

import re

import pytest

from archlint.linting.report import Report
from archlint.model import Label, Severity, Standing, Subject
from archlint.reporting.narrated import render, spoken
from archlint.source import Problem

from hostile import manifest, report_on
from reported import SHOP, SNEAKY, finding, linted, note, options, part, report, span

STEPS = (
    Label(span=span(4, 11, 16), text="1. order enters"),
    Label(span=span(2, 1, 9, file="b.archlint.yaml"), text="2. waits for pricing"),
)
FULL = report(
    finding(related=STEPS, why=("15.8 ms of 19.5 ms",), help="look at `5 ms`"),
    finding(message="again", primary=None),
    note(),
)


def paragraphs(run: Report, **changes: object) -> list[str]:
    return render(run, options(**changes)).removesuffix("\n").split("\n\n")


def test_a_finding_is_a_paragraph_that_is_counted() -> None:
    _, first, second, third, *_ = paragraphs(FULL)

    assert first == (
        "Error 1 of 2: rule XX101, too-slow, about service pricing: 6 of 10 milliseconds are its own.\n"
        "It stands in archlint.yaml, line 12, column 16.\n"
        "Step 1 of the path: order enters, line 4.\n"
        "Step 2 of the path: waits for pricing, b.archlint.yaml, line 2.\n"
        "Because: 15.8 milliseconds of 19.5 milliseconds.\n"
        "Help: look at `5 ms`."
    )
    assert second == "Error 2 of 2: rule XX101, too-slow, about service pricing: again."
    assert third.startswith("Note 1 of 1: rule XX102, too-dear, about service stock: `load.cpu`")


def test_it_begins_with_the_portfolio_and_ends_with_the_gate() -> None:
    first, *_, last = paragraphs(FULL)

    assert first == (
        "Portfolio shop, from archlint.yaml: 3 services, 1 journey and 2 calls.\n"
        "1 of 2 rules had their inputs. Times are means.\n"
        "Calls are assumed sequential."
    )
    assert last == "Exit code 1: 2 findings at or above error; 2 errors, 1 note."


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            Report(
                problems=(
                    Problem("unknown key", span(4, 5, 9), "a.x", "did you mean `y`?"),
                    Problem("nor", related=((span(1, 1, 2), "declared here"),)),
                )
            ),
            [
                (
                    "Problem 1 of 2 in archlint.yaml, line 4, column 5: a.x: unknown key.\n"
                    "Help: did you mean `y`?"
                ),
                "Problem 2 of 2: nor.\nSee also archlint.yaml, line 1, column 1: declared here.",
                "Exit code 2: could not lint, 2 problems; no findings.",
            ],
        ),
        (
            Report(crash="NT101 failed: report it\nTraceback"),
            [
                "archlint crashed.\nNT101 failed: report it\nTraceback",
                "Exit code 2: archlint crashed; no findings.",
            ],
        ),
        (
            Report(nothing_evaluated="no services"),
            [
                "Nothing was evaluated: no services.",
                "Exit code 2: nothing was evaluated: no services; no findings.",
            ],
        ),
    ],
    ids=["problems", "a crash", "nothing evaluated"],
)
def test_what_stopped_the_run_is_told(run: Report, expected: list[str]) -> None:
    assert paragraphs(run) == expected


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        (Subject.portfolio(), "the portfolio"),
        (Subject.journey("order"), "journey order"),
        (Subject.service("journey"), "service journey"),
        (Subject.cycle(("b", "a")), "cycle a,b"),
    ],
)
def test_a_subject_is_called_what_it_is(subject: Subject, about: str) -> None:
    assert f", about {about}: " in paragraphs(report(note(subject)))[1]


def test_what_got_worse_is_said() -> None:
    run = report(finding(standing=Standing.WORSENED, worse_by="5 ms to 6 ms"))

    assert "; worse than the baseline: 5 milliseconds to 6 milliseconds.\n" in render(
        run, options()
    )


def test_quiet_keeps_what_fails_and_counts_that_alone() -> None:
    first, *_ = paragraphs(FULL, quiet=True)

    assert first.startswith("Error 1 of 2")
    assert "Note 1" not in render(FULL, options(quiet=True))
    assert "Error" not in render(
        report(finding(severity=Severity.WARNING)), options(least=Severity.ERROR)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-7.47 ms off search", "minus 7.47 milliseconds off search"),
        ("2.5k/s and 900/s", "2.5 thousand per second and 900 per second"),
        ("74 % of 99.9%", "74 percent of 99.9 percent"),
        ("12 µs, 3 s, 2 min", "12 microseconds, 3 seconds, 2 minutes"),
        ("a → b ≥ 3", "a to b at least 3"),
        ("p99 74.2 ± 4.8 ms", "p99 74.2 plus or minus 4.8 milliseconds"),
        ("`5 ms` and 5 ms", "`5 ms` and 5 milliseconds"),
        ("90/10 rule on 2026-09-01", "90/10 rule on 2026-09-01"),
        ("place-order-2 and v5-ms", "place-order-2 and v5-ms"),
    ],
)
def test_units_and_signs_are_words(text: str, words: str) -> None:
    assert spoken(text) == words


@pytest.mark.parametrize(
    "run",
    [FULL, Report(portfolios=(linted(SHOP),)), report_on(manifest()), report(note(SNEAKY))],
    ids=["found", "a real portfolio", "hostile names", "control characters"],
)
def test_nothing_is_drawn(run: Report) -> None:
    text = render(run, options(color=True))

    assert re.findall(r"[\u2500-\u25ff\x1b]|\^\^| {3,}|^ *\|", text, re.MULTILINE) == []
    assert re.search("[^\n\x20-\x7e\xa0-\ud7ff]|[\u200b-\u200f\u2028-\u202e]", text) is None


def test_in_ascii_it_is_ascii() -> None:
    assert render(Report(portfolios=(linted(SHOP),)), options(plain=True)).isascii()


def test_every_portfolio_has_its_turn() -> None:
    text = render(Report(portfolios=(part(), part())), options())

    assert text.count("Portfolio shop") == 2
    assert text.count("Exit code 0: ") == 1
