"""ANN003: annotations that cannot all be true."""

from __future__ import annotations

from datetime import date

import pytest

from archlint.linting.engine import lint
from archlint.manifest import loads
from archlint.model import Severity

TODAY = date(2026, 11, 23)


def contradictions(services: str, journeys: str = "") -> list[tuple[str, str, str]]:
    """(severity, what, about) of every ANN003 finding."""
    text = f"archlint: 1\nportfolio: shop\n{journeys}\nservices:\n{services}"
    report = lint(loads(text), packs=(), today=TODAY)
    return [
        (item.severity.word, item.identity.partition("|")[0], item.subject.text)
        for item in report.findings
        if item.rule == "ANN003"
    ]


def one(kind: str, about: str = "cart", severity: str = "warning") -> list[tuple[str, str, str]]:
    return [(severity, f"ANN003:{kind}", about)]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        (
            "  cart: {self_time: {p50: 9ms, p99: 8ms}}",
            one("decreasing:self_time", severity="error"),
        ),
        ("  cart: {self_time: {p50: 8ms, p99: 8ms}}", []),
        ("  cart: {latency: {p50: 9ms, p99: 8ms}}", one("decreasing:latency", severity="error")),
        ("  cart: {slo: {p50: 9ms, p99: 8ms}}", one("decreasing:slo", severity="error")),
        (
            "  cart: {operations: {Get: {latency: {p99: 9ms, p99.9: 8ms}}}}",
            one("decreasing:operations.Get.latency", "cart/Get", "error"),
        ),
        ("  cart: {load: {cpu: 2.2, cpu_allocated: 2}}", []),
        ("  cart: {load: {cpu: 2.21, cpu_allocated: 2}}", one("cpu-over-allocated")),
        ("  cart: {load: {cpu: 2.21}}", []),
        ("  cart: {load: {cpu_allocated: 2}}", []),
        ("  cart: {load: {cpu: 1, idle_cpu: 1}}", []),
        ("  cart: {load: {cpu: 1, idle_cpu: 1.001}}", one("idle-over-cpu")),
        ("  cart: {load: {idle_cpu: 1}}", []),
        (
            "  cart: {load: {rate: 5/s}, operations: {A: {rate: 3/s}, B: {rate: 2.5/s}}}",
            [],
        ),
        (
            "  cart: {load: {rate: 5/s}, operations: {A: {rate: 3/s}, B: {rate: 2.6/s}}}",
            one("rates-over-rate"),
        ),
        ("  cart: {operations: {A: {rate: 60/s}, B: {rate: 51/s}}}", []),
    ],
    ids=[
        "p99 below p50",
        "p99 equal to p50",
        "a latency that decreases",
        "a target that decreases",
        "an operation's latency that decreases",
        "bursting by ten percent",
        "bursting by more",
        "allocation not declared",
        "use not declared",
        "idle as much as under load",
        "idle more than under load",
        "use under load not declared",
        "operations' rates ten percent above",
        "operations' rates further above",
        "the service's rate not declared",
    ],
)
def test_what_a_service_declares(services: str, expected: list[tuple[str, str, str]]) -> None:
    assert contradictions(services) == expected


def computing(load: str, self_time: str = "10ms") -> list[tuple[str, str, str]]:
    return contradictions(f"  cart: {{self_time: {self_time}, load: {load}}}")


@pytest.mark.parametrize(
    ("load", "is_flagged"),
    [
        ("{rate: 100/s, cpu: 1.25}", False),
        ("{rate: 100/s, cpu: 1.26}", True),
        ("{rate: 100/s, cpu: 1.75, idle_cpu: 0.5}", False),
        ("{rate: 10/s, cpu: 1}", True),
        ("{rate: 9.9/s, cpu: 1}", False),
        ("{rate: 10/s, cpu: 0.99}", False),
        ("{rate: 100/s}", False),
        ("{cpu: 2}", False),
    ],
    ids=[
        "1.25 times the time",
        "more than that",
        "of which half a core is idle",
        "from ten a second and one core",
        "fewer than ten a second",
        "less than a core",
        "CPU not declared",
        "rate not declared",
    ],
)
def test_more_computing_than_time(load: str, *, is_flagged: bool) -> None:
    assert computing(load) == (one("computing-over-time") if is_flagged else [])


def test_more_computing_than_time_is_not_told_of_cpu_that_is_known_in_part() -> None:
    """`Slow` only waits for `db`: what it computes is not known, and so nor are the cores."""
    journeys = (
        "journeys:\n  a: {entry: cart/Fast, rate: 100/s}\n  b: {entry: cart/Slow, rate: 100/s}"
    )
    fast = "Fast: {self_time: {mean: 10ms}, cpu_time: 15ms}"
    slow = "Slow: {latency: {mean: 20ms}, calls: [db]}"
    services = (
        f"  cart: {{operations: {{{fast}, {slow}}}}}\n"
        "  db: {managed: true, self_time: {mean: 20ms}}"
    )
    assert contradictions(services, journeys) == []


def test_computing_over_time_says_both_figures_where_they_stand() -> None:
    text = (
        "archlint: 1\nportfolio: shop\nservices:\n"
        "  cart: {self_time: {mean: 3ms}, load: {rate: 100/s, cpu: 3.5}}\n"
    )
    (finding,) = lint(loads(text), packs=(), today=TODAY).findings
    assert finding.primary is not None
    assert finding.message == (
        "more CPU per request (35 ms) than time in the service (3 ms): background work, several"
        " cores per request, or different time windows?"
    )
    assert [finding.primary.span.column, finding.related[0].span.column] == [59, 21]


def parts(first: str, cpu: str) -> list[tuple[str, str, str]]:
    journeys = "journeys:\n  a: {entry: cart/A, rate: 100/s}\n  b: {entry: cart/B, rate: 100/s}"
    operations = f"{{A: {{cpu_time: {first}}}, B: {{cpu_time: 5ms}}}}"
    return contradictions(f"  cart: {{load: {cpu}, operations: {operations}}}", journeys)


@pytest.mark.parametrize(
    ("first", "load", "is_flagged"),
    [
        ("6ms", "{cpu: 1}", False),
        ("6.1ms", "{cpu: 1}", True),
        ("6.1ms", "{memory: 1Gi}", False),
    ],
    ids=["ten percent above", "further above", "the whole not declared"],
)
def test_operations_that_use_more_cpu_than_their_service(
    first: str, load: str, *, is_flagged: bool
) -> None:
    assert parts(first, load) == (one("parts-over-cpu") if is_flagged else [])


@pytest.mark.parametrize(
    ("own", "callee", "latency", "is_flagged"),
    [
        ("5ms", "10ms", "12ms", False),
        ("5ms", "10.1ms", "12ms", True),
        ("5ms", "4ms", "12ms", False),
        ("5ms", "3.9ms", "12ms", True),
        ("5ms", None, "4.1ms", False),
        ("5ms", None, "3.9ms", True),
        ("5ms", None, "12ms", False),
    ],
    ids=[
        "a quarter above",
        "more than a quarter above",
        "a quarter below",
        "more than a quarter below",
        "an unknown callee, within a quarter above",
        "an unknown callee, yet above",
        "an unknown callee may fill what is missing",
    ],
)
def test_a_response_computed_from_its_parts(
    own: str, callee: str | None, latency: str, *, is_flagged: bool
) -> None:
    stock = f"self_time: {{mean: {callee}}}" if callee else "kind: crud"
    services = (
        f"  cart: {{self_time: {{mean: {own}}}, latency: {{mean: {latency}}}, calls: [stock]}}\n"
        f"  stock: {{{stock}}}"
    )
    assert contradictions(services) == (one("response-unlike-latency") if is_flagged else [])


@pytest.mark.parametrize(
    ("times", "is_flagged"),
    [
        ("self_time: {mean: 1.25s}, latency: {mean: 1s}", False),
        ("self_time: {mean: 1.26s}, latency: {mean: 1s}", True),
        ("self_time: {mean: 5ms}", False),
        ("latency: {mean: 4ms}", False),
    ],
    ids=["a quarter above", "more than that", "only its own time", "only its response"],
)
def test_both_times_on_one_operation(times: str, *, is_flagged: bool) -> None:
    services = f"  cart: {{operations: {{Get: {{{times}}}, Put: {{self_time: 1ms}}}}}}"
    expected = one("response-unlike-latency", "cart/Get") if is_flagged else []
    assert contradictions(services) == expected


def test_an_inherited_self_time_is_no_claim_about_an_operation() -> None:
    services = "  cart: {self_time: 5ms, operations: {A: {latency: 50ms}, B: {latency: 60ms}}}"
    assert contradictions(services) == []


def test_a_services_latency_is_compared_with_the_mixture_of_its_operations() -> None:
    journeys = "journeys:\n  a: {entry: cart/A, rate: 90/s}\n  b: {entry: cart/B, rate: 10/s}"
    operations = "operations: {A: {self_time: {mean: 1ms}}, B: {self_time: {mean: 91ms}}}"
    fits = f"  cart: {{latency: {{mean: 10ms}}, {operations}}}"
    median = f"  cart: {{latency: {{mean: 46ms}}, {operations}}}"
    assert contradictions(fits, journeys) == []
    assert contradictions(median, journeys) == one("response-unlike-latency")


@pytest.mark.parametrize(
    ("callee", "is_flagged"),
    [("11ms", False), ("11.1ms", True)],
    ids=["ten percent longer", "longer than that"],
)
def test_calls_that_take_longer_than_the_response(callee: str, *, is_flagged: bool) -> None:
    services = (
        "  cart: {latency: {mean: 10ms}, calls: [stock]}\n"
        f"  stock: {{self_time: {{mean: {callee}}}}}"
    )
    assert contradictions(services) == (one("callees-over-latency") if is_flagged else [])


@pytest.mark.parametrize("row", ["managed: true", "kind: external"])
def test_the_latency_of_what_is_not_ours_is_its_own_time(row: str) -> None:
    services = f"  cart: {{{row}, latency: {{mean: 1ms}}, self_time: {{mean: 9ms}}}}"
    assert contradictions(services) == []


def test_calls_that_take_longer_are_told_of_each_operation_or_once_of_their_service() -> None:
    calls = "operations: {A: {LATENCYcalls: [stock]}, B: {LATENCYcalls: [stock]}}"
    stock = "\n  stock: {self_time: {mean: 20ms}}"
    each = "  cart: {" + calls.replace("LATENCY", "latency: {mean: 10ms}, ") + "}" + stock
    once = "  cart: {latency: {mean: 10ms}, " + calls.replace("LATENCY", "") + "}" + stock
    kind = "callees-over-latency"

    assert contradictions(each) == one(kind, "cart/A") + one(kind, "cart/B")
    assert contradictions(once) == one(kind)


def test_an_operation_that_waits_for_an_unknown_time_may_fill_what_is_missing() -> None:
    get = "Get: {self_time: {mean: 5ms}, latency: {mean: 12ms}, calls: [stock]}"
    services = (
        f"  cart: {{operations: {{{get}, Put: {{self_time: 1ms}}}}}}\n  stock: {{kind: crud}}"
    )
    assert contradictions(services) == []


def test_without_traffic_nobody_says_how_a_services_operations_mix() -> None:
    operations = "operations: {A: {self_time: {mean: 1ms}}, B: {self_time: {mean: 91ms}}}"
    services = f"  cart: {{latency: {{mean: 10ms}}, {operations}}}"
    assert contradictions(services) == []


def test_a_services_latency_is_compared_with_that_of_its_operations() -> None:
    journeys = "journeys:\n  a: {entry: cart/A, rate: 90/s}\n  b: {entry: cart/B, rate: 10/s}"
    operations = "operations: {A: {latency: {mean: 1ms}}, B: {latency: {mean: 91ms}}}"
    fits = f"  cart: {{latency: {{mean: 10ms}}, {operations}}}"
    median = f"  cart: {{latency: {{mean: 46ms}}, {operations}}}"
    assert contradictions(fits, journeys) == []
    assert contradictions(median, journeys) == one("response-unlike-latency")


@pytest.mark.parametrize(
    ("cart", "call", "is_flagged"),
    [
        ("99.9%", "stock", False),
        ("99.91%", "stock", True),
        ("99.9009%", "stock", False),
        ("99.91%", "{to: stock, optional: true}", False),
        ("99.91%", "{async: stock}", False),
        ("99.91%", "{to: stock, cache_hit: 100%}", False),
        (None, "stock", False),
    ],
    ids=[
        "as available as its dependency",
        "more available than it can be",
        "by less than a tenth of its budget",
        "an optional dependency",
        "one it does not wait for",
        "one it never calls",
        "availability not declared",
    ],
)
def test_an_availability_above_its_ceiling(
    cart: str | None, call: str, *, is_flagged: bool
) -> None:
    declared = f"availability: {cart}, " if cart else ""
    services = f"  cart: {{{declared}calls: [{call}]}}\n  stock: {{availability: 99.9%}}"
    assert contradictions(services) == (one("availability-over-ceiling") if is_flagged else [])


def test_what_two_dependencies_share_is_counted_once() -> None:
    """A needs B and C, both need D: own .9995, .9995, .999 allow .9980, never .9960."""
    services = (
        "  a: {{availability: {}, calls: [b, c]}}\n"
        "  b: {{availability: 99.850%, calls: [d]}}\n"
        "  c: {{availability: 99.850%, calls: [d]}}\n"
        "  d: {{availability: 99.9%}}"
    )
    assert contradictions(services.format("99.80%")) == []
    assert contradictions(services.format("99.84%")) == one("availability-over-ceiling", "a")


def test_a_dependency_that_is_never_there_allows_nothing() -> None:
    services = "  a: {availability: 99%, calls: [b]}\n  b: {availability: 0%}"
    assert contradictions(services) == one("availability-over-ceiling", "a")


def test_the_weakest_dependencies_are_pointed_at() -> None:
    names = "bcdefgh"
    callees = "".join(
        f"  {name}: {{availability: 99.{index}%}}\n" for index, name in enumerate(names)
    )
    text = (
        "archlint: 1\nportfolio: s\nservices:\n"
        f"  a: {{availability: 99.9%, calls: [{', '.join(names)}]}}\n{callees}"
    )
    (finding,) = lint(loads(text), packs=(), today=TODAY).findings
    assert [label.text for label in finding.related] == ["99%", "99.1%", "99.2%", "99.3%", "99.4%"]


def test_the_ceiling_says_what_it_assumes() -> None:
    text = (
        "archlint: 1\nportfolio: s\nservices:\n"
        "  a: {availability: 99.9%, calls: [b]}\n  b: {availability: 99.5%}\n"
    )
    (finding,) = lint(loads(text), packs=(), today=TODAY).findings
    assert finding.message == (
        "it says 99.9% available; what it cannot do without allows 99.5% at most, if failures are"
        " independent and retries are ignored"
    )


def test_a_ring_of_calls_has_no_ceiling_of_its_own() -> None:
    journeys = "journeys:\n  browse: {entry: a}"
    services = "  a: {availability: 99.9%, calls: [b]}\n  b: {availability: 99.9%, calls: [a]}"
    assert contradictions(services, journeys) == []


def test_two_contradictions_of_one_service_are_two_findings() -> None:
    services = "  cart: {load: {cpu: 3, idle_cpu: 4, cpu_allocated: 2}}"
    assert sorted(contradictions(services)) == [
        ("warning", "ANN003:cpu-over-allocated", "cart"),
        ("warning", "ANN003:idle-over-cpu", "cart"),
    ]


def test_a_journeys_target_is_read_like_any_other() -> None:
    journeys = "journeys:\n  browse: {entry: cart, slo: {p50: 9ms, p99: 8ms}}"
    assert contradictions("  cart: {kind: crud}", journeys) == one(
        "decreasing:slo", "journey:browse", "error"
    )


def test_decreasing_percentiles_point_at_both() -> None:
    text = "archlint: 1\nportfolio: s\nservices:\n  cart: {latency: {p50: 12ms, p99: 8ms}}\n"
    (finding,) = lint(loads(text), packs=(), today=TODAY).findings
    assert finding.primary is not None
    assert (finding.message, finding.severity) == (
        "p99 8 ms is below p50 12 ms; these figures are left aside",
        Severity.ERROR,
    )
    assert (finding.primary.span.column, finding.related[0].span.column) == (36, 25)


def pointed_at(services: str, journeys: str = "") -> list[str]:
    """The text at the place of the finding, then at the places that refute it."""
    text = f"archlint: 1\nportfolio: shop\n{journeys}\nservices:\n{services}"
    (finding,) = lint(loads(text), packs=(), today=TODAY).findings
    assert finding.primary is not None
    spans = [finding.primary.span, *(label.span for label in finding.related)]
    lines = text.splitlines()
    return [lines[span.line - 1][span.column - 1 : span.end_column - 1] for span in spans]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("  cart: {load: {cpu: 3, cpu_allocated: 2}}", ["3", "2"]),
        ("  cart: {load: {cpu: 1, idle_cpu: 2}}", ["2", "1"]),
        (
            "  cart: {load: {rate: 9/s}, operations: {A: {rate: 6/s}, B: {rate: 7/s}, C: {}}}",
            ["9/s", "6/s", "7/s"],
        ),
        (
            "  cart: {load: {rate: 100/s, cpu: 1}, operations: {A: {cpu_time: 20ms, rate: 90/s}, B: {rate: 10/s}}}",
            ["1", "20ms"],
        ),
        ("  cart: {self_time: 3ms, load: {rate: 100/s, cpu: 2}}", ["2", "3ms"]),
        ("  cart: {latency: 4ms, load: {rate: 100/s, cpu: 2}}", ["2", "4ms"]),
        (
            (
                "  cart: {latency: 4ms, calls: [stock, {async: mail}]}\n"
                "  stock: {self_time: 9ms}\n  mail: {}"
            ),
            ["4ms", "stock"],
        ),
        ("  cart: {latency: 9ms, self_time: 4ms}", ["9ms", "4ms"]),
        (
            "  cart: {availability: 99.9%, calls: [stock]}\n  stock: {availability: 99%}",
            ["99.9%", "99%"],
        ),
    ],
    ids=[
        "allocation",
        "idle",
        "rates",
        "parts",
        "computing against self time",
        "computing against latency",
        "callees",
        "response",
        "availability",
    ],
)
def test_both_values_are_pointed_at(services: str, expected: list[str]) -> None:
    assert pointed_at(services) == expected
