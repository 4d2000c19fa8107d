"""A page of `archlint explain`: the article's comparison, and what the evidence says."""

from __future__ import annotations

COMPARISON: tuple[tuple[str, str, str, str], ...] = (
    (
        "learning curve",
        "low",
        "high",
        (
            "Google 2022: over two thirds confident within two months, half as productive within"
            " four. Google 2024: Rust teams as productive as Go teams, self-reported."
        ),
    ),
    (
        "performance",
        "high, with a garbage collector",
        "extreme, RAII",
        (
            "Cores and memory are the robust gain: CPU factor 0.35 to 0.95 for APIs, default 0.55."
            " Latency rarely moves where a service waits."
        ),
    ),
    (
        "concurrency",
        "goroutines, CSP",
        "async/await and threads",
        "Uber found about 2,000 data races in six months in 2,100 Go services.",
    ),
    (
        "memory management",
        "garbage collected",
        "ownership and borrowing",
        (
            "A 10 ms stop-the-world pause is history in Go; the cost shows as CPU share (20 % and"
            " more is seen) and as assist stalls."
        ),
    ),
    (
        "binary size",
        "small, static",
        "very small",
        "Matters for agents and start-up: youki starts containers in half the time of runc.",
    ),
    (
        "ecosystem",
        "cloud and DevOps",
        "systems and embedded",
        "55 % of Go developers build both CLIs and APIs; compile time is Rust's first complaint.",
    ),
)
"""The article's six claims: aspect, Go, Rust, and what the evidence says."""

_RULE = """\
# Go and Rust, as the 90/10 rule compares them

Go is the default, right for nine services of ten: standard JSON APIs, CRUD services, middleware
proxies, orchestration layers, teams that must ship and grow. Rust is for the tenth: the services
that form the critical path, that handle the most load and need the highest reliability; for
high-frequency trading, database engines and real-time video; where 10 ms of GC latency is lost
revenue; and where 20 % less CPU saves $50k a month.

"""

_HONESTLY = """

What honest engineering adds: tune Go first (GOGC, GOMEMLIMIT, PGO, a faster JSON library: Twitch
saved 30 % of its CPU). Head-room that a rewrite frees can be spent once, on shorter queues or on
fewer cores. Rewrites run 1.5 to 2 times over their estimate. "10 %" has no source: here it is a
cap, never a target, and `archlint check` says when the numbers do not carry even one.

Which rule applies which claim: critical path, load and reliability NT101; the compute bill NT103;
the domains NT104; payback NT106; the default NT201 to NT203; the share NT301; tuning first NT307.

Sources: The Register 2024-03-31; Google Open Source Blog 2023-06; arXiv 2204.00764; Go 1.26
release notes and the Green Tea post; the youki README; Go survey 2025; State of Rust 2024;
Crosslake on rewrites. `archlint explain calibration` prints the factors with their sources.
"""


def _comparison() -> str:
    head = ["| | Go | Rust | what the evidence says |", "|:--|:--|:--|:--|"]
    rows = [f"| {' | '.join(row)} |" for row in COMPARISON]
    return _RULE + "\n".join(head + rows) + _HONESTLY


GO_VS_RUST = _comparison()
