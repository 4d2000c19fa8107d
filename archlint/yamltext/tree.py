"""Events -> the positioned tree.

One loop, no recursion: open collections stand on a stack whose height is the nesting depth. An
alias shares the node of its anchor, so an alias bomb costs nothing to read; it is refused because
whoever walks the tree would pay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from archlint.source import InputError, Problem, Span
from archlint.yamltext.merging import MERGE_KEY, is_merge, mergeable, merged
from archlint.yamltext.nodes import Entry, MappingNode, Node, Scalar, SequenceNode
from archlint.yamltext.tags import collection_objection, is_text, scalar_objection
from archlint.yamltext.text import MOST_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archlint.yamltext.text import SourceText

DEEPEST = 64
"""Collections inside one another, aliases followed."""

MOST_EVENTS = 6_000_000
"""Scalars, and beginnings and ends of collections, of one file: a bound on memory."""

MOST_EXPANDED = 200_000
"""Nodes that aliases and merges may add to those of the file."""

_BLANK = r"(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*+)*+"  # space and comments
_PROPERTIES = re.compile(rf"(?:(?:!<[^>\s]*>|[&!][^\s,\[\]{{}}]*){_BLANK}){{1,2}}")
_COLON = re.compile(rf"{_BLANK}:")
_DASH = re.compile(rf"{_BLANK}-")
_BEGINS_PROPERTY = "&!"  # no value begins with these unless quoted
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = " \t\r\n"

_new = tuple.__new__  # what a named tuple's own constructor calls, at a third of the cost


class Anchored(NamedTuple):
    """A node that aliases may name: how many nodes it stands for, and how deep they go."""

    name: str
    node: Node
    size: int
    height: int


class Open:
    """A collection whose end is still to come.

    `children` of a mapping are key, value, key, value; `via` says which child came by which alias;
    `counted` is the builder's count before this collection.
    """

    __slots__ = (
        "anchor",
        "children",
        "counted",
        "height",
        "is_flow",
        "is_mapping",
        "start",
        "via",
    )

    def __init__(self, is_mapping: bool, is_flow: bool, start: int, counted: int) -> None:  # noqa: FBT001  # keywords cost time
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.start = start
        self.counted = counted
        self.anchor: str | None = None
        self.children: list[Node] = []
        self.via: dict[int, str] = {}
        self.height = 1

    @property
    def awaits_value(self) -> bool:
        """Whether the next child of a mapping is a value."""
        return self.is_mapping and len(self.children) % 2 == 1

    def via_of(self, place: int) -> str:
        """The alias that the value, else the key, of an entry came through."""
        return self.via.get(2 * place + 1) or self.via.get(2 * place, "")

    def step(self) -> str:
        """The part of a dotted path that leads to the next child, empty for a key."""
        if not self.is_mapping:
            return str(len(self.children))
        key = self.children[-1] if self.awaits_value else None
        return key.text if isinstance(key, Scalar) else ""


class TreeBuilder:
    """Builds one tree, and collects the Problems that leave a tree to go on with.

    `build` raises InputError where none is left: a second document, too deep, too many nodes.
    """

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._file = source.file
        self._text = source.text
        self._line, self._begin, self._next = 0, 0, 0  # the current line, see `_seek`
        self.problems: list[Problem] = []
        self._top = Open(False, False, 0, 0)
        self._stack = [self._top]
        self._end = 0  # index behind the last token that is content
        self._nodes = 0
        self._expanded = 0
        self._documents = 0
        self._anchors: dict[str, Anchored] = {}
        self._anchored: dict[int, Anchored] = {}
        self._texts: dict[str, str] = {}

    def build(self, events: Iterable[Any]) -> Node | None:
        """The root, None where the file says nothing."""
        from ruamel.yaml import events as kinds  # of both parsers

        handlers = {
            kinds.ScalarEvent: self._scalar,
            kinds.AliasEvent: self._alias,
            kinds.MappingStartEvent: self._open_mapping,
            kinds.SequenceStartEvent: self._open_sequence,
            kinds.MappingEndEvent: self._close,
            kinds.SequenceEndEvent: self._close,
            kinds.DocumentStartEvent: self._document,
        }
        events = iter(events)
        for event in islice(events, MOST_EVENTS):
            handle = handlers.get(type(event))
            if handle:
                handle(event)
        if next(events, None) is not None:
            self._too_many()
        root = self._stack[0].children[0] if self._stack[0].children else None
        says_nothing = isinstance(root, Scalar) and root.is_plain and not root.text
        return None if says_nothing else root

    # --- events; the parsers give them no types ----------------------------------------------

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        start, end, text = event.start_mark.index, event.end_mark.index, event.value
        is_plain = event.implicit[0]
        if start == end or not is_plain or self._text[start] in _BEGINS_PROPERTY:
            start, end, is_plain = self._decorated(event, start, end)
        text = self._texts.setdefault(text, text)
        node: Scalar = _new(Scalar, (text, self._span(start, end), is_plain))
        if event.anchor:
            self._remember(Anchored(event.anchor, node, 1, 0))
        self._end = end
        self._nodes += 1
        self._top.children.append(node)

    def _decorated(self, event: Any, start: int, end: int) -> tuple[int, int, bool]:  # noqa: ANN401
        """Start, end and plainness of a scalar that is empty, styled, or has an anchor or tag."""
        if start == end:
            start = end = self._place_of_nothing()
        elif event.style:
            end = self._end_of_styled(event, start, end)
        first, start = start, self._behind_properties(start, end)
        is_plain, is_quoted = event.implicit
        if not is_plain and not is_quoted:
            is_plain = self._check_tag(str(event.tag), event.value, self._span(start, end))
        elif is_plain and "!" in self._text[first:start].split():
            is_plain = False  # a lone `!` makes text of what follows, which no event says
        return start, end, is_plain

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        self._end = event.end_mark.index
        span = self._span(event.start_mark.index, self._end)
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            self._complain(span, *self._no_anchor(event.anchor), kind="alias")
            # Under `<<` an empty mapping, so that the merge has nothing more to say.
            is_merged = self._top.step() == MERGE_KEY
            self._add(MappingNode((), span) if is_merged else Scalar("", span))
            return
        self._expanded += anchored.size
        if self._expanded > MOST_EXPANDED:
            self._stop(
                span,
                f"expected aliases that repeat at most {MOST_EXPANDED:,} values, found more",
                kind="alias",
            )
        top = self._top
        if len(self._stack) - 1 + anchored.height > DEEPEST:
            self._too_deep(span)
        top.height = max(top.height, 1 + anchored.height)
        top.via[len(top.children)] = event.anchor
        self._add(anchored.node)

    def _open_mapping(self, event: Any) -> None:  # noqa: ANN401
        self._open(event, is_mapping=True)

    def _open_sequence(self, event: Any) -> None:  # noqa: ANN401
        self._open(event, is_mapping=False)

    def _open(self, event: Any, *, is_mapping: bool) -> None:  # noqa: ANN401
        first, end = event.start_mark.index, event.end_mark.index
        start = self._behind_properties(first, len(self._text))
        # `[a: b]` holds a mapping of one pair, without braces: it ends where its value does.
        is_flow = event.flow_style and end > start and self._text[start] in "[{"
        opened = Open(is_mapping, is_flow, start, self._nodes + self._expanded)
        self._end = end if is_flow else start
        if len(self._stack) > DEEPEST:
            self._too_deep(self._span(start, start))
        objection = not event.implicit and collection_objection(
            str(event.tag), is_mapping=is_mapping
        )
        if objection:
            self._complain(self._span(first, start), objection, kind="tag")
        if event.anchor:
            opened.anchor = event.anchor
            self._anchors.pop(event.anchor, None)  # from here on the name means this collection
        self._stack.append(opened)
        self._top = opened

    def _close(self, event: Any) -> None:  # noqa: ANN401
        closed = self._stack.pop()
        self._top = self._stack[-1]
        if closed.is_flow:
            self._end = event.end_mark.index
        span = self._span(closed.start, self._end)
        node: Node
        if closed.is_mapping:
            node = _new(MappingNode, (self._entries(closed), span))
        else:
            node = _new(SequenceNode, (tuple(closed.children), span))
        self._top.height = max(self._top.height, 1 + closed.height)
        if closed.anchor:
            size = 1 + self._nodes + self._expanded - closed.counted
            self._remember(Anchored(closed.anchor, node, size, closed.height))
        self._add(node)

    def _document(self, event: Any) -> None:  # noqa: ANN401
        self._documents += 1
        self._end = event.end_mark.index
        if self._documents > 1:
            start = self._end - len("---") if event.explicit else self._end
            self._stop(
                self._span(start, self._end),
                "expected one YAML document, found a second one that begins here",
                "keep one document a file; `include:` joins several files",
                kind="document",
            )

    # --- nodes --------------------------------------------------------------------------------

    def _add(self, node: Node) -> None:
        self._top.children.append(node)
        self._nodes += 1

    def _entries(self, closed: Open) -> tuple[Entry, ...]:
        """Keys with their values; the first of a key that stands twice."""
        entries: list[Entry] = []
        seen: dict[str, Scalar] = {}
        children = iter(closed.children)
        for place, (key, value) in enumerate(zip(children, children, strict=True)):
            if type(key) is not Scalar:
                self._complain(key.span, f"expected text as a key, found {_noun(key)}", kind="key")
            elif seen.setdefault(key.text, key) is not key:
                self._duplicate(key, seen[key.text])
            else:
                via = closed.via_of(place) if closed.via else ""
                entries.append(_new(Entry, (key, value, via)))
        if MERGE_KEY in seen and is_merge(seen[MERGE_KEY]):
            self._check_merge(entries)
            return tuple(merged(entries, self._name_of))
        return tuple(entries)

    def _check_merge(self, entries: list[Entry]) -> None:
        for key, value, _ in entries:
            if is_merge(key) and mergeable(value) is None:
                self._complain(
                    key.span,
                    f"expected a mapping or a list of mappings after `<<`, found {_noun(value)}",
                    kind="merge",
                )

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        self._complain(
            key.span,
            "the key stands twice in this mapping",
            kind="duplicate key",
            step=key.text,
            related=((first.span, "first declared here"),),
        )

    def _check_tag(self, tag: str, text: str, span: Span) -> bool:
        """Whether the scalar stays plain: every tag but `!!str` leaves it to the core schema."""
        objection = scalar_objection(tag, text)
        if objection:
            self._complain(span, objection, kind="tag")
        return not is_text(tag)

    # --- anchors ------------------------------------------------------------------------------

    def _remember(self, anchored: Anchored) -> None:
        self._anchors[anchored.name] = anchored
        self._anchored[id(anchored.node)] = (
            anchored  # which keeps the node, so the id stays its own
        )

    def _name_of(self, node: Node) -> str:
        anchored = self._anchored.get(id(node))
        return anchored.name if anchored else ""

    def _no_anchor(self, name: str) -> tuple[str, str]:
        """Message and suggestion for an alias without a value to stand for."""
        if any(opened.anchor == name for opened in self._stack):
            return f"the alias *{name} stands inside the value that it names", ""
        from difflib import get_close_matches

        candidates = [known for known in self._anchors if len(known) <= DEEPEST][:200]
        close = get_close_matches(name[:DEEPEST], candidates, n=1)
        suggestion = f"did you mean `*{close[0]}`?" if close else ""
        return f"expected an alias of an anchor above, found *{name[:DEEPEST]}", suggestion

    # --- places -------------------------------------------------------------------------------

    def _span(self, start: int, end: int) -> Span:
        if not self._begin <= start < self._next:
            self._seek(start)
        line, begin = self._line, self._begin
        if end < self._next:
            return _new(Span, (self._file, line, start - begin + 1, line, end - begin + 1))
        return _new(Span, (self._file, line, start - begin + 1, *self.source.position(end)))

    def _seek(self, index: int) -> None:
        """Make the line of `index` the current one: most tokens stand on the line of the last."""
        starts = self.source.starts
        self._line = bisect_right(starts, index)
        self._begin = starts[self._line - 1]
        is_last = self._line == len(starts)
        self._next = len(self._text) + 1 if is_last else starts[self._line]

    def _place_of_nothing(self) -> int:
        """Where an empty value is: behind its `:` or `-`. The parsers each have another opinion."""
        if self._top.is_mapping and not self._top.awaits_value:
            return self._end
        indicator = _COLON if self._top.is_mapping else _DASH
        match = indicator.match(self._text, self._end)
        return match.end() if match else self._end

    def _behind_properties(self, start: int, end: int) -> int:
        """Where the value itself begins, behind its anchor and tag."""
        if start == end or self._text[start] not in _BEGINS_PROPERTY:
            return start
        match = _PROPERTIES.match(self._text, start, end)
        return match.end() if match else start

    def _end_of_styled(self, event: Any, start: int, end: int) -> int:  # noqa: ANN401
        """The end without the line ends that a block scalar takes along."""
        if event.style == '"' and _SURROGATE.search(event.value):
            self._complain(
                self._span(start, end),
                "expected escapes that stand for Unicode characters, found half of a pair",
                "write the character itself",
                kind="syntax",
            )
        if event.style in "'\"":
            return int(end)
        return start + len(self._text[start:end].rstrip(_SPACE))

    # --- problems -----------------------------------------------------------------------------

    def _too_many(self) -> NoReturn:
        self._stop(
            self._span(self._end, self._end),
            f"expected at most {MOST_EVENTS:,} values, found more",
            "split the file and join the parts by `include:`",
            kind="size",
        )

    def _too_deep(self, span: Span) -> NoReturn:
        self._stop(span, f"expected at most {DEEPEST} levels of nesting, found more", kind="size")

    def _complain(
        self,
        span: Span,
        message: str,
        suggestion: str = "",
        *,
        kind: str,
        step: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        steps = [*(opened.step() for opened in self._stack[1:]), step] if kind != "size" else []
        self.problems.append(
            Problem(message, span, ".".join(filter(None, steps)), suggestion, kind, related)
        )
        if len(self.problems) >= MOST_PROBLEMS:
            raise InputError(self.problems)

    def _stop(self, span: Span, message: str, suggestion: str = "", *, kind: str) -> NoReturn:
        self._complain(span, message, suggestion, kind=kind)
        raise InputError(self.problems)


def _noun(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return "nothing" if node.is_null else "a single value"
