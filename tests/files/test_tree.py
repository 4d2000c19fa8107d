"""The work tree as the reader of manifests asks it."""

from __future__ import annotations

from pathlib import Path

from archlint import files

from trees import ROOT, write


def test_the_work_tree_answers_from_its_base(repo: Path) -> None:
    write(repo, "a/archlint.yaml", "a/b/archlint.yaml", text=ROOT)
    tree: files.Tree = files.WorkTree(str(repo), base=str(repo))
    assert tree.read("a/archlint.yaml") == ROOT.encode()
    assert (tree.is_file("a"), tree.exists("a"), tree.exists("b")) == (False, True, False)
    assert tree.glob("*/archlint.yaml", below="") == ("a/archlint.yaml",)
    assert tree.include("a/archlint.yaml", "**/archlint.yaml") == ("a/b/archlint.yaml",)
