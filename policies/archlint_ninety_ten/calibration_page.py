"""`archlint explain calibration`: every default figure, its range, its source and its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from archlint import (
    ASSUMPTIONS,
    Option,
    Range,
    Rule,
    format_duration,
    format_money,
    format_number,
    format_percent,
    options_of,
)
from archlint_ninety_ten.calibration import ROW_OF_KIND, TABLE, row_of_anything

if TYPE_CHECKING:
    from archlint import Assumption

_HEAD = """\
# Calibration: every default figure, and where it comes from

Nothing here was fitted, and none of it is yours: each figure stands until the manifest sets its
key. Where a figure decides a verdict, the verdict shows it with its range.

## Factors of a rewrite from Go to Rust

Factor = Rust / Go, low-default-high: wide priors from published pairs. A measured
`rewrite: {cpu: …}` of the service always wins; else `calibration: {json_api: {cpu: …}}` replaces a
row. Only CPU and memory enter the model; published latencies are outcomes.
"""

_PRICES = """
## Prices, effort and times

A declared price is exact. Payback takes the low effort at the high saving, and the other way round.
"""

_THRESHOLDS = """
## Thresholds

Options of the pack and of its rules, set under `policies:`. Tightening one is a decision of yours,
not a correction: a convention has no more behind it than that.
"""

_FIXED = """
## Fixed by definition

What cannot be set, because the words mean it.

- On a critical path: at least 1 % of the journey's time. Convention.
- Measurement error: computing up to 1.25 times the own time. Above, all of it is taken to compute
  and the figures are called contradictory. Convention.
- Fresh: measured at most 90 days ago, for a finding that may be an error. Convention.
- A journey's rate has to be measured for an error if it carries 10 % of what a rewrite removes.
  Convention.
- Asked for a missing figure: twice as many services as seats. Convention.
- NT301 speaks from 5 services on, NT302 from 20, below half. Convention.
"""


def calibration_page(pack: str, options: type, rules: Iterable[type[Rule]]) -> str:
    """The page as Markdown, made from the data that the model uses."""
    thresholds = [
        *_options(pack, options_of(options)),
        *(row for rule in rules for row in _options(rule.code, options_of(rule))),
    ]
    lines = [
        _HEAD,
        "| row | CPU | memory | kinds | confidence | sources |",
        "|:--|:--|:--|:--|:--|:--|",
        *_factors(),
        "",
        *(f"- {name}: {row.note}" for name, row in TABLE.items() if row.note),
        f"- no factor, and so no ΔL: {', '.join(_without_row())}",
        _PRICES,
        "| key | used | the source has | what | source |",
        "|:--|:--|:--|:--|:--|",
        *map(_assumption, ASSUMPTIONS),
        _THRESHOLDS,
        "| key | default | source |",
        "|:--|:--|:--|",
        *thresholds,
        _FIXED,
    ]
    return "\n".join(lines)


def _factors() -> Iterator[str]:
    for name, row in TABLE.items():
        kinds = ", ".join(kind for kind, home in ROW_OF_KIND.items() if home == name)
        cpu, mem = _span(row.cpu), _span(row.mem)
        sources = "; ".join(row.sources)
        yield f"| {name} | {cpu} | {mem} | {kinds} | {row.confidence} | {sources} |"
    anything = row_of_anything()
    yield (
        f"| kind not declared | {_span(anything.cpu)} | {_span(anything.mem)} | or any other word |"
        " none | the least low and the greatest high of all rows, json_api's default |"
    )


def _without_row() -> Iterator[str]:
    return (kind for kind, home in ROW_OF_KIND.items() if home is None)


def _assumption(item: Assumption) -> str:
    unit = f" {item.unit}" if item.unit else ""
    seen = f"{_plain(item.seen[0])} to {_plain(item.seen[1])}{unit}" if item.seen else "not wider"
    return f"| {item.key} | {_span(item.used)}{unit} | {seen} | {item.what} | {item.source} |"


def _options(owner: str, options: Iterable[Option]) -> Iterator[str]:
    for item in options:
        yield f"| policies.{owner}.{item.name} | {_default(item)} | {item.source} |"


def _default(item: Option) -> str:
    """The default as the manifest would spell it."""
    value = item.default
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    spell = {"share": format_percent, "duration": format_duration, "money": format_money}
    return spell.get(item.kind, format_number)(value)


def _span(figure: Range) -> str:
    """Low - default - high; one number where it has no ends."""
    ends = [_plain(value) for value in figure]
    return ends[0] if len(set(ends)) == 1 else " - ".join(ends)


def _plain(value: float) -> str:
    return format_number(value, 4)
