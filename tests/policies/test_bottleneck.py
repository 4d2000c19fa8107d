"""Where the bottleneck lies: the split adds up, and its sentences say no more than is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import analyse
from archlint.model import Portfolio, Team
from archlint_ninety_ten.bottleneck import (
    Split,
    cost_and_teams_line,
    parts_of,
    removable_of,
    split_of,
    waiting_line,
    who_ships,
    whole_of,
)
from archlint_ninety_ten.case import Case, prepare
from archlint_ninety_ten.options import NinetyTenOptions

from graphs import portfolios
from judging import judge

LANGUAGES = st.sampled_from([None, "go", "rust", "java", "c"])
KINDS = st.sampled_from([None, "json-api", "kernel", "ml-inference", "external"])


def case_of(portfolio: Portfolio) -> Case:
    return prepare(analyse(portfolio), NinetyTenOptions())


@st.composite
def mixed(draw: st.DrawFn) -> Portfolio:
    """A portfolio in several languages, some of it bought, planned or deprecated."""
    whole = draw(portfolios())
    services = {
        name: replace(
            item,
            language=draw(LANGUAGES),
            kind=draw(KINDS),
            managed=draw(st.sampled_from([False, False, False, True])),
            lifecycle=draw(st.sampled_from(["production", "production", "deprecated", "planned"])),
        )
        for name, item in whole.services.items()
    }
    return replace(whole, services=services)


@settings(max_examples=150)
@given(mixed())
def test_the_parts_are_the_whole(whole: Portfolio) -> None:
    """Σ parts = Σ λ·T, none of them negative, whatever the languages."""
    case = case_of(whole)
    split = split_of(case)
    parts = (split.removable, split.computing, split.waiting, split.network, split.unmeasured)

    assert sum(parts) == pytest.approx(case.analysis.waiting.total, rel=1e-9, abs=1e-12)
    assert all(part >= -1e-12 for part in parts)


@settings(max_examples=150)
@given(st.lists(st.floats(0.0, 3000.0), min_size=5, max_size=5))
def test_the_parts_add_up_as_they_are_printed(figures: list[float]) -> None:
    removable, computing, waiting, network, unmeasured = figures
    split = Split(
        removable=removable,
        computing=computing,
        waiting=waiting,
        network=network,
        unmeasured=unmeasured,
    )
    printed = [float(text.replace(",", "")) for _, _, text in parts_of(split)]
    whole = float(whole_of(split).replace(",", ""))
    unit = 1.0 if whole >= 100 else 0.1 if whole >= 10 else 0.01

    assert sum(printed) == pytest.approx(whole, abs=1e-9)
    for told, users in zip(
        printed, (removable, computing, waiting, network, unmeasured), strict=True
    ):
        assert abs(told - users) <= unit * (1 + 1e-9)


API = "language: go, kind: json-api, self_time: 20ms, load: {cpu: 15}"


@pytest.mark.parametrize(
    ("services", "line"),
    [
        pytest.param(
            f"a: {{{API}}}",
            "20 users wait at any moment: 6.7 for computing that Rust would remove, 8.3 for computing"
            " that stays, 5 for I/O, locks and what is bought",
            id="computing and waiting",
        ),
        pytest.param(
            f"a: {{{API.replace('go', 'rust')}}}",
            "20 users wait at any moment: 0 for computing that Rust would remove, 15 for computing"
            " that stays, 5 for I/O, locks and what is bought",
            id="in Rust nothing is left to remove",
        ),
        pytest.param(
            f"a: {{{API.replace('go', 'java')}}}",
            "20 users wait at any moment: 0 for computing that Rust would remove, 15 for computing"
            " that stays, 5 for I/O, locks and what is bought",
            id="of another language nobody knows a factor",
        ),
        pytest.param(
            "a: {language: go, self_time: 20ms}",
            "20 users wait at any moment: 0 for computing that Rust would remove, 20 for what is not"
            " measured",
            id="no CPU",
        ),
        pytest.param(
            "a: {kind: external, latency: 20ms}",
            "20 users wait at any moment: 0 for computing that Rust would remove, 20 for I/O, locks"
            " and what is bought",
            id="bought",
        ),
        pytest.param(
            f"a: {{{API}, calls: [{{to: b, network: 3ms}}]}}\n  b: {{language: go}}",
            "at least 23 users wait at any moment: 6.7 for computing that Rust would remove, 8.3 for"
            " computing that stays, 5 for I/O, locks and what is bought, 3 for the network",
            id="the network, and a time that nobody knows",
        ),
        pytest.param(
            f"a: {{{API}, calls: [b, c, d]}}\n"
            "  b: {language: python, self_time: 10ms}\n"
            "  c: {language: go, kind: ml-inference, self_time: 4ms, load: {cpu: 3}}\n"
            "  d: {managed: true, self_time: 1.04ms}",
            "35 users wait at any moment: 6.8 for computing that Rust would remove, 11.2 for computing"
            " that stays, 7 for I/O, locks and what is bought, 10 for what is not measured",
            id="everything",
        ),
    ],
)
def test_the_waiting_is_split_in_one_sentence(services: str, line: str) -> None:
    judged = judge(f"journeys:\n  order: {{entry: a, rate: 1000/s}}\nservices:\n  {services}\n")

    assert waiting_line(judged.case) == line
    assert line in judged.conclusion.head


def test_each_of_several_visits_is_split() -> None:
    """Twice 20 ms of which 15 compute, at 1,000/s."""
    twice = API.replace("cpu: 15", "cpu: 30")
    judged = judge(
        f"""
        journeys:
          o: {{entry: web, rate: 1k/s}}
        services:
          web: {{managed: true, self_time: 1ms, calls: [{{to: a, count: 2}}]}}
          a: {{{twice}, gc: {{cpu_share: 0%}}}}
        """
    )
    split = split_of(judged.case)

    assert split.removable + split.computing == pytest.approx(30.0)
    assert split.waiting == pytest.approx(11.0)


def test_a_journey_that_nobody_counts_is_no_bound() -> None:
    text = f"""
    journeys:
      o: {{entry: a, rate: 1k/s}}
      p: {{entry: b}}
    services:
      a: {{{API}}}
      b: {{language: go}}
    """

    assert waiting_line(judge(text).case).startswith("20 users wait")


def test_what_is_only_planned_takes_no_one_off() -> None:
    text = f"journeys:\n  o: {{entry: a, rate: 1000/s}}\nservices:\n  a: {{{API}}}\n"
    more = f"  next: {{lifecycle: planned, {API}}}\n"

    assert split_of(judge(text + more).case) == split_of(judge(text).case)


def test_a_rewrite_that_makes_it_slower_removes_nothing() -> None:
    slower = API + ", rewrite: {cpu: 1.5}"
    judged = judge(f"journeys:\n  o: {{entry: a, rate: 1k/s}}\nservices:\n  a: {{{slower}}}\n")

    assert split_of(judged.case).removable == 0.0


@pytest.mark.parametrize(
    ("row", "removed"),
    [
        pytest.param(API, 6.75, id="go"),
        pytest.param(API.replace("go", "rust"), None, id="in Rust"),
        pytest.param(API.replace("go", "java"), None, id="another language"),
        pytest.param("language: go, self_time: 20ms", None, id="not measured"),
    ],
)
def test_what_one_service_would_remove(row: str, removed: float | None) -> None:
    judged = judge(f"journeys:\n  o: {{entry: a, rate: 1k/s}}\nservices:\n  a: {{{row}}}\n")
    found = removable_of(judged.case, "a")

    assert found == (None if removed is None else pytest.approx(removed))


@pytest.mark.parametrize(
    ("teams", "told"),
    [
        pytest.param(
            [(4, "delivery")],
            "delivery comes first for 1 of 1 team, 4 of their engineers know Rust",
            id="one",
        ),
        pytest.param(
            [(1, "delivery"), (0, "efficiency")],
            "delivery comes first for 1 of 2 teams, 1 of their engineers knows Rust",
            id="one of two",
        ),
        pytest.param(
            [(2, "delivery"), (None, "delivery")],
            "delivery comes first for 2 of 2 teams, at least 2 of their engineers know Rust",
            id="one did not count",
        ),
        pytest.param(
            [(None, None)],
            "delivery comes first for 0 of 1 team, how many of their engineers know Rust is not given",
            id="nobody did",
        ),
    ],
)
def test_who_ships_is_held_against_who_knows_rust(
    teams: list[tuple[int | None, str | None]], told: str
) -> None:
    listed = [Team(name="t", rust_engineers=count, priority=word) for count, word in teams]

    assert who_ships(listed) == told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("services:\n  a: {}\n", "", id="nothing given"),
        pytest.param(
            "services:\n  a: {load: {cpu: 10}}\n",
            "compute costs $310 a month, and 20 % less CPU would save $62.0 of it",
            id="a bill",
        ),
        pytest.param(
            "services:\n  a: {load: {cpu: 10, cpu_allocated: 20}}\n  b: {}\n",
            "compute costs at least $620 a month, and 20 % less CPU would save $124 of it",
            id="what is allocated, and one that says nothing",
        ),
        pytest.param(
            "prices: {vcpu_month: 40 EUR}\nservices:\n  a: {language: rust, load: {cpu: 10}}\n",
            "compute costs 400 EUR a month, and 20 % less CPU would save 80.0 EUR of it",
            id="what Rust costs today, not what Go would",
        ),
        pytest.param(
            "services:\n  a: {load: {cpu: 10}}\n  b: {lifecycle: planned, load: {cpu: 90}}\n",
            "compute costs $310 a month, and 20 % less CPU would save $62.0 of it",
            id="what is only planned costs nothing",
        ),
        pytest.param(
            "teams:\n  web: {priority: delivery, rust_engineers: 0}\nservices:\n  a: {}\n",
            "delivery comes first for 1 of 1 team, 0 of their engineers know Rust",
            id="teams alone",
        ),
        pytest.param(
            "teams:\n  web: {priority: efficiency, rust_engineers: 2}\nservices:\n  a: {load: {cpu: 10}}\n",
            "compute costs $310 a month, and 20 % less CPU would save $62.0 of it; delivery comes first for 0 of 1 team, 2 of their engineers know Rust",
            id="both",
        ),
    ],
)
def test_bill_and_teams_are_one_sentence(text: str, line: str) -> None:
    judged = judge(text)

    assert cost_and_teams_line(judged.case, 0.2) == line
    assert judged.conclusion.head == ((line,) if line else ())


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        pytest.param({}, "20 % less CPU would save $", id="the cut of the article"),
        pytest.param(
            {"NT103": {"cut": 0.5}}, "50 % less CPU would save $", id="the cut that NT103 costs"
        ),
    ],
)
def test_the_head_costs_the_cut_that_the_rule_costs(rules: dict[str, Any], told: str) -> None:
    services = """
    journeys: {order: {entry: shop, rate: 100/s}}
    services:
      shop: {language: go, self_time: 9ms, load: {rate: 100/s, cpu: 10}}
    """
    conclusion = judge(services, rules=rules).conclusion

    assert conclusion.page is not None
    assert told in " ".join(conclusion.head)
    assert told in conclusion.page
