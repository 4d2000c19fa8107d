"""`archlint explain SERVICE`: every formula with its numbers."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import jsonschema
import pytest

from archlint.model import Answer, Argument, Subject
from archlint.reporting.columns import width
from archlint.reporting.evidence.answering import answering
from archlint.reporting.explain import service_text
from archlint.reporting.explain_json import explain_schema, service_json
from archlint.reporting.facts import Facts

from reported import linted, options, part, uncolored, verdict

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

STORE = """\
archlint: 1
portfolio: store
journeys:
  order: {entry: front, rate: 1k/s, slo: {availability: 99.9%}}
  browse: {entry: front}
services:
  front: {language: go, kind: frontend, self_time: {mean: 10ms}, calls: [pricing, old]}
  pricing:
    language: go
    kind: kernel
    criticality: high
    self_time: {mean: 20ms}
    load: {rate: 1k/s, cpu: 12, idle_cpu: 2}
    gc: {cpu_share: 10%}
    rewrite: {effort: 3 pm, cpu: 0.4}
  old: {language: java, self_time: {p50: 5ms, p99: 20ms}, load: {cpu: 40}}
  rusty: {language: rust, kind: json-api, self_time: {mean: 1ms}}
  bought: {managed: true, latency: 2ms}
  plan: {lifecycle: planned, kind: database}
  many:
    language: go
    operations:
      read: {rate: 10/s, self_time: {mean: 2ms}, cpu_time: 1ms}
      write: {rate: 10/s, latency: 4ms, cpu_time: 1ms}
"""


@pytest.fixture(scope="module")
def store() -> PortfolioReport:
    return linted(STORE)


IN_SHORT = """\
pricing · Rust by the 90/10 rule, seat 1 · go, kernel · archlint.yaml:9:5

  Does anyone wait for it?  Yes: on the critical path of `order` and                 line 4, derived
                            `browse`, 56 % of what is counted of all waiting
  How often?                1k/s as `load.rate` has it                            line 13, estimated
  How long on its own?      20 ms on average, calls left out                      line 12, estimated
  Computing or waiting?     45 % computing: 9 ms of a visit can shrink, in        line 13, estimated
                            any language
  By how much?              To 0.4 of what it computes, measured:                  line 15, measured
                            rewrite.cpu in the manifest
"""

GAINS = """\
                     alone                       after the seats above
  browse, mean     -5.4 ms                                     -5.4 ms
  order, mean      -5.4 ms                                     -5.4 ms
  CPU           -7.2 cores                                $223 a month
  effort              3 pm  back after 16.8 years (12.4 to 21.3 years)
"""

PRICING = """\
  who waits      order: V = 1 per request, V·S̄ = 20 ms, 56 % of 36 ms (mean); λ·V·S̄ = 1k/s × 20 ms =
                   20 users; on the path of 100 % of the requests, 74.8 ms of its p99, 100 ms
                 browse: V = 1 per request, V·S̄ = 20 ms, 56 % of 36 ms (mean); rate not given; on
                   the path of 100 % of the requests, 74.8 ms of its p99, 100 ms
                 L = Σ λ·V·S̄ = at least 20 users, 56 % of the 36 users that are counted waiting at
                   any moment
  how often      x = 1k/s from the journeys and calls; load.rate is 1k/s, which CPU is divided by
  how long       S̄ = 20 ms mean, declared
  computing      d = (cpu - idle_cpu) / load.rate = (12 cores - 2 cores idle) / 1k/s = 10 ms per
                   request
                 φ = min(1, d·(1 - gc)/S̄) = 10 ms × (1 - 10 %) / 20 ms = 45 %
                 so at most S̄·φ = 9 ms of each visit can shrink, in any language
  reliability    gate: criticality high, declared
  factor         f = 0.4, measured: rewrite.cpu in the manifest
  gain           per visit S̄·φ·(1-f) = 20 ms × 45 % × 60 % = 5.4 ms
                 alone: ΔL = at least 5.4 users, at the same utilisation
                 alone: 5.4 ms off the mean of browse
                 alone: 5.4 ms off the mean of order
                 at its rank: ΔL = at least 5.4 users after the seats above it, seat 1 of 1
  money          7.2 cores freed, at the same utilisation
                 $223 ($176 to $302) a month
                 effort 3 person-months; back after 16.8 years (12.4 to 21.3 years)
"""


def test_the_whole_trail_of_a_rewrite(store: PortfolioReport) -> None:
    shown = service_text(store, "pricing", options())

    assert shown.startswith(IN_SHORT)
    assert GAINS in shown
    assert shown.split("  The arithmetic\n\n")[1].startswith(PRICING)
    assert "  yes     NT101  critical-path-service-not-rust\n" in shown
    assert "  verdict        Rust by the 90/10 rule: " in shown


@pytest.mark.parametrize(
    ("service", "sentences"),
    [
        pytest.param(
            "front",
            [
                "S̄ = 10 ms mean, declared",
                "φ unknown: load.cpu not given",
                "load.cpu (NT101), journeys.browse.rate (NT101), teams (NT204)",
            ],
            id="what is missing",
        ),
        pytest.param(
            "old",
            [
                "another language, no case made",
                "declared",
                "φ = min(1, d·(1 - gc)/S̄) =",
                "cut from",
                "an upper bound: gc.cpu_share not given",
            ],
            id="another language",
        ),
        pytest.param(
            "rusty",
            [
                "in Rust",
                "it is on no journey's critical path",
                "x = 0: no traffic with a known rate reaches it",
                "The arguments are computed as if it were in Go.",
            ],
            id="in Rust",
        ),
        pytest.param("bought", ["verdict managed: bought, so never told a language"], id="bought"),
        pytest.param(
            "plan",
            ["Rust by the 90/10 rule, planned", "planned: nobody waits for it yet"],
            id="planned",
        ),
        pytest.param(
            "many",
            [
                "S̄ = 3 ms mean over its operations",
                "many/read: S̄ = 2 ms mean, declared",
                "many/write: S̄ = 4 ms mean, derived: its response time less",
                "d = 1 ms per request, from the operations' cpu_time",
            ],
            id="several operations",
        ),
    ],
)
def test_every_kind_of_service_is_explained(
    store: PortfolioReport, service: str, sentences: list[str]
) -> None:
    shown = " ".join(service_text(store, service, options()).split())

    assert [text for text in sentences if text not in shown] == []


HYBRID = """\
archlint: 1
portfolio: store
journeys:
  find: {entry: search/rank, rate: 1k/s}
  edit: {entry: search/save, rate: 50/s}
  peek: {entry: search/peek, rate: 10/s}
services:
  search:
    language: go
    kind: json-api
    criticality: high
    rewrite: {cpu: 0.5, effort: 6 pm}
    load: {cpu: 16.1}
    operations:
      idle: {self_time: {mean: 9ms}, cpu_time: 1ms}
      peek: {self_time: {mean: 5ms}}
      rank: {self_time: {mean: 20ms}, cpu_time: 16ms}
      save: {self_time: {mean: 30ms}, cpu_time: 1ms}
  plan: {lifecycle: planned, kind: database, load: {cpu: 40}, rewrite: {effort: 3 pm}}
"""


@pytest.mark.parametrize(
    ("service", "sentences"),
    [
        pytest.param(
            "search",
            [
                "search · hybrid, rank as a Rust kernel, seat 1 ·",
                "operations rank: 1k/s × 16 ms (cpu_time) = 16 cores; φ = 80 % of 20 ms",
                "save: 50/s × 1 ms (cpu_time) = 0.05 cores; φ = 3 % of 30 ms",
                "peek: 10/s × 5 ms (apportioned) = 0.05 cores; φ = 100 % of 5 ms",
                "idle: 0/s; not used",
                "per visit to rank S̄·φ·(1-f) = 20 ms × 80 % × 50 % = 8 ms",
                "rank alone: ΔL = 8 users, at the same utilisation",
                "rank alone: 8 ms off the mean of find",
                "8 cores freed, at the same utilisation",
                "effort 6 person-months at most, that of the whole service; back after",
                "yes NT105 kernel-inside-orchestration rank carries",
                "verdict hybrid, rank as a Rust kernel: rank carries",
            ],
            id="hybrid",
        ),
        pytest.param(
            "plan", ["14 cores", "planned: there is no rewrite to pay back"], id="planned"
        ),
    ],
)
def test_the_arithmetic_of_an_operation_is_shown(service: str, sentences: list[str]) -> None:
    shown = " ".join(service_text(linted(HYBRID), service, options()).split())

    assert [text for text in sentences if text not in shown] == []


def test_it_is_never_said_that_a_service_in_rust_stays_in_go() -> None:
    report = part(
        "archlint: 1\nportfolio: p\nservices: {a: {language: rust}}\n",
        verdicts=(verdict("a", "go", "rust"),),
    )

    first, *_ = service_text(report, "a", options()).splitlines()

    assert first == "a · in Rust, and nothing argues for it · rust · archlint.yaml:3:15"


def test_an_argument_is_shown_with_what_refutes_it_and_what_would_decide() -> None:
    argument = Argument(
        rule="XX101",
        subject=Subject.service("stock"),
        answer=Answer.UNKNOWN,
        message="dear",
        numbers={"saving_per_month": 5.0, "currency": "EUR"},
        missing=("size",),
        refuted_by="payback takes 40 months",
        could_be="Rust if it takes under 2 person-months",
    )

    shown = service_text(part(arguments=(argument,)), "stock", options())

    assert "  · Rust if it takes under 2 person-months\n" in shown
    assert shown.split("\n\n")[5:] == [
        (
            "  unknown XX101  too-slow\n"
            "                 dear\n"
            "                 refuted: payback takes 40 months\n"
            "                 saving 5.00 EUR a month\n"
            "                 not given: size"
        ),
        (
            "  verdict        no pack has a verdict on it\n"
            "  would decide   Rust if it takes under 2 person-months\n"
        ),
    ]


def test_what_is_worth_at_its_rank_is_not_what_it_is_worth_alone() -> None:
    argument = Argument(
        rule="XX101",
        subject=Subject.service("stock"),
        answer=Answer.YES,
        numbers={"rank": 2, "removable_users": 3.0},
    )

    shown = service_text(part(arguments=(argument,)), "stock", options())

    assert "at its rank: ΔL = 3 users after the seats above it, seat 2 of 2" in shown
    assert "alone" not in shown


def test_visits_are_those_of_all_its_operations() -> None:
    text = """\
    archlint: 1
    portfolio: p
    journeys: {order: {entry: a, rate: 10/s}}
    services:
      a: {calls: [b/x, {to: b/y, count: 2}]}
      b: {operations: {x: {self_time: 1ms}, y: {self_time: 2ms}}}
    """

    shown = service_text(part(text), "b", options())

    assert (
        "order: V = 3 per request, V·S̄ = 5 ms, 100 % of 5 ms (mean); λ·V·S̄ = 10/s × 5 ms" in shown
    )


def test_a_name_that_is_not_there_is_an_error(store: PortfolioReport) -> None:
    with pytest.raises(KeyError):
        service_text(store, "nobody", options())


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_the_trail_fits_and_colour_changes_nothing_else(
    store: PortfolioReport, columns: int
) -> None:
    for service in store.portfolio.services:
        shown = service_text(store, service, options(columns=columns))
        colored = service_text(store, service, options(columns=columns, color=True))

        assert max(map(width, shown.splitlines())) <= columns
        assert uncolored(colored) == shown


def test_ascii_spells_the_symbols(store: PortfolioReport) -> None:
    shown = service_text(store, "pricing", options(plain=True))

    assert shown.isascii()
    assert "phi = min(1, d*(1 - gc)/mean S) = 10 ms x (1 - 10 %) / 20 ms = 45 %" in shown
    assert "V*mean S = 20 ms" in shown
    assert "per visit mean S*phi*(1-f) = 20 ms x 45 % x 60 % = 5.4 ms" in shown
    assert "pricing - Rust by the 90/10 rule" in shown  # a separator is no product


@pytest.mark.parametrize("columns", [60, 100])
def test_what_is_spelt_out_fits_too(store: PortfolioReport, columns: int) -> None:
    for service in store.portfolio.services:
        shown = service_text(store, service, options(columns=columns, plain=True))

        assert max(map(width, shown.splitlines())) <= columns


def test_what_is_weighed_and_found_too_light_shows_its_arithmetic_too() -> None:
    text = """\
        archlint: 1
        portfolio: store
        journeys: {order: {entry: front, rate: 100/s}}
        services:
          front: {language: go, kind: crud, criticality: high, self_time: {mean: 10ms}, load: {cpu: 0.5}}
        """
    shown = service_text(linted(textwrap.dedent(text)), "front", options())

    # 0.5 cores at 100/s are 5 ms of the 10: φ = 50 %, and 40 % of that goes at f = 0.6
    assert "  factor         f = 0.6 (0.22 to 0.95), prior for crud (crud_io_bound)\n" in shown
    assert "per visit S̄·φ·(1-f) = 10 ms × 50 % × 40 % = 2 ms\n" in shown
    assert "alone: ΔL = 0.2 users\n" in shown
    assert "saved 0.2 cores · saving $6.20 a month\n" in shown


RUSTY = """\
archlint: 1
portfolio: store
journeys:
  order: {entry: front, rate: 1k/s, slo: {availability: 99.9%}}
services:
  front: {language: go, kind: json-api, self_time: {mean: 5ms}, load: {cpu: 1}, calls: [quick, blind]}
  quick:
    language: rust
    kind: json-api
    criticality: high
    self_time: {mean: 40ms}
    load: {cpu: 12}
    gc: {cpu_share: 0%}
  blind: {language: go, kind: crud}
"""


def test_a_service_in_rust_shows_the_step_to_go_formula_by_formula() -> None:
    """40 ms, 12 of which compute: in Go 28 + 12/0.55 = 49.8 ms on 21.8 cores."""
    shown = service_text(linted(RUSTY), "quick", options())
    spelt = service_text(linted(RUSTY), "quick", options(plain=True))

    assert (
        "  as if in Go    S̄° = S̄·(1-φ) + S̄·φ/f = 40 ms × 70 % + 40 ms × 30 % / 0.55 = 49.8 ms\n"
        "                 cpu° = cpu/f = 12 cores / 0.55 = 21.8 cores\n"
        "                 φ° = min(1, d°·(1 - gc)/S̄°) = 21.8 ms × (1 - 0 %) / 49.8 ms = 44 %\n"
    ) in shown
    assert "per visit S̄°·φ°·(1-f) = 49.8 ms × 44 % × 45 % = 9.82 ms\n" in shown
    assert "cpu_go = cpu/f = 12 cores / 0.55 = 21.8 cores\n" in spelt
    assert "as if in Go" not in service_text(linted(RUSTY), "front", options())


def test_a_derived_gate_is_shown_whatever_the_verdict() -> None:
    shown = service_text(linted(RUSTY), "front", options())

    assert shown.startswith("front · Go · ")
    assert "  reliability    gate: derived: order promises 99.9 % and needs it\n" in shown


def test_what_is_not_measured_is_no_zero() -> None:
    shown = service_text(linted(RUSTY), "blind", options())

    assert "  who waits      its own time is not measured: V·S̄ and L are not known\n" in shown
    assert "V·S̄ = 0" not in shown


@pytest.mark.parametrize(
    ("times", "told"),
    [
        pytest.param("{p50: 5ms, p99: 20ms}", "mean, declared", id="a median"),
        pytest.param(
            "{p95: 10ms, p99: 100ms}",
            "mean, declared, extrapolated: nothing is declared below the p95, and the mean is above"
            " that",
            id="a steep tail alone",
        ),
        pytest.param(
            "{p95: 10ms, p99: 12ms}",
            "mean, declared, extrapolated: nothing is declared below the p95",
            id="a flat tail alone",
        ),
        pytest.param("{mean: 4ms, p95: 10ms, p99: 12ms}", "mean, declared", id="with its mean"),
        pytest.param("{p99: 12ms}", "mean, declared, its spread assumed", id="one figure"),
    ],
)
def test_a_mean_that_is_extrapolated_says_so(times: str, told: str) -> None:
    text = STORE.replace("{p50: 5ms, p99: 20ms}", times)
    (said,) = Facts(linted(text), linted(text).portfolio.services["old"]).self_time()

    assert said.endswith(told)


def test_what_is_rust_already_is_not_told_what_would_make_it_so() -> None:
    text = service_text(linted(STORE), "pricing", options())

    assert "Rust by the 90/10 rule" in text
    assert "would decide" not in text


def test_the_trail_as_a_document(store: PortfolioReport) -> None:
    document = json.loads(service_json(store, "pricing"))
    jsonschema.validate(document, explain_schema())

    assert (document["service"], document["verdict"]["verdict"]) == ("pricing", "rust")
    assert {item["rule"] for item in document["arguments"]} >= {"NT101", "NT103", "NT106"}
    sections = {item["label"]: item["lines"] for item in document["sections"]}
    assert sections["factor"] == ["f = 0.4, measured: rewrite.cpu in the manifest"]
    assert set(sections) >= {"who waits", "how long", "computing", "reliability", "gain", "money"}


@pytest.mark.parametrize("name", ["front", "old", "rusty", "bought", "plan", "many"])
def test_every_document_meets_its_schema(store: PortfolioReport, name: str) -> None:
    jsonschema.validate(json.loads(service_json(store, name)), explain_schema())


def test_text_and_json_have_the_answers_of_the_evidence(store: PortfolioReport) -> None:
    """The same records that the page and the Markdown report print."""
    asked = answering(store)
    for name, service in store.portfolio.services.items():
        told = json.loads(service_json(store, name))["questions"]
        shown = " ".join(service_text(store, name, options(columns=60)).split())
        answers = list(asked.answers(service))

        assert [(item["asked"], item["answer"], item["more"]) for item in told] == [
            (answer.question, answer.text, answer.more) for answer in answers
        ]
        assert [item.text for item in answers if item.text not in shown] == []


def test_hostile_names_and_sources_are_shown_and_obeyed_by_nobody() -> None:
    text = STORE.replace("order: {entry", '"##[error]`x": {entry')
    source = json.dumps("a\u202eb\x1b[31m")
    report = linted(text.replace("cpu: 0.4}", f"cpu: 0.4, source: {source}}}"))
    shown = service_text(report, "pricing", options())
    told = service_json(report, "pricing")

    assert ("##[" in shown, "\x1b" in shown, "\u202e" in shown) == (False, False, False)
    assert "measured: a\\u{202e}b\\u{1b}[31m" in json.loads(told)["questions"][4]["answer"]
    assert "`##[error]'x`" in json.loads(told)["questions"][0]["answer"]


def test_what_would_change_a_verdict_is_listed(store: PortfolioReport) -> None:
    shown = service_text(store, "pricing", options())
    told = json.loads(service_json(store, "pricing"))["would_change"]

    assert "  What would change this verdict\n" in shown
    assert "  · its CPU < 5.4 cores: Go\n" in shown
    assert [f"  · {text}" for text in told] == [
        line for line in shown.splitlines() if line.startswith("  · ")
    ]


def test_what_is_bought_is_asked_for_no_language(
    store: PortfolioReport,
) -> None:
    asked = [item["asked"] for item in json.loads(service_json(store, "bought"))["questions"]]

    assert asked == ["Does anyone wait for it?", "How often?", "How long on its own?", "So?"]


@pytest.mark.parametrize("columns", [60, 80, 93, 100, 140])
@pytest.mark.parametrize("plain", [False, True])
def test_no_line_of_a_trail_is_wider_than_the_terminal(
    store: PortfolioReport, columns: int, *, plain: bool
) -> None:
    asked = options(columns=columns, plain=plain)
    for service in store.portfolio.services:
        shown = service_text(store, service, asked)
        assert max(map(width, shown.splitlines())) <= asked.width
        assert not plain or shown.isascii()
