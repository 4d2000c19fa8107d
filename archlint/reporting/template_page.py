"""The page's records and blocks for whoever writes templates: docs/report-templates.md.

Records and their fields are read from the code, so that the page cannot name what is not there.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from archlint.model import Range
from archlint.reporting.page import Page
from archlint.reporting.page.model import MODEL_VERSION

EXAMPLE = """\
{% extends "archlint/report.html.j2" %}

{% block title %}Rust review, {{ page.sections[0].header.date }}{% endblock %}

{% block style %}{{ super() }}
:root { --rust: light-dark(#7a1fa2, #d7a6f5); --rust-tint: light-dark(#f3e5f9, #341a40); }
.hero h1 { font-family: Georgia, serif; letter-spacing: 0; }
.board { border: 1px solid var(--line); padding: 8px 14px; margin: 16px 0 0; }
{% endblock %}

{% block headline %}{{ super() }}
{% from "archlint/words.html.j2" import line %}
<p class="board">For the board: {{ line(part.headline.text) }}
{% for tile in part.tiles %}· {{ tile.label }} {{ tile.value.text }} {{ tile.unit }}
{% endfor %}</p>
{% endblock %}

{% block evidence %}{% endblock %}

{% block footer %}<footer>Architecture board. archlint {{ page.version }}</footer>{% endblock %}
"""
"""A whole template: a title, colours, a box of its own, a section less, another footer."""

BLOCKS = {
    "title": "the title of the window",
    "style": "the style sheet; `{{ super() }}` is ours",
    "bar": "the bar at the top",
    "stop": "what is wrong where the run could not lint",
    "portfolios": "what each comes to, where there are several portfolios",
    "headline": "section 0: the verdict, four figures, the gate",
    "which": "section 1: the curve and the short list",
    "journeys": "section 2: where each journey's time goes",
    "worth": "section 3: what is gained, and what if nothing is done",
    "others": "section 4: why not the others",
    "findings": "section 5: findings with their lines",
    "services": "section 6: all services",
    "evidence": "section 7: why each verdict says what it says",
    "assumptions": "section 8: what it rests on",
    "footer": "the last line",
}
"""The blocks of the HTML page, in its order."""

MARKDOWN_BLOCKS = {
    "stop": "what is wrong where the run could not lint",
    "portfolio": "one portfolio of the report",
    "gate": "the last line",
}
"""The blocks of the Markdown report, in its order."""

_INTRODUCTION = f"""\
# A report of your own

<!-- Generated from archlint/reporting/template_page.py and the records in archlint/reporting/page.
     Change those, then `make docs`. -->

`archlint report --template-dir DIR` writes the report through templates of your own:
`report.html.j2` or `report.md.j2` in DIR, or both. Templates are Jinja. One that extends ours
changes the blocks that it names and leaves the rest; this is a whole one:

```jinja
{EXAMPLE}```

For something else altogether start from the records themselves: `archlint report --output-format
json` writes them as they are, `archlint schema page` prints their JSON Schema.

## Rules

- **A page is data.** A template sees `page`, the record [Page](#page); in a block of a section
  also `part`, the [Section](#section) it is about, and `id`, what the ids of its parts begin with
  (empty where there is one portfolio). Nothing else: no files, no clock, no environment.
- **Strict.** What is not there is an error at the line of your template, with exit code 2, and
  never an empty place in the page. Anything outside a block of a template that extends ours is
  not printed.
- **Sandboxed and escaped.** Templates run in Jinja's sandbox. Names and messages come from
  manifests that anybody may have written: in HTML everything is escaped, in Markdown print them
  through the filters `code`, `cell`, `prose` and `fence` as ours does.
- **Closed.** The page's Content-Security-Policy allows its own style sheet and script by their
  hashes and nothing else. The hash is computed of what your `style` block printed, so any CSS
  there holds; attributes such as `style=` and `onclick=`, further scripts, images and fonts from
  elsewhere do not.
- `{{% from "archlint/words.html.j2" import line, verdict, spread %}}` are the macros that ours
  uses for sentences with code in them, for verdicts and for ranges; import them inside the block.
- `--template-dir` is taken from the command line only, never from a manifest or the environment.

## Version

`page.model_version` is {MODEL_VERSION}. It grows when a record or a field goes, is renamed or
means something else, or a block goes; what is only added does not count. A template that has to
be sure asks: `{{% if page.model_version != {MODEL_VERSION} %}}…{{% endif %}}`.
"""

_FIGURES = """\
## Records

A *figure* is a value with its text: `value` in the model's unit (`unit` says which: seconds, per
second, users, cores, months, or a share from 0 to 1), `text` as the page prints it. What is not
known has no value and a text that says so.
"""


def template_page() -> str:
    """The page as Markdown."""
    return "\n".join(_parts()).rstrip("\n") + "\n"


def blocks_of(name: str) -> list[str]:
    """The blocks that one of our templates has, in its order."""
    shelf = files("archlint.reporting").joinpath("templates", name)
    return re.findall(r"{%-? block (\w+)", shelf.read_text(encoding="utf-8"))


def _parts() -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Blocks of `archlint/report.html.j2`\n"
    yield _table("block", BLOCKS)
    yield "## Blocks of `archlint/report.md.j2`\n"
    yield _table("block", MARKDOWN_BLOCKS)
    yield _FIGURES
    for record in records():
        yield _record(record)


def _table(head: str, rows: dict[str, str]) -> str:
    lines = [
        f"| {head} | is |",
        "|:--|:--|",
        *(f"| `{name}` | {text} |" for name, text in rows.items()),
    ]
    return "\n".join(lines) + "\n"


# --- records ------------------------------------------------------------------------------------


def records() -> list[type]:
    """The page's record and all that it is made of, each before its parts."""
    found: list[type] = []
    _collect(Page, found)
    return found


def _collect(kind: Any, found: list[type]) -> None:  # noqa: ANN401  # any annotation
    if _is_record(kind):
        if kind not in found:
            found.append(kind)
            for _, inner in _fields(kind):
                _collect(inner, found)
        return
    for part in get_args(kind):
        _collect(part, found)


def _is_record(kind: Any) -> bool:  # noqa: ANN401  # any annotation
    """Whether it is a record of ours: a Struct or a tuple with names."""
    is_struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    return kind not in _WORDS and (is_struct or hasattr(kind, "_fields"))


def _fields(record: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  # a record of ours
    if hasattr(record, "_fields"):
        return list(get_type_hints(record).items())
    return [(spec.name, spec.type) for spec in msgspec.structs.fields(record)]


def _record(record: Any) -> str:  # noqa: ANN401  # a record of ours
    text = "\n".join(line.strip() for line in (record.__doc__ or "").split("\n")).strip()
    if hasattr(record, "_fields"):
        text += "\n\nIn JSON a list in this order."
    rows = [f"| `{name}` | {in_words(kind)} |" for name, kind in _fields(record)]
    derived = [
        f"| `{name}` | {_first_sentence(item)} |"
        for name, item in vars(record).items()
        if isinstance(item, property)
    ]
    table = "\n".join(["| field | is |", "|:--|:--|", *rows, *derived])
    return f"### {record.__name__}\n\n{text}\n\n{table}\n"


def _first_sentence(item: property) -> str:
    text = " ".join((item.__doc__ or "").split())
    return f"derived: {text[:1].lower()}{text[1:].rstrip('.')}"


_WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "yes or no",
    Range: "low, default, high",
    type(None): "nothing",
}


def in_words(kind: Any) -> str:  # noqa: ANN401  # any annotation
    """An annotation as people read it: `list of [Tile](#tile)`, `number or nothing`."""
    if kind in _WORDS:
        return _WORDS[kind]
    if _is_record(kind):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(map(in_words, inner))
    if origin is tuple and inner[-1:] == (...,):
        return f"list of {in_words(inner[0])}"
    if origin is frozenset:
        return f"set of {in_words(inner[0])}"
    if origin is tuple:
        return f"({', '.join(map(in_words, inner))})"
    raise TypeError(f"no words for {kind}")
