"""NT202: an API, CRUD service or proxy in Rust for which nothing argues."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RustForStandardService(Rule):
    """Note a JSON API, a CRUD service or a proxy in Rust for which no argument holds.

    The rule gives no reason for Rust here; that is no advice to rewrite a working service.

    Why: standard APIs, CRUD services and middleware proxies are where Go is the default.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: baskets, rate: 5/s}
        services:
          baskets:
            language: rust
            kind: crud
            self_time: {mean: 4ms}
            load: {rate: 5/s, cpu: 0.01}
            size: 4 kloc

    Fine::

        archlint: 1
        portfolio: shop
        services:
          baskets: {language: go, kind: crud}

    Source: the article ("standard JSON APIs, CRUD services, middleware proxies").
    """

    code = "NT202"
    name = "rust-for-standard-service"
    severity = Severity.WARNING
    severities = (
        (Severity.WARNING, "of an experiment, where Go still costs nothing"),
        (Severity.NOTE, "in production: a working service is no reason to rewrite it"),
        (Severity.NOTE, "of what is only planned"),
    )
