"""NT302: whether a tenth of the portfolio carries half of what can be removed."""

from __future__ import annotations

import re

import pytest

from archlint import Worse
from archlint_ninety_ten.conclude import conclude

from judging import Judged, judge


def spread(
    services: int, *, rate: str = "100/s", big: str = "", others: str = "15", kind: str = "json-api"
) -> str:
    """So many equal services in a row, 20 ms with that many cores each, and perhaps a big one."""
    rows = [
        f"  s{n:02}: {{language: go, kind: {kind}, criticality: high, self_time: 200ms,"
        f" load: {{cpu: {others}}}}}"
        for n in range(services - bool(big))
    ]
    if big:
        rows.append(
            f"  big: {{language: go, kind: {kind}, criticality: high, self_time: 9s,"
            f" load: {{cpu: {big}}}}}"
        )
    names = [row.split(":")[0].strip() for row in rows]
    rows.append(f"  web: {{kind: external, calls: [{', '.join(names)}]}}")
    journey = f"journeys:\n  order: {{entry: web{', rate: ' + rate if rate else ''}}}\n"
    return f"{journey}services:\n" + "\n".join(rows) + "\n"


def fires(judged: Judged) -> bool:
    return ("note", "NT302", "portfolio") in judged.findings


def test_a_quota_of_nothing_promises_nothing_that_could_fail() -> None:
    assert fires(judge(spread(20), quota=0.1))
    assert not fires(judge(spread(20), quota=0.0))
    assert not fires(judge(spread(20, rate=""), quota=0.0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(spread(20), True, id="twenty equals"),
        pytest.param(spread(19), False, id="nineteen"),
        # two seats: big and one of 19 others of 15 cores; half of 285 + big is big + 15 at 255
        pytest.param(spread(20, big="254"), True, id="just under half"),
        pytest.param(spread(20, big="255"), False, id="half"),
        pytest.param(spread(20, others="0.1"), False, id="next to nothing to remove"),
        pytest.param(spread(20, others="15", kind="ml-inference"), False, id="no factor"),
    ],
)
def test_a_tenth_has_to_carry_half_of_the_waiting(text: str, expected: bool) -> None:  # noqa: FBT001
    assert fires(judge(text)) is expected


def test_it_says_who_carries_how_much() -> None:
    judged = judge(spread(20, big="200"))
    (raised,) = [item for item in judged.conclusion.raised if item.argument.rule == "NT302"]
    numbers = raised.argument.numbers

    assert re.sub(r"s\d\d", "sNN", raised.argument.message) == (
        "2 of 2 seats (big, sNN) carry 44 % of the 218 waiting users that rewrites would free:"
        " 90/10 does not hold here"
    )
    assert numbers["carried_share"] == pytest.approx(215 / 485)
    assert numbers["removable_users"] == pytest.approx(485 * 0.45)
    assert numbers["carried_users"] == pytest.approx(215 * 0.45)
    assert (numbers["seats"], numbers["size_services"]) == (2, 20)
    assert raised.argument.measure is not None
    assert raised.argument.measure.worse is Worse.LOWER
    assert raised.argument.measure.name == "carried"


def test_seats_that_nobody_holds_carry_nothing() -> None:
    judged = judge(spread(20, others="1.1"))

    assert judged.message("NT302", "portfolio") == (
        "no seat carries the 9.9 waiting users that rewrites would free: 90/10 does not hold here"
    )


def test_without_the_latency_rule_nothing_is_said_of_seats() -> None:
    judged = judge(spread(20))
    arguments = tuple(item for item in judged.arguments if item.rule != "NT101")
    raised = conclude(judged.case, arguments).raised

    assert fires(judged)
    assert "NT302" not in [item.argument.rule for item in raised]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            spread(20, rate=""),
            "the 2 dearest services carry 10 % of the 135 cores that rewrites would free:"
            " 90/10 does not hold here",
            id="equals",
        ),
        pytest.param(spread(20, rate="", big="254"), "the 2 dearest services carry 50 % of the 243 cores that rewrites would free: 90/10 does not hold here", id="just under half"),
        pytest.param(spread(20, rate="", big="255"), "", id="half"),
        pytest.param(spread(20, rate="", others="0.1"), "", id="under a core"),
        pytest.param(spread(19, rate=""), "", id="nineteen"),
    ],
)  # fmt: skip
def test_without_rates_cores_are_carried(text: str, message: str) -> None:
    judged = judge(text)

    assert fires(judged) is bool(message)
    if message:
        assert judged.message("NT302", "portfolio") == message


def test_what_is_only_planned_carries_no_cores() -> None:
    text = spread(20, rate="", big="254")
    more = text + "  next: {lifecycle: planned, kind: json-api, load: {cpu: 9000}}\n"

    assert judge(more).message("NT302", "portfolio") == judge(text).message("NT302", "portfolio")


def test_one_seat_is_one_service() -> None:
    judged = judge(spread(20, rate=""), quota=0.05)

    assert judged.message("NT302", "portfolio").startswith("the dearest service carries 5 % of")
