"""Call graphs to be written in other languages, with names that try to be part of them."""

from __future__ import annotations

from archlint.reporting.page import CallBox, CallGraphPart, CallLine

from hostile import NAMES

WORDS = (
    *NAMES,
    "end",
    "subgraph",
    "graph",
    "click",
    "class n0 rust",
    "linkStyle default",
    "style:#1;",
    "classDef a:#b;",
    "%%{init: {}}%%",
    "a & b",
    "x;y",
    "a[b](c){d}",
    "a|b",
    "--",
    "---",
    "=>",
    "o--o",
    '"`md **b**`"',
    "<br/>",
    "&lt;",
    "#35;",
    "\\n",
    "\\N",
    "\\",
    'a\\"b',
    "見積",
    "🙂",
    "node",
    "strict",
    "<b>html</b>",
)
"""What means something in DOT, in Mermaid or in SVG."""


def hostile_part() -> CallGraphPart:
    """A chain of boxes of all kinds with these names."""
    names = list(dict.fromkeys(WORDS))
    return CallGraphPart(
        title='end --> `x` "y"; %%{init: 1}%% # a\nb <b>',
        description="style:#1; <a> & b",
        unit="service",
        boxes=tuple(
            CallBox(
                name=name,
                mark="rust" if number % 3 else "go",
                words="Rust" if number % 3 else "Go",
                is_critical=number % 2 == 0,
                number=number + 1 if number % 2 == 0 else None,
                is_awaited=number % 5 != 0,
            )
            for number, name in enumerate(names)
        ),
        lines=tuple(
            CallLine(
                source=names[number],
                target=names[number + 1],
                count=6.0 if number % 4 == 0 else 1.0,
                is_critical=number % 3 == 0,
                is_async=number % 5 == 0,
                closes_ring=number % 7 == 0,
            )
            for number in range(len(names) - 1)
        ),
        total=len(names),
        hidden=0,
    )
