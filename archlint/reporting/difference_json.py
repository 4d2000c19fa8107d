"""A difference for machines: `archlint schema diff` is its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archlint.linting.finding_changes import Change
from archlint.quantities import format_percentile
from archlint.reporting.contributions import estimate_document
from archlint.reporting.estimates import promise_document
from archlint.reporting.finding_json import finding_document, waiver_document
from archlint.reporting.json import SCHEMA_VERSION, listed_problems
from archlint.reporting.json_schemas import list_of, object_of, or_null
from archlint.reporting.strict_json import Document, dumps
from archlint.reporting.subjects import Subjects
from archlint.reporting.verdict_json import range_document, verdict_document
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.comparing import Bill, Comparison, Difference
    from archlint.linting.finding_changes import FindingChange
    from archlint.linting.journey_changes import JourneyChange
    from archlint.linting.percentiles import PercentileChange
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.options import Options


def render(comparison: Comparison, options: Options) -> str:
    """The document as text; complete whatever the exit code."""
    failed = comparison.failed
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "exit_code": 0
            if options.exit_zero and failed is None
            else comparison.exit_code(options.fail_on),
            "before": comparison.before,
            "after": comparison.after,
            "problems": listed_problems(failed.problems if failed else ()),
            "crash": (failed.crash or None) if failed else None,
            "portfolios": [_difference(item) for item in comparison.differences],
        }
    )


def _difference(difference: Difference) -> Document:
    return {
        "name": difference.name,
        "is_new": difference.before is None,
        "is_gone": difference.after is None,
        "judge": difference.judge or None,
        "proposed_waivers": [waiver_document(item) for item in difference.proposed_waivers],
        "findings": finding_changes(difference),
        "verdicts": verdict_changes(difference),
        "journeys": [_journey(item) for item in difference.journeys],
        "bill_before": _bill(difference.bill_before),
        "bill_after": _bill(difference.bill_after),
    }


def _side_of(item: FindingChange, difference: Difference) -> PortfolioReport | None:
    """The report that has the finding: what is fixed is gone from the later one."""
    return difference.before if item.change is Change.FIXED else difference.after


def finding_changes(difference: Difference) -> list[Document]:
    """The findings that came, went or got worse."""
    return [
        {
            "change": item.change.value,
            "worse_by": item.worse_by or None,
            "finding": finding_document(
                item.finding,
                _subjects(_side_of(item, difference)),
            ),
        }
        for item in difference.findings
    ]


def verdict_changes(difference: Difference) -> list[Document]:
    """The verdicts with another word than before."""
    return [
        {
            "service": item.service,
            "before": verdict_document(item.before) if item.before else None,
            "after": verdict_document(item.after) if item.after else None,
        }
        for item in difference.verdicts
    ]


def _subjects(report: PortfolioReport | None) -> Subjects | None:
    return Subjects(report.portfolio, report.analysis) if report else None


def _journey(change: JourneyChange) -> Document:
    delta = change.delta
    return {
        "name": change.name,
        "mean_before_ms": _mean(change.before),
        "is_lower_bound_before": change.before.is_lower_bound if change.before else None,
        "mean_after_ms": _mean(change.after),
        "is_lower_bound_after": change.after.is_lower_bound if change.after else None,
        "delta_ms": None if delta is None else delta * 1e3,
        "slo_crossing": change.crossing or None,
        "percentile_crossings": [
            {**promise_document(item.promise), "crossing": item.word} for item in change.crossings
        ],
        "percentiles": [_percentile(item) for item in change.percentiles],
        "joined_path": list(change.joined),
        "left_path": list(change.left),
    }


def _percentile(item: PercentileChange) -> Document:
    """A promised percentile that moved, with its standard errors, in milliseconds."""
    after = item.after["default"] if item.after else None
    growth = item.growth["default"] if item.growth else None
    return {
        "of": format_percentile(item.share),
        "before": estimate_document(item.before) if item.before else None,
        "after": estimate_document(after) if after else None,
        "growth": estimate_document(growth) if growth else None,
        "promised": promise_document(item.promised_after) if item.promised_after else None,
    }


def _mean(times: JourneyTimes | None) -> float | None:
    """In milliseconds; null where nothing of it is measured: unknown is not zero."""
    return None if times is None or times.is_unmeasured else times.mean * 1e3


def _bill(bill: Bill | None) -> Document | None:
    if bill is None:
        return None
    return {
        "cores": bill.cores,
        "per_month": range_document(bill.per_month),
        "currency": bill.currency,
        "declared_services": bill.declared,
        "size_services": bill.size,
    }


def difference_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this document; its parts are those of the report's."""
    from archlint.reporting import report_schema

    report = report_schema()
    text, number = {"type": ["string", "null"]}, {"type": ["number", "null"]}
    truth = {"type": ["boolean", "null"]}
    names = {"type": "array", "items": {"type": "string"}}
    return {
        "$schema": report["$schema"],
        "title": "archlint difference",
        "description": "What `archlint diff --output-format json` writes.",
        **object_of(
            schema_version={"const": SCHEMA_VERSION},
            archlint={"type": "string"},
            exit_code={"enum": [0, 1, 2]},
            before={"type": "string"},
            after={"type": "string"},
            problems={"type": "array", "items": {"$ref": "#/$defs/problem"}},
            crash=text,
            portfolios={"type": "array", "items": {"$ref": "#/$defs/difference"}},
        ),
        "$defs": report["$defs"]
        | {
            "difference": object_of(
                name={"type": "string"},
                is_new={"type": "boolean"},
                is_gone={"type": "boolean"},
                judge=text,
                proposed_waivers={"type": "array", "items": {"$ref": "#/$defs/waiver"}},
                findings=finding_changes_schema(),
                verdicts=verdict_changes_schema(),
                journeys=list_of(
                    name={"type": "string"},
                    mean_before_ms=number,
                    is_lower_bound_before=truth,
                    mean_after_ms=number,
                    is_lower_bound_after=truth,
                    delta_ms=number,
                    slo_crossing={"enum": ["over", "within", None]},
                    percentile_crossings=list_of(
                        of={"type": "string"},
                        promised_ms={"type": "number"},
                        value_ms=number,
                        error_ms={"type": "number"},
                        is_lower_bound={"type": "boolean"},
                        standing={"enum": ["kept", "open", "missed", "unknown"]},
                        crossing={"enum": ["over", "within"]},
                    ),
                    percentiles=list_of(
                        of={"type": "string"},
                        before=or_null("estimate"),
                        after=or_null("estimate"),
                        growth=or_null("estimate"),
                        promised=or_null("promise"),
                    ),
                    joined_path=names,
                    left_path=names,
                ),
                bill_before=or_null("bill"),
                bill_after=or_null("bill"),
            ),
            "bill": object_of(
                cores=number,
                per_month=or_null("range"),
                currency={"type": "string"},
                declared_services={"type": "integer"},
                size_services={"type": "integer"},
            ),
        },
    }


def finding_changes_schema() -> dict[str, Any]:
    """The shape of `finding_changes`."""
    return list_of(
        change={"enum": ["new", "worsened", "fixed", "accepted"]},
        worse_by={"type": ["string", "null"]},
        finding={"$ref": "#/$defs/finding"},
    )


def verdict_changes_schema() -> dict[str, Any]:
    """The shape of `verdict_changes`."""
    return list_of(
        service={"type": "string"},
        before=or_null("verdict"),
        after=or_null("verdict"),
    )
