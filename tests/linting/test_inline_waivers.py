"""What a waiver in a comment covers, and what WVR001 says of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.selection import EVERYTHING, Selection
from archlint.manifest import loads
from archlint.source import Span

from languages import PACK

if TYPE_CHECKING:
    from archlint.model import Finding

TODAY = date(2026, 11, 23)

IGNORE = "# archlint: ignore[LNG001] until=2027-03-31 owner=web reason=it goes in spring"


def linted(text: str, *, today: date = TODAY, selection: Selection = EVERYTHING) -> list[Finding]:
    """The findings that are left; those covered have the code `covered` in front."""
    portfolio = loads(f"archlint: 1\nportfolio: shop\n{text}", catalogue=catalogue_of([PACK]))
    report = lint(portfolio, packs=[PACK], today=today, selection=selection)
    assert {item.kind for item in report.suppressed} <= {"comment"}
    return [*report.findings, *(item.finding for item in report.suppressed)]


def told(text: str, *, today: date = TODAY) -> tuple[list[str], list[str], list[str]]:
    """(kept, covered by a comment, what WVR001 says)."""
    portfolio = loads(f"archlint: 1\nportfolio: shop\n{text}", catalogue=catalogue_of([PACK]))
    report = lint(portfolio, packs=[PACK], today=today)
    return (
        [item.subject.text for item in report.findings if item.rule == "LNG001"],
        [item.finding.subject.text for item in report.suppressed if item.kind == "comment"],
        [
            f"{item.severity.word}: {item.message}"
            for item in report.findings
            if item.rule == "WVR001"
        ],
    )


BLOCK = """\
services:
  {before}
  cart:  {on_key}
    # the language that it is in
    language: java  {on_value}
  price: {{language: java}}
"""


def block(**comments: str) -> str:
    return BLOCK.format(**({"before": "", "on_key": "", "on_value": ""} | comments))


@pytest.mark.parametrize(
    ("text", "kept", "covered"),
    [
        pytest.param(block(), ["cart", "price"], [], id="no comment"),
        pytest.param(block(before=IGNORE), ["price"], ["cart"], id="above the service"),
        pytest.param(block(on_key=IGNORE), ["price"], ["cart"], id="behind its name"),
        pytest.param(block(on_value=IGNORE), ["price"], ["cart"], id="behind what is found"),
        pytest.param(
            block(before=IGNORE.replace("LNG001", "java")), ["price"], ["cart"], id="by its alias"
        ),
        pytest.param(
            block(before=IGNORE.replace("LNG001", "LNG002")),
            ["price"],
            ["cart"],
            id="by a rule that shares the finding",
        ),
        pytest.param(
            "services:\n  cart: {language: java}\n  " + IGNORE + "\n  price: {language: java}\n",
            ["cart"],
            ["price"],
            id="the next line alone",
        ),
        pytest.param(
            "services: {cart: {language: java}, price: {language: java}}  " + IGNORE,
            [],
            ["cart", "price"],
            id="all that begins on the line",
        ),
    ],
)
def test_what_it_covers(text: str, kept: list[str], covered: list[str]) -> None:
    assert told(text) == (kept, covered, [])


def test_blank_lines_above_change_nothing() -> None:
    plain = block(before=IGNORE)

    assert told("\n\n" + plain.replace("cart:", "\n\n  cart:")) == told(plain)


@pytest.mark.parametrize(
    ("comment", "remark"),
    [
        (
            "# archlint: ignore[LNG001]",
            "error: the inline waiver of LNG001 on cart is void: no `reason`, no `owner`, no `until`",
        ),
        (
            IGNORE.replace("2027-03-31", "2026-11-22"),
            "error: the inline waiver of LNG001 on cart is void: it ended on 2026-11-22",
        ),
        (
            IGNORE.replace("2027-03-31", "spring"),
            "error: the inline waiver of LNG001 on cart is void: `until: spring` is no date such as 2027-03-31",
        ),
        (
            IGNORE.replace("LNG001", "in-jave"),
            "error: the inline waiver of in-jave on cart is void: there is no rule in-jave (did you mean `in-java`?)",
        ),
    ],
)
def test_a_void_one_covers_nothing(comment: str, remark: str) -> None:
    assert told(block(before=comment)) == (["cart", "price"], [], [remark])


@pytest.mark.parametrize(
    ("until", "remark"),
    [
        ("2026-11-23", ["note: the inline waiver of LNG001 on cart ends today, on 2026-11-23"]),
        (
            "2026-12-07",
            ["note: the inline waiver of LNG001 on cart ends in 14 days, on 2026-12-07"],
        ),
        ("2026-12-08", []),
    ],
)
def test_it_counts_to_the_end_of_its_last_day(until: str, remark: list[str]) -> None:
    comment = IGNORE.replace("2027-03-31", until)

    assert told(block(before=comment)) == (["price"], ["cart"], remark)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        pytest.param(
            "services:\n  " + IGNORE + "\n  stock: {language: go}\n",
            "the inline waiver of LNG001 on stock covers nothing: it has no such finding",
            id="on a service that is fine",
        ),
        pytest.param(
            "services:\n  stock:\n    language: go\n    kind: crud  " + IGNORE + "\n",
            "the inline waiver of LNG001 on stock covers nothing: it has no such finding",
            id="inside a service",
        ),
        pytest.param(
            "services:\n  stock: {language: go}\n" + IGNORE + "\n",
            "the inline waiver of LNG001 on portfolio covers nothing: nothing below",
            id="below everything",
        ),
    ],
)
def test_one_that_covers_nothing_is_a_warning(text: str, remark: str) -> None:
    assert told(text) == ([], [], [f"warning: {remark}"])


def test_it_is_found_where_it_stands_and_known_by_what_it_is_about() -> None:
    (finding,) = linted("services:\n  " + IGNORE + "\n  stock: {language: go}\n")

    assert finding.primary is not None
    assert finding.primary.span == Span("archlint.yaml", 4, 3, 4, 3 + len(IGNORE))
    assert finding.identity == "WVR001:LNG001:comment|stock"


def test_it_is_idle_while_its_rule_takes_no_part() -> None:
    portfolio = loads(f"archlint: 1\nportfolio: shop\n{block(before=IGNORE)}")
    report = lint(portfolio, packs=[PACK], today=TODAY, selection=Selection(ignore=("LNG",)))

    assert report.findings == ()
    assert [(waiver.rule, waiver.on) for waiver in report.idle_waivers] == [("LNG001", "cart")]
