"""git is asked safely: whatever the repository and the environment say."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from archlint.files import FileProblem
from archlint.files.revisions import open_revision

from repositories import commit, git, repository


def refused(at: Path, rev: str = "HEAD") -> str:
    with pytest.raises(FileProblem) as caught:
        open_revision(rev, start="", cwd=str(at))
    return str(caught.value)


def read(at: Path, rev: str = "HEAD", path: str = "archlint.yaml") -> bytes:
    return open_revision(rev, start="", cwd=str(at)).read(path)


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a trace beside itself whenever it is run."""
    program = tmp_path / "trap"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/trace\n")
    program.chmod(0o755)
    return program


def test_a_repository_starts_no_program(tmp_path: Path, trap: Path) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": "x"}, {"archlint.yaml": "y"})
    for hook in (
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "fsmonitor-watchman",
    ):
        (where / ".git/hooks" / hook).symlink_to(trap)
    settings = ["core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand",
                "pager.ls-tree", "pager.cat-file", "diff.external", "credential.helper",
                "core.alternateRefsCommand", "uploadpack.packObjectsHook"]  # fmt: skip
    for setting in settings:
        git(where, "config", setting, str(trap))
    git(where, "config", "core.hooksPath", str(where / ".git/hooks"))
    for alias in ("rev-parse", "ls-tree", "cat-file"):
        git(where, "config", f"alias.{alias}", f"!{trap}")
    (tmp_path / "trace").unlink(missing_ok=True)

    assert read(where, "HEAD~1") == b"x"
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("url", ["ssh://host/x", "ext::{trap} %S"])
def test_what_a_partial_clone_lacks_is_not_fetched(tmp_path: Path, trap: Path, url: str) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": "x", "a/archlint.yaml": "here"})
    missing = git(where, "rev-parse", "HEAD:archlint.yaml")
    (where / ".git/objects" / missing[:2] / missing[2:]).unlink()
    for setting, value in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", url.format(trap=trap)),
        ("remote.origin.promisor", "true"),
        ("core.sshCommand", str(trap)),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ]:
        git(where, "config", setting, value)
    with pytest.raises(FileProblem) as caught:
        read(where)

    assert (str(caught.value), caught.value.path) == (
        "in HEAD: its content is not in this clone: one without --filter has it",
        "archlint.yaml",
    )
    assert read(where, path="a/archlint.yaml") == b"here"
    assert not (tmp_path / "trace").exists()


def test_replaced_objects_are_read_as_they_were_committed(tmp_path: Path) -> None:
    where = repository(tmp_path, {"archlint.yaml": "true"})
    false = git(where, "hash-object", "-w", "--stdin", given=b"false")
    git(where, "replace", git(where, "rev-parse", "HEAD:archlint.yaml"), false)
    assert read(where) == b"true"


def test_the_repository_of_a_hook_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "other", {"archlint.yaml": "theirs"})
    where = repository(tmp_path / "repo", {"archlint.yaml": "ours"})
    for name, value in {
        "GIT_DIR": f"{other}/.git",
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": f"{other}/.git/index",
        "GIT_OBJECT_DIRECTORY": f"{other}/.git/objects",
        "GIT_COMMON_DIR": f"{other}/.git",
        "GIT_NAMESPACE": "x",
        "GIT_PREFIX": "x/",
        "GIT_TRACE": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert read(where) == b"ours"


def test_a_linked_worktree_has_its_own_head(tmp_path: Path) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": "one"}, {"archlint.yaml": "two"})
    git(where, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"), "HEAD~1")
    assert read(tmp_path / "linked") == b"one"
    assert read(tmp_path / "linked", "main") == b"two"
    assert commit(tmp_path / "linked", {"archlint.yaml": "three"}) != git(
        where, "rev-parse", "HEAD"
    )
    assert read(tmp_path / "linked") == b"three"


def test_a_bare_repository_is_read_where_one_stands_in_it(tmp_path: Path) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": "x"})
    git(tmp_path, "clone", "-q", "--bare", str(where), "bare.git")
    assert read(tmp_path / "bare.git") == b"x"


def test_a_repository_with_long_object_names_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    commit(tmp_path, {"archlint.yaml": "x"})
    assert read(tmp_path) == b"x"


def test_without_a_repository_there_is_no_revision(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"expected a git repository, found none at {tmp_path}"


def test_a_git_that_is_no_repository_is_not_passed_over(tmp_path: Path) -> None:
    where = repository(tmp_path, {"a/archlint.yaml": "x"})
    (where / "a/.git").mkdir()
    assert refused(where / "a") == f"expected a git repository, found none at {where}/a"


def test_a_repository_that_git_cannot_read_is_told_in_its_words(tmp_path: Path) -> None:
    where = repository(tmp_path, {"archlint.yaml": "x"})
    git(where, "config", "core.repositoryFormatVersion", "99")
    assert refused(where) == "git cannot look up HEAD: Expected git repo version <= 1, found 99"


def test_a_repository_of_another_owner_needs_the_users_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": "x"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr("archlint.files.git._KEPT", ("GIT_CONFIG_", "GIT_TEST_"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    assert refused(where) == (
        f"git refuses {where}, which belongs to somebody else: "
        f"`git config --global --add safe.directory {where}` allows it"
    )
    (tmp_path / "config").write_text(f"[safe]\n\tdirectory = {where}\n")
    assert read(where) == b"x"


def test_without_git_a_revision_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = repository(tmp_path, {"archlint.yaml": "x"})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(where) == ("git is not installed, or not in PATH: revisions are read through it")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rev-parse", "git did not answer within 0.2 seconds"),
        ("ls-tree", "git ls-tree failed, or took over 0.2 seconds"),
    ],
)
def test_a_git_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, expected: str
) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": "x"})
    (tmp_path / "git").write_text(
        f"#!{sys.executable}\nimport sys, time\n"
        f"time.sleep(30) if {command!r} in sys.argv else print('0' * 40)\n"
    )
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("archlint.files.git.PATIENCE", 0.2)
    assert refused(where) == expected


def test_a_damaged_object_is_a_problem_of_its_file_alone(tmp_path: Path) -> None:
    text = " ".join(map(str, range(5_000)))
    where = repository(tmp_path, {"archlint.yaml": text, "a/archlint.yaml": "fine"})
    name = git(where, "rev-parse", "HEAD:archlint.yaml")
    damaged = where / ".git/objects" / name[:2] / name[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:2_000])
    revision = open_revision("HEAD", start="", cwd=str(where))
    assert revision.read("a/archlint.yaml") == b"fine"
    with pytest.raises(FileProblem) as caught:
        revision.read("archlint.yaml")
    assert str(caught.value) == "in HEAD: git could not read its content: `git fsck` tells more"


@pytest.mark.slow
def test_a_thousand_manifests_are_read_with_four_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"s{number}/archlint.yaml": f"{number}" for number in range(1_000)}
    where = repository(tmp_path / "repo", files)
    real = git(where, "--exec-path")
    (tmp_path / "git").write_text(f'#!/bin/sh\necho >>{tmp_path}/runs\nexec {real}/git "$@"\n')
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    revision = open_revision("HEAD", start="", cwd=str(where))
    assert [revision.read(path).decode() for path in files] == list(files.values())
    assert (tmp_path / "runs").read_text() == "\n" * 4
