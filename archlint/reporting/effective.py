"""`archlint config show`: every setting, its value and who set it.

The shape of the document is `config.schema.json` beside this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from archlint.reporting.columns import pad, width, wrap
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.strict_json import dumps
from archlint.reporting.style import finish, glyphs_for, painter
from archlint.source import visible
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.effective import Effective, Group, Setting, Whence
    from archlint.reporting.options import Options

_INDENT = 6
"""Columns before a cell that stands below its row."""

Row = tuple[tuple[str, ...], bool]
"""Cells, and whether somebody set what they tell."""


def settings_text(effective: Effective, options: Options) -> str:
    """Options of check, packs and rules, one table each; what nobody set is faint."""
    tables = [
        ("options of check", [_option(item) for item in effective.options]),
        *((f"pack {pack.name}", list(_pack(pack))) for pack in effective.packs),
    ]
    blocks = [_header(effective, options)]
    blocks += [[_title(title, options), *_table(rows, options)] for title, rows in tables]
    blocks.append([_title("rules", options), *_rules(effective.rules, options)])
    return finish("\n\n".join("\n".join(block) for block in blocks) + "\n", options)


def _header(effective: Effective, options: Options) -> list[str]:
    dot = glyphs_for(options).dot
    portfolio = effective.portfolio
    preset = f" {dot} preset {effective.preset}" if effective.preset else ""
    if portfolio is None:
        return wrap(f"no manifest here: these are the defaults{preset}", options.width)
    facts = f"{visible(portfolio.name)} {dot} {visible(portfolio.root)}{preset}"
    return wrap(facts, options.width)


def _title(text: str, options: Options) -> str:
    return painter(options)("strong", visible(text))


def _option(setting: Setting) -> Row:
    return (f"--{setting.name}", _said(setting), setting.whence.text), _is_set([setting])


def _pack(pack: Group) -> Iterator[Row]:
    for setting in (pack.enabled, *pack.options):
        yield (setting.name, _said(setting), setting.whence.text), _is_set([setting])


def _rules(rules: Sequence[Group], options: Options) -> list[str]:
    """A row a rule, and below it a row for each option of its own."""
    head: Row = (("code", "name", "", "severity", "set by"), False)
    rows = [row for rule in rules for row in _rule(rule)]
    return _table([head, *rows], options)


def _rule(rule: Group) -> Iterator[Row]:
    severity = rule.severity
    told = [rule.enabled, *([severity] if severity else [])]
    names = ("on" if rule.enabled.value else "off", "severity")
    by = "; ".join(
        f"{name}: {setting.whence.text}"
        for name, setting in zip(names, told, strict=False)
        if _is_set([setting])
    )
    words = _said(severity) if severity else ""
    yield (rule.code, rule.name, names[0], words, by or "default"), _is_set(told)
    for setting in rule.options:
        row = ("", f"  {setting.name}", "", _said(setting), setting.whence.text)
        yield row, _is_set([setting])


def _said(setting: Setting) -> str:
    """The value as it is read: `yes`, `NT101,NT2`, or a dash for nothing."""
    value = setting.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ",".join(value) if isinstance(value, tuple) else value
    return text or "-"


def _is_set(settings: Iterable[Setting]) -> bool:
    return any(setting.whence.kind != "default" for setting in settings)


def _table(rows: Sequence[Row], options: Options) -> list[str]:
    shown = [([visible(cell) for cell in cells], is_set) for cells, is_set in rows]
    widths = [max(width(cells[column]) for cells, _ in shown) for column in range(len(shown[0][0]))]
    return [line for cells, is_set in shown for line in _line(cells, widths, options, bold=is_set)]


def _line(
    cells: Sequence[str], widths: Sequence[int], options: Options, *, bold: bool
) -> Iterator[str]:
    """The cells side by side; the last stands below all others where it has no room."""
    style = "note" if bold else "faint"
    front = "  " + "  ".join(map(pad, cells[:-1], widths))
    if width(front) + 2 + width(cells[-1]) <= options.width:
        yield f"{front}  {painter(options)(style, cells[-1])}"
        return
    yield front.rstrip()
    for line in wrap(cells[-1], options.width - _INDENT):
        yield " " * _INDENT + painter(options)(style, line)


# --- json -----------------------------------------------------------------------------------------


def settings_json(effective: Effective) -> str:
    """The same as a document."""
    portfolio = effective.portfolio
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "portfolio": portfolio.name if portfolio else None,
            "manifest": portfolio.root if portfolio else None,
            "preset": effective.preset or None,
            "options": [_named(setting) for setting in effective.options],
            "packs": [_group(pack) for pack in effective.packs],
            "rules": [_group(rule) for rule in effective.rules],
        }
    )


def _group(group: Group) -> dict[str, Any]:
    """A pack; a rule has a code, its pack and a severity as well."""
    heading = {"code": group.code, "name": group.name, "pack": group.pack}
    return {
        **(heading if group.code else {"name": group.name}),
        "enabled": _setting(group.enabled),
        **({"severity": _setting(group.severity)} if group.severity else {}),
        "options": [_named(setting) for setting in group.options],
    }


def _named(setting: Setting) -> dict[str, Any]:
    return {"name": setting.name, **_setting(setting)}


def _setting(setting: Setting) -> dict[str, Any]:
    return {"value": setting.value, "origin": _origin(setting.whence)}


def _origin(whence: Whence) -> dict[str, Any]:
    place = dict(whence.place._asdict()) if whence.place else None
    return {"kind": whence.kind, "text": whence.text, "place": place}
