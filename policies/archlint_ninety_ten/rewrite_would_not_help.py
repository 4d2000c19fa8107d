"""NT304: a busy service that a rewrite would not speed up, or not pay for."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteWouldNotHelp(Rule):
    """Note a Go service that looks like a candidate and is none, with the reason.

    It is among the first by users waiting, and too little of its time is computing, or nobody
    would feel the gain; or its bill is large and the rewrite would take too long to pay back.

    Why: the busiest service is the one that people want to rewrite. What waits, waits in Rust too.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: search, rate: 200/s}
        services:
          search:
            language: go
            kind: json-api
            criticality: high
            self_time: {mean: 80ms}
            load: {rate: 200/s, cpu: 0.8}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: search, rate: 200/s}
        services:
          search:
            language: go
            kind: json-api
            criticality: high
            self_time: {mean: 80ms}
            load: {rate: 200/s, cpu: 14}

    Source: Amdahl's law; the floors are conventions (options of the pack).
    """

    code = "NT304"
    name = "rewrite-would-not-help"
    severity = Severity.NOTE
