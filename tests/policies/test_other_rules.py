"""NT104, NT201-203, NT301, NT304-NT307: who gets a finding, and of which severity."""

from __future__ import annotations

import pytest

from archlint import Answer, Measure
from archlint_ninety_ten import PACK

from judging import Judged, judge

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
QUIET = "self_time: 4ms, load: {rate: 5/s, cpu: 0.01}, size: 4 kloc"


def one(row: str, rate: str = "5/s") -> str:
    return f"journeys:\n  order: {{entry: s, rate: {rate}}}\nservices:\n  s: {{{row}}}\n"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("database", YES),
        ("video-stream", YES),
        ("stream-processor", YES),
        ("trading", YES),
        ("kernel", YES),
        ("storage", NO),
        ("cache", NO),
        ("json-api", NO),
        ("ml-inference", NO),
    ],
)
def test_the_articles_domains(kind: str, answer: Answer) -> None:
    assert judge(one(f"kind: {kind}")).argument("NT104", "s").answer is answer


def test_an_undeclared_kind_is_an_unknown_domain() -> None:
    argument = judge(one("language: go")).argument("NT104", "s")

    assert (argument.answer, argument.missing) == (UNKNOWN, ("kind",))


def test_a_domain_alone_is_measured_first() -> None:
    judged = judge(one("language: go, kind: trading"))

    assert judged.words == {"s": "measure-first"}
    assert judged.loud == [("warning", "NT104", "s")]


def test_a_domain_says_what_would_show_it() -> None:
    judged = judge(one("language: go, kind: trading, criticality: high, self_time: 9ms", "2k/s"))

    assert judged.message("NT104", "s") == (
        "trading is on the article's list of domains for Rust; nothing here shows it yet:"
        " Rust by the 90/10 rule if it uses more than 3.6 cores (`load.cpu` not given)"
    )


def test_a_domain_that_was_tested_and_failed_stays_in_go_and_says_so() -> None:
    judged = judge(one(f"language: go, kind: trading, {QUIET}"))

    assert judged.words == {"s": "go"}
    assert judged.verdict("s").because.startswith(
        "trading is on the article's list of domains for Rust, but "
    )


def test_a_planned_service_of_a_domain_is_rust_as_a_note() -> None:
    judged = judge(
        one("language: go").replace("s: {", "t: {kind: database, lifecycle: planned}\n  s: {")
    )

    assert judged.words["t"] == "rust"
    assert ("note", "NT104", "t") in judged.findings
    assert judged.verdict("t").is_planned


@pytest.mark.parametrize(
    ("kind", "code"),
    [("batch", "NT201"), ("json-api", "NT202"), ("crud", "NT202"), ("proxy", "NT202"),
     ("orchestrator", "NT203"), ("control-plane", "NT203")],
)  # fmt: skip
def test_rust_without_a_reason_is_a_note_in_production(kind: str, code: str) -> None:
    judged = judge(one(f"language: rust, kind: {kind}, {QUIET}"))

    assert judged.findings == [("note", code, "s")]
    assert judged.message(code, "s") == "the rule gives no reason for Rust here"


@pytest.mark.parametrize(
    ("lifecycle", "severity", "advice"),
    [
        ("experimental", "warning", "a working service is no reason to rewrite it in Go"),
        ("planned", "note", "nothing is written yet: Go is the default"),
    ],
)
def test_rust_without_a_reason_is_louder_in_an_experiment(
    lifecycle: str, severity: str, advice: str
) -> None:
    judged = judge(one(f"language: rust, kind: crud, lifecycle: {lifecycle}, {QUIET}"))

    assert judged.findings == [(severity, "NT202", "s")]
    assert judged.conclusion.raised[0].help == advice


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(f"language: rust, kind: database, {QUIET}", id="a domain"),
        pytest.param("language: rust, kind: crud, criticality: high", id="not measured"),
        pytest.param(
            "language: rust, kind: crud, criticality: high, self_time: 40ms,"
            " load: {rate: 1000/s, cpu: 20}",
            id="it holds a seat",
        ),
        pytest.param(f"language: zig, kind: crud, {QUIET}", id="native"),
        pytest.param("language: rust, kind: crud, managed: true", id="bought"),
    ],
)
def test_rust_is_left_alone(row: str) -> None:
    rate = "1000/s" if "1000/s" in row else "5/s"

    assert judge(one(row, rate)).findings == []


def why_of(judged: Judged, rule: str) -> tuple[str, ...]:
    """The evidence of the first finding of a rule."""
    return next(item.why for item in judged.conclusion.raised if item.argument.rule == rule)


@pytest.mark.parametrize(
    ("rust", "go", "fires"),
    [
        pytest.param(1, 9, False, id="at the quota"),
        pytest.param(2, 8, True, id="above it"),
        pytest.param(2, 2, False, id="below five services"),
        pytest.param(2, 3, True, id="five services"),
        pytest.param(2, 9, False, id="eleven services have two seats"),
    ],
)
def test_the_quota_counts_services_in_rust(rust: int, go: int, *, fires: bool) -> None:
    rows = [f"  r{n}: {{language: rust}}" for n in range(rust)]
    rows += [f"  g{n}: {{language: go}}" for n in range(go)]
    judged = judge("services:\n" + "\n".join(rows) + "\n")

    assert (("warning", "NT301", "portfolio") in judged.findings) is fires
    if fires:
        assert judged.message("NT301", "portfolio") == (
            f"{rust} of {rust + go} services are in Rust; the quota of 10 % allows 1"
        )


def test_the_quota_counts_only_what_is_ours() -> None:
    rows = [f"  g{n}: {{language: go}}" for n in range(4)] + [
        "  ours: {language: rust}",
        "  bought: {language: rust, kind: database, managed: true}",
    ]
    judged = judge("services:\n" + "\n".join(rows) + "\n")

    assert judged.findings == []


def test_the_quota_counts_new_verdicts_too() -> None:
    big = "language: go, kind: json-api, load: {cpu: 9000}, rewrite: {effort: 5 pm}"
    rows = [f"  a{n}: {{{big}}}" for n in range(2)] + [
        f"  g{n}: {{language: go}}" for n in range(4)
    ]
    judged = judge("services:\n" + "\n".join(rows) + "\n")

    assert judged.message("NT301", "portfolio") == (
        "0 of 6 services are in Rust, 2 after all verdicts; the quota of 10 % allows 1"
    )
    assert why_of(judged, "NT301") == ("and after all verdicts: a0, a1",)


@pytest.mark.parametrize(
    ("rust", "count", "why"),
    [
        pytest.param(
            1,
            "1 of 6 services is in Rust, 2 after all verdicts",
            ("in Rust now: r0", "and after all verdicts: big"),
            id="one, and a second by its verdict",
        ),
        pytest.param(
            2,
            "2 of 7 services are in Rust, 3 after all verdicts",
            ("in Rust now: r0, r1", "and after all verdicts: big"),
            id="two",
        ),
    ],
)
def test_the_quota_names_who_is_counted(rust: int, count: str, why: tuple[str, ...]) -> None:
    big = "language: go, kind: json-api, load: {cpu: 9000}, rewrite: {effort: 5 pm}"
    rows = [f"  r{n}: {{language: rust}}" for n in range(rust)]
    rows += [f"  g{n}: {{language: go}}" for n in range(4)] + [f"  big: {{{big}}}"]
    judged = judge("services:\n" + "\n".join(rows) + "\n")

    assert judged.message("NT301", "portfolio") == f"{count}; the quota of 10 % allows 1"
    assert why_of(judged, "NT301") == why


def test_a_busy_service_that_waits_is_told_what_to_look_at() -> None:
    row = "language: go, kind: json-api, criticality: high, self_time: 80ms, load: {rate: 200/s, cpu: 0.8}"
    judged = judge(one(row, "200/s"))

    assert judged.findings == [("note", "NT304", "s")]
    assert judged.message("NT304", "s") == (
        "busiest, with 16 users waiting, but 5 % of its time is computing (needs 20 %);"
        " it takes 1.8 ms off order, 2.25 % of its mean (needs 10 ms or 5 %); it frees 0.36 waiting users (needs 1)"
    )
    assert judged.conclusion.raised[0].help.startswith("what waits, waits in Rust too")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("language: go, criticality: low, self_time: 80ms, load: {rate: 200/s, cpu: 0.8}", id="gate closed"),
        pytest.param("language: rust, kind: database, criticality: high, self_time: 80ms, load: {rate: 200/s, cpu: 0.8}, size: 1 kloc", id="in Rust"),
        pytest.param("language: java, criticality: low, self_time: 80ms, load: {rate: 200/s, cpu: 0.8}", id="in Java"),
    ],
)  # fmt: skip
def test_only_a_candidate_in_go_is_told_that_a_rewrite_would_not_help(row: str) -> None:
    assert judge(one(row, "200/s")).findings == []


def test_a_busy_service_that_computes_is_told_what_to_tune() -> None:
    row = (
        "language: go, kind: crud, criticality: high, self_time: 8ms, load: {rate: 200/s, cpu: 0.8}"
    )
    judged = judge(one(row, "200/s"))

    assert judged.findings == [("note", "NT304", "s")]
    assert judged.conclusion.raised[0].help == (
        "what computes can be tuned in Go first: GOMEMLIMIT, PGO and fewer allocations in the"
        " driver path"
    )


@pytest.mark.parametrize(
    ("cpu", "told"),
    [
        pytest.param("0.79", True, id="it mostly waits"),
        pytest.param("0.8", False, id="a fifth of it computes"),
    ],
)
def test_only_what_mostly_waits_is_told_that_it_would_wait_in_rust_too(
    cpu: str, *, told: bool
) -> None:
    row = f"language: go, kind: json-api, criticality: high, self_time: 20ms, load: {{cpu: {cpu}}}"
    (raised,) = judge(one(row, "200/s")).conclusion.raised

    assert (raised.argument.rule, "waits in Rust too" in raised.help) == ("NT304", told)


def test_the_busiest_that_would_help_but_has_no_seat_is_not_told_that_it_would_not() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s}
        services:
          a: {language: go, kind: json-api, criticality: high, self_time: 30ms, load: {cpu: 9}, calls: [b]}
          b: {language: go, kind: json-api, criticality: high, self_time: 20ms, load: {cpu: 15}}
        """
    )

    assert judged.case.busiest == ("a", "b")
    assert judged.case.test_alone("a").passes
    assert judged.findings == [("warning", "NT101", "b")]


def test_only_the_first_by_waiting_are_told() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 20/s}
        services:
          a: {criticality: high, kind: crud, self_time: 80ms, load: {cpu: 0.1}, size: 1 kloc, calls: [b]}
          b: {criticality: high, kind: crud, self_time: 81ms, load: {cpu: 0.1}, size: 1 kloc}
        """
    )

    assert judged.findings == [("note", "NT304", "b")]


def test_a_missing_input_outside_the_ration_is_a_note() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s}
        services:
          a: {kind: crud, criticality: high, self_time: 30ms, calls: [b, c]}
          b: {kind: crud, criticality: high, self_time: 31ms}
          c: {kind: crud, criticality: high, self_time: 32ms}
        """
    )

    assert judged.findings == [
        ("note", "NT305", "a"),
        ("warning", "NT305", "b"),
        ("warning", "NT305", "c"),
    ]
    assert judged.message("NT305", "a") == "Go by default, not measured: `load.cpu` not given"


def test_an_open_question_is_told_in_the_words_of_the_argument_that_is_open() -> None:
    """The bill says no, the seat is open: the finding lacks what the seat lacks."""
    judged = judge(
        one("language: go, kind: json-api, criticality: high, self_time: 20ms", "1000/s")
    )
    (raised,) = judged.conclusion.raised
    asked = judged.argument("NT101", "s")

    assert judged.argument("NT103", "s").answer is NO
    assert (raised.argument.rule, raised.argument.missing) == ("NT305", ("load.cpu",))
    assert (raised.argument.numbers, raised.argument.could_be) == (asked.numbers, asked.could_be)
    assert raised.help.startswith("`load.cpu` is CPU seconds per second")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("language: java, criticality: high", [("note", "NT306", "s")], id="java"),
        pytest.param("language: cobol, criticality: high", [("note", "NT306", "s")], id="any word"),
        pytest.param("language: java, criticality: low", [], id="gate closed"),
        pytest.param("language: java", [], id="gate unknown"),
        pytest.param("language: c, criticality: high", [], id="native"),
    ],
)
def test_another_language_among_the_busiest_is_a_note(
    row: str, expected: list[tuple[str, str, str]]
) -> None:
    assert judge(one(f"{row}, self_time: 20ms", "1000/s")).findings == expected


def test_at_most_as_many_notes_as_seats() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s, latency_is_revenue: true}
        services:
          a: {language: java, self_time: 5ms, calls: [b]}
          b: {language: java, self_time: 6ms}
        """
    )

    assert judged.words == {"a": "either", "b": "either"}
    assert judged.findings == [("note", "NT306", "b")]


def test_a_measured_factor_makes_another_language_judged() -> None:
    row = "language: java, kind: json-api, criticality: high, self_time: 20ms, load: {rate: 1000/s, cpu: 15}"

    assert judge(one(row, "1000/s")).words == {"s": "either"}
    assert judge(one(f"{row}, rewrite: {{cpu: 0.5}}", "1000/s")).words == {"s": "rust"}


BUSY = "language: go, kind: json-api, criticality: high, self_time: 20ms, load: {rate: 1000/s, cpu: 15}"
MEASURED = "measured: {at: 2026-10-01, source: prometheus}"


@pytest.mark.parametrize(
    ("gc", "word", "loud"),
    [
        pytest.param(f"gc: {{cpu_share: 15%}}, {MEASURED}", "measure-first", [("warning", "NT307", "s")], id="at 15 %"),
        pytest.param(f"gc: {{cpu_share: 14.9%}}, {MEASURED}", "rust", [("warning", "NT101", "s")], id="under 15 %"),
        pytest.param(f"gc: {{cpu_share: 15%, tuned: true}}, {MEASURED}", "rust", [("warning", "NT101", "s")], id="tuned"),
        pytest.param(f"gc: {{cpu_share: 15%, tuned: false}}, {MEASURED}", "measure-first", [("warning", "NT307", "s")], id="said to be untuned"),
        pytest.param("gc: {cpu_share: 15%}", "measure-first", [("warning", "NT307", "s")], id="an estimate"),
        pytest.param(MEASURED, "rust", [("warning", "NT101", "s")], id="share unknown"),
    ],
)  # fmt: skip
def test_tuning_comes_first(gc: str, word: str, loud: list[tuple[str, str, str]]) -> None:
    judged = judge(one(f"{BUSY}, {gc}", "1000/s"))

    assert judged.words == {"s": word}
    assert judged.loud == loud


def test_untuned_gc_without_an_argument_is_a_note() -> None:
    judged = judge(one(f"language: go, criticality: low, gc: {{cpu_share: 30%}}, {MEASURED}"))

    assert judged.findings == [("note", "NT307", "s")]


def test_untuned_gc_is_measured_in_per_cent() -> None:
    argument = judge(one(f"language: go, gc: {{cpu_share: 30%}}, {MEASURED}")).argument(
        "NT307", "s"
    )

    assert argument.measure == Measure(name="gc_cpu_share", value=30.0, unit="%")
    assert argument.numbers == {"gc_share": 0.3}


def test_what_is_little_or_tuned_is_told_in_per_cent() -> None:
    argument = judge(one("language: go, gc: {cpu_share: 14.9%}")).argument("NT307", "s")

    assert (argument.answer, argument.message) == (NO, "14.9 % of its CPU is GC")


@pytest.mark.parametrize(
    "language",
    ["language: java", "language: java, rewrite: {cpu: 0.5}", "language: rust", "kind: crud"],
)
def test_only_go_is_asked_for_its_collector(language: str) -> None:
    judged = judge(one(f"{language}, criticality: low, gc: {{cpu_share: 30%}}, {MEASURED}"))

    assert [item for item in judged.arguments if item.rule == "NT307"] == []


def test_undeclared_languages_are_judged_as_go_and_said_once() -> None:
    judged = judge(one("kind: crud, criticality: high, self_time: 4ms, load: {cpu: 0.01}"))

    assert judged.words == {"s": "go"}
    assert "1 of 1 services declare no language: judged as Go" in judged.conclusion.lines


def test_services_in_other_languages_are_told_the_same() -> None:
    judged = judge(
        """
        journeys:
          order: {entry: a, rate: 1000/s}
        services:
          a: {language: python, criticality: high, self_time: 20ms, calls: [b]}
          b: {language: java, criticality: high, self_time: 9ms}
        """,
        quota=1.0,
    )
    told = [item for item in judged.conclusion.raised if item.argument.rule == "NT306"]

    assert {(item.argument.message, item.help) for item in told} == {
        (
            "among the busiest; the article compares Go with Rust and says nothing about java, python",
            "profile it first; a measured `rewrite: {cpu: …}` makes it judged",
        )
    }
    assert [dict(item.argument.numbers) for item in told] == [
        {"waiting_users": 20.0, "language": "python"},
        {"waiting_users": 9.0, "language": "java"},
    ]


def test_undeclared_languages_are_counted_of_what_is_running() -> None:
    text = one("kind: crud, criticality: high, self_time: 4ms, load: {cpu: 0.01}")
    judged = judge(f"{text}  t: {{lifecycle: planned}}\n  u: {{language: go}}\n")

    assert "1 of 2 services declare no language: judged as Go" in judged.conclusion.lines


def test_what_is_only_planned_has_nothing_to_tune_first() -> None:
    row = f"t: {{language: go, kind: database, lifecycle: planned, gc: {{cpu_share: 30%}}, {MEASURED}}}"
    judged = judge(one("language: go").replace("s: {", f"{row}\n  s: {{"))

    assert judged.argument("NT307", "t").answer is YES
    assert judged.words["t"] == "rust"
    assert [item for item in judged.findings if item[2] == "t"] == [("note", "NT104", "t")]


@pytest.mark.parametrize("left_out", ["NT101", "NT103", "NT104", "NT106", "NT307"])
def test_a_rule_that_was_not_asked_is_not_missed(left_out: str) -> None:
    judged = judge(
        f"""
        journeys:
          order: {{entry: a, rate: 1000/s}}
        services:
          a: {{{BUSY}, gc: {{cpu_share: 30%}}, {MEASURED}, calls: [b, c, d]}}
          b: {{language: go, kind: kernel, criticality: high, self_time: 20ms}}
          c: {{language: rust, kind: crud, criticality: high, self_time: 40ms, load: {{cpu: 0.1}}, size: 1 kloc}}
          d: {{language: go, kind: crud, criticality: high, self_time: 50ms, load: {{cpu: 0.1}}, size: 1 kloc}}
        """
    )
    heard = tuple(argument for argument in judged.arguments if argument.rule != left_out)
    assert PACK.conclude is not None
    conclusion = PACK.conclude(judged.case, heard)

    assert {verdict.service for verdict in conclusion.verdicts} == set(judged.words)
    assert all(
        left_out not in (item.argument.rule, *verdict.arguments)
        for item in conclusion.raised
        for verdict in conclusion.verdicts
    )


def test_a_domain_of_which_nothing_is_known_says_from_which_cores_it_pays_back() -> None:
    judged = judge("services:\n  s: {language: go, kind: database}\n")

    assert judged.message("NT104", "s") == (
        "database is on the article's list of domains for Rust; nothing here shows it yet:"
        " Rust by cost if it uses more than 346 cores and takes at most 3 person-months (`load.cpu` not given)"
    )
