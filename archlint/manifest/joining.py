"""The values of all files of a portfolio, joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from archlint.manifest import names
from archlint.manifest.grammar import FILE
from archlint.manifest.places import JOINED
from archlint.manifest.reading import Reader, Values, read_record
from archlint.yamltext import Entry, MappingNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archlint.manifest.gathering import SourceFile
    from archlint.manifest.remarks import Remarks
    from archlint.source import Span


class Joined(Struct):
    """What all files declare: the joined sections by name, everything else from the root.

    A name whose value could not be read is kept with None.
    """

    root: Values = field(default_factory=dict)
    journeys: dict[str, Any] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=dict)
    teams: dict[str, Any] = field(default_factory=dict)


def join(files: Sequence[SourceFile], reader: Reader, portfolio_name: str | None) -> Joined:
    """Read every file; the first is the root. `portfolio_name` stands in for its `portfolio`."""
    joined = Joined()
    declared: dict[tuple[str, str], Span] = {}
    for index, (_, node) in enumerate(files):
        values = read_record(reader, node, FILE, ())
        if index == 0:
            joined.root = values
            _check_name(reader, node, values, portfolio_name)
        else:
            _refuse_root_keys(reader.remarks, node)
        for section in JOINED:
            _refuse_second(reader.remarks, node, section, declared)
            for name, value in (values.get(section) or {}).items():
                getattr(joined, section).setdefault(name, value)
    return joined


def _check_name(
    reader: Reader, node: MappingNode, values: Values, portfolio_name: str | None
) -> None:
    declared = node.get("portfolio")
    if declared is None and portfolio_name is None:
        message = "a root manifest needs `portfolio`: add `portfolio: NAME`"
        reader.remarks.problem(message, node.span, kind="missing key")
    name = values.get("portfolio")
    problem = names.fault(name, "portfolio") if name else ""
    if problem and declared is not None:
        reader.remarks.problem(problem, declared.span, ("portfolio",))


def _refuse_root_keys(remarks: Remarks, node: MappingNode) -> None:
    """`portfolio` makes a root, and a root is a portfolio of its own."""
    for entry in node.entries:
        name = entry.key.text
        if name == "portfolio":
            message = "an included file has no `portfolio`: take it out, or do not include the file"
        elif name in FILE.by_name and FILE.by_name[name].root_only:
            message = f"`{name}` stands in the root manifest only: move it there"
        else:
            continue
        remarks.problem(message, entry.key.span, (name,), kind="root only")


def _refuse_second(
    remarks: Remarks, node: MappingNode, section: str, declared: dict[tuple[str, str], Span]
) -> None:
    for entry in _entries(node, section):
        name = entry.key.text
        first = declared.setdefault((section, name), entry.key.span)
        if first is not entry.key.span:
            remarks.problem(
                f"declared a second time, first in {first}",
                entry.key.span,
                (section, name),
                kind="declared twice",
                related=((first, "first declared here"),),
            )


def _entries(node: MappingNode, section: str) -> tuple[Entry, ...]:
    table = node.get(section)
    return table.entries if isinstance(table, MappingNode) else ()
