"""The work tree as the reader of manifests asks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint import files
from archlint.files import FileProblem

from trees import ROOT, write


def test_the_work_tree_answers_from_its_base(repo: Path) -> None:
    write(repo, "a/archlint.yaml", "a/b/archlint.yaml", text=ROOT)
    tree: files.Tree = files.WorkTree(str(repo), base=str(repo))
    assert tree.read("a/archlint.yaml") == ROOT.encode()
    assert (tree.is_file("a"), tree.exists("a"), tree.exists("b")) == (False, True, False)
    assert tree.glob("*/archlint.yaml", below="") == ("a/archlint.yaml",)
    assert tree.include("a/archlint.yaml", "**/archlint.yaml") == ("a/b/archlint.yaml",)


# --- a text over the tree -------------------------------------------------------------------------


def over(repo: Path, path: str) -> files.Overlay:
    return files.Overlay(files.WorkTree(str(repo), base=str(repo)), path, b"new")


def test_an_overlay_answers_for_its_file_alone(repo: Path) -> None:
    write(repo, "archlint.yaml", "a/archlint.yaml", text=ROOT)
    tree: files.Tree = over(repo, "a/archlint.yaml")
    assert tree.read("a/archlint.yaml") == tree.read("./a/archlint.yaml") == b"new"
    assert tree.read("archlint.yaml") == ROOT.encode()
    assert tree.include("archlint.yaml", "*/archlint.yaml") == ("a/archlint.yaml",)
    assert tree.include("a/archlint.yaml", "**/archlint.yaml") == ()
    assert tree.glob("**/archlint.yaml", below="") == ("a/archlint.yaml", "archlint.yaml")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("b/archlint.yaml", ("b/archlint.yaml",)),
        ("./b/archlint.yaml", ("b/archlint.yaml",)),
        ("*/archlint.yaml", ("a/archlint.yaml", "b/archlint.yaml")),
        ("**/archlint.yaml", ("a/archlint.yaml", "b/archlint.yaml")),
        ("a/*.yaml/../archlint.yaml", None),
        ("a/archlint.yaml", ("a/archlint.yaml",)),
        ("a/**/archlint.yaml", ("a/archlint.yaml",)),
        ("c/archlint.yaml", None),
    ],
)
def test_a_file_that_is_not_saved_yet_is_included(
    repo: Path, pattern: str, expected: tuple[str, ...] | None
) -> None:
    write(repo, "archlint.yaml", "a/archlint.yaml")
    tree = over(repo, "b/archlint.yaml")
    assert (tree.is_file("b/archlint.yaml"), tree.exists("b/archlint.yaml")) == (True, True)
    if expected is None:
        with pytest.raises(FileProblem, match=r"^expected "):
            tree.include("archlint.yaml", pattern)
    else:
        assert tree.include("archlint.yaml", pattern) == expected


def test_a_new_file_does_not_include_itself(repo: Path) -> None:
    write(repo, "b/c/archlint.yaml")
    tree = over(repo, "b/archlint.yaml")
    assert tree.include("b/archlint.yaml", "**/archlint.yaml") == ("b/c/archlint.yaml",)


def test_the_text_is_called_the_same_wherever_it_is_found(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "archlint.yaml", "a/archlint.yaml")
    monkeypatch.chdir(repo / "a")
    tree = files.Overlay(files.WorkTree(str(repo)), "archlint.yaml", b"new")

    assert tree.include("../archlint.yaml", "*/archlint.yaml") == ("archlint.yaml",)
    assert tree.include("../archlint.yaml", "a/archlint.yaml") == ("archlint.yaml",)
    assert tree.glob("*/archlint.yaml", below="..") == ("archlint.yaml",)
    assert tree.read("../a/archlint.yaml") == b"new"
    assert tree.read("../archlint.yaml") != b"new"
