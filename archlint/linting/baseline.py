"""The baseline file: findings that were there when a team began, one a line.

It is written and read as JSON:

    {
      "schema_version": 1,
      "least": "warning",
      "findings": [
        {"portfolio": "shop", "rule": "NT101", "subject": "pricing", "identity": "…", …},
        …,
        {}
      ]
    }

`least` is the severity from which findings are held against it. Lines are in the order of portfolio
and identity. The empty entry ends the list so that every finding's line ends in a comma: taking the
last one out touches no other line. Most merges of branches that fix different findings are clean;
neighbours may conflict. A measure is there so that a finding that got worse is no longer the known
one, with its standard error where it comes from samples: what these may have moved got no worse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from archlint.linting.baseline_reading import SCHEMA_VERSION, read_entries
from archlint.model import Entry, Finding, Severity

if TYPE_CHECKING:
    from archlint.model import Measure

NEVER_KNOWN = ("WVR001",)
"""Rules whose findings no baseline holds: a waiver that is void must stay visible."""

_DIGITS = 6
"""Significant digits of a measure: the same on every machine, and far below what worsens it."""


class Baseline(Struct, frozen=True, kw_only=True):
    """What is known, by portfolio."""

    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    least: Severity = Severity.WARNING

    def of(self, portfolio: str) -> tuple[Entry, ...]:
        return self.entries.get(portfolio, ())

    def with_entries(self, portfolio: str, entries: Iterable[Entry]) -> Baseline:
        """The baseline with these entries for a portfolio, and no others for it."""
        return replace(self, entries={**self.entries, portfolio: tuple(entries)})

    def holds(self, finding: Finding) -> bool:
        """Whether a finding of this rule and severity is held against it."""
        return finding.rule not in NEVER_KNOWN and finding.severity >= self.least


def read_baseline(data: bytes, file: str) -> Baseline:
    """Read a baseline file. Raises InputError with every Problem, each at its place."""
    least, entries = read_entries(data, file)
    return Baseline(entries=entries, least=least)


def write_baseline(baseline: Baseline) -> str:
    """The file's text: one finding a line, sorted, the same whatever the order of the entries."""
    lines = [
        json.dumps(_line(portfolio, entry), ensure_ascii=False, allow_nan=False)
        for portfolio in sorted(baseline.entries)
        for entry in sorted(baseline.entries[portfolio], key=lambda entry: entry.identity)
    ]
    listed = "".join(f"    {line},\n" for line in lines)
    return (
        f'{{\n  "schema_version": {SCHEMA_VERSION},\n'
        f'  "least": "{baseline.least.word}",\n'
        f'  "findings": [\n{listed}    {{}}\n  ]\n}}\n'
    )


def baseline_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the file."""
    from importlib.resources import files

    text = files("archlint.linting").joinpath("baseline.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _line(portfolio: str, entry: Entry) -> dict[str, Any]:
    line: dict[str, Any] = {
        "portfolio": portfolio,
        "rule": entry.rule,
        "subject": entry.subject,
        "identity": entry.identity,
        "severity": entry.severity.word,
    }
    if entry.verdict:
        line["verdict"] = entry.verdict
    if entry.measure is not None:
        line["measure"] = {
            "name": entry.measure.name,
            "value": entry.measure.value,
            "unit": entry.measure.unit,
            "worse": entry.measure.worse.value,
        }
        if entry.measure.error:
            line["measure"]["error"] = entry.measure.error
    return line


def entry_of(finding: Finding) -> Entry:
    """A finding as the baseline remembers it."""
    return Entry(
        identity=finding.identity,
        rule=finding.rule,
        subject=finding.subject.text,
        severity=finding.severity,
        verdict=finding.verdict,
        measure=_rounded(finding.measure),
    )


def _rounded(measure: Measure | None) -> Measure | None:
    if measure is None:
        return None
    value, error = (float(f"{part:.{_DIGITS}g}") for part in (measure.value, measure.error))
    return replace(measure, value=value, error=error)
