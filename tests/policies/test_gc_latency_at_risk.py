"""NT102: fires, does not fire, at each threshold, inputs missing, and what the verdict says."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint import Answer, Measure
from archlint_ninety_ten.findings import how_to_get

from judging import Judged, judge

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

BASE = """
journeys:
  order: {{entry: web, rate: 200/s{slo}, latency_is_revenue: {revenue}}}
  browse: {{entry: web/browse, rate: 200/s}}
services:
  web:
    language: go
    kind: frontend
    gc: {{cpu_share: 1%}}
    self_time: 2ms
    load: {{rate: 400/s, cpu: 0.1}}
    size: 9 kloc
    operations:
      web: {{calls: [{{to: shop, count: {count}}}]}}
      browse: {{calls: [{{to: cache, optional: true}}]}}
  shop:
    {language}
    kind: json-api
    {more}
    self_time: {{{own}}}
    load: {{rate: 400/s, {load}}}
    gc: {{{gc}}}
    size: 9 kloc
  cache: {{language: go, kind: cache, size: 9 kloc, {cache}}}
"""


def manifest(**changes: str) -> str:
    """Two visits, each of which meets a collection 9.8 % of the time and then stands for 6 ms."""
    values = {
        "slo": "",
        "revenue": "true",
        "count": "2",
        "language": "language: go",
        "more": "",
        "own": "p50: 1ms, p90: 2.147ms",
        "load": "cpu: 2.1, cpu_allocated: 6",
        "gc": "cpu_share: 7%, stall_p99: 6ms",
        "cache": "self_time: 1ms, load: {rate: 200/s, cpu: 0.01}",
    }
    return BASE.replace("entry: web,", "entry: web/web,").format(**(values | changes))


def answer(**changes: str) -> Answer:
    return judge(manifest(**changes)).argument("NT102", "shop").answer


def asked(judged: Judged) -> list[str]:
    return [item.subject.text for item in judged.arguments if item.rule == "NT102"]


def test_a_collector_in_the_tail_of_what_earns_money_is_rust() -> None:
    judged = judge(manifest())
    argument = judged.argument("NT102", "shop")

    assert judged.words["shop"] == "rust"
    assert ("warning", "NT102", "shop") in judged.findings
    assert argument.message == (
        "GC meets 19 % of order's requests (duty 9.8 % of a quarter of 6 cores, V 2);"
        " a stall of 6 ms twice is 12 ms of its p99"
    )
    assert argument.numbers == {
        "gc_journey": "order",
        "visits": pytest.approx(2.0),
        "gc_share": pytest.approx(0.07),
        "gc_duty_share": pytest.approx(0.098),
        "gc_exposure_share": pytest.approx(1 - 0.902**2),
        "stall_ms": pytest.approx(6.0),
        "stalls_ms": pytest.approx(12.0),
    }
    assert argument.measure == Measure(name="gc_stall", value=12.0, unit="ms")
    assert argument.at == ("services", "shop", "gc", "stall_p99")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"gc": "cpu_share: 5%, stall_p99: 6ms"}, YES, id="5 % of the CPU"),
        pytest.param({"gc": "cpu_share: 4.99%, stall_p99: 6ms"}, NO, id="just under 5 %"),
        pytest.param({"gc": "cpu_share: 7%, stall_p99: 5ms"}, YES, id="twice 5 ms"),
        pytest.param({"gc": "cpu_share: 7%, stall_p99: 4.99ms"}, NO, id="just under 10 ms"),
        pytest.param(
            {"count": "1", "load": "cpu: 0.3, cpu_allocated: 6", "gc": "cpu_share: 5%, stall_p99: 12ms"},
            YES,
            id="1 % of the requests",
        ),
        pytest.param(
            {"count": "1", "load": "cpu: 0.299, cpu_allocated: 6", "gc": "cpu_share: 5%, stall_p99: 12ms"},
            NO,
            id="just under 1 %",
        ),
        pytest.param({"count": "1"}, NO, id="6 ms once"),
        pytest.param({"count": "1.5"}, YES, id="a second visit for every other request"),
        pytest.param({"gc": "cpu_share: 7%, pause_p99: 6ms"}, YES, id="a pause proves a yes"),
        pytest.param({"gc": "cpu_share: 7%, pause_p99: 1ms"}, UNKNOWN, id="and never a no"),
        pytest.param(
            {"gc": "cpu_share: 7%, pause_p99: 6ms, stall_p99: 1ms"}, NO, id="a stall says more"
        ),
        pytest.param({"language": ""}, YES, id="no language is judged as Go"),
        pytest.param({"language": "language: java"}, YES, id="another managed language"),
        pytest.param({"language": "language: rust"}, YES, id="figures of its time in Go"),
        pytest.param({"more": "criticality: low"}, YES, id="none of the floors of the mean"),
    ],
)  # fmt: skip
def test_every_threshold(changes: dict[str, str], expected: Answer) -> None:
    assert answer(**changes) is expected


OPEN = "cpu_share: 7%"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"own": "p50: 1ms, p99: 4ms"}, NO, id="a p99 under 10 ms"),
        pytest.param({"own": "p50: 1ms, p99: 11ms"}, UNKNOWN, id="a p99 over 10 ms"),
        pytest.param({"own": "p50: 1ms, p99: 9.99ms"}, NO, id="just under 10 ms"),
        pytest.param({"own": "p50: 1ms, p99: 4.2ms", "count": "2"}, NO, id="99.5 % under 5 ms"),
        pytest.param({"own": "p50: 1ms, p99: 4.4ms", "count": "2"}, UNKNOWN, id="99.5 % over 5 ms"),
        pytest.param({"own": "p50: 1ms, p95: 2ms"}, UNKNOWN, id="no p99"),
        pytest.param({"own": "p99: 4ms"}, UNKNOWN, id="its spread is assumed"),
        pytest.param({"own": "mean: 1.5ms, p99: 4ms"}, NO, id="a mean and a p99"),
        pytest.param({"own": "p50: 1ms, p99: 4ms", "slo": ", slo: {p99: 5ms}"}, UNKNOWN, id="past its SLO"),
        pytest.param({"own": "p50: 1ms, p99: 4ms", "gc": ""}, NO, id="nothing known of the collector"),
        pytest.param(
            {"own": "p50: 1ms, p99: 4ms", "gc": "cpu_share: 7%, stall_p99: 12ms"},
            YES,
            id="a measured stall is believed",
        ),
        pytest.param(
            {"own": "p50: 1ms, p99: 4ms", "gc": "cpu_share: 7%, pause_p99: 12ms"},
            YES,
            id="and so is a pause",
        ),
    ],
)  # fmt: skip
def test_no_stall_is_longer_than_the_own_time_it_is_a_part_of(
    changes: dict[str, str], expected: Answer
) -> None:
    assert answer(**({"gc": OPEN, "count": "1"} | changes)) is expected


def test_the_reason_names_the_own_time_that_has_no_room() -> None:
    changes = {"gc": OPEN, "count": "1", "own": "p50: 1ms, p99: 4ms"}
    judged = judge(manifest(**changes))

    assert judged.argument("NT102", "shop").message == (
        "all but 1 % of order's requests spend at most 4 ms in a visit: no stall of 10 ms is in"
        " their p99"
    )
    assert judged.words["shop"] == "go"


SHORT = "cpu_share: 7%, stall_p99: 2ms"


@pytest.mark.parametrize(
    ("slo", "expected"),
    [
        pytest.param("", NO, id="no SLO: 4 ms are under ten"),
        pytest.param(", slo: {p99: 1s}", NO, id="far from it"),
        pytest.param(", slo: {p99: 5ms}", YES, id="past it: nothing is left"),
        pytest.param(", slo: {p50: 5ms}", NO, id="another percentile says nothing of the tail"),
        pytest.param(", slo: {availability: 99.9%}", NO, id="no latency in it"),
    ],
)
def test_a_stall_that_is_more_than_what_is_left_to_the_slo_counts(
    slo: str, expected: Answer
) -> None:
    assert answer(slo=slo, gc=SHORT) is expected


def test_past_the_slo_a_stall_is_still_to_be_measured() -> None:
    argument = judge(manifest(slo=", slo: {p99: 5ms}", gc="cpu_share: 7%")).argument(
        "NT102", "shop"
    )

    assert (argument.answer, argument.numbers["headroom_ms"]) == (UNKNOWN, 0.0)
    assert argument.could_be == (
        "Rust by the 90/10 rule if `gc.stall_p99` is above 0 ms: order is past its SLO,"
        " so any stall counts"
    )


def test_the_headroom_is_that_of_the_p99_on_samples() -> None:
    """Twice 2 ms against the SLO less the simulated p99, a hair below and above."""
    found = judge(manifest(slo=", slo: {p99: 1s}", gc=SHORT)).argument("NT102", "shop").numbers
    p99 = 1000.0 - float(found["headroom_ms"])
    below, above = f", slo: {{p99: {p99 + 3.99}ms}}", f", slo: {{p99: {p99 + 4.01}ms}}"

    assert 6.0 < p99 < 16.0
    assert [answer(slo=below, gc=SHORT), answer(slo=above, gc=SHORT)] == [YES, NO]
    assert (
        judge(manifest(slo=below, gc=SHORT))
        .argument("NT102", "shop")
        .message.endswith(
            "a stall of 2 ms twice is 4 ms of its p99, and 3.99 ms are left to its SLO"
        )
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"min_share": 0.08}, NO),
        ({"min_exposure": 0.2}, NO),
        ({"min_exposure": 0.18}, YES),
        ({"min_stall": 0.013}, NO),
        ({"min_stall": 0.012}, YES),
    ],
    ids=str,
)
def test_every_threshold_is_an_option(options: dict[str, Any], expected: Answer) -> None:
    judged = judge(manifest(), rules={"NT102": options})

    assert judged.argument("NT102", "shop").answer is expected


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gc": "cpu_share: 3%"}, "3 % of its CPU is GC, under 5 %"),
        (
            {"load": "cpu: 0.02, cpu_allocated: 6"},
            "GC meets 0.19 % of order's requests (duty 0.093 % of a quarter of 6 cores, V 2), under 1 %",
        ),
        (
            {"gc": "cpu_share: 7%, stall_p99: 4ms"},
            "a stall of 4 ms twice is 8 ms of its p99: under 10 ms",
        ),
        (
            {"gc": "tuned: true", "count": "0.009"},
            "0.9 % of order's requests wait for it, under 1 %",
        ),
        (
            {"gc": "stall_p99: 6ms", "load": "cpu: 5m, cpu_allocated: 6"},
            "no value of `gc.cpu_share` would let GC reach order's p99",
        ),
    ],
)
def test_a_no_says_why(changes: dict[str, str], message: str) -> None:
    argument = judge(manifest(**changes)).argument("NT102", "shop")

    assert (argument.answer, argument.message) == (NO, message)


@pytest.mark.parametrize(
    ("changes", "missing", "could_be"),
    [
        pytest.param(
            {"gc": "cpu_share: 7%"},
            ("gc.stall_p99",),
            "`gc.stall_p99` is 5 ms or more: a request of order meets 2 of them",
            id="the stall",
        ),
        pytest.param(
            {"gc": "stall_p99: 6ms"},
            ("gc.cpu_share",),
            "`gc.cpu_share` is 5 % or more; from 15 % on, tune first",
            id="the share",
        ),
        pytest.param(
            {"gc": "stall_p99: 6ms, tuned: true"},
            ("gc.cpu_share",),
            "`gc.cpu_share` is 5 % or more",
            id="the share of one that is tuned",
        ),
        pytest.param(
            {"gc": "cpu_share: 18%"},
            ("gc.stall_p99",),
            "`gc.stall_p99` is 5 ms or more: a request of order meets 2 of them; tuning comes first",
            id="the stall of one that is not",
        ),
        pytest.param(
            {"gc": "tuned: true"},
            ("gc.cpu_share", "gc.stall_p99"),
            "`gc.cpu_share` is 5 % or more and `gc.stall_p99` is 5 ms or more:"
            " a request of order meets 2 of them",
            id="both",
        ),
        pytest.param(
            {"load": "cpu: 2.1"},
            ("load.cpu_allocated",),
            "`load.cpu_allocated` is at most 110 cores",
            id="the allocation",
        ),
        pytest.param(
            {"load": "cpu_allocated: 6"},
            ("load.cpu",),
            "`load.cpu` is 0.11 cores or more",
            id="the cores",
        ),
        pytest.param(
            {"gc": "tuned: true", "load": "cpu_allocated: 6"},
            ("gc.cpu_share", "gc.stall_p99", "load.cpu"),
            "`gc.cpu_share` is 5 % or more, `load.cpu` is 0.16 cores or more and `gc.stall_p99` is"
            " 5 ms or more: a request of order meets 2 of them",
            id="all but the allocation",
        ),
    ],
)
def test_what_is_missing_is_named_with_the_value_that_decides(
    changes: dict[str, str], missing: tuple[str, ...], could_be: str
) -> None:
    argument = judge(manifest(**changes)).argument("NT102", "shop")

    assert argument.answer is UNKNOWN
    assert argument.missing == missing
    assert argument.could_be == f"Rust by the 90/10 rule if {could_be}"


@pytest.mark.parametrize(
    ("given", "decides", "just_not"),
    [
        ({"gc": "cpu_share: 7%"}, {"gc": "cpu_share: 7%, stall_p99: 5ms"}, {"gc": "cpu_share: 7%, stall_p99: 4.9ms"}),
        ({"gc": "stall_p99: 6ms"}, {"gc": "stall_p99: 6ms, cpu_share: 5%"}, {"gc": "stall_p99: 6ms, cpu_share: 4.9%"}),
        ({"load": "cpu: 2.1"}, {"load": "cpu: 2.1, cpu_allocated: 110"}, {"load": "cpu: 2.1, cpu_allocated: 120"}),
        ({"load": "cpu_allocated: 6"}, {"load": "cpu_allocated: 6, cpu: 0.11"}, {"load": "cpu_allocated: 6, cpu: 0.1"}),
    ],
    ids=["the stall", "the share", "the allocation", "the cores"],
)  # fmt: skip
def test_the_value_that_decides_decides(
    given: dict[str, str], decides: dict[str, str], just_not: dict[str, str]
) -> None:
    answers = [answer(**given), answer(**decides), answer(**just_not)]

    assert answers == [UNKNOWN, YES, NO]
    assert judge(manifest(**decides)).words["shop"] == "rust"


Known = dict[str, float | None]
"""Share, cores, seconds; None where it is not given."""


def oracle(known: Known, count: int) -> Answer:
    """RULES' sentence on every completion of what is not known: yes or no where all agree."""
    pause = known["pause"] or 0.0
    shares = [known["share"]] if known["share"] is not None else [0.0, 0.05, 0.2, 1.0]
    stalls = [known["stall"]] if known["stall"] is not None else [pause, pause + 0.01, 1.0]
    cpu, allocated = known["cpu"], known["allocated"]
    used = [cpu / allocated] if cpu and allocated else [1e-6, 0.04, 1.0]
    yes = {
        share >= 0.05
        and 1.0 - (1.0 - min(1.0, 4.0 * share * part)) ** count >= 0.01
        and stall * count >= 0.010
        for share, stall, part in itertools.product(shares, stalls, used)
    }
    return UNKNOWN if len(yes) == 2 else YES if yes == {True} else NO


@given(
    known=st.fixed_dictionaries(
        {
            "share": st.sampled_from([None, 0.03, 0.07, 0.2]),
            "cpu": st.sampled_from([None, 0.001, 0.05, 2.0]),
            "allocated": st.sampled_from([None, 2.0, 64.0]),
            "stall": st.sampled_from([None, 0.001, 0.006, 0.02]),
            "pause": st.sampled_from([None, 0.0005, 0.006]),
        }
    ),
    count=st.integers(1, 3),
)
@settings(max_examples=80, deadline=None)
def test_the_answer_is_what_all_completions_of_the_figures_agree_on(
    known: Known, count: int
) -> None:
    keys = {"share": "cpu_share", "stall": "stall_p99", "pause": "pause_p99"}
    figures = {
        keys[name]: f"{value * 100}%" if name == "share" else f"{value * 1e3}ms"
        for name in keys
        if (value := known[name]) is not None
    }
    cores = {"cpu": known["cpu"], "cpu_allocated": known["allocated"]}
    found = answer(
        count=str(count),
        gc=", ".join(f"{key}: {text}" for key, text in figures.items()),
        load=", ".join(f"{key}: {value}" for key, value in cores.items() if value is not None),
    )

    assert found is oracle(known, count)


# --- who is asked --------------------------------------------------------------------------------


def test_only_who_is_waited_for_where_latency_is_revenue_is_asked() -> None:
    assert asked(judge(manifest())) == ["shop", "web"]


def test_without_such_a_journey_nobody_is_asked() -> None:
    assert asked(judge(manifest(revenue="false"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"language": "language: zig"}, id="native"),
        pytest.param({"more": "managed: true"}, id="bought"),
        pytest.param({"more": "lifecycle: deprecated"}, id="on its way out"),
        pytest.param({"more": "lifecycle: planned"}, id="not there yet"),
        pytest.param({"count": "0"}, id="not visited"),
    ],
)
def test_who_has_no_collector_of_ours_there_is_not_asked(changes: dict[str, str]) -> None:
    assert asked(judge(manifest(**changes))) == ["web"]


@pytest.mark.parametrize(
    ("gc", "answer", "journey"),
    [
        ("cpu_share: 7%, stall_p99: 6ms", YES, "pay"),
        ("cpu_share: 7%", UNKNOWN, "pay"),
        ("cpu_share: 7%, stall_p99: 1ms", NO, "pay"),
    ],
)
def test_the_journey_whose_requests_meet_it_most_is_named(
    gc: str, answer: Answer, journey: str
) -> None:
    text = manifest(gc=gc).replace(
        "  browse: {entry: web/browse, rate: 200/s}",
        "  browse: {entry: web/browse, rate: 200/s}\n"
        "  pay: {entry: web/pay, rate: 9/s, latency_is_revenue: true}",
    )
    text = text.replace(
        "      browse: {", "      pay: {calls: [{to: shop, count: 3}]}\n      browse: {"
    )
    argument = judge(text).argument("NT102", "shop")

    assert (argument.answer, argument.numbers["gc_journey"]) == (answer, journey)


def test_in_go_a_service_in_rust_would_use_more_cores() -> None:
    """0.1 cores at the factor 0.55 are 0.18 in Go: 1.7 % of the requests, not 0.9 %."""
    changes = {"load": "cpu: 0.1, cpu_allocated: 6"}

    assert answer(**changes) is NO
    assert answer(**changes, language="language: rust") is YES


# --- the verdict ---------------------------------------------------------------------------------


def test_the_gain_is_cores_and_money_and_nothing_off_the_mean() -> None:
    verdict = judge(manifest()).verdict("shop")

    assert verdict.gain is not None
    assert verdict.gain.milliseconds == {}
    assert verdict.gain.users is None
    assert verdict.gain.cores is not None
    assert verdict.arguments == ("NT102",)
    (gain,) = [line for line in verdict.lines if line.startswith("in Rust")]
    assert gain.startswith(
        "in Rust, at the same utilisation: 2.7 cores (0.3 to 3.9), $83.7 a month"
    )


def test_where_the_mean_is_a_reason_too_it_is_told() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: s, rate: 1000/s, latency_is_revenue: true}
        services:
          s:
            language: go
            kind: json-api
            self_time: 20ms
            load: {rate: 1000/s, cpu: 15, cpu_allocated: 20}
            gc: {cpu_share: 7%, stall_p99: 12ms}
        """
    )
    gain = judged.verdict("s").gain

    assert judged.verdict("s").arguments == ("NT102", "NT101")
    assert gain is not None
    assert gain.users is not None
    assert list(gain.milliseconds) == ["order"]


def test_beside_another_argument_it_is_a_line_of_evidence() -> None:
    """NT103 leads: 20 % of the cores are over $50k a month."""
    judged = judge(manifest(load="cpu: 3500, cpu_allocated: 10000"))
    lines = [line for line in judged.verdict("shop").lines if line.startswith("NT102: ")]

    assert judged.words["shop"] == "rust"
    (line,) = lines
    assert line == (
        "NT102: GC meets 19 % of order's requests (duty 9.8 % of a quarter of 10k cores, V 2);"
        " a stall of 6 ms twice is 12 ms of its p99"
    )


def test_an_untuned_collector_is_tuned_first() -> None:
    judged = judge(manifest(gc="cpu_share: 18%, stall_p99: 6ms"))

    assert judged.words["shop"] == "measure-first"
    assert ("warning", "NT307", "shop") in judged.findings
    assert judged.verdict("shop").because == (
        "tune first: 18 % of its CPU is garbage collection, by an estimate, and nobody tuned it"
    )


def test_a_tuned_one_is_not() -> None:
    assert judge(manifest(gc="cpu_share: 18%, stall_p99: 6ms, tuned: true")).words["shop"] == "rust"


@pytest.mark.parametrize(
    ("language", "gc", "word"),
    [
        ("java", "cpu_share: 7%, stall_p99: 6ms", "either"),
        ("java", "", "either"),
        ("rust", "cpu_share: 7%, stall_p99: 6ms", "rust"),
        ("rust", "", "none"),
        ("rust", "cpu_share: 7%, stall_p99: 1ms", "go"),
    ],
)
def test_other_languages(language: str, gc: str, word: str) -> None:
    """Of a service in Rust nobody knows what it would collect in Go, unless somebody measured."""
    judged = judge(manifest(language=f"language: {language}", gc=gc))

    assert judged.words["shop"] == word
    assert [item for item in judged.loud if item[2] == "shop"] == []


def test_no_value_is_named_for_a_language_that_no_value_decides() -> None:
    for language in ("java", "rust"):
        argument = judge(manifest(language=f"language: {language}", gc="")).argument(
            "NT102", "shop"
        )
        assert (argument.answer, argument.could_be) == (UNKNOWN, "")
        assert argument.missing == ("gc.cpu_share", "gc.stall_p99")


# --- measure first -------------------------------------------------------------------------------


def test_a_collector_that_nobody_measured_is_measured_first() -> None:
    judged = judge(manifest(gc="cpu_share: 7%"))
    (raised,) = [item for item in judged.conclusion.raised if item.argument.rule == "NT305"]

    assert judged.words["shop"] == "measure-first"
    assert judged.message("NT305", "shop") == (
        "Rust by the 90/10 rule if `gc.stall_p99` is 5 ms or more: a request of order meets 2 of them"
    )
    assert raised.help == how_to_get(("gc.stall_p99",))
    assert "/sched/pauses/total/gc:seconds" in raised.help


def test_only_the_language_names_the_metrics_and_the_values() -> None:
    judged = judge(manifest(gc="tuned: true"))
    (raised,) = [item for item in judged.conclusion.raised if item.argument.rule == "NT305"]

    assert judged.words["shop"] == "measure-first"
    for name in ("/cpu/classes/gc/total:cpu-seconds", "go.cpu.time", "execution trace"):
        assert name in raised.help


def test_a_service_whose_cpu_is_not_measured_is_measured_before_its_collector() -> None:
    judged = judge(manifest(gc="tuned: true", load="cpu_allocated: 6"))

    assert judged.words["shop"] == "go"
    assert [item for item in judged.findings if item[2] == "shop"] == [("note", "NT305", "shop")]
    assert judged.message("NT305", "shop").startswith(
        "Go by default, its GC not measured: Rust by the 90/10 rule if `gc.cpu_share` is 5 % or more"
    )


def test_where_the_cpu_comes_first_the_collector_is_a_line() -> None:
    """NT101 waits for the CPU of 20 ms at 1,000/s, and its sentence leads."""
    judged = judge(
        """
        journeys:
          order: {entry: s, rate: 1000/s, latency_is_revenue: true}
        services:
          s: {language: go, kind: json-api, self_time: 20ms, gc: {tuned: true}}
        """
    )

    assert judged.words == {"s": "measure-first"}
    assert judged.message("NT305", "s").startswith("Rust by the 90/10 rule if it uses more than")
    (line,) = [line for line in judged.verdict("s").lines if line.startswith("NT102")]
    assert line == (
        "NT102: what its garbage collection costs is not known: Rust by the 90/10 rule if"
        " `gc.cpu_share` is 5 % or more, `load.cpu` is 5 % of `load.cpu_allocated` or more and"
        " `gc.stall_p99` is 10 ms or more: a request of order meets one"
    )


RATIONED = """
journeys:
  order: {{entry: a, rate: 100/s, latency_is_revenue: true}}
services:
  a: {{{row}, self_time: 4ms, calls: [b, c, d]}}
  b: {{{row}, self_time: 3ms}}
  c: {{{row}, self_time: 2ms}}
  d: {{{row}, self_time: 1ms}}
"""
ROW = "language: go, kind: crud, size: 9 kloc, load: {rate: 100/s, cpu: 0.05, cpu_allocated: 0.1}"


def test_the_ration_goes_to_those_that_most_users_could_be_waiting_for() -> None:
    """One seat, so two are measured first; the CPU of all is the same, so by possible ΔL, by name."""
    judged = judge(RATIONED.format(row=ROW))

    assert judged.case.ration == 2
    assert judged.words == {"a": "measure-first", "b": "measure-first", "c": "go", "d": "go"}
    assert [item for item in judged.findings if item[1] == "NT305"] == [
        ("note", "NT305", "c"),
        ("note", "NT305", "d"),
        ("warning", "NT305", "a"),
        ("warning", "NT305", "b"),
    ]


def test_a_holder_of_a_seat_counts_among_those_that_matter_most() -> None:
    holder = (
        "  hot: {language: go, kind: json-api, self_time: 90ms, load: {rate: 100/s, cpu: 8,"
        " cpu_allocated: 16}, gc: {cpu_share: 1%}}\n"
    )
    text = RATIONED.format(row=ROW).replace("[b, c, d]", "[b, c, d, hot]") + holder
    judged = judge(text)

    assert judged.words == {"a": "measure-first", "b": "go", "c": "go", "d": "go", "hot": "rust"}
