"""NT201: a service in Rust for which nothing argues."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RustOffCriticalPath(Rule):
    """Note a service in Rust for which no argument holds.

    The rule gives no reason for Rust here; that is no advice to rewrite a working service. In
    production it is a note, of an experiment a warning, because Go still costs nothing there.

    Why: Go is the default for nine services of ten: quicker to learn, to hire for and to change.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: thumbnails, rate: 5/s}
        services:
          thumbnails:
            language: rust
            kind: batch
            self_time: {mean: 40ms}
            load: {rate: 5/s, cpu: 0.1}
            size: 4 kloc

    Fine::

        archlint: 1
        portfolio: shop
        services:
          thumbnails: {language: go, kind: batch}

    Source: the article ("right for 90 % of services").
    """

    code = "NT201"
    name = "rust-off-critical-path"
    severity = Severity.WARNING
    severities = (
        (Severity.WARNING, "of an experiment, where Go still costs nothing"),
        (Severity.NOTE, "in production: a working service is no reason to rewrite it"),
        (Severity.NOTE, "of what is only planned"),
    )
