"""Large figures of journeys: the one worst off against its SLO, the one that gains most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.analysis.promises import Standing
from archlint.quantities import format_duration, format_percentile, format_users
from archlint.reporting.estimates import within
from archlint.reporting.figures import share
from archlint.reporting.naming import coded, every
from archlint.reporting.page.figures import UNMEASURED, figure, parted
from archlint.reporting.page.outlook import sides_of, standing_after
from archlint.reporting.page.tile import Tile, unknown_tile
from archlint.reporting.page.totals import total_waiting
from archlint.reporting.waiters import uncounted

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.lacking import Lacking
    from archlint.reporting.page.outlook import Sides
    from archlint.reporting.page.rewritten import Rewritten
    from archlint.reporting.page.slos import Slo


def worst_tile(
    report: PortfolioReport, rewritten: Rewritten, slos: Sequence[Slo], lacking: Lacking
) -> Tile:
    """The journey that is worst off against its SLO; without any the heaviest one."""
    if lacking.of_journeys is not None:
        return unknown_tile("Journeys", lacking.of_journeys)
    if not slos:
        return _heaviest(report, rewritten)
    name, promise = slos[0]
    label = f"{name}, {promise.key}"
    promised = f"SLO {format_duration(promise.promised)}"
    sides = sides_of(rewritten, name, promise.share) if promise.value is not None else None
    is_least = promise.is_lower_bound
    if sides is None:
        note = f"{promised}; add `self_time` to its services"
        return Tile(label=label, value=UNMEASURED, unit="", note=note)
    state = {Standing.MISSED: "bad", Standing.OPEN: "warn", Standing.KEPT: "ok"}
    return _duration(
        label,
        sides,
        is_least=is_least,
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
            Standing.KEPT: "; after the rewrites it is kept",
            Standing.OPEN: "; after the rewrites it is too close to call",
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
        return Tile(label="Journeys", value=UNMEASURED, unit="", note=_NO_TIME)
    heaviest = min(
        known, key=lambda item: (-(item.journey.rate or 0.0) * item.mean, -item.mean, item.name)
    )
    sides = sides_of(rewritten, heaviest.name, None)
    note = "no SLO declared: add `slo` to the journey"
    if sides is None:
        return Tile(label="Journeys", value=UNMEASURED, unit="", note=_NO_TIME)
    label, is_least = f"{heaviest.name}, mean", heaviest.is_lower_bound
    return _duration(label, sides, is_least=is_least, note=note)


_NO_TIME = "add `self_time` or `latency` to the services of a journey"


def _duration(label: str, sides: Sides, *, is_least: bool, note: str, state: str = "") -> Tile:
    """A time before and after; what moves within its error does not move."""
    value = sides.after if sides.moves else sides.before
    number, unit = parted(figure(value.value, format_duration, is_least=is_least))
    whole = figure(sides.before.value, format_duration, is_least=is_least)
    was, was_unit = parted(whole)
    moves = sides.moves and (was.text, was_unit) != (number.text, unit)
    return Tile(
        label=label,
        before=(was if was_unit == unit else whole) if moves else None,
        value=number,
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
    is_least = report.analysis.journey(best).is_lower_bound
    return _duration(f"{best}, {key}", sides, is_least=is_least, note=note)


def _promised_share(report: PortfolioReport, journey: str) -> float | None:
    """The highest percentile that the journey promises, if any."""
    slo = report.analysis.journey(journey).journey.slo
    latency = slo.latency if slo is not None else None
    return latency.percentiles[-1][0] if latency is not None and latency.percentiles else None


def waiting_tile(lacking: Lacking) -> Tile:
    """Who waits, where no rewrite takes anything off."""
    label = "Users waiting at any moment"
    if lacking.of_waiting is not None:
        return unknown_tile(label, lacking.of_waiting)
    analysis, reason = lacking.weighing.report.analysis, lacking.of_rewrites
    number, unit = parted(total_waiting(analysis))
    note = f"all rewrites together would free {format_users(lacking.weighing.left)}"
    if reason is not None:
        note = reason.add or reason.why
    told = "; ".join(filter(None, (uncounted(analysis), note)))
    return Tile(label=label, value=number, unit=unit, note=told)
