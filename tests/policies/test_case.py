"""Who may sit, who is in the ration, who is among the busiest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint import Answer, Portfolio, Range, Service
from archlint_ninety_ten import PACK
from archlint_ninety_ten.calibration import TABLE, factor_of

from judging import judge

if TYPE_CHECKING:
    from judging import Judged

UNMEASURED = "language: go, kind: json-api, criticality: high, self_time: 20ms"


def ration(extra: str, calls: str) -> tuple[str, ...]:
    """The unmeasured services, most first, beside `a` and `b`."""
    return judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{UNMEASURED}, calls: [b{calls}]}}
          b: {{{UNMEASURED}}}
          x: {{{extra}}}
        """
    ).case.unmeasured


@pytest.mark.parametrize(
    ("extra", "calls", "expected"),
    [
        pytest.param(UNMEASURED, ", x", ("a", "b", "x"), id="all alike"),
        pytest.param(f"{UNMEASURED}, load: {{cpu: 3}}", ", x", ("a", "b"), id="measured"),
        pytest.param(UNMEASURED.replace("high", "low"), ", x", ("a", "b"), id="gate closed"),
        pytest.param(UNMEASURED, "", ("a", "b"), id="no journey reaches it"),
        pytest.param(
            "language: go, kind: json-api, criticality: high", "", ("a", "b"), id="nor bounds it"
        ),
        pytest.param(
            f"{UNMEASURED}, lifecycle: planned, load: {{rate: 9k/s}}",
            "",
            ("a", "b"),
            id="planned, with a rate in mind",
        ),
        pytest.param(UNMEASURED.replace("go", "java"), ", x", ("a", "b"), id="not judged"),
        pytest.param(UNMEASURED.replace("json-api", "library"), ", x", ("a", "b"), id="no factor"),
    ],
)
def test_the_ration_is_for_those_that_could_matter(
    extra: str, calls: str, expected: tuple[str, ...]
) -> None:
    assert ration(extra, calls) == expected


def test_a_domain_outside_the_ration_still_says_what_would_show_it() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{UNMEASURED}, calls: [b, c]}}
          b: {{{UNMEASURED}}}
          c: {{{UNMEASURED.replace("20ms", "10ms").replace("json-api", "trading")}}}
        """
    )

    assert judged.case.unmeasured.index("c") >= judged.case.ration
    assert "Rust by the 90/10 rule if it uses more than" in judged.message("NT104", "c")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("self_time: 20ms", 13.0, id="its own time"),
        pytest.param("load: {cpu: 4}", 2.6, id="its cores"),
        pytest.param("load: {cpu_allocated: 4}", None, id="what was given bounds nothing"),
        pytest.param("load: {cpu: 9, cpu_allocated: 4}", 5.85, id="used rather than given"),
        pytest.param(
            "self_time: 20ms, load: {cpu_allocated: 4}", 13.0, id="time whatever is given"
        ),
        pytest.param("latency: 20ms", 13.0, id="its response time"),
        pytest.param("self_time: 20ms, load: {cpu: 30}", 13.0, id="time below cores"),
        pytest.param("load: {rate: 100/s, cpu: 4}", 26.0, id="the CPU of a request at its traffic"),
        pytest.param("owner: us", None, id="nothing"),
    ],
)
def test_what_could_be_freed_is_bounded_by_time_and_by_cores(
    row: str, expected: float | None
) -> None:
    """1,000/s, f = 0.35 at its low end."""
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{language: go, kind: json-api, criticality: high, {row}}}
        """
    )
    possible = judged.case.possible("s")

    assert possible == (None if expected is None else pytest.approx(expected))


def test_an_allocation_below_what_it_may_use_decides_nothing() -> None:
    """Bursting is legal: one core given, thirty used, and it holds the seat."""
    row = "language: go, kind: json-api, criticality: high"
    text = """
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{row}}}
        """

    unmeasured = judge(text.format(row=f"{row}, load: {{cpu_allocated: 1}}"))
    measured = judge(
        text.format(row=f"{row}, self_time: 50ms, load: {{cpu: 30, cpu_allocated: 1}}")
    )

    argument = unmeasured.argument("NT101", "a")
    assert (argument.answer, argument.missing) == (Answer.UNKNOWN, ("self_time", "load.cpu"))
    assert argument.could_be == (
        "Rust by the 90/10 rule if it computes for more than 2.3 ms per request"
        " (`self_time` and `load.cpu` not given)"
    )
    assert unmeasured.words == {"a": "measure-first"}
    assert measured.words == {"a": "rust"}


def test_what_nothing_bounds_is_measured_first_by_its_rate_and_the_rest_is_not_measured() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 100/s}
        services:
          a: {language: go, kind: json-api, criticality: high, load: {cpu_allocated: 0.1}, calls: [{to: b, count: 3}, {to: c, count: 2}]}
          b: {language: go, kind: json-api, criticality: high, load: {cpu_allocated: 0.1}}
          c: {language: go, kind: json-api, criticality: high, load: {cpu_allocated: 0.1}}
        """
    )

    assert judged.words == {"a": "go", "b": "measure-first", "c": "measure-first"}
    assert judged.verdict("a").is_by_default
    assert judged.message("NT305", "a") == (
        "Go by default, not measured: `self_time` and `load.cpu` not given"
    )


def test_what_is_bought_is_never_as_if_in_go() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: db, rate: 1000/s}
        services:
          db: {language: rust, kind: database, managed: true, self_time: 9ms, load: {cpu: 5}}
        """
    )

    assert judged.case.equivalent is judged.case.analysis
    assert judged.words == {}


SLOW = "operations.slow.cpu_time"


def test_a_service_that_is_half_measured_takes_no_seat() -> None:
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
            operations:
              fast: {self_time: 30ms, cpu_time: 25ms}
              slow: {self_time: 30ms}
        """
    )

    assert judged.case.candidates == {}
    assert judged.argument("NT101", "s").missing == (SLOW,)
    assert judged.words == {"s": "measure-first"}
    (domain,) = (item for item in judged.conclusion.raised if item.argument.rule == "NT104")
    assert domain.argument.message.endswith(f"(`{SLOW}` not given)")


@pytest.mark.parametrize(
    ("row", "gets_one"),
    [
        ("language: go", True),
        ("lifecycle: planned", True),
        ("lifecycle: experimental", True),
        ("lifecycle: deprecated", False),
        ("replicas: 1", True),
        ("replicas: 0", False),
        ("managed: true", False),
        ("kind: external", False),
        ("kind: library", False),
    ],
)
def test_what_is_ours_and_runs_or_will_run_gets_a_verdict(row: str, *, gets_one: bool) -> None:
    case = judge(f"services:\n  s: {{{row}}}\n").case

    assert [service.name for service in case.subjects] == (["s"] if gets_one else [])


def test_only_counted_services_are_among_the_busiest() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: web, rate: 100/s}
        services:
          web: {language: go, criticality: high, kind: crud, self_time: 9ms, load: {cpu: 0.1}, calls: [db]}
          db: {managed: true, kind: database, self_time: 90ms}
        """
    )

    assert judged.case.busiest == ("web",)


def test_nobody_waits_on_what_has_no_time() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: web, rate: 100/s}
        services:
          web: {language: java, criticality: high}
        """
    )

    assert judged.case.busiest == ()
    assert judged.findings == []


def test_every_removal_counts_towards_removable_waiting() -> None:
    """Both branches of a chain: 100 % is what rewriting every judged service would remove."""
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s}
        services:
          a: {kind: kernel, criticality: low, self_time: 20ms, load: {cpu: 10}, rewrite: {cpu: 0.5}, calls: [b, c]}
          b: {kind: kernel, self_time: 20ms, load: {cpu: 10}, rewrite: {cpu: 0.5}}
          c: {language: java, kind: kernel, self_time: 20ms, load: {cpu: 10}}
        """
    )

    assert judged.case.removable == pytest.approx(10.0)


def test_three_crud_services_take_no_seat() -> None:
    """50/s, a tenth of a core each: T̄ = 14.31 ms, 0.72 users wait, the best rewrite frees 0.04."""
    row = "language: go, kind: crud, criticality: high, load: {rate: 50/s, cpu: 0.1}"
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 50/s}}
        services:
          a: {{{row}, self_time: {{p50: 4ms, p99: 12ms}}, calls: [b]}}
          b: {{{row}, self_time: {{p50: 4ms, p99: 12ms}}, calls: [c]}}
          c: {{{row}, self_time: {{p50: 5ms, p99: 12ms}}}}
        """
    )
    analysis = judged.case.analysis
    best = max(judged.case.test_alone(name).removal.users for name in "abc")

    assert analysis.journey("order").mean * 1e3 == pytest.approx(14.31, abs=0.005)
    assert analysis.waiting.total == pytest.approx(0.72, abs=0.005)
    assert best == pytest.approx(0.04, abs=0.005)
    assert judged.case.picks == ()


# --- calibration ----------------------------------------------------------------------------------

EMPTY = Portfolio(name="shop")


@pytest.mark.parametrize(
    ("service", "cpu", "source"),
    [
        (Service(name="s", kind="kernel"), TABLE["compute_kernel"].cpu, "prior for kernel (compute_kernel)"),
        (Service(name="s", kind="gateway"), TABLE["gateway_l7"].cpu, "prior for gateway (gateway_l7)"),
        (Service(name="s"), Range(0.22, 0.55, 1.8), "prior, kind not declared"),
    ],
)  # fmt: skip
def test_a_prior_is_the_row_of_the_kind(service: Service, cpu: Range, source: str) -> None:
    factor = factor_of(EMPTY, service)

    assert factor is not None
    assert (factor.cpu, factor.source, factor.is_measured) == (cpu, source, False)


def test_an_undeclared_kind_spans_the_memory_of_all_rows_too() -> None:
    factor = factor_of(EMPTY, Service(name="s"))

    assert factor is not None
    assert factor.mem == Range(0.1, 0.5, 1.5)


@pytest.mark.parametrize("kind", ["ml-inference", "library", "external"])
def test_some_kinds_have_no_factor(kind: str) -> None:
    assert factor_of(EMPTY, Service(name="s", kind=kind)) is None


def measured(text: str) -> Judged:
    return judge(f"services:\n  s: {{kind: ml-inference, load: {{cpu: 1}}, {text}}}\n")


def test_a_measured_factor_wins_over_every_prior() -> None:
    factor = measured("rewrite: {cpu: 0.4, source: a spike}").case.factors["s"]

    assert factor.cpu == Range(0.4, 0.4, 0.4)
    assert factor.mem == Range(1.0, 1.0, 1.0)
    assert factor.source == "measured: a spike"
    assert factor.is_measured


def test_a_measured_factor_without_a_source_is_the_manifests() -> None:
    assert measured("rewrite: {cpu: 0.4}").case.factors["s"].source == (
        "measured: rewrite.cpu in the manifest"
    )


@pytest.mark.parametrize(
    ("row", "cpu"),
    [
        pytest.param("rewrite: {cpu: 0.4, mem: 0.7}", Range(0.4, 0.4, 0.4), id="beside the CPU's"),
        pytest.param("rewrite: {mem: 0.7}", TABLE["json_api"].cpu, id="alone"),
    ],
)
def test_a_measured_factor_of_memory_wins_over_the_prior(row: str, cpu: Range) -> None:
    factor = judge(f"services:\n  s: {{kind: json-api, {row}}}\n").case.factors["s"]

    assert (factor.cpu, factor.mem) == (cpu, Range(0.7, 0.7, 0.7))


def test_the_manifest_overrides_a_row() -> None:
    case = judge(
        """
        calibration:
          json_api: {cpu: {low: 0.5, default: 0.7, high: 0.9}}
        services:
          s: {kind: json-api}
          t: {kind: crud}
        """
    ).case

    assert case.factors["s"].cpu == Range(0.5, 0.7, 0.9)
    assert case.factors["s"].mem == TABLE["json_api"].mem
    assert case.factors["t"].cpu == TABLE["crud_io_bound"].cpu


# --- the whole pack -------------------------------------------------------------------------------


@st.composite
def portfolios(draw: st.DrawFn) -> str:
    """Services that call only later ones, some of them unmeasured, in five languages."""
    size = draw(st.integers(1, 7))
    rows = []
    for number in range(size):
        row = [
            draw(st.sampled_from(["language: go", "language: rust", "language: java", "language: c", ""])),
            draw(st.sampled_from(["kind: crud", "kind: kernel", "kind: database", ""])),
            draw(st.sampled_from(["criticality: high", "criticality: low", ""])),
            draw(st.sampled_from(["self_time: 20ms", "self_time: {p50: 3ms, p99: 50ms}", ""])),
            draw(st.sampled_from(["load: {cpu: 12}", "load: {rate: 900/s, cpu: 2}", ""])),
            draw(st.sampled_from(["size: 9 kloc", "lifecycle: planned", ""])),
        ]  # fmt: skip
        later = draw(st.sets(st.integers(number + 1, size), max_size=3)) - {size}
        calls = f"calls: [{', '.join(f's{callee}' for callee in sorted(later))}]"
        rows.append(f"  s{number}: {{{', '.join([part for part in row if part] + [calls])}}}")
    return "journeys:\n  j: {entry: s0, rate: 900/s}\nservices:\n" + "\n".join(rows) + "\n"


@settings(max_examples=60, deadline=None)
@given(portfolios())
def test_a_portfolio_gets_one_verdict_a_service_and_never_more_seats_than_the_quota(
    text: str,
) -> None:
    judged = judge(text)
    services = judged.case.analysis.portfolio.services
    seats = judged.conclusion.seats
    raised = [
        item for item in judged.conclusion.raised if item.identity == "language:should-be-rust"
    ]

    assert list(judged.words) == [name for name in services if name in judged.words]
    assert seats is not None
    assert len(seats.holders) <= seats.limit
    assert len({item.argument.subject for item in raised}) == len(raised)
    assert all(services[item.argument.subject.text].language != "rust" for item in raised)
    assert all(
        judged.words[holder] in ("rust", "measure-first")
        or (services[holder].language, judged.words[holder]) == ("rust", "none")
        for holder in seats.holders
    )


@settings(max_examples=40, deadline=None)
@given(portfolios())
def test_the_order_of_services_changes_no_verdict(text: str) -> None:
    judged = judge(text)
    portfolio = judged.case.analysis.portfolio
    shuffled = replace(portfolio, services=dict(reversed(list(portfolio.services.items()))))
    from archlint.analysis import analyse

    assert PACK.prepare is not None
    case = PACK.prepare(analyse(shuffled), judged.case.options)

    assert [pick.service for pick in case.picks] == [pick.service for pick in judged.case.picks]
    assert set(case.unmeasured) == set(judged.case.unmeasured)


def test_measure_first_by_the_gate_needs_no_ration() -> None:
    argument = judge(
        """
        journeys:
          order: {entry: s, rate: 1000/s}
        services:
          s: {kind: kernel, self_time: 20ms, load: {cpu: 15}}
        """
    ).argument("NT101", "s")

    assert argument.answer is Answer.UNKNOWN
    assert argument.could_be == "Rust by the 90/10 rule if its criticality is high or critical"


def test_what_nobody_waits_for_is_not_asked_for_its_figures() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: web, rate: 1000/s}
        services:
          web: {language: go, kind: crud, criticality: high, self_time: 9ms, load: {cpu: 0.1}, calls: [async: mail]}
          mail: {language: go, kind: worker, criticality: high}
        """
    )

    assert judged.case.unmeasured == ()
    assert judged.argument("NT101", "mail").message == "no journey waits for it"


def test_a_journey_without_a_rate_leaves_the_question_open() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: web, rate: 1000/s}
          browse: {entry: list}
        services:
          web: {language: go, kind: crud, criticality: high, self_time: 9ms, load: {cpu: 0.1}}
          list: {language: go, kind: crud, criticality: high, self_time: 9ms, load: {cpu: 9}}
        """
    )

    argument = judged.argument("NT101", "list")
    assert (argument.answer, argument.missing) == (Answer.UNKNOWN, ("journeys.browse.rate",))
    assert judged.words["list"] == "go"
    assert {item.service: item.is_by_default for item in judged.conclusion.verdicts} == {
        "list": True,
        "web": False,
    }
    assert judged.conclusion.lines[0].startswith("No rewrite of a measured service would ")
    assert (
        judged.message("NT305", "list")
        == "Go by default, not measured: `journeys.browse.rate` not given"
    )


def test_an_implied_journey_without_a_rate_asks_for_the_rate_of_its_service() -> None:
    judged = judge(
        """
        services:
          web: {language: go, self_time: 9ms, load: {rate: 5/s, cpu: 0.1}}
          list: {language: go, self_time: 9ms, load: {cpu: 9}}
        """
    )

    assert judged.argument("NT101", "list").missing == ("load.rate",)


MODEL = "language: go, kind: ml-inference, criticality: high, self_time: 20ms"


def test_a_kind_without_a_factor_is_told_which_factor_would_decide() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{{MODEL}, load: {{cpu: 10}}}}
        """
    )

    argument = judged.argument("NT101", "s")
    assert (argument.answer, argument.missing) == (Answer.UNKNOWN, ("rewrite.cpu",))
    # 10 cores on 20 ms: φ = 50 %; 5 % of 20 ms are 1 ms of the 10 that compute
    assert argument.could_be == (
        "Rust by the 90/10 rule if a rewrite needs at most 0.89 × its CPU (`rewrite.cpu` not given)"
    )
    assert judged.words == {"s": "measure-first"}


@pytest.mark.parametrize(("factor", "word"), [(0.89, "rust"), (0.91, "go")])
def test_the_factor_that_decides_does_decide(factor: float, word: str) -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{{MODEL}, load: {{cpu: 10}}, rewrite: {{cpu: {factor}}}}}
        """
    )

    assert judged.words == {"s": word}


def test_without_figures_no_factor_decides() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{{MODEL}}}
        """
    )

    argument = judged.argument("NT101", "s")
    assert (argument.missing, argument.could_be) == (("load.cpu", "rewrite.cpu"), "")


def test_no_factor_helps_a_service_that_waits() -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{{MODEL}, load: {{cpu: 0.9}}}}
        """
    )

    argument = judged.argument("NT101", "s")
    assert argument.answer is Answer.NO
    assert argument.message == "even if it did nothing but compute, a rewrite would free 0.9 users"


def test_a_factor_is_not_asked_for_where_no_factor_would_help() -> None:
    """3 of 20 ms compute: 15 %, however little of that a rewrite would leave."""
    judged = judge(
        f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{{MODEL}, load: {{cpu: 3}}}}
        """
    )

    argument = judged.argument("NT101", "s")
    assert (argument.answer, argument.could_be) == (Answer.NO, "")
    assert argument.message == "no value of rewrite.cpu would give it a seat"
    assert judged.words == {"s": "go"}


def test_without_a_rate_no_other_figure_is_asked_for_a_value_that_decides() -> None:
    argument = judge(
        """
        journeys:
          order: {entry: s, rate: 1000/s}
        services:
          s: {language: go, kind: kernel, criticality: high, self_time: 20ms, load: {rate: 0/s, cpu: 5}}
        """
    ).argument("NT101", "s")

    assert (argument.answer, argument.missing) == (Answer.UNKNOWN, ("load.rate",))
    assert argument.could_be == ""


def test_a_service_whose_calls_fill_its_response_time_computes_nothing() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: s, rate: 1000/s}
        services:
          s: {language: go, kind: kernel, criticality: high, latency: 20ms, load: {cpu: 5}, calls: [t]}
          t: {language: go, kind: kernel, criticality: high, self_time: 20ms, load: {cpu: 5}}
        """
    )

    argument = judged.argument("NT101", "s")
    assert (argument.answer, argument.numbers["phi_share"]) == (Answer.NO, 0.0)
    assert argument.message == (
        "0 % of its time is computing (needs 20 %); it takes nothing off any journey;"
        " it frees 0 waiting users (needs 1)"
    )


def test_a_seat_is_held_with_a_removal_that_just_reaches_the_floor() -> None:
    text = f"""
        journeys:
          order: {{entry: s, rate: 1000/s}}
        services:
          s: {{{UNMEASURED}, load: {{cpu: 15}}, rewrite: {{cpu: 0.5}}}}
        """
    bound = judge(text).case.equivalent.removal_bound("s", 0.5)
    case = judge(text, min_users=bound).case

    assert bound == pytest.approx(7.5)
    assert case.holds_at("s", 0.5)
    assert not case.holds_at("s", 0.51)
