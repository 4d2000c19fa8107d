"""A plan for machines: `archlint schema plan` is its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archlint.linting.planning import taken_seats
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.json_schemas import list_of, object_of
from archlint.reporting.strict_json import Document, dumps
from archlint.reporting.verdict_json import gain_document
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.analysis import Choice, Plan
    from archlint.linting.report import PortfolioReport


def plan_json(report: PortfolioReport, plan: Plan) -> str:
    """The document as text."""
    words = {verdict.service: verdict.word for verdict in report.verdicts}
    seats = report.seats
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "portfolio": report.portfolio.name,
            "objective": plan.objective,
            "mode": "same-utilisation",
            "limits": {
                "seats": seats.limit if seats else 0,
                "quota_share": seats.quota if seats else None,
                "size_services": seats.size if seats else report.portfolio.size,
                "taken": list(taken_seats(report)),
                "effort_person_months": plan.limits.person_months,
            },
            "waiting_before_users": plan.before,
            "waiting_after_users": plan.before - plan.best.users,
            "worth": plan.worth,
            "bound": plan.bound,
            "gap_share": plan.gap,
            "removed_on_samples_users": plan.on_samples,
            "is_optimal": plan.is_optimal,
            "is_stopped": plan.is_stopped,
            "steps": [
                {
                    "service": step.service,
                    "operation": step.gain.operation or None,
                    "verdict": words.get(step.service),
                    "gain": gain_document(step.gain),
                }
                for step in plan.steps
            ],
            "best": _choice(plan.best, plan),
            "gain": gain_document(plan.whole),
            "greedy": _choice(plan.greedy, plan),
            "naive": _choice(plan.naive, plan),
            "frontier": [
                {
                    "services": point.services,
                    "worth": point.worth,
                    "bound": point.bound,
                    "is_exact": point.is_exact,
                }
                for point in plan.frontier
            ],
            "without_effort": list(plan.without_effort),
        }
    )


def _choice(choice: Choice, plan: Plan) -> Document:
    return {
        "services": list(choice.services),
        "removed_users": choice.users,
        "saving_per_month": choice.per_month,
        "effort_person_months": choice.person_months,
        "effort_known_person_months": choice.known_months,
        "effort_unknown_rewrites": choice.unsized,
        "left_users": plan.best.users - choice.users,
        "left_per_month": plan.best.per_month - choice.per_month,
    }


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this document; its parts are those of the report's."""
    from archlint.reporting import report_schema

    report = report_schema()
    text, number, flag = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
    count, names = {"type": "integer", "minimum": 0}, {"type": "array", "items": text}
    maybe = {"type": ["number", "null"]}
    gain, choice = {"$ref": "#/$defs/gain"}, {"$ref": "#/$defs/choice"}
    return {
        "$schema": report["$schema"],
        "title": "archlint plan",
        "description": "What `archlint plan --output-format json` writes. `worth` and `bound` are"
        " in the unit of the objective: users waiting, or money a month in the manifest's"
        " currency.",
        **object_of(
            schema_version={"const": SCHEMA_VERSION},
            archlint=text,
            portfolio=text,
            objective={"enum": ["waiting", "cost"]},
            mode={"const": "same-utilisation"},
            limits=object_of(
                seats=count,
                quota_share=maybe,
                size_services=count,
                taken=names,
                effort_person_months=maybe,
            ),
            waiting_before_users=number,
            waiting_after_users=number,
            worth=number,
            bound=number,
            gap_share=number,
            removed_on_samples_users=maybe,
            is_optimal=flag,
            is_stopped=flag,
            steps=list_of(
                service=text,
                operation={"type": ["string", "null"]},
                verdict={"type": ["string", "null"]},
                gain=gain,
            ),
            best=choice,
            gain=gain,
            greedy=choice,
            naive=choice,
            frontier=list_of(services=count, worth=number, bound=number, is_exact=flag),
            without_effort=names,
        ),
        "$defs": {name: report["$defs"][name] for name in ("gain", "range")}
        | {
            "choice": object_of(
                services=names,
                removed_users=number,
                saving_per_month=number,
                effort_person_months=maybe,
                effort_known_person_months=number,
                effort_unknown_rewrites=count,
                left_users=number,
                left_per_month=number,
            )
        },
    }
