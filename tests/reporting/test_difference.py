"""What `diff` prints: the comment read by a Markdown parser, capped, and the sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from archlint.linting.comparing import Bill, Comparison, compare
from archlint.linting.finding_changes import Change, FindingChange
from archlint.linting.report import Report
from archlint.model import Range, Severity, Waiver
from archlint.reporting.difference import (
    bill_news,
    bill_sentence,
    gate_sentence,
    headline,
    verdict_word,
)
from archlint.reporting.difference_json import render as render_json
from archlint.reporting.difference_markdown import LONGEST, MARKER, render
from archlint.reporting.difference_text import render as render_text
from archlint.source import Problem

from hostile import BENIGN, manifest, report_on
from reported import finding, linted, options, verdict

if TYPE_CHECKING:
    from markdown_it.token import Token

    from archlint.linting.comparing import Difference
    from archlint.linting.report import PortfolioReport

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
INERT = {"text", "code_inline", "softbreak", "strong_open", "strong_close", "html_inline"}
OURS = {"<sub>", "</sub>", "<b>", "</b>", "<details>", "</details>", "<summary>", "</summary>"}


def only(report: Report) -> PortfolioReport:
    (portfolio,) = report.portfolios
    return portfolio


def compared(text: str) -> Comparison:
    """The portfolio against itself with everything twice as slow, and against nothing."""
    before = only(report_on(text))
    slower = re.sub(r'"mean": "(\d+)ms"', lambda found: f'"mean": "{2 * int(found[1])}ms"', text)
    after = only(report_on(slower))
    assert slower != text
    wish = Waiver(rule="XX101", on=after.verdicts[0].service, until=date(2027, 3, 31))
    after = replace(after, judge="[y](http://evil.example) @team", proposed_waivers=(wish,))
    return Comparison(
        before="<b>main</b> `x` @team",
        after="[x](http://evil.example)",
        differences=(compare(before, after), compare(None, after), compare(before, None)),
    )


def inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


@pytest.fixture(scope="module")
def hostile() -> str:
    return render(compared(manifest()), options())


def test_hostile_names_change_no_block_of_the_comment(hostile: str) -> None:
    benign = render(compared(manifest(BENIGN, "text")), options())

    def shape(text: str) -> list[tuple[str, str]]:
        return [(token.type, token.tag) for token in PARSER.parse(text)]

    assert shape(hostile) == shape(benign)


def test_hostile_names_are_text_or_code_and_nothing_else(hostile: str) -> None:
    tokens = list(inline(PARSER.parse(hostile)))
    texts = [token.content for token in tokens if token.type == "text"]

    assert {token.type for token in tokens} <= INERT
    assert {token.content for token in tokens if token.type == "html_inline"} <= OURS
    assert [text for text in texts if re.search(r"@\w|#\d|://|www\.|<|>", text)] == []


def test_blocks_of_html_are_ours_alone(hostile: str) -> None:
    blocks = [token.content for token in PARSER.parse(hostile) if token.type == "html_block"]
    tags = {tag for block in blocks for tag in re.findall(r"<[^>]*>", block)}

    assert tags <= {*OURS, MARKER}


def test_the_marker_stands_once_and_first(hostile: str) -> None:
    assert hostile.startswith(f"{MARKER}\n")
    assert hostile.count("<!-- archlint") == 1


def many(count: int, severity: Severity = Severity.WARNING) -> Comparison:
    base = compare(only(report_on(manifest(BENIGN, "text"))), None)
    changes = tuple(
        FindingChange(
            change=Change.NEW,
            finding=finding(
                identity=f"XX101|s{number}", severity=severity, message="m" * 3000, why=("w" * 900,)
            ),
        )
        for number in range(count)
    )
    difference = type(base)(name="shop", before=base.before, after=base.before, findings=changes)
    return Comparison(before="a", after="b", differences=(difference,) * 3)


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NOTE])
@pytest.mark.parametrize("count", [1, 40, 400])
def test_a_comment_is_capped_and_says_so(count: int, severity: Severity) -> None:
    text = render(many(count, severity), options())
    tokens = PARSER.parse(text)
    html = "".join(token.content for token in tokens if token.type == "html_block")

    assert len(text) <= LONGEST
    assert html.count("<details>") == html.count("</details>")
    is_cut = "did not fit: run `archlint diff`." in text or " findings more." in text
    assert is_cut == (count > 1)


def test_an_empty_difference_is_silent() -> None:
    report = only(report_on(manifest(BENIGN, "text")))
    same = Comparison(before="a", after="b", differences=(compare(report, report),))

    assert render(same, options()) == ""
    assert render_text(same, options()).startswith("nothing changed between a and b\n")


def test_a_comparison_that_failed_is_still_a_document() -> None:
    failed = Comparison(before="a", after="b", failed=Report(problems=(Problem("no `x` here"),)))

    assert render(failed, options()).split("\n")[:6] == [
        MARKER,
        "",
        "### archlint could not compare",
        "",
        "```text",
        "no `x` here",
    ]
    assert render_text(failed, options()) == ""
    assert '"exit_code": 2' in render_json(failed, options())
    assert gate_sentence(failed, Severity.ERROR, code=2) == "exit 2: could not compare, 1 problem"


def bill(
    cores: float | None, price: float = 80.0, declared: int = 2, currency: str = "USD"
) -> Bill:
    return Bill(
        cores=cores,
        per_month=None if cores is None else Range(price, price, price).times(cores),
        currency=currency,
        declared=declared,
        size=2,
    )


@pytest.mark.parametrize(
    ("before", "after", "news", "sentence"),
    [
        (bill(10), bill(10), "", "10 cores in use, 10 cores before; $800 a month"),
        (
            bill(10),
            bill(12.5),
            "+2.5 cores, +$200 a month",
            "12.5 cores in use, 10 cores before; $1.00k a month",
        ),
        (
            bill(10),
            bill(8),
            "-2 cores, -$160 a month",
            "8 cores in use, 10 cores before; $640 a month",
        ),
        (None, bill(8), "", "8 cores in use; $640 a month"),
        (bill(None), bill(8, declared=1), "", "8 cores in use; $640 a month; 1 of 2 declare it"),
        (bill(8), bill(None), "", "no service declares its cores any more"),
        (bill(None), bill(None), "", ""),
        (
            bill(10),
            bill(12, currency="EUR"),
            "+2 cores",
            "12 cores in use, 10 cores before; 960 EUR a month",
        ),
    ],
)
def test_the_bill(before: Bill | None, after: Bill, news: str, sentence: str) -> None:
    assert (bill_news(before, after), bill_sentence(before, after)) == (news, sentence)


def test_headlines() -> None:
    text = manifest(BENIGN, "text")
    gone: Difference
    slower, new, gone = compared(text).differences

    assert headline(slower).startswith(f"{BENIGN[0]} gets ")
    assert " slower (mean)" in headline(slower)
    assert headline(new).startswith("the portfolio is new: ")
    assert headline(gone) == "the portfolio is gone"


JOURNEYS = """
archlint: 1
portfolio: shop
journeys:
  order: {entry: a, rate: 100/s}
  login: {entry: b, rate: 10/s}
  search: {entry: c, rate: 10/s}
services:
  a: {language: go, self_time: {mean: 40ms}}
  b: {language: go, self_time: {mean: 40ms}}
  c: {language: go, calls: [d]}
  d: {language: go, self_time: {mean: 40ms}}
"""


def moved(*times: str, text: str = JOURNEYS) -> Comparison:
    """The journeys before and after: `a=20ms` is the mean of a service now, `a=` that of none."""
    after = text
    for name, mean in (change.split("=") for change in times):
        said = f", self_time: {{mean: {mean}}}" if mean else ""
        declared = rf"(  {name}: \{{language: go)(, self_time: \{{mean: 40ms\}})?"
        after = re.sub(declared, rf"\1{said}", after)
    return Comparison(
        before="main", after="work tree", differences=(compare(linted(text), linted(after)),)
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param(["a=57ms"], "order gets 17 ms slower (mean)", id="slower"),
        pytest.param(
            ["a=20ms", "b=57ms"],
            "login gets 17 ms slower (mean); order gets 20 ms faster (mean)",
            id="the slower first, though more users feel the faster",
        ),
        pytest.param(
            ["a=57ms", "b=57ms", "d=20ms"],
            "order gets 17 ms slower (mean); search gets 20 ms faster (mean); 1 other journey"
            " changed",
            id="the others are counted",
        ),
        pytest.param(["d="], "less of search is measured than was", id="a measure goes"),
        pytest.param(["c=9ms"], "more of search is measured than was", id="a measure comes"),
        pytest.param(
            ["c=9ms", "d="], "other parts of search are measured than were", id="another one"
        ),
        pytest.param(
            ["b=41ms", "d="],
            "login gets 1 ms slower (mean); less of search is measured than was",
            id="both",
        ),
    ],
)
def test_the_headline_claims_no_more_than_is_known(times: list[str], expected: str) -> None:
    (difference,) = moved(*times).differences

    assert headline(difference).startswith(expected)
    assert headline(difference).count("journey changed") == expected.count("journey changed")


def test_what_is_unknown_is_never_a_mean() -> None:
    comparison = moved("a=", "d=", "c=5ms")
    rows = {
        row["name"]: row
        for row in json.loads(render_json(comparison, options()))["portfolios"][0]["journeys"]
    }
    bounds = {
        name: [
            row[key]
            for key in (
                "mean_before_ms",
                "is_lower_bound_before",
                "mean_after_ms",
                "is_lower_bound_after",
                "delta_ms",
            )
        ]
        for name, row in rows.items()
    }
    text = " ".join(render_text(comparison, options()).split())
    table = render(comparison, options())

    assert bounds == {
        "order": [40.0, False, None, True, None],
        "search": [40.0, True, 5.0, True, None],
    }
    assert "order 40 ms → not measured, unknown; less of it is measured than was" in text
    assert "search at least 40 ms → at least 5 ms, unknown; other parts of it are" in text
    assert "| `order` | mean | 40 ms | **not measured** | **unknown** |" in table
    assert "| `search` | mean | at least 40 ms | **at least 5 ms** | **unknown** |" in table


TAIL = """\
archlint: 1
portfolio: shop
journeys: {order: {entry: front, rate: 100/s, slo: {p99: 31ms}}}
services: {front: {self_time: {p50: 20ms, p99: 20ms}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "first", "row"),
    [
        (
            "p50: 20ms, p99: 20ms",
            "p50: 40ms, p99: 40ms",
            "order gets 20 ms slower (mean), p99 now 40 ms, over its SLO of 31 ms",
            "  order  20 ms \u2192 40 ms, +20 ms; p99 now 40 ms, over its SLO of 31 ms",
        ),
        (
            "slo: {p99: 31ms}",
            "slo: {p99: 10ms}",
            "order: p99 now 20 ms, over its SLO of 10 ms",
            "  order  20 ms \u2192 20 ms, \u00b10; p99 now 20 ms, over its SLO of 10 ms",
        ),
    ],
    ids=["slower", "another promise"],
)
def test_a_promised_percentile_that_is_missed_is_told(
    old: str, new: str, first: str, row: str
) -> None:
    difference = compare(linted(TAIL), linted(TAIL.replace(old, new)))
    text = render_text(Comparison(before="a", after="b", differences=(difference,)), options())

    assert headline(difference).split("; ")[0] == first
    assert row in text.splitlines()


WIDER = TAIL.replace("slo: {p99: 31ms}", "slo: {p99: 90ms}").replace(
    "p50: 20ms, p99: 20ms", "mean: 20ms, p99: 50ms"
)


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        pytest.param("p99: 50ms", "p99: 70ms", True, id="the spread alone"),
        pytest.param("mean: 20ms", "mean: 22ms", False, id="the mean alone"),
        pytest.param("rate: 100/s", "rate: 90/s", False, id="nothing that takes time"),
    ],
)
def test_a_promised_percentile_that_moves_and_stays_kept_is_told(
    old: str, new: str, *, moves: bool
) -> None:
    difference = compare(linted(WIDER), linted(WIDER.replace(old, new)))
    comparison = Comparison(before="a", after="b", differences=(difference,))
    table, text = render(comparison, options()), render_text(comparison, options())
    (document,) = json.loads(render_json(comparison, options()))["portfolios"]
    told = [item for row in document["journeys"] for item in row["percentiles"]]

    assert ("| `order` | p99 | " in table) is moves
    assert ("SLO 90 ms kept" in " ".join(text.split())) is moves
    assert [(item["of"], item["growth"]["value_ms"] > 0) for item in told] == (
        [("p99", True)] if moves else []
    )
    assert [
        pytest.approx(item["after"]["value_ms"] - item["before"]["value_ms"]) for item in told
    ] == [item["growth"]["value_ms"] for item in told]


def test_the_headline_tells_a_tail_that_moves_alone() -> None:
    difference = compare(linted(WIDER), linted(WIDER.replace("p99: 50ms", "p99: 70ms")))

    assert headline(difference).startswith("order: p99 ")


SEATED = """\
archlint: 1
portfolio: shop
journeys: {order: {entry: front, rate: 1k/s}}
services:
  front: {language: go, self_time: 2ms, calls: [pricing, store]}
  pricing:
    {language: go, kind: kernel, criticality: high, self_time: 20ms, load: {rate: 1k/s, cpu: 18}}
  store: {language: go, kind: crud, self_time: 40ms, load: {rate: 1k/s, cpu: 1}}
"""


def test_the_shortlist_of_the_later_side_is_folded_and_marks_who_is_new() -> None:
    slower = SEATED.replace("self_time: 20ms, load: {rate: 1k/s, cpu: 18}", "self_time: 1ms")
    difference = compare(linted(slower), linted(SEATED))
    text = render(Comparison(before="a", after="b", differences=(difference,)), options())

    assert "<details><summary>The shortlist: 1 of 3 services, " in text
    assert "| 1 | `pricing` (new) | `order` 6.3 ms | 6.3 | not known | 100 % |" in text
    assert "| `pricing` | Go | **Rust**, seat 1, held in 100 % of the draws | " in text
    assert "(`archlint.yaml:7`)" in text


def test_what_does_not_fit_goes_from_the_end() -> None:
    text = render(many(40), options())
    kept = [line for line in text.splitlines() if line.startswith(("### ", "<details>"))]

    assert kept[0].startswith("### ")
    assert sum(line.startswith("### ") for line in kept) == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("rust", "Rust"),
        ("measure-first", "measure first"),
        ("either", "another language"),
        ("none", "no verdict"),
        ("keep", "keep"),
    ],
)
def test_verdicts_are_said_in_words(word: str, said: str) -> None:
    assert verdict_word(verdict("a", word)) == said
