"""A pull request does not edit its own judge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.proposals import Judge
from archlint.manifest import loads

from languages import PACK

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio

TODAY = date(2026, 11, 23)
INLINE = "# archlint: ignore[LNG001] until=2027-03-31 owner=web reason=in spring"
SERVICES = "services:\n  cart: {language: java}\n  price: {language: java}\n"


def read(text: str) -> Portfolio:
    return loads(f"archlint: 1\nportfolio: shop\n{text}", catalogue=catalogue_of([PACK]))


def judged(head: str, base: str) -> PortfolioReport:
    judge = Judge(lint(read(base), packs=[PACK], today=TODAY), "main")
    return lint(read(head), packs=[PACK], today=TODAY, judge=judge)


def told(report: PortfolioReport) -> tuple[list[str], list[str], list[str], list[str]]:
    """(kept, covered, proposed, WVR001)."""
    return (
        [item.subject.text for item in report.findings if item.rule == "LNG001"],
        [item.finding.subject.text for item in report.suppressed],
        [f"{waiver.rule} {waiver.on}" for waiver in report.proposed_waivers],
        [item.message for item in report.findings if item.rule == "WVR001"],
    )


def waiver(on: str = "cart", until: str = "2027-03-31", reason: str = "in spring") -> str:
    return (
        f"waivers:\n  - {{rule: LNG001, on: {on}, reason: {reason}, owner: web, until: {until}}}\n"
    )


BOTH = ["cart", "price"]


@pytest.mark.parametrize(
    ("head", "base", "expected"),
    [
        pytest.param("", "", (BOTH, [], [], []), id="no waivers"),
        pytest.param(waiver(), waiver(), (["price"], ["cart"], [], []), id="in both"),
        pytest.param(waiver(), "", (BOTH, [], ["LNG001 cart"], []), id="added by the branch"),
        pytest.param("", waiver(), (["price"], ["cart"], [], []), id="taken out by the branch"),
        pytest.param(
            waiver(until="2099-12-31"),
            waiver(),
            (["price"], ["cart"], ["LNG001 cart"], []),
            id="prolonged: the old one counts until then",
        ),
        pytest.param(
            waiver(reason="because"),
            waiver(until="2026-11-22", reason="because"),
            (BOTH, [], ["LNG001 cart"], []),
            id="renewed after its end",
        ),
        pytest.param(
            waiver(on="price"),
            waiver(),
            (["price"], ["cart"], ["LNG001 price"], []),
            id="moved to another service",
        ),
    ],
)
def test_waivers_count_as_the_base_has_them(
    head: str, base: str, expected: tuple[list[str], ...]
) -> None:
    assert told(judged(SERVICES + head, SERVICES + base)) == expected


def inline(*services: str, comment: str = INLINE) -> str:
    lines = "".join(f"  {name}: {{language: java}}\n" for name in services)
    return f"services:\n  {comment}\n{lines}"


@pytest.mark.parametrize(
    ("head", "base", "expected"),
    [
        pytest.param(
            inline("cart", "price"),
            inline("cart", "price"),
            (["price"], ["cart"], [], []),
            id="in both",
        ),
        pytest.param(
            inline("cart", "price"),
            inline("cart", "price", comment=""),
            (BOTH, [], ["LNG001 cart"], []),
            id="added by the branch",
        ),
        pytest.param(
            inline("cart", "price", comment=""),
            inline("cart", "price"),
            (["price"], ["cart"], [], []),
            id="taken out by the branch",
        ),
        pytest.param(
            "\n\n"
            + inline("price", "cart")
            .replace("price", "x")
            .replace("cart", "price")
            .replace("x", "cart"),
            inline("cart", "price"),
            (["price"], ["cart"], [], []),
            id="on another line",
        ),
        pytest.param(
            inline("price", "cart"),
            inline("cart", "price"),
            (["price"], ["cart"], ["LNG001 price"], []),
            id="the service below it is another",
        ),
        pytest.param(
            f"services: {{cart: {{language: java}}, price: {{language: java}}}} {INLINE}",
            f"services: {{cart: {{language: java}}}} {INLINE}",
            (["price"], ["cart"], ["LNG001 cart"], []),
            id="more moved onto its line",
        ),
    ],
)
def test_comments_count_as_the_base_has_them(
    head: str, base: str, expected: tuple[list[str], ...]
) -> None:
    kept, covered, proposed, remarks = told(judged(head, base))

    assert (sorted(kept), covered, proposed, remarks) == expected


def test_what_ends_soon_is_said_of_the_waivers_that_count() -> None:
    soon = waiver(until="2026-11-25")

    assert told(judged(SERVICES + soon, SERVICES + soon))[3] == [
        "the waiver of LNG001 on cart ends in 2 days, on 2026-11-25"
    ]
    assert told(judged(SERVICES + soon, SERVICES))[3] == []


@pytest.mark.parametrize(
    "policies",
    ["policies: {LNG001: {enabled: false}}\n", "policies: {languages: {enabled: false}}\n"],
)
def test_policies_are_those_of_the_base(policies: str) -> None:
    loosened = judged(SERVICES + policies, SERVICES)
    allowed = judged(SERVICES, SERVICES + policies)

    assert told(loosened)[0] == BOTH
    assert told(allowed)[0] == []
    assert loosened.judge == allowed.judge == "the policies, waivers and baseline of main"


def test_severities_are_those_of_the_base() -> None:
    quiet = "policies: {LNG001: {severity: note}}\n"

    assert [item.severity.word for item in judged(SERVICES + quiet, SERVICES).findings] == [
        "error",
        "error",
    ]


def test_calibration_is_that_of_the_base() -> None:
    cheap = "calibration: {json_api: {cpu: {low: 0.01, default: 0.01, high: 0.01}}}\n"
    report = judged(SERVICES + cheap, SERVICES)

    assert report.portfolio.calibration == {}


PARTLY = """\
services:
  cart:
    language: java
    kind: crud  {on_kind}
"""


@pytest.mark.parametrize(
    "base",
    [
        pytest.param(PARTLY.format(on_kind=INLINE), id="on a line that no finding points to"),
        pytest.param(PARTLY.format(on_kind="") + INLINE + "\n", id="below everything"),
        pytest.param(inline("cart", "price"), id="above a service"),
    ],
)
def test_judged_by_itself_is_as_without_a_judge(base: str) -> None:
    plain = lint(read(base), packs=[PACK], today=TODAY)

    assert told(judged(base, base)) == told(plain)
