"""What changed between two states of a portfolio."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from archlint.linting.comparing import Comparison, Difference, compare
from archlint.linting.engine import catalogue_of, lint
from archlint.linting.finding_changes import Change
from archlint.linting.report import PortfolioReport, Report
from archlint.manifest import loads
from archlint.model import Portfolio, Range, Severity
from archlint.source import Problem
from archlint_ninety_ten import PACK

from graphs import portfolios

TODAY = date(2026, 11, 23)
BASE = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s, slo: {mean: 30ms}}
services:
  front: {language: go, self_time: {mean: 2ms}, load: {cpu: 1}, calls: [{parallel: [cart, stock]}]}
  cart: {language: go, self_time: {p50: 20ms, p99: 20ms}, load: {cpu: 0.5}}
  stock: {language: go, self_time: {p50: 10ms, p99: 10ms}}
"""


def linted(text: str) -> PortfolioReport:
    portfolio = loads(text, catalogue=catalogue_of([PACK]))
    return lint(portfolio, packs=[PACK], today=TODAY)


def compared(old: str, new: str, text: str = BASE) -> Difference:
    assert old in text
    return compare(linted(text), linted(text.replace(old, new, 1)))


def test_nothing_changed() -> None:
    difference = compared("\nservices", "\n# a comment\n\nservices")

    assert difference.is_empty
    assert (difference.findings, difference.verdicts, difference.journeys) == ((), (), ())


@pytest.mark.parametrize(
    ("old", "new", "delta_ms", "joined", "left", "crossing"),
    [
        pytest.param("p50: 20ms, p99: 20ms", "p50: 24ms, p99: 24ms", 4.0, (), (), "", id="slower"),
        pytest.param(
            "p50: 20ms, p99: 20ms", "p50: 28ms, p99: 28ms", 8.0, (), (), "", id="exactly at its SLO"
        ),
        pytest.param(
            "p50: 20ms, p99: 20ms",
            "p50: 28.1ms, p99: 28.1ms",
            8.1,
            (),
            (),
            "over",
            id="over its SLO",
        ),
        pytest.param(
            "p50: 20ms, p99: 20ms",
            "p50: 5ms, p99: 5ms",
            -10.0,
            ("stock",),
            ("cart",),
            "",
            id="the path moves",
        ),
        pytest.param(
            "p50: 10ms, p99: 10ms",
            "p50: 15ms, p99: 15ms",
            None,
            None,
            None,
            None,
            id="slack is no change",
        ),
        pytest.param("mean: 30ms", "mean: 20ms", None, None, None, None, id="the SLO alone"),
    ],
)
def test_a_journey(
    old: str,
    new: str,
    delta_ms: float | None,
    joined: tuple[str, ...] | None,
    left: tuple[str, ...] | None,
    crossing: str | None,
) -> None:
    journeys = compared(old, new).journeys
    if delta_ms is None:
        assert journeys == ()
        return
    (change,) = journeys
    assert change.delta is not None
    assert change.delta * 1e3 == pytest.approx(delta_ms)
    assert (change.joined, change.left, change.crossing) == (joined, left, crossing)


def test_back_within_its_slo() -> None:
    slow = BASE.replace("p50: 20ms, p99: 20ms", "p50: 40ms, p99: 40ms")

    (change,) = compare(linted(slow), linted(BASE)).journeys
    assert change.crossing == "within"


def test_journeys_that_come_and_go() -> None:
    (change,) = compared("  order: {entry", "  buy: {entry").journeys[:1]
    names = {
        item.name: (item.before is None, item.after is None)
        for item in compared("  order: {entry", "  buy: {entry").journeys
    }

    assert names == {"buy": (True, False), "order": (False, True)}
    assert (change.delta, change.joined, change.left) == (None, (), ())


STALE = "self_time: {p50: 10ms, p99: 10ms}, measured: {at: 2025-01-01, source: traces}"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("", STALE, [(Change.NEW, "ANN001 stock", "")], id="new"),
        pytest.param(STALE, "", [(Change.FIXED, "ANN001 stock", "")], id="fixed"),
        pytest.param(STALE, STALE, [], id="the same"),
    ],
)
def test_findings(before: str, after: str, expected: list[tuple[Change, str, str]]) -> None:
    plain = "self_time: {p50: 10ms, p99: 10ms}"
    difference = compare(
        linted(BASE.replace(plain, before or plain)), linted(BASE.replace(plain, after or plain))
    )

    assert [
        (item.change, f"{item.finding.rule} {item.finding.subject}", item.worse_by)
        for item in difference.findings
        if item.finding.severity > Severity.NOTE
    ] == expected


def test_a_finding_that_is_waived_now_is_accepted() -> None:
    stale = BASE.replace("self_time: {p50: 10ms, p99: 10ms}", STALE)
    waived = stale + (
        "waivers:\n  - {rule: ANN001, on: stock, reason: soon, owner: web, until: 2027-01-31}\n"
    )
    (change,) = compare(linted(stale), linted(waived)).findings

    assert (change.change, change.is_regression) == (Change.ACCEPTED, False)
    assert compare(linted(waived), linted(waived)).is_empty


@pytest.mark.parametrize("how", ["waiver", "comment"])
def test_a_finding_that_comes_with_its_waiver_is_accepted(how: str) -> None:
    stale = BASE.replace("self_time: {p50: 10ms, p99: 10ms}", STALE)
    waived = {
        "waiver": stale + "waivers:\n  - {rule: ANN001, on: stock, reason: soon, owner: web,"
        " until: 2027-01-31}\n",
        "comment": stale.replace(
            "  stock:",
            "  # archlint: ignore[ANN001] until=2027-01-31 owner=web reason=soon\n  stock:",
        ),
    }[how]
    difference = compare(linted(BASE), linted(waived))

    assert [
        (item.change, item.finding.rule, item.is_regression) for item in difference.findings
    ] == [(Change.ACCEPTED, "ANN001", False)]


def test_a_finding_that_got_worse() -> None:
    hot = "load: {cpu: 2, cpu_allocated: 1}"
    hotter = compared(
        "load: {cpu: 2, cpu_allocated: 1}",
        "load: {cpu: 3, cpu_allocated: 1}",
        BASE.replace("load: {cpu: 0.5}", hot),
    )
    worse = [item for item in hotter.findings if item.change is Change.WORSENED]

    assert [(item.finding.rule, item.worse_by) for item in worse] == [
        ("ANN003", "cpu over allocated 3 ratio, was 2")
    ]
    assert worse[0].is_regression


def test_verdicts() -> None:
    kernel = compared(
        "cart: {language: go, self_time: {p50: 20ms, p99: 20ms}, load: {cpu: 0.5}}",
        "cart: {language: go, kind: kernel, criticality: critical, self_time: {p50: 20ms, p99: 20ms}, load: {cpu: 15}}",
        BASE.replace("rate: 100/s", "rate: 1k/s"),
    )
    told = [
        (
            item.service,
            item.before.word if item.before else None,
            item.after.word if item.after else None,
        )
        for item in kernel.verdicts
    ]

    assert told == [("cart", "go", "rust")]


def test_a_new_service_in_go_is_no_news() -> None:
    assert compared("  stock:", "  more: {language: go, self_time: 1ms}\n  stock:").verdicts == ()


def test_cores_and_what_they_cost() -> None:
    difference = compared("load: {cpu: 0.5}", "load: {cpu: 2}")

    assert difference.bill_before is not None
    assert difference.bill_after is not None
    assert (difference.bill_before.cores, difference.bill_after.cores) == (1.5, 3.0)
    assert difference.bill_after.per_month == Range(3 * 24.5, 3 * 31.0, 3 * 42.0)
    assert (difference.bill_after.declared, difference.bill_after.size) == (2, 3)
    assert difference.bill_changed


def test_without_cpu_there_is_no_bill() -> None:
    text = BASE.replace(", load: {cpu: 1}", "").replace(", load: {cpu: 0.5}", "")
    difference = compare(linted(text), linted(text))

    assert difference.bill_after is not None
    assert (difference.bill_after.cores, difference.bill_after.per_month) == (None, None)


def test_a_portfolio_that_comes_or_goes() -> None:
    report = linted(BASE.replace("self_time: {p50: 10ms, p99: 10ms}", STALE))
    new, gone = compare(None, report), compare(report, None)

    assert {item.change for item in new.findings} == {Change.NEW}
    assert {item.change for item in gone.findings} == {Change.FIXED}
    with pytest.raises(ValueError, match="at least one side"):
        compare(None, None)


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [(Severity.ERROR, 0), (Severity.WARNING, 1), (Severity.NOTE, 1), (None, 0)],
)
def test_the_gate_counts_what_is_new_or_worse(fail_on: Severity | None, code: int) -> None:
    difference = compared("self_time: {p50: 10ms, p99: 10ms}", STALE)
    comparison = Comparison(before="a", after="b", differences=(difference,))

    assert comparison.exit_code(fail_on) == code


def test_what_is_fixed_never_fails() -> None:
    stale = BASE.replace("self_time: {p50: 10ms, p99: 10ms}", STALE)
    comparison = Comparison(
        before="a", after="b", differences=(compare(linted(stale), linted(BASE)),)
    )

    assert comparison.exit_code(Severity.NOTE) == 0


def test_a_run_that_stopped_exits_with_2() -> None:
    failed = Report(problems=(Problem("no"),))

    assert Comparison(before="a", after="b", failed=failed).exit_code(None) == 2


def linted_portfolio(portfolio: Portfolio) -> PortfolioReport:
    return lint(portfolio, packs=[PACK], today=TODAY)


@settings(max_examples=25)
@given(portfolios(), portfolios())
def test_the_way_back_is_the_opposite(one: Portfolio, other: Portfolio) -> None:
    """New one way is fixed the other way; times grow by what they shrink by."""
    left, right = linted_portfolio(one), linted_portfolio(other)
    forth, back = compare(left, right), compare(right, left)

    def identities(difference: Difference, change: Change) -> set[str]:
        return {item.finding.identity for item in difference.findings if item.change is change}

    assert identities(forth, Change.NEW) == identities(back, Change.FIXED)
    assert identities(forth, Change.FIXED) == identities(back, Change.NEW)
    deltas = {item.name: item.delta for item in forth.journeys}
    assert {
        item.name: None if item.delta is None else -item.delta for item in back.journeys
    } == deltas
    assert compare(left, left).is_empty


UNKNOWN = BASE.replace(
    "{language: go, self_time: {p50: 20ms, p99: 20ms}, load: {cpu: 0.5}}", "{language: go}"
)
BARE = "archlint: 1\nportfolio: shop\njourneys: {order: {entry: a}}\nservices: {a: {calls: [b]}, b: {}}\n"
LOOP = BASE.replace("stock: {language: go,", "stock: {language: go, calls: [front],")


@pytest.mark.parametrize(
    ("before", "after", "measured", "delta_ms"),
    [
        pytest.param(BASE, UNKNOWN, "less", None, id="a measure goes"),
        pytest.param(UNKNOWN, BASE, "more", None, id="a measure comes"),
        pytest.param(BASE, LOOP, "less", None, id="a call closes a cycle"),
        pytest.param(
            UNKNOWN,
            BASE.replace("self_time: {mean: 2ms}, ", ""),
            "other",
            None,
            id="another measure goes",
        ),
        pytest.param(
            UNKNOWN,
            UNKNOWN.replace("p50: 10ms, p99: 10ms", "p50: 14ms, p99: 14ms"),
            "",
            4.0,
            id="the same part is unknown in both",
        ),
        pytest.param(
            BARE, BARE.replace("[b]", "[{to: b, network: 1ms}]"), "", None, id="nothing is known"
        ),
    ],
)
def test_means_that_leave_out_other_parts_are_not_compared(
    before: str, after: str, measured: str, delta_ms: float | None
) -> None:
    (change,) = compare(linted(before), linted(after)).journeys
    expected = None if delta_ms is None else pytest.approx(delta_ms / 1e3)

    assert (change.measured, change.delta) == (measured, expected)


def test_a_lower_bound_below_the_promise_is_not_back_within_it() -> None:
    slow = BASE.replace("p50: 20ms, p99: 20ms", "p50: 40ms, p99: 40ms")

    (change,) = compare(linted(slow), linted(UNKNOWN)).journeys
    assert change.crossing == ""
