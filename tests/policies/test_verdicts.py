"""What a verdict says: why, what to try before, and whether it only stands by default."""

from __future__ import annotations

import pytest

from judging import judge

MEASURED = "measured: {at: 2026-10-01, source: prometheus}"
BUSY = "kind: json-api, criticality: high, self_time: 20ms, load: {cpu: 15}"
OPEN = "kind: json-api, criticality: high, self_time: 20ms"
SEAT = "100 % of removable waiting; 75 % of its time is computing (seat 1 of 1)"
BILL = "20 % of its 9k cores is $55.8k a month, a lower bound: allocation unknown"
JSON = "before that, in Go: a faster JSON library, PGO and GOMEMLIMIT; then measure again"


def one(row: str, rate: str = "1000/s") -> str:
    return f"journeys:\n  order: {{entry: s, rate: {rate}}}\nservices:\n  s: {{{row}}}\n"


@pytest.mark.parametrize(
    ("row", "word", "because"),
    [
        pytest.param(f"language: go, {BUSY}", "rust", SEAT, id="a seat"),
        pytest.param(
            "language: go, kind: json-api, criticality: low, load: {cpu: 9000}",
            "rust",
            BILL,
            id="a bill",
        ),
        pytest.param(
            "language: rust, kind: database, criticality: low, self_time: 20ms, load: {cpu: 0.01}",
            "rust",
            "database is on the article's list of domains for Rust",
            id="a domain in Rust, by the first that argues",
        ),
        pytest.param(
            f"language: go, {BUSY}, gc: {{cpu_share: 30%}}, {MEASURED}",
            "measure-first",
            "tune first: 30 % of its CPU is garbage collection, and nobody tuned it",
            id="tuning first",
        ),
        pytest.param(
            f"language: go, {OPEN}",
            "measure-first",
            "Rust by the 90/10 rule if it uses more than 4 cores (`load.cpu` not given)",
            id="the value that decides",
        ),
        pytest.param(
            "language: go, kind: trading, criticality: high",
            "measure-first",
            "trading is on the article's list of domains for Rust; nothing here shows it yet: Rust by"
            " the 90/10 rule if it computes for more than 2.9 ms per request (`self_time` and"
            " `load.cpu` not given)",
            id="a domain and the value that decides",
        ),
        pytest.param(
            "language: go, kind: trading, criticality: low",
            "measure-first",
            "trading is on the article's list of domains for Rust; nothing here shows it yet: Rust by"
            " cost if it uses more than 346 cores and takes at most 3 person-months (`load.cpu` not"
            " given)",
            id="a domain that no value of a seat decides",
        ),
        pytest.param(
            "language: go, kind: trading, criticality: low, self_time: 4ms, load: {cpu: 0.01}, size: 4 kloc",
            "go",
            "trading is on the article's list of domains for Rust, but it does not need the highest"
            " reliability: criticality low, declared",
            id="a domain that was tested",
        ),
        pytest.param(
            "language: go, kind: crud, criticality: low, self_time: 4ms, load: {cpu: 0.01}",
            "go",
            "it does not need the highest reliability: criticality low, declared",
            id="no domain",
        ),
        pytest.param(
            "language: zig", "none", "written in zig: native, without a collector", id="native"
        ),
        pytest.param(
            "language: java",
            "either",
            "written in java: the article compares Go with Rust",
            id="managed",
        ),
    ],
)
def test_a_verdict_says_why_in_one_sentence(row: str, word: str, because: str) -> None:
    verdict = judge(one(row)).verdict("s")

    assert (verdict.word, verdict.because) == (word, because)


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        pytest.param(f"language: go, {BUSY}", JSON, id="a seat"),
        pytest.param(
            "language: go, kind: json-api, criticality: low, load: {cpu: 9000}", JSON, id="a bill"
        ),
        pytest.param(
            f"language: go, {BUSY}, gc: {{cpu_share: 30%}}, {MEASURED}", JSON, id="tuning first"
        ),
        pytest.param(
            "language: go, kind: trading, criticality: low",
            "before that, in Go: PGO, fewer allocations and a profile of the hot loop;"
            " then measure again",
            id="a domain",
        ),
        pytest.param(f"language: go, {OPEN}", "", id="a figure is missing"),
        pytest.param("language: go, criticality: low", "", id="Go"),
        pytest.param(f"language: rust, {BUSY}", "", id="Rust in place"),
        pytest.param(
            f"language: python, rewrite: {{cpu: 0.1}}, {BUSY}",
            "before that, in Python: profile it, and give what computes to a native library or its"
            " runtime's fast paths; then measure again",
            id="another language, its factor measured",
        ),
    ],
)
def test_tuning_in_go_comes_before_a_rewrite(row: str, advice: str) -> None:
    assert judge(one(row)).verdict("s").tune_first == advice


def test_what_is_only_planned_has_nothing_to_tune() -> None:
    text = one("language: go").replace("s: {", "t: {kind: database, lifecycle: planned}\n  s: {")
    verdict = judge(text).verdict("t")

    assert (verdict.word, verdict.tune_first) == ("rust", "")
    assert verdict.because == (
        "planned: database is on the article's list of domains for Rust, and nothing is measured"
    )
    assert verdict.lines == (
        "factor 0.65 (0.3 to 1), prior for database (storage_cache)",
        "inputs estimated",
    )


def test_go_by_default_is_told_from_go_by_its_figures_and_from_an_open_question() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{language: go, {OPEN.replace("20ms", "30ms")}, calls: [b, c, d]}}
          b: {{language: go, {OPEN.replace("20ms", "31ms")}}}
          c: {{language: go, {OPEN.replace("20ms", "32ms")}}}
          d: {{language: go, kind: crud, criticality: low}}
        """
    )

    assert [
        (item.service, item.word, item.is_by_default) for item in judged.conclusion.verdicts
    ] == [
        ("a", "go", True),
        ("b", "measure-first", False),
        ("c", "measure-first", False),
        ("d", "go", False),
    ]
    assert judged.verdict("a").because == "not measured: load.cpu not given"
    assert (judged.verdict("a").gain, judged.verdict("a").lines) == (None, ())


def test_a_bill_alone_is_told_without_users_and_without_computing() -> None:
    row = "language: go, kind: json-api, criticality: low, load: {rate: 900/s, cpu: 9000}, rewrite: {cpu: 0.5}"

    assert judge(one(row)).verdict("s").lines == (
        "factor 0.5, measured: rewrite.cpu in the manifest",
        ("in Rust, at the same utilisation: 4.5k cores, $140k a month ($110k to $189k)"),
        "gate: criticality low, declared",
        "inputs estimated",
    )


def test_a_missing_figure_leaves_its_lines_out() -> None:
    assert judge(one(f"language: go, {OPEN}")).verdict("s").lines == (
        "20 users waiting on it at any moment, 1k/s",
        "factor 0.55 (0.35 to 0.95), prior for json-api (json_api)",
        "gate: criticality high, declared",
        "inputs estimated",
    )


def test_a_share_without_all_of_the_cpu_is_told_by_its_users_alone() -> None:
    """`slow` only waits for `db`, so the share is known; but its CPU is not, and so the cores are not."""
    judged = judge(
        """
        journeys:
          order: {entry: s/fast, rate: 1000/s}
          more: {entry: s/slow, rate: 1000/s}
        services:
          s:
            language: go
            kind: kernel
            criticality: high
            rewrite: {cpu: 0.5}
            operations:
              fast: {self_time: 30ms, cpu_time: 15ms}
              slow: {latency: 20ms, calls: [db]}
          db: {kind: database, managed: true, self_time: 20ms}
        """
    )

    assert judged.words == {"s": "measure-first"}
    assert judged.verdict("s").lines == (
        "30 users waiting on it at any moment, 2k/s",
        "factor 0.5, measured: rewrite.cpu in the manifest",
        "in Rust, at the same utilisation: 7.5 ms off order, 7.5 users",
        "gate: criticality high, declared",
        "inputs estimated",
    )


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(f"self_time: 20ms, load: {{rate: 1000/s, cpu: 15}}, {MEASURED}", "measured", id="all measured"),
        pytest.param("self_time: 20ms, load: {rate: 1000/s, cpu: 15}", "estimated", id="nothing is"),
        pytest.param(f"self_time: 20ms, load: {{rate: 1000/s, cpu: 15, {MEASURED}}}", "estimated", id="only the load is"),
        pytest.param(f"self_time: 20ms, load: {{rate: 1000/s, cpu: 15, measured: {{source: estimate}}}}, {MEASURED}", "estimated", id="only the time is"),
        pytest.param(f"self_time: 20ms, load: {{cpu: 15}}, {MEASURED}", "derived", id="the rate is derived"),
        pytest.param(f"latency: 20ms, load: {{rate: 1000/s, cpu: 15}}, {MEASURED}", "derived", id="the time is derived"),
        pytest.param(f"self_time: {{p99: 40ms}}, load: {{rate: 1000/s, cpu: 5}}, {MEASURED}", "assumed", id="the spread is assumed"),
        pytest.param(f"self_time: 20ms, load: {{rate: 1000/s, cpu: 25}}, {MEASURED}", "measured", id="a quarter too much computing"),
        pytest.param(f"self_time: 20ms, load: {{rate: 1000/s, cpu: 25.1}}, {MEASURED}", "assumed", id="more than that"),
    ],
)  # fmt: skip
def test_the_weakest_input_is_the_confidence(figures: str, expected: str) -> None:
    row = f"language: go, kind: json-api, criticality: high, {figures}"

    assert judge(one(row)).verdict("s").confidence == expected


@pytest.mark.parametrize(
    ("cpu", "severity", "because", "computing"),
    [
        pytest.param(
            25,
            "error",
            "100 % of removable waiting; 100 % of its time is computing (seat 1 of 1)",
            "computing 25 ms of 20 ms per request: 100 %, an upper bound: GC share not given",
            id="a measurement error",
        ),
        pytest.param(
            25.1,
            "warning",
            "100 % of removable waiting; all of its time is taken to compute, but its figures"
            " contradict each other (seat 1 of 1)",
            "computing 25.1 ms of 20 ms per request: 100 % is taken, because the figures contradict"
            " each other",
            id="a contradiction",
        ),
    ],
)
def test_what_figures_that_contradict_each_other_argue_for_is_no_error(
    cpu: float, severity: str, because: str, computing: str
) -> None:
    fresh = "measured: {at: 2026-10-01, source: prometheus}"
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s, {fresh}}}
        services:
          s:
            language: go
            kind: json-api
            criticality: high
            self_time: 20ms
            load: {{rate: 1000/s, cpu: {cpu}}}
            rewrite: {{cpu: 0.5}}
            {fresh}
        """
    )

    assert judged.words == {"s": "rust"}
    assert judged.loud == [(severity, "NT101", "s")]
    assert judged.verdict("s").because == because
    assert computing in judged.verdict("s").lines


def test_an_open_question_names_the_value_by_waiting_before_the_one_by_cost() -> None:
    """200 cores at 170k/s are 20 % of 5.81 ms; 269 cores pay three person-months back."""
    judged = judge(
        one("language: go, criticality: high, self_time: {p95: 5ms, p99: 50ms}", rate="170k/s")
    )
    by_waiting = "Rust by the 90/10 rule if it uses more than 200 cores (`load.cpu` not given)"
    by_cost = (
        "Rust by cost if it uses more than 269 cores and takes at most 3 person-months"
        " (`load.cpu` not given)"
    )
    (finding,) = (
        item.argument for item in judged.conclusion.raised if item.severity.word != "note"
    )

    assert judged.verdict("s").because == finding.message == f"{by_waiting}; or {by_cost}"
    assert finding.could_be == by_waiting


@pytest.mark.parametrize(
    ("cpu", "doubt"),
    [(25, ""), (25.1, ", and its figures, which contradict each other, are put right")],
    ids=["a measurement error", "a contradiction"],
)
def test_what_its_criticality_would_decide_rests_on_its_figures(cpu: float, doubt: str) -> None:
    load = f"self_time: 20ms, load: {{rate: 1000/s, cpu: {cpu}}}"
    judged = judge(one(f"language: go, kind: json-api, {load}"))

    assert judged.words == {"s": "measure-first"}
    assert judged.verdict("s").because == (
        f"Rust by the 90/10 rule if its criticality is high or critical{doubt}"
    )
