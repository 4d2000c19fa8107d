"""The HTML report, read again by an HTML parser."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from archlint.linting.registry import installed_packs
from archlint.linting.report import Report
from archlint.reporting.html import render
from archlint.reporting.topics import blocks
from archlint.source import Problem, visible

from hostile import BENIGN, NAMES, manifest, report_on
from reported import SHOP, finding, linted, options, report

VOID = {"meta", "br", "input", "link", "img"}
LOADS = ("src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "style")


class Reader(HTMLParser):
    """Keeps every element with its attributes, the text, and what was not closed in order."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.mistakes.append(f"{tag} has an attribute twice: {names}")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.mistakes.append(f"</{tag}> closes {self.open[-3:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        parent = self.open[-1] if self.open else ""
        is_data = parent == "script" and "type" in self.all("script")[-1]
        self.texts.append(("data" if is_data else parent, data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text_in(self, tag: str) -> str:
        return "".join(text for parent, text in self.texts if parent == tag)


@pytest.fixture(scope="module")
def hostile() -> str:
    return render(report_on(manifest()), options())


@pytest.fixture(scope="module")
def shop() -> str:
    return render(Report(portfolios=(linted(SHOP),)), options())


MANY = "".join(
    f"  {name}: {{entry: a, rate: 1/s}}\n"
    for name in ("pick", "portfolio-map", *(f"j{number}" for number in range(20)))
)
"""Journeys that are called like parts of the page, and more of them than are drawn."""


def journeys(count: int) -> Report:
    declared = "".join(MANY.splitlines(keepends=True)[:count])
    return Report(
        portfolios=(
            linted(f"archlint: 1\nportfolio: x\njourneys:\n{declared}services: {{a: {{}}}}\n"),
        )
    )


RUNS = {
    "a shop": Report(portfolios=(linted(SHOP),)),
    "two portfolios": Report(portfolios=(linted(SHOP), linted(SHOP.replace("shop", "store")))),
    "names alone": Report(
        portfolios=(linted("archlint: 1\nportfolio: x\nservices: {a: {calls: [b]}, b: {}}\n"),)
    ),
    "nothing at all": Report(portfolios=(linted("archlint: 1\nportfolio: x\nservices: {}\n"),)),
    "tabs": journeys(2),
    "more journeys than tabs": journeys(22),
    "a finding by hand": report(finding()),
    "a problem": Report(problems=(Problem("<b>no</b>"),)),
    "a crash": Report(crash="boom\n<script>"),
    "nothing evaluated": Report(nothing_evaluated="no services"),
    "hostile names": report_on(manifest()),
}

each_run = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)


@each_run
def test_every_element_is_closed_in_order(run: Report) -> None:
    read = Reader(render(run, options()))

    assert (read.mistakes, read.open) == ([], [])


@each_run
def test_every_id_is_there_once_and_every_reference_leads_to_one(run: Report) -> None:
    read = Reader(render(run, options()))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    wanted = {
        name
        for _, attributes in read.elements
        for name in attributes.get("aria-labelledby", "").split()
    }
    wanted |= {link["href"].removeprefix("#") for link in read.all("a")}

    assert sorted(set(ids)) == sorted(ids)
    assert wanted - set(ids) == set()


@each_run
def test_nothing_is_loaded_from_anywhere(run: Report) -> None:
    read = Reader(render(run, options()))
    loads = [
        (tag, name)
        for tag, attributes in read.elements
        for name in attributes
        if name in LOADS or name.startswith(("on", "xlink"))
    ]

    assert loads == []
    assert {tag for tag, _ in read.elements} & {"link", "img", "iframe", "object", "embed"} == set()
    assert [link for link in read.all("a") if not link["href"].startswith("#")] == []
    assert re.findall(r"url\((?!#)|@import|https?:", read.text_in("style")) == []


@each_run
def test_the_policy_allows_this_style_and_this_script_and_nothing_else(run: Report) -> None:
    read = Reader(render(run, options()))
    (policy,) = [
        meta["content"]
        for meta in read.all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]

    assert policy == (
        f"default-src 'none'; style-src '{digest(read.text_in('style'))}';"
        f" script-src '{digest(read.text_in('script'))}'; base-uri 'none'; form-action 'none'"
    )
    programs = [script for script in read.all("script") if script != rows_block(script)]
    assert (len(read.all("style")), len(programs)) == (1, 1)


def rows_block(script: dict[str, str]) -> dict[str, str]:
    """A block of data, which nothing executes, with the id of this one."""
    return {"type": "application/json", "id": script.get("id", "")}


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_names_create_no_element_and_no_attribute(hostile: str) -> None:
    benign = render(report_on(manifest(BENIGN, "text")), options())

    assert skeleton(hostile) == skeleton(benign)


def skeleton(document: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes; code spans aside, which backticks may make."""
    return [
        (tag, tuple(sorted(attributes)))
        for tag, attributes in Reader(document).elements
        if tag != "code"
    ]


def test_hostile_names_are_shown_as_they_are(hostile: str) -> None:
    shown = "".join(text for _, text in Reader(hostile).texts)

    assert [name for name in NAMES if visible(name.replace("/", "∕")) not in shown] == []


def test_control_and_bidirectional_characters_are_spelt(hostile: str) -> None:
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", hostile) == []


@each_run
def test_two_runs_are_the_same_bytes(run: Report) -> None:
    assert render(run, options()) == render(run, options())


@each_run
def test_a_screen_reader_finds_its_way(run: Report) -> None:
    read = Reader(render(run, options()))
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]

    assert read.elements[0] == ("html", {"lang": "en"})
    assert levels[0] == 1
    assert [(before, after) for before, after in pairwise(levels) if after > before + 1] == []
    assert [svg for svg in read.all("svg") if not ("aria-hidden" in svg or "role" in svg)] == []
    assert [cell for cell in read.all("th") if "scope" not in cell] == []


def test_a_chart_has_a_title_a_description_and_the_same_figures_as_a_table(shop: str) -> None:
    read = Reader(shop)
    charts = [svg for svg in read.all("svg") if svg.get("role") == "img"]

    assert [chart["aria-labelledby"] for chart in charts] == [
        "journey1-t journey1-d",
        "journey1-pt journey1-pd",
        "lorenz-t lorenz-d",
    ]
    assert "Table of order" in [part.get("aria-label") for part in read.all("div")]


def test_every_table_says_what_it_is_about(shop: str) -> None:
    read = Reader(shop)
    pages = [blocks(page) for pack in installed_packs() for page in pack.topics.values()]
    in_topics = sum(block.kind == "table" for page in pages for block in page)

    assert len(read.all("table")) - len(read.all("caption")) == in_topics  # a heading says it


@pytest.mark.parametrize(
    ("run", "stamp"),
    [
        (report(), ">✓ Gate passed <small>only errors fail it</small>"),
        (report(finding()), ">✕ Gate failed <small>only errors fail it</small>"),
        (
            Report(portfolios=report().portfolios, problems=(Problem("no"),)),
            ">Could not lint.</h1>",
        ),
    ],
    ids=["passed", "findings", "not linted"],
)
def test_the_stamp_is_the_exit_code_in_words(run: Report, stamp: str) -> None:
    assert stamp in render(run, options())


def test_problems_and_crashes_are_printed_as_text() -> None:
    assert "&lt;b&gt;no&lt;/b&gt;" in render(RUNS["a problem"], options())
    assert "boom\n&lt;script&gt;" in render(RUNS["a crash"], options())
