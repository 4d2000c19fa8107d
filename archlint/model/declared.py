"""What a manifest declares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from datetime import date

    from archlint.model.scales import Pointer, Range, Severity
    from archlint.source import Problem, Sources, Span

NEVER = math.inf
"""The value of `timeout: none`: declared to be unbounded, unlike an absent timeout (`None`)."""


class Measurement(Struct, frozen=True, kw_only=True):
    """Where figures come from. No `source` is an estimate."""

    at: date | None = None
    source: str = "estimate"
    window: float | None = None
    samples: int | None = None

    @property
    def is_measured(self) -> bool:
        return self.source != "estimate"


ESTIMATE = Measurement()


class Distribution(Struct, frozen=True, kw_only=True):
    """The declared figures of a time: mean, percentiles (fraction, seconds) ascending, or both."""

    mean: float | None = None
    percentiles: tuple[tuple[float, float], ...] = ()

    @property
    def is_decreasing(self) -> bool:
        """Whether a higher percentile is declared below a lower one: a contradiction (ANN003)."""
        values = [seconds for _, seconds in self.percentiles]
        return any(after < before for before, after in pairwise(values))

    def at(self, fraction: float) -> float | None:
        """The declared percentile, None where it is not declared."""
        return dict(self.percentiles).get(fraction)


class Objective(Struct, frozen=True, kw_only=True):
    """A service level objective: the target, not what is measured."""

    latency: Distribution | None = None
    availability: float | None = None


class Load(Struct, frozen=True, kw_only=True):
    """What a service handles and uses, all replicas together, averaged over the same window."""

    rate: float | None = None
    cpu: float | None = None
    idle_cpu: float | None = None
    cpu_allocated: float | None = None
    memory: float | None = None
    measured: Measurement | None = None


class Gc(Struct, frozen=True, kw_only=True):
    """What garbage collection costs: share of CPU, pause and stall as a request feels them."""

    cpu_share: float | None = None
    pause_p99: float | None = None
    stall_p99: float | None = None
    tuned: bool | None = None


class RewriteFacts(Struct, frozen=True, kw_only=True):
    """Measured factors (new / old) and the effort of a rewrite, where somebody knows them."""

    cpu: Range | None = None
    mem: Range | None = None
    effort: float | None = None
    source: str | None = None


class Backoff(Struct, frozen=True, kw_only=True):
    """The pause before attempt n+1: initial · factor^(n-1), never above `maximum`."""

    initial: float
    factor: float = 1.0
    maximum: float | None = None


class Call(Struct, frozen=True, kw_only=True):
    """An edge of the call graph, in the words of the manifest.

    `stage` is the place in the caller's order; calls of one stage run side by side. `occurrence`
    counts the calls from this operation to this callee, from 1. `timeout` and `deadline` are
    `NEVER` when declared `none`. An async call is not waited for.
    """

    caller: str
    callee: str
    stage: int
    is_async: bool = False
    occurrence: int = 1
    count: float = 1.0
    cache_hit: float = 0.0
    together: int = 1
    network: float = 0.0
    timeout: float | None = None
    deadline: float | None = None
    retries: int | None = None
    backoff: Backoff | None = None
    retry_budget: float | None = None
    idempotent: bool | None = None
    optional: bool = False
    fallback: bool = False
    circuit_breaker: bool = False
    pool: int | None = None
    protocol: str | None = None
    access: str | None = None
    pointer: Pointer = ()

    @property
    def multiplicity(self) -> float:
        """m: calls sent per request of the caller's operation."""
        return self.count * (1.0 - self.cache_hit)

    @property
    def is_limited(self) -> bool:
        """Whether a timeout or a deadline can cut the call short."""
        limits = (self.timeout, self.deadline)
        return any(limit is not None and limit < math.inf for limit in limits)

    @property
    def is_hard(self) -> bool:
        """Whether the caller fails when the callee does."""
        return not (self.is_async or self.optional or self.fallback)

    @property
    def subject(self) -> str:
        """`CALLER -> CALLEE`, with `#2` for the second call to the same callee."""
        suffix = f"#{self.occurrence}" if self.occurrence > 1 else ""
        return f"{self.caller} -> {self.callee}{suffix}"


class Operation(Struct, frozen=True, kw_only=True):
    """A vertex of the call graph; `id` is `service/name`, the bare service name when implicit.

    `variation` is the standard deviation of its own time as a share of the mean, where that is
    derived and its spread known: what is supposed of calls does not change it. No manifest says it.
    """

    id: str
    service: str
    rate: float | None = None
    cpu_time: float | None = None
    self_time: Distribution | None = None
    latency: Distribution | None = None
    slo: Objective | None = None
    calls: tuple[Call, ...] = ()
    variation: float | None = None
    pointer: Pointer = ()

    @property
    def is_implicit(self) -> bool:
        return self.id == self.service


class Service(Struct, frozen=True, kw_only=True):
    """A deployable part of the portfolio; `kind` and `language` are canonical words.

    `kind` is None when not declared or when the word says nothing; `language` is lower case.
    """

    name: str
    language: str | None = None
    kind: str | None = None
    description: str | None = None
    owner: str | None = None
    system: str | None = None
    lifecycle: str = "production"
    criticality: str | None = None
    managed: bool = False
    replicas: int | None = None
    zones: int | None = None
    load: Load = Load()
    availability: float | None = None
    slo: Objective | None = None
    latency: Distribution | None = None
    self_time: Distribution | None = None
    gc: Gc = Gc()
    kloc: float | None = None
    rewrite: RewriteFacts = RewriteFacts()
    measured: Measurement = ESTIMATE
    operations: tuple[Operation, ...] = ()
    pointer: Pointer = ()

    @property
    def is_counted(self) -> bool:
        """Whether the service is one of N, the portfolio's size (DESIGN, "Settled meanings")."""
        return (
            not self.managed
            and self.kind not in ("external", "library")
            and self.lifecycle not in ("deprecated", "planned")
        )

    @property
    def is_running(self) -> bool:
        return self.replicas != 0

    @property
    def is_planned(self) -> bool:
        """Whether the service is not there yet: outside N, L and today's T."""
        return self.lifecycle == "planned"

    @property
    def load_measured(self) -> Measurement:
        """Where the load figures come from: the load's own source, else the service's."""
        return self.load.measured or self.measured


class Journey(Struct, frozen=True, kw_only=True):
    """What users do; where traffic enters. `rate` is None when not declared."""

    name: str
    entry: str
    rate: float | None = None
    slo: Objective | None = None
    latency_is_revenue: bool = False
    measured: Measurement = ESTIMATE
    description: str | None = None
    pointer: Pointer = ()


class Team(Struct, frozen=True, kw_only=True):
    """A group of owners. `priority` is `delivery` or `efficiency`."""

    name: str
    engineers: int | None = None
    rust_engineers: int | None = None
    priority: str | None = None
    pointer: Pointer = ()


class Prices(Struct, frozen=True, kw_only=True):
    """Declared prices a month, in one currency (an ISO 4217 code)."""

    currency: str = "USD"
    vcpu_month: float | None = None
    gib_month: float | None = None
    engineer_month: float | None = None


class Waiver(Struct, frozen=True, kw_only=True):
    """A finding that a team accepts until a date. `until` is None when absent or malformed.

    `comment` is where an inline `# archlint: ignore[…]` stands and `line` the line of that file
    which it is about, 0 where there is none; one of `waivers:` has neither, and says `on` instead.
    `identity` limits it to one finding: that which a comment of another revision covers there.
    """

    rule: str
    on: str
    reason: str | None = None
    owner: str | None = None
    until: date | None = None
    until_text: str | None = None
    pointer: Pointer = ()
    comment: Span | None = None
    line: int = 0
    identity: str = ""


class RuleSettings(Struct, frozen=True, kw_only=True):
    """What `policies: RULE: {…}` says: switched off, another severity, the rule's own options."""

    enabled: bool = True
    severity: Severity | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    pointer: Pointer = ()


class PackSettings(Struct, frozen=True, kw_only=True):
    """What `policies: PACK: {…}` says."""

    enabled: bool = True
    options: Mapping[str, object] = field(default_factory=dict)
    pointer: Pointer = ()


class Settings(Struct, frozen=True, kw_only=True):
    """The manifest's `policies` block: pack name -> settings, rule code -> settings."""

    packs: Mapping[str, PackSettings] = field(default_factory=dict)
    rules: Mapping[str, RuleSettings] = field(default_factory=dict)


class Portfolio(Struct, frozen=True, kw_only=True):
    """Everything one root manifest declares, its includes joined.

    `journeys`, `services` and `teams` are in name order: the order of mappings means nothing.
    `at` answers where a value stands: the span of the value, of its key where the pointer ends in
    "#key", or of the nearest enclosing value that exists. `notes` are remarks of the reader that
    stop nothing. `calibration` overrides factors: row -> column -> range.
    """

    name: str
    root: str = "archlint.yaml"
    journeys: Mapping[str, Journey] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    prices: Prices = Prices()
    calibration: Mapping[str, Mapping[str, Range]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    settings: Settings = Settings()
    at: Mapping[Pointer, Span] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    sources: Sources | None = None

    @property
    def operations(self) -> dict[str, Operation]:
        """Every operation by id, in id order."""
        return dict(
            sorted(
                (operation.id, operation)
                for service in self.services.values()
                for operation in service.operations
            )
        )

    @property
    def size(self) -> int:
        """N: how many services the quota is a share of."""
        return sum(service.is_counted for service in self.services.values())
