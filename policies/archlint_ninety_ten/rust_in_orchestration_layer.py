"""NT203: an orchestrator or control plane in Rust for which nothing argues."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RustInOrchestrationLayer(Rule):
    """Note an orchestrator or a control plane in Rust for which no argument holds.

    The rule gives no reason for Rust here; that is no advice to rewrite a working service.

    Why: mature organisations mix: Go for the orchestration layer, Rust for the kernels it calls.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: checkout, rate: 5/s}
        services:
          checkout:
            language: rust
            kind: orchestrator
            self_time: {mean: 4ms}
            load: {rate: 5/s, cpu: 0.01}
            size: 4 kloc

    Fine::

        archlint: 1
        portfolio: shop
        services:
          checkout: {language: go, kind: orchestrator}

    Source: the article ("Go for the orchestration layer").
    """

    code = "NT203"
    name = "rust-in-orchestration-layer"
    severity = Severity.WARNING
    severities = (
        (Severity.WARNING, "of an experiment, where Go still costs nothing"),
        (Severity.NOTE, "in production: a working service is no reason to rewrite it"),
        (Severity.NOTE, "of what is only planned"),
    )
