"""NT305: a verdict that waits for one figure."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecidable(Rule):
    """Name the input that is missing, and the value from which it would decide.

    A warning where the verdict is `measure-first`, which is rationed to the services that could
    matter most; a note for the others, which stay in Go by default.

    Why: a verdict on missing figures would be a guess, and silence would be one too.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: search, rate: 2k/s}
        services:
          search: {language: go, kind: json-api, criticality: high, self_time: {mean: 20ms}}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: search, rate: 2k/s}
        services:
          search:
            language: go
            kind: json-api
            criticality: high
            self_time: {mean: 20ms}
            load: {rate: 2k/s, cpu: 3}

    Source: derived from the manifest itself.
    """

    code = "NT305"
    name = "undecidable"
    severity = Severity.NOTE
    severities = (
        (Severity.WARNING, "where the input could make it Rust and is worth measuring first"),
        (Severity.NOTE, "otherwise: Go by default, not measured"),
    )
