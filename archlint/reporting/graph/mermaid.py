"""A call graph as a flowchart of Mermaid, which many wikis and forges draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.graph.choosing import legend
from archlint.source import visible
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine

_UNSAFE = re.compile(r"[^\w ,./×·≥µ–-]|--+", re.ASCII)
"""Everything that Mermaid might read as its own; letters of other scripts are spelt as well."""

_UNSPELT = re.compile(r"[^\w ,./:?\x80-\U0010ffff-]|--+", re.ASCII)


def mermaid(part: CallGraphPart) -> str:
    """One flowchart; boxes have numbers for names, so that no name is a word of Mermaid's."""
    number = {box.name: f"n{place}" for place, box in enumerate(part.boxes)}
    return "\n".join(
        [
            f"%% {', '.join([f'archlint {__version__}', *map(_plain, legend(part))])}",
            "flowchart LR",
            f"  accTitle: {_plain(part.title)}",
            f"  accDescr: {_plain(part.description)}",
            *(f"  {number[box.name]}[{_box(box)}]" for box in part.boxes),
            *(
                f"  {number[line.source]} {_arrow(line)} {number[line.target]}"
                for line in part.lines
            ),
            *_classes(part, number),
            "",
        ]
    )


def _box(box: CallBox) -> str:
    name = f"{box.label} ({box.number})" if box.number else box.label
    lines = (_text(each) for each in (name, box.note, box.verdict) if each)
    return f'"{"<br/>".join(lines)}"'


def _arrow(line: CallLine) -> str:
    text = "ring" if line.closes_ring else f"×{line.often}" if line.often else ""
    untimed = line.is_async or line.closes_ring
    arrow = "==>" if line.is_critical else "-.->" if untimed else "-->"
    return f'{arrow}|"{_text(text)}"|' if text else arrow


def _classes(part: CallGraphPart, number: dict[str, str]) -> Iterator[str]:
    """Weight is the path, a fill the verdict, whose word the box says too."""
    styles = {
        "critical": ("stroke-width:3px", [box for box in part.boxes if box.is_critical]),
        "rust": ("fill:#fce8dd,color:#15171c", [b for b in part.boxes if b.mark in _TINTED]),
        "idle": ("stroke-dasharray:4 3", [box for box in part.boxes if not box.is_awaited]),
    }
    for name, (style, boxes) in styles.items():
        if boxes:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(number[box.name] for box in boxes)} {name}"


_TINTED = ("rust", "hybrid")


def _text(text: str) -> str:
    """Spelt as numbers wherever Mermaid could read more than text: `#35;` is a number sign.

    A backslash would begin an escape even so, and is drawn as the operator that looks like it.
    """
    shown = visible(text).replace("\\", "\N{REVERSE SOLIDUS OPERATOR}")
    return _UNSAFE.sub(lambda found: "".join(f"#{ord(each)};" for each in found.group()), shown)


def _plain(text: str) -> str:
    """For where Mermaid knows no spelling: without what it could read as its own.

    Its own is ASCII, so names in any script are left whole, with the marks that are no letters.
    """
    return _UNSPELT.sub("_", visible(text).replace("→", "to"))
