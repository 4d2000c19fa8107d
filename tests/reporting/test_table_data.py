"""The block of data that the page's script reads: small, harmless, and the same texts."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rendered import report_of

from archlint.reporting.page import COLUMNS, Figure, Section, ServiceRow, page_of, unitless
from archlint.reporting.table_data import FIGURE, packed, shown
from archlint.source import visible

from hostile import NAMES, manifest, report_on
from reported import options


@cache
def section(name: str) -> Section:
    return page_of(report_of(name), options()).sections[0]


@pytest.fixture(scope="module")
def rows() -> tuple[ServiceRow, ...]:
    return section("storefront").services


def unpacked(block: str) -> list[dict[str, str]]:
    """The rows as the script puts them together again."""
    data = json.loads(block)

    def text(column: dict[str, Any], row: int) -> str:
        found: str = column["of"][column["at"][row]]
        return found

    def because(row: int) -> str:
        pieces = text(data["because"], row).split(FIGURE)
        numbers = data["because"]["numbers"][row].split(" ")
        return "".join(map("".join, zip(pieces, [*numbers[: len(pieces) - 1], ""], strict=True)))

    return [
        {
            "name": name,
            "because": because(row),
            "critical": data["critical"][row],
            **{key: text(column, row) for key, column in data["texts"].items()},
            **{key: text(column, row) for key, column in data["figures"].items()},
        }
        for row, name in enumerate(data["names"])
    ]


def expected(row: ServiceRow) -> dict[str, str]:
    about = row.verdict
    return {
        "name": visible(about.service),
        "because": visible(about.because),
        "critical": "1" if row.is_critical else "0",
        "language": about.language,
        "kind": about.kind,
        "owner": visible(about.owner),
        "system": row.system,
        "group": about.group,
        "mark": about.mark,
        "verdict": about.words + (", planned" if about.is_planned else ""),
        "journey": visible(row.journey),
        **{column.key: shown(column.of(row)) for column in COLUMNS},
        **{
            f"{column.key} below": unitless(column.below(row))
            for column in COLUMNS
            if column.below is not None
        },
    }


@pytest.mark.parametrize("name", ["storefront", "astronomy-shop", "hostile names"])
def test_what_is_unpacked_is_what_was_packed(name: str) -> None:
    given_rows = section(name).services

    assert unpacked(packed(given_rows)) == [expected(row) for row in given_rows]


_FIGURES = st.one_of(
    st.just(Figure(None, "unknown")),
    st.floats(0, 1e6, allow_nan=False).map(lambda value: Figure(value, f"{value:.3g} ms")),
)


@given(st.lists(st.tuples(_FIGURES, st.text()), max_size=20))
def test_places_sort_as_values_do_and_what_is_unknown_comes_last(
    found: list[tuple[Figure, str]],
) -> None:
    (row, *_) = section("storefront").services
    given_rows = [
        replace(row, cores=figure, verdict=replace(row.verdict, because=text))
        for figure, text in found
    ]
    block = packed(given_rows)
    column = json.loads(block)["figures"]["cores"]
    known = [
        (figure.value, place)
        for (figure, _), place in zip(found, column["at"], strict=True)
        if figure.value is not None
    ]

    assert [place >= column["known"] for place in column["at"]] == [
        figure.value is None for figure, _ in found
    ]
    assert [place for _, place in sorted(known)] == sorted(place for _, place in known)
    assert [item["because"] for item in unpacked(block)] == [visible(text) for _, text in found]


@pytest.mark.parametrize("sign", ["<", "\u2028", "\u2029", "##[", "\x00", "\u202e"], ids=repr)
def test_nothing_in_it_ends_the_script_or_gives_orders(
    rows: tuple[ServiceRow, ...], sign: str
) -> None:
    row = rows[0]
    name = f"a{sign}/script>"
    block = packed([replace(row, verdict=replace(row.verdict, service=name, because=name))])

    assert sign not in block
    assert json.loads(block)["names"] == [visible(name)]


def test_a_hostile_name_is_the_same_after_it() -> None:
    (hostile,) = page_of(report_on(manifest()), options()).sections
    names = {row["name"] for row in unpacked(packed(hostile.services))}

    assert {visible(name.replace("/", "∕")) for name in NAMES} - names == set()
