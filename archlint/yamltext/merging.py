"""`<<`: the entries of other mappings, as if they were written here.

The semantics of YAML's merge key type (yaml.org/type/merge): keys of the mapping itself win
wherever they stand, of several merged mappings the earlier one wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.yamltext.nodes import Entry, MappingNode, Node, Scalar, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    NameOf = Callable[[Node], str]

MERGE_KEY = "<<"


def is_merge(key: Scalar) -> bool:
    """Whether a key asks for a merge; quoted, it is a name like any other."""
    return key.text == MERGE_KEY and key.is_plain


def mergeable(value: Node) -> tuple[MappingNode, ...] | None:
    """The mappings that the value of `<<` brings, None where it is something else."""
    items = value.items if isinstance(value, SequenceNode) else (value,)
    mappings = tuple(item for item in items if isinstance(item, MappingNode))
    return mappings if len(mappings) == len(items) else None


def merged(entries: list[Entry], name_of: NameOf) -> Iterator[Entry]:
    """The entries with each `<<` replaced, in place, by what it brings.

    `name_of` gives the anchor of a node, empty where it has none.
    """
    taken = {entry.key.text for entry in entries if not is_merge(entry.key)}
    for entry in entries:
        if not is_merge(entry.key):
            yield entry
            continue
        for mapping in mergeable(entry.value) or ():
            for brought in mapping.entries:
                if brought.key.text not in taken:
                    taken.add(brought.key.text)
                    yield brought._replace(via=brought.via or name_of(mapping))
