"""What waivers and the baseline keep from being reported, in sentences. Plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from archlint.reporting.naming import listed
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Waiver


def waived_line(report: PortfolioReport) -> str:
    """`Waived: 2 (NT101 pricing until 2026-12-01, …). Idle waivers: …`; empty without any."""
    waived = [
        _waiver(f"{item.finding.rule} {item.finding.subject}", item.waiver)
        for item in report.suppressed
        if item.waiver is not None
    ]
    idle = [_waiver(f"{waiver.rule} {waiver.on}", waiver) for waiver in report.idle_waivers]
    sentences = (
        (waived, f"Waived: {len(waived)} ({_counted(waived)})."),
        (idle, f"Idle waivers, covering nothing today: {len(idle)} ({_counted(idle)})."),
    )
    told = [text for waivers, text in sentences if waivers]
    return " ".join(filter(None, [proposed_sentence(report), *told]))


def proposed_sentence(report: PortfolioReport) -> str:
    """`Waivers proposed here, not applied: 1 (NT101 pricing until 2026-12-01).`; or empty."""
    proposed = [_waiver(f"{waiver.rule} {waiver.on}", waiver) for waiver in report.proposed_waivers]
    if not proposed:
        return ""
    return f"Waivers proposed here, not applied: {len(proposed)} ({_counted(proposed)})."


def _waiver(what: str, waiver: Waiver) -> str:
    return f"{what} until {waiver.until or 'no date'}"


def _counted(texts: Iterable[str]) -> str:
    """The texts, each once: one waiver may cover several findings of a rule on one service."""
    counts = Counter(texts)
    return listed(text if count == 1 else f"{count}× {text}" for text, count in counts.items())


def baseline_line(report: PortfolioReport) -> str:
    """`Baseline FILE: 40 known, 1 worsened; 2 better than known, 3 fixed (…): …`; or empty."""
    ratchet = report.ratchet
    if ratchet is None:
        return ""
    counts = [f"{ratchet.known} known"]
    counts += [
        f"{count} {word}"
        for count, word in ((ratchet.worsened, "worsened"), (ratchet.new, "new"))
        if count
    ]
    gone = [
        f"{len(entries)} {word} ({listed(f'{entry.rule} {entry.subject}' for entry in entries)})"
        for entries, word in (
            (ratchet.better, "better than known"),
            (ratchet.fixed, "fixed"),
            ([entry for entry, _ in ratchet.stale], "stale"),
        )
        if entries
    ]
    text = f"Baseline {visible(ratchet.file)}: {', '.join(counts)}"
    if not gone:
        return f"{text}."
    does = "takes them out" if not ratchet.better else "brings it up to date"
    return f"{text}; {', '.join(gone)}: `archlint baseline prune` {does}."
