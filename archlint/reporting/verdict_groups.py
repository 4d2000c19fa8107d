"""The groups that verdicts are counted in, and the sentences that count them. Plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from archlint.reporting.naming import listed

if TYPE_CHECKING:
    from archlint.model import Service, Verdict

_GROUPS = (
    ("rust", "Rust"),
    ("hybrid", "Hybrid"),
    ("measure-first", "Measure first"),
    ("go", "Go"),
    ("go-by-default", "Go by default, not measured"),
    ("rust-unargued", "In Rust, nothing argues for it"),
    ("rust-unknown", "In Rust, cannot say"),
    ("either", "Another language, no case made"),
    ("none", "Native language, no verdict"),
    ("silent", "No verdict yet"),
    ("stopped", "Not running, not judged"),
)
"""The groups of verdicts in the order of the summary."""

_NAMED = ("rust", "hybrid")
"""The groups whose services are named."""


def group_of(verdict: Verdict) -> str:
    """The group a verdict is counted in; a service in Rust is never counted as Go."""
    if verdict.language == "rust" and verdict.word == "go":
        return "rust-unargued"
    if verdict.language == "rust" and verdict.word == "none":
        return "rust-unknown"
    return "go-by-default" if verdict.is_by_default else verdict.word


def verdict_groups(verdicts: Iterable[Verdict], services: Iterable[Service] = ()) -> str:
    """`Rust: 2 of 19 (pricing, search). Go: 17.`: groups that are not empty, Rust always.

    What is to be in Rust is named: a finding that says so may be waived, or in the baseline.

    Where nothing could be Rust the whole is named by the group that holds it: `Rust: 0. Another
    language, no case made: 40 of 40.` Those of `services` that are counted and have no verdict are
    groups too, so that the groups add up to N. Empty without verdicts.
    """
    running = {verdict.service: verdict for verdict in verdicts if not verdict.is_planned}
    if not running:
        return ""
    counts = Counter(map(group_of, running.values()))
    counts.update(
        "silent" if service.is_running else "stopped"
        for service in services
        if service.is_counted and service.name not in running
    )
    total = counts.total()
    judged = total - counts["either"] - counts["none"]
    known = [word for word, _ in _GROUPS]
    groups = (*_GROUPS, *((word, word) for word in sorted(counts) if word not in known))
    shown = [
        (word, label)
        for word, label in groups
        if word == "rust" or (counts[word] and not (word == "go" and counts[word] == total))
    ]
    whole = 0 if judged else 1
    return " ".join(
        f"{label}: {counts[word]}{f' of {total}' if place == whole else ''}{_named(word, running)}."
        for place, (word, label) in enumerate(shown)
    )


def _named(word: str, verdicts: Mapping[str, Verdict]) -> str:
    """` (pricing, search; in Rust already: fonts)` behind a group told by name; else empty."""
    if word not in _NAMED:
        return ""
    members = {name: item for name, item in verdicts.items() if group_of(item) == word}
    done = [name for name, item in members.items() if item.language == "rust"]
    told = [listed(name for name in members if name not in done)]
    told.append(f"in Rust already: {listed(done)}" if done else "")
    return f" ({'; '.join(filter(None, told))})" if members else ""
