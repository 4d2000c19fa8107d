"""The declared format as a page for people: docs/manifest.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from archlint.manifest.grammar import FILE
from archlint.manifest.types import (
    Choice,
    Day,
    Flag,
    Items,
    Key,
    Quantity,
    Record,
    Reference,
    Settings,
    Step,
    Table,
    Text,
    Type,
    Word,
)

EXAMPLE = """\
archlint: 1
portfolio: shop
journeys:
  buy:
    entry: web                      # where traffic enters
    rate: 120/s
    slo: {p99: 400ms, availability: 99.9%}
services:
  web:
    language: go
    kind: frontend
    self_time: {p50: 2ms, p99: 9ms} # its own part, without the calls it waits for
    calls:                          # one after another, in this order
      - cart
      - {to: search/GET /find, timeout: 150ms, retries: 1}
      - parallel: [prices, stock]   # side by side
      - async: mail                 # not waited for
  cart: {language: go, kind: crud, self_time: 3ms}
  search:
    language: go
    kind: kernel
    load: {rate: 120/s, cpu: 2.1, memory: 6Gi}
    measured: {at: 2026-10-01, source: prometheus}
    operations:
      GET /find: {self_time: {p50: 12ms, p99: 30ms}}
  prices: {language: go, self_time: {p50: 2ms, p99: 8ms}}
  stock: {language: go, self_time: {p50: 4ms, p99: 18ms}}
  mail: {language: go, kind: worker}
"""

_INTRODUCTION = """\
# The manifest

<!-- Generated from archlint/manifest/grammar.py, as the JSON Schema of `archlint schema` is. -->

A portfolio is described in one YAML 1.2 file, `archlint.yaml`, or in several that a root joins by
`include`. The root is the file with `portfolio:`.

```yaml
{example}```

What is not declared is unknown, never zero, unless the column *absent* says otherwise. Unknown
keys, duplicate keys, wrong units and names that lead nowhere are all reported at once, each at its
line.
"""

_WRITING = """\
## How values are written

{quantities}

- A bare number is refused where a unit is due, and so is what can be read in two ways: `5m` (write
  `5min` or `5ms`), `0.999` (write `99.9%`), `1,5ms` (write `1.5ms`).
- `yes`, `no` and `on` are text, as in YAML 1.2; flags are `true` and `false`.
- Dates are ISO 8601: `2026-10-01`.

## How names refer

- The first `/` of a reference divides service and operation; the rest, spaces and slashes included,
  is the operation's name: `checkout/POST /checkout`.
- A service without `operations` has one operation of its own name and is referred to by its bare
  name.
- A reference to a service with several operations names one of them.
- Names of services have no `/`; names have no control characters, no ` -> `, no `#` and digits at
  their end and at most 200 characters. Services and journeys are not named `portfolio` and do not
  begin with `journey:` or `cycle:`.
- Two calls from one operation to the same service are two calls; the second is `#2` in findings.

## How files join

- `journeys`, `services` and `teams` may stand in every file; a name is declared once. `prices`,
  `policies`, `calibration` and `waivers` stand in the root.
- `include` takes relative paths and globs to files named `archlint.yaml` or `*.archlint.yaml` below
  the repository, up to 8 deep. Every file begins with `archlint: 1`.
"""

_WRITTEN = (
    ("a duration", "`14ms`, `1.5 s`, `5min`, `2h`, `250µs`", "1 ns to 30 days"),
    ("a rate", "`120/s`, `1.2k/s`, `90/min`, `120 rps`", "up to 10^12/s"),
    ("cores", "`2.1`, `500m`", "up to 10,000,000"),
    ("memory", "`6Gi`, `512MiB`, `1.5GB`", "binary and decimal units"),
    ("a percentage", "`99.95%`", "the sign is due"),
    ("money", "`1,900 USD`, `50k EUR`, `$50k`", "one currency per manifest"),
    ("lines of code", "`14 kloc`", ""),
    ("person-months", "`3 pm`", ""),
)


def render() -> str:
    """The whole page, in Markdown."""
    parts = [_INTRODUCTION.format(example=EXAMPLE)]
    parts.extend(_section(record) for record in _records(FILE))
    parts.append(_WRITING.format(quantities=_table(("quantity", "written", "bounds"), _WRITTEN)))
    return "\n".join(parts)


def _records(root: Record) -> list[Record]:
    """Every record once, in the order in which a reader meets them."""
    met: dict[str, Record] = {root.name: root}
    waiting = [root]
    while waiting:
        for key in waiting.pop(0).keys:
            for record in _records_in(key.type):
                if record.name not in met:
                    met[record.name] = record
                    waiting.append(record)
    return list(met.values())


def _records_in(kind: Type) -> Iterator[Record]:
    if isinstance(kind, Record):
        yield kind
    elif isinstance(kind, Table | Items):
        yield from _records_in(kind.item)
    elif isinstance(kind, Step):
        yield from (kind.call, *kind.forms)


def _section(record: Record) -> str:
    rows = [
        (f"`{key.name}`", _kind(key.type), _meaning(key), f"`{_yaml(key.example)}`", key.default)
        for key in record.keys
    ]
    table = _table(("key", "value", "meaning", "example", "absent"), rows)
    return f"## {record.name}\n\n{record.text}\n\n{table}\n{_words(record)}"


def _words(record: Record) -> str:
    """The open vocabularies of a record, spelt out below its table."""
    lists = [
        f"\n{key.type.title.capitalize()}s: {', '.join(f'`{word}`' for word in key.type.words)}.\n"
        for key in record.keys
        if isinstance(key.type, Word)
    ]
    return "".join(lists)


def _meaning(key: Key) -> str:
    marks = ["**Required.**"] if key.required else []
    marks += ["Root only."] if key.root_only else []
    return " ".join([key.text, *marks])


def _kind(kind: Type) -> str:  # noqa: PLR0911  # one answer a type
    match kind:
        case Quantity() | Word():
            return kind.title
        case Choice():
            return ", ".join(f"`{word}`" for word in kind.words)
        case Record():
            short = _kind(kind.by_name[kind.short].type) if kind.short else ""
            link = f"[{kind.name}](#{kind.name.replace(' ', '-')})"
            return f"{short} or {link}" if short else link
        case Table():
            return f"name → {_kind(kind.item)}"
        case Items():
            return f"list of {_kind(kind.item)}" + (", or one" if kind.or_one else "")
        case Step():
            return ", ".join(_kind_of_step(form) for form in (kind.call, *kind.forms))
        case _:
            return _PLAIN[type(kind)]


def _kind_of_step(record: Record) -> str:
    return f"[{record.name}](#{record.name})"


_PLAIN: dict[type, str] = {
    Text: "text",
    Flag: "`true`, `false`",
    Day: "date",
    Reference: "reference",
    Settings: "name → settings",
}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join([_row(head), "|" + ":--|" * len(head), *map(_row, rows)])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


_NEEDS_QUOTES = re.compile(r"^[*&!%@`-]|[,\[\]{}#]|: |/.* ")


def _yaml(value: object) -> str:
    """A value in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value) if _NEEDS_QUOTES.search(value) else value
    return json.dumps(value)
