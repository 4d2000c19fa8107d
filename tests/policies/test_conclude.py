"""What the pack makes of its arguments: findings, rewrites, ration, lines."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from archlint import Range, Rewrite, Seats
from archlint_ninety_ten.conclude import conclude

from judging import judge

RUST = "language: go, kind: json-api, criticality: high, self_time: 20ms, load: {cpu: 15}"
LACKS = "language: go, kind: json-api, criticality: high, self_time: 20ms"


def test_rewrites_are_the_new_rust_services_with_their_factor() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST}, calls: [b, c]}}
          b: {{{RUST.replace("go", "rust")}}}
          c: {{{RUST.replace("high", "low")}}}
        """,
        quota=1.0,
    )

    assert judged.words == {"a": "rust", "b": "rust", "c": "go"}
    assert judged.conclusion.rewrites == (Rewrite(target="a", factor=0.55),)
    assert judged.conclusion.seats is not None
    assert replace(judged.conclusion.seats, basis=None) == Seats(
        limit=3,
        size=3,
        quota=1.0,
        holders=("b", "a"),
        contenders=2,
        draws=200,
        rewrites=tuple(Rewrite(target=name, factor=0.55) for name in "abc"),
    )


def test_a_quota_of_nothing_has_no_seat_and_asks_for_no_measurement() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST}, calls: [b]}}
          b: {{{LACKS}}}
        """,
        quota=0.0,
    )

    assert judged.words == {"a": "go", "b": "go"}
    assert judged.conclusion.seats is not None
    assert (judged.conclusion.seats.limit, judged.conclusion.seats.holders) == (0, ())
    assert judged.verdict("a").because == "the quota of 0 % has no seat"
    assert [
        margin.text for margin in judged.verdict("a").margins if margin.quantity == "seats"
    ] == ["there is 1 seat, not 0"]


def test_a_planned_service_is_no_rewrite_that_the_seats_could_do() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST}}}
          b: {{{RUST}, lifecycle: planned}}
        """
    )

    assert judged.conclusion.seats is not None
    assert judged.conclusion.seats.rewrites == (Rewrite(target="a", factor=0.55),)


def test_a_service_without_a_factor_is_rewritten_nowhere() -> None:
    judged = judge("services:\n  s: {language: go, kind: ml-inference, load: {cpu: 9000}}\n")

    assert judged.words == {"s": "rust"}
    assert judged.conclusion.rewrites == ()
    assert judged.verdict("s").gain is None


def test_a_large_unknown_bill_is_an_open_question_even_without_a_factor() -> None:
    judged = judge(
        """
        journeys:
          all: {entry: s, rate: 50k/s}
        services:
          s: {language: go, kind: ml-inference, self_time: 200ms}
        """
    )

    assert judged.argument("NT103", "s").could_be.startswith("Rust by its compute bill")
    assert judged.words == {"s": "measure-first"}


def test_a_seat_that_waits_for_its_gate_takes_none_of_the_ration() -> None:
    """`a` could free 45 users, more than any other, but its figures are all there."""
    factor = "rewrite: {cpu: {low: 0.1, default: 0.55, high: 0.9}}"
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{language: go, kind: json-api, self_time: 90ms, load: {{cpu: 50}}, {factor}, calls: [b, c, d]}}
          b: {{{LACKS.replace("20ms", "60ms")}}}
          c: {{{LACKS.replace("20ms", "61ms")}}}
          d: {{{LACKS.replace("20ms", "59ms")}}}
        """
    )

    assert judged.words == {
        "a": "measure-first",
        "b": "measure-first",
        "c": "measure-first",
        "d": "go",
    }
    assert judged.loud == [
        ("warning", "NT305", "a"),
        ("warning", "NT305", "b"),
        ("warning", "NT305", "c"),
    ]


def test_the_worth_of_rust_is_told_low_default_high() -> None:
    """1,000/s, φ = 0.75 of 20 ms, f = 0.55 (0.35 to 0.95); 15 cores at $31 ($24.5 to $42)."""
    gain = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST}, size: 9 kloc}}
        """
    ).verdict("a").gain  # fmt: skip

    assert gain is not None
    assert [round(value, 6) for value in gain.milliseconds["order"]] == [0.75, 6.75, 9.75]
    assert gain.users is not None
    assert [round(value, 6) for value in gain.users] == [0.75, 6.75, 9.75]
    assert gain.cores is not None
    assert [round(value, 6) for value in gain.cores] == [0.75, 6.75, 9.75]
    assert gain.per_month is not None
    assert [round(value, 3) for value in gain.per_month] == [18.375, 209.25, 409.5]
    assert gain.effort is not None
    assert [round(value, 6) for value in gain.effort] == [15.0, 17.5, 20.0]
    assert gain.payback is not None
    # over gain and effort: 15 person-months at $410 a month, 17.5 at $209, 20 at $18.4
    assert [round(value, 1) for value in gain.payback] == [549.5, 1254.5, 16326.5]
    assert gain.factor_source == "prior for json-api (json_api)"


def test_the_finding_carries_its_arithmetic_and_what_to_try_before() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST}}}
        """
    )
    (raised,) = judged.conclusion.raised

    assert raised.argument.message == (
        "100 % of removable waiting; 75 % of its time is computing (seat 1 of 1)"
    )
    assert raised.why == (
        "20 users waiting on it at any moment, 1k/s",
        "computing 15 ms of 20 ms per request: 75 %, an upper bound: GC share not given",
        "factor 0.55 (0.35 to 0.95), prior for json-api (json_api)",
        (
            "in Rust, at the same utilisation: 6.75 ms (0.75 to 9.75 ms) off order,"
            " 6.75 users (0.75 to 9.75), 6.75 cores (0.75 to 9.75), $209 a month ($18.4 to $410)"
        ),
        "gate: criticality high, declared",
        "inputs estimated",
        "its seat is uncontested: 1 service passes the test, for 1 seat",
        (
            "stays Rust until order's rate < 150/s, its own time (CPU with it) < 3 ms or its CPU < 4.1"
            " cores"
        ),
    )
    assert raised.help == (
        "before that, in Go: a faster JSON library, PGO and GOMEMLIMIT; then measure again"
    )
    assert raised.identity == "language:should-be-rust"
    assert "NT101" in raised.covers
    assert "NT103" in raised.covers


def test_a_gc_share_makes_the_computing_share_exact() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST}, gc: {{cpu_share: 10%}}}}
        """
    )

    assert (
        "computing 15 ms less 10 % for garbage collection of 20 ms per request: 68 %"
        in judged.conclusion.raised[0].why
    )


KERNEL = """
journeys:
  order: {entry: a, rate: 1000/s}
services:
  a: {language: go, kind: kernel, criticality: high, self_time: 25ms, load: {cpu: 20}, rewrite: {cpu: 0.5}}
"""


def test_without_the_latency_rule_nobody_holds_a_seat_and_no_test_is_claimed() -> None:
    judged = judge(KERNEL)
    arguments = tuple(item for item in judged.arguments if item.rule != "NT101")
    conclusion = conclude(judged.case, arguments)
    (verdict,) = conclusion.verdicts

    assert judged.words == {"a": "rust"}
    assert judged.conclusion.seats is not None
    assert conclusion.seats is None
    assert conclusion.lines[0] == "NT101 was not asked: no seats by latency"
    assert not any(line.startswith("No rewrite") for line in conclusion.lines)
    assert (verdict.word, verdict.seat) == ("measure-first", None)
    assert verdict.because == (
        "kernel is on the article's list of domains for Rust; nothing here shows it yet:"
        " not all of the latency and cost rules were asked"
    )


def test_a_domain_that_only_lost_its_seat_is_measured_first_and_says_to_whom() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST.replace("cpu: 15", "cpu: 19")}, calls: [b, c]}}
          b: {{{RUST.replace("json-api", "stream-processor")}}}
          c: {{{RUST}}}
        """,
        draws=0,
    )

    assert judged.words == {"a": "rust", "b": "measure-first", "c": "go"}
    assert judged.message("NT104", "b") == (
        "stream-processor is on the article's list of domains for Rust; its rewrite would be felt,"
        " but the seat goes to a, which removes more"
    )


def test_nothing_to_gain_is_said_in_one_sentence() -> None:
    small = "language: go, kind: crud, criticality: high, self_time: 4ms, load: {cpu: 0.1}"
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 50/s}}
        services:
          a: {{{small}, calls: [b, c]}}
          b: {{{small}}}
          c: {{{small}}}
        """
    )

    assert judged.words == {"a": "go", "b": "go", "c": "go"}
    assert judged.conclusion.lines == (
        "No rewrite would take 10 ms off a journey or free one waiting user.",
    )
    assert judged.conclusion.head == (
        (
            "0.6 users wait at any moment: 0.12 for computing that Rust would remove, 0.18 for"
            " computing that stays, 0.3 for I/O, locks and what is bought"
        ),
        "compute costs $9.30 a month, and 20 % less CPU would save $1.86 of it",
    )


def test_a_gain_without_users_is_not_denied() -> None:
    """12 ms off the journey, but only 0.6 users: the short sentence would be false."""
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 50/s}
        services:
          a: {language: go, kind: json-api, criticality: high, self_time: 40ms, load: {cpu: 1.5}}
        """
    )

    assert judged.conclusion.lines[0] == "No rewrite would free one waiting user."


def test_a_closed_gate_is_no_reason_to_deny_the_gain() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 500/s}
        services:
          a: {language: go, kind: json-api, criticality: high, self_time: 90ms, load: {cpu: 5}}
        """
    )

    assert judged.words == {"a": "go"}
    assert judged.conclusion.lines[0] == "No rewrite passes all conditions."


@pytest.mark.parametrize("least", [1.0, 3.0])
def test_what_no_factor_helps_could_still_free_users(least: float) -> None:
    """3 of 20 ms compute: the gain is not denied, but it is under 20 %."""
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s}
        services:
          a: {language: go, kind: ml-inference, criticality: high, self_time: 20ms, load: {cpu: 3}}
        """,
        min_users=least,
    )

    assert judged.case.possible("a") == 3.0
    assert judged.conclusion.lines == ("No rewrite passes all conditions.",)


def test_what_is_not_measured_and_too_small_could_still_take_milliseconds_off() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 10/s}
        services:
          a: {language: go, kind: json-api, criticality: high, self_time: 20ms}
        """
    )

    assert judged.words == {"a": "go"}
    assert judged.conclusion.lines == ("No rewrite would free one waiting user.",)


def test_a_gain_at_its_floor_is_not_denied() -> None:
    text = """
        journeys:
          order: {entry: a, rate: 50/s}
        services:
          a: {language: go, kind: json-api, criticality: high, self_time: 80ms, load: {cpu: 0.5}}
        """
    gain = judge(text).case.test_alone("a")
    both = judge(text, min_ms=gain.seconds, min_users=gain.removal.users)
    seconds = judge(text, min_ms=gain.seconds)
    neither = judge(text, min_ms=0.005)

    assert both.conclusion.lines[0] == "No rewrite passes all conditions."
    assert seconds.conclusion.lines[0] == "No rewrite would free one waiting user."
    assert (
        neither.conclusion.lines[0]
        == "No rewrite would take 5 ms off a journey or free one waiting user."
    )


def test_where_nothing_is_judged_no_gain_is_spoken_of() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 50/s}
        services:
          a: {language: java, self_time: 40ms}
        """
    )

    assert judged.words == {"a": "either"}
    assert judged.conclusion.lines == ()


ALONE = "cost alone decides without a rate"
BY_COST = (
    "Rust by cost if it uses more than 269 cores and takes at most 3 person-months"
    " (`load.cpu` not given)"
)


@pytest.mark.parametrize(
    ("language", "what", "wanted"),
    [
        pytest.param("language: go", "no verdicts", "web and search", id="both are judged"),
        pytest.param(
            "language: java", "no verdicts by latency", "search", id="the first has its own"
        ),
    ],
)
def test_figures_are_asked_of_what_is_judged(language: str, what: str, wanted: str) -> None:
    who = "each of search, web" if language == "language: go" else "search"
    calls = "" if "calls" in language else ", calls: [search]"
    judged = judge(
        f"""
        journeys:
          order: {{entry: web}}
        services:
          web: {{{language}{calls}}}
          search: {{language: go}}
        """
    )

    assert judged.conclusion.lines == (
        f"{what} yet: add `rate` to journey order, `self_time` and `load.cpu` to {wanted}",
        f"{ALONE}: {who} is {BY_COST}",
    )


@pytest.mark.parametrize(
    "calls", ["[]", "[{async: search}]"], ids=["nobody calls it", "nobody waits for it"]
)
def test_no_rate_is_asked_for_where_no_journey_waits_for_what_is_judged(calls: str) -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: web}}
        services:
          web: {{language: java, calls: {calls}}}
          search: {{language: go}}
        """
    )

    assert judged.conclusion.lines == (
        "no verdicts by latency yet: no journey waits for what could be in Go or Rust",
        f"{ALONE}: search is {BY_COST}",
    )


def test_implied_journeys_are_told_to_add_a_rate_to_their_service() -> None:
    judged = judge("services:\n  web: {calls: [a]}\n  a: {}\n")

    assert judged.conclusion.lines == (
        "no verdicts yet: add `load.rate` to service web, `self_time` and `load.cpu` to web and a",
        f"{ALONE}: each of a, web is {BY_COST}",
    )


def test_what_is_in_rust_and_not_measured_is_neither_measured_first_nor_judged() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{LACKS.replace("language: go", "language: rust")}}}
        """
    )

    assert judged.words == {"a": "none"}
    assert judged.findings == []
    assert judged.verdict("a").because == (
        "Rust by the 90/10 rule if it uses more than 2.5 cores (`load.cpu` not given)"
    )
    assert judged.conclusion.lines[0].startswith("No rewrite of a measured service passes")


def test_where_nothing_is_measured_nothing_is_denied() -> None:
    judged = judge(
        """
        journeys: {order: {entry: a, rate: 100/s}}
        services:
          a: {language: go, self_time: 5ms, calls: [b]}
          b: {language: go, self_time: 5ms, calls: [a]}
        """
    )

    assert judged.words == {"a": "go", "b": "go"}
    assert judged.conclusion.lines[0] == "Of no service it is known whether a rewrite would pay."


@pytest.mark.parametrize(
    ("at", "source", "grade"),
    [
        ("2026-10-01", "prometheus", "measured"),
        ("2026-01-01", "prometheus", "measured, but stale"),
        ("2027-01-01", "prometheus", "measured, but dated after this run"),
        ("2026-10-01", "estimate", "estimated"),
    ],
)
def test_the_evidence_says_what_its_inputs_are_worth(at: str, source: str, grade: str) -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{RUST.replace("cpu: 15", "cpu: 15, rate: 1000/s")}, measured: {{at: {at}, source: {source}}}}}
        """
    )

    assert judged.verdict("a").confidence == grade
    assert judged.conclusion.raised[0].why[-3] == f"inputs {grade}"


RATELESS = "{language: go, kind: crud"


@pytest.mark.parametrize(
    ("a", "b", "line"),
    [
        pytest.param(
            f"{RATELESS}, load: {{cpu: 9000}}, calls: [b]}}",
            f"{RATELESS}}}",
            "no verdicts by latency yet: add `load.rate` to service a, `self_time` to a,"
            " `self_time` and `load.cpu` to b",
            id="a bill that decides, and a service that lacks both",
        ),
        pytest.param(
            f"{RATELESS}, self_time: 3ms, load: {{cpu: 1}}, calls: [b]}}",
            f"{RATELESS}, self_time: 3ms, load: {{cpu: 1}}}}",
            "no verdicts yet: add `load.rate` to service a",
            id="all but the rate",
        ),
        pytest.param(
            f"{RATELESS}, self_time: 3ms, calls: [b]}}",
            f"{RATELESS}, latency: 3ms}}",
            "no verdicts yet: add `load.rate` to service a, `load.cpu` to a and b",
            id="no CPU",
        ),
    ],
)
def test_only_what_is_missing_is_asked_for(a: str, b: str, line: str) -> None:
    assert judge(f"services:\n  a: {a}\n  b: {b}\n").conclusion.lines[0] == line


@pytest.mark.parametrize(
    ("services", "line"),
    [
        pytest.param(
            "a: {kind: crud}", "a is Rust by cost if it uses more than 302 cores", id="one"
        ),
        pytest.param(
            "a: {kind: crud}\n  b: {kind: json-api}",
            "b is Rust by cost if it uses more than 269 cores",
            id="the one that needs the fewest",
        ),
        pytest.param(
            "\n  ".join(f"{name}: {{kind: crud}}" for name in "abcde"),
            "each of a, b, c and 2 more is Rust by cost if it uses more than 302 cores",
            id="many that need as many",
        ),
    ],
)
def test_without_rates_the_text_says_from_which_cores_on_cost_decides(
    services: str, line: str
) -> None:
    (_, by_cost) = judge(f"services:\n  {services}\n").conclusion.lines

    assert by_cost.startswith(f"{ALONE}: {line}")
    assert by_cost.endswith("; 1 other would need more") is ("json-api" in services)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("services:\n  a: {load: {rate: 1/s}}\n", id="a rate"),
        pytest.param("services:\n  a: {load: {cpu: 1}}\n", id="few cores"),
        pytest.param("services:\n  a: {kind: ml-inference}\n", id="no factor"),
        pytest.param("services:\n  a: {kind: crud}\nprices: {vcpu_month: 0 USD}\n", id="no price"),
    ],
)
def test_otherwise_nothing_is_said_of_cost(text: str) -> None:
    assert not any("by cost" in line for line in judge(text).conclusion.lines)


def test_a_shop_in_another_language_is_asked_for_nothing() -> None:
    judged = judge("services:\n  a: {language: java}\n")

    assert judged.words == {"a": "either"}
    assert judged.conclusion.lines == ()


def test_nothing_running_is_said() -> None:
    assert judge("services:\n  web: {lifecycle: planned}\n").conclusion.lines == (
        "no verdicts yet: nothing is running",
    )


def test_what_runs_and_no_journey_enters_is_told_so() -> None:
    text = "journeys:\n  go: {entry: new}\nservices:\n  new: {lifecycle: planned}\n  old: {}\n"

    assert judge(text).conclusion.lines == (
        "no verdicts yet: add a journey with its `rate` into what is running",
        f"{ALONE}: old is {BY_COST}",
    )


# --- what a plan may choose -----------------------------------------------------------------------


def test_candidates_of_a_plan_run_may_sit_and_have_all_inputs() -> None:
    judged = judge("""
        journeys: {order: {entry: web, rate: 100/s}}
        services:
          web:
            {language: go, criticality: low, self_time: {mean: 2ms}, load: {cpu: 0.1},
             calls: [done, open, blank, java]}
          done: {language: rust, kind: kernel, self_time: {mean: 9ms}, load: {cpu: 0.5}}
          open: {language: go, kind: kernel, self_time: {mean: 9ms}, load: {cpu: 0.5}, size: 9 kloc}
          blank: {language: go, kind: kernel, self_time: {mean: 9ms}}
          java: {language: java, kind: kernel, self_time: {mean: 9ms}, load: {cpu: 0.5}}
          later:
            {language: go, kind: kernel, lifecycle: planned, self_time: {mean: 9ms},
             load: {rate: 100/s, cpu: 0.5}}
        """)
    candidates = {item.service: item for item in judged.conclusion.candidates}

    assert {name: item.is_taken for name, item in candidates.items()} == {
        "done": True,
        "open": False,
    }
    gain = candidates["open"].gain
    assert gain.factor == Range(0.35, 0.65, 1.0)
    assert gain.cores == pytest.approx((0.0, 0.175, 0.325))
    assert gain.per_month == pytest.approx((0.0, 0.175 * 31, 0.325 * 42))
    assert gain.effort == pytest.approx((15.0, 17.5, 20.0))
    assert gain.payback is not None
    assert gain.payback.default == pytest.approx(17.5 * 15_000 / (0.175 * 31))
    assert (gain.users, gain.milliseconds) == (None, {})
