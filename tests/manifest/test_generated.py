"""Properties over generated manifests: valid ones, and trees that are almost one."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from archlint.manifest import json_schema, loads
from archlint.manifest.grammar import FILE
from archlint.manifest.types import (
    Choice,
    Day,
    Flag,
    Items,
    Quantity,
    Record,
    Reference,
    Settings,
    Step,
    Table,
    Type,
    Word,
)
from archlint.model import Call, Distribution, Load, Portfolio
from archlint.source import InputError

# --- valid manifests with the values they must give -------------------------------------------

NAMES = st.text("abcdefgh-xyzäß", min_size=1, max_size=8)
NUMBERS = st.decimals(min_value="0.001", max_value="999", places=3)


def optional(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=strategies)


LOADS = optional(rate=NUMBERS, cpu=NUMBERS, memory=NUMBERS)
TIMES = optional(mean=NUMBERS, p50=NUMBERS, p99=NUMBERS)
CALLS = optional(
    count=st.integers(1, 9),
    timeout=NUMBERS,
    retries=st.integers(0, 100),
    optional=st.booleans(),
    cache_hit=st.integers(0, 100),
)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Services as plain figures. They call only services further on, so there is an entry."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    return {
        name: {
            "load": draw(LOADS),
            "self_time": draw(TIMES),
            "replicas": draw(st.integers(0, 99)),
            "calls": [
                {"to": callee, **draw(CALLS)}
                for callee in draw(st.lists(st.sampled_from(names[index + 1 :]), max_size=4))
            ]
            if names[index + 1 :]
            else [],
        }
        for index, name in enumerate(names)
    }


def as_text(draft: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The same in the manifest's words."""
    return {
        "archlint": 1,
        "portfolio": "generated",
        "services": {name: _service(figures) for name, figures in draft.items()},
    }


def _service(figures: dict[str, Any]) -> dict[str, Any]:
    units = {"rate": "{}/s", "cpu": "{}", "memory": "{}Mi"}
    return {
        "load": {key: units[key].format(value) for key, value in figures["load"].items()},
        "self_time": {key: f"{value}ms" for key, value in figures["self_time"].items()},
        "replicas": figures["replicas"],
        "calls": [
            call
            | ({"timeout": f"{call['timeout']}ms"} if "timeout" in call else {})
            | ({"cache_hit": f"{call['cache_hit']}%"} if "cache_hit" in call else {})
            for call in figures["calls"]
        ],
    }


def expected_calls(caller: str, calls: list[dict[str, Any]]) -> tuple[Call, ...]:
    seen: list[str] = []
    found = []
    for stage, call in enumerate(calls):
        seen.append(call["to"])
        timeout = call.get("timeout")
        found.append(
            Call(
                caller=caller,
                callee=call["to"],
                stage=stage,
                occurrence=seen.count(call["to"]),
                count=float(call.get("count", 1)),
                timeout=None if timeout is None else float(f"{timeout}e-3"),
                retries=call.get("retries"),
                optional=call.get("optional", False),
                cache_hit=float(f"{call.get('cache_hit', 0)}e-2"),
                pointer=("services", caller, "calls", stage),
            )
        )
    return tuple(found)


def expected_load(rate: object = None, cpu: object = None, memory: object = None) -> Load:
    return Load(
        rate=None if rate is None else float(str(rate)),
        cpu=None if cpu is None else float(str(cpu)),
        memory=None if memory is None else float(str(memory)) * 2.0**20,
    )


def expected_times(times: dict[str, Any]) -> Distribution | None:
    shares = {"p50": 0.5, "p99": 0.99}
    if not times:
        return None
    seconds = {key: float(f"{value}e-3") for key, value in times.items()}
    return Distribution(
        mean=seconds.get("mean"),
        percentiles=tuple((shares[key], seconds[key]) for key in shares if key in seconds),
    )


@given(drafts())
def test_a_valid_manifest_gives_the_values_that_were_written(
    draft: dict[str, dict[str, Any]],
) -> None:
    portfolio = loads(json.dumps(as_text(draft), ensure_ascii=False))
    assert list(portfolio.services) == sorted(draft)
    for name, figures in draft.items():
        service = portfolio.services[name]
        assert service.load == expected_load(**figures["load"])
        assert service.self_time == expected_times(figures["self_time"])
        assert service.replicas == figures["replicas"]
        assert service.operations[0].calls == expected_calls(name, figures["calls"])


def shuffled(value: Any, draw: Callable[..., Any]) -> Any:
    """The same with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: shuffled(value[key], draw) for key in keys}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


def without_places(portfolio: Portfolio) -> Portfolio:
    return replace(portfolio, at={}, sources=None)


@given(drafts(), st.data())
def test_the_order_of_keys_means_nothing(
    draft: dict[str, dict[str, Any]], data: st.DataObject
) -> None:
    text = as_text(draft)
    other = shuffled(text, data.draw)
    assert without_places(loads(json.dumps(other))) == without_places(loads(json.dumps(text)))


# --- trees that are almost a manifest -----------------------------------------------------------

JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**12)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["a", "b/x", "5m", "none", "0.999", "1e9", "a -> b", "x#2", "tier-1", "\u202e"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["to", "parallel", "async", "p50", "a"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)


def almost(kind: Type) -> st.SearchStrategy[Any]:
    """Mostly values of a type, now and then something else."""
    return st.integers(0, 60).flatmap(lambda roll: JUNK if roll == 0 else proper(kind))


def proper(kind: Type) -> st.SearchStrategy[Any]:
    if isinstance(kind, Record):
        return st.deferred(lambda: _record(kind))
    if isinstance(kind, Table):
        names = st.sampled_from(["a", "b", "c"])
        return st.dictionaries(names, st.deferred(lambda: almost(kind.item)), max_size=3)
    if isinstance(kind, Items):
        return st.lists(st.deferred(lambda: almost(kind.item)), max_size=3)
    if isinstance(kind, Step):
        return st.one_of([almost(form) for form in (kind.call, *kind.forms)])
    if isinstance(kind, Settings):
        return st.just({})
    return st.sampled_from(_examples(kind))


def _record(kind: Record) -> st.SearchStrategy[Any]:
    # `include` needs files, and a service has calls or operations.
    keys = {key.name: almost(key.type) for key in kind.keys if key.name != "include"}
    required = {key.name: keys.pop(key.name) for key in kind.required}
    whole = st.fixed_dictionaries(required, optional=keys)
    return whole | almost(kind.by_name[kind.short].type) if kind.short else whole


def _examples(kind: Type) -> list[Any]:
    if isinstance(kind, Quantity):
        texts = ["1", "14ms", "0ms", "none", "1.2k/s", "500m", "6Gi", "99.9%", "3 pm", "2 kloc"]
        texts += ["31 USD", "0"]
        return [text for text in [1, *texts] if _reads(kind, str(text))]
    if isinstance(kind, Choice | Word):
        return list(kind.words)
    if isinstance(kind, Flag):
        return [True, False]
    if isinstance(kind, Day):
        return ["2026-10-01"]
    return ["a", "b", "c"] if isinstance(kind, Reference) else ["text"]


def _reads(kind: Quantity, text: str) -> bool:
    try:
        kind.parse(text)
    except ValueError:
        return False
    return True


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def is_read(text: str | bytes) -> bool:
    """Whether a text is a manifest. A refusal has its reasons; nothing else is ever raised."""
    try:
        loads(text)
    except InputError as refusal:
        if not refusal.problems:
            raise
        return False
    return True


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(_record(FILE))
def test_the_schema_refuses_nothing_that_is_read(tree: Any) -> None:
    text = json.dumps(tree).replace("NaN", ".nan").replace("Infinity", ".inf")
    if is_read(text):
        event("read")
        assert list(validator().iter_errors(tree)) == []


@given(st.text(max_size=80) | st.text(" {}[]:,-\n#&*!|>'\"ab1", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read("archlint: 1\nportfolio: p\n" + text) in (True, False)


@given(st.binary(max_size=60))
def test_no_bytes_without_a_version_are_read(data: bytes) -> None:
    assert b"archlint" in data or not is_read(data)
