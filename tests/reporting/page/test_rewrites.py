"""The table of rewrites: its figures, its sums, and the same figures in HTML, Markdown and json."""

from __future__ import annotations

import json
import re
from html import unescape

from msgspec.structs import replace
from served import BARE, CASCADE, FINE, served

from archlint.linting.report import Report
from archlint.linting.turns import TAIL, turns_of
from archlint.model import Range
from archlint.quantities import format_duration, format_users
from archlint.reporting import what_if_json
from archlint.reporting.growth import grown
from archlint.reporting.html import render
from archlint.reporting.markdown import render as render_markdown
from archlint.reporting.page.curve import Weighing, curve
from archlint.reporting.page.rewrites import NO_CHANGE, RewritePart, rewrite_part

from reported import options
from supposing import answer


def part(text: str) -> RewritePart:
    found = rewrite_part(served(text), turns_of(served(text)))
    assert found is not None
    return found


def table(text: str) -> list[list[str]]:
    """The cells of every row of the table in the HTML report."""
    page = render(Report(portfolios=(served(text),)), options())
    (body,) = re.findall(r'<table class="turns">(.*?)</table>', page, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[dh][ >].*?</t[dh]>", row, re.DOTALL) for row in rows]
    return [
        [" ".join(unescape(re.sub("<[^>]*>", " ", cell)).split()) for cell in row] for row in cells
    ]


def test_the_table_has_the_figures_of_the_what_if() -> None:
    document = json.loads(what_if_json.render(answer(CASCADE, ("--rewrite", "hot")), options()))
    told = document["portfolio"]
    (sum_,) = [row for row in table(CASCADE) if "Together" in row]
    (order,) = [item for item in told["journeys"] if item["name"] == "order"]
    (tail,) = [item for item in order["percentiles"] if item["percentile"] == TAIL * 100]
    gone = (order["mean_after_ms"]["default"] - order["mean_before_ms"]) / 1e3
    freed = told["before"]["users"]["default"] - told["after"]["users"]["default"]

    assert sum_[2].startswith(f"order {grown(gone, format_duration)} ")
    assert f"p99 {grown(tail['growth_ms']['default'] / 1e3, format_duration)}" in sum_[2]
    assert sum_[3].startswith(f"{format_users(freed)} ")
    assert sum_[4].startswith("24 cores ")
    assert sum_[5].startswith(f"${-told['per_month_change']['default']:.0f} ")
    assert sum_[6].startswith(f"{told['effort_person_months']['default']:.3g} ")
    assert sum_[7].startswith(f"{told['payback_months']['default'] / 12:.3g} years")


def test_the_rows_that_are_argued_add_up_to_the_sum() -> None:
    found = part(CASCADE)
    assert found.together is not None
    for figure in ("users", "cores", "money", "effort"):
        parts = [getattr(row, figure).values for row in found.argued]
        whole = Range(*map(sum, zip(*parts, strict=True)))
        assert getattr(found.together, figure).values == whole
    assert found.together.total == found.argued[-1].total


def test_an_effort_that_is_known_in_part_is_one_at_least() -> None:
    turns = turns_of(served(CASCADE))
    assert turns is not None
    whole = replace(turns.whole, gain=replace(turns.whole.gain, effort=None))
    found = rewrite_part(
        served(CASCADE), replace(turns, whole=whole, effort_known=Range(2.0, 3.0, 4.0))
    )
    assert found is not None
    assert found.together is not None

    assert (found.together.effort.text, found.together.effort.span) == ("at least 3", "2 to 4")


def test_the_last_seat_carries_what_the_curve_says() -> None:
    text = CASCADE.replace("warm:\n    language: go", "warm:\n    language: rust")
    found, drawn = part(text), curve(Weighing(served(text)))
    assert drawn is not None

    assert found.argued[-1].total.text == drawn.carried.text


def test_the_markdown_has_the_same_cells() -> None:
    page = render_markdown(Report(portfolios=(served(CASCADE),)), options())
    rows = [row for row in table(CASCADE) if len(row) == len(table(CASCADE)[0])][1:]
    lines = [line for line in page.splitlines() if line.startswith("|")]

    for row in rows:
        users, cores = (cell.partition(" ")[0] for cell in row[3:5])
        assert any(f"| {users} " in line and f"| {cores} " in line for line in lines)


def test_the_quota_is_a_line_of_the_table() -> None:
    names = [row[1].partition(" ")[0] if len(row) > 1 else row[0] for row in table(CASCADE)[1:]]

    assert names == [
        "hot",
        "Together",
        "Or",
        "warm",
        "its",
        "quota: 40 % of 5 services, at most 2 seats; all 2 held",
        "till",
        "its",
        "front",
        "it",
        "tax",
        "it",
    ]


QUEUED = CASCADE.replace("cpu: 40, memory: 8Gi}", "cpu: 40, cpu_allocated: 60}\n    replicas: 6")


def test_the_other_mode_is_a_row_of_its_own() -> None:
    document = json.loads(what_if_json.render(answer(QUEUED, ("--rewrite", "hot")), options()))
    told = document["portfolio"]
    (order,) = [item for item in told["same_cores"]["journeys"] if item["name"] == "order"]
    (now,) = [item for item in told["journeys"] if item["name"] == "order"]
    gone = (order["mean_after_ms"]["default"] - now["mean_before_ms"]) / 1e3
    freed = told["before"]["users"]["default"] - told["same_cores"]["users"]["default"]

    assert part(QUEUED).spent == (
        f"Or on the same cores: 0 cores saved; `order` {grown(gone, format_duration)};"
        f" {format_users(freed)} wait no more."
    )


def test_what_the_other_mode_lacks_is_named() -> None:
    assert part(CASCADE).spent == (
        "Or on the same cores: 0 cores saved; by how much queues shrink is not known:"
        " `hot` lacks `load.cpu_allocated` and `replicas`."
    )


def test_a_path_that_moves_is_a_sentence() -> None:
    assert part(CASCADE).moves == ("After `hot`, `warm` becomes critical on `order`.",)


def test_where_nothing_pays_each_row_says_why() -> None:
    found = part(FINE)

    assert (found.argued, found.together, found.moves) == ((), None, ())
    assert [(row.target, row.users.text) for row in found.beyond] == [
        ("stock", "0.08 users"),
        ("front", "0.045 users"),
    ]
    assert all("it frees" in row.because for row in found.beyond)


def test_what_the_samples_cannot_tell_is_no_change() -> None:
    texts = {
        effect.tail.text
        for row in part(CASCADE).beyond
        for effect in row.effects
        if effect.tail.value == 0.0
    }

    assert texts <= {NO_CHANGE}


def test_names_alone_are_not_weighed() -> None:
    page = render(Report(portfolios=(served(BARE),)), options())

    assert rewrite_part(served(BARE), None) is None
    assert "Not known: nobody counts who waits" in page


PARTS = """\
archlint: 1
portfolio: parts
policies: {ninety-ten: {quota: 100%}}
journeys:
  find: {entry: search/rank, rate: 500/s}
  edit: {entry: search/save, rate: 50/s}
services:
  search:
    language: go
    kind: json-api
    criticality: high
    rewrite: {cpu: 0.5}
    size: 9 kloc
    operations:
      rank: {self_time: 20ms, cpu_time: 16ms}
      save: {self_time: 30ms, cpu_time: 1ms}
"""
"""One of two operations is worth a rewrite."""


def test_the_effort_of_a_part_is_told_to_be_that_of_the_whole_service() -> None:
    (row,) = part(PARTS).argued
    (declared,) = part(PARTS.replace("{cpu: 0.5}", "{cpu: 0.5, effort: 2 person-months}")).argued

    assert (row.target, row.effort.text) == ("search/rank", "17.5")
    assert row.effort.span == "15 to 20; whole service"
    assert (declared.effort.text, declared.effort.span) == ("2", "")
    assert "whole service" in render_markdown(Report(portfolios=(served(PARTS),)), options())
    assert any("whole service" in cell for cells in table(PARTS) for cell in cells)


def test_the_head_says_whether_cores_are_paid_for_or_in_use() -> None:
    assert (part(CASCADE).cores, part(PARTS).cores) == ("paid for", "in use")
    assert "cores in use" in table(PARTS)[0]
    assert "| cores in use |" in render_markdown(Report(portfolios=(served(PARTS),)), options())


def test_a_quota_of_nothing_is_cut_off_at_no_seat() -> None:
    closed = CASCADE.replace("quota: 40%", "quota: 0%")

    assert part(closed).cut == "quota: 0 % of 5 services, no seat"
    assert part(closed).argued == ()
