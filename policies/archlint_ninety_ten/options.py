"""The thresholds that several rules of the pack read."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import option


@dataclass(frozen=True, slots=True, kw_only=True)
class NinetyTenOptions:
    """Settings of the pack, under `policies: ninety-ten:` in the manifest."""

    quota: float = option(
        0.10,
        "share",
        "The most services the rule puts in Rust, of all counted ones; a cap, rounded up to one"
        " service at least: only 0% is none.",
        source="the article's 10 %, which has no empirical source; NT302 tests it",
    )
    min_phi: float = option(
        0.20,
        "share",
        "Below this computing share no latency is claimed for a rewrite.",
        source="practice drawn from published rewrites; the threshold itself is not measured",
    )
    min_ms: float = option(
        0.010,
        "duration",
        "A rewrite helps if it takes this off a journey …",
        source="convention, after the article's 10 ms",
    )
    min_share: float = option(
        0.05, "share", "… or this share of the journey's mean …", source="convention"
    )
    min_users: float = option(
        1.0,
        "number",
        "… and frees at least so many waiting users.",
        source="by definition: one freed user is one freed core, less is no load",
    )
    draws: int = option(
        200,
        "integer",
        "How often the uncertain figures are drawn, to tell how sure a seat is; 10,000 at most."
        " 0: neither confidence nor margins are computed.",
        most=10_000,
        source="convention: a share of 200 is good to three per cent",
    )
    gate_availability: float = option(
        0.999,
        "share",
        "The availability target from which reliability counts as highest.",
        source='convention: three nines, for the article\'s "highest reliability"',
    )
