"""What of a portfolio is drawn: whole or a journey, around a service, or what reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archlint.reporting.graph import GraphChoice, drawn, graph_of
from archlint.reporting.page import CallGraphPart, PortfolioMap

from reported import linted

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

SHOP = linted(
    """\
    archlint: 1
    portfolio: shop
    journeys:
      order: {entry: front/buy, rate: 100/s}
      look: {entry: front/see, rate: 10/s}
    services:
      front:
        system: web
        operations:
          buy: {self_time: {mean: 2ms}, calls: [pricing, async: mail]}
          see: {self_time: {mean: 1ms}, calls: [stock]}
      pricing: {system: core, self_time: {mean: 6ms}, calls: [db]}
      stock: {system: core, self_time: {mean: 2ms}, calls: [db]}
      db: {self_time: {mean: 1ms}}
      mail: {calls: [smtp]}
      smtp: {}
      batch: {calls: [db]}
      later: {lifecycle: planned, calls: [db]}
    """
)


def names(part: CallGraphPart) -> list[str]:
    return [box.name for box in part.boxes]


def ends(part: CallGraphPart) -> list[str]:
    return [f"{line.source} {line.target}" for line in part.lines]


def of(**wanted: object) -> CallGraphPart:
    return graph_of(SHOP, GraphChoice(**wanted))  # type: ignore[arg-type]  # a table of fields


def test_the_whole_portfolio_has_what_no_journey_comes_by_and_not_what_is_planned() -> None:
    whole = of()

    assert [(box.name, box.note) for box in whole.boxes] == [
        ("front", "0.21 users"),
        ("pricing", "0.6 users"),
        ("db", "0.11 users"),
        ("mail", "not waited for"),
        ("stock", "0.02 users"),
        ("batch", "in no journey"),
        ("smtp", "in no journey"),
    ]
    assert ends(whole) == [
        *("batch db", "front mail", "front pricing", "front stock"),
        *("mail smtp", "pricing db", "stock db"),
    ]


def test_what_is_critical_in_any_journey_is_heavy_and_the_heaviest_journey_is_the_spine() -> None:
    whole = of()

    assert [box.name for box in whole.boxes if box.is_critical] == [
        "front",
        "pricing",
        "db",
        "stock",
    ]
    assert [box.name for box in whole.boxes if box.is_on_spine] == ["front", "pricing", "db"]
    assert {box.number for box in whole.boxes} == {None}


def test_a_journey_has_what_a_request_comes_by() -> None:
    part = of(journeys=("look",))

    assert [(box.name, box.note, box.number) for box in part.boxes] == [
        ("front", "1 ms", 1),
        ("stock", "2 ms", 2),
        ("db", "1 ms", 3),
    ]
    assert part.title == "Who calls whom in look"


def test_two_journeys_are_one_graph() -> None:
    assert names(of(journeys=("look", "order", "look"))) == [
        *("front", "stock", "db", "pricing", "mail"),
    ]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({}, "4 of 7 services are on the critical path."),
        ({"focus": ("pricing",)}, "3 of 3 services are on the critical path."),
        ({"reaches": ("smtp",)}, "1 of 3 services are on the critical path."),
        ({"focus": ("smtp",)}, "None of it is on the critical path."),
        ({"reaches": ("smtp",), "journeys": ("look",)}, "Nothing in look reaches smtp."),
        (
            {"focus": ("smtp", "mail"), "journeys": ("look",)},
            "Nothing in look calls smtp, mail or is called from there.",
        ),
        (
            {"reaches": ("stock",), "journeys": ("look",)},
            "2 of 2 services are on the critical path, in the order of the calls: front → stock.",
        ),
    ],
    ids=[
        "whole",
        "around",
        "what reaches",
        "off the path",
        "unreached",
        "unknown there",
        "in a journey",
    ],
)
def test_a_part_is_described_by_its_own_boxes(wanted: dict[str, object], text: str) -> None:
    assert of(**wanted).description == text


@pytest.mark.parametrize(
    ("wanted", "boxes", "lines"),
    [
        ({"focus": ("pricing",)}, ["front", "pricing", "db"], ["front pricing", "pricing db"]),
        ({"focus": ("smtp",)}, ["mail", "smtp"], ["mail smtp"]),
        (
            {"focus": ("smtp", "stock")},
            ["front", "db", "mail", "stock", "smtp"],
            ["front stock", "mail smtp", "stock db"],
        ),
        ({"reaches": ("smtp",)}, ["front", "mail", "smtp"], ["front mail", "mail smtp"]),
        (
            {"reaches": ("db",)},
            ["front", "pricing", "db", "stock", "batch"],
            ["batch db", "front pricing", "front stock", "pricing db", "stock db"],
        ),
        ({"reaches": ("front",)}, ["front"], []),
        (
            {"reaches": ("db",), "journeys": ("look",)},
            ["front", "stock", "db"],
            ["front stock", "stock db"],
        ),
        ({"focus": ("mail",), "journeys": ("look",)}, [], []),
    ],
    ids=[
        "around a service",
        "around the last",
        "around two",
        "what reaches the last",
        "what reaches a shared one",
        "what reaches an entry",
        "of a journey",
        "not in the journey",
    ],
)
def test_focus_has_neighbours_and_reaches_has_all_callers(
    wanted: dict[str, tuple[str, ...]], boxes: list[str], lines: list[str]
) -> None:
    part = of(**wanted)

    assert (names(part), ends(part)) == (boxes, lines)


def test_by_operation_and_by_system() -> None:
    assert names(of(journeys=("look",), by="operation")) == ["front/see", "stock", "db"]
    assert [(box.name, box.note) for box in of(by="system").boxes] == [
        ("web", "1 service · 0.21 users"),
        ("core", "2 services · 0.62 users"),
        ("no system", "4 services · 0.11 users"),
    ]


def test_a_focus_by_system_is_the_system_of_the_service() -> None:
    assert names(of(focus=("pricing",), by="system")) == ["web", "core", "no system"]


def large(count: int, fields: str = "") -> PortfolioReport:
    lines = "".join(f"  s{number:03}: {{{fields.format(number % 7)}}}\n" for number in range(count))
    return linted(f"archlint: 1\nportfolio: x\nservices:\n{lines}")


@pytest.mark.parametrize(
    ("report", "wanted", "unit", "is_map"),
    [
        (large(80, "system: t{}"), GraphChoice(), "service", False),
        (large(81, "system: t{}"), GraphChoice(), "system", True),
        (large(81, "owner: t{}"), GraphChoice(), "owner", True),
        (large(81), GraphChoice(), "service", False),
        (large(81, "system: t{}"), GraphChoice(by="service"), "service", False),
        (large(81, "system: t{}"), GraphChoice(focus=("s000",)), "service", False),
        (large(3, "system: t{}"), GraphChoice(by="system"), "system", True),
        (large(3, "system: t{}"), GraphChoice(by="system", focus=("s000",)), "system", False),
    ],
    ids=[
        "what fits",
        "by system",
        "by owner",
        "nothing to group by",
        "services asked for",
        "around a service",
        "systems asked for",
        "around a system",
    ],
)
def test_what_a_box_stands_for(
    report: PortfolioReport,
    wanted: GraphChoice,
    unit: str,
    is_map: bool,  # noqa: FBT001  # a table
) -> None:
    found = drawn(report, wanted)

    assert (found.unit, isinstance(found, PortfolioMap)) == (unit, is_map)
    assert len(found.boxes) <= 80
