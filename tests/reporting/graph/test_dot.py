"""DOT, read again by Graphviz itself where there is one, and token by token everywhere."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

import pytest

from archlint.reporting.graph import GraphChoice, dot, graph_of
from archlint.reporting.page import CallBox, CallGraphPart, CallLine
from archlint.source import visible

from drawn_graphs import hostile_part
from reported import SHOP, linted

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|->|[\w.]+|[\[\]{}=,]|//[^\n]*|\s+')


def graphviz(text: str, language: str) -> str:
    program = shutil.which("dot")
    if program is None:
        pytest.skip("no Graphviz: `apt-get install graphviz`")
    done = subprocess.run(
        [program, f"-T{language}"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


def part(*boxes: CallBox, lines: tuple[CallLine, ...] = ()) -> CallGraphPart:
    return CallGraphPart(
        title="t", description="d", unit="service", boxes=boxes, lines=lines, total=1, hidden=0
    )


def test_a_journey_is_boxes_and_lines_with_the_path_heavy() -> None:
    text = dot(graph_of(linted(SHOP), GraphChoice(journeys=("order",))))

    assert text.splitlines()[1:] == [
        'digraph "Who calls whom in order" {',
        '  graph [rankdir=LR, label="Who calls whom in order", labelloc=t, fontname=Helvetica]',
        "  node [shape=box, style=rounded, fontname=monospace, fontsize=11, color=gray55]",
        "  edge [fontname=Helvetica, fontsize=10, color=gray55, arrowsize=0.7]",
        '  "front" [label="1. front\\n2 ms\\nGo", penwidth=2.6, color=black]',
        '  "pricing" [label="2. pricing\\n6 ms\\nGo", penwidth=2.6, color=black]',
        '  "stock" [label="3. stock\\n2 ms\\nGo", penwidth=2.6, color=black]',
        '  "front" -> "pricing" [penwidth=2.6, color=black, weight=20]',
        '  "front" -> "stock" [penwidth=2.6, color=black, weight=20]',
        "}",
    ]


@pytest.mark.parametrize(
    ("line", "attributes"),
    [
        ({}, ""),
        ({"count": 6.0}, ' [label="×6"]'),
        ({"is_async": True}, " [style=dashed]"),
        ({"closes_ring": True}, ' [label="ring", style=dotted, constraint=false]'),
    ],
    ids=["plain", "counted", "not waited for", "a ring"],
)
def test_what_a_line_says(line: dict[str, bool], attributes: str) -> None:
    text = dot(part(CallBox(name="a"), lines=(CallLine(source="a", target="a", **line),)))

    assert f'  "a" -> "a"{attributes}\n' in text


def test_every_character_is_part_of_a_token() -> None:
    text = dot(hostile_part())

    assert "".join(TOKEN.findall(text)) == text


def test_graphviz_reads_every_box_and_line() -> None:
    found = hostile_part()
    read = json.loads(graphviz(dot(found), "json"))

    assert (len(read["objects"]), len(read["edges"])) == (len(found.boxes), len(found.lines))


def test_graphviz_draws_every_name_as_it_is() -> None:
    found = hostile_part()
    drawn = re.findall(r"<text[^>]*>(.*?)</text>", graphviz(dot(found), "svg"))
    texts = {html.unescape(text).replace("\xa0", " ") for text in drawn}
    names = {
        f"{box.number}. {visible(box.name)}" if box.number else visible(box.name)
        for box in found.boxes
    }

    assert names - texts == set()
