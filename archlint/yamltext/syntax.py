"""What the parsers object to, said for the person who wrote the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.source import Problem, Span

if TYPE_CHECKING:
    from archlint.yamltext.text import SourceText

QUOTE_IN_FLOW = 'quote names that contain ":" or "?" inside [ ] and { }'


class Wording(Struct, frozen=True):
    """How one objection is said. `begins` labels the place where the construct began."""

    fragment: str
    message: str
    suggestion: str = ""
    begins: str = ""


# The first fragment found in "context: problem" decides. Both parsers descend from one, so most
# fragments serve both; where they differ there are two rows.
_WORDINGS = (
    Wording(
        "mapping values are not allowed",
        "expected the end of the value, found another `:`",
        "quote text that contains `: `, or begin a new line",
    ),
    Wording(
        "quoted scalar: found unexpected end",
        "expected a closing quote, found the end of the file",
        begins="opened here",
    ),
    Wording(
        "quoted scalar: found unexpected document separator",
        "expected a closing quote, found the end of the document",
        begins="opened here",
    ),
    Wording(
        "unknown escape character",
        "expected an escape such as \\n or \\u00e9 after the backslash",
        "write \\\\ for a backslash, or use single quotes",
    ),
    Wording(
        "escape sequence of",
        "expected hexadecimal digits in the escape",
        "write \\\\ for a backslash, or use single quotes",
    ),
    Wording(
        "did not find expected hexdecimal number",
        "expected hexadecimal digits in the escape",
        "write \\\\ for a backslash, or use single quotes",
    ),
    Wording(
        "escape code",
        "expected an escape that stands for a Unicode character",
        "write the character itself",
    ),
    Wording(
        "chr()",
        "expected escapes that stand for Unicode characters, found one above U+10FFFF",
        "write the character itself",
    ),
    Wording(
        "parsing a flow sequence",
        "expected `,` or `]`",
        f"close the list, or {QUOTE_IN_FLOW}",
        "the list begins here",
    ),
    Wording(
        "parsing a flow mapping",
        "expected `,` or `}`",
        f"close the mapping, or {QUOTE_IN_FLOW}",
        "the mapping begins here",
    ),
    Wording(
        "scanning a plain scalar: found unexpected ':'",
        "expected text without `:` inside [ ] and { }",
        QUOTE_IN_FLOW,
    ),
    Wording(
        "could not find expected ':'",
        "expected `:` after the key",
        "a key and its `:` stand on one line",
        "the key begins here",
    ),
    Wording(
        "could not find expected `:`",
        "expected `:` after the key",
        "a key and its `:` stand on one line",
        "the key begins here",
    ),
    Wording(
        "parsing a block mapping",
        "expected a key of the mapping that is open here, or its end",
        "check the indentation",
        "the mapping begins here",
    ),
    Wording(
        "parsing a block collection",
        "expected `- ` for the next item of the list, or its end",
        "check the indentation",
        "the list begins here",
    ),
    Wording(
        "block sequence entries are not allowed",
        "expected a value, found `-`",
        "a list begins on its own line; quote text that begins with `- `",
    ),
    Wording(
        "sequence entries are not allowed",
        "expected a value, found `-`",
        "a list begins on its own line; quote text that begins with `- `",
    ),
    Wording("mapping keys are not allowed", "expected a value, found `?`", "quote it"),
    Wording(
        "cannot start any token",
        "expected a value",
        "quote text that begins with @, `, % or another sign",
    ),
    Wording("scanning an alias", "expected the name of an anchor after `*`", "quote the text"),
    Wording("scanning an anchor", "expected a name after `&`", "quote the text"),
    Wording("tag handle", "expected a tag of YAML itself, found an unknown one", "take it out"),
    Wording("scanning a tag", "expected a tag, found something else after `!`", "quote the text"),
    Wording("parsing a tag", "expected a tag, found something else after `!`", "quote the text"),
    Wording(
        "scanning a block scalar",
        "expected an indented text below `|` or `>`",
        "check the indentation",
        "the text begins here",
    ),
    Wording("incompatible yaml document", "expected YAML 1.2", "take the %YAML line out"),
    Wording(
        "duplicate %yaml directive",
        "expected one %YAML line, found a second one",
        "take it out",
    ),
    Wording("directive", "expected a directive of YAML 1.2", "quote text that begins with `%`"),
    Wording(
        "document start",
        "expected the end of the file, found more text",
        "check the indentation",
    ),
    Wording("flow node", "expected a value", begins="the value begins here"),
    Wording("block node", "expected a value", begins="the value begins here"),
    Wording("node content", "expected a value", begins="the value begins here"),
)
_ELSE = Wording("", "expected YAML, found text that is none", "check quotes and indentation")
_TABS = Wording("", "expected spaces, found a tab", "YAML is indented with spaces only")
# The pure parser says of this escape neither what it is nor where.
_BEYOND_UNICODE = re.compile(r"\\U(?!0010|000)[0-9a-fA-F]{8}")
_INDENTATION = re.compile(r"[ \t]*")


class NotYamlError(Exception):
    """A parser cannot read the text. Places are indexes of code points, None where unknown."""

    def __init__(self, said: str, index: int, begins: int | None) -> None:
        super().__init__(said)
        self.said = said
        self.index = index
        self.begins = begins

    @classmethod
    def of(cls, error: Exception, text: str) -> NotYamlError:
        """The fault behind an exception of either parser."""
        said = getattr(error, "problem", None) or str(error).partition("\n")[0]
        context = getattr(error, "context", None) or ""
        begins = getattr(getattr(error, "context_mark", None), "index", None)
        index = getattr(getattr(error, "problem_mark", None), "index", begins)
        if index is None:
            beyond = _BEYOND_UNICODE.search(text)
            index = beyond.start() if beyond else 0
        return cls(f"{context}: {said}".lower(), min(index, len(text)), begins)

    def problem(self, source: SourceText, *, suggestion: str = "") -> Problem:
        """The fault in our words, at its place; `suggestion` where the words have none."""
        wording = _TABS if _is_tab(source, self.index) else _wording(self.said)
        related: tuple[tuple[Span, str], ...] = ()
        if wording.begins and self.begins is not None and self.begins != self.index:
            related = ((source.span(self.begins, self.begins), wording.begins),)
        return Problem(
            wording.message + _found(source.text, self.index, wording),
            source.span(self.index, min(self.index + 1, len(source.text))),
            suggestion=wording.suggestion or suggestion,
            kind="syntax",
            related=related,
        )


def _wording(said: str) -> Wording:
    return next((wording for wording in _WORDINGS if wording.fragment in said), _ELSE)


def _found(text: str, index: int, wording: Wording) -> str:
    """The end of a sentence that says only what was expected."""
    if ", found " in wording.message:
        return ""
    if index >= len(text):
        return ", found the end of the file"
    if text[index] in "\r\n":
        return ", found the end of the line"
    return f", found `{text[index]}`"


def _is_tab(source: SourceText, index: int) -> bool:
    """Whether the fault stands in or behind an indentation that holds a tab."""
    line, _ = source.position(index)
    indentation = _INDENTATION.match(source.text, source.starts[line - 1])
    return indentation is not None and "\t" in indentation[0] and index <= indentation.end()
