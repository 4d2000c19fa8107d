"""A call graph in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.graph.choosing import legend
from archlint.source import visible
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine

_HEAVY = 2.6
_FILLS = {"rust": "#fce8dd", "hybrid": "#fce8dd"}


def dot(part: CallGraphPart) -> str:
    """One digraph: boxes by their names, the critical path heavy and kept straight."""
    return "\n".join([*_head(part), *map(_box, part.boxes), *map(_line, part.lines), "}", ""])


def _head(part: CallGraphPart) -> Iterator[str]:
    yield f"// {visible('; '.join([f'archlint {__version__}', *legend(part)]))}"
    yield f"digraph {_quoted(part.title)} {{"
    yield f"  graph [rankdir=LR, label={_quoted(part.title)}, labelloc=t, fontname=Helvetica]"
    yield "  node [shape=box, style=rounded, fontname=monospace, fontsize=11, color=gray55]"
    yield "  edge [fontname=Helvetica, fontsize=10, color=gray55, arrowsize=0.7]"


def _box(box: CallBox) -> str:
    number = [f"{box.number}. {box.label}"] if box.number else [box.label]
    lines = [*number, *filter(None, (box.note, box.verdict))]
    given = {"label": _label(lines)}
    styles = ["rounded"]
    if not box.is_awaited:
        styles.append("dashed")
    if box.mark in _FILLS:
        styles.append("filled")
        given["fillcolor"] = f'"{_FILLS[box.mark]}"'
    if len(styles) > 1:
        given["style"] = f'"{",".join(styles)}"'
    if box.is_critical:
        given |= {"penwidth": f"{_HEAVY}", "color": "black"}
    return f"  {_quoted(box.name)} [{_attributes(given)}]"


def _line(line: CallLine) -> str:
    given: dict[str, str] = {}
    text = "ring" if line.closes_ring else f"×{line.often}" if line.often else ""
    if text:
        given["label"] = f'"{text}"'
    if line.closes_ring:
        given |= {"style": "dotted", "constraint": "false"}
    elif line.is_async:
        given["style"] = "dashed"
    if line.is_critical:
        given |= {"penwidth": f"{_HEAVY}", "color": "black", "weight": "20"}
    ends = f"{_quoted(line.source)} -> {_quoted(line.target)}"
    return f"  {ends} [{_attributes(given)}]" if given else f"  {ends}"


def _attributes(given: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in given.items())


def _quoted(text: str) -> str:
    r"""A name as it is, quoted.

    Of a backslash Graphviz reads two, and an ampersand begins an entity in whatever it prints.
    """
    safe = visible(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{safe}"'


def _label(lines: list[str]) -> str:
    """Lines below each other; the escape between them is Graphviz's own."""
    return '"' + "\\n".join(_quoted(line)[1:-1] for line in lines) + '"'
