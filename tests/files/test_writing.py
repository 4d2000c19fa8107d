"""Nothing is lost, and nothing is left behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from archlint import files
from archlint.files import FileProblem

from trees import ROOT, write


def test_a_new_file_has_the_text_and_the_mode_of_the_umask(repo: Path) -> None:
    target = repo / "archlint.yaml"
    code = (
        "import os; os.umask(0o027); from archlint.files import write_atomic;"
        f"write_atomic({str(target)!r}, 'é\\r\\n', overwrite=False)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(files.__file__).parents[2])
    assert target.read_bytes() == "é\r\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in repo.iterdir()) == [".git", "archlint.yaml"]


def test_a_file_that_exists_is_left_as_it_is(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    with pytest.raises(FileProblem, match="expected no file here, found one"):
        files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=False)
    assert (repo / "archlint.yaml").read_text() == ROOT


def test_overwriting_keeps_the_mode(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    (repo / "archlint.yaml").chmod(0o604)
    files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)
    assert (repo / "archlint.yaml").read_text() == "new"
    assert stat.S_IMODE((repo / "archlint.yaml").stat().st_mode) == 0o604


def test_writing_through_a_link_keeps_the_link(repo: Path) -> None:
    write(repo, "real.yaml", text=ROOT)
    (repo / "archlint.yaml").symlink_to("real.yaml")
    files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)
    assert (repo / "archlint.yaml").is_symlink()
    assert (repo / "real.yaml").read_text() == "new"


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_failure_loses_nothing_and_leaves_nothing(
    repo: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write(repo, "archlint.yaml", text=ROOT)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(FileProblem, match="could not write it: no space left on device"):
        files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)
    assert sorted(path.name for path in repo.iterdir()) == [".git", "archlint.yaml"]
    assert (repo / "archlint.yaml").read_text() == ROOT


def test_a_file_system_without_hard_links_still_never_overwrites(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=False)
    assert (repo / "archlint.yaml").read_text() == "new"
    with pytest.raises(FileProblem, match="expected no file here"):
        files.write_atomic(str(repo / "archlint.yaml"), "newer", overwrite=False)


def test_a_directory_is_not_overwritten(repo: Path) -> None:
    (repo / "archlint.yaml").mkdir()
    with pytest.raises(FileProblem, match="expected a file, found a directory"):
        files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)


def test_writing_into_a_directory_that_does_not_exist_is_a_problem(repo: Path) -> None:
    with pytest.raises(FileProblem, match="expected a directory to write it into, found none"):
        files.write_atomic(str(repo / "a/archlint.yaml"), "new", overwrite=False)


def test_text_is_added_behind_what_is_there(repo: Path) -> None:
    place = str(repo / "summary.md")

    assert files.size_of(place) == 0
    files.append(place, "ä\n")
    files.append(place, "b\n")

    assert (repo / "summary.md").read_text(encoding="utf-8") == "ä\nb\n"
    assert files.size_of(place) == 5


@pytest.mark.parametrize(
    ("path", "message"),
    [("no/summary.md", "expected a directory to write it into, found none"), ("x\0y", "could not")],
)
def test_what_cannot_be_added_to_is_a_problem(path: str, message: str, repo: Path) -> None:
    with pytest.raises(FileProblem, match=message):
        files.append(str(repo / path), "x")
