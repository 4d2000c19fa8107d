"""Which findings the changes since a revision can reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from archlint.linting.affected import affected, changed_names, reach
from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads

from growth import LINEAR, Job, growth
from languages import PACK

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio

TODAY = date(2026, 11, 23)
BASE = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front}
  browse: {entry: shelf}
services:
  front: {language: java, calls: [cart]}
  cart: {language: java, calls: [stock]}
  stock: {language: java}
  shelf: {language: java}
"""


def read(text: str) -> Portfolio:
    return loads(text, catalogue=catalogue_of([PACK]))


def linted(text: str) -> PortfolioReport:
    return lint(read(text), packs=[PACK], today=TODAY)


@pytest.mark.parametrize(
    ("old", "new", "changed", "reached"),
    [
        pytest.param("", "", set(), set(), id="nothing"),
        pytest.param("\nservices", "\n# a comment\n\nservices", set(), set(), id="a comment"),
        pytest.param(
            "stock: {language: java}",
            "stock: {language: java, self_time: 3ms}",
            {"stock"},
            {"stock", "cart", "front", "journey:order"},
            id="the end of a chain",
        ),
        pytest.param(
            "shelf: {language: java}",
            "shelf: {language: java, owner: web}",
            {"shelf"},
            {"shelf", "journey:browse"},
            id="on its own",
        ),
        pytest.param(
            "calls: [stock]",
            "calls: [shelf]",
            {"cart"},
            {"cart", "front", "journey:order", "shelf", "stock"},
            id="another call",
        ),
        pytest.param(
            "order: {entry: front}",
            "order: {entry: front, rate: 5/s}",
            {"journey:order"},
            {"journey:order", "front", "cart", "stock"},
            id="a journey",
        ),
        pytest.param(
            "  shelf: {language: java}\n",
            "  shelf: {language: java}\n  extra: {language: go}\n",
            {"extra"},
            {"extra"},
            id="a new service",
        ),
    ],
)
def test_what_a_change_reaches(old: str, new: str, changed: set[str], reached: set[str]) -> None:
    before, after = read(BASE), read(BASE.replace(old, new, 1))

    assert changed_names(before, after) == changed
    assert reach(before, after) == reached


def test_moving_a_declaration_to_another_place_changes_nothing() -> None:
    lines = BASE.splitlines(keepends=True)
    shuffled = "".join([*lines[:6], *reversed(lines[6:])])

    assert changed_names(read(BASE), read(shuffled)) == frozenset()


def test_the_rest_is_left_out_and_counted() -> None:
    after = BASE.replace("stock: {language: java}", "stock: {language: java, owner: web}")
    report = affected(linted(after), linted(BASE), "main")

    assert [item.subject.text for item in report.findings] == ["front", "cart", "stock"]
    assert report.scope == "3 of 4 findings: those that 1 declaration changed since main can reach"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("policies: {LNG002: {severity: note}}\n", "policies"),
        ("prices: {vcpu_month: 40 USD}\n", "prices"),
        ("teams: {web: {engineers: 3}}\nprices: {vcpu_month: 40 USD}\n", "prices and teams"),
    ],
)
def test_what_every_service_is_judged_by_reaches_everything(text: str, what: str) -> None:
    report = affected(linted(BASE + text), linted(BASE), "main")

    assert [item.subject.text for item in report.findings] == ["front", "cart", "stock", "shelf"]
    assert report.scope == f"all findings: {what} changed since main"


def test_what_is_new_is_shown_wherever_it_stands() -> None:
    """Nothing reaches the shelf, but its finding was covered before."""
    covered = BASE + (
        "waivers:\n  - {rule: LNG001, on: shelf, reason: r, owner: o, until: 2027-03-31}\n"
    )
    report = affected(linted(BASE), linted(covered), "main")

    assert [item.subject.text for item in report.findings] == ["shelf"]


def test_what_changes_reach_is_no_work_squared() -> None:
    def job(size: int) -> Job:
        calls = "".join(f"  s{n}: {{calls: [s{n + 1}]}}\n" for n in range(size))
        text = f"archlint: 1\nportfolio: shop\nservices:\n{calls}  s{size}: {{}}\n"
        before, after = read(text), read(text.replace("s1: {", "s1: {replicas: 2, "))
        return lambda: reach(before, after)

    assert growth(job, 40) < LINEAR
