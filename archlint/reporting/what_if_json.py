"""A what-if for machines: `archlint schema what-if` is its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.difference_json import finding_changes, verdict_changes
from archlint.reporting.estimates import promise_document
from archlint.reporting.json import SCHEMA_VERSION, listed_problems
from archlint.reporting.strict_json import Document, dumps
from archlint.reporting.verdict_json import range_document
from archlint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archlint.analysis import Estimate
    from archlint.analysis.queueing import Capacity
    from archlint.linting.journey_changes import JourneyChange
    from archlint.linting.outcomes import Outcome
    from archlint.linting.percentiles import PercentileChange
    from archlint.linting.supposing import Answer, WhatIf
    from archlint.model import Range
    from archlint.reporting.options import Options

_EXACT = {"low": 0.0, "default": 0.0, "high": 0.0}


def render(answer: Answer, _options: Options) -> str:
    """The document as text; complete whatever the exit code."""
    failed = answer.failed
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "exit_code": answer.exit_code,
            "asked": [{"option": option, "value": text} for option, text in answer.asked],
            "problems": listed_problems(failed.problems if failed else ()),
            "crash": (failed.crash or None) if failed else None,
            "portfolio": _portfolio(answer.what_if) if answer.what_if else None,
        }
    )


def _portfolio(what_if: WhatIf) -> Document:
    return {
        "name": what_if.name,
        "mode": "same-utilisation",
        "assumed_spreads": list(what_if.drawn.assumed),
        "rewrites": [
            {
                "service": item.service,
                "operation": item.operation or None,
                "language": item.language,
                "cpu_factor": range_document(item.translation.cpu),
                "memory_factor": range_document(item.translation.mem),
                "factor_source": item.translation.source,
                "is_measured": item.translation.is_measured,
                "is_upper_bound": item.is_upper_bound,
                "missing": list(item.missing),
            }
            for item in what_if.rewrites
        ],
        "loads": [
            {"service": item.service, "before_cores": item.before, "after_cores": item.after}
            for item in what_if.loads
        ],
        "queues": [
            {
                "service": item.service,
                "before": _queue(item.before),
                "after": _queue(item.after),
                "added_ms": item.added * 1e3,
            }
            for item in what_if.queues
        ],
        "queues_missing": _missing(what_if.queues_lack),
        "journeys": [_journey(item, what_if) for item in what_if.journeys],
        "before": _totals(what_if.now),
        "after": _totals(what_if.then),
        "per_month_change": range_document(what_if.per_month),
        "currency": what_if.currency,
        "effort_person_months": range_document(what_if.effort),
        "effort_unknown": list(what_if.effort_unknown),
        "payback_months": range_document(what_if.payback),
        "paybacks": [
            {
                "service": name,
                "before_months": range_document(was),
                "after_months": range_document(now),
            }
            for name, (was, now) in sorted(what_if.paybacks.items())
        ],
        "same_cores": _same_cores(what_if),
        "verdicts": verdict_changes(what_if.difference),
        "findings": finding_changes(what_if.difference),
    }


def _queue(capacity: Capacity) -> Document:
    return {
        "servers_per_replica": capacity.servers,
        "utilisation_share": capacity.utilisation,
        "wait_ms": capacity.wait * 1e3,
    }


def _journey(change: JourneyChange, what_if: WhatIf) -> Document:
    before, after = change.before, change.after
    return {
        "name": change.name,
        "rate_before_per_s": before.journey.rate if before else None,
        "rate_after_per_s": after.journey.rate if after else None,
        "mean_before_ms": before.mean * 1e3 if before else None,
        "mean_after_ms": _milliseconds(what_if.then.means.get(change.name) if after else None),
        "mean_growth_error_ms": {
            end: error * 1e3
            for end, error in what_if.drawn.mean_errors.get(change.name, _EXACT).items()
        },
        "percentiles": [
            _percentile(item) for item in what_if.drawn.percentiles.get(change.name, ())
        ],
        "slo_crossing": change.crossing or None,
        "joined_path": list(change.joined),
        "left_path": list(change.left),
    }


def _percentile(found: PercentileChange) -> Document:
    """One percentile; `shows` by end of the gain, for a growth within its error is none."""
    before, after, growth = found.before, found.after, found.growth
    was, now = found.promised_before, found.promised_after
    return {
        "percentile": round(found.share * 100, 9),
        "before_ms": before.value * 1e3 if before else None,
        "before_error_ms": before.error * 1e3 if before else None,
        "after_ms": _ends(after, "value"),
        "after_error_ms": _ends(after, "error"),
        "growth_ms": _ends(growth, "value"),
        "growth_error_ms": _ends(growth, "error"),
        "shows": {end: bool(found.growth_that_shows(end)) for end in growth} if growth else None,
        "slo_before": promise_document(was) if was else None,
        "slo_after": promise_document(now) if now else None,
    }


def _ends(found: Mapping[str, Estimate] | None, figure: str) -> Document | None:
    if found is None:
        return None
    return {end: getattr(estimate, figure) * 1e3 for end, estimate in found.items()}


def _milliseconds(values: Range | None) -> Document | None:
    return None if values is None else {end: t * 1e3 for end, t in values._asdict().items()}


def _totals(outcome: Outcome) -> Document:
    return {"users": range_document(outcome.users), "cores": range_document(outcome.cores)}


def _same_cores(what_if: WhatIf) -> Document | None:
    """The mode in which no core is saved; null where nothing is rewritten."""
    if not what_if.rewrites:
        return None
    outcome = what_if.same_cores
    return {
        "saved_cores": 0,
        "missing": _missing(what_if.same_cores_lacks),
        "users": range_document(outcome.users) if outcome else None,
        "journeys": [
            {"name": name, "mean_after_ms": _milliseconds(mean)}
            for name, mean in sorted(outcome.means.items())
        ]
        if outcome
        else [],
    }


def _missing(lacks: Mapping[str, tuple[str, ...]]) -> list[Document]:
    return [{"service": name, "keys": list(keys)} for name, keys in sorted(lacks.items())]
