"""Why a part is empty: never asks for what is given, nor says that what is given is not."""

from __future__ import annotations

import pytest

from archlint.linting.report import PortfolioReport, Report
from archlint.reporting import html, markdown
from archlint.reporting.page import Section, page_of
from archlint.reporting.page.rewrites import rewrite_part

from reported import linted, options

_HEAD = "archlint: 1\nportfolio: p\n"
IN_RUST = f"""{_HEAD}journeys:
  buy: {{entry: web, rate: 100/s, slo: {{p99: 100ms}}}}
services:
  web: {{language: rust, kind: frontend, self_time: 5ms, calls: [k], load: {{rate: 100/s, cpu: 0.3}}}}
  k: {{language: rust, kind: kernel, self_time: 20ms, load: {{rate: 100/s, cpu: 1.9}}, size: 1 kloc}}
"""
IN_JAVA = IN_RUST.replace("rust", "java")
PLANNED = f"""{_HEAD}journeys:
  buy: {{entry: web, rate: 100/s}}
services:
  web: {{language: go, kind: kernel, lifecycle: planned, self_time: 20ms, load: {{rate: 100/s, cpu: 1.9}}}}
  b: {{language: go, kind: kernel, lifecycle: planned, self_time: 20ms}}
"""
NO_RATE = f"""{_HEAD}journeys:
  buy: {{entry: web, slo: {{p99: 40ms}}}}
services:
  web: {{language: go, kind: frontend, self_time: 2ms, calls: [k]}}
  k: {{language: go, kind: kernel, self_time: 20ms, load: {{rate: 300/s, cpu: 6}}, size: 5 kloc}}
"""
NO_CPU = f"""{_HEAD}journeys:
  buy: {{entry: web, rate: 100/s}}
services:
  web: {{language: go, self_time: 5ms, calls: [k], load: {{rate: 100/s}}}}
  k: {{language: go, kind: kernel, load: {{rate: 100/s, cpu: 4}}}}
"""
UNDECLARED = f"""{_HEAD}journeys:
  buy: {{entry: web, rate: 1000/s}}
services:
  web: {{language: go, kind: json-api, self_time: 20ms, load: {{rate: 1000/s, cpu: 18}}, size: 20 kloc}}
"""


def section(given: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(given,)), options()).sections
    return only


def printed(manifest: str) -> tuple[str, str]:
    report = Report(portfolios=(linted(manifest),))
    return markdown.render(report, options()), html.render(report, options())


def largest(page: Section) -> tuple[str, str]:
    tile = page.tiles[-1]
    return tile.value.text, tile.note


@pytest.mark.parametrize(
    ("manifest", "value", "note"),
    [
        (IN_RUST, "none", "nothing is left to rewrite: both services are in Rust already"),
        (IN_JAVA, "none", "nothing is left to rewrite: no service is in Go"),
        (PLANNED, "none", "nothing runs yet"),
        (NO_RATE, "not measured", "add `rate` to the journeys"),
        (NO_CPU, "not measured", "add `self_time` to `k`; `load.cpu` to `web`"),
    ],
    ids=["all in Rust", "none in Go", "all planned", "no rate", "no time or CPU"],
)
def test_the_largest_gain_says_why_there_is_none(manifest: str, value: str, note: str) -> None:
    assert largest(section(linted(manifest))) == (value, note)


@pytest.mark.parametrize(
    ("manifest", "absent"),
    [
        (IN_RUST, ("not measured, add", "all is known that a rewrite is weighed by")),
        (IN_JAVA, ("nobody measured what computes", "all is known that a rewrite is weighed by")),
        (
            PLANNED,
            (
                "No journey is declared",
                "No journey has a",
                "It is not known who waits",
                "of 0 services",
                "add `rate`",
                "add `load.cpu`",
                "0 users",
            ),
        ),
        (NO_RATE, ("These are the ones that were weighed", "as on the curve above", "0 users")),
    ],
    ids=["all in Rust", "none in Go", "all planned", "no rate"],
)
def test_nothing_is_said_that_is_not_so(manifest: str, absent: tuple[str, ...]) -> None:
    for page in printed(manifest):
        assert [words for words in absent if words in page] == []


def test_a_portfolio_of_plans_says_what_to_do_with_them() -> None:
    page = section(linted(PLANNED))

    assert page.lacking.journeys == "Nothing runs yet: `b` and `web` are only planned."
    assert [point.text for point in page.headline.points if point.label == "Next"] == [
        "Decide before `b` and `web` are written: best begun in Rust."
    ]


def test_a_table_of_no_rewrites_is_a_sentence() -> None:
    report = linted(NO_RATE)

    assert section(report).rewrites is None
    assert rewrite_part(report, None) is None
    for page in printed(NO_RATE):
        assert "Not known: nobody counts who waits" in page


def test_what_nobody_measures_is_declared() -> None:
    headline = section(linted(UNDECLARED)).headline
    steps = [point.text for point in headline.points if point.label == "Next"]

    assert headline.text == "Rewrite nothing yet. Declare what decides for 1 of 1 service first."
    assert steps == ["Declare `criticality` of `web`: critical, high, medium or low."]


def test_what_is_in_rust_is_told_as_if_in_go_and_saves_no_money() -> None:
    report = linted(IN_RUST)
    row = next(row for row in section(report).verdicts if row.service == "k")
    gain = next(item.gain for item in report.verdicts if item.service == "k")
    assert gain is not None

    assert row.users.span.endswith("as if in Go")
    assert [span.span.endswith("as if in Go") for _, span in row.worth.gains] == [True]
    assert (gain.cores, gain.per_month, gain.effort, gain.payback) == (None,) * 4
    assert row.lines[0].startswith("as if in Go: 3.02 users waiting on it")
