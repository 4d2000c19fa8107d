"""Problems on stderr."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from archlint.linting.report import Report
from archlint.manifest import loads
from archlint.reporting.problems import render, render_problems
from archlint.source import InputError, Problem, Sources, not_listed

from reported import SNEAKY, options, span, uncolored

LOADED = Sources({"archlint.yaml": ("services:", "  cart: {loda: 5m}", "  cart: {}")})

UNKNOWN = Problem(
    "unknown key", span(2, 10, 14), "services.cart.loda", "did you mean `load`?", "unknown key"
)
TWICE = Problem(
    "the key stands twice",
    span(3, 3, 7),
    "services.cart",
    kind="duplicate key",
    related=((span(2, 3, 7), "first declared here"),),
)


def test_a_problem_is_one_line_and_the_place_it_is_about() -> None:
    assert render_problems((UNKNOWN,), LOADED, options()) == (
        "archlint.yaml:2:10: services.cart.loda: unknown key (did you mean `load`?)\n"
        " 2 │   cart: {loda: 5m}\n"
        "   │          ━━━━\n"
    )


def test_both_places_of_a_contradiction_are_shown() -> None:
    assert render_problems((TWICE,), LOADED, options()) == (
        "archlint.yaml:3:3: services.cart: the key stands twice\n"
        " 2 │   cart: {loda: 5m}\n"
        "   │   ──── first declared here\n"
        " 3 │   cart: {}\n"
        "   │   ━━━━\n"
    )


def test_what_may_not_be_quoted_is_named_by_position_alone() -> None:
    assert render_problems((UNKNOWN, TWICE), Sources(), options()) == (
        "archlint.yaml:2:10: services.cart.loda: unknown key (did you mean `load`?)\n"
        "archlint.yaml:3:3: services.cart: the key stands twice"
        " (first declared here: archlint.yaml:2:3)\n"
    )


def test_two_files_are_told_apart() -> None:
    sources = Sources({"a.yaml": ("x: 1",), "b.yaml": ("x: 2",)})
    here, there = span(1, 1, 2, file="b.yaml"), span(1, 1, 2, file="a.yaml")
    problem = Problem("declared twice", here, "x", related=((there, "first"),))

    assert render_problems((problem,), sources, options()) == (
        "b.yaml:1:1: x: declared twice\n"
        "   ╭▸ b.yaml:1:1\n"
        "   │\n"
        " 1 │ x: 2\n"
        "   │ ━\n"
        "   ╭▸ a.yaml:1:1\n"
        "   │\n"
        " 1 │ x: 1\n"
        "   │ ─ first\n"
    )


def test_after_twenty_problems_the_rest_is_counted() -> None:
    many = [replace(UNKNOWN, span=None, kind=f"kind {number % 3}") for number in range(200)]

    lines = render_problems(many, LOADED, options()).splitlines()

    line = "services.cart.loda: unknown key (did you mean `load`?)"
    assert lines == [line] * 20 + ["and 180 more of 3 kinds"]


def test_those_that_were_not_kept_are_counted_too() -> None:
    """Of what was not kept nobody knows the kinds."""
    many = [replace(UNKNOWN, span=None)] * 1_000 + [not_listed(500)]

    assert render_problems(many, LOADED, options()).splitlines()[-1] == "and 1,480 more"


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (Report(), ""),
        (Report(nothing_evaluated="no services found"), "error: no services found\n"),
        (Report(problems=(Problem("no manifest"),)), "no manifest\n"),
    ],
)
def test_only_what_stopped_the_run_is_said(run: Report, text: str) -> None:
    assert render(run, options()) == text


def test_colour_changes_nothing_but_the_colour() -> None:
    plain = render_problems((UNKNOWN, TWICE), LOADED, options())
    colored = render_problems((UNKNOWN, TWICE), LOADED, options(color=True))

    assert colored != plain
    assert uncolored(colored) == plain


def test_nothing_in_a_problem_reaches_the_terminal_unseen() -> None:
    sneaky = Problem(SNEAKY, span(1, 1, 2, file=SNEAKY), SNEAKY, SNEAKY)

    shown = r"a\u{202e}b\u{1b}[31mc\u{a}d"
    assert render_problems((sneaky,), Sources(), options()) == (
        f"{shown}:1:1: {shown}: {shown} ({shown})\n"
    )


def test_problems_of_a_real_manifest_quote_it() -> None:
    with pytest.raises(InputError) as caught:
        loads("archlint: 1\nportfolio: shop\nservices:\n  cart: {loda: {rate: 5/s}}\n")

    assert render_problems(caught.value.problems, caught.value.sources, options()) == (
        "archlint.yaml:4:10: services.cart.loda: unknown key (did you mean `load`?)\n"
        " 4 │   cart: {loda: {rate: 5/s}}\n"
        "   │          ━━━━\n"
    )
