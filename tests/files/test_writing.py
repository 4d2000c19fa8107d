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


OUT = "expected a file, found a link that leads out of the repository"


@pytest.mark.parametrize(
    ("link", "target", "written"),
    [
        pytest.param("out.json", "../victim/f", "out.json", id="out of the repository"),
        pytest.param("out.json", "../victim/new", "out.json", id="to what is not there yet"),
        pytest.param("out.json", ".git/config", "out.json", id="into the repository's own data"),
        pytest.param("out.json", "/dev/null", "out.json", id="to a device"),
        pytest.param("out.json", "/dev/stderr", "out.json", id="to what the process has open"),
        pytest.param("out", "../victim", "out/f", id="a directory's"),
        pytest.param("out", "../victim", "out/sub/f", id="a directory's, further up"),
        pytest.param("out", ".git", "out/config", id="a directory's, to its own data"),
    ],
)
@pytest.mark.parametrize("overwrite", [True, False])
def test_a_link_that_leads_out_is_not_written_through(
    link: str, target: str, written: str, *, overwrite: bool, tmp_path: Path
) -> None:
    write(tmp_path, "repo/.git/config", "victim/f", "victim/sub/f", text="kept")
    (tmp_path / "repo" / link).symlink_to(target)

    with pytest.raises(FileProblem, match=OUT):
        files.write_atomic(str(tmp_path / "repo" / written), "new", overwrite=overwrite)

    found = {
        str(path.relative_to(tmp_path)): path.read_text()
        for path in sorted(tmp_path.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    assert found == dict.fromkeys(["repo/.git/config", "victim/f", "victim/sub/f"], "kept")


def test_a_linked_directory_outside_of_any_repository_may_lead_anywhere(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/out").symlink_to("../b")

    files.write_atomic(str(tmp_path / "a/out/f"), "new", overwrite=True)

    assert (tmp_path / "b/f").read_text() == "new"


def test_a_linked_directory_within_the_repository_is_followed(repo: Path) -> None:
    (repo / "real").mkdir()
    (repo / "out").symlink_to("real")

    files.write_atomic(str(repo / "out/f"), "new", overwrite=True)

    assert (repo / "real/f").read_text() == "new"


def test_a_device_takes_the_text() -> None:
    before = Path("/dev/null").stat()

    files.write_atomic("/dev/null", "new", overwrite=True)

    after = Path("/dev/null").stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)


def test_a_pipe_takes_the_text(repo: Path) -> None:
    os.mkfifo(repo / "pipe")
    reader = os.open(repo / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.write_atomic(str(repo / "pipe"), "new", overwrite=True)
        assert os.read(reader, 9) == b"new"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO((repo / "pipe").stat().st_mode)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize("is_file", [True, False], ids=["to a file", "to a pipe"])
def test_the_streams_of_the_process_take_the_text(
    name: str, *, is_file: bool, tmp_path: Path
) -> None:
    code = (
        "from archlint.files import write_atomic;"
        f"write_atomic('/dev/{name}', 'new', overwrite=True)"
    )
    with (tmp_path / "out").open("w") as opened:
        to = opened if is_file else subprocess.PIPE
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            cwd=Path(files.__file__).parents[2],
            stdout=to if name == "stdout" else None,
            stderr=to if name == "stderr" else None,
        )
    told = (tmp_path / "out").read_bytes() if is_file else getattr(done, name)
    assert told == b"new"


def test_a_device_that_was_to_be_made_is_there_already() -> None:
    with pytest.raises(FileProblem, match="expected no file here, found one"):
        files.write_atomic("/dev/null", "new", overwrite=False)


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
