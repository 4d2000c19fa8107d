"""Builders of git repositories, with the git that is installed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(where: Path, *arguments: str, given: bytes = b"") -> str:
    """Run git as its user does; the output without the last line end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-C", str(where), "-c", "protocol.file.allow=always", *arguments],
        input=given,
        env=kept | _QUIET,
        capture_output=True,
        check=True,
    )
    return os.fsdecode(done.stdout).rstrip("\n")


def repository(where: Path, *files: dict[str, str]) -> Path:
    """A repository on branch main with one commit for each mapping of paths to contents."""
    where.mkdir(parents=True, exist_ok=True)
    git(where, "init", "-q", "-b", "main")
    for contents in files:
        commit(where, contents)
    return where


def commit(where: Path, contents: dict[str, str]) -> str:
    """Write files and commit all there is; the full name of the commit."""
    for path, text in contents.items():
        (where / path).parent.mkdir(parents=True, exist_ok=True)
        (where / path).write_text(text, encoding="utf-8")
    git(where, "add", "-A")
    git(where, "commit", "-q", "--allow-empty", "-m", "x")
    return git(where, "rev-parse", "HEAD")
