"""NT103 and NT106: the compute bill and payback, at their thresholds."""

from __future__ import annotations

import textwrap

import pytest

from archlint import Answer, Severity
from archlint_ninety_ten.cost import rewrite_cost

from judging import judge

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
MEASURED = "measured: {at: 2026-10-01, source: prometheus}"


def service(*rows: str, prices: str = "", **_: str) -> str:
    body = "".join(f"    {row}\n" for row in ("language: go", "kind: json-api", *rows))
    return f"{prices}\nservices:\n  ranking:\n{body}"


def answer(rule: str, text: str, **rules: dict[str, object]) -> Answer:
    return judge(text, rules=rules).argument(rule, "ranking").answer


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        # $250k a month is 8,064.5 vCPU at $31.
        pytest.param("cpu: 8064", NO, id="just under $50k"),
        pytest.param("cpu: 8065", YES, id="just over $50k"),
        pytest.param("cpu: 4000, cpu_allocated: 8065", YES, id="what is paid for counts"),
        pytest.param("cpu: 9000, cpu_allocated: 8064", NO, id="and nothing else"),
        pytest.param("rate: 1/s", UNKNOWN, id="no cores known"),
    ],
)
def test_a_fifth_of_the_bill_is_an_argument_from_50k_on(load: str, expected: Answer) -> None:
    assert answer("NT103", service(f"load: {{{load}}}")) is expected


def test_the_bill_states_its_arithmetic() -> None:
    judged = judge(service("load: {cpu: 9000}"))

    assert judged.message("NT103", "ranking") == (
        "20 % of its 9k cores is $55.8k a month, a lower bound: allocation unknown"
    )
    assert judged.argument("NT103", "ranking").numbers == {
        "billed_cores": 9000.0,
        "saving_per_month": pytest.approx(55_800.0),
        "saving_low_per_month": pytest.approx(44_100.0),
        "saving_high_per_month": pytest.approx(75_600.0),
        "currency": "USD",
    }


def test_the_thresholds_of_the_bill_are_options() -> None:
    text = service("load: {cpu: 4032.3}")

    assert answer("NT103", text) is NO
    assert answer("NT103", text, NT103={"saving_per_month": 25_000.0}) is YES
    assert answer("NT103", text, NT103={"cut": 0.4}) is YES


@pytest.mark.parametrize(
    ("rows", "severity"),
    [
        pytest.param((MEASURED,), "error", id="measured, and true at the low price"),
        pytest.param((), "warning", id="estimated"),
        pytest.param(("measured: {at: 2026-08-24, source: prometheus}",), "warning", id="stale"),
        pytest.param(("measured: {at: 2026-08-25, source: prometheus}",), "error", id="90 days"),
        pytest.param(("measured: {at: 2026-11-23, source: prometheus}",), "error", id="today"),
        pytest.param(("measured: {at: 2026-11-24, source: prometheus}",), "warning", id="tomorrow"),
        pytest.param(("measured: {source: prometheus}",), "error", id="measured, undated"),
    ],
)
def test_an_error_needs_proof(rows: tuple[str, ...], severity: str) -> None:
    judged = judge(service("load: {cpu: 10300}", *rows))

    assert (severity, "NT103", "ranking") in judged.findings


def test_an_error_needs_the_low_end_of_the_price() -> None:
    """10,204 vCPU are $250k at $24.5; a declared price is a point."""
    under = judge(service("load: {cpu: 10204}", MEASURED))
    priced = judge(service("load: {cpu: 10000}", MEASURED, prices="prices: {vcpu_month: 25 USD}"))

    assert ("warning", "NT103", "ranking") in under.findings
    assert ("error", "NT103", "ranking") in priced.findings


@pytest.mark.parametrize(
    ("effort", "expected"),
    [
        # 9,000 cores × 0.45 × $31 = $125,550 a month; 18 months are 150.66 person-months.
        ("rewrite: {effort: 150 pm}", YES),
        ("rewrite: {effort: 151 pm}", NO),
        ("size: 77 kloc", YES),
        ("size: 78 kloc", NO),
    ],
)
def test_payback_over_18_months_refutes_the_bill(effort: str, expected: Answer) -> None:
    argument = judge(service("load: {cpu: 9000}", effort)).argument("NT103", "ranking")

    assert argument.answer is expected
    assert bool(argument.refuted_by) is (expected is NO)
    assert argument.numbers["payback_months"] == pytest.approx(18.0, rel=0.02)


def test_a_refuted_bill_is_told_with_its_numbers() -> None:
    judged = judge(service("load: {cpu: 9000}", "rewrite: {effort: 300 pm}"))

    assert judged.message("NT304", "ranking") == (
        "20 % of its 9k cores is $55.8k a month, a lower bound: allocation unknown, but"
        " its effort is back after 35.8 months (18.3 months to 34 years), not within 18 months"
    )


def test_another_currency_says_that_the_threshold_is_assumed() -> None:
    judged = judge(service("load: {cpu: 9000}", prices="prices: {vcpu_month: 31 EUR}"))

    assert "(50.0k EUR assumed as the threshold)" in judged.message("NT103", "ranking")


def test_a_threshold_that_somebody_set_is_not_assumed() -> None:
    judged = judge(
        service("load: {cpu: 9000}", prices="prices: {vcpu_month: 31 EUR}"),
        rules={"NT103": {"saving_per_month": 40_000.0}},
    )

    assert judged.argument("NT103", "ranking").answer is YES
    assert "assumed" not in judged.message("NT103", "ranking")


def test_the_portfolios_bill_is_a_note_that_names_half_of_it() -> None:
    judged = judge(
        """
        services:
          a: {language: go, load: {cpu: 3000}}
          b: {language: java, load: {cpu: 3000}}
          c: {language: go, load: {cpu: 2000}}
          d: {language: go, load: {cpu: 500}}
        """
    )

    assert judged.message("NT103", "portfolio") == (
        "20 % of all cores is $52.7k a month; half of it in a, b"
    )
    assert ("note", "NT103", "portfolio") in judged.findings


def test_exactly_half_of_the_bill_needs_no_more_names() -> None:
    judged = judge(
        """
        services:
          a: {language: go, load: {cpu: 8000}}
          b: {language: java, load: {cpu: 4000}}
          c: {language: go, load: {cpu: 4000}}
        """
    )

    assert judged.message("NT103", "portfolio").endswith("; half of it in a")


def test_a_small_bill_is_no_note() -> None:
    judged = judge("services:\n  a: {language: java, load: {cpu: 8000}}\n")

    assert judged.argument("NT103", "portfolio").answer is NO
    assert judged.findings == []


@pytest.mark.parametrize(
    ("cores", "rows", "expected"),
    [
        # f = 0.55: 1,000 cores save 450 × $31 = $13,950 a month, 11.16 person-months in a year.
        pytest.param(1000, ("rewrite: {effort: 11.1 pm}", MEASURED), YES, id="within a year"),
        pytest.param(1000, ("rewrite: {effort: 11.2 pm}", MEASURED), NO, id="a little longer"),
        pytest.param(1000, ("rewrite: {effort: 11.1 pm}",), UNKNOWN, id="an estimate"),
        pytest.param(1000, ("rewrite: {effort: 11.2 pm}",), NO, id="an estimate that fails anyway"),
        pytest.param(1000, (MEASURED,), UNKNOWN, id="effort unknown"),
        pytest.param(269, (MEASURED,), UNKNOWN, id="three person-months would pay back"),
        pytest.param(268, (MEASURED,), NO, id="not even three person-months would"),
    ],
)
def test_a_rewrite_pays_back_within_a_year(
    cores: int, rows: tuple[str, ...], expected: Answer
) -> None:
    assert answer("NT106", service(f"load: {{cpu: {cores}}}", *rows)) is expected


def test_memory_is_billed_where_it_is_declared() -> None:
    """20 TiB × (1 - 0.5) × $2.6 more a month."""
    rows = ("rewrite: {effort: 20 pm}", MEASURED)

    assert answer("NT106", service("load: {cpu: 1000}", *rows)) is NO
    assert answer("NT106", service("load: {cpu: 1000, memory: 20Ti}", *rows)) is YES


def test_cores_and_memory_are_saved_by_a_factor_each() -> None:
    """1,000 × 0.45 × $31 and 20 × 1,024 GiB × 0.5 × $2.6; 9 kloc are 17.5 (15 to 20) months."""
    judged = judge(service("load: {cpu: 1000, memory: 20Ti}", "size: 9 kloc", MEASURED))
    numbers = judged.argument("NT106", "ranking").numbers
    ranking = judged.case.analysis.portfolio.services["ranking"]

    assert numbers["saving_per_month"] == pytest.approx(13_950.0 + 26_624.0)
    assert rewrite_cost(judged.case, ranking) == pytest.approx((225_000.0, 262_500.0, 300_000.0))


@pytest.mark.parametrize(
    ("rewrite", "could_be"),
    [
        pytest.param(
            "{mem: 0.25, effort: 24 pm}",
            "Rust by cost if its CPU is measured: its memory alone would save $62.4k a month"
            " (`load.cpu` not given)",
            id="it pays the effort back",
        ),
        pytest.param(
            "{mem: 0.25}",
            "Rust by cost if it takes under 50 person-months: its memory alone would save $62.4k a"
            " month (`load.cpu` and `size` or `rewrite.effort` not given)",
            id="how much effort it pays back",
        ),
    ],
)
def test_memory_alone_may_pay_a_rewrite_back(rewrite: str, could_be: str) -> None:
    """32,000 GiB less 25 %, at $2.6, are $62.4k a month, however few cores there are."""
    text = service("self_time: 8ms", "load: {rate: 1/s, memory: 32000Gi}", f"rewrite: {rewrite}")
    argument = judge(text).argument("NT106", "ranking")

    assert (argument.answer, argument.could_be) == (UNKNOWN, could_be)
    assert argument.message == (
        "its memory alone would save $62.4k a month; its cores are not known"
    )


def test_memory_lowers_the_cores_that_decide() -> None:
    """45,000 = 12 · (cores · 0.45 · $31 + 1,000 GiB · 0.5 · $2.6)."""
    argument = judge(service("load: {memory: 1000Gi}")).argument("NT106", "ranking")

    cores = (45_000 / 12 - 1000 * 0.5 * 2.6) / (0.45 * 31)
    assert argument.numbers == {
        "deciding_cores": pytest.approx(cores),
        "least_person_months": 3.0,
    }


def test_an_unknown_effort_names_the_one_that_decides() -> None:
    argument = judge(service("load: {cpu: 1000}", MEASURED)).argument("NT106", "ranking")

    assert argument.could_be == (
        "Rust by cost if it takes under 11 person-months (`size` or `rewrite.effort` not given)"
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(("self_time: 20ms", "load: {rate: 100/s}"), NO, id="at most 2 cores compute"),
        pytest.param(("self_time: 20ms", "load: {rate: 20k/s}"), UNKNOWN, id="400 cores may"),
        pytest.param(("load: {rate: 20k/s}",), UNKNOWN, id="nothing bounds it"),
    ],
)
def test_unknown_cores_are_bounded_by_the_self_time(
    rows: tuple[str, ...], expected: Answer
) -> None:
    assert answer("NT106", service(*rows)) is expected


def test_a_factor_above_one_saves_nothing() -> None:
    text = service("load: {cpu: 9000}", "rewrite: {cpu: 1.1, effort: 1 pm}", MEASURED)

    assert answer("NT106", text) is NO


def test_a_bill_alone_makes_rust_without_a_seat() -> None:
    judged = judge(service("load: {cpu: 10300}", "rewrite: {effort: 10 pm}", MEASURED))

    assert judged.words == {"ranking": "rust"}
    assert judged.loud == [("error", "NT103", "ranking")]
    assert judged.verdict("ranking").arguments == ("NT103", "NT106")


def test_cores_in_rust_are_billed_as_if_in_go() -> None:
    judged = judge(service("load: {cpu: 5000}", "rewrite: {cpu: 0.5}").replace("go", "rust"))

    assert judged.argument("NT103", "ranking").numbers["billed_cores"] == pytest.approx(10_000.0)
    assert judged.words == {"ranking": "rust"}
    assert judged.loud == []


EXACT = "prices: {vcpu_month: 100 USD, engineer_month: 1000 USD}"


@pytest.mark.parametrize(("effort", "expected"), [(9000, YES), (9001, NO)])
def test_payback_of_exactly_18_months_still_helps(effort: int, expected: Answer) -> None:
    """10,000 cores × 0.5 × $100 = $500k a month; 9,000 person-months are 18 of them."""
    row = f"rewrite: {{cpu: 0.5, effort: {effort} pm}}"
    text = service("load: {cpu: 10000}", row, prices=EXACT)

    assert answer("NT103", text) is expected


@pytest.mark.parametrize(("effort", "expected"), [(6000, YES), (6001, NO)])
def test_payback_of_exactly_12_months_still_pays(effort: int, expected: Answer) -> None:
    row = f"rewrite: {{cpu: 0.5, effort: {effort} pm}}"
    text = service("load: {cpu: 10000}", row, MEASURED, prices=EXACT)

    assert answer("NT106", text) is expected


@pytest.mark.parametrize(
    ("effort", "told", "low", "high"),
    [
        # 500 cores × $100 = $50k a month
        ("rewrite: {cpu: 0.5, effort: 500 pm}", "its $500k are back after 10 months", 10, 10),
        (
            "rewrite: {cpu: 0.5}, size: 300 kloc",
            "its $583k ($500k to $667k) are back after 11.7 months (10 to 13.3 months)",
            10,
            40 / 3,
        ),
    ],
    ids=["both are points", "a range of effort"],
)
def test_payback_is_an_interval_over_effort_and_gain(
    effort: str, told: str, low: float, high: float
) -> None:
    prices = "prices: {vcpu_month: 100 USD, engineer_month: 1000 USD}"
    judged = judge(
        service(
            "load: {cpu: 1000}", *effort.replace("}, ", "}\n").split("\n"), MEASURED, prices=prices
        )
    )
    argument = judged.argument("NT106", "ranking")
    gain = judged.verdict("ranking").gain

    assert argument.message == f"a rewrite saves 500 cores and $50.0k a month; {told}"
    assert argument.numbers["payback_low_months"] == pytest.approx(low)
    assert argument.numbers["payback_high_months"] == pytest.approx(high)
    assert gain is not None
    assert gain.payback is not None
    assert (gain.payback.low, gain.payback.high) == pytest.approx((low, high))


@pytest.mark.parametrize("rest", ["", ", effort: 9 pm"])
def test_a_saving_of_nothing_is_said_without_a_number(rest: str) -> None:
    judged = judge(service("load: {cpu: 9000}", f"rewrite: {{cpu: 1.1{rest}}}"))
    argument = judged.argument("NT103", "ranking")

    assert argument.refuted_by == ("a rewrite saves nothing at the default factor" if rest else "")


@pytest.mark.parametrize("factor", [1.0, 1.1])
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(("load: {cpu: 9000}", MEASURED), id="effort unknown"),
        pytest.param(("load: {rate: 20k/s}", MEASURED), id="cores unknown"),
        pytest.param(("load: {cpu: 9000}", "size: 9 kloc", MEASURED), id="all is known"),
    ],
)
def test_a_factor_from_one_on_saves_no_cores(rows: tuple[str, ...], factor: float) -> None:
    argument = judge(service(*rows, f"rewrite: {{cpu: {factor}}}")).argument("NT106", "ranking")

    assert argument.answer is NO
    assert argument.message == "a rewrite would save no cores at the default factor"


@pytest.mark.parametrize(
    ("effort", "back"),
    [
        (1000, "are back after 89.6 years (45.8 years to never)"),
        (2000, "are never back, or after 91.6 years at best"),
    ],
)
def test_a_saving_that_never_pays_is_told_so(effort: int, back: str) -> None:
    """1,000 cores × 0.45 × $31 = $13,950 a month."""
    text = service("load: {cpu: 1000}", f"rewrite: {{effort: {effort} pm}}", MEASURED)

    assert judge(text).argument("NT106", "ranking").message.endswith(f" {back}")


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        # $100 × 0.5 × 12 months = $600 a core; three person-months are $3,000.
        pytest.param("load: {cpu: 5}", UNKNOWN, id="the least effort just pays back"),
        pytest.param("load: {cpu: 4.99}", NO, id="it does not"),
        pytest.param("load: {rate: 250/s}", UNKNOWN, id="so many cores may just compute"),
        pytest.param("load: {rate: 249/s}", NO, id="fewer may"),
        pytest.param("load: {rate: 250/s, cpu_allocated: 4}", NO, id="fewer are allocated"),
        pytest.param("load: {rate: 249/s, cpu_allocated: 5}", UNKNOWN, id="as many are"),
    ],
)
def test_the_least_effort_is_held_against_the_most_cores(load: str, expected: Answer) -> None:
    text = service(load, "self_time: 20ms", "rewrite: {cpu: 0.5}", MEASURED, prices=EXACT)

    assert answer("NT106", text) is expected


def test_the_months_and_the_least_effort_are_options() -> None:
    text = service("load: {cpu: 1000}", "rewrite: {effort: 12 pm}", MEASURED)

    assert answer("NT106", text) is NO
    assert answer("NT106", text, NT106={"max_payback": 13.0}) is YES
    assert answer("NT106", service("load: {cpu: 268}", MEASURED)) is NO
    assert (
        answer("NT106", service("load: {cpu: 268}", MEASURED), NT106={"least_effort": 2.9})
        is UNKNOWN
    )


def test_the_longest_payback_of_a_bill_is_an_option() -> None:
    text = service("load: {cpu: 9000}", "rewrite: {effort: 160 pm}")

    assert answer("NT103", text) is NO
    assert answer("NT103", text, NT103={"max_payback": 20.0}) is YES


def test_without_a_date_nothing_measured_is_stale() -> None:
    text = service("load: {cpu: 10300}", "measured: {at: 2001-01-01, source: prometheus}")

    assert ("error", "NT103", "ranking") in judge(text, today=None).findings
    assert ("warning", "NT103", "ranking") in judge(text).findings


def test_unknown_cores_name_the_bill_that_decides() -> None:
    text = service("self_time: 200ms", "load: {rate: 50k/s}")
    argument = judge(text).argument("NT103", "ranking")

    assert argument.could_be == (
        "Rust by its compute bill from 8.06k cores on (`load.cpu_allocated` not given)"
    )
    assert argument.numbers["deciding_cores"] == pytest.approx(250_000 / 31)


def of_two_operations(other: str) -> str:
    """`ranking` with two operations, the first of which says what it computes."""
    text = f"""
        journeys:
          buy: {{entry: ranking/add, rate: 10000/s}}
          look: {{entry: ranking/get, rate: 90000/s}}
        services:
          ranking:
            language: go
            kind: json-api
            criticality: low
            self_time: 400ms
            size: 14 kloc
            {MEASURED}
            operations:
              add: {{cpu_time: 3ms}}
              get: {other}
        """
    return textwrap.dedent(text)


def test_cores_of_operations_are_asked_for_by_the_name_of_the_one_that_lacks_them() -> None:
    judged = judge(of_two_operations("{}"))
    (undecided,) = (item for item in judged.conclusion.raised if item.argument.rule == "NT305")

    for rule in ("NT103", "NT106"):
        assert judged.argument(rule, "ranking").missing == ("operations.get.cpu_time",)
    assert judged.argument("NT106", "ranking").could_be == (
        "Rust by cost if it uses more than 2.44k cores (`operations.get.cpu_time` not given)"
    )
    assert undecided.help.startswith("`cpu_time` is CPU seconds per request of that operation")


def test_operations_that_all_say_what_they_compute_are_paid_back() -> None:
    """10k/s × 3 ms + 90k/s × 5 ms = 480 cores, of which 45 % are saved."""
    argument = judge(of_two_operations("{cpu_time: 5ms}")).argument("NT106", "ranking")

    assert (argument.answer, argument.missing) == (NO, ())
    assert argument.numbers["saved_cores"] == pytest.approx(216.0)


@pytest.mark.parametrize(
    ("rows", "expected", "could_be"),
    [
        pytest.param(("self_time: 200ms", "load: {rate: 40k/s}"), NO, False, id="8,000 cores at most"),
        pytest.param(("load: {rate: 50k/s}",), UNKNOWN, False, id="no self time bounds it"),
        pytest.param(("self_time: 200ms",), UNKNOWN, False, id="no rate bounds it"),
    ],
)  # fmt: skip
def test_the_bill_of_unknown_cores_is_bounded(
    rows: tuple[str, ...], expected: Answer, *, could_be: bool
) -> None:
    argument = judge(service(*rows)).argument("NT103", "ranking")

    assert argument.answer is expected
    assert bool(argument.could_be) is could_be


@pytest.mark.parametrize(("rate", "expected"), [("50k/s", UNKNOWN), ("49.9k/s", NO)])
def test_cores_that_could_just_make_the_bill_are_asked_for(rate: str, expected: Answer) -> None:
    """$50k is a fifth of 10,000 cores at $25; 50,000/s × 200 ms are as many."""
    prices = "prices: {vcpu_month: 25 USD}"
    text = service("self_time: 200ms", f"load: {{rate: {rate}}}", prices=prices)

    assert answer("NT103", text) is expected


def test_a_bill_without_a_factor_is_no_more_and_no_less_in_rust() -> None:
    text = service("load: {cpu: 9000}", "size: 9 kloc").replace("json-api", "ml-inference")
    argument = judge(text.replace("language: go", "language: rust")).argument("NT103", "ranking")

    assert argument.answer is YES
    assert argument.numbers["billed_cores"] == 9000.0
    assert "payback_months" not in argument.numbers


def test_a_planned_service_is_not_on_the_bill_and_pays_nothing_back() -> None:
    judged = judge(
        service("load: {cpu: 9000}", "rewrite: {effort: 300 pm}", "lifecycle: planned", MEASURED)
    )

    assert judged.argument("NT103", "ranking").answer is YES
    assert judged.argument("NT106", "ranking").message == "planned: there is nothing to pay back"
    assert judged.argument("NT106", "ranking").answer is NO
    assert [item for item in judged.arguments if item.subject.kind == "portfolio"] == []


def test_the_portfolios_bill_counts_from_the_threshold_on() -> None:
    text = "prices: {vcpu_month: 25 USD}\nservices:\n  a: {language: java, load: {cpu: 10000}}\n"

    assert judge(text).argument("NT103", "portfolio").answer is YES


def test_a_declared_operation_cpu_is_billed_too() -> None:
    judged = judge(
        """
        journeys:
          all: {entry: ranking, rate: 100k/s}
        services:
          ranking: {kind: json-api, operations: {all: {self_time: 200ms, cpu_time: 90ms}}}
        """.replace("entry: ranking,", "entry: ranking/all,")
    )

    assert judged.argument("NT103", "ranking").numbers["billed_cores"] == pytest.approx(9000.0)


def test_fourteen_thousand_lines_cost_23_to_31_person_months() -> None:
    """14 kloc / 0.9 × (1.5 to 2) = 23.3 to 31.1 person-months: $350k to $467k."""
    judged = judge(service("size: 14 kloc"))
    counter = judged.case.analysis.portfolio.services["ranking"]
    cost = rewrite_cost(judged.case, counter)

    assert cost is not None
    assert [round(money / 1e3) for money in (cost.low, cost.high)] == [350, 467]


def test_the_loudest_argument_that_holds_makes_the_finding() -> None:
    """The bill is proven; the seat is not held at the high end of the factor, and nobody drew."""
    text = service(
        "criticality: high", "self_time: 20ms", "load: {rate: 1M/s, cpu: 10300}", MEASURED
    )
    judged = judge(text, draws=0)

    assert judged.verdict("ranking").arguments == ("NT103", "NT101")
    assert [judged.argument(rule, "ranking").severity for rule in ("NT103", "NT101")] == [
        Severity.ERROR,
        Severity.WARNING,
    ]
    assert judged.loud == [("error", "NT103", "ranking")]
