"""Figures from samples as text: the error is printed where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.analysis.promises import ERRORS, Promise, Standing
from archlint.quantities import TIMES, format_duration

if TYPE_CHECKING:
    from archlint.analysis import Analysis

_MATTERS = 0.01
"""Two standard errors below this share of a figure hardly show in the three digits printed."""

STANDINGS = {
    Standing.KEPT: "kept",
    Standing.OPEN: "too close to call",
    Standing.MISSED: "missed",
    Standing.UNKNOWN: "not missed by what is shown",
}
"""What is said of a promise."""

MARKS = {
    Standing.KEPT: "✓",
    Standing.MISSED: "✕",
    Standing.OPEN: "?",
    Standing.UNKNOWN: "?",
}
"""Beside the word that says the same."""


def estimated(seconds: float, error: float) -> str:
    """`371 ms`, or `371 ± 6.2 ms`: within two standard errors, where they are 1 % or more."""
    text = format_duration(seconds)
    noise = within(seconds, error)
    return f"{text.partition(' ')[0]} {noise}" if noise else text


def within(seconds: float, error: float) -> str:
    """`± 6.2 ms`, two standard errors in the figure's own unit; empty below 1 % of it."""
    noise = ERRORS * error
    unit = format_duration(seconds).partition(" ")[2]
    if not noise or noise < _MATTERS * seconds or unit not in TIMES:
        return ""
    return f"± {_two_figures(noise / TIMES[unit])} {unit}"


def _two_figures(value: float) -> str:
    """`6.2`, `560`: never a power of ten."""
    text = f"{value:.2g}"
    return f"{float(text):.0f}" if "e+" in text else text


def promise_sentence(promise: Promise) -> str:
    """`SLO p99 400 ms: 371 ms, kept`; of a mean, which stands beside it, only whether."""
    promised = f"SLO {promise.key} {format_duration(promise.promised)}"
    if promise.value is None:
        return f"{promised}: not measured"
    least = "at least " if promise.is_lower_bound else ""
    found = "" if promise.share is None else f"{least}{estimated(promise.value, promise.error)}, "
    return f"{promised}: {found}{STANDINGS[promise.standing]}"


def promised_percentile(promise: Promise) -> str:
    """`p99 371 ms of 400 ms`, and what is wrong with it."""
    if promise.value is None:
        return ""
    least = "at least " if promise.is_lower_bound else ""
    over = {
        Standing.MISSED: ": over its SLO",
        Standing.OPEN: ": too close to its SLO to call",
    }.get(promise.standing, "")
    found = estimated(promise.value, promise.error)
    return f"{promise.key} {least}{found} of {format_duration(promise.promised)}{over}"


def model_line(analysis: Analysis) -> str:
    """How the times of a run were found: `times are exact means`, or on how many samples."""
    sampled = [times for times in analysis.journeys if times.is_sampled and not times.is_unmeasured]
    if not sampled:
        return "times are means"
    count = len(sampled)
    some = f" of {count} journey{'' if count == 1 else 's'}"
    whole = "" if count == len(analysis.journeys) else some
    sampling = analysis.samples.settings
    correlated = f", correlation {sampling.correlation:.3g}" if sampling.correlation else ""
    seed = f", seed {sampling.seed}" if sampling.seed else ""
    return f"times{whole} are means of {analysis.samples.samples:,} samples{seed}{correlated}"


def promise_document(promise: Promise) -> dict[str, object]:
    """A promised time against the simulated one, in milliseconds."""
    value = promise.value
    return {
        "of": promise.key,
        "promised_ms": promise.promised * 1e3,
        "value_ms": None if value is None else value * 1e3,
        "error_ms": promise.error * 1e3,
        "is_lower_bound": promise.is_lower_bound,
        "standing": promise.standing.value,
    }
