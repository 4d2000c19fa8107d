"""`explain limits`: what it says of thresholds is what the rules do."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from archlint import seats
from archlint.linting.annotations import contradictory_loads, contradictory_times
from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads
from archlint_ninety_ten import PACK
from archlint_ninety_ten.calibration import TABLE
from archlint_ninety_ten.proof import MEASUREMENT_ERROR

from judging import TODAY, judge

PAGE = " ".join(PACK.topics["limits"].split())
EXAMPLE = Path(__file__).parents[2] / "examples" / "storefront" / "archlint.yaml"


def services(size: int, first: int, each: int = 10) -> str:
    rows = [f"  s{number:02}: {{kind: json-api, load: {{cpu: {each}}}}}" for number in range(size)]
    rows[0] = rows[0].replace(f"cpu: {each}", f"cpu: {first}")
    return "services:\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        pytest.param(services(19, 10), False, id="too few services"),
        pytest.param(services(20, 10), True, id="spread evenly"),
        pytest.param(services(20, 170), False, id="one that dominates"),
    ],
)
def test_nt302_tests_the_tenth_from_twenty_services_on(
    text: str,
    speaks: bool,  # noqa: FBT001  # a table
) -> None:
    assert "from 20 counted services on" in PAGE
    assert "One service that dominates passes" in PAGE
    assert any(rule == "NT302" for _, rule, _ in judge(text).findings) is speaks


def test_the_storefront_is_one_where_the_tenth_carries_more_than_half() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    report = lint(loads(text, catalogue=catalogue_of((PACK,))), packs=(PACK,), today=TODAY)
    assert report.seats is not None
    assert report.seats.basis is not None

    def freed(targets: Collection[str]) -> float:
        found = report.seats.rewrites if report.seats else ()
        factors = {item.target: item.factor for item in found if item.target in targets}
        basis = report.seats.basis if report.seats else None
        return basis.removal(factors).users if basis else 0.0

    everything = freed([item.target for item in report.seats.rewrites])

    assert report.portfolio.size == 21
    assert freed(report.seats.holders) / everything == pytest.approx(0.79, abs=0.01)
    assert not any(item.rule == "NT302" for item in report.findings)


def test_the_figures_on_the_page_are_those_that_count() -> None:
    assert "of five services the tenth is one" in PAGE
    assert seats(0.1, 5) == 1
    assert f"Above {MEASUREMENT_ERROR:g} it is called a contradiction" in PAGE
    assert contradictory_loads._MOST_COMPUTING == MEASUREMENT_ERROR
    assert "more than a quarter apart" in PAGE
    assert contradictory_times.FIT == 0.25
    assert "a quarter to a third" in PAGE
    assert "0.24, 0.33 and 1.79" in " ".join(TABLE["gateway_l7"].sources)
