"""What a command line means."""

from __future__ import annotations

from pathlib import Path

from archlint import files
from archlint.files import Discovered

from trees import ROOT, is_root, write


def test_without_a_path_the_nearest_root_upwards_is_found(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    write(repo, "a/archlint.yaml", "a/b/x.archlint.yaml")
    assert files.discover([], str(repo / "a/b"), is_root=is_root) == Discovered(
        roots=("../../archlint.yaml",), searched=("./", "../", "../../")
    )


def test_a_nearer_root_hides_a_farther_one(repo: Path) -> None:
    write(repo, "archlint.yaml", "a/shop.archlint.yaml", text=ROOT)
    (repo / "a/b").mkdir()
    assert files.discover([], str(repo / "a/b"), is_root=is_root).roots == (
        "../shop.archlint.yaml",
    )


def test_a_root_above_the_repository_is_not_ours(repo: Path) -> None:
    write(repo.parent, "archlint.yaml", text=ROOT)
    assert files.discover([], str(repo), is_root=is_root) == Discovered(
        searched=("./",), below=("./",)
    )


def test_without_a_root_upwards_everything_below_is_searched(repo: Path) -> None:
    write(repo, "a/archlint.yaml", "b/c/shop.archlint.yaml", text=ROOT)
    write(repo, "archlint.yaml")
    assert files.discover([], str(repo), is_root=is_root) == Discovered(
        roots=("a/archlint.yaml", "b/c/shop.archlint.yaml"),
        others=("archlint.yaml",),
        searched=("./",),
        below=("./",),
    )


def test_a_directory_is_searched_for_manifests_only(repo: Path) -> None:
    write(
        repo,
        *("x/z.archlint.yaml", "x/archlint.yaml", "x/a.archlint.yaml", "x/y/archlint.yaml"),
        *("x/.hidden/archlint.yaml", "x/node_modules/archlint.yaml", "x/target/archlint.yaml"),
        *("x/.archlint.yaml", "x/archlint.yml", "x/myarchlint.yaml", "x/archlint.yaml.orig"),
        *("x/.venv/archlint.yaml", "elsewhere/archlint.yaml", "x/d/archlint.yaml/file"),
        text=ROOT,
    )
    assert files.discover(["x"], str(repo), is_root=is_root) == Discovered(
        roots=("x/archlint.yaml", "x/a.archlint.yaml", "x/z.archlint.yaml", "x/y/archlint.yaml"),
        below=("x/",),
    )


def test_a_named_file_counts_whatever_its_name(repo: Path) -> None:
    write(repo, "any.yml")
    write(repo, "root.yml", text=ROOT)
    assert files.discover(["any.yml", "./root.yml"], str(repo), is_root=is_root) == Discovered(
        roots=("root.yml",), named=("any.yml",)
    )


def test_what_is_named_twice_is_found_once(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    found = files.discover([".", "archlint.yaml", "./archlint.yaml"], str(repo), is_root=is_root)
    assert found.roots == ("archlint.yaml",)


def test_a_path_that_does_not_exist_is_a_problem_and_the_others_are_found(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    found = files.discover(["nowhere", "archlint.yaml"], str(repo), is_root=is_root)
    assert [(str(problem), problem.path) for problem in found.problems] == [
        ("expected a file or a directory, found nothing of this name", "nowhere")
    ]
    assert found.roots == ("archlint.yaml",)


def test_directories_that_link_to_each_other_end(repo: Path) -> None:
    write(repo, "a/archlint.yaml", text=ROOT)
    (repo / "a/loop").symlink_to(repo, target_is_directory=True)
    assert files.discover(["."], str(repo), is_root=is_root).roots == ("a/archlint.yaml",)


def test_the_roots_above_a_file_are_found_nearest_first(repo: Path) -> None:
    write(repo, "archlint.yaml", "a/shop.archlint.yaml", text=ROOT)
    write(repo, "a/b/archlint.yaml")
    assert files.roots_above("a/b/archlint.yaml", str(repo), is_root=is_root) == (
        "a/shop.archlint.yaml",
        "archlint.yaml",
    )
