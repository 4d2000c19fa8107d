"""The model against real requests: a page of Online Boutique under load, 52 of 100 traces.

Counts, own times and nothing else are measured from the spans; the simulation then has to say how
long whole requests take. Calls are taken as made one after another, which is what nearly all
siblings in these traces do, and as independent, which they are not quite.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from archlint.analysis import analyse
from archlint.model import Call, Distribution, Journey, Operation, Portfolio, Service

from sampling import simulated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRACES = Path(__file__).parents[3] / "shared" / "traces" / "online-boutique.jaeger.json.gz"
SHARES = (0.5, 0.75, 0.9, 0.95, 0.99)

Spans = list[tuple[str, str, float, float]]
"""(operation, the parent's operation, duration, own time) of every span, seconds."""


def spans() -> Spans:
    return [span for request in requests() for span in request]


def requests() -> list[Spans]:
    """Those for the page that is asked for most: whose root has the same calls."""
    with gzip.open(TRACES) as file:
        document: dict[str, Any] = json.load(file)
    pages: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for trace in document["data"]:
        pages.setdefault(calls_of_root(trace), []).append(trace)
    requests = []
    for trace in max(pages.values(), key=len):
        found: Spans = []
        of = {name: process["serviceName"] for name, process in trace["processes"].items()}
        names = {
            span["spanID"]: f"{of[span['processID']]}/{span['operationName']}"
            for span in trace["spans"]
        }
        parents = {
            span["spanID"]: next((one["spanID"] for one in span["references"]), "")
            for span in trace["spans"]
        }
        below: dict[str, float] = {}
        for span in trace["spans"]:
            parent = parents[span["spanID"]]
            below[parent] = below.get(parent, 0.0) + span["duration"]
        for span in trace["spans"]:
            own = max(0.0, span["duration"] - below.get(span["spanID"], 0.0))
            parent = names.get(parents[span["spanID"]], "")
            found.append((names[span["spanID"]], parent, span["duration"] / 1e6, own / 1e6))
        requests.append(found)
    return requests


def calls_of_root(trace: dict[str, Any]) -> tuple[str, ...]:
    (root,) = (span["spanID"] for span in trace["spans"] if not span["references"])
    return tuple(
        sorted(
            span["operationName"]
            for span in trace["spans"]
            if any(one["spanID"] == root for one in span["references"])
        )
    )


def measured(times: Sequence[float]) -> Distribution:
    rising = np.maximum(np.quantile(times, SHARES), 1e-9)
    return Distribution(
        mean=max(float(np.mean(times)), 1e-9),
        percentiles=tuple((share, float(at)) for share, at in zip(SHARES, rising, strict=True)),
    )


def as_measured(found: Spans) -> Portfolio:
    own: dict[str, list[float]] = {}
    counts: dict[str, dict[str, int]] = {}
    for name, parent, _, seconds in found:
        own.setdefault(name, []).append(seconds)
        of_parent = counts.setdefault(parent, {})
        of_parent[name] = of_parent.get(name, 0) + 1
    operations: dict[str, list[Operation]] = {}
    for name, times in sorted(own.items()):
        service = name.split("/", 1)[0]
        calls = tuple(
            Call(caller=name, callee=callee, stage=stage, count=number / len(times))
            for stage, (callee, number) in enumerate(sorted(counts.get(name, {}).items()))
        )
        operations.setdefault(service, []).append(
            Operation(id=name, service=service, self_time=measured(times), calls=calls)
        )
    services: Mapping[str, Service] = {
        name: Service(name=name, operations=tuple(items)) for name, items in operations.items()
    }
    (entry,) = counts[""]
    return Portfolio(
        name="traces", services=services, journeys={"page": Journey(name="page", entry=entry)}
    )


@pytest.mark.skipif(not TRACES.exists(), reason="../shared/traces is not beside this checkout")
def test_whole_requests_take_what_their_parts_say() -> None:
    found = spans()
    whole = [duration for _, parent, duration, _ in found if not parent]
    page = simulated(as_measured(found)).journey("page")

    assert page.mean.value == pytest.approx(float(np.mean(whole)), rel=0.10)
    for share in (0.5, 0.9, 0.95):
        true = float(np.quantile(whole, share))
        assert page.percentile(share).value == pytest.approx(true, rel=0.25)


@pytest.mark.skipif(not TRACES.exists(), reason="../shared/traces is not beside this checkout")
def test_percentiles_that_are_added_up_are_far_off() -> None:
    found = spans()
    whole = [duration for _, parent, duration, _ in found if not parent]
    own: dict[str, list[float]] = {}
    for name, _, _, seconds in found:
        own.setdefault(name, []).append(seconds)
    added = sum(len(times) / len(whole) * float(np.quantile(times, 0.99)) for times in own.values())

    assert added > 1.5 * float(np.quantile(whole, 0.99))


def by_service(request: Spans) -> dict[str, float]:
    """The own time of one request, seconds."""
    found: dict[str, float] = {}
    for name, _, _, seconds in request:
        service = name.split("/", 1)[0]
        found[service] = found.get(service, 0.0) + seconds
    return found


@pytest.mark.skipif(not TRACES.exists(), reason="../shared/traces is not beside this checkout")
def test_who_makes_requests_slow_is_who_is_blamed() -> None:
    """Of 52 requests no p99 can be measured; the slowest five are the best there is of a tail."""
    found = requests()
    whole = {id(spans): sum(by_service(spans).values()) for spans in found}
    slowest = [
        by_service(spans) for spans in sorted(found, key=lambda spans: -whole[id(spans)])[:5]
    ]
    slow = {name: sum(row.get(name, 0.0) for row in slowest) for name in slowest[0]}
    analysis = analyse(as_measured(spans()))
    blamed = analysis.percentiles("page").blame.services
    blame = {name: row.p99.value for name, row in blamed.items()}

    assert (
        greatest_first(blame)[:2]
        == greatest_first(slow)[:2]
        == ["frontend", "productcatalogservice"]
    )
    for parts in (blame, slow):
        assert parts["frontend"] > 0.5 * sum(parts.values())
    assert dict(analysis.journeys[0].own) == {
        name: pytest.approx(float(np.mean([by_service(spans).get(name, 0.0) for spans in found])))
        for name in slow
    }


def greatest_first(parts: Mapping[str, float]) -> list[str]:
    return sorted(parts, key=lambda name: -parts[name])
