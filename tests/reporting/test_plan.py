"""What the text of a plan says of proofs, paybacks and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from archlint.analysis import Choice, Limits, Plan, Point, Step
from archlint.linting.pack import Seats
from archlint.model import Candidate, Gain, Range
from archlint.reporting.columns import width
from archlint.reporting.plan import plan_text
from archlint.reporting.plan_table import PlanTable

from reported import options, part, uncolored

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

GAIN = Gain(
    milliseconds={"order": Range(1.0, 2.0, 3.0), "return": Range(0.0, 0.01, 0.02)},
    users=Range(0.1, 0.2, 0.3),
    cores=Range(1.0, 2.0, 3.0),
    per_month=Range(30.0, 60.0, 90.0),
    effort=Range(2.0, 2.0, 2.0),
    payback=Range(333.0, 500.0, float("inf")),
)
BEST = Choice(services=("pricing",), users=0.2, per_month=60.0, person_months=2.0)
PLAN = Plan(
    objective="waiting",
    limits=Limits(services=1),
    before=1.0,
    best=BEST,
    bound=0.2,
    steps=(Step(target="pricing", gain=GAIN),),
    whole=GAIN,
    greedy=BEST,
    naive=BEST,
    frontier=(
        Point(services=0, worth=0.0, bound=0.0),
        Point(services=1, worth=0.2, bound=0.2),
        Point(services=2, worth=0.25, bound=0.5),
    ),
)


def seated() -> PortfolioReport:
    return part(seats=Seats(limit=1, size=3, quota=0.1))


def text(plan: Plan) -> str:
    """The plan in one line."""
    return " ".join(plan_text(seated(), plan, options()).split())


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (PLAN, "1 rewrite: 1 → 0.8 users waiting at any moment. At the same utilisation:"),
        (PLAN, "Proved: at the default factors no choice within the limits is better (gap 0 %)."),
        (
            replace(PLAN, bound=0.25, is_stopped=True),
            (
                "Not proved, the time was up: the best choice is worth at most 0.25 users, and this one"
                " 0.2 users (gap 20 %)."
            ),
        ),
        (
            replace(PLAN, objective="cost", bound=80.0, is_stopped=True),
            "worth at most $80.0 a month, and this one $60.0 a month (gap 25 %).",
        ),
        (PLAN, "2 ms (1 to 3 ms) off order"),
        (PLAN, "effort 2 person-months · back after 41.7 years (27.8 years to never)"),
        (
            replace(
                PLAN,
                best=replace(BEST, services=("a", "b"), known_months=2.0, unsized=1),
                whole=replace(GAIN, effort=None),
            ),
            "effort at least 2 person-months, that of 1 rewrite not given. Proved",
        ),
        (
            replace(
                PLAN,
                best=replace(BEST, known_months=0.0, unsized=1),
                whole=replace(GAIN, effort=None),
            ),
            "a month, effort not given. Proved",
        ),
        (PLAN, "The seats of check, greedy: the same. The busiest services, naive: the same."),
        (
            replace(PLAN, naive=Choice(services=("front",), users=0.05, per_month=70.0)),
            "naive (front): 0.05 users, $70.0 a month; leaves 0.15 users on the table.",
        ),
        (
            replace(PLAN, naive=Choice(services=("front",), users=0.2, per_month=60.0)),
            "naive (front): 0.2 users, $60.0 a month; leaves nothing.",
        ),
        (PLAN, "at least 0.25"),
        (
            replace(PLAN, limits=Limits(services=1, person_months=7.0), without_effort=("a", "b")),
            (
                "The budget counts effort, and that of 2 services is not known (a, b): not chosen."
                " Add `size` or `rewrite.effort`."
            ),
        ),
        (
            replace(PLAN, limits=Limits(services=1, person_months=7.0)),
            "The best so many services, users freed, whatever their effort 1 █",
        ),
    ],
)
def test_a_plan_says(plan: Plan, said: str) -> None:
    assert said in text(plan)


@pytest.mark.parametrize(
    ("payback", "said"),
    [
        (Range(1.0, 2.0, 3.0), "back after 2 months (1 month to 3 months)"),
        (Range(50.0, float("inf"), float("inf")), "never back, or after 4.17 years at best"),
        (Range(*[float("inf")] * 3), "never back"),
    ],
    ids=["soon", "hardly", "never"],
)
def test_an_effort_comes_back(payback: Range, said: str) -> None:
    gain = replace(GAIN, payback=payback)

    assert said in text(replace(PLAN, steps=(Step(target="pricing", gain=gain),)))


@pytest.mark.parametrize(
    ("report", "plan", "reason"),
    [
        (seated(), PLAN, "no service is a candidate, for that takes a rate"),
        (
            replace(seated(), candidates=(Candidate(service="a", gain=GAIN),)),
            replace(PLAN, without_effort=("a",)),
            "the effort of no candidate is known",
        ),
        (
            replace(seated(), candidates=(Candidate(service="a", gain=GAIN),)),
            replace(PLAN, limits=Limits(services=0)),
            "every seat is taken",
        ),
        (
            part(
                seats=Seats(limit=0, size=3, quota=0.0),
                candidates=(Candidate(service="a", gain=GAIN),),
            ),
            replace(PLAN, limits=Limits(services=0)),
            "the quota has no seat",
        ),
        (
            replace(seated(), candidates=(Candidate(service="a", gain=GAIN),)),
            PLAN,
            "no choice of 1 candidate within the limits gains anything",
        ),
    ],
    ids=["no candidates", "no effort", "no seat left", "no seat at all", "no gain"],
)
def test_a_plan_of_nothing_says_why(report: PortfolioReport, plan: Plan, reason: str) -> None:
    nothing = replace(plan, best=Choice(), bound=0.0, steps=(), greedy=Choice(), naive=Choice())
    written = " ".join(plan_text(report, nothing, options()).split())

    assert f"Nothing to rewrite: {reason}" in written
    assert "Proved" not in written


TABLE = """\
   #  rewrite                         users   cores   a month    effort  off a mean request
   1  pricing      ████████████████     0.2       2     $60.0      2 pm  order -2 ms
  ── 1 of 1 free seat ── 0.2 users freed ── proved ─────────────────────────────────────────────────
"""

FRONTIER = """\
The best so many services, users freed
       1  █████████████████████████▋        0.2  this plan
  ── seats that are free ───────────────────────────────────────────────────────────────────────────
       2  ████████████████████████████████  at least 0.25
"""


def test_a_plan_is_a_table_and_a_frontier_with_the_line_of_the_seats() -> None:
    shown = plan_text(seated(), PLAN, options())

    assert f"\n\n{TABLE}\n" in shown
    assert f"\n\n{FRONTIER}" in shown
    assert uncolored(plan_text(seated(), PLAN, options(color=True))) == shown


@pytest.mark.parametrize("count", [1, 12, 13, 400])
def test_a_long_frontier_keeps_its_ends_and_both_sides_of_the_limit(count: int) -> None:
    points = tuple(
        Point(services=number, worth=float(number), bound=float(number))
        for number in range(count + 1)
    )
    limit = min(count, 7)
    plan = replace(PLAN, frontier=points, limits=Limits(services=limit))
    rows = [
        line.split()[0].replace(",", "")
        for line in PlanTable(plan, options()).frontier()
        if line.startswith("   ")
    ]

    assert len(rows) <= 12
    assert {"1", str(limit), str(min(count, limit + 1)), str(count)} <= set(rows)
    assert rows == sorted(rows, key=int)


@pytest.mark.parametrize(
    "name",
    ["a", "支払い" * 20, "🦀" * 60, "x" * 200, "مرحبا", "<script>`|@team"],
    ids=["short", "wide", "emoji", "long", "right to left", "hostile"],
)
@pytest.mark.parametrize("columns", [60, 80, 87, 100, 200])
@pytest.mark.parametrize("plain", [False, True])
def test_no_line_of_a_plan_is_wider_than_the_terminal(
    name: str, columns: int, *, plain: bool
) -> None:
    gain = replace(GAIN, milliseconds={name: Range(1.0, 2.0, 3.0), "b": Range(1.0, 1.0, 1.0)})
    asked = options(columns=columns, plain=plain)
    shown = plan_text(
        seated(), replace(PLAN, steps=(Step(target=name, gain=gain),) * 2, whole=gain), asked
    )

    assert max(map(width, shown.splitlines())) <= asked.width
    assert not plain or shown.isascii()
