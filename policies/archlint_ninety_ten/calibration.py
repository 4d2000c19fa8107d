"""What a rewrite from Go to Rust does to CPU and memory, by kind: wide priors, not a fit.

Factor = Rust / Go. Only these two columns enter the model: published latencies are outcomes, and
multiplying them in would count the CPU twice. A measured factor in the manifest always wins, and
`calibration:` overrides a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import Range

if TYPE_CHECKING:
    from archlint import Portfolio, Service


class Row(Struct, frozen=True, kw_only=True):
    """One line of the table: factors of CPU and memory, where they come from, how sure they are."""

    cpu: Range
    mem: Range
    sources: tuple[str, ...]
    confidence: str = ""
    note: str = ""


TABLE: dict[str, Row] = {
    "json_api": Row(
        cpu=Range(0.35, 0.55, 0.95),
        mem=Range(0.25, 0.5, 0.95),
        sources=(
            "TikTok payments 0.66, memory 0.28 (one author, 2025)",
            "Grab counter service 0.225, the optimistic end (2025)",
            "grpc_bench 0.58 (2024) and 0.37 (2020), memory 0.94 and 0.52",
            "anthropics/connect-rust, requests per core 0.44 (the library's vendor, 2026)",
            "the-benchmarker/web-frameworks 0.50 to 0.95 (2026)",
            "kostya/benchmarks JSON 0.13 to 0.53 (2025)",
        ),
        confidence="medium, memory medium",
        note="If encoding/json dominates, a faster JSON library in Go gains about as much.",
    ),
    "crud_io_bound": Row(
        cpu=Range(0.22, 0.6, 0.95),
        mem=Range(0.3, 0.5, 1.0),
        sources=(
            "Grab counter service 0.225, an unusually heavy one in Go (2025)",
            "jimtang2/benchmarks PostgreSQL 0.89 to 0.94 (2025)",
            "stanionascu/web-benchmark, drivers move it fourfold either way (2023)",
        ),
        confidence="medium, memory low",
        note="No gain in latency; a gain in CPU that is usually on few cores.",
    ),
    "proxy_l4": Row(
        cpu=Range(0.7, 0.95, 1.05),
        mem=Range(0.3, 0.6, 1.0),
        sources=(
            "xnuter/perf-gauge 1.03 at full load (2021)",
            "a TCP echo in which Go's tail is shorter (krabbit.keenable.ai)",
            "Istio ztunnel chose Rust after prototypes in both, without figures (2023)",
        ),
        confidence="medium, memory low",
        note="System calls dominate: the tail may gain, the CPU does not.",
    ),
    "gateway_l7": Row(
        cpu=Range(0.25, 0.6, 1.8),
        mem=Range(0.4, 0.6, 1.5),
        sources=(
            "graphql-gateways-benchmark 0.24, 0.33 and 1.79, memory 0.51 to 1.53 (2025)",
            "Cloudflare Pingora 0.3, memory 0.33, but from C with Lua (2022)",
        ),
        confidence="low to medium, memory medium",
        note="Implementations differ more than languages: one Rust router is slower than Go's.",
    ),
    "storage_cache": Row(
        cpu=Range(0.3, 0.65, 1.0),
        mem=Range(0.3, 0.55, 1.0),
        sources=(
            "no measured pair: Discord read states, in charts only (2020)",
            "Dropbox Magic Pocket, memory, informally (2016)",
            "TiKV beside TiDB, chosen without a comparison (2016)",
            "CockroachDB Pebble, the other way: off-heap storage in Go",
        ),
        confidence="low, memory medium",
    ),
    "stream_processing": Row(
        cpu=Range(0.3, 0.55, 0.95),
        mem=Range(0.25, 0.5, 0.9),
        sources=(
            "Vector against a pipeline in Go, not like for like (its vendor, 2020)",
            "a statsd aggregator (Tenable), a Lambda extension (Datadog): no clean pairs either",
        ),
        confidence="low, memory low",
        note="No clean production pair of Go and Rust is published.",
    ),
    "compute_kernel": Row(
        cpu=Range(0.35, 0.65, 1.0),
        mem=Range(0.2, 0.5, 1.5),
        sources=(
            "hanabi1224/Programming-Language-Benchmarks, 0.645, memory 0.46",
            "attractivechaos/plb2, four tasks, mean 0.76",
            "kostya/benchmarks 0.53 to 1.46 (2025)",
            "Benchmarks Game, an older copy, mean 0.58",
            "Pereira 2017, time 0.37, memory 1.47, contested (arXiv 2410.05460)",
        ),
        confidence="high for kernels, memory medium",
        note="Allocation-heavy code 0.10 to 0.35, vectorisable 0.20 to 0.50, branchy 0.75 to 1.0.",
    ),
    "agent_startup": Row(
        cpu=Range(0.5, 0.8, 1.0),
        mem=Range(0.1, 0.6, 0.9),
        sources=(
            "New Relic's Lambda extension, memory 0.87 (2026)",
            "Kata's agent, 11 MB to 0.3 MB: perhaps of the binary (2020)",
            "youki against runc, time to start 0.5",
        ),
        confidence="low, memory medium",
    ),
}

ROW_OF_KIND: dict[str, str | None] = {
    "json-api": "json_api",
    "frontend": "json_api",
    "orchestrator": "json_api",
    "crud": "crud_io_bound",
    "worker": "crud_io_bound",
    "scheduler": "crud_io_bound",
    "control-plane": "crud_io_bound",
    "batch": "crud_io_bound",
    "proxy": "proxy_l4",
    "gateway": "gateway_l7",
    "database": "storage_cache",
    "storage": "storage_cache",
    "cache": "storage_cache",
    "queue": "storage_cache",
    "video-stream": "stream_processing",
    "stream-processor": "stream_processing",
    "trading": "compute_kernel",
    "kernel": "compute_kernel",
    "agent": "agent_startup",
    "ml-inference": None,
    "external": None,
    "library": None,
}
"""The calibration row of each kind; None where no factor exists and so no ΔL."""

PERFORMANCE_DOMAINS = frozenset(
    {"database", "video-stream", "stream-processor", "trading", "kernel"}
)
"""Kinds that the article puts on the Rust side."""


class Factor(Struct, frozen=True, kw_only=True):
    """New / old for CPU and memory, and in words where it comes from."""

    cpu: Range
    mem: Range
    source: str
    is_measured: bool


def factor_of(portfolio: Portfolio, service: Service) -> Factor | None:
    """The factor of a rewrite: measured in the manifest, else the prior of the service's kind.

    None for kinds without a row. An undeclared kind spans all rows.
    """
    row, source = _prior(portfolio, service.kind)
    measured = service.rewrite.cpu
    if measured is not None:
        mem = service.rewrite.mem or (row.mem if row else Range(1.0, 1.0, 1.0))
        origin = service.rewrite.source or "rewrite.cpu in the manifest"
        return Factor(cpu=measured, mem=mem, source=f"measured: {origin}", is_measured=True)
    if row is None:
        return None
    return Factor(cpu=row.cpu, mem=service.rewrite.mem or row.mem, source=source, is_measured=False)


def table(portfolio: Portfolio) -> dict[str, Row]:
    """The table with the manifest's `calibration:` overrides."""
    rows = {}
    for name, row in TABLE.items():
        override = portfolio.calibration.get(name, {})
        rows[name] = Row(
            cpu=override.get("cpu", row.cpu),
            mem=override.get("mem", row.mem),
            sources=row.sources,
        )
    return rows


def _prior(portfolio: Portfolio, kind: str | None) -> tuple[Row | None, str]:
    rows = table(portfolio)
    if kind is None:
        return _anything(rows), "prior, kind not declared"
    name = ROW_OF_KIND.get(kind)
    if not name:
        return None, ""
    is_own = "cpu" in portfolio.calibration.get(name, {})
    whose = f"the manifest's calibration, {name}" if is_own else f"prior for {kind} ({name})"
    return rows[name], whose


def row_of_anything() -> Row:
    """The prior of a kind that is not declared, as the table has it."""
    return _anything(TABLE)


def _anything(rows: dict[str, Row]) -> Row:
    """Low = the least low, default = json_api, high = the greatest high of all rows."""
    usual = rows["json_api"]
    return Row(
        cpu=Range(
            min(row.cpu.low for row in rows.values()),
            usual.cpu.default,
            max(row.cpu.high for row in rows.values()),
        ),
        mem=Range(
            min(row.mem.low for row in rows.values()),
            usual.mem.default,
            max(row.mem.high for row in rows.values()),
        ),
        sources=("all rows",),
    )
