"""The SVG file: well-formed, complete in itself, no script, and readable without variables."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from archlint.reporting.graph import GraphChoice, drawn, svg
from archlint.source import visible

from drawn_graphs import hostile_part
from reported import SHOP, linted

SVG = "{http://www.w3.org/2000/svg}"
WHOLE = linted(SHOP)
LARGE = linted(
    "archlint: 1\nportfolio: large\nservices:\n"
    + "".join(f"  s{number:02}: {{system: t{number % 5}}}\n" for number in range(90))
)

DOCUMENTS = {
    "a portfolio": svg(drawn(WHOLE, GraphChoice())),
    "a journey": svg(drawn(WHOLE, GraphChoice(journeys=("order",)))),
    "around a service": svg(drawn(WHOLE, GraphChoice(focus=("pricing",)))),
    "a map": svg(drawn(LARGE, GraphChoice())),
    "folded": svg(drawn(LARGE, GraphChoice(by="service"))),
    "hostile names": svg(hostile_part()),
}

each_document = pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)


@each_document
def test_it_is_one_well_formed_drawing_with_a_title(text: str) -> None:
    root = ET.fromstring(text)  # noqa: S314  # our own
    named = [
        root.find(f".//{SVG}*[@id='{each}']") for each in root.attrib["aria-labelledby"].split()
    ]

    assert root.tag == f"{SVG}svg"
    assert all(each is not None and each.text for each in named)


@each_document
def test_it_loads_and_runs_nothing(text: str) -> None:
    elements = list(ET.fromstring(text).iter())  # noqa: S314  # our own

    assert {each.tag.removeprefix(SVG) for each in elements} <= {
        *("svg", "title", "desc", "style", "g", "path", "rect", "circle", "text"),
    }
    assert [
        name for each in elements for name in each.attrib if "href" in name or name[:2] == "on"
    ] == []
    style = text[text.index("<style>") : text.index("</style>")]
    assert re.findall(r"url\(|@import|https?:", style) == []


@each_document
def test_every_colour_is_resolved_and_has_a_plain_one_before_it(text: str) -> None:
    assert "var(" not in text
    for name, pair in re.findall(r"([\w-]+): (light-dark\([^)]+\))", text):
        light = pair.removeprefix("light-dark(").partition(",")[0]
        assert f"{name}: {light}; {name}: {pair}" in text or f"{light}; {name}: " in text


@each_document
def test_every_box_says_in_words_what_it_shows(text: str) -> None:
    root = ET.fromstring(text)  # noqa: S314  # our own
    boxes = [each for each in root.iter(f"{SVG}g") if "bx" in each.attrib.get("class", "").split()]

    assert boxes
    assert all(each.attrib["role"] == "img" and each.attrib["aria-label"] for each in boxes)


@each_document
def test_texts_end_within_the_drawing(text: str) -> None:
    root = ET.fromstring(text)  # noqa: S314  # our own
    width = float(root.attrib["width"])
    shown = [each for each in root if each.tag == f"{SVG}text"]

    assert all(float(each.attrib["x"]) + 5.8 * len(each.text or "") <= width for each in shown[1:])


def test_names_are_shown_as_they_are() -> None:
    found = hostile_part()
    root = ET.fromstring(svg(found))  # noqa: S314  # our own
    titles = {title.text for title in root.iter(f"{SVG}title")}

    assert {visible(box.name) for box in found.boxes} - titles == set()


def test_a_large_portfolio_is_a_map_unless_services_are_asked_for() -> None:
    boxes = {name: text.count('class="bx') for name, text in DOCUMENTS.items()}

    assert boxes["a map"] == 5
    assert boxes["folded"] <= 80
