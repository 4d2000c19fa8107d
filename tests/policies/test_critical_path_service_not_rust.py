"""NT101: fires, does not fire, at each threshold, inputs missing, one input changed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from archlint import Answer, Severity

from judging import judge

BASE = """
journeys:
  order: {{entry: shop, rate: {rate}, measured: {{at: 2026-10-01, source: prometheus}}}}
services:
  shop:
    {{language: go, kind: frontend, criticality: low, self_time: {{mean: {front}}}, calls: [pricing]}}
  pricing:
    language: go
    kind: json-api
    {gate}
    self_time: {{mean: {own}}}
    load: {{rate: {rate}, cpu: {cpu}}}
    rewrite: {{cpu: {factor}}}
    measured: {{at: 2026-10-01, source: prometheus}}
"""


def manifest(**changes: str) -> str:
    """1,000/s, φ = 0.5 of 20 ms, f = 0.5: 5 ms off 100 ms and 5 users."""
    values = {
        "rate": "1000/s",
        "front": "80ms",
        "gate": "criticality: high",
        "own": "20ms",
        "cpu": "10",
        "factor": "0.5",
    }
    return BASE.format(**(values | changes))


def test_a_seat_makes_rust_with_its_arithmetic() -> None:
    judged = judge(manifest())
    numbers = judged.argument("NT101", "pricing").numbers

    assert judged.words == {"pricing": "rust", "shop": "go"}
    assert judged.argument("NT101", "pricing").answer is Answer.YES
    assert numbers["removable_users"] == pytest.approx(5.0)
    assert numbers["removable_share"] == pytest.approx(1.0)
    assert numbers["waiting_users"] == pytest.approx(20.0)
    assert numbers["phi_share"] == pytest.approx(0.5)
    assert numbers["gain_ms"] == pytest.approx(5.0)
    assert numbers["cpu_per_request_ms"] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        pytest.param({}, "rust", id="exactly 5 % of the mean"),
        pytest.param({"front": "80.1ms"}, "go", id="just under 5 % of the mean"),
        pytest.param({"front": "500ms", "own": "40ms", "cpu": "20"}, "rust", id="exactly 10 ms"),
        pytest.param({"front": "500ms", "own": "40ms", "cpu": "19.9"}, "go", id="just under 10 ms"),
        pytest.param({"rate": "200/s", "cpu": "2"}, "rust", id="exactly one user"),
        pytest.param({"rate": "199/s", "cpu": "1.99"}, "go", id="just under one user"),
        pytest.param({"front": "1ms", "cpu": "4", "factor": "0.1"}, "rust", id="φ is 20 %"),
        pytest.param({"front": "1ms", "cpu": "3.99", "factor": "0.1"}, "go", id="φ under 20 %"),
        pytest.param({"gate": "criticality: medium"}, "go", id="not critical"),
        pytest.param({"gate": ""}, "measure-first", id="criticality not declared"),
        pytest.param({"factor": "1"}, "go", id="a factor that changes nothing"),
        pytest.param({"factor": "1.2"}, "go", id="a rewrite that makes it slower"),
        pytest.param(
            {"front": "3s", "own": "25ms", "cpu": "25", "factor": "0.4"},
            "go",
            id="15 ms, but under 1 % of the journey",
        ),
        pytest.param(
            {"front": "2.4s", "own": "25ms", "cpu": "25", "factor": "0.4"},
            "rust",
            id="15 ms, and over 1 % of the journey",
        ),
    ],
)
def test_every_condition_is_needed(changes: dict[str, str], word: str) -> None:
    assert judge(manifest(**changes)).words["pricing"] == word


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"min_phi": 0.51}, "go"),
        ({"min_share": 0.06}, "go"),
        ({"min_share": 0.06, "min_ms": 0.005}, "rust"),
        ({"min_users": 5.1}, "go"),
        ({"min_users": 4.9}, "rust"),
    ],
    ids=str,
)
def test_every_floor_is_an_option(options: dict[str, Any], word: str) -> None:
    assert judge(manifest(), **options).words["pricing"] == word


@pytest.mark.parametrize(
    ("edit", "severity"),
    [
        pytest.param(("", ""), "error", id="all measured, the factor a measured point"),
        pytest.param(
            ("cpu: 0.5}", "cpu: {low: 0.4, default: 0.5, high: 0.99}}"),
            "error",
            id="nobody else wants the seat, whatever the factor",
        ),
        pytest.param(
            ("cpu: 0.5}", "cpu: {low: 0.4, default: 0.5, high: 0.5}}"),
            "error",
            id="both ends keep it",
        ),
        pytest.param(
            ("2026-10-01, source: prometheus}\n", "2026-10-01, source: estimate}\n"),
            "warning",
            id="the service is an estimate",
        ),
        pytest.param(
            ("2026-10-01, source: prometheus}}", "2026-10-01, source: estimate}}"),
            "warning",
            id="the journey is an estimate",
        ),
        pytest.param(
            ("2026-10-01, source: prometheus}\n", "2026-08-24, source: prometheus}\n"),
            "warning",
            id="91 days old",
        ),
        pytest.param(
            ("2026-10-01, source: prometheus}\n", "2026-08-25, source: prometheus}\n"),
            "error",
            id="90 days old",
        ),
        pytest.param(("load: {rate: 1000/s, ", "load: {"), "warning", id="the rate is derived"),
    ],
)
def test_severity_follows_proof(edit: tuple[str, str], severity: str) -> None:
    text = manifest()
    if edit[0]:
        assert edit[0] in text
        text = text.replace(*edit)

    assert judge(text).loud == [(severity, "NT101", "pricing")]


def test_without_a_date_nothing_is_stale() -> None:
    text = manifest().replace("2026-10-01", "2001-01-01")

    assert judge(text, today=None).loud == [("error", "NT101", "pricing")]
    assert judge(text, today=date(2026, 11, 23)).loud == [("warning", "NT101", "pricing")]


def test_the_gate_is_only_asked_where_a_seat_would_be_held() -> None:
    held = judge(manifest(gate="")).argument("NT101", "pricing")
    not_held = judge(manifest(gate="", cpu="1")).argument("NT101", "pricing")

    assert (held.answer, held.missing) == (Answer.UNKNOWN, ("criticality",))
    assert not_held.answer is Answer.NO


MANY = """
journeys:
  order: {{entry: s0, rate: 1000/s}}
services:
{services}
"""


def chain(*cpus: float, language: str = "go") -> str:
    """A chain of equal services with these cores: 20 ms each, 1,000/s."""
    rows = [
        f"  s{number}: {{language: {language}, kind: json-api, criticality: high, self_time: 20ms,"
        f" load: {{rate: 1000/s, cpu: {cpu}}}, rewrite: {{cpu: 0.5}}"
        + (f", calls: [s{number + 1}]}}" if number + 1 < len(cpus) else "}")
        for number, cpu in enumerate(cpus)
    ]
    return MANY.format(services="\n".join(rows))


def test_seats_go_to_those_that_remove_most() -> None:
    judged = judge(chain(12, 14, 13, 11), draws=0)

    assert judged.conclusion.seats is not None
    assert judged.conclusion.seats.holders == ("s1",)
    assert judged.words == {"s0": "go", "s1": "rust", "s2": "go", "s3": "go"}
    assert judged.argument("NT101", "s2").message == "the seat goes to s1, which removes more"


def test_who_has_the_seats_is_named_with_the_condition() -> None:
    judged = judge(chain(12, 14, 13, 11).replace("criticality: high, ", "", 2), quota=0.5, draws=0)

    assert judged.argument("NT101", "s3").message == (
        "all 2 seats go to services that remove more: s1 (if its criticality is high), s2"
    )


def test_the_quota_is_a_cap() -> None:
    holders = {
        quota: judge(chain(12, 14, 13, 11), quota=quota).conclusion.seats.holders  # type: ignore[union-attr]  # the pack always gives seats
        for quota in (0.1, 0.5, 0.75)
    }

    assert holders == {0.1: ("s1",), 0.5: ("s1", "s2"), 0.75: ("s1", "s2", "s0")}


def test_equal_removals_go_by_name() -> None:
    assert judge(chain(12, 12, 12), draws=0).words == {"s0": "rust", "s1": "go", "s2": "go"}


def test_rust_in_place_is_judged_as_if_in_go() -> None:
    """10 ms of 20 ms compute in Rust; at f = 0.5 they were 20 ms of 30 ms in Go."""
    judged = judge(chain(10, language="rust"))
    numbers = judged.argument("NT101", "s0").numbers

    assert judged.words == {"s0": "rust"}
    assert judged.loud == []
    assert numbers["self_time_ms"] == pytest.approx(30.0)
    assert numbers["phi_share"] == pytest.approx(2 / 3)
    assert numbers["removable_users"] == pytest.approx(10.0)


def test_a_missing_figure_names_the_value_that_decides() -> None:
    text = manifest().replace("cpu: 10}", "idle_cpu: 0.5}")
    judged = judge(text)
    argument = judged.argument("NT101", "pricing")

    assert judged.words["pricing"] == "measure-first"
    assert argument.missing == ("load.cpu",)
    assert argument.could_be == (
        "Rust by the 90/10 rule if it uses more than 11 cores (`load.cpu` not given)"
    )


@pytest.mark.parametrize(
    ("drop", "put", "value"),
    [
        (r", cpu: 10\}", ", cpu: {}}}", r"more than ([\d.]+) cores"),
        (r"self_time: \{mean: 20ms\}", "self_time: {}ms", r"at least ([\d.]+) ms"),
    ],
    ids=["cpu", "self time"],
)
def test_the_deciding_value_decides(drop: str, put: str, value: str) -> None:
    """At the value printed it is Rust; a twentieth below it is not."""
    text = manifest()
    without = re.sub(drop, "}" if drop.startswith(", ") else "", text, count=1)
    found = re.search(value, judge(without).argument("NT101", "pricing").could_be)
    assert found is not None
    number = float(found[1])

    def word(figure: float) -> str:
        return judge(re.sub(drop, put.format(figure), text, count=1)).words["pricing"]

    assert (word(number), word(number * 0.95)) == ("rust", "go")


def test_unknown_time_and_cpu_are_decided_by_computing_time() -> None:
    text = re.sub(r"    self_time: \{mean: 20ms\}\n", "", manifest()).replace(", cpu: 10}", "}")

    assert judge(text).argument("NT101", "pricing").could_be == (
        "Rust by the 90/10 rule if it computes for more than 8.9 ms per request"
        " (`self_time` and `load.cpu` not given)"
    )


@pytest.mark.parametrize(
    ("slo", "told"),
    [
        pytest.param("{p99: 8ms}", ", and order promises 8 ms in all", id="more than is promised"),
        pytest.param("{mean: 5ms, p99: 9ms}", "", id="less than the longest promise"),
        pytest.param("{availability: 99%}", "", id="no time is promised"),
    ],
)
def test_a_deciding_value_beyond_what_a_journey_promises_says_so(slo: str, told: str) -> None:
    text = re.sub(r"    self_time: \{mean: 20ms\}\n", "", manifest()).replace(", cpu: 10}", "}")
    promised = text.replace("rate: 1000/s,", f"rate: 1000/s, slo: {slo},", 1)

    assert promised != text
    assert judge(promised).argument("NT101", "pricing").could_be == (
        f"Rust by the 90/10 rule if it computes for more than 8.9 ms per request{told}"
        " (`self_time` and `load.cpu` not given)"
    )


def test_what_could_be_freed_is_told_where_it_is_not_known() -> None:
    """1,000/s × 20 ms × (1 - 0.5), if all of it computes."""
    text = manifest().replace(", cpu: 10}", "}")

    assert judge(text).argument("NT101", "pricing").numbers == {
        "possible_users": pytest.approx(10.0),
        "gate": "criticality high, declared",
    }


def test_a_service_that_could_just_matter_is_asked_for_its_figures() -> None:
    text = manifest().replace(", cpu: 10}", "}")
    possible = judge(text).case.possible("pricing")
    argument = judge(text, min_users=possible).argument("NT101", "pricing")

    assert (argument.answer, argument.missing) == (Answer.UNKNOWN, ("load.cpu",))


@pytest.mark.parametrize(
    ("load", "gc", "cores"),
    [
        pytest.param("", "", "10", id="all of it is for requests"),
        pytest.param(", idle_cpu: 15", "", "25", id="less what it uses idle"),
        pytest.param("", "gc: {cpu_share: 60%}", "25", id="less what it collects"),
    ],
)
def test_the_deciding_cores_are_those_that_compute(load: str, gc: str, cores: str) -> None:
    """5 ms of 99.9 ms are felt, and so 10 of 1,000/s that compute have to be saved by half."""
    text = manifest(front="79.9ms").replace(", cpu: 10}", f"{load}}}\n    {gc}")

    assert judge(text).argument("NT101", "pricing").could_be == (
        f"Rust by the 90/10 rule if it uses more than {cores} cores (`load.cpu` not given)"
    )


def test_what_is_collected_is_no_part_of_the_deciding_times() -> None:
    """20 ms of CPU a request, half of it collection: 10 ms compute, which are 20 % of 50 ms."""
    text = re.sub(r"    self_time: \{mean: 20ms\}\n", "", manifest(cpu="20"))
    collecting = text + "    gc: {cpu_share: 50%}\n"
    neither = collecting.replace(", cpu: 20}", "}")

    assert "and at most 50 ms (" in judge(collecting).argument("NT101", "pricing").could_be
    assert "for more than 8.9 ms per" in judge(neither).argument("NT101", "pricing").could_be


def test_a_service_too_small_to_matter_is_not_asked_for_figures() -> None:
    text = manifest(rate="40/s").replace(", cpu: 10}", "}")
    argument = judge(text).argument("NT101", "pricing")

    assert argument.answer is Answer.NO
    assert argument.message == "even if it did nothing but compute, a rewrite would free 0.4 users"


def test_measure_first_is_rationed_to_twice_the_seats() -> None:
    rows = "\n".join(
        f"  s{number}: {{language: go, kind: json-api, criticality: high, self_time: {20 + number}ms"
        + (f", calls: [s{number + 1}]}}" if number < 4 else "}")
        for number in range(5)
    )
    judged = judge(MANY.format(services=rows))

    assert judged.words == {
        "s0": "go",
        "s1": "go",
        "s2": "go",
        "s3": "measure-first",
        "s4": "measure-first",
    }
    assert judged.loud == [("warning", "NT305", "s3"), ("warning", "NT305", "s4")]


def test_what_nothing_bounds_comes_first_in_the_ration() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s}
        services:
          a: {language: go, kind: json-api, criticality: high, self_time: 50ms, calls: [b, c]}
          b: {language: go, kind: json-api, criticality: high, self_time: 60ms}
          c: {language: go, kind: json-api, criticality: high}
        """
    )

    assert judged.words == {"a": "go", "b": "measure-first", "c": "measure-first"}


def test_without_any_rate_there_are_no_verdicts_but_three_annotations() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: web}
        services:
          web: {calls: [search, price]}
          search: {}
          price: {}
        """
    )

    assert judged.words == {}
    assert judged.findings == []
    assert judged.conclusion.lines == (
        "no verdicts yet: add `rate` to journey order, `self_time` and `load.cpu` to web and search",
        (
            "cost alone decides without a rate: each of price, search, web is Rust by cost if it uses"
            " more than 269 cores and takes at most 3 person-months (`load.cpu` not given)"
        ),
    )


@pytest.mark.parametrize(
    "row",
    [
        "kind: ml-inference",
        "kind: library",
        "kind: external",
        "managed: true",
        "lifecycle: deprecated",
        "replicas: 0",
        "lifecycle: planned",
    ],
)
def test_what_is_not_ours_to_judge_takes_no_seat(row: str) -> None:
    key = row.split(":", maxsplit=1)[0]
    text = manifest().replace("    rewrite: {cpu: 0.5}\n", "")
    text = (
        text.replace("kind: json-api", row)
        if key == "kind"
        else text.replace("kind: json-api", f"kind: json-api\n    {row}")
    )
    judged = judge(text)

    assert judged.conclusion.seats is not None
    assert judged.conclusion.seats.holders == ()


@pytest.mark.parametrize(
    ("figures", "at", "cpu"),
    [
        pytest.param("self_time: 20ms", ("self_time",), True, id="its self time"),
        pytest.param("latency: 20ms", ("latency",), True, id="its response time"),
        pytest.param(
            "operations: {a: {self_time: 20ms, cpu_time: 15ms}}", ("#key",), False, id="its key"
        ),
    ],
)
def test_the_finding_points_at_the_figures_that_are_responsible(
    figures: str, at: tuple[str, ...], *, cpu: bool
) -> None:
    entry = "s/a" if "operations" in figures else "s"
    load = "load: {cpu: 15}, " if cpu else ""
    judged = judge(
        f"""
        journeys:
          order: {{entry: {entry}, rate: 1000/s}}
        services:
          s: {{language: go, kind: json-api, criticality: high, {load}{figures}}}
        """
    )
    argument = judged.argument("NT101", "s")

    assert argument.answer is Answer.YES
    assert argument.at == ("services", "s", *at)
    assert ((("services", "s", "load", "cpu"), "computes") in argument.related) is cpu


def test_the_way_from_the_user_to_the_service_is_numbered() -> None:
    judged = judge(
        """
        journeys:
          few: {entry: api, rate: 10/s}
          many: {entry: web, rate: 1000/s}
        services:
          web: {calls: [other, {to: api, network: 1ms}]}
          other: {self_time: 90ms, calls: [leaf]}
          leaf: {self_time: 1ms}
          api: {calls: [kernel]}
          kernel: {language: go, kind: json-api, criticality: high, self_time: 90ms, load: {cpu: 80}}
        """
    )

    assert judged.argument("NT101", "kernel").related == (
        (("journeys", "many", "entry"), "1. many enters"),
        (("services", "web", "calls", 1), "2. waits for api"),
        (("services", "api", "calls", 0), "3. waits for kernel"),
        (("services", "kernel", "load", "cpu"), "computes"),
    )


def test_an_implied_journey_has_no_place_of_its_own() -> None:
    judged = judge(
        """
        services:
          s: {language: go, kind: json-api, criticality: high, self_time: 20ms, load: {rate: 1000/s, cpu: 15}}
        """
    )

    assert judged.argument("NT101", "s").related == (
        (("services", "s", "load", "cpu"), "computes"),
    )


def test_each_seat_is_told_by_the_journey_that_brings_its_own_users() -> None:
    """`left` enters by its own journey and `right` by the other; a third has no rate at all."""
    judged = judge(
        """
        journeys:
          east: {entry: right, rate: 1000/s}
          west: {entry: left, rate: 900/s}
          some: {entry: right}
        services:
          left: {language: go, kind: json-api, criticality: high, self_time: 90ms, load: {rate: 910/s, cpu: 80}}
          right: {language: go, kind: json-api, criticality: high, self_time: 90ms, load: {rate: 2000/s, cpu: 80}}
        """,
        quota=1.0,
    )

    assert judged.conclusion.seats is not None
    assert judged.conclusion.seats.holders == ("left", "right")
    assert [
        (
            judged.argument("NT101", name).related[0],
            judged.argument("NT101", name).numbers["rate_per_s"],
        )
        for name in ("left", "right")
    ] == [
        ((("journeys", "west", "entry"), "1. west enters"), 910.0),
        ((("journeys", "east", "entry"), "1. east enters"), 2000.0),
    ]


PROVEN = """
journeys:
  order: {{entry: s, rate: 800/s, measured: {{source: prometheus}}}}
  other: {{entry: s, rate: {rate}/s, measured: {{source: {source}}}}}
services:
  s:
    language: go
    kind: json-api
    criticality: high
    self_time: 20ms
    load: {{rate: 1000/s, cpu: 15{load}}}
    rewrite: {{cpu: 0.5}}
    measured: {{source: {own}}}
"""


@pytest.mark.parametrize(
    ("rate", "source", "severity"),
    [
        pytest.param(200, "prometheus", "error", id="both journeys are measured"),
        pytest.param(200, "estimate", "warning", id="a fifth of it is an estimate"),
        pytest.param(90, "estimate", "warning", id="a little over a tenth is"),
        pytest.param(88, "estimate", "error", id="a little under a tenth is"),
    ],
)
def test_only_journeys_that_bring_a_tenth_are_decisive(
    rate: int, source: str, severity: str
) -> None:
    text = PROVEN.format(rate=rate, source=source, load="", own="prometheus")

    assert judge(text).loud == [(severity, "NT101", "s")]


def test_a_journey_that_brings_exactly_a_tenth_is_decisive() -> None:
    """900/s and 100/s of 31.25 ms, half of which computes: floats hold all of it exactly."""
    text = PROVEN.format(rate=100, source="estimate", load="", own="prometheus")
    text = text.replace("800/s", "900/s").replace("20ms", "31.25ms").replace("15}", "15.625}")

    assert judge(text).loud == [("warning", "NT101", "s")]


def test_the_journeys_of_another_seat_are_not_decisive() -> None:
    text = """
    journeys:
      east: {entry: right, rate: 1000/s, measured: {source: estimate}}
      west: {entry: left, rate: 1000/s, measured: {source: prometheus}}
      some: {entry: left}
    services:
      left: {language: go, kind: json-api, criticality: high, self_time: 20ms, load: {rate: 1000/s, cpu: 15}, rewrite: {cpu: 0.5}, measured: {source: prometheus}}
      right: {language: go, kind: json-api, criticality: high, self_time: 20ms, load: {rate: 1000/s, cpu: 16}, rewrite: {cpu: 0.5}, measured: {source: prometheus}}
    """

    assert judge(text, quota=1.0).loud == [
        ("error", "NT101", "left"),
        ("warning", "NT101", "right"),
    ]


@pytest.mark.parametrize(
    ("own", "load", "severity"),
    [
        pytest.param("prometheus", "", "error", id="both from the service's source"),
        pytest.param("estimate", "", "warning", id="neither is measured"),
        pytest.param(
            "estimate", ", measured: {source: load-test}", "warning", id="the time is an estimate"
        ),
        pytest.param(
            "prometheus", ", measured: {source: estimate}", "warning", id="the load is an estimate"
        ),
        pytest.param("prometheus", ", measured: {source: traces}", "error", id="each its own"),
    ],
)
def test_own_time_and_load_have_each_their_own_source(own: str, load: str, severity: str) -> None:
    text = PROVEN.format(rate=200, source="prometheus", load=load, own=own)

    assert judge(text).loud == [(severity, "NT101", "s")]


@pytest.mark.parametrize(
    ("factor", "severity"),
    [
        ("{low: 0.4, default: 0.5, high: 0.9}", "error"),
        ("{low: 0.4, default: 0.5, high: 0.95}", "warning"),
    ],
)
def test_where_nobody_draws_a_seat_has_to_hold_at_the_high_end_of_the_factor(
    factor: str, severity: str
) -> None:
    """15 ms compute; at 0.9 it takes 1.5 ms of 20 ms off, at 0.95 only 0.75 ms."""
    text = PROVEN.format(rate=200, source="prometheus", load="", own="prometheus")

    text = text.replace("cpu: 0.5", f"cpu: {factor}")
    assert judge(text, draws=0).loud == [(severity, "NT101", "s")]


def test_a_seat_that_holds_at_the_high_end_holds_at_the_low_end() -> None:
    for text in (chain(12, 14, 13, 11), chain(19, 3, 18, 17)):
        case = judge(text, quota=0.5).case
        for name in case.candidates:
            held = [case.holds_at(name, factor) for factor in (0.2, 0.5, 0.7, 0.9)]

            assert held == sorted(held, reverse=True)


def test_what_is_to_be_tuned_first_only_warns_however_proven_its_seat() -> None:
    text = PROVEN.format(rate=200, source="prometheus", load="", own="prometheus")
    judged = judge(f"{text}    gc: {{cpu_share: 15%}}\n")

    assert judged.argument("NT101", "s").severity is Severity.ERROR
    assert judged.loud == [("warning", "NT307", "s")]
