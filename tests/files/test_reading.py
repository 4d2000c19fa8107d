"""What is refused before it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archlint import files
from archlint.files import FileProblem

from trees import ROOT, write


def refused(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        files.read_manifest(str(path))
    assert caught.value.path == str(path)
    return str(caught.value)


def test_a_file_is_read_as_bytes(repo: Path) -> None:
    (repo / "archlint.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\n\0")
    assert files.read_manifest(str(repo / "archlint.yaml")) == b"\xef\xbb\xbfa: 1\r\n\0"


def test_a_file_that_does_not_exist_is_a_problem(repo: Path) -> None:
    assert refused(repo / "archlint.yaml") == "expected a file, found nothing of this name"


def test_a_directory_named_like_a_manifest_is_a_problem(repo: Path) -> None:
    (repo / "archlint.yaml").mkdir()
    assert refused(repo / "archlint.yaml") == "expected a file, found a directory"


def test_a_pipe_is_refused_and_not_waited_for(repo: Path) -> None:
    os.mkfifo(repo / "archlint.yaml")
    expected = "expected a regular file, found a pipe, socket or device"
    assert refused(repo / "archlint.yaml") == expected


def test_a_device_behind_a_link_is_out_of_the_repository(repo: Path) -> None:
    (repo / "archlint.yaml").symlink_to("/dev/zero")
    expected = "expected a file, found a link that leads out of the repository"
    assert refused(repo / "archlint.yaml") == expected


def test_a_link_that_leads_nowhere_or_to_itself_is_a_problem(repo: Path) -> None:
    (repo / "archlint.yaml").symlink_to(repo / "nowhere")
    (repo / "loop.yaml").symlink_to(repo / "loop.yaml")
    assert refused(repo / "archlint.yaml") == "expected a file, found nothing of this name"
    assert "expected a regular file" in refused(repo / "loop.yaml")


def test_a_file_of_200_mb_is_refused_before_it_is_read(repo: Path) -> None:
    with (repo / "archlint.yaml").open("wb") as sparse:
        sparse.truncate(200 * 1024 * 1024)
    assert refused(repo / "archlint.yaml") == "expected at most 64 MB, found 209,715,200 bytes"


def test_a_link_inside_the_repository_is_followed(repo: Path) -> None:
    write(repo, "real.yaml", text=ROOT)
    (repo / "archlint.yaml").symlink_to("real.yaml")
    assert files.read_manifest(str(repo / "archlint.yaml")) == ROOT.encode()


def test_a_path_with_a_nul_is_a_problem() -> None:
    assert "could not read it" in refused(Path("a\0b"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(repo: Path) -> None:
    write(repo, "archlint.yaml")
    (repo / "archlint.yaml").chmod(0)
    assert refused(repo / "archlint.yaml") == "no permission to read it"
