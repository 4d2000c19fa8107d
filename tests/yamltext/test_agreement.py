"""Both parsers, one answer; and for any input an answer at all."""

from __future__ import annotations

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from archlint import yamltext
from archlint.source import InputError, Problem
from archlint.yamltext import Document, MappingNode, Node, Scalar, SequenceNode
from archlint.yamltext.events import c_events, pure_events
from archlint.yamltext.syntax import NotYamlError
from archlint.yamltext.text import decode

_NAMES = st.text("abz-_.é𝄞日0", min_size=1, max_size=6).filter(lambda text: text[0] not in "-.")
_PLAIN = _NAMES | st.sampled_from(["1", "true", "14ms", "a b", "a#b", "a:b", "~", "1.2k/s", ""])
_SPACES = st.sampled_from(["", "  # note", " "])


@st.composite
def _flow(draw: st.DrawFn, depth: int) -> str:
    """A value on one line."""
    kind = draw(st.integers(0, 5 if depth else 2))
    if kind == 1:
        return '"' + draw(_NAMES) + draw(st.sampled_from(["", "\\n", " # ", ": "])) + '"'
    if kind == 2:
        return "'" + draw(_NAMES) + draw(st.sampled_from(["", "''", " - "])) + "'"
    if kind in (3, 4):
        items = draw(st.lists(_flow(depth - 1).filter(lambda item: ":" not in item), max_size=3))
        return "[" + ", ".join(item or "x" for item in items) + "]"
    if kind == 5:
        keys = draw(st.lists(_NAMES, max_size=3, unique=True))
        return "{" + ", ".join(f"{key}: {draw(_flow(depth - 1)) or 'y'}" for key in keys) + "}"
    plain = draw(_PLAIN)
    return plain.replace(":", "-") if depth < 2 else plain


@st.composite
def _block(draw: st.DrawFn, indent: int, depth: int) -> str:
    """A mapping or a list over several lines, each ended by a line end."""
    pad = " " * indent
    is_list = draw(st.booleans())
    keys = draw(st.lists(_NAMES, min_size=1, max_size=4, unique=True))
    lines = []
    for key in keys:
        begin = f"{pad}-" if is_list else f"{pad}{key}:"
        shape = draw(st.integers(0, 3 if depth else 1))
        if shape == 2:
            nested = draw(_block(indent + 2, depth - 1))
            anchor = draw(st.sampled_from(["", " &x", " !!" + _tag(nested)]))
            lines.append(f"{begin}{anchor}{draw(_SPACES)}\n{nested}")
        elif shape == 3:
            style = draw(st.sampled_from(["|", ">", "|-", ">+"]))
            blank = draw(st.sampled_from(["", "\n", "\n\n"]))
            lines.append(f"{begin} {style}\n{pad}    text\n{pad}    more\n{blank}")
        else:
            lines.append(f"{begin} {draw(_flow(2))}{draw(_SPACES)}\n")
        lines.append(draw(st.sampled_from(["", "", "\n", "# between\n"])))
    return "".join(lines)


def _tag(nested: str) -> str:
    return "seq" if nested.lstrip().startswith("- ") or nested.lstrip()[:2] == "-\n" else "map"


@st.composite
def documents(draw: st.DrawFn) -> str:
    body = draw(_block(0, 3))
    body = draw(st.sampled_from(["", "# head\n", "---\n"])) + body
    return body.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _read_by(events: object, text: str) -> Document | tuple[object, ...]:
    source = decode(text.encode(), "f.yaml")
    try:
        return yamltext._document(source, events)  # type: ignore[arg-type]  # the two readers
    except InputError as error:
        return error.problems


def _scalars(root: Node | None) -> list[Scalar]:
    found: list[Scalar] = []
    stack = [root] if root else []
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            found += [entry.key for entry in node.entries]
            stack += [entry.value for entry in node.entries]
        elif isinstance(node, SequenceNode):
            stack += node.items
        else:
            found.append(node)
    return found


def _slice(document: Document, scalar: Scalar) -> str:
    span = scalar.span
    assert span.line == span.end_line
    return document.lines[span.line - 1][span.column - 1 : span.end_column - 1]


@settings(max_examples=300, deadline=None)
@given(documents())
@example("a:\n- &x b\n-\n- \nc: {d: , e: &y , f}\n")
@example("? a\n: b\n? c\n")
@example("a: !!str\nb: ! 12\n&k c: *k\n")
@example("a: 'x\n\n  y'\nb: p\n  q\nc: []\n")
@example("- - - a\n    -\n-\n  # c\n  - [a: b, c: {}, d: ]\n")
def test_both_parsers_give_the_same_tree_at_the_same_places(text: str) -> None:
    try:
        by_c = _read_by(c_events, text)
    except NotYamlError:
        assume(False)  # what libyaml refuses is the pure parser's alone
    assert by_c == _read_by(pure_events, text)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_a_plain_scalar_stands_where_its_span_says(text: str) -> None:
    document = yamltext.read(text.encode(), "f.yaml")
    wrong = [
        scalar
        for scalar in _scalars(document.root)
        if scalar.is_plain and _slice(document, scalar) != scalar.text
    ]
    assert wrong == []


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=80)
    | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text("ab:-?[]{},&*!|>'\"%@`#\\ \t\n\r<.~01xU", max_size=60).map(str.encode)
)
@example(b'"\\UFFFFFFFF"')
@example(b'"\\ud800"')
@example(b"%YAML 9\n---\n")
@example(b"!<%ff> a")
@example(b"%YAML 1.1\n--- !!omap\n- a: ?\n")
@example(b"- - |\n  >\n")
def test_any_bytes_give_a_document_or_an_input_error(data: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    document = None
    try:
        document = yamltext.parse(data, "f.yaml")
    except InputError as error:
        problems = error.problems
    assert [problem for problem in problems if problem.span is None] == []
    assert "\n" not in "".join(problem.message for problem in problems)
    assert isinstance(document, Document) is not bool(problems)
