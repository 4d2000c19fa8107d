"""The files of one portfolio: the root and what it includes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct, field

from archlint.files import DEEPEST_INCLUDE, LARGEST_FILE, MOST_FILES, FileProblem
from archlint.manifest.foreign import recognised, recognised_text
from archlint.manifest.grammar import FILE
from archlint.manifest.reading import found
from archlint.manifest.remarks import shortened
from archlint.source import InputError, Problem, Sources, Span
from archlint.yamltext import Document, MappingNode, Node, Scalar, SequenceNode, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archlint.manifest.remarks import Remarks


class Tree(Protocol):
    """The files of a work tree or of a revision."""

    def read(self, path: str, /) -> bytes:
        """The content of a file. Raises FileProblem where it cannot be read."""

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        """The manifest files that a pattern in the file `including` matches, in order.

        Raises FileProblem for a pattern that cannot be an include; see `files.resolve_include`.
        """


class SourceFile(NamedTuple):
    """A file that holds a mapping."""

    file: str
    root: MappingNode


class Gathered(Struct):
    """The files in the order in which they are met, and the texts that excerpts may quote."""

    files: list[SourceFile] = field(default_factory=list)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    has_all: bool = True

    @property
    def sources(self) -> Sources:
        return Sources(self.lines)


class Gatherer:
    """Reads a root manifest and follows its includes, depth first, every file once."""

    def __init__(self, tree: Tree, remarks: Remarks) -> None:
        self.tree = tree
        self.remarks = remarks
        self.gathered = Gathered()
        self.seen: set[str] = set()
        self.size = 0

    def gather(self, root: str) -> Gathered:
        self._file(root, above=(), named_at=None)
        return self.gathered

    def _file(self, file: str, *, above: tuple[str, ...], named_at: Span | None) -> None:
        if file in above:
            chain = " includes ".join((*above[above.index(file) :], file))
            place = named_at or Span(file, 1, 1, 1, 1)
            self._refuse(f"a file cannot include itself: {chain}", place, "include")
        elif file not in self.seen:
            self.seen.add(file)
            root = self._mapping(file, named_at)
            if root is not None:
                self._accept(file, root, above)

    def _accept(self, file: str, root: MappingNode, above: tuple[str, ...]) -> None:
        self.gathered.files.append(SourceFile(file, root))
        if root.get("include") is None:
            return
        if len(above) >= DEEPEST_INCLUDE:
            span = _value_span(root, "include")
            self._refuse(f"includes are at most {DEEPEST_INCLUDE} deep", span, "include")
            return
        for pattern in _patterns(root):
            self._include(file, pattern, (*above, file))

    def _include(self, file: str, pattern: Scalar, above: tuple[str, ...]) -> None:
        try:
            matched = self.tree.include(file, pattern.text)
        except FileProblem as error:
            self._refuse(str(error), pattern.span, "include")
            return
        if not matched:
            message = f"no manifest matches '{shortened(pattern.text)}'"
            self.remarks.note(message, pattern.span, ("include",), kind="include")
        for name in matched:
            if len(self.seen) >= MOST_FILES or self.size > LARGEST_FILE:
                message = f"a portfolio has at most {MOST_FILES:,} files and 64 MB together"
                self._refuse(message, pattern.span, "include")
                return
            self._file(name, above=above, named_at=pattern.span)

    def _refuse(self, message: str, span: Span, kind: str, suggestion: str = "") -> None:
        self.gathered.has_all = False
        self.remarks.problem(message, span, suggestion=suggestion, kind=kind)

    # --- one file ---------------------------------------------------------------------------------

    def _mapping(self, file: str, named_at: Span | None) -> MappingNode | None:
        """The root mapping of a file, None after remarks."""
        try:
            data = self.tree.read(file)
            self.size += len(data)
            document = _read(data, file)
        except FileProblem as error:
            self._refuse(str(error), named_at or Span(file, 1, 1, 1, 1), "file")
            return None
        except InputError as error:
            self.gathered.has_all = False
            for problem in error.problems:
                self.remarks.add(problem)
            return None
        self._keep_lines(file, document.root, document.lines)
        for problem in document.problems:
            self.remarks.add(problem)
        if isinstance(document.root, MappingNode):
            return self._manifest(file, document.root)
        span = document.root.span if document.root else Span(file, 1, 1, 1, 1)
        what = "an empty file" if document.root is None else _what(document.root)
        message = f"expected a mapping that begins with `archlint: 1`, got {what}"
        self._refuse(message, span, "no manifest")
        return None

    def _keep_lines(self, file: str, root: Node | None, lines: tuple[str, ...]) -> None:
        """Only a manifest's text may be quoted, never that of another file somebody includes."""
        if isinstance(root, MappingNode) and any(
            entry.key.text in FILE.by_name for entry in root.entries
        ):
            self.gathered.lines[file] = lines

    def _manifest(self, file: str, root: MappingNode) -> MappingNode | None:
        if root.get("archlint") is not None:
            return root
        if other := recognised(root):
            message = f"this is {other}, not an archlint manifest"
            hint = "a manifest begins with `archlint: 1`"
            self._refuse(message, Span(file, *root.span[1:3], *root.span[1:3]), "foreign", hint)
            return None
        return root


def _read(data: bytes, file: str) -> Document:
    try:
        return read(data, file)
    except InputError:
        if other := recognised_text(data):
            message = f"this is a file of {other}, not an archlint manifest"
            hint = "a manifest begins with `archlint: 1`"
            problem = Problem(message, Span(file, 1, 1, 1, 1), suggestion=hint, kind="foreign")
            raise InputError([problem]) from None
        raise


def _patterns(root: MappingNode) -> Iterator[Scalar]:
    node = root.get("include")
    items = node.items if isinstance(node, SequenceNode) else (node,)
    for item in items:
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.text.strip():
            yield item


def _value_span(root: MappingNode, key: str) -> Span:
    node = root.get(key)
    return node.span if node is not None else root.span


def _what(root: Node) -> str:
    return "an empty file" if isinstance(root, Scalar) and root.is_null else found(root)
