"""Waivers: what they cover, and WVR001."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.lines import Lines
from archlint.linting.selection import EVERYTHING, Selection, choose
from archlint.linting.subjects import Subjects
from archlint.linting.waivers import Waiving
from archlint.manifest import loads
from archlint.model import Subject

from growth import LINEAR, Job, growth
from languages import PACK

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

TODAY = date(2026, 11, 23)


def linted(
    waivers: str, *, today: date = TODAY, selection: Selection = EVERYTHING, isolated: bool = False
) -> PortfolioReport:
    text = (
        "archlint: 1\nportfolio: shop\nservices:\n"
        "  cart: {language: java}\n  price: {language: go}\n  quiet: {language: java}\n"
        f"waivers:\n{waivers}\n"
    )
    portfolio = loads(text, catalogue=catalogue_of([PACK], isolated=isolated))
    return lint(portfolio, packs=[PACK], today=today, selection=selection, isolated=isolated)


def told(report: PortfolioReport) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """(kept, suppressed, what WVR001 says)."""
    return (
        [item.identity for item in report.findings if item.rule.startswith("LNG")],
        [item.finding.identity for item in report.suppressed],
        [(item.severity.word, item.message) for item in report.findings if item.rule == "WVR001"],
    )


CART = "language:not-java|cart"
COVERED: tuple[list[str], list[str]] = ([], [CART])
KEPT: tuple[list[str], list[str]] = ([CART], [])


def waiver(rule: str = "LNG001", on: str = "cart", **others: str) -> str:
    parts = {"reason": "it goes in spring", "owner": "web", "until": "2027-03-31"} | others
    rest = "".join(f", {key}: {value}" for key, value in parts.items() if value)
    return f"  - {{rule: {rule}, on: {on}{rest}}}"


@pytest.mark.parametrize(
    ("text", "expected", "remark"),
    [
        (waiver(), COVERED, ""),
        (waiver("in-java"), COVERED, ""),
        (waiver("java"), COVERED, ""),
        (waiver("LNG002"), COVERED, ""),
        (waiver(until="2026-12-08"), COVERED, ""),
        (
            waiver(until="2026-12-07"),
            COVERED,
            "note: the waiver of LNG001 on cart ends in 14 days, on 2026-12-07",
        ),
        (
            waiver(until="2026-11-24"),
            COVERED,
            "note: the waiver of LNG001 on cart ends tomorrow, on 2026-11-24",
        ),
        (
            waiver(until="2026-11-23"),
            COVERED,
            "note: the waiver of LNG001 on cart ends today, on 2026-11-23",
        ),
        (
            waiver(until="2026-11-22"),
            KEPT,
            "error: the waiver of LNG001 on cart is void: it ended on 2026-11-22",
        ),
        (
            waiver(until="2026-31-12"),
            KEPT,
            (
                "error: the waiver of LNG001 on cart is void: `until: 2026-31-12` is no date such as"
                " 2027-03-31"
            ),
        ),
        (waiver(until=""), KEPT, "error: the waiver of LNG001 on cart is void: no `until`"),
        (waiver(owner=""), KEPT, "error: the waiver of LNG001 on cart is void: no `owner`"),
        (
            waiver(reason="", owner="", until=""),
            KEPT,
            "error: the waiver of LNG001 on cart is void: no `reason`, no `owner`, no `until`",
        ),
        (
            waiver("LNG01"),
            KEPT,
            (
                "error: the waiver of LNG01 on cart is void: there is no rule LNG01 (did you mean"
                " `LNG001`?)"
            ),
        ),
        (
            waiver("OLD77"),
            KEPT,
            "error: the waiver of OLD77 on cart is void: there is no rule OLD77",
        ),
        (
            waiver(on="price"),
            KEPT,
            "warning: the waiver of LNG001 on price covers nothing: it has no such finding",
        ),
        (
            waiver(on="carts"),
            KEPT,
            (
                "warning: the waiver of LNG001 on carts covers nothing: nothing in the portfolio is"
                " called that (did you mean `cart`?)"
            ),
        ),
        (waiver(on="quiet"), KEPT, ""),
        (waiver("LNG002", on="quiet"), KEPT, ""),
        (
            waiver("ANN001"),
            KEPT,
            "warning: the waiver of ANN001 on cart covers nothing: it has no such finding",
        ),
    ],
    ids=[
        "by its code",
        "by its name",
        "by an old name",
        "by a code that shares the finding",
        "fifteen days left",
        "fourteen days left",
        "one day left",
        "its last day",
        "the day after",
        "a date that is none",
        "no date",
        "no owner",
        "nothing but the rule",
        "a rule that is not there",
        "a code that a finding names and no rule has",
        "no such finding",
        "no such service",
        "the argument still holds",
        "an argument of its group still holds",
        "another rule's finding",
    ],
)
def test_a_waiver(text: str, expected: tuple[list[str], list[str]], remark: str) -> None:
    kept, suppressed, remarks = told(linted(text))
    said = [f"{severity}: {message}" for severity, message in remarks]
    assert (kept, suppressed, said) == (*expected, [remark] if remark else [])


def test_a_finding_without_a_waiver_stays() -> None:
    text = "archlint: 1\nportfolio: shop\nservices:\n  cart: {language: java}\n"
    report = lint(loads(text), packs=[PACK], today=TODAY)
    assert told(report) == ([CART], [], [])


def test_two_waivers_of_one_finding_both_cover_it_and_the_first_is_named() -> None:
    report = linted(waiver() + "\n" + waiver("LNG002", reason="as well"))
    assert [item.waiver.rule for item in report.suppressed if item.waiver] == ["LNG001"]
    assert told(report) == ([], [CART], [])


def test_a_rule_that_does_not_take_part_orphans_nothing() -> None:
    selection = Selection(ignore=("LNG001",))
    assert told(linted(waiver(), selection=selection)) == ([], [], [])


def test_a_concluded_rule_is_not_orphaned_while_its_pack_is_heard_in_part() -> None:
    selection = Selection(ignore=("LNG001",))
    assert told(linted(waiver("LNG002", on="price"), selection=selection)) == ([], [], [])


@pytest.mark.parametrize(
    ("rule", "ignore"),
    [("LNG001", ("LNG002",)), ("LNG002", ()), ("LNG002", ("ANN001",))],
    ids=[
        "it looked, another did not",
        "all it is concluded from looked",
        "a rule of another pack did not",
    ],
)
def test_a_rule_that_was_asked_orphans_what_it_did_not_find(
    rule: str, ignore: tuple[str, ...]
) -> None:
    report = linted(waiver(rule, on="price"), selection=Selection(ignore=ignore))
    message = f"the waiver of {rule} on price covers nothing: it has no such finding"
    assert told(report) == ([CART], [], [("warning", message)])


def test_ignoring_the_rule_about_waivers_revives_none() -> None:
    selection = Selection(ignore=("WVR001",))
    assert told(linted(waiver(owner=""), selection=selection)) == ([CART], [], [])


@pytest.mark.parametrize(
    ("text", "selection", "idle"),
    [
        pytest.param(waiver(on="quiet"), EVERYTHING, ["LNG001"], id="its rule holds, unraised"),
        pytest.param(waiver("LNG002", on="quiet"), EVERYTHING, ["LNG002"], id="another one holds"),
        pytest.param(waiver(), Selection(ignore=("LNG001",)), ["LNG001"], id="it took no part"),
        pytest.param(waiver(), EVERYTHING, [], id="it covers something"),
        pytest.param(waiver(on="price"), EVERYTHING, [], id="orphaned"),
        pytest.param(waiver(on="quiet", owner=""), EVERYTHING, [], id="void"),
        pytest.param(waiver("XYZ001"), EVERYTHING, [], id="a rule that is not there"),
        pytest.param(
            waiver() + "\n" + waiver("LNG002"), EVERYTHING, [], id="the second of one finding"
        ),
    ],
)
def test_a_sound_waiver_that_covers_nothing_is_idle(
    text: str, selection: Selection, idle: list[str]
) -> None:
    report = linted(text, selection=selection)

    assert [item.rule for item in report.idle_waivers] == idle


def test_waivers_of_packs_left_out_are_one_note() -> None:
    text = waiver("XYZ001") + "\n" + waiver("ABC001") + "\n" + waiver()
    assert told(linted(text, isolated=True)) == (
        [],
        [CART],
        [("note", "waivers of packs that are not loaded were left aside: ABC001, XYZ001")],
    )


def test_every_faulty_waiver_has_a_finding_of_its_own() -> None:
    report = linted("\n".join(waiver(f"XYZ00{number}", on="gone") for number in (1, 2)))
    assert [item.identity for item in report.findings if item.rule == "WVR001"] == [
        "WVR001:XYZ001:gone|portfolio",
        "WVR001:XYZ002:gone|portfolio",
    ]


def test_a_faulty_date_is_pointed_at() -> None:
    text = waiver(until="2026-11-22")
    report = linted(text)
    (finding,) = (item for item in report.findings if item.rule == "WVR001")
    assert finding.primary is not None
    assert finding.primary.span[1:3] == (8, text.index("2026-11-22") + 1)
    assert (finding.subject, finding.identity) == (Subject.service("cart"), "WVR001:LNG001|cart")


@pytest.mark.parametrize(
    ("waiver", "is_stale"),
    [
        pytest.param("rule: LNG001, on: cart, until: 2026-11-22", True, id="it has ended"),
        pytest.param("rule: LNG001, on: cart, until: 2026-11-23", False, id="its last day"),
        pytest.param("rule: LNG001, on: price, until: 2099-01-01", True, id="it covers nothing"),
        pytest.param("rule: LNG001, on: gone, until: 2099-01-01", True, id="of nothing"),
        pytest.param("rule: LNG001, on: quiet, until: 2099-01-01", False, id="it is idle"),
        pytest.param("rule: XX1, on: cart, until: 2099-01-01", False, id="of an unknown rule"),
        pytest.param("rule: XX1, on: cart, until: 2020-01-01", True, id="of one, and ended"),
        pytest.param("rule: LNG001, on: price", False, id="it is void"),
    ],
)
def test_a_waiver_is_stale_where_nothing_is_lost_without_it(waiver: str, *, is_stale: bool) -> None:
    report = linted(f"  - {{{waiver}, reason: r, owner: o}}")

    assert [item.rule for item in report.stale_waivers] == [
        item.rule for item in report.portfolio.waivers if is_stale
    ]


def test_many_waivers_of_many_findings_are_no_work_squared() -> None:
    def job(size: int) -> Job:
        names = [f"s{number}" for number in range(size)]
        services = "".join(f"  {name}: {{language: java}}\n  {name}x: {{}}\n" for name in names)
        waivers = "\n".join(waiver(on=f"{name}x") for name in names)
        text = f"archlint: 1\nportfolio: p\nservices:\n{services}waivers:\n{waivers}\n"
        catalogue = catalogue_of([PACK])
        portfolio = loads(text, catalogue=catalogue)
        report = lint(replace(portfolio, waivers=()), packs=[PACK], today=TODAY)
        waiving = Waiving(
            catalogue=catalogue,
            chosen=choose(EVERYTHING, portfolio.settings, catalogue),
            lines=Lines(Subjects(report.analysis), portfolio.at),
            today=TODAY,
            arguments=report.arguments,
            waivers=portfolio.waivers,
            findings=report.findings,
        )
        return lambda: (waiving.apply(), [waiving.took_part("LNG002") for _ in names])

    assert growth(job, 20) < LINEAR
