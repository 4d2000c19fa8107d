"""Portfolios of several kinds, for what reports draw; each text is a manifest."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads
from archlint_ninety_ten import PACK

from reported import TODAY

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


@cache
def served(text: str) -> PortfolioReport:
    """What the engine and the ninety-ten pack say about a manifest; the same one for all tests."""
    return lint(loads(text, catalogue=catalogue_of((PACK,))), packs=(PACK,), today=TODAY)


CASCADE = """\
archlint: 1
portfolio: cascade
prices: {vcpu_month: 30 USD, gib_month: 2 USD, engineer_month: "10,000 USD"}
policies: {ninety-ten: {quota: 40%}}
journeys:
  order: {entry: front, rate: 1k/s, slo: {p99: 400ms}}
  pay: {entry: till, rate: 300/s}
services:
  front:
    language: go
    kind: frontend
    criticality: high
    self_time: {p50: 3ms, p99: 9ms}
    load: {rate: 1k/s, cpu: 1}
    calls: [{parallel: [hot, warm]}, {to: bank}]
  hot:
    language: go
    kind: kernel
    criticality: high
    self_time: {p50: 40ms, p99: 80ms}
    load: {rate: 1k/s, cpu: 40, memory: 8Gi}
    rewrite: {cpu: {low: 0.3, default: 0.4, high: 0.8}, mem: 0.5, source: spike of May}
    size: 9 kloc
  warm:
    language: go
    kind: json-api
    criticality: high
    self_time: {p50: 30ms, p99: 60ms}
    load: {rate: 1k/s, cpu: 26, cpu_allocated: 40}
    size: 4 kloc
  till:
    language: go
    kind: json-api
    criticality: high
    self_time: {p50: 30ms, p99: 50ms}
    load: {rate: 300/s, cpu: 7}
    size: 3 kloc
    calls: [tax]
  tax:
    language: go
    kind: crud
    criticality: high
    self_time: {p50: 6ms, p99: 20ms}
    load: {rate: 300/s, cpu: 0.9}
  bank: {kind: external, latency: {p50: 3ms, p99: 3ms}}
"""
"""Two journeys; `warm` is hidden behind `hot` until that is rewritten, then the other way round."""

FINE = """\
archlint: 1
portfolio: fine
journeys:
  order: {entry: front, rate: 100/s}
services:
  front:
    language: go
    kind: frontend
    self_time: {mean: 2ms}
    load: {rate: 100/s, cpu: 0.1}
    calls: [stock]
  stock:
    language: go
    kind: crud
    self_time: {mean: 5ms}
    load: {rate: 100/s, cpu: 0.2}
"""
"""Nothing to rewrite: the most that a rewrite would free is a fraction of a user."""

BARE = """\
archlint: 1
portfolio: bare
services:
  a: {calls: [b, c]}
  b: {calls: [c]}
  c: {}
"""
"""Names and calls alone: nothing can be weighed."""


def many(size: int) -> str:
    """A portfolio of so many services: ten journeys, every service calls two later ones."""
    lines = ["archlint: 1", "portfolio: many", "journeys:"]
    lines += [
        f"  j{number}: {{entry: s{number}, rate: {100 + 40 * number}/s}}" for number in range(10)
    ]
    lines.append("services:")
    for number in range(size):
        later = [callee for callee in (2 * number + 10, 3 * number + 11) if callee < size]
        calls = f", calls: [{', '.join(f's{callee}' for callee in later)}]" if later else ""
        lines.append(
            f"  s{number}: {{language: go, kind: {_KINDS[number % 4]}, criticality: high,"
            f" self_time: {{p50: {2 + number % 17}ms, p99: {9 + number % 40}ms}},"
            f" load: {{cpu: {(12 if number % 4 == 2 else 0.2) + number % 9 / 3:.2f}}}{calls}}}"
        )
    return "\n".join(lines) + "\n"


_KINDS = ("json-api", "crud", "kernel", "orchestrator")
