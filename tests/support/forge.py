"""A repository with a pull request, and the machine on which GitHub runs the Action for it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from actions import Job, Runner, read_yaml, spoken
from repositories import commit, git, repository

ROOT = Path(__file__).parents[2]
ACTION = read_yaml((ROOT / "action.yml").read_text(encoding="utf-8"))
MARKER = "<!-- archlint:diff -->"

FINE = "archlint: 1\nportfolio: shop\nservices:\n  cart: {self_time: {p50: 3ms, p99: 9ms}}\n"
WRONG = FINE.replace("p50: 3ms, p99: 9ms", "p50: 9ms, p99: 3ms")


class Forge:
    """A repository with a pull request, and a runner that has checked out what GitHub would."""

    def __init__(self, where: Path, base: Mapping[str, str], change: Mapping[str, str]) -> None:
        self.where = where
        self.origin = repository(where / "origin", {"LICENSE": "none\n", **base})
        self.event_base = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "checkout", "-q", "-b", "change")
        self.head = commit(self.origin, dict(change))
        git(self.origin, "checkout", "-q", "main")

    def merge(self) -> str:
        """The merge commit that GitHub makes and checks out."""
        git(self.origin, "checkout", "-q", "-B", "merge", "main")
        git(self.origin, "merge", "-q", "--no-ff", "-m", "Merge", "change")
        git(self.origin, "checkout", "-q", "main")
        return git(self.origin, "rev-parse", "merge")

    def checked_out(self, *options: str, branch: str = "merge") -> Path:
        workspace = self.where / "workspace"
        url = f"file://{self.origin}"
        git(self.where, "clone", "-q", *options, "--branch", branch, url, str(workspace))
        return workspace

    def pull(self, *options: str, **inputs: str) -> Job:
        """The Action's run for the pull request."""
        sha = self.merge()
        event = {
            "pull_request": {
                "number": 7,
                "title": "a title\n::error::$(touch pwned)",
                "base": {"sha": self.event_base},
                "head": {"sha": self.head, "ref": '$(touch${IFS}pwned)`"'},
            }
        }
        return on(self.checked_out(*options), "pull_request", sha).run(ACTION, event, **inputs)

    def push(self, **inputs: str) -> Job:
        """The Action's run for a push to the branch with the change."""
        workspace = self.checked_out(branch="change")
        return on(workspace, "push", self.head).run(ACTION, {}, **inputs)


def on(workspace: Path, event: str, sha: str = "") -> Runner:
    """A runner with Python set up and archlint installed."""
    program = Path(sys.executable).with_name("archlint")
    return Runner(
        workspace,
        workspace.parent / "home",
        {"GITHUB_EVENT_NAME": event, "GITHUB_SHA": sha, "GITHUB_ACTION_PATH": str(ROOT)},
        done={"python": {}, "install": {"program": str(program)}},
    )


def commands(log: str) -> list[str]:
    """The workflow commands in a log; those that hold back text are none."""
    said = [line for line in spoken(log) if line.lstrip().startswith("::") or "##[" in line]
    return [line for line in said if not re.fullmatch(r"::[0-9a-f]{32}::", line)]


def comment_of(job: Job) -> str:
    folder = Path(job.steps["Keep the comment"].given["path"])
    assert (folder / "pull-request").read_text(encoding="utf-8") == "7\n"
    return (folder / "comment.md").read_text(encoding="utf-8")


def with_program(where: Path, script: str) -> Runner:
    """A runner on which archlint is this script."""
    program = where / "archlint"
    program.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return Runner(
        repository(where / "workspace", {"archlint.yaml": FINE}),
        where / "home",
        {"GITHUB_EVENT_NAME": "push", "GITHUB_SHA": ""},
        done={"python": {}, "install": {"program": str(program)}},
    )
