"""The pre-commit hooks: what triggers them, and one real run over ten manifests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from archlint.yamltext import MappingNode, Scalar, SequenceNode, parse

ROOT = Path(__file__).parents[1]


def hooks() -> dict[str, dict[str, str]]:
    """The declared hooks by id, every value as text."""
    root = parse((ROOT / ".pre-commit-hooks.yaml").read_bytes(), ".pre-commit-hooks.yaml").root
    assert isinstance(root, SequenceNode)
    rows = []
    for item in root.items:
        assert isinstance(item, MappingNode)
        rows.append({e.key.text: e.value.text for e in item.entries if isinstance(e.value, Scalar)})
    return {row["id"]: row for row in rows}


def test_no_hook_ever_splits_the_graph() -> None:
    assert {
        name: (row["language"], row["pass_filenames"], row["require_serial"])
        for name, row in hooks().items()
    } == {
        "archlint": ("python", "false", "true"),
        "archlint-always": ("python", "false", "true"),
        "archlint-fix": ("python", "false", "true"),
    }


def test_hooks_trust_no_pack_of_a_stranger() -> None:
    assert {name: row["entry"] for name, row in hooks().items()} == {
        "archlint": "archlint check --isolated",
        "archlint-always": "archlint check --isolated",
        "archlint-fix": "archlint fix --isolated",
    }


def test_only_the_second_hook_runs_at_every_commit() -> None:
    assert {name: row.get("always_run") for name, row in hooks().items()} == {
        "archlint": None,
        "archlint-always": "true",
        "archlint-fix": None,
    }


@pytest.mark.parametrize(
    ("path", "triggers"),
    [
        ("archlint.yaml", True),
        ("services/cart/archlint.yaml", True),
        ("shop.archlint.yaml", True),
        ("deep/er/shop.archlint.yaml", True),
        (".archlint-baseline.json", True),
        ("sub/.archlint-baseline.json", True),
        ("archlint.yml", False),
        ("my-archlint.yaml", False),
        (".hidden.archlint.yaml", False),
        ("archlint.yaml.bak", False),
        ("archlint_yaml", False),
        ("README.md", False),
    ],
)
def test_what_triggers_the_hook(path: str, *, triggers: bool) -> None:
    assert bool(re.search(hooks()["archlint"]["files"], path)) is triggers


@pytest.mark.parametrize(
    ("path", "triggers"),
    [
        ("archlint.yaml", True),
        ("services/cart/archlint.yaml", True),
        ("shop.archlint.yaml", True),
        (".archlint-baseline.json", False),
        ("CODEOWNERS", False),
        (".hidden.archlint.yaml", False),
        ("archlint.yml", False),
    ],
)
def test_what_triggers_the_fixing_hook(path: str, *, triggers: bool) -> None:
    assert bool(re.search(hooks()["archlint-fix"]["files"], path)) is triggers


@pytest.mark.parametrize("path", ["archlint.yaml", "a/shop.archlint.yaml", "a/archlint.yml"])
def test_the_hook_and_discovery_agree(path: str) -> None:
    from archlint.files import is_manifest_name

    name = path.rsplit("/", 1)[-1]

    assert bool(re.search(hooks()["archlint"]["files"], path)) is is_manifest_name(name)


# --- the real thing -------------------------------------------------------------------------------

FINE = "archlint: 1\nservices: {{s{n}: {{self_time: {{p50: 3ms, p99: 9ms}}}}}}\n"
WRONG = "archlint: 1\nservices: {{s{n}: {{self_time: {{p50: 9ms, p99: 3ms}}}}}}\n"


def git(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


class Hook(NamedTuple):
    """A commit of this checkout that pre-commit installs from, and where it keeps what it did."""

    clone: Path
    revision: str
    home: Path

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("pre-commit"), "run", *arguments],
            cwd=cwd,
            env={**os.environ, "PRE_COMMIT_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def hook(tmp_path: Path) -> Hook:
    """The last commit of this checkout, not installed yet."""
    if not (ROOT / ".git").exists():
        pytest.skip("the hook is installed from a commit, and this is no checkout")
    clone = tmp_path / "clone"
    git("clone", "--quiet", str(ROOT), str(clone), cwd=tmp_path)
    return Hook(clone, revision=git("rev-parse", "HEAD", cwd=clone), home=tmp_path / "home")


@pytest.fixture
def portfolio(tmp_path: Path, hook: Hook) -> Path:
    """A repository with a root, nine parts, and this checkout's last commit as its hook."""
    repository = tmp_path / "portfolio"
    repository.mkdir()
    git("init", "--quiet", cwd=repository)
    (repository / "archlint.yaml").write_text(
        "archlint: 1\nportfolio: ten\ninclude: ['*.archlint.yaml']\nservices: {s0: {}}\n", "utf-8"
    )
    for number in range(1, 10):
        text = (WRONG if number == 7 else FINE).format(n=number)
        (repository / f"part{number}.archlint.yaml").write_text(text, encoding="utf-8")
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hook.clone}\n    rev: {hook.revision}\n    hooks:\n"
        "      - {id: archlint, verbose: true}\n"
        "      - {id: archlint-fix, verbose: true, stages: [manual]}\n",
        encoding="utf-8",
    )
    git("add", "--all", cwd=repository)
    return repository


@pytest.mark.slow
def test_the_hooks_of_one_installation(portfolio: Path, hook: Hook) -> None:
    ten_manifests_are_one_process_and_one_exit_code(portfolio, hook)
    the_fixing_hook_fails_once_and_leaves_what_it_changed(portfolio, hook)


def ten_manifests_are_one_process_and_one_exit_code(portfolio: Path, hook: Hook) -> None:
    wrong = hook.run(cwd=portfolio)

    assert wrong.returncode == 1, wrong.stdout + wrong.stderr
    assert wrong.stdout.count("ten · 10 services") == 1
    assert "exit code: 1" in wrong.stdout
    assert "part7.archlint.yaml" in wrong.stdout

    (portfolio / "part7.archlint.yaml").write_text(FINE.format(n=7), encoding="utf-8")
    git("add", "--all", cwd=portfolio)
    fixed = hook.run(cwd=portfolio)

    assert fixed.returncode == 0, fixed.stdout + fixed.stderr
    assert fixed.stdout.count("ten · 10 services") == 1


def the_fixing_hook_fails_once_and_leaves_what_it_changed(portfolio: Path, hook: Hook) -> None:
    """pre-commit fails a hook that changes files; the next run finds nothing to fix."""
    part = portfolio / "part7.archlint.yaml"
    text = "archlint: 1\nservices: {s7: {language: go, self_time: 3ms}}  # seven\n"
    part.write_text(text.replace("go", "Golang").replace("3ms", "3 MS"), "utf-8")
    git("add", "--all", cwd=portfolio)
    fix = ("--hook-stage", "manual", "archlint-fix")
    changed = hook.run(*fix, cwd=portfolio)

    assert changed.returncode == 1, changed.stdout + changed.stderr
    assert "files were modified by this hook" in changed.stdout
    assert "changed part7.archlint.yaml: 1 quantity respelled, 1 word respelled" in changed.stdout
    assert part.read_text(encoding="utf-8") == text

    git("add", "--all", cwd=portfolio)
    again = hook.run(*fix, cwd=portfolio)

    assert again.returncode == 0, again.stdout + again.stderr
    assert "nothing to fix" in again.stdout
