"""`archlint path` for machines: rows in time order, times in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from archlint.analysis.promises import promises_of
from archlint.reporting.contributions import sampled_document
from archlint.reporting.estimates import promise_document
from archlint.reporting.json import SCHEMA_VERSION, cycle_document
from archlint.reporting.path_parts import calls_of, chosen_journeys, is_critical, service_of
from archlint.reporting.strict_json import dumps
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes, Segment
    from archlint.reporting.means_after import MeansAfter


def path_json(
    analysis: Analysis, journeys: Sequence[str], *, after: MeansAfter | None = None
) -> str:
    """The named journeys as a document, all where none is named.

    `after` is what the rewrites that verdicts argue for make of their means.
    """
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "portfolio": analysis.portfolio.name,
            "assumes_sequence": analysis.assumes_sequence,
            "cycles": [cycle_document(cycle) for cycle in analysis.cycles],
            "rewrites": list(after.targets) if after else [],
            "journeys": [
                _document(analysis, times, after.means if after else {})
                for times in chosen_journeys(analysis, journeys)
            ],
        }
    )


def _document(
    analysis: Analysis, times: JourneyTimes, after: Mapping[str, float]
) -> dict[str, Any]:
    calls, critical = calls_of(times)
    return {
        "name": times.name,
        "entry": times.journey.entry,
        "is_implied": analysis.journeys_are_implied,
        "rate_per_s": times.journey.rate,
        "mean_ms": times.mean * 1e3,
        "mean_error_ms": times.error * 1e3,
        "length_ms": times.length * 1e3,
        "mean_after_rewrites_ms": after[times.name] * 1e3 if times.name in after else None,
        "is_lower_bound": times.is_lower_bound,
        "parallel_bound_ms": times.parallel_bound * 1e3,
        "sequential_bound_ms": times.sequential_bound * 1e3,
        "network_ms": times.network * 1e3,
        "retry_wait_ms": times.account.retry_wait * 1e3,
        "calls": calls,
        "critical_calls": critical,
        "unmeasured": list(times.unmeasured),
        **sampled_document(analysis, times),
        "slo": [promise_document(promise) for promise in promises_of(analysis, times)],
        "rows": [_row_document(analysis, times, row) for row in times.path],
    }


def _row_document(analysis: Analysis, times: JourneyTimes, row: Segment) -> dict[str, Any]:
    service = service_of(row)
    known = analysis.self_times[row.operation].seconds is not None
    on_path = row.is_critical and times.length > 0
    return {
        "operation": row.operation,
        "service": service,
        "call": row.call.subject if row.call else None,
        "depth": row.depth,
        "start_ms": row.start * 1e3,
        "end_ms": row.end * 1e3,
        "own_ms": row.own * 1e3 if known and not row.is_async else None,
        "network_ms": row.network * 1e3,
        "slack_ms": None if row.is_async or not times.length else row.slack * 1e3,
        "share": row.own / times.length if on_path else None,
        "computing_share": analysis.computing[service].share,
        "multiplicity": row.times,
        "is_critical": is_critical(times, row),
        "is_async": row.is_async,
        "is_collapsed": row.is_collapsed,
    }
