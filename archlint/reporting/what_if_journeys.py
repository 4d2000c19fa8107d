"""Every journey before and after: its mean, its percentiles, what it promises, its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.quantities import format_duration, format_rate
from archlint.reporting.difference import facts_of
from archlint.reporting.growth import UNCHANGED, grown, span, span_of_change
from archlint.reporting.summary import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.comparing import JourneyChange
    from archlint.linting.percentiles import PercentileChange, Promise
    from archlint.linting.supposing import WhatIf

_SHOWN = (0.5, 0.95, 0.99)
"""Percentiles that are a row each; others where they are promised."""

_WORTH_TELLING = 0.1
"""The standard error is told from this share of a change on."""

_ASSUMED = "σ = 0.7"


class JourneyRow(NamedTuple):
    """One figure of one journey; `facts` stand with the figure that they are about."""

    name: str
    label: str
    before: str
    after: str
    change: str
    facts: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the figure is what it was."""
        return self.before == self.after and self.change == UNCHANGED


def journey_rows(what_if: WhatIf) -> Iterator[JourneyRow]:
    """Every figure of every journey, before and after."""
    for item in what_if.journeys:
        yield _mean_row(what_if, item)
        for percentile in what_if.percentiles.get(item.name, ()):
            promises = (percentile.promised_before, percentile.promised_after)
            if percentile.share in _SHOWN or any(promises):
                yield _percentile_row(item, percentile)


def percentile_label(share: float) -> str:
    """`p99`, `p99.9`."""
    return f"p{share * 100:.10g}"


def _mean_row(what_if: WhatIf, item: JourneyChange) -> JourneyRow:
    after = what_if.then.means.get(item.name) if item.after else None
    moved = _without_one_side(item)
    if item.before is not None and item.after is not None and not moved:
        moved = span_of_change(item.before.mean, after, item.after.mean, format_duration)
    return JourneyRow(
        name=visible(item.name),
        label="mean",
        before=_mean(item.before),
        after=_mean(item.after),
        change=moved,
        facts=tuple(_facts(item)),
    )


def _mean(times: JourneyTimes | None) -> str:
    if times is None:
        return "–"
    return "not measured" if times.is_unmeasured else format_duration(times.mean)


def _without_one_side(item: JourneyChange) -> str:
    """Why two figures cannot be compared; empty where they can."""
    if item.before is None:
        return "new"
    if item.after is None:
        return "gone"
    return "unknown" if item.measured else ""


def _facts(item: JourneyChange) -> Iterator[str]:
    rates = [times.journey.rate if times else None for times in (item.before, item.after)]
    if None not in rates and rates[0] != rates[1]:
        yield " → ".join(format_rate(rate or 0.0) for rate in rates)
    yield from map(visible, facts_of(item))
    if item.after is not None and item.after.is_lower_bound and item.after.mean:
        yield "at least: not all of it is measured"


# --- percentiles ----------------------------------------------------------------------------------


def _percentile_row(item: JourneyChange, found: PercentileChange) -> JourneyRow:
    before = None if found.before is None else found.before.value
    after = None if found.after is None else found.after["default"].value
    return JourneyRow(
        name=visible(item.name),
        label=percentile_label(found.share),
        before=_seconds(before, item.before),
        after=_seconds(after, item.after),
        change=_without_one_side(item) or growth(found),
        facts=tuple(_promised(found)),
    )


def _seconds(value: float | None, times: JourneyTimes | None) -> str:
    if value is None:
        return "–" if times is None else "not measured"
    return format_duration(value)


def growth(found: PercentileChange) -> str:
    """`-41 ms ± 6 ms (-10 ms to -60 ms)`; `none that shows` where it is within its error."""
    if found.growth is None:
        return "unknown"
    if all(found.is_same(end) for end in found.growth):
        return UNCHANGED
    low, default, high = (found.growth_that_shows(end) or 0.0 for end in ("low", "default", "high"))
    if not default:
        none = UNCHANGED if found.is_same() else "none that shows"
        return none + span(low, high, format_duration)
    error = found.growth["default"].error
    telling = error >= _WORTH_TELLING * abs(default)
    within = f" ± {format_duration(error)}" if telling else ""
    return f"{grown(default, format_duration)}{within}{span(low, high, format_duration)}"


def _promised(found: PercentileChange) -> Iterator[str]:
    """`SLO p99 400 ms: kept, was missed`."""
    was, now = found.promised_before, found.promised_after
    if now is None:
        return
    label = percentile_label(found.share)
    text = f"SLO {label} {format_duration(now.seconds)}: {_state(now, found)}"
    if was is not None and was.seconds != now.seconds:
        text += f", was {format_duration(was.seconds)}"
    elif was is not None and was.state != now.state:
        text += f", was {'not clear' if was.state == 'unclear' else was.state}"
    yield text


def _state(promise: Promise, found: PercentileChange) -> str:
    """Whether a promise is kept; what is within its error says how far that reaches."""
    if promise.state != "unclear":
        return promise.state
    if found.after is None:
        return "not clear, nothing is measured"
    value, error = found.after["default"]
    if abs(value - promise.seconds) <= 2 * error:
        return f"not clear, {format_duration(value)} ± {format_duration(error)}"
    return "not clear, a part is not measured"


def percentile_news(what_if: WhatIf) -> Iterator[str]:
    """`the p99 of order is now over its SLO of 400 ms`."""
    crossed = [
        f"the {percentile_label(found.share)} of {name} is {word} its SLO of"
        f" {format_duration(found.promised_after.seconds)}"
        for name, percentiles in what_if.percentiles.items()
        for found in percentiles
        for word in [{"over": "now over", "within": "back within"}.get(found.crossing)]
        if word and found.promised_after
    ]
    yield from crossed[:1]
    if len(crossed) > 1:
        yield f"{plural(len(crossed) - 1, 'promise')} more crossed"


def tail_news(what_if: WhatIf) -> Iterator[str]:
    """The p99 that moves most, where no mean does: `the p99 of order gets 12 ms slower`."""
    moves = [
        (found.growth_that_shows() or 0.0, name)
        for name, percentiles in what_if.percentiles.items()
        for found in percentiles
        if found.share == _SHOWN[-1]
    ]
    most, name = max(moves, key=lambda item: abs(item[0]), default=(0.0, ""))
    if most:
        word = "slower" if most > 0 else "faster"
        yield f"the p99 of {name} gets {format_duration(abs(most))} {word}"


def spread_lines(what_if: WhatIf) -> Iterator[str]:
    """What the percentiles rest on."""
    assumed = len(what_if.assumed_spreads)
    if assumed:
        yield (
            f"percentiles: the spread of {plural(assumed, 'own time')} is assumed ({_ASSUMED}),"
            " for one figure is declared alone"
        )
