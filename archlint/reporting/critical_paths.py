"""The critical paths in sentences: how long, against which SLO, and who takes half of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.analysis.promises import exceeds, promises_of
from archlint.quantities import format_duration
from archlint.reporting.estimates import estimated, promised_percentile
from archlint.reporting.figures import share
from archlint.reporting.naming import listed
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.linting.report import PortfolioReport

_MOST_JOURNEYS = 3
_HALF = 0.5


def critical_paths(report: PortfolioReport) -> str:
    """Say `Critical path of place-order: 41 ms (mean), 61 % in 2 services (pricing, payment)`.

    The journeys that most users wait for come first; at most three are written out. Those of which
    nothing is measured share a sentence.
    """
    journeys = sorted(report.analysis.journeys, key=_by_waiting)
    measured = [times for times in journeys if times.mean]
    sentences = [_critical_path(report.analysis, times) for times in measured[:_MOST_JOURNEYS]]
    left = len(measured) - _MOST_JOURNEYS
    if left > 0:
        sentences.append(f"{plural(left, 'journey')} more: `archlint path`.")
    unmeasured = [times.name for times in journeys if not times.mean]
    if unmeasured:
        sentences.append(f"Critical path of {listed(unmeasured)}: not measured.")
    return " ".join(sentences)


def _by_waiting(times: JourneyTimes) -> tuple[float, float, str]:
    return -(times.journey.rate or 0.0) * times.mean, -times.mean, times.name


def _critical_path(analysis: Analysis, times: JourneyTimes) -> str:
    name = visible(times.name)
    bound = "at least " if times.is_lower_bound else ""
    target = missed_mean(times)
    over = f", over its SLO of {target}" if target else ""
    mean = estimated(times.mean, times.error)
    text = f"Critical path of {name}: {bound}{mean} (mean{over})"
    promised = [item for item in promises_of(analysis, times) if item.share is not None]
    text = ", ".join(filter(None, (text, *map(promised_percentile, promised))))
    names = busiest_half(times)
    if not names:
        return f"{text}."
    part = sum(times.own[name] for name in names) / times.mean
    return f"{text}, {share(part)} in {plural(len(names), 'service')} ({listed(names)})."


def missed_mean(times: JourneyTimes) -> str:
    """The promised mean where the journey's is longer, else empty: means compare with means."""
    slo = times.journey.slo
    promised = slo.latency.mean if slo is not None and slo.latency is not None else None
    if promised is None or not exceeds(times.mean, times.error, promised):
        return ""
    return format_duration(promised)


def busiest_half(times: JourneyTimes) -> tuple[str, ...]:
    """The fewest services that together carry half of the journey's time."""
    taken, names = 0.0, []
    for service, seconds in times.own.items():
        if taken >= _HALF * times.mean or not seconds:
            break
        taken += seconds
        names.append(service)
    return tuple(names)
