"""NT306: a service in another managed language among the busiest."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLanguage(Rule):
    """Note a service in another managed language that is among the busiest and most reliable.

    The article compares Go with Rust and says nothing about Java, Python or Node: profile it
    first. A measured `rewrite: {cpu: …}` makes it judged like a service in Go.

    Why: it would rank within the seats, so saying nothing would hide it.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: search, rate: 2k/s}
        services:
          search: {language: java, criticality: high, self_time: {mean: 20ms}}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: search, rate: 2k/s}
        services:
          search: {language: java, criticality: low, self_time: {mean: 20ms}}

    Source: the article's scope.
    """

    code = "NT306"
    name = "other-language"
    severity = Severity.NOTE
