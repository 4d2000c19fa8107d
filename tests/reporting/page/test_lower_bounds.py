"""A lower bound is told as one, by every format and wherever the figure is printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archlint.linting.report import PortfolioReport, Report
from archlint.reporting import explain, html, markdown, text
from archlint.reporting.page import Section, page_of
from archlint.reporting.page.figures import Figure, Spread

from reported import linted, options

RING = """\
archlint: 1
portfolio: ring
journeys:
  buy: {entry: a, rate: 100/s, slo: {p99: 100ms}}
services:
  a: {language: go, self_time: 5ms, calls: [b]}
  b: {language: go, self_time: 5ms, calls: [c]}
  c: {language: go, self_time: 5ms, calls: [a]}
"""
UNMEASURED_BELOW = """\
archlint: 1
portfolio: bounded
journeys:
  buy: {entry: web, rate: 100/s, slo: {p99: 100ms}}
services:
  web: {language: go, kind: frontend, self_time: 15ms, load: {rate: 100/s, cpu: 0.3}, calls: [db]}
  db: {language: go}
"""
UNCOUNTED = """\
archlint: 1
portfolio: uncounted
journeys:
  buy: {entry: web, rate: 100/s, slo: {p99: 100ms}}
  other: {entry: slow}
services:
  web: {language: go, kind: frontend, self_time: 15ms, load: {rate: 100/s, cpu: 1.2}}
  slow: {language: go, kind: kernel, criticality: critical, self_time: 500ms, load: {rate: 1k/s, cpu: 450}, size: 3 kloc}
"""
WHOLE = UNCOUNTED.replace("{entry: slow}", "{entry: slow, rate: 0/s}")

BOUNDS = pytest.mark.parametrize(
    "manifest",
    [RING, UNMEASURED_BELOW, UNCOUNTED],
    ids=["a call cycle", "a service without a time", "a journey without a rate"],
)


def section(given: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(given,)), options()).sections
    return only


def waiting_users(given: Section) -> str:
    return next(item for item in given.tiles if item.label.startswith("Users")).value.text


@BOUNDS
def test_the_users_who_wait_are_at_least_so_many(manifest: str) -> None:
    report = linted(manifest)
    page = section(report)
    assert page.waiting is not None

    told = (waiting_users(page), page.waiting.total.text, page.summary[0])

    assert report.analysis.waiting.total == 1.5
    assert told[:2] == ("at least 1.5", "at least 1.5 users")
    assert told[2].startswith("At least 1.5 users wait at any moment")


@BOUNDS
def test_no_format_says_it_without(manifest: str) -> None:
    report = Report(portfolios=(linted(manifest),))

    for written in (
        markdown.render(report, options()),
        html.render(report, options()),
        text.render(report, options()),
    ):
        assert "t least 1.5" in written
        assert "the 1.5 users who wait" not in written
        assert ">1.5 users waiting" not in written


def test_a_total_without_a_bound_is_exact() -> None:
    page = section(linted(WHOLE))

    assert waiting_users(page) == "1.5"
    assert not page.summary[0].startswith("At least")


@pytest.mark.parametrize(
    "manifest",
    [RING, UNMEASURED_BELOW],
    ids=["a call cycle", "a service without a time"],
)
def test_the_time_of_a_journey_is_at_least_so_long(manifest: str) -> None:
    assert section(linted(manifest)).tiles[0].value.text.startswith("at least ")


@pytest.mark.parametrize(
    ("manifest", "service", "told"),
    [
        (RING, "a", "L = Σ λ·V·S̄ = at least 0.5 users"),
        (UNCOUNTED, "web", "L = Σ λ·V·S̄ = 1.5 users, 100 % of the 1.5 users that are counted"),
    ],
    ids=["behind the cycle", "in a journey that is counted"],
)
def test_the_terminal_says_it_of_a_service(manifest: str, service: str, told: str) -> None:
    written = explain.service_text(linted(manifest), service, options())

    assert told in " ".join(written.split())


def test_who_is_not_counted_is_named_where_the_total_stands() -> None:
    page = section(linted(UNCOUNTED))
    assert page.waiting is not None
    tile = next(item for item in page.tiles if item.label.startswith("Users"))
    worth = next(point for point in page.headline.points if point.label == "Worth")

    assert page.waiting.uncounted == "`other` has no rate."
    assert tile.note.startswith("`other` has no rate")
    assert "`other` has no rate" in worth.text
    assert "other has no rate" in page.summary[0]


def test_a_service_that_only_uncounted_journeys_wait_for_frees_nobody_knows_how_many() -> None:
    row = next(row for row in section(linted(UNCOUNTED)).verdicts if row.service == "slow")

    assert (row.users.values, row.waiting.value) == (None, None)


def test_without_any_rate_no_figure_of_users_is_printed() -> None:
    manifest = UNCOUNTED.replace(", rate: 100/s, slo", ", slo")
    report = linted(manifest)

    assert [item.gain.users for item in report.verdicts if item.gain] == [None]
    assert "0 users" not in markdown.render(Report(portfolios=(report,)), options())


@pytest.mark.parametrize(
    "figure",
    [lambda: Figure(1.5, "1.5 users", is_least=True), lambda: Spread(None, "–", "", is_least=True)],
    ids=["of a figure", "of a range"],
)
def test_a_bound_cannot_be_dropped(figure: Callable[[], Figure | Spread]) -> None:
    with pytest.raises(ValueError, match="a lower bound is told as one"):
        figure()
