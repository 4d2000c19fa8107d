"""YAML text -> a tree with the position of every value.

The only importer of ruamel.yaml. `parse` raises at the first chance to show everything; `read`
returns what can still be worked with, so that whoever reads the meaning can show its own Problems
beside those of the text.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archlint.source import InputError
from archlint.yamltext.comments import Comment, comments
from archlint.yamltext.events import (
    LARGEST_PURE,
    c_events,
    has_c_parser,
    parser_name,
    pure_events,
)
from archlint.yamltext.nodes import Document, Entry, MappingNode, Node, Scalar, SequenceNode
from archlint.yamltext.syntax import QUOTE_IN_FLOW, NotYamlError
from archlint.yamltext.text import SourceText, decode
from archlint.yamltext.tree import TreeBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archlint.yamltext.events import Events


def parse(data: bytes, file: str) -> Document:
    """Read one YAML file. Raises InputError with every Problem that the text has."""
    document = read(data, file)
    if document.problems:
        raise InputError(document.problems)
    return document


def read(data: bytes, file: str) -> Document:
    """Read one YAML file; Problems that leave a tree are in `Document.problems`.

    Raises InputError where no tree is left: not UTF-8, not YAML, several documents, out of bounds.
    """
    source = decode(data, file)
    with _collector_paused():
        return _read(source, is_small=len(data) <= LARGEST_PURE)


def _read(source: SourceText, *, is_small: bool) -> Document:
    """What the C parser refuses in a small file is the pure parser's to decide.

    libyaml refuses some plain scalars that YAML 1.2 allows inside brackets (`[http://x]`).
    """
    if has_c_parser():
        try:
            return _document(source, c_events)
        except NotYamlError as fault:
            if not is_small:
                raise InputError([fault.problem(source, suggestion=QUOTE_IN_FLOW)]) from None
    try:
        return _document(source, pure_events)
    except NotYamlError as fault:
        raise InputError([fault.problem(source)]) from None


def _document(source: SourceText, events: Events) -> Document:
    builder = TreeBuilder(source)
    root = builder.build(events(source.text))
    problems = sorted(builder.problems, key=lambda problem: problem.span or ())
    return Document(root, source.lines, tuple(problems))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nothing here makes cycles, and looking for them costs a quarter to two thirds of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


__all__ = [
    "Comment",
    "Document",
    "Entry",
    "MappingNode",
    "Node",
    "Scalar",
    "SequenceNode",
    "comments",
    "parse",
    "parser_name",
    "read",
]
