"""Every figure of the HTML report is the figure of the json report, in value and in text.

A part of the page adds its own test here, or beside its own tests with `rendered`: it reads the
tables of the page by caption and head and compares them with the json of the same report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from rendered import PORTFOLIOS, documents_of, page_about, prefixes, report_of

from archlint.quantities import format_cores, format_duration, format_rate, format_users
from archlint.reporting.figures import share
from archlint.reporting.page_json import render as as_json

from reported import options

if TYPE_CHECKING:
    from read_page import Cell, Table

each_portfolio = pytest.mark.parametrize("name", PORTFOLIOS)


def parts(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The prefix of each portfolio's ids, and its json."""
    yield from zip(prefixes(name), documents_of(name), strict=True)


def services_tables(name: str) -> list[Table]:
    tables = page_about(name).tables
    return [table for table in tables if table.caption.startswith("The verdict of every service")]


def claims(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(service, head of a column, text) of every figure that json and table have both."""
    for verdict in document["verdicts"]:
        name, gain = verdict["service"], verdict["gain"] or {}
        yield name, "because", verdict["because"].replace("`", "").replace("**", "")
        if verdict["confidence"]:
            yield name, "how sure", verdict["confidence"]
        if gain.get("removable_users"):
            yield name, "ΔL", number(format_users(gain["removable_users"]["default"]))
    for argument in document["arguments"]:
        if argument["rule"] == "NT101":
            yield from _of_argument(argument["subject"]["text"], argument["numbers"])


def _of_argument(name: str, numbers: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, head, text in (
        ("rate_per_s", "rate", format_rate),
        ("phi_share", "computes", share),
        ("waiting_users", "waiting L", format_users),
    ):
        if isinstance(numbers.get(key), float):
            yield name, head, number(text(numbers[key]))
    if isinstance(numbers.get("self_time_ms"), float):
        yield name, "own time", format_duration(numbers["self_time_ms"] / 1e3)


def number(text: str) -> str:
    """Without the unit that the head of the column says."""
    return re.sub(r" (user|core)s?$", "", text)


@each_portfolio
def test_the_table_of_services_has_the_figures_of_the_verdicts(name: str) -> None:
    for table, (_, document) in zip(services_tables(name), parts(name), strict=True):
        rows = {row["service"].text: row for row in table.rows}
        languages = {item["service"]: item["language"] for item in document["verdicts"]}
        found = [
            (service, head, rows[service][head].text)
            for service, head, _ in claims(document)
            if service in rows and languages.get(service) != "rust"
        ]
        wanted = [
            claim
            for claim in claims(document)
            if claim[0] in rows and languages.get(claim[0]) != "rust"
        ]

        assert found == wanted


@each_portfolio
def test_what_is_freed_and_how_sure_that_is_stands_below(name: str) -> None:
    for table, (_, document) in zip(services_tables(name), parts(name), strict=True):
        rows = {row["service"].text: row for row in table.rows}
        for verdict in document["verdicts"]:
            row, gain = rows.get(verdict["service"]), verdict["gain"] or {}
            if row is None:
                continue
            cores, seat = gain.get("freed_cores"), verdict["seat_frequency"]
            seats = document["seats"] or {"contenders": None}
            is_for_all = seats["contenders"] is not None and seats["contenders"] <= seats["limit"]

            assert row["cores"].small == (number(format_cores(cores["default"])) if cores else "")
            told = "uncontested" if seat == 1.0 and is_for_all else share(seat or 0.0)
            assert row["how sure"].small == (f"seat {told}" if seat is not None else "")


NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)*(?:[kMG](?![A-Za-z]))?")


def texts(value: object) -> Iterator[str]:
    """Everything that a JSON document says, keys and numbers too, as text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield f"{value:,}"
    elif isinstance(value, str):
        yield value


@each_portfolio
def test_no_template_makes_a_number(name: str) -> None:
    """Every number of a table is one that `report --output-format json` says, too."""
    known = {
        number
        for text in texts(json.loads(as_json(report_of(name), options())))
        for number in NUMBER.findall(text)
    }
    printed = [
        (table.caption[:40], head, number)
        for table in page_about(name).tables
        for row in table.rows
        for head, cell in row.items()
        for number in NUMBER.findall(f"{cell.text} {cell.small}")
    ]

    assert printed
    assert [found for found in printed if found[2] not in known] == []


@each_portfolio
def test_who_is_waited_for_is_who_the_samples_say(name: str) -> None:
    for table, (_, document) in zip(services_tables(name), parts(name), strict=True):
        for row in table.rows:
            found = [
                (share(part["on_path_share"]), format_duration(part["p99"]["value_ms"] / 1e3))
                for part in _where_most_wait(document, row["service"].text)
            ]

            assert [_path_of(row["on path"])] == (found or [("–", "")])


def _path_of(cell: Cell) -> tuple[str, str]:
    return cell.text, cell.small


def _where_most_wait(document: dict[str, Any], service: str) -> list[dict[str, Any]]:
    """What the samples of the journey with most of its users say about a service."""
    found = [
        ((journey["rate_per_s"] or 0.0) * part["own_ms"], part["own_ms"], -place, part)
        for place, journey in enumerate(document["journeys"])
        for part in journey["services"]
        if part["service"] == service and part["own_ms"] > 0
    ]
    return [max(found, key=lambda item: item[:3])[3]] if found else []


@each_portfolio
def test_coverage_counts_what_json_counts(name: str) -> None:
    tables = [table for table in page_about(name).tables if "passes a rule silent" in table.caption]
    for table, (_, document) in zip(tables, parts(name), strict=True):
        coverage = document["coverage"]

        evaluated, total = coverage["evaluated"], coverage["total"]
        some = f"All {total}" if evaluated == total else f"{evaluated} of {total}"
        assert table.caption.startswith(f"{some} rules had figures to go by")
        assert [
            (row["rule"].text, *(int(row[word].text) for word in ("yes", "no", "unknown")))
            for row in table.rows
        ] == [
            (rule["rule"], rule["yes"], rule["no"], rule["unknown"]) for rule in coverage["rules"]
        ]


@each_portfolio
def test_the_evidence_says_the_verdict_and_the_margins_of_json(name: str) -> None:
    page = page_about(name)
    for prefix, document in parts(name):
        text = " ".join(page.sections[f"{prefix}evidence"].split())
        for verdict in document["verdicts"]:
            if f"{prefix}service-{verdict['service']}" not in page.ids:
                continue

            assert " ".join(verdict["because"].replace("`", "").split()) in text
            for margin in verdict["margins"]:
                assert not margin["becomes"] or margin["text"].replace("`", "") in text
