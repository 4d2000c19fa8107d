"""Waivers in comments: `# archlint: ignore[NT101] until=2027-03-31 owner=payments reason=…`.

One stands behind what it is about, or alone on a line above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.manifest.dates import read_date
from archlint.model import Waiver
from archlint.yamltext import comments

if TYPE_CHECKING:
    from archlint.manifest.gathering import Gathered, SourceFile
    from archlint.manifest.remarks import Remarks
    from archlint.yamltext import Comment

_MARK = "archlint:"
_IGNORE = re.compile(r"#+\s*archlint:\s*ignore\b\s*(?P<rest>.*)")
_RULES = re.compile(r"\[(?P<rules>[^\[\]]*)\]\s*(?P<rest>.*)")
_PAIR = re.compile(r"""(?P<key>[\w-]+)\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<plain>\S*))\s*""")

_KEYS = ("until", "owner", "reason")
_EXPECTED = "# archlint: ignore[NT101] until=2027-03-31 owner=payments reason=moves next year"


def inline_waivers(gathered: Gathered, remarks: Remarks) -> tuple[Waiver, ...]:
    """Every waiver that stands in a comment, one a rule; what is malformed is remarked on."""
    return tuple(
        waiver
        for source in gathered.files
        for waiver in _of_file(source, gathered.lines.get(source.file, ()), remarks)
    )


def _of_file(source: SourceFile, lines: Sequence[str], remarks: Remarks) -> Iterator[Waiver]:
    below: Sequence[int] = ()
    for comment in comments(source.root, lines, source.file, _MARK):
        match = _IGNORE.match(comment.text)
        if match:
            below = below or _below(lines)
            own = comment.span.line
            line = below[own - 1] if comment.is_alone else own
            yield from _read(comment, match["rest"], line, remarks)


def _below(lines: Sequence[str]) -> Sequence[int]:
    """For each line the number of the next one that says something, 0 where there is none.

    That is the line which a comment that stands alone is about.
    """
    below = [0] * len(lines)
    said = 0
    for index in reversed(range(len(lines))):
        below[index] = said
        if lines[index].strip() and not _is_comment(lines[index]):
            said = index + 1
    return below


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _read(comment: Comment, text: str, line: int, remarks: Remarks) -> Iterator[Waiver]:
    match = _RULES.match(text)
    rules = [word for part in match["rules"].split(",") if (word := part.strip())] if match else []
    if match is None or not rules:
        _refuse(comment, "expected the rules that are ignored in brackets, found none", remarks)
        return
    values = _values(comment, match["rest"], remarks)
    if values is None:
        return
    until = values.get("until")
    for rule in dict.fromkeys(rules):
        yield Waiver(
            rule=rule,
            on="",
            reason=values.get("reason") or None,
            owner=values.get("owner") or None,
            until=read_date(until) if until else None,  # WVR001 tells of one that is none
            until_text=until or None,
            comment=comment.span,
            line=line,
        )


def _values(comment: Comment, text: str, remarks: Remarks) -> Mapping[str, str] | None:
    """`key=value` pairs; an unquoted `reason` takes the rest of the line. None after a remark."""
    values: dict[str, str] = {}
    while text:
        match = _PAIR.match(text)
        if match is None or match["key"] not in _KEYS:
            found = match["key"] if match else text
            hint = remarks.did_you_mean(found, _KEYS) if match else ""
            message = f"expected {', '.join(f'{key}=…' for key in _KEYS)}, found `{found[:64]}`"
            _refuse(comment, message, remarks, hint)
            return None
        key = match["key"]
        if key in values:
            _refuse(comment, f"{key} is given twice", remarks)
            return None
        is_rest = key == "reason" and match["quoted"] is None
        values[key] = text[match.start("plain") :].strip() if is_rest else _value(match)
        text = "" if is_rest else text[match.end() :]
    return values


def _value(match: re.Match[str]) -> str:
    return match["plain"] if match["quoted"] is None else match["quoted"].strip()


def _refuse(comment: Comment, message: str, remarks: Remarks, hint: str = "") -> None:
    suggestion = hint or f"write `{_EXPECTED}`"
    remarks.problem(message, comment.span, suggestion=suggestion, kind="inline waiver")
