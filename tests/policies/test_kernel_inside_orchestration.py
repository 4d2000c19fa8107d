"""NT105: one operation that carries an argument, at each condition, and the verdict hybrid."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from archlint import Answer, Measure, Rewrite, Subject
from archlint_ninety_ten.kernel_inside_orchestration import KernelInsideOrchestration
from archlint_ninety_ten.kernels import kernels_of

from judging import Judged, judge

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

BASE = """
journeys:
  find: {{entry: shop/find, rate: {rank_rate}{journey}}}
  edit: {{entry: shop/edit, rate: {save_rate}{journey}}}
services:
  shop:
    language: go
    kind: frontend
    criticality: low
    operations:
      find: {{self_time: 80ms, calls: [search/rank]}}
      edit: {{self_time: 80ms, calls: [search/save]}}
  search:
    language: {language}
    kind: json-api
    criticality: high
    rewrite: {{cpu: 0.5{effort}}}
    load: {{{load}}}
    {more}
    operations:
      rank: {{self_time: 20ms{rank}}}
      save: {{self_time: {own}{save}}}
"""


def manifest(**changes: str) -> str:
    """Ranks 500/s, 20 ms with 16 ms of CPU: 4 users. Saves 50/s, 30 ms with 1 ms: 0.025 users."""
    values = {
        "rank_rate": "500/s",
        "save_rate": "50/s",
        "journey": "",
        "language": "go",
        "effort": "",
        "load": "",
        "more": "",
        "own": "30ms",
        "rank": ", cpu_time: 16ms",
        "save": ", cpu_time: 1ms",
    }
    return BASE.format(**(values | changes))


def kernel(judged: Judged) -> Answer:
    return judged.argument("NT105", "search").answer


def test_a_kernel_makes_hybrid_and_names_its_operation() -> None:
    judged = judge(manifest())
    verdict = judged.verdict("search")

    assert judged.words == {"search": "hybrid", "shop": "go"}
    assert (verdict.operation, verdict.seat) == ("search/rank", 1)
    assert verdict.arguments == ("NT105", "NT101")
    assert verdict.because == (
        "rank carries 99 % of its removable waiting; 80 % of its time is computing; a rewrite of"
        " the other operation would not help"
    )
    assert judged.conclusion.rewrites == (Rewrite(target="search/rank", factor=0.5),)


def test_the_finding_is_the_services_and_stands_at_the_operation() -> None:
    judged = judge(manifest())
    (raised,) = judged.conclusion.raised

    assert judged.findings == [("warning", "NT105", "search")]
    assert raised.identity == "language:should-be-rust"
    assert {"NT101", "NT103", "NT105"} <= set(raised.covers)
    assert raised.verdict == "hybrid"
    assert raised.argument.at == ("services", "search", "operations", "rank", "cpu_time")
    assert raised.argument.measure is not None
    assert replace(raised.argument.measure, value=0.0) == Measure(
        name="removable_waiting", value=0.0, unit="users"
    )
    assert raised.argument.measure.value == pytest.approx(4.025)
    assert [text for _, text in raised.argument.related][:1] == ["1. find enters"]


def test_the_evidence_is_of_the_operation_alone() -> None:
    """4 users and 4 cores of 4.025, 8 ms off find and nothing off edit."""
    judged = judge(manifest(effort=", effort: 6 pm"))
    gain = judged.verdict("search").gain

    assert gain is not None
    assert gain.operation == "search/rank"
    assert {name: round(off.default, 9) for name, off in gain.milliseconds.items()} == {"find": 8.0}
    assert gain.users is not None
    assert gain.users.default == pytest.approx(4.0)
    assert gain.cores is not None
    assert gain.cores.default == pytest.approx(4.0)
    assert judged.verdict("search").lines == (
        "11.5 users waiting on it at any moment, 550/s",
        ("computing 14.6 ms of 20.9 ms per request: 70 %, an upper bound: GC share not given"),
        "rank: 500/s × 16 ms = 8 cores; 80 % of its 20 ms per request is computing",
        "NT101: 100 % of removable waiting; 70 % of its time is computing (seat 1 of 1)",
        "factor 0.5, measured: rewrite.cpu in the manifest",
        (
            "rank in Rust, at the same utilisation: 8 ms off find, 4 users, 4 cores, $124 a month"
            " ($98.0 to $168), the whole service's effort back after 60.5 years (44.6 to 76.5"
            " years)"
        ),
        "gate: criticality high, declared",
        "inputs estimated",
        "its seat is uncontested: 1 service passes the test, for 1 seat",
        (
            "stays hybrid until the traffic of its 2 journeys < 25 % of today's, its own time (CPU"
            " with it) < 13 ms or its CPU < 5.1 cores"
        ),
    )


def test_a_plan_may_choose_the_kernel_and_not_the_whole() -> None:
    judged = judge(manifest(effort=", effort: 6 pm"))
    gain = judged.verdict("search").gain
    (candidate,) = judged.conclusion.candidates

    assert gain is not None
    assert (candidate.service, candidate.target) == ("search", "search/rank")
    assert candidate.gain == replace(gain, milliseconds={}, users=None)


def test_where_no_operation_carries_it_a_plan_chooses_the_whole() -> None:
    (candidate,) = judge(manifest(save_rate="70/s", save=", cpu_time: 30ms")).conclusion.candidates

    assert (candidate.target, candidate.gain.operation) == ("search", "")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        # rank computes 8 s a second, save 400 × 8.57 ms = 3.43 s: 30 %, at φ = 19 %.
        pytest.param({"save_rate": "400/s", "own": "45ms", "save": ", cpu_time: 8.57ms"}, "hybrid", id="just over 70 %"),
        pytest.param({"save_rate": "400/s", "own": "45ms", "save": ", cpu_time: 8.58ms"}, "rust", id="just under 70 %"),
        pytest.param({"save_rate": "70/s", "save": ", cpu_time: 30ms"}, "rust", id="the other would be felt"),
        pytest.param({"save_rate": "65/s", "save": ", cpu_time: 30ms"}, "hybrid", id="the other frees under a user"),
        pytest.param({"save": ""}, "measure-first", id="what the other computes is not known"),
        pytest.param({"save": "", "load": "cpu: 8.05"}, "rust", id="apportioned CPU supports nothing"),
        pytest.param({"save": "", "rank": "", "load": "cpu: 8.05"}, "rust", id="none says it"),
        pytest.param({"language": "java"}, "hybrid", id="a managed language with a measured factor"),
        pytest.param({"language": "rust"}, "rust", id="in Rust, and rightly"),
        pytest.param({"language": "c"}, "none", id="native"),
    ],
)  # fmt: skip
def test_every_condition_is_needed(changes: dict[str, str], word: str) -> None:
    assert judge(manifest(**changes)).words["search"] == word


def test_a_service_in_rust_has_no_finding_for_its_kernel() -> None:
    assert judge(manifest(language="rust")).findings == []


@pytest.mark.parametrize(
    ("changes", "option", "answer"),
    [
        ({}, 0.99, YES),
        ({}, 0.995, NO),
        ({"save_rate": "400/s", "own": "45ms", "save": ", cpu_time: 8.58ms"}, 0.69, YES),
    ],
)
def test_the_share_is_an_option(changes: dict[str, str], option: float, answer: Answer) -> None:
    assert kernel(judge(manifest(**changes), rules={"NT105": {"min_share": option}})) is answer


@pytest.mark.parametrize(
    ("changes", "answer", "missing"),
    [
        pytest.param(
            {"save": ""}, UNKNOWN, ("operations.save.cpu_time",), id="one is not declared"
        ),
        pytest.param(
            {"save": "", "rank": "", "load": "cpu: 8"},
            UNKNOWN,
            ("operations.rank.cpu_time", "operations.save.cpu_time"),
            id="none is, the busiest first",
        ),
        pytest.param({"save_rate": "0/s"}, NO, (), id="the other is not used"),
        pytest.param(
            {"save": "", "load": "cpu: 2.1", "rank_rate": "50/s", "rank": ""},
            UNKNOWN,
            ("operations.save.cpu_time", "operations.rank.cpu_time"),
            id="a seat",
        ),
        pytest.param(
            {"save": "", "load": "cpu: 1.9", "rank_rate": "50/s", "rank": ""},
            NO,
            (),
            id="under a user, and no money",
        ),
    ],
)
def test_what_is_missing_is_named(
    changes: dict[str, str], answer: Answer, missing: tuple[str, ...]
) -> None:
    argument = judge(manifest(**changes)).argument("NT105", "search")

    assert (argument.answer, argument.missing) == (answer, missing)


THREE = "\n      list: {{self_time: {own}{cpu}}}\n"


def three(own: str, rate: str, cpu: str = "") -> str:
    """A third operation; without `cpu` it is taken to compute all the time."""
    text = manifest(load="cpu: 9.1").rstrip("\n") + THREE.format(own=own, cpu=cpu)
    return text.replace(
        "services:\n", f"  list: {{entry: search/list, rate: {rate}}}\nservices:\n", 1
    )


@pytest.mark.parametrize(
    ("own", "rate", "cpu", "answer", "missing"),
    [
        pytest.param("10ms", "100/s", "", YES, (), id="small even if it did nothing but compute"),
        pytest.param("10ms", "300/s", "", UNKNOWN, ("operations.list.cpu_time",), id="it could help too"),
        pytest.param("10ms", "300/s", ", cpu_time: 1ms", YES, (), id="declared to wait"),
        pytest.param("10ms", "300/s", ", cpu_time: 10ms", NO, (), id="declared to compute"),
    ],
)  # fmt: skip
def test_an_undeclared_operation_counts_as_computing(
    own: str, rate: str, cpu: str, answer: Answer, missing: tuple[str, ...]
) -> None:
    argument = judge(three(own, rate, cpu)).argument("NT105", "search")

    assert argument.answer is answer
    assert set(argument.missing) == set(missing)


def beside(**operations: str) -> str:
    """Operations of one service, each entered at its own rate, 1 ms of a page before it."""
    rows = {name: text.split("; ") for name, text in operations.items()}
    journeys = "".join(
        f"  {name}: {{entry: search/{name}, rate: {rate}}}\n" for name, (rate, _) in rows.items()
    )
    body = "".join(f"      {name}: {{{figures}}}\n" for name, (_, figures) in rows.items())
    head = "language: go\n    kind: json-api\n    criticality: high\n    rewrite: {cpu: 0.5}"
    return f"journeys:\n{journeys}services:\n  search:\n    {head}\n    operations:\n{body}"


RANK = "500/s; self_time: 20ms, cpu_time: 16ms"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(beside(a=RANK, b="50/s; self_time: 30ms, cpu_time: 1ms"), YES, id="a kernel"),
        pytest.param(
            beside(a="115/s; self_time: 20ms, cpu_time: 16ms", b="300/s; self_time: 30ms, cpu_time: 2ms"),
            NO,
            id="a kernel that frees under a user",
        ),
        pytest.param(
            beside(a=RANK, b="60/s; self_time: 30ms, cpu_time: 20ms", c="60/s; self_time: 30ms, cpu_time: 20ms"),
            NO,
            id="the others help together",
        ),
        pytest.param(
            beside(a=RANK, b="30/s; self_time: 30ms, cpu_time: 20ms", c="60/s; self_time: 30ms, cpu_time: 20ms"),
            YES,
            id="not even together",
        ),
        pytest.param(
            beside(a=RANK, b="70/s; self_time: 30ms, cpu_time: 30ms", c="100/s; self_time: 500ms, cpu_time: 1ms"),
            NO,
            id="one of the others helps alone",
        ),
    ],
)  # fmt: skip
def test_the_kernel_helps_and_nothing_beside_it(text: str, answer: Answer) -> None:
    assert kernel(judge(text)) is answer


def test_what_is_declared_is_spread_whatever_the_rest_computes() -> None:
    text = beside(a=RANK, b=RANK, c="1/s; self_time: 1ms")

    assert kernel(judge(text.replace("rewrite:", "load: {cpu: 16.1}\n    rewrite:"))) is NO


def test_a_time_that_is_not_known_supports_nothing() -> None:
    text = beside(a=RANK, b="50/s; cpu_time: 1ms")
    argument = judge(text).argument("NT105", "search")

    assert (argument.answer, argument.missing[0]) == (UNKNOWN, "self_time")


def test_at_most_three_operations_are_asked_for() -> None:
    text = beside(**dict.fromkeys("abcd", "500/s; self_time: 20ms"))
    more = text.replace("rewrite:", "load: {cpu: 30}\n    rewrite:")

    assert len(judge(more).argument("NT105", "search").missing) == 3


def test_a_service_that_only_lost_its_seat_is_asked_too() -> None:
    lost = (
        "journeys:\n  o: {entry: web, rate: 100/s}\nservices:\n"
        "  web: {kind: external, calls: [big, small/a, small/b]}\n"
        "  big: {language: go, criticality: high, self_time: 60ms, load: {cpu: 6}}\n"
        "  small: {language: go, criticality: high, load: {cpu: 5}, operations:"
        " {a: {self_time: 30ms}, b: {self_time: 30ms}}}\n"
    )
    judged = judge(lost, draws=0)

    assert judged.words["small"] == "go"
    assert kernel_of(judged, "small") is UNKNOWN


def kernel_of(judged: Judged, service: str) -> Answer:
    return judged.argument("NT105", service).answer


def test_a_kernel_is_weighed_where_the_better_seats_are_rewritten() -> None:
    """Behind a slower branch it gains nothing until that branch has its seat."""
    judged = judge(
        """
        journeys:
          o: {entry: web/a, rate: 1000/s}
          p: {entry: web/b, rate: 1/s}
        services:
          web:
            kind: external
            operations:
              a: {calls: [{parallel: [slow, search/rank]}]}
              b: {calls: [search/save]}
          slow:
            language: go
            criticality: high
            self_time: {p50: 30ms, p99: 30ms}
            load: {cpu: 30}
            rewrite: {cpu: 0.5}
          search:
            language: go
            criticality: high
            rewrite: {cpu: 0.5}
            operations:
              rank: {self_time: {p50: 25ms, p99: 25ms}, cpu_time: 25ms}
              save: {self_time: 25ms, cpu_time: 1ms}
        """,
        quota=1.0,
    )

    assert judged.words["search"] == "hybrid"
    assert judged.argument("NT105", "search").numbers["kernel_removable_users"] == pytest.approx(10)


def test_a_planned_service_has_no_kernel_yet() -> None:
    judged = judge(
        "services:\n  s: {lifecycle: planned, operations: {a: {rate: 1k/s, self_time: 90ms,"
        " cpu_time: 80ms}, b: {rate: 1k/s, self_time: 90ms, cpu_time: 1ms}}}\n"
    )

    assert kernel_of(judged, "s") is NO


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        pytest.param({"kernel": "s/a"}, {"NT101": "s/a", "NT102": "s/a"}, id="by waiting"),
        pytest.param({"cost_kernel": "s/b"}, {"NT103": "s/b", "NT106": "s/b"}, id="by cost"),
        pytest.param({}, {}, id="by nothing"),
    ],
)
def test_a_kernel_carries_the_arguments_of_its_measure(
    numbers: dict[str, str], codes: dict[str, str]
) -> None:
    argument = KernelInsideOrchestration().yes(Subject.service("s"), "", numbers=numbers)

    assert kernels_of(argument) == codes
    assert kernels_of(replace(argument, answer=Answer.NO)) == {}
    assert kernels_of(None) == {}


def test_a_single_operation_is_nothing_to_split() -> None:
    judged = judge("services:\n  s: {language: go, load: {cpu: 9000}}\n")

    assert judged.argument("NT105", "s").answer is NO
    assert judged.words == {"s": "rust"}


def test_without_traffic_nobody_knows_the_mix() -> None:
    judged = judge(
        "services:\n  s: {language: go, operations: {a: {cpu_time: 1ms}, b: {cpu_time: 2ms}}}\n"
    )

    assert (judged.argument("NT105", "s").answer, judged.argument("NT105", "s").missing) == (
        UNKNOWN,
        ("rate",),
    )


def bill(**changes: str) -> str:
    """9,000 cores: 500 rankings a second of 16.2 s, and 50/s of what is left; nobody waits."""
    values: dict[str, Any] = {
        "rank": ", cpu_time: 16.2s",
        "save": ", cpu_time: 18s",
        "load": "cpu: 9000",
        "own": "100s",
        "more": "",
    }
    return manifest(**(values | changes)).replace("criticality: high", "criticality: low")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        # 900 cores beside rank save $13,950 a month: 18 months pay 16.7 person-months.
        pytest.param({"effort": ", effort: 17 pm"}, "hybrid", id="the others never pay it back"),
        pytest.param({"effort": ", effort: 16 pm"}, "rust", id="the others pay it back too"),
        pytest.param({}, "rust", id="effort unknown, and the others could pay"),
        pytest.param({"save": ", cpu_time: 2s", "load": ""}, "hybrid", id="effort unknown, and they could not"),
        pytest.param({"rank": ", cpu_time: 12.61s", "save": ", cpu_time: 53.9s", "effort": ", effort: 120 pm"}, "hybrid", id="over 70 %"),
        pytest.param({"rank": ", cpu_time: 12.59s", "save": ", cpu_time: 54.1s", "effort": ", effort: 120 pm"}, "rust", id="under 70 %"),
    ],
)  # fmt: skip
def test_a_kernel_of_the_bill(changes: dict[str, str], word: str) -> None:
    judged = judge(bill(**changes))

    assert judged.words["search"] == word
    assert judged.loud[0][1:] == ("NT105" if word == "hybrid" else "NT103", "search")


def test_a_kernel_of_the_bill_says_so() -> None:
    verdict = judge(bill(effort=", effort: 17 pm")).verdict("search")

    assert verdict.because == (
        "rank uses 90 % of its cores; the other operation would not pay a rewrite back"
    )
    assert verdict.gain is not None
    assert verdict.gain.cores is not None
    assert verdict.gain.cores.default == pytest.approx(4050.0)


def test_idle_cores_are_nobodys() -> None:
    """8,100 of 12,000 cores are 67.5 %."""
    judged = judge(bill(effort=", effort: 99 pm", load="cpu: 12k"))

    assert judged.words["search"] == "rust"


def test_the_memory_is_nobodys() -> None:
    text = bill(effort=", effort: 17 pm")
    plain, more = judge(text), judge(text.replace("cpu: 9000", "cpu: 9000, memory: 900Gi"))
    gains = [judged.verdict("search").gain for judged in (plain, more)]

    assert gains[0] is not None
    assert gains[1] is not None
    assert gains[0].per_month == gains[1].per_month


def test_a_kernel_of_payback() -> None:
    measured = "measured: {at: 2026-10-01, source: prometheus}"
    judged = judge(
        bill(
            rank=", cpu_time: 1.62s", save=", cpu_time: 1.8s", load="cpu: 900", effort=", effort: 9 pm",
            more=measured,
        )
    )  # fmt: skip

    assert judged.words["search"] == "hybrid"
    assert judged.verdict("search").arguments == ("NT105", "NT106")


def test_by_cost_the_payback_of_the_others_is_an_option() -> None:
    judged = judge(bill(effort=", effort: 16 pm"), rules={"NT105": {"max_payback": 17.0}})

    assert judged.words["search"] == "hybrid"


def test_severity_follows_the_proof_of_the_argument_that_is_refined() -> None:
    measured = "measured: {at: 2026-10-01, source: prometheus}"
    text = manifest(more=measured, journey=f", {measured}", load="rate: 550/s, cpu: 8.05")

    assert judge(text).loud == [("error", "NT105", "search")]
    assert judge(text.replace("load: {rate: 550/s, ", "load: {")).loud == [
        ("warning", "NT105", "search")
    ]


def test_tuning_comes_before_a_kernel() -> None:
    more = "gc: {cpu_share: 20%}\n    measured: {at: 2026-10-01, source: prometheus}"

    assert judge(manifest(more=more)).words["search"] == "measure-first"


def test_a_kernel_argues_for_nothing_by_itself() -> None:
    judged = judge(manifest().replace("criticality: high", "criticality: low"))

    assert kernel(judged) is YES
    assert judged.words["search"] == "go"
    assert judged.findings == []
