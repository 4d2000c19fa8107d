"""The portfolio's map: by what it is drawn, what a box and a line say, and what is left out."""

from __future__ import annotations

import json

import pytest

from archlint.linting.report import Report
from archlint.reporting.json import render
from archlint.reporting.page import PortfolioMap, portfolio_map_part

from reported import linted, options

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s}
services:
  front: {system: web, language: go, self_time: {mean: 2ms}, calls: [{to: pricing, count: 2}, stock, async: mail]}
  pricing: {system: core, language: go, self_time: {mean: 6ms}}
  stock: {system: core, self_time: {mean: 2ms}, calls: [pricing]}
  mail: {self_time: {mean: 2ms}}
  later: {lifecycle: planned, system: next, calls: [front]}
"""


def part(manifest: str, *, by: str = "") -> PortfolioMap:
    report = linted(manifest)
    return portfolio_map_part(report.portfolio, report.analysis, report.verdicts, by=by)


def test_a_box_is_a_system_with_its_part_of_the_waiting() -> None:
    found = part(SHOP)

    assert [(box.label, box.services, box.users.text, box.share.text) for box in found.boxes] == [
        ("core", 2, "2 users", "91 %"),
        ("no system", 1, "0 users", "0 %"),
        ("web", 1, "0.2 users", "9 %"),
    ]


def test_a_line_is_the_calls_a_second_between_two_boxes() -> None:
    assert [
        (line.source, line.target, line.rate.text, line.is_async) for line in part(SHOP).lines
    ] == [
        ("web", "core", "300/s", False),
        ("web", "no system", "100/s", True),
    ]


def services(count: int, fields: str = "") -> str:
    lines = [f"  s{number:03}: {{{fields.format(number)}}}" for number in range(count)]
    return "archlint: 1\nportfolio: x\nservices:\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("manifest", "unit", "boxes"),
    [
        (SHOP, "system", 3),
        (SHOP.replace("system: web, ", "owner: a, ").replace("system", "owner"), "owner", 3),
        (SHOP.replace("system: web", "system: core"), "service", 4),
        (SHOP.replace("system: core, ", ""), "service", 4),
        (services(80), "service", 80),
        (services(81), "", 0),
        (services(81, "system: t{}"), "system", 31),
        (services(40, "system: t{}"), "system", 40),
        ("archlint: 1\nportfolio: x\nservices: {}\n", "", 0),
    ],
    ids=[
        "systems",
        "owners",
        "one system alone says nothing",
        "most have no system",
        "few services",
        "many services",
        "many systems",
        "forty systems",
        "nothing",
    ],
)
def test_by_what_a_portfolio_is_drawn(manifest: str, unit: str, boxes: int) -> None:
    found = part(manifest)

    assert (found.unit, len(found.boxes)) == (unit, boxes)


def test_what_is_not_drawn_says_why() -> None:
    assert part(services(81)).description == (
        "81 services are too many for one drawing: declare `system` or `owner` of them, and this"
        " map has one box each"
    )


def test_where_nothing_runs_nobody_is_told_to_group_it() -> None:
    assert part(services(1, "lifecycle: planned")).description == (
        "Nothing runs yet, so nobody calls anybody"
    )


def test_above_forty_the_thirty_with_most_waiting_stay_and_the_rest_is_one_box() -> None:
    found = part(
        services(50, "system: t{0}, self_time: {{mean: 1{0}ms}}").replace(
            "services:", "journeys: {j: {entry: s000, rate: 1/s}}\nservices:"
        )
    )

    assert [box.label for box in found.boxes if box.stands_for] == ["20 others"]
    assert sum(box.services for box in found.boxes) == 50


def test_without_rates_waiting_and_calls_are_unknown() -> None:
    found = part(SHOP.replace(", rate: 100/s", ""))

    assert {box.share.text for box in found.boxes} == {"unknown"}
    assert {line.rate.text for line in found.lines} == {"unknown"}


def test_of_too_many_lines_those_with_the_most_calls_are_drawn() -> None:
    names = [f"s{number:02}" for number in range(12)]
    callers = "".join(
        f"  {name}: {{system: {name}, calls: [{', '.join(f'{{to: {other}, count: {number + 1}}}' for other in names[number + 1 :])}]}}\n"
        for number, name in enumerate(names)
    )
    found = part(
        "archlint: 1\nportfolio: x\njourneys: {j: {entry: s00, rate: 1/s}}\nservices:\n" + callers
    )
    least = min(line.rate.value or 0.0 for line in found.drawn)
    left_out = [line for line in found.lines if line not in found.drawn]

    assert (len(found.lines), len(found.drawn)) == (66, 36)
    assert all((line.rate.value or 0.0) <= least for line in left_out)


def test_the_waiting_of_all_boxes_is_that_of_the_json_report() -> None:
    report = linted(SHOP)
    found = portfolio_map_part(report.portfolio, report.analysis, report.verdicts)
    document = json.loads(render(Report(portfolios=(report,)), options()))["portfolios"][0]
    waiting: dict[str, float] = {}
    for journey in document["journeys"]:
        for row in journey["services"]:
            users = journey["rate_per_s"] * row["own_ms"] / 1e3
            waiting[row["service"]] = waiting.get(row["service"], 0.0) + users
    systems = {name: item.system or "no system" for name, item in report.portfolio.services.items()}

    for box in found.boxes:
        users = sum(each for name, each in waiting.items() if systems.get(name) == box.name)
        assert box.users.value == pytest.approx(users)
