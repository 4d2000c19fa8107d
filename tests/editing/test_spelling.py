"""Synonyms in the format's own words: one value at a time, to the same value."""

from __future__ import annotations

import pytest

from fixing import text_after

HEAD = "archlint: 1\nportfolio: shop\n"


def service(value: str) -> str:
    return f"{HEAD}services:\n  a:\n    {value}\n  b: {{}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("self_time: 14 secs", "self_time: 14s", id="a unit"),
        pytest.param("self_time: {p50: 3MS}", "self_time: {p50: 3ms}", id="a unit in capitals"),
        pytest.param("self_time: 3 μs", "self_time: 3µs", id="a Greek letter for the sign"),
        pytest.param('self_time: "2 Hours"', 'self_time: "2h"', id="in double quotes"),
        pytest.param("self_time: '2 hr'", "self_time: '2h'", id="in single quotes"),
        pytest.param("load: {rate: 90 rpm}", "load: {rate: 90/min}", id="per minute"),
        pytest.param("load: {rate: 1.2K req/s}", "load: {rate: 1.2k/s}", id="thousands a second"),
        pytest.param("load: {cpu: 0.5 core}", "load: {cpu: 0.5}", id="cores"),
        pytest.param("load: {cpu: 500m cores}", "load: {cpu: 500m}", id="millicores"),
        pytest.param("load: {memory: 6GiB}", "load: {memory: 6Gi}", id="binary bytes"),
        pytest.param("load: {memory: 512M}", "load: {memory: 512MB}", id="decimal bytes"),
        pytest.param("size: 14KLOC", "size: 14 kloc", id="lines of code"),
        pytest.param("rewrite: {effort: 3 person-months}", "rewrite: {effort: 3 pm}", id="effort"),
        pytest.param("replicas: 2K", "replicas: 2k", id="a count"),
        pytest.param(
            "calls: [{to: b, timeout: None}]", "calls: [{to: b, timeout: none}]", id="no limit"
        ),
        pytest.param(
            "calls: [{to: b, timeout: 1 sec}]", "calls: [{to: b, timeout: 1s}]", id="a limit"
        ),
        pytest.param(
            "calls: [{parallel: [{to: b, backoff: 20 MS}]}]",
            "calls: [{parallel: [{to: b, backoff: 20ms}]}]",
            id="deep in a step",
        ),
        pytest.param("language: Golang", "language: go", id="a language"),
        pytest.param("language: RUST", "language: rust", id="a language in capitals"),
        pytest.param("language: CSharp # .NET", "language: c# # .NET", id="a word with a hash"),
        pytest.param("kind: web-frontend", "kind: frontend", id="a kind"),
        pytest.param("kind: JSON API", "kind: json-api", id="a kind with a space"),
        pytest.param("criticality: HIGH", "criticality: high", id="a choice"),
    ],
)
def test_a_synonym_becomes_the_own_word(before: str, after: str) -> None:
    assert text_after(service(before)) == service(after)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("self_time: 14 ms", id="a space is no other spelling"),
        pytest.param("self_time: 14us", id="both spellings of micro are own"),
        pytest.param("load: {rate: 1200/s}", id="thousands written out"),
        pytest.param("load: {memory: 1024Mi}", id="a greater unit would do"),
        pytest.param("self_time: 60s", id="no other unit"),
        pytest.param("availability: 99.90 %", id="a percentage"),
        pytest.param("calls: [{to: b, network: 0 secs}]", id="a zero"),
        pytest.param("language: python3", id="a version says more"),
        pytest.param("language: Haskell", id="a language that is not known"),
        pytest.param("kind: Microservice", id="a word that says nothing"),
        pytest.param("kind: Blockchain", id="a kind that is not known"),
        pytest.param("description: 90 rpm", id="free text"),
        pytest.param('language: "\\x47o"', id="an escape"),
        pytest.param("kind: Web\n      Frontend", id="two lines"),
        pytest.param("kind: >-\n      GATEWAY", id="a block"),
    ],
)
def test_other_values_stay(value: str) -> None:
    assert text_after(service(value)) == service(value)


def test_amounts_and_settings_are_respelled_too() -> None:
    root = (
        "prices: {{vcpu_month: {}, gib_month: $4, engineer_month: 15,000 USD}}\n"
        "policies: {{NT101: {{severity: {}}}}}\nservices: {{a: {{}}}}\n"
    )
    root = root.replace("15,000 USD", '"15,000 USD"')

    assert text_after(HEAD + root.format("31 usd", "Warning")) == HEAD + root.format(
        "31 USD", "warning"
    )


# --- aliases --------------------------------------------------------------------------------------


def test_an_anchor_is_respelled_once_for_all_its_aliases() -> None:
    before = "services:\n  a: &a {language: &go Golang}\n  b: {<<: *a}\n  c: {language: *go}\n"

    assert text_after(HEAD + before) == HEAD + before.replace("Golang", "go")


@pytest.mark.parametrize(
    "services",
    [
        pytest.param("a: {kind: &k Client, owner: *k}", id="free text"),
        pytest.param("a: {kind: &k Client}, *k : {kind: crud}", id="a name"),
        pytest.param("a: {kind: &k CLIENT, language: *k}", id="a word of another meaning"),
    ],
)
def test_an_anchor_stays_where_an_alias_means_another_thing(services: str) -> None:
    text = f"{HEAD}services: {{{services}}}\n"

    assert text_after(text) == text


def test_each_kind_is_asked_for_by_its_name() -> None:
    text = service("load: {rate: 90 rpm}\n    kind: website")

    assert text_after(text, "quantities") == text.replace("90 rpm", "90/min")
    assert text_after(text, "words") == text.replace("website", "frontend")
    assert text_after(text, "waivers", "owners") == text
