"""Report -> text. Importing this package is cheap: each format loads when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from archlint.model import Severity
from archlint.reporting.options import Options, needs_plain

if TYPE_CHECKING:
    from archlint.linting.comparing import Comparison
    from archlint.linting.report import Report
    from archlint.linting.supposing import Answer

Format = Callable[["Report", Options], str]
"""How a report is written: a pure function of the report and of what the reader asked for."""


def _from(module: str) -> Format:
    """The `render` of a module of this package, imported when it is called."""

    def render(report: Report, options: Options) -> str:
        written: str = import_module(f"{__name__}.{module}").render(report, options)
        return written

    return render


FORMATS: Mapping[str, Format] = {
    "text": _from("text"),
    "concise": _from("concise"),
    "narrated": _from("narrated"),
    "json": _from("json"),
    "jsonl": _from("jsonl"),
    "sarif": _from("sarif"),
    "github": _from("github"),
    "gitlab": _from("gitlab"),
    "junit": _from("junit"),
    "markdown": _from("markdown"),
    "html": _from("html"),
}
"""The formats of `check` by name."""

REPORTS: Mapping[str, Format] = {
    "html": FORMATS["html"],
    "markdown": FORMATS["markdown"],
    "json": _from("page_json"),
}
"""The formats of `report` by name: its json is the page itself, not that of `check`."""

LEAST: Mapping[str, Severity] = {"sarif": Severity.WARNING, "github": Severity.WARNING}
"""The lowest severity that a format shows unless it is told: where a note would be an alert."""


def differences(name: str) -> Callable[[Comparison, Options], str]:
    """How a comparison is written in one of its formats: text, json, markdown."""
    written: Callable[[Comparison, Options], str] = import_module(
        f"{__name__}.difference_{name}"
    ).render
    return written


def suppositions(name: str) -> Callable[[Answer, Options], str]:
    """How a what-if is written in one of its formats: text, json, markdown."""
    written: Callable[[Answer, Options], str] = import_module(f"{__name__}.what_if_{name}").render
    return written


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every json report meets."""
    return _schema("report.schema.json")


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `config show` writes as json."""
    return _schema("config.schema.json")


def _schema(name: str) -> dict[str, Any]:
    import json
    from importlib.resources import files

    schema = files(__name__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(schema)
    return loaded


def line_schema() -> dict[str, Any]:
    """The JSON Schema that every line of a jsonl report meets."""
    schema = report_schema()
    return {
        "$schema": schema["$schema"],
        "title": "One line of archlint's jsonl report",
        "$ref": "#/$defs/line",
        "$defs": schema["$defs"],
    }


__all__ = [
    "FORMATS",
    "LEAST",
    "REPORTS",
    "Format",
    "Options",
    "config_schema",
    "differences",
    "line_schema",
    "needs_plain",
    "report_schema",
    "suppositions",
]
