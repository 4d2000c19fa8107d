"""The page as JSON: the same records, and a schema that they meet."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from archlint.linting.report import Report
from archlint.reporting.page import page_of
from archlint.reporting.page_json import page_schema, render
from archlint.source import Problem

from hostile import manifest, report_on
from reported import SHOP, finding, linted, options, report

RUNS = {
    "a shop": Report(portfolios=(linted(SHOP),)),
    "a finding": report(finding()),
    "hostile names": report_on(manifest()),
    "a problem": Report(problems=(Problem("no"),)),
    "a crash": Report(crash="boom"),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_it_meets_its_schema(run: Report) -> None:
    Draft202012Validator(page_schema()).validate(json.loads(render(run, options())))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(page_schema())


def test_it_is_the_page_that_the_others_print() -> None:
    run = RUNS["a shop"]
    document = json.loads(render(run, options()))
    (section,) = page_of(run, options()).sections
    (told,) = document["sections"]

    assert document["model_version"] == 1
    assert told["headline"]["after"] == section.headline.after
    assert [tile["value"]["value"] for tile in told["tiles"]] == [
        tile.value.value for tile in section.tiles
    ]


def test_a_figure_says_its_unit() -> None:
    told = json.loads(render(RUNS["a shop"], options()))["sections"][0]
    stock = next(row for row in told["verdicts"] if row["service"] == "stock")

    assert stock["self_time"] == {"value": 0.002, "text": "2 ms", "unit": "s", "is_least": False}
    assert stock["rate"]["unit"] == "per_s"
