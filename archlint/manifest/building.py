"""Values -> the model's nouns. What could not be read was remarked on and is simply not there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from archlint.manifest.grammar import PERCENTILES
from archlint.model import (
    ESTIMATE,
    Backoff,
    Call,
    Distribution,
    Gc,
    Journey,
    Load,
    Measurement,
    Objective,
    Operation,
    Pointer,
    Range,
    RewriteFacts,
    Service,
    Team,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archlint.manifest.places import Places
    from archlint.manifest.reading import Values
    from archlint.manifest.references import References
    from archlint.manifest.remarks import Remarks


def distribution(values: Values | None) -> Distribution | None:
    """The declared times, None where none is declared."""
    if not values:
        return None
    times = tuple((share, values[name]) for name, share in PERCENTILES.items() if name in values)
    if not times and "mean" not in values:
        return None
    return Distribution(mean=values.get("mean"), percentiles=times)


def objective(values: Values | None) -> Objective | None:
    if not values:
        return None
    return Objective(latency=distribution(values), availability=values.get("availability"))


def measurement(values: Values | None) -> Measurement | None:
    return Measurement(**values) if values is not None else None


def figure(values: Values | None) -> Range | None:
    """A range; a bare default is exact."""
    if not values or "default" not in values:
        return None
    default = values["default"]
    return Range(values.get("low", default), default, values.get("high", default))


class Builder:
    """Builds services, journeys and teams, and looks up what they refer to."""

    def __init__(self, references: References, remarks: Remarks, places: Places) -> None:
        self.references = references
        self.remarks = remarks
        self.places = places

    def team(self, name: str, values: Values) -> Team:
        return Team(name=name, pointer=("teams", name), **values)

    def journey(self, name: str, values: Values) -> Journey | None:
        """A journey, None where its entry could not be found."""
        pointer = ("journeys", name)
        if "entry" not in values:
            return None
        entry = self.references.operation(values["entry"], (*pointer, "entry"))
        if entry is None:
            return None
        return Journey(
            name=name,
            entry=entry,
            rate=values.get("rate"),
            slo=objective(values.get("slo")),
            latency_is_revenue=values.get("latency_is_revenue", False),
            measured=measurement(values.get("measured")) or ESTIMATE,
            description=values.get("description"),
            pointer=pointer,
        )

    def service(self, name: str, values: Values) -> Service:
        pointer = ("services", name)
        return Service(
            name=name,
            load=self._load(values.get("load")),
            slo=objective(values.get("slo")),
            latency=distribution(values.get("latency")),
            self_time=distribution(values.get("self_time")),
            gc=Gc(**values.get("gc", {})),
            kloc=values.get("size"),
            rewrite=self._rewrite(values.get("rewrite", {}), (*pointer, "rewrite")),
            measured=measurement(values.get("measured")) or ESTIMATE,
            operations=tuple(self._operations(name, values, pointer)),
            pointer=pointer,
            **{key: values[key] for key in _SAME if key in values},
        )

    def _load(self, values: Values | None) -> Load:
        facts = dict(values or {})
        return Load(measured=measurement(facts.pop("measured", None)), **facts)

    def _rewrite(self, values: Values, pointer: Pointer) -> RewriteFacts:
        return RewriteFacts(
            cpu=self.range(values.get("cpu"), (*pointer, "cpu")),
            mem=self.range(values.get("mem"), (*pointer, "mem")),
            effort=values.get("effort"),
            source=values.get("source"),
        )

    def range(self, values: Values | None, pointer: Pointer) -> Range | None:
        """A range; one that is not in order is remarked on."""
        found = figure(values)
        if found and not found.low <= found.default <= found.high:
            low, default, high = found
            message = f"expected low ≤ default ≤ high, got {low:g}, {default:g}, {high:g}"
            self.remarks.problem(message, self.places[pointer], pointer)
        return found

    # --- operations and calls ---------------------------------------------------------------------

    def _operations(self, service: str, values: Values, pointer: Pointer) -> Iterator[Operation]:
        operations: Mapping[str, Any] = values.get("operations") or {}
        if not operations:
            calls = self._calls(service, values.get("calls", ()), (*pointer, "calls"))
            yield Operation(id=service, service=service, calls=calls, pointer=pointer)
        for name in sorted(operations):
            place = (*pointer, "operations", name)
            yield self._operation(f"{service}/{name}", service, operations[name] or {}, place)

    def _operation(
        self, identifier: str, service: str, values: Values, pointer: Pointer
    ) -> Operation:
        return Operation(
            id=identifier,
            service=service,
            rate=values.get("rate"),
            cpu_time=values.get("cpu_time"),
            self_time=distribution(values.get("self_time")),
            latency=distribution(values.get("latency")),
            slo=objective(values.get("slo")),
            calls=self._calls(identifier, values.get("calls", ()), (*pointer, "calls")),
            pointer=pointer,
        )

    def _calls(self, caller: str, steps: Sequence[Any], pointer: Pointer) -> tuple[Call, ...]:
        occurrences: Counter[str] = Counter()
        calls = []
        for stage, place, values, is_async in _flat(steps, pointer):
            callee = self.references.operation(values["to"], (*place, "to"))
            if callee is None:
                continue
            occurrences[callee] += 1
            facts = {key: values[key] for key in values if key not in ("to", "backoff")}
            calls.append(
                Call(
                    caller=caller,
                    callee=callee,
                    stage=stage,
                    is_async=is_async,
                    occurrence=occurrences[callee],
                    backoff=_backoff(values.get("backoff")),
                    pointer=place,
                    **facts,
                )
            )
        return tuple(calls)


_SAME = (
    "language",
    "kind",
    "description",
    "owner",
    "system",
    "lifecycle",
    "criticality",
    "managed",
    "replicas",
    "zones",
    "availability",
)
"""Keys of a service that are fields of the same name."""


def _backoff(values: Values | None) -> Backoff | None:
    if not values or "initial" not in values:
        return None
    return Backoff(
        initial=values["initial"], factor=values.get("factor", 1.0), maximum=values.get("max")
    )


def _flat(steps: Sequence[Any], pointer: Pointer) -> Iterator[tuple[int, Pointer, Values, bool]]:
    """Every call that names a callee: stage, pointer, values, whether it is not waited for.

    The stage is the number of the step, so an async step has one that nothing else shares.
    """
    for stage, step in enumerate(steps):
        if step:
            for place, call in _members(step, (*pointer, stage)):
                if call and "to" in call:
                    yield stage, place, call, "async" in step


def _members(step: Values, pointer: Pointer) -> Sequence[tuple[Pointer, Any]]:
    if "parallel" in step:
        place = (*pointer, "parallel")
        return [((*place, index), call) for index, call in enumerate(step["parallel"])]
    return [((*pointer, "async"), step["async"])] if "async" in step else [(pointer, step)]
