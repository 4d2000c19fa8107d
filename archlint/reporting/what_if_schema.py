"""The JSON Schema of a what-if: `archlint schema what-if` prints it."""

from __future__ import annotations

from typing import Any

from archlint.analysis.promises import Standing
from archlint.reporting.difference_json import finding_changes_schema, verdict_changes_schema
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.json_schemas import list_of, object_of, or_null

_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_FLAG = {"type": "boolean"}
_MAYBE = {"type": ["number", "null"]}
_NAMES = {"type": "array", "items": {"type": "string"}}


def what_if_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this document; its parts are those of the report's."""
    from archlint.reporting import report_schema

    report = report_schema()
    return {
        "$schema": report["$schema"],
        "title": "archlint what-if",
        "description": "What `archlint what-if --output-format json` writes.",
        **object_of(
            schema_version={"const": SCHEMA_VERSION},
            archlint=_TEXT,
            exit_code={"enum": [0, 2]},
            asked=list_of(option=_TEXT, value=_TEXT),
            problems={"type": "array", "items": {"$ref": "#/$defs/problem"}},
            crash={"type": ["string", "null"]},
            portfolio=or_null("portfolio_if"),
        ),
        "$defs": report["$defs"]
        | {
            "portfolio_if": _portfolio_schema(),
            "queue": _queue_schema(),
            "percentile": _percentile_schema(),
            "promised": _promised_schema(),
        },
    }


def _portfolio_schema() -> dict[str, Any]:
    span = or_null("range")
    return object_of(
        name=_TEXT,
        mode={"const": "same-utilisation"},
        assumed_spreads=_NAMES,
        rewrites=list_of(
            service=_TEXT,
            operation={"type": ["string", "null"]},
            language=_TEXT,
            cpu_factor=span,
            memory_factor=span,
            factor_source=_TEXT,
            is_measured={"type": "boolean"},
            is_upper_bound={"type": "boolean"},
            missing=_NAMES,
        ),
        loads=list_of(service=_TEXT, before_cores=_NUMBER, after_cores=_NUMBER),
        queues=list_of(
            service=_TEXT,
            before={"$ref": "#/$defs/queue"},
            after={"$ref": "#/$defs/queue"},
            added_ms=_NUMBER,
        ),
        queues_missing=list_of(service=_TEXT, keys=_NAMES),
        journeys=list_of(
            name=_TEXT,
            rate_before_per_s=_MAYBE,
            rate_after_per_s=_MAYBE,
            mean_before_ms=_MAYBE,
            mean_after_ms=span,
            mean_growth_error_ms={"$ref": "#/$defs/range"},
            percentiles={"type": "array", "items": {"$ref": "#/$defs/percentile"}},
            slo_crossing={"enum": ["over", "within", None]},
            joined_path=_NAMES,
            left_path=_NAMES,
        ),
        before=object_of(users=span, cores=span),
        after=object_of(users=span, cores=span),
        per_month_change=span,
        currency=_TEXT,
        effort_person_months=span,
        effort_unknown=_NAMES,
        payback_months=span,
        paybacks=list_of(
            service=_TEXT,
            before_months={"$ref": "#/$defs/range"},
            after_months={"$ref": "#/$defs/range"},
        ),
        same_cores=_same_cores_schema(),
        verdicts=verdict_changes_schema(),
        findings=finding_changes_schema(),
    )


def _same_cores_schema() -> dict[str, Any]:
    span = or_null("range")
    filled = object_of(
        saved_cores={"const": 0},
        missing=list_of(service=_TEXT, keys=_NAMES),
        users=span,
        journeys=list_of(name=_TEXT, mean_after_ms=span),
    )
    return {"anyOf": [filled, {"type": "null"}]}


def _percentile_schema() -> dict[str, Any]:
    span = or_null("range")
    ends = object_of(low=_FLAG, default=_FLAG, high=_FLAG)
    return object_of(
        percentile=_NUMBER,
        before_ms=_MAYBE,
        before_error_ms=_MAYBE,
        after_ms=span,
        after_error_ms=span,
        growth_ms=span,
        growth_error_ms=span,
        shows={"anyOf": [ends, {"type": "null"}]},
        slo_before=or_null("promised"),
        slo_after=or_null("promised"),
    )


def _promised_schema() -> dict[str, Any]:
    return object_of(
        of=_TEXT,
        promised_ms=_NUMBER,
        value_ms=_MAYBE,
        error_ms=_NUMBER,
        is_lower_bound=_FLAG,
        standing={"enum": [item.value for item in Standing]},
    )


def _queue_schema() -> dict[str, Any]:
    return object_of(
        servers_per_replica={"type": "integer"},
        utilisation_share=_NUMBER,
        wait_ms=_MAYBE,
    )
