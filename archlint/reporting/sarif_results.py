"""Findings as SARIF results: where, why, along which path, and how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archlint.model import Standing
from archlint.reporting.findings import sentence_of, steps_of
from archlint.reporting.sarif_places import location, plain_text

if TYPE_CHECKING:
    from archlint.linting.report import Suppressed
    from archlint.model import Finding
    from archlint.reporting.findings import Told
    from archlint.reporting.options import Options

Document = dict[str, Any]

MOST_PLACES = 100
"""Places of a result that GitHub shows."""

_BASELINE_STATES = {
    Standing.NEW: "new",
    Standing.KNOWN: "unchanged",
    Standing.WORSENED: "updated",
}


def result(item: Told, index: Mapping[str, int], options: Options) -> Document:
    """One finding; `index` says where its rule stands among the rules of the run."""
    finding = item.finding
    place = location(item.span, options)
    place["logicalLocations"] = [
        {"fullyQualifiedName": finding.subject.text, "kind": finding.subject.kind}
    ]
    number = {"ruleIndex": index[finding.rule]} if finding.rule in index else {}
    return {
        "ruleId": finding.rule,
        **number,
        "level": finding.severity.word,
        "message": {"text": _message(finding)},
        "locations": [place],
        **_related(finding, options),
        **_flow(item, options),
        "partialFingerprints": {"archlintIdentity/v1": item.fingerprint},
        **_standing(finding),
        **(_suppressions(item.suppressed) if item.suppressed else {}),
        "properties": {
            "portfolio": item.part.portfolio.name,
            "subject": finding.subject.text,
            "identity": finding.identity,
        },
    }


def _message(finding: Finding) -> str:
    """The sentence first, for viewers that show one line; then the arithmetic and the advice."""
    lines = (f"{finding.subject}: {sentence_of(finding)}", *finding.why, finding.help)
    return "\n".join(plain_text(line) for line in lines if line)


def _related(finding: Finding, options: Options) -> Document:
    """Every further place, numbered so that a viewer can point at it."""
    places = [
        {"id": number} | location(label.span, options, label.text)
        for number, label in enumerate(finding.related[: MOST_PLACES - 1], 1)
    ]
    return {"relatedLocations": places} if places else {}


def _flow(item: Told, options: Options) -> Document:
    """The path hop by hop, from where users enter to the finding's own place."""
    steps = [location(label.span, options, text) for label, text in steps_of(item.finding)]
    if not steps:
        return {}
    last = location(item.span, options, sentence_of(item.finding))
    hops = [*steps[: MOST_PLACES - 1], last]
    return {"codeFlows": [{"threadFlows": [{"locations": [{"location": hop} for hop in hops]}]}]}


def _standing(finding: Finding) -> Document:
    if finding.standing is None:
        return {}
    return {"baselineState": _BASELINE_STATES[finding.standing]}


def _suppressions(item: Suppressed) -> Document:
    reason = item.waiver.reason if item.waiver else "known to the baseline"
    return {
        "suppressions": [
            {
                "kind": "inSource" if item.kind == "comment" else "external",
                "status": "accepted",
                **({"justification": plain_text(reason)} if reason else {}),
            }
        ]
    }
