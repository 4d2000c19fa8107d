"""The text of a baseline -> its entries, with every Problem at its place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from archlint.linting.hinting import did_you_mean
from archlint.model import Entry, Measure, Severity, Worse
from archlint.source import InputError, Problem, Span

SCHEMA_VERSION = 1
"""Grows when an older archlint could misread the file."""

_KIND = "baseline"
_FILE_KEYS = ("schema_version", "least", "findings")
_ENTRY_KEYS = ("portfolio", "rule", "subject", "identity", "severity", "verdict", "measure")
_MEASURE_KEYS = ("name", "value", "unit", "worse", "error")
_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>")
_MOST_PROBLEMS = 1_000

Entries = dict[str, tuple[Entry, ...]]


def read_entries(data: bytes, file: str) -> tuple[Severity, Entries]:
    """The severity that is held against the baseline, and its entries by portfolio.

    Raises InputError.
    """
    value = _json(data, file)
    reader = _Reader()
    found = reader.file(value)
    if reader.problems:
        places = _Places(data, file)
        raise InputError(
            Problem(message, places.of(pointer), _dotted(pointer), hint, _KIND)
            for pointer, message, hint in reader.problems[:_MOST_PROBLEMS]
        )
    return found


def _json(data: bytes, file: str) -> Any:  # noqa: ANN401  # any JSON value
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith(_CONFLICT):
            raise _refusal(
                "expected JSON, found the marks of a merge conflict",
                Span(file, number, 1, number, 8),
                "take the side that you merge into, then run `archlint baseline prune`",
            )
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refusal("expected UTF-8, found other bytes", Span(file, 1, 1, 1, 1)) from None
    except json.JSONDecodeError as error:
        place = Span(file, error.lineno, error.colno, error.lineno, error.colno + 1)
        raise _refusal(f"expected JSON: {error.msg[:1].lower()}{error.msg[1:]}", place) from None
    except (RecursionError, ValueError):  # nested without end, or a number of 5,000 digits
        message = "expected a baseline, found JSON that is none"
        raise _refusal(message, Span(file, 1, 1, 1, 1)) from None


def _refusal(message: str, span: Span, hint: str = "") -> InputError:
    return InputError([Problem(message, span, "", hint, _KIND)])


class _Reader:
    """Collects (pointer, message, hint) while it reads."""

    def __init__(self) -> None:
        self.problems: list[tuple[tuple[str | int, ...], str, str]] = []

    def problem(self, pointer: tuple[str | int, ...], message: str, hint: str = "") -> None:
        self.problems.append((pointer, message, hint))

    def file(self, value: Any) -> tuple[Severity, Entries]:  # noqa: ANN401
        least, entries = Severity.WARNING, Entries()
        if self.is_mapping(value, (), _FILE_KEYS, required=("schema_version", "findings")):
            version = value.get("schema_version")
            if version != SCHEMA_VERSION:
                hint = "a newer archlint wrote it: upgrade" if _is_newer(version) else ""
                self.problem(
                    ("schema_version",), f"expected {SCHEMA_VERSION}, found {version!r}", hint
                )
            least = self.severity(value.get("least", "warning"), ("least",))
            entries = self.entries(value.get("findings"))
        return least, entries

    def entries(self, value: Any) -> Entries:  # noqa: ANN401
        if not isinstance(value, list):
            self.problem(("findings",), f"expected a list, found {_what(value)}")
            return {}
        found: dict[str, dict[str, Entry]] = {}
        for index, item in enumerate(value):
            if item == {}:  # the end of the list
                continue
            pointer = ("findings", index)
            required = _ENTRY_KEYS[:5]
            if self.is_mapping(item, pointer, _ENTRY_KEYS, required=required):
                known = found.setdefault(str(item["portfolio"]), {})
                entry = self.entry(item, pointer)
                if known.setdefault(entry.identity, entry) != entry:
                    self.problem(pointer, f"{entry.identity} stands here a second time")
        return {portfolio: tuple(known.values()) for portfolio, known in found.items()}

    def entry(self, item: Mapping[str, Any], pointer: tuple[str | int, ...]) -> Entry:
        texts = {
            key: self.text(item[key], (*pointer, key))
            for key in ("portfolio", "rule", "subject", "identity")
        }
        verdict = item.get("verdict")
        return Entry(
            identity=texts["identity"],
            rule=texts["rule"],
            subject=texts["subject"],
            severity=self.severity(item["severity"], (*pointer, "severity")),
            verdict="" if verdict is None else self.text(verdict, (*pointer, "verdict")),
            measure=self.measure(item.get("measure"), (*pointer, "measure")),
        )

    def measure(self, value: Any, pointer: tuple[str | int, ...]) -> Measure | None:  # noqa: ANN401
        required = _MEASURE_KEYS[:4]
        if value is None or not self.is_mapping(value, pointer, _MEASURE_KEYS, required):
            return None
        amount = self.number(value["value"], (*pointer, "value"))
        error = self.number(value.get("error", 0.0), (*pointer, "error"))
        if error < 0.0:
            self.problem((*pointer, "error"), f"expected a number from 0 on, found {error:.3g}")
        worse = value["worse"]
        if worse not in [item.value for item in Worse]:
            expected = " or ".join(item.value for item in Worse)
            self.problem((*pointer, "worse"), f"expected {expected}, found {worse!r:.64}")
            worse = Worse.HIGHER.value
        name = self.text(value["name"], (*pointer, "name"))
        unit = self.text(value["unit"], (*pointer, "unit"))
        return Measure(name=name, value=amount, unit=unit, worse=Worse(worse), error=error)

    def number(self, value: Any, pointer: tuple[str | int, ...]) -> float:  # noqa: ANN401
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not _is_finite(value):
            self.problem(pointer, f"expected a finite number, found {_what(value)}")
            return 0.0
        return float(value)

    def severity(self, value: Any, pointer: tuple[str | int, ...]) -> Severity:  # noqa: ANN401
        words = {severity.word: severity for severity in Severity}
        if not isinstance(value, str) or value not in words:
            self.problem(pointer, f"expected error, warning or note, found {value!r:.64}")
            return Severity.NOTE
        return words[value]

    def text(self, value: Any, pointer: tuple[str | int, ...]) -> str:  # noqa: ANN401
        if not isinstance(value, str) or not value:
            self.problem(pointer, f"expected a text, found {_what(value)}")
            return ""
        return value

    def is_mapping(
        self,
        value: Any,  # noqa: ANN401
        pointer: tuple[str | int, ...],
        keys: tuple[str, ...],
        required: tuple[str, ...],
    ) -> bool:
        """Whether it is a mapping that has what it needs; says what it lacks or has too much."""
        if not isinstance(value, dict):
            self.problem(pointer, f"expected a mapping, found {_what(value)}")
            return False
        for key in value:
            if key not in keys:
                self.problem((*pointer, key), "unknown key", did_you_mean(key, keys))
        missing = [key for key in required if key not in value]
        if missing:
            self.problem(pointer, f"expected {', '.join(f'`{key}`' for key in missing)}")
        return not missing


def _is_newer(version: Any) -> bool:  # noqa: ANN401
    return isinstance(version, int) and version > SCHEMA_VERSION


def _is_finite(amount: float) -> bool:
    try:
        return math.isfinite(float(amount))
    except OverflowError:
        return False


_NAMES = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", int: "a number"}


def _what(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "nothing"
    if value == "":
        return "an empty text"
    return _NAMES.get(type(value), "a number")


def _dotted(pointer: tuple[str | int, ...]) -> str:
    return ".".join(str(part)[:64] for part in pointer)


class _Places:
    """Where a value of the file stands: JSON is YAML, so the positioned tree knows."""

    def __init__(self, data: bytes, file: str) -> None:
        from archlint.yamltext import read

        self._file = file
        try:
            self._root = read(data, file).root
        except InputError:  # JSON that YAML reads differently: the first line has to do
            self._root = None

    def of(self, pointer: tuple[str | int, ...]) -> Span:
        """The value, or the nearest enclosing one that is there."""
        from archlint.yamltext import MappingNode, SequenceNode

        node = self._root
        for part in pointer:
            below = None
            if isinstance(node, MappingNode):
                below = node.get(str(part))
            elif isinstance(node, SequenceNode) and isinstance(part, int):
                below = node.items[part]
            if below is None:
                break
            node = below
        return node.span if node is not None else Span(self._file, 1, 1, 1, 1)
