"""Where repositories are, and paths as the reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint import files
from archlint.files import FileProblem

from trees import write


def test_the_repository_is_the_nearest_directory_with_git(repo: Path) -> None:
    write(repo, "a/b/archlint.yaml")
    assert files.find_repository(str(repo / "a/b")) == str(repo)
    assert files.find_repository(str(repo / "a/b/archlint.yaml")) == str(repo)


def test_a_worktree_whose_git_is_a_file_is_a_repository(repo: Path) -> None:
    write(repo, "a/.git", "a/b/archlint.yaml")
    assert files.find_repository(str(repo / "a/b")) == str(repo / "a")


def test_a_directory_in_no_repository_is_its_own(tmp_path: Path) -> None:
    assert files.find_repository(str(tmp_path)) == str(tmp_path)


def test_a_directory_is_named_below_its_repository(repo: Path, tmp_path: Path) -> None:
    (repo / "a/b").mkdir(parents=True)
    (tmp_path / "link").symlink_to(repo / "a/b")

    assert files.below_repository(str(repo)) == ""
    assert files.below_repository(str(repo / "a/b")) == "a/b"
    assert files.below_repository(str(tmp_path / "link")) == "a/b"
    assert files.below_repository(str(tmp_path)) == ""


def test_a_size_that_nobody_can_know_is_a_problem(repo: Path) -> None:
    (repo / "file").touch()

    with pytest.raises(FileProblem, match="could not read it"):
        files.size_of(str(repo / "file/below"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("archlint.yaml", "archlint.yaml", id="here"),
        pytest.param("./b/../archlint.yaml", "archlint.yaml", id="a detour"),
        pytest.param("../archlint.yaml", "../archlint.yaml", id="above, in the repository"),
    ],
)
def test_a_path_in_the_repository_is_shown_from_here(repo: Path, path: str, expected: str) -> None:
    (repo / "a/b").mkdir(parents=True)
    assert files.shown(path, str(repo / "a")) == expected


def test_a_path_outside_of_the_repository_is_shown_in_full(repo: Path) -> None:
    assert files.shown("../x.yaml", str(repo)) == str(repo.parent / "x.yaml")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("", ""), ("a/b", "a/b"), ("a/../c", "c"), ("..", None), ("../repository", None)],
)
def test_a_path_is_within_a_directory_or_not(path: str, expected: str | None, repo: Path) -> None:
    assert files.within(str(repo / path), str(repo)) == expected
