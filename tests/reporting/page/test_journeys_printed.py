"""The tables of the journeys in the HTML page, against the document for machines."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from served import CASCADE, served

from archlint.linting.report import Report
from archlint.quantities import format_duration
from archlint.reporting.estimates import estimated
from archlint.reporting.figures import share
from archlint.reporting.html import render
from archlint.reporting.json import render as render_json
from archlint.reporting.path_json import path_json

from reported import linted, options


class Tables(HTMLParser):
    """Every table by the label of its region: rows of cells as text, heads left out."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.label = ""
        self.cell: list[str] | None = None
        self.in_head = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            self.label = dict(attrs).get("aria-label") or self.label
        elif tag == "table":
            self.found[self.label] = []
        elif tag == "tr" and self.label in self.found:
            self.found[self.label].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None and self.label in self.found:
            self.found[self.label][-1].append("".join(self.cell).strip())
            self.cell = None


SLOW = """\
archlint: 1
portfolio: slow
journeys: {order: {entry: front, rate: 100/s, slo: {p95: 10ms, p99: 60ms}}}
services:
  front: {language: go, self_time: {p50: 2ms, p99: 4ms}, calls: [{parallel: [left, right]}]}
  left: {language: go, self_time: {p50: 6ms, p99: 30ms}, load: {rate: 100/s, cpu: 0.3}}
  right: {language: go, self_time: {p50: 6ms, p99: 30ms}}
"""

EACH = pytest.mark.parametrize("text", [CASCADE, SLOW], ids=["rewritten", "misses its SLO"])


@cache
def printed(text: str) -> dict[str, list[list[str]]]:
    report = served(text) if text is CASCADE else linted(text)
    return Tables(render(Report(portfolios=(report,)), options())).found


@cache
def documents(text: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """`archlint path` and `archlint check` of every journey."""
    report = served(text) if text is CASCADE else linted(text)
    (checked,) = json.loads(render_json(Report(portfolios=(report,)), options()))["portfolios"]
    by_name = {item["name"]: item for item in checked["journeys"]}
    found = json.loads(path_json(report.analysis, ()))["journeys"]
    return [(item, by_name[item["name"]]) for item in found]


def time(milliseconds: float | None) -> str:
    return "" if milliseconds is None else format_duration(milliseconds / 1e3)


def sampled(item: dict[str, float]) -> str:
    return estimated(item["value_ms"] / 1e3, item["error_ms"] / 1e3)


@EACH
def test_the_times_of_a_journey_are_those_of_check(text: str) -> None:
    for _, told in documents(text):
        head, today, *others = printed(text)[f"Times of {told['name']}"]

        assert head[1] == "mean"
        mean = estimated(told["mean_ms"] / 1e3, told["mean_error_ms"] / 1e3)
        assert dict(zip(head[1:], today[1:], strict=True)) == {
            "mean": mean,
            **{name: sampled(told["percentiles"][name]) for name in ("p50", "p95", "p99")},
        }
        promised = [row for row in others if row[0] == "promised"]
        signs = {"kept": "✓", "missed": "✕", "open": "?", "unknown": "?"}
        assert [cell for row in promised for cell in row[1:] if cell] == [
            f"{time(item['promised_ms'])} {signs[item['standing']]}" for item in told["slo"]
        ]


@EACH
def test_the_rows_of_a_journey_are_those_of_path(text: str) -> None:
    for told, _ in documents(text):
        _, *rows = printed(text)[f"Table of {told['name']}"]

        assert [
            (row[1].lstrip("· "), row[2], row[3], row[4], row[5], row[7], row[8]) for row in rows
        ] == [
            (
                item["operation"],
                "critical" if item["is_critical"] else "",
                time(item["start_ms"]),
                time(item["end_ms"]),
                time(item["own_ms"]),
                "" if item["share"] is None else share(item["share"]),
                "" if item["is_critical"] else time(item["slack_ms"]),
            )
            for item in told["rows"]
        ]


@EACH
def test_what_makes_the_p99_is_that_of_path(text: str) -> None:
    for told, _ in documents(text):
        _, *rows = printed(text)[f"Table of the p99 of {told['name']}"]

        assert {row[0]: (row[1], row[3], row[4]) for row in rows if row[4]} == {
            item["service"]: (
                time(item["p99"]["value_ms"]),
                time(item["mean_ms"]),
                share(item["on_path_share"]),
            )
            for item in told["services"]
        }


def test_a_verdict_says_by_how_much_an_slo_is_missed() -> None:
    document = render(Report(portfolios=(linted(SLOW),)), options())
    ((_, told),) = documents(SLOW)
    p95, p99 = told["slo"]

    assert "✕ Misses its SLO</b>" in document
    assert f"of 10 ms, {time(p95['value_ms'] - 10)} over" in document
    assert f"of 60 ms, {time(60 - p99['value_ms'])} to spare" in document


HOSTILE = "</noscript><img src=x onerror=alert(1)>"


def test_what_is_built_later_is_left_as_text_that_no_name_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("archlint.reporting.page.room._MANY", 0)
    journeys = {
        name: {"entry": "a", "description": HOSTILE} for name in ("first", "second", HOSTILE)
    }
    text = json.dumps(
        {
            "archlint": 1,
            "portfolio": "x",
            "journeys": journeys,
            "services": {"a": {"self_time": "9ms", "owner": HOSTILE}},
        }
    )
    page = render(Report(portfolios=(linted(text),)), options())

    assert (page.count("<noscript>"), page.count("</noscript>")) == (2, 2)
    assert "<img" not in page
