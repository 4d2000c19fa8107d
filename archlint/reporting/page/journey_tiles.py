"""Large figures of journeys: the one worst off against its SLO, the one that gains most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.analysis.promises import Standing
from archlint.quantities import format_duration, format_percentile, format_users
from archlint.reporting.estimates import within
from archlint.reporting.figures import share
from archlint.reporting.naming import coded, every
from archlint.reporting.page.figures import UNMEASURED, Figure, modest
from archlint.reporting.page.outlook import sides_of, standing_after
from archlint.reporting.page.tile import Tile

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.outlook import Sides
    from archlint.reporting.page.rewritten import Rewritten
    from archlint.reporting.page.slos import Slo


def worst_tile(report: PortfolioReport, rewritten: Rewritten, slos: Sequence[Slo]) -> Tile:
    """The journey that is worst off against its SLO; without any the heaviest one."""
    if not slos:
        return _heaviest(report, rewritten)
    name, promise = slos[0]
    label = f"{name}, {promise.key}"
    promised = f"SLO {format_duration(promise.promised)}"
    sides = sides_of(rewritten, name, promise.share) if promise.value is not None else None
    if sides is None:
        note = f"{promised}; add `self_time` to its services"
        return Tile(label=label, value=UNMEASURED, unit="", note=note)
    state = {Standing.MISSED: "bad", Standing.OPEN: "warn", Standing.KEPT: "ok"}
    return _duration(
        label,
        sides,
        state=state.get(promise.standing, ""),
        note=_about(slos, standing_after(promise, sides)) + _unmoved(report, sides),
    )


def _unmoved(report: PortfolioReport, sides: Sides) -> str:
    """That the rewrites change nothing that stands out of the figure's error."""
    return "; no change that shows" if report.rewrites and not sides.moves else ""


def _about(slos: Sequence[Slo], after: Standing) -> str:
    """What the worst promise comes to, and the others."""
    promise = slos[0].promise
    slo, now = f"SLO {format_duration(promise.promised)}", promise.standing
    if now is Standing.MISSED:
        over = format_duration((promise.value or 0.0) - promise.promised)
        turned = {
            Standing.KEPT: ", kept after the rewrites",
            Standing.OPEN: ", too close to call after the rewrites",
        }.get(after, "")
        return f"misses its SLO of {format_duration(promise.promised)} by {over}{turned}"
    if now is Standing.OPEN:
        return f"{slo}: too close to call{', kept after' if after is Standing.KEPT else ''}"
    if now is Standing.UNKNOWN:
        return f"{slo}: not missed by what is measured"
    kept = sum(item.promise.standing is Standing.KEPT for item in slos)
    if kept < len(slos):
        return f"{slo} kept; {len(slos) - kept} of {len(slos)} SLOs not known"
    if kept == 1:
        return f"{slo} kept"
    limit = format_duration(promise.promised)
    return f"{every(kept)} SLOs kept; {coded(slos[0].journey)} is nearest to its limit, {limit}"


def _heaviest(report: PortfolioReport, rewritten: Rewritten) -> Tile:
    """The mean of the journey that keeps most users waiting, where nobody promised anything."""
    known = [times for times in report.analysis.journeys if not times.is_unmeasured]
    if not known:
        note = "add `self_time` or `latency` to the services of a journey"
        return Tile(label="Journeys", value=UNMEASURED, unit="", note=note)
    heaviest = min(
        known, key=lambda item: (-(item.journey.rate or 0.0) * item.mean, -item.mean, item.name)
    )
    sides = sides_of(rewritten, heaviest.name, None)
    least = "at least; " if heaviest.is_lower_bound else ""
    note = f"{least}no SLO declared: add `slo` to the journey"
    return _duration(f"{heaviest.name}, mean", sides, note=note) if sides else _no_journey()


def _no_journey() -> Tile:
    return Tile(label="Journeys", value=UNMEASURED, unit="", note="add a journey with its `rate`")


def _duration(label: str, sides: Sides, *, note: str, state: str = "") -> Tile:
    """A time before and after; what moves within its error does not move."""
    value = sides.after if sides.moves else sides.before
    number, _, unit = format_duration(value.value).partition(" ")
    was, _, was_unit = format_duration(sides.before.value).partition(" ")
    moves = sides.moves and (was, was_unit) != (number, unit)
    before = Figure(sides.before.value, was if was_unit == unit else f"{was} {was_unit}")
    return Tile(
        label=label,
        before=before if moves else None,
        value=Figure(value.value, number),
        unit=unit,
        error=within(value.value, value.error),
        note=note,
        state=state,
    )


def gain_tile(report: PortfolioReport, rewritten: Rewritten, told: Sequence[Slo]) -> Tile | None:
    """The journey whose mean shrinks by the largest part; its p99 where it promises one."""
    if not report.rewrites:
        return None
    parts = {
        times.name: 1.0 - rewritten.times(times.name).mean / times.mean
        for times in report.analysis.journeys
        if times.mean and rewritten.moves(times.name)
    }
    best = min(parts, key=lambda name: (-parts[name], name), default="")
    if not best or parts[best] <= 0:
        return None
    is_told = bool(told) and told[0].journey == best and told[0].promise.share is not None
    part = None if is_told else _promised_share(report, best)
    sides = sides_of(rewritten, best, part)
    if sides is None or not sides.moves:
        part, sides = None, sides_of(rewritten, best, None)
    if sides is None or not sides.moves:
        return None
    key = "mean" if part is None else format_percentile(part)
    off = sides.before.value - sides.after.value
    note = f"{share(off / sides.before.value)} less, the largest gain of a journey"
    return _duration(f"{best}, {key}", sides, note=note)


def _promised_share(report: PortfolioReport, journey: str) -> float | None:
    """The highest percentile that the journey promises, if any."""
    slo = report.analysis.journey(journey).journey.slo
    latency = slo.latency if slo is not None else None
    return latency.percentiles[-1][0] if latency is not None and latency.percentiles else None


def waiting_tile(report: PortfolioReport, weighing: Weighing) -> Tile:
    """Who waits, where no rewrite takes anything off."""
    label = "Users waiting at any moment"
    waiting = report.analysis.waiting
    if not report.analysis.has_rates:
        return Tile(label=label, value=UNMEASURED, unit="", note="add `rate` to the journeys")
    if not waiting.total:
        note = "add `self_time` to the services that users wait for"
        return Tile(label=label, value=UNMEASURED, unit="", note=note)
    number, _, unit = modest(waiting.total, format_users).partition(" ")
    free = modest(weighing.left, format_users) if weighing.alone else ""
    note = f"all rewrites together would free {free}" if free else "add `load.cpu` to the services"
    return Tile(label=label, value=Figure(waiting.total, number), unit=unit, note=note)
