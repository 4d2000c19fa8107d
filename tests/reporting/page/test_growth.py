"""What load costs, in words, and the same figures in the HTML report's table."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from served import BARE, CASCADE, FINE, served

from archlint.linting.report import Report
from archlint.linting.turns import turns_of
from archlint.quantities import format_cores
from archlint.reporting.html import render
from archlint.reporting.page.growth import growth_part

from reported import options
from supposing import what_if

if TYPE_CHECKING:
    from archlint.reporting.page import GrowthPart

YEAR = CASCADE.replace("quota: 40%}}", "quota: 40%}, engine: {growth: 50%}}")


def part(text: str) -> GrowthPart:
    found = growth_part(served(text), turns_of(served(text)))
    assert found is not None
    return found


def cells(page: str, table: str) -> list[list[str]]:
    (body,) = re.findall(rf'aria-label="{table}">(.*?)</table>', page, re.DOTALL)
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    return [
        [
            " ".join(unescape(re.sub("<[^>]*>", " ", cell)).split())
            for cell in re.findall(r"<t[dh][ >].*?</t[dh]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_without_a_declared_growth_it_is_load_and_says_how_to_declare_one() -> None:
    found = part(CASCADE)

    assert [point.label for point in found.rows] == ["today", "1.25×", "1.5×", "1.75×", "2×"]
    assert not found.is_time
    assert "declare it, `policies: {engine: {growth: 40%}}`" in found.notes[0]


def test_with_a_declared_growth_it_is_months() -> None:
    found = part(YEAR)

    assert [point.label for point in found.rows] == [
        "today",
        "3 months",
        "6 months",
        "9 months",
        "12 months",
    ]
    assert found.rows[-1].at == pytest.approx(1.5)
    assert found.rows[2].at == pytest.approx(1.5**0.5)
    assert found.bought.text.endswith(" months of growth")
    assert found.notes[0] == "Load grows by 50 % a year, as `policies: engine: growth` says."


def test_the_table_has_the_cores_of_a_what_if() -> None:
    page = render(Report(portfolios=(served(CASCADE),)), options())
    rates = [("--journey-rate", f"{name}=1.5x") for name in ("order", "pay")]
    told = what_if(CASCADE, *rates)
    cores = sum(item.after for item in told.loads if item.service != "warm") + 1.5 * 40.0

    rows = {row[0]: row[1:] for row in cells(page, "Cores over load")}

    assert rows["1.5×"][0] == format_cores(cores)
    assert rows["today"][0] == format_cores(told.now.cores.default if told.now.cores else 0.0)


def test_the_sentences_have_the_figures_of_the_table() -> None:
    found = part(CASCADE)
    text, last = " ".join(found.sentences), found.rows[-1]

    assert f"pays for {last.now.text} instead of {found.rows[0].now.text}" in text
    assert f"After the rewrite it is {last.then.text}. It buys {found.bought.text} (" in text


def test_without_a_rewrite_there_is_one_line() -> None:
    found = part(FINE)

    assert (found.rewrites, found.bought_at) == (0, None)
    assert found.sentences[-1] == "No rewrite is argued for, so there is one line."


def test_what_is_not_measured_is_said_with_how_to_measure_it() -> None:
    page = render(Report(portfolios=(served(BARE),)), options())

    assert growth_part(served(BARE), None) is None
    assert "Not measured: what load costs is told from the cores of services" in page


def test_a_rate_that_is_not_the_declared_one_is_named() -> None:
    notes = part(CASCADE.replace("{rate: 1k/s, cpu: 26,", "{rate: 900/s, cpu: 26,")).notes

    assert (
        "Growth is that of what the journeys bring, not of what is declared: `warm` 1k/s"
        " (declared: 900/s)."
    ) in notes


def test_a_growth_of_nothing_is_told_as_one() -> None:
    found = part(CASCADE.replace("quota: 40%}}", "quota: 40%}, engine: {growth: 0%}}"))

    assert found.is_time
    assert len({point.now.text for point in found.rows}) == 1
    assert "as today: load is declared not to grow." in found.sentences[0]
    assert found.notes[0] == "Load does not grow, as `policies: engine: growth` says."
    assert found.bought.text.endswith(" more load")


UNRATED = """\
archlint: 1
portfolio: unrated
journeys:
  buy: {entry: web, rate: 1k/s}
  other: {entry: slow}
services:
  web: {language: go, self_time: {mean: 1ms}, load: {cpu: 0.8}}
  slow: {self_time: {mean: 500ms}, load: {rate: 1k/s, cpu: 450}, calls: [deep]}
  deep: {load: {cpu: 1}}
"""


def test_no_rate_is_invented_where_a_journey_has_none() -> None:
    notes = part(UNRATED).notes

    assert not any("0/s" in note for note in notes)
    assert (
        "The cores of `slow` follow their `load.rate`: a journey that reaches them has no `rate`."
    ) in notes
    assert (
        "The cores of `deep` do not grow here: no journey is known to bring them anything."
    ) in notes


def test_cores_are_paid_for_only_where_some_are_allocated() -> None:
    assert part(CASCADE).basis == "paid for"
    assert part(UNRATED).basis == "in use"
    assert part(UNRATED).sentences[0].startswith("At twice today's load the portfolio uses 903 ")


def test_a_service_without_cpu_makes_it_at_least() -> None:
    found = part(UNRATED.replace("deep: {load: {cpu: 1}}", "deep: {}"))

    assert "uses at least 902 cores instead of at least 451 cores: at least $" in found.sentences[0]
    rewritten = part(CASCADE.replace("load: {rate: 300/s, cpu: 0.9}", "load: {rate: 300/s}"))
    assert rewritten.rows[-1].then.text.startswith("at least ")
    assert f"After the rewrite it is {rewritten.rows[-1].then.text}." in " ".join(
        rewritten.sentences
    )
    assert "At least: the cores of `deep` are not given (`load.cpu`)." in found.notes


def test_who_is_full_today_is_said_to_be() -> None:
    text = CASCADE.replace(
        "cpu: 26, cpu_allocated: 40}", "cpu: 41, cpu_allocated: 40}\n    replicas: 4"
    )

    (warm,) = part(text).fulls

    assert (warm.service, warm.load.text, warm.added.text) == ("warm", "full today", "full")
