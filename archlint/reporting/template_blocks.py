"""Blocks that a user's template overrides and that no template above it has: nobody prints them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.source import Problem, Span

if TYPE_CHECKING:
    from jinja2.nodes import Block, Node, Template
    from jinja2.sandbox import SandboxedEnvironment


class _Level(NamedTuple):
    """A template of the chain and where its text lies."""

    file: str
    tree: Template


def lost_blocks(environment: SandboxedEnvironment, name: str, page: str) -> Iterator[Problem]:
    """A problem for each, at its line, with what it may have meant, else the `page` of the docs.

    What lies within a block that is printed is printed with it, whatever its own name; a template
    that extends nothing prints all of its blocks.
    """
    chain = list(_chain(environment, name))
    for place, (file, tree) in enumerate(chain[:-1]):
        known = {block.name for level in chain[place + 1 :] for block in _blocks(level.tree)}
        for block in _outermost(tree, known):
            alike = difflib.get_close_matches(block.name, sorted(known), n=1)
            yield Problem(
                f"no block is called `{block.name}` in what the template extends",
                span=Span(file, block.lineno, 1, block.lineno, 1),
                suggestion=f"did you mean `{alike[0]}`?" if alike else f"{page} lists them",
                kind="template",
            )


def _chain(environment: SandboxedEnvironment, name: str) -> Iterator[_Level]:
    """The template and what it extends, as far as that can be told without printing it."""
    from jinja2 import TemplateError
    from jinja2.nodes import Const, Extends

    seen: set[str] = set()
    while name not in seen and environment.loader is not None:
        seen.add(name)
        try:
            text, file, _ = environment.loader.get_source(environment, name)
            tree = environment.parse(text, name, file)
        except (TemplateError, OSError, UnicodeDecodeError):
            return  # printing it meets the same, and says where
        yield _Level(file or name, tree)
        parent = next((each.template for each in tree.find_all(Extends)), None)
        if not isinstance(parent, Const):
            return
        name = str(parent.value)


def _blocks(tree: Template) -> Iterator[Block]:
    from jinja2.nodes import Block

    return iter(tree.find_all(Block))


def _outermost(node: Node, known: set[str]) -> Iterator[Block]:
    """The blocks of other names that lie in none of a known name."""
    from jinja2.nodes import Block

    for child in node.iter_child_nodes():
        if not isinstance(child, Block):
            yield from _outermost(child, known)
        elif child.name not in known:
            yield child
