"""Mermaid: every line is one of few kinds; where Mermaid itself is there, it draws every name."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from archlint.reporting.graph import GraphChoice, graph_of, mermaid
from archlint.source import visible

from browsing import NoBrowserError, started
from drawn_graphs import hostile_part
from hostile import NAMES
from reported import SHOP, linted
from shown import ROOT

LIBRARY = ROOT / "build" / "browser" / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"

TEXT = r'"(?:[\w ,./×·≥µ–-]|#\d+;|<br/>)*"'
LINES = (
    r"%% archlint [^\n]*",
    r"flowchart LR",
    r"  acc(?:Title|Descr): [^\n#;{}%<>\"]*",
    rf"  n\d+\[{TEXT}\]",
    rf"  n\d+ (?:==>|-\.->|-->)(?:\|{TEXT}\|)? n\d+",
    r"  classDef \w+ [\w:#, -]+",
    r"  class n\d+(?:,n\d+)* \w+",
)
"""All that is ever written, which no name can leave."""


def test_a_journey_is_boxes_and_lines_with_the_path_heavy() -> None:
    part = graph_of(linted(SHOP), GraphChoice(journeys=("order",)))

    assert mermaid(part).splitlines()[1:] == [
        "flowchart LR",
        "  accTitle: Who calls whom in order",
        f"  accDescr: {part.description.replace('→', 'to')}",
        '  n0["front #40;1#41;<br/>2 ms<br/>Go"]',
        '  n1["pricing #40;2#41;<br/>6 ms<br/>Go"]',
        '  n2["stock #40;3#41;<br/>2 ms<br/>Go"]',
        "  n0 ==> n1",
        "  n0 ==> n2",
        "  classDef critical stroke-width:3px",
        "  class n0,n1,n2 critical",
    ]


def test_no_name_leaves_its_text() -> None:
    wrong = [
        line
        for line in mermaid(hostile_part()).splitlines()
        if not any(re.fullmatch(kind, line, re.ASCII) for kind in LINES)
    ]

    assert wrong == []


SCRIPTS = ("läden", "見積", "हिन्दी", "עִבְרִית", "a🙂b", "which?")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_title_keeps_names_of_any_script(name: str) -> None:
    part = graph_of(linted(SHOP.replace("order:", f"{name!r}:")), GraphChoice(journeys=(name,)))

    assert f"  accTitle: Who calls whom in {name}\n" in mermaid(part)


def test_no_directive_and_no_entity_rule_of_mermaid_matches() -> None:
    """It looks for these anywhere in the text before it reads it."""
    text = mermaid(hostile_part())

    assert re.findall(r"%{2}{|style.*:\S*#.*;|classDef.*:\S*#.*;", text) == []


def drawn(texts: list[str], found: str) -> list[list[str]]:
    """Of each text what an expression in JavaScript finds in Mermaid's `svg`."""
    if not LIBRARY.exists():
        pytest.skip("no Mermaid: npm install --prefix build/browser mermaid")
    try:
        with started() as browser:
            page = browser.new_page()
            page.set_content("<body></body>")
            page.add_script_tag(path=LIBRARY)
            answers: list[list[str]] = page.evaluate(
                "async (texts) => {"
                " mermaid.initialize({startOnLoad: false, securityLevel: 'strict'});"
                " const answers = [];"
                " for (const text of texts) {"
                "  document.body.innerHTML = (await mermaid.render('g', text)).svg;"
                "  const svg = document.querySelector('svg');"
                f"  answers.push({found}); }}"
                " return answers; }",
                texts,
            )
            return answers
    except NoBrowserError as reason:
        pytest.skip(str(reason))


@pytest.mark.slow
def test_mermaid_draws_every_name_as_it_is() -> None:
    found = hostile_part()
    names = [visible(box.name).replace("\\", "\N{REVERSE SOLIDUS OPERATOR}") for box in found.boxes]
    nodes = "[...svg.querySelectorAll('.node')].map((node) => node.textContent)"
    (texts,) = drawn([mermaid(found)], nodes)

    shown = [text.replace("\xa0", " ") for text in texts]
    assert len(shown) == len(names)
    assert [name for name, text in zip(names, shown, strict=True) if name not in text] == []


@pytest.mark.slow
def test_mermaid_says_every_title_as_it_is_written() -> None:
    part = graph_of(linted(SHOP), GraphChoice(journeys=("order",)))
    named = [replace(part, title=name, description=name) for name in (*SCRIPTS, *NAMES)]
    texts = list(map(mermaid, named))
    written = [re.findall(r"(?m)^  acc\w+: (.*)$", text) for text in texts]
    said = drawn(texts, "['title', 'desc'].map((name) => svg.querySelector(name).textContent)")

    assert said == [[line.strip() for line in lines] for lines in written]
