"""Which portfolios `archlint diff` sets side by side, wherever one stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repositories import commit, git, repository
from running import Result, run

TODAY = ("--today", "2026-11-23")


def manifest(name: str, mean: str = "20ms") -> str:
    return (
        f"archlint: 1\nportfolio: {name}\njourneys: {{order: {{entry: a}}}}\n"
        f"services: {{a: {{language: go, self_time: {{mean: {mean}}}}}}}\n"
    )


def diff(*arguments: str, cwd: Path) -> Result:
    return run("diff", *arguments, *TODAY, cwd=cwd)


def told(*arguments: str, cwd: Path) -> dict[str, str]:
    """Name of each portfolio -> new, gone, or by how much its journey got slower."""
    result = diff(*arguments, "--output-format", "json", cwd=cwd)
    assert (result.code, result.stderr) == (0, "")
    return {
        item["name"]: "new"
        if item["is_new"]
        else "gone"
        if item["is_gone"]
        else " ".join(f"{journey['delta_ms']:+.3g}" for journey in item["journeys"])
        for item in json.loads(result.stdout)["portfolios"]
    }


def changed(place: Path, before: dict[str, str], after: dict[str, str]) -> Path:
    """A repository with one state as its last commit and another as its work tree."""
    repository(place, before)
    for path in before.keys() - after.keys():
        (place / path).unlink()
    for path, text in after.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    return place


MOVED = ({"old/archlint.yaml": manifest("shop")}, {"new/archlint.yaml": manifest("shop", "31ms")})
RENAMED = (MOVED[0], {"new/archlint.yaml": manifest("store", "31ms")})


@pytest.mark.parametrize("where", ["", "new", "old"])
@pytest.mark.parametrize("is_committed", [False, True], ids=["work tree", "two revisions"])
@pytest.mark.parametrize(
    ("states", "expected"), [(MOVED, {"shop": "+11"}), (RENAMED, {"store": "+11"})]
)
def test_what_moved_is_the_same_wherever_one_stands(
    tmp_path: Path,
    states: tuple[dict[str, str], dict[str, str]],
    expected: dict[str, str],
    is_committed: bool,  # noqa: FBT001  # a table
    where: str,
) -> None:
    place = changed(tmp_path / "repo", *states)
    arguments = ("HEAD~1", "HEAD") if is_committed else ("HEAD",)
    if is_committed:
        commit(place, {})
    (place / where).mkdir(exist_ok=True)

    assert told(*arguments, cwd=place / where) == expected


def test_what_is_new_beside_others_is_no_move(tmp_path: Path) -> None:
    shop = {"shop/archlint.yaml": manifest("shop")}
    place = changed(tmp_path / "repo", shop, {**shop, "bank/archlint.yaml": manifest("bank")})

    assert told("HEAD", cwd=place) == {"shop": "", "bank": "new"}
    assert told("HEAD", cwd=place / "bank") == {"bank": "new"}


def test_two_of_one_name_are_told_apart_by_their_paths_alone(tmp_path: Path) -> None:
    place = changed(
        tmp_path / "repo",
        {"old/archlint.yaml": manifest("shop")},
        {f"{name}/archlint.yaml": manifest("shop") for name in ("one", "two")},
    )
    result = diff("HEAD", "--output-format", "json", cwd=place)

    assert result.code == 0
    assert [
        (item["is_new"], item["is_gone"]) for item in json.loads(result.stdout)["portfolios"]
    ] == [(False, True), (True, False), (True, False)]


@pytest.mark.parametrize("named", ["all", "./all", "all/"])
def test_a_directory_is_searched_in_the_revision_too(tmp_path: Path, named: str) -> None:
    kept = {
        "all/kept/archlint.yaml": manifest("kept"),
        "more/archlint.yaml": manifest("more"),
    }
    gone = {"all/gone/archlint.yaml": manifest("gone"), "more/x/archlint.yaml": manifest("x")}
    place = changed(tmp_path / "repo", kept | gone, kept)

    assert told("HEAD", "-m", named, cwd=place) == {"kept": "", "gone": "gone"}


def test_a_manifest_is_one_portfolio_however_its_path_is_written(tmp_path: Path) -> None:
    place = changed(
        tmp_path / "repo",
        {"archlint.yaml": manifest("shop")},
        {"archlint.yaml": manifest("shop", "31ms")},
    )

    assert told("HEAD", "-m", "./archlint.yaml", cwd=place) == {"shop": "+11"}


@pytest.mark.parametrize("arguments", [(), ("-m", "."), ("-m", "archlint.yaml")])
def test_the_only_portfolio_is_gone(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    place = changed(tmp_path / "repo", {"archlint.yaml": manifest("shop")}, {})
    result = diff("HEAD", *arguments, cwd=place)

    assert (result.code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[1] == "the portfolio is gone"


@pytest.mark.parametrize("arguments", [("HEAD",), ("HEAD", "HEAD"), ("HEAD", "-m", "a.yaml")])
def test_two_states_without_a_portfolio_are_no_comparison(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    place = repository(tmp_path / "repo", {"README.md": "nothing\n"})
    result = diff(*arguments, cwd=place)

    assert result.code == 2
    assert "expected " in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("main..HEAD",), "`archlint diff main HEAD`"),
        (("main...HEAD",), "`archlint diff --merge-base main HEAD`"),
        (("main..",), "`archlint diff main HEAD`"),
        (("HEAD", "..main"), "`archlint diff HEAD main`"),
        (("--merge-base", "archlint.yaml"), "takes git revisions, found the file 'archlint.yaml'"),
        (("--merge-base", "HEAD", "archlint.yaml"), "takes git revisions, found the file"),
    ],
)
def test_words_that_diff_does_not_take(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    place = repository(tmp_path / "repo", {"archlint.yaml": manifest("shop")})
    git(place, "branch", "-M", "main")
    result = diff(*arguments, cwd=place)

    assert result.code == 2
    assert message in result.stderr
    assert result.stderr.startswith("Usage: ")


def test_a_path_above_is_no_range(tmp_path: Path) -> None:
    place = changed(tmp_path / "repo", {"archlint.yaml": manifest("shop")}, {"b.yaml": "x: 1\n"})
    (place / "deep").mkdir()
    result = diff("../none.yaml", cwd=place / "deep")

    assert "../none.yaml: expected a file, found nothing of this name" in result.stderr
