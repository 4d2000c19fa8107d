"""What a manifest declares, told without judging it: for a reader who is still typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.manifest.gathering import Gatherer
from archlint.manifest.remarks import Remarks
from archlint.yamltext import MappingNode

if TYPE_CHECKING:
    from archlint.manifest.gathering import Tree


def names_in(section: str, root: str, *, tree: Tree) -> tuple[str, ...]:
    """The keys of a section in all files of a portfolio, sorted, whatever is wrong elsewhere.

    They have not been checked: a key may hold anything.
    """
    gathered = Gatherer(tree, Remarks()).gather(root)
    tables = (file.root.get(section) for file in gathered.files)
    return tuple(
        sorted(
            {
                entry.key.text
                for table in tables
                if isinstance(table, MappingNode)
                for entry in table.entries
            }
        )
    )
