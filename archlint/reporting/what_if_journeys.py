"""Every journey before and after: its mean, its percentiles, what it promises, its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from archlint.analysis.promises import ERRORS, Standing
from archlint.quantities import format_duration, format_percentile, format_rate
from archlint.reporting.difference import facts_of
from archlint.reporting.estimates import STANDINGS, promise_sentence
from archlint.reporting.figures import plain
from archlint.reporting.growth import UNCHANGED, difference, grown, span
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.journey_changes import JourneyChange
    from archlint.linting.percentiles import PercentileChange
    from archlint.linting.supposing import WhatIf
    from archlint.model import Range

_SHOWN = (0.5, 0.95, 0.99)
"""Percentiles that are a row each; others where they are promised."""

_WORTH_TELLING = 0.1
"""The error is told where two of it are this share of a change or more."""


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
        for percentile in what_if.drawn.percentiles.get(item.name, ()):
            promises = (percentile.promised_before, percentile.promised_after)
            if percentile.share in _SHOWN or any(promises):
                yield _percentile_row(what_if, item, percentile)


def _mean_row(what_if: WhatIf, item: JourneyChange) -> JourneyRow:
    after = what_if.then.means.get(item.name) if item.after else None
    moved = _without_one_side(item)
    if item.before is not None and item.after is not None and not moved:
        moved = _mean_growth(what_if, item.name, item.before.mean, after)
    return JourneyRow(
        name=visible(item.name),
        label="mean",
        before=_mean(item.before),
        after=_mean(item.after),
        change=moved,
        facts=tuple(_facts(item)),
    )


def _mean_growth(what_if: WhatIf, name: str, before: float, after: Range | None) -> str:
    """`-6 ms (-3 ms to -6 ms)`; a mean on samples that moves within its error moves nowhere."""
    if after is None:
        return UNCHANGED
    grown_by = {end: difference(before, mean) for end, mean in after._asdict().items()}
    if not any(grown_by.values()):
        return UNCHANGED
    shown = {
        end: value if what_if.drawn.shows(name, value, end) else 0.0
        for end, value in grown_by.items()
    }
    return told_growth(shown, is_same=not grown_by["default"])


def told_growth(shown: Mapping[str, float], *, is_same: bool, within: str = "") -> str:
    """A growth by end of the gain: what of it shows, and whether there is none at its default."""
    between = span(shown["low"], shown["high"], format_duration)
    if shown["default"]:
        return f"{grown(shown['default'], format_duration)}{within}{between}"
    return f"{UNCHANGED if is_same else 'none that shows'}{between}"


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


def _percentile_row(what_if: WhatIf, item: JourneyChange, found: PercentileChange) -> JourneyRow:
    before = None if found.before is None else found.before.value
    after = None if found.after is None else found.after["default"].value
    return JourneyRow(
        name=visible(item.name),
        label=format_percentile(found.share),
        before=_seconds(before, item.before),
        after=_seconds(after, item.after),
        change=_without_one_side(item) or growth(found),
        facts=tuple(_promised(found, saturated_on(what_if, item))),
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
    shown = {end: found.growth_that_shows(end) or 0.0 for end in found.growth}
    error = found.growth["default"].error
    noise = ERRORS * error
    is_telling = noise >= _WORTH_TELLING * abs(shown["default"])
    within = f" ± {format_duration(noise)}" if is_telling else ""
    return told_growth(shown, is_same=found.is_same(), within=within)


def saturated_on(what_if: WhatIf, item: JourneyChange) -> list[str]:
    """The services of a journey into which more comes than they can serve: times have no end."""
    if item.after is None:
        return []
    visited = {operation.split("/", 1)[0] for operation in item.after.visits}
    return [
        queue.service
        for queue in what_if.queues
        if queue.after.is_saturated and queue.service in visited
    ]


def _promised(found: PercentileChange, saturated: list[str]) -> Iterator[str]:
    """`SLO p99 400 ms: kept, was missed`."""
    was, now = found.promised_before, found.promised_after
    if now is None:
        return
    if saturated:
        yield f"SLO {now.key} {format_duration(now.promised)}: missed, {saturated[0]} is saturated"
        return
    text = f"SLO {now.key} {format_duration(now.promised)}: {STANDINGS[now.standing]}"
    if now.standing is Standing.OPEN:
        text = promise_sentence(now)
    if was is not None and was.promised != now.promised:
        text += f", was {format_duration(was.promised)}"
    elif was is not None and was.standing != now.standing:
        text += f", was {STANDINGS[was.standing]}"
    yield text


def percentile_news(what_if: WhatIf) -> Iterator[str]:
    """`the p99 of order is now over its SLO of 400 ms`."""
    crossed = [
        f"the {format_percentile(found.share)} of {name} is {word} its SLO of"
        f" {format_duration(found.promised_after.promised)}"
        for name, percentiles in what_if.drawn.percentiles.items()
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
        for name, percentiles in what_if.drawn.percentiles.items()
        for found in percentiles
        if found.share == _SHOWN[-1]
    ]
    most, name = max(moves, key=lambda item: abs(item[0]), default=(0.0, ""))
    if most:
        word = "slower" if most > 0 else "faster"
        yield f"the p99 of {name} gets {format_duration(abs(most))} {word}"


def spread_lines(what_if: WhatIf) -> Iterator[str]:
    """What the percentiles rest on."""
    assumed, spread = len(what_if.drawn.assumed), plain(what_if.drawn.spread)
    if assumed:
        yield (
            f"percentiles: the spread of {plural(assumed, 'own time')} is assumed (σ = {spread}),"
            " for one figure is declared alone"
        )
