"""Rules as SARIF describes them: every rule that was asked, whatever it found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from archlint.linting.manual import manual_of
from archlint.model import Severity
from archlint.reporting.manual import rule_text
from archlint.reporting.options import Options
from archlint.reporting.rule_pages import manual_markdown

if TYPE_CHECKING:
    from archlint.linting.pack import Pack, Rule

Document = dict[str, Any]

_PRECISION = {Severity.ERROR: "high", Severity.WARNING: "medium", Severity.NOTE: "low"}
"""Severity follows proof, so a rule's severity says how sure its findings are."""

_PROBLEM_SEVERITY = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}
"""The words of code scanning."""


def rules_of(packs: Iterable[Pack]) -> list[Document]:
    """The rules of all packs by code. None has a `helpUri`: their manuals are at no address."""
    rules = {rule.code: (rule, pack) for pack in packs for rule in pack.rules}
    return [_rule(*rules[code]) for code in sorted(rules)]


def _rule(rule: type[Rule], pack: Pack) -> Document:
    manual = manual_of(rule)
    return {
        "id": rule.code,
        "name": _pascal_case(rule.name),
        "shortDescription": {"text": manual.summary},
        "fullDescription": {"text": f"{manual.summary}\n\n{manual.details}".strip()},
        "help": {
            "text": rule_text(rule, Options(), pack=pack.name),
            "markdown": manual_markdown(manual),
        },
        "defaultConfiguration": {"level": rule.severity.word},
        "properties": {
            "tags": ["archlint", pack.name],
            "precision": _PRECISION[rule.severity],
            "problem.severity": _PROBLEM_SEVERITY[rule.severity],
        },
    }


def _pascal_case(name: str) -> str:
    """`retry-storm` as `RetryStorm`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))
