"""docs/ci.md is true: its commands are run, and so are the scripts inside its YAML."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from actions import EXPRESSION, Runner, Step, read_yaml, shellcheck
from ci_page import BLOCKS, PAGE, POSTING, SHELL, YAML
from forge import ACTION, FINE, MARKER, ROOT, WRONG
from repositories import commit, git, repository

WORKFLOWS = {name: YAML[name] for name in ("workflow", "comment workflow")}
BASELINE = ".archlint-baseline.json"


# --- what its text must not do --------------------------------------------------------------------


def test_only_what_posts_may_write() -> None:
    assert {
        name: (
            workflow["permissions"],
            [job.get("permissions") for job in workflow["jobs"].values()],
        )
        for name, workflow in WORKFLOWS.items()
    } == {
        "workflow": ({"contents": "read"}, [None]),
        "comment workflow": ({}, [{"actions": "read", "pull-requests": "write"}]),
    }


def test_what_may_write_reads_no_files_of_a_pull_request() -> None:
    assert YAML["comment workflow"]["on"] == {
        "workflow_run": {"workflows": [WORKFLOWS["workflow"]["name"]], "types": ["completed"]}
    }
    assert [*POSTING] == ["name", "shell", "env", "run"]


def test_no_workflow_here_runs_a_strangers_files_with_rights() -> None:
    pages = [*ROOT.glob("*.yml"), *ROOT.glob(".github/**/*.yml"), ROOT / "README.md"]
    pages += (ROOT / "docs").rglob("*.md")
    trigger = re.compile(r"^\s*(?:on:\s*\[?|-\s*)?pull_request_target\b", re.MULTILINE)

    assert [page for page in pages if trigger.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_expression_is_pasted_into_a_script(name: str) -> None:
    steps = [step for job in WORKFLOWS[name]["jobs"].values() for step in job["steps"]]

    assert [step for step in steps if EXPRESSION.search(step.get("run", ""))] == []


def test_the_workflow_gives_the_action_inputs_that_it_has() -> None:
    steps = WORKFLOWS["workflow"]["jobs"]["archlint"]["steps"]
    (given,) = [step["with"] for step in steps if step["uses"].startswith("archlint/")]

    assert set(given) - set(ACTION["inputs"]) == set()


@pytest.mark.parametrize(
    "script", [*SHELL.values(), POSTING["run"]], ids=[*SHELL, "comment workflow"]
)
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")

    assert shellcheck(script, program) == ""


# --- the commands ---------------------------------------------------------------------------------


def bash(script: str, where: Path, **given: str) -> Step:
    """Run a script with this archlint on PATH, and a pip that does nothing."""
    tools = where.parent / "tools"
    home = where.parent / "home"
    for folder in (tools, home / "temp"):
        folder.mkdir(parents=True, exist_ok=True)
    for name, program in (
        ("pip", "true"),
        ("archlint", Path(sys.executable).with_name("archlint")),
    ):
        (tools / name).write_text(f'#!/bin/sh\nexec {program} "$@"\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    return Runner(where, home).bash(f"unset GITHUB_ACTIONS\nPATH={tools}:$PATH\n{script}", **given)


def services(text: str, *names: str) -> str:
    """The manifest with services of these names instead of cart."""
    head, line, _ = text.partition("  cart")
    return head + "".join(text[text.index(line) :].replace("cart", name) for name in names)


@pytest.mark.slow
def test_a_portfolio_with_findings_is_adopted_with_a_green_run(tmp_path: Path) -> None:
    where = repository(tmp_path / "r", {"archlint.yaml": services(WRONG, "a", "b")})

    assert bash("archlint check", where).code == 1
    adopted = bash(BLOCKS["run: adopt"], where)

    assert adopted.code == 0, adopted.log


@pytest.mark.slow
def test_what_is_repaired_leaves_the_baseline(tmp_path: Path) -> None:
    where = repository(tmp_path / "r", {"archlint.yaml": WRONG})
    bash(BLOCKS["run: adopt"], where)
    (where / "archlint.yaml").write_text(FINE, encoding="utf-8")
    strict, prune = BLOCKS["run: shrink"].splitlines()

    codes = [bash(line, where).code for line in (strict, prune, strict)]

    assert codes == [1, 0, 0]


@pytest.mark.slow
def test_a_conflict_in_the_baseline_is_resolved_and_hides_nothing(tmp_path: Path) -> None:
    """Main repairs b, the branch repairs c and adds d: a alone is left to be known."""
    where = repository(tmp_path / "r", {"archlint.yaml": services(WRONG, "a", "b", "c")})
    bash(BLOCKS["run: adopt"], where)
    commit(where, {})
    git(where, "checkout", "-q", "-b", "change")
    commit(where, {"archlint.yaml": services(WRONG, "a", "b")})
    bash("archlint baseline prune", where)
    commit(where, {})
    git(where, "checkout", "-q", "main")
    commit(where, {"archlint.yaml": services(WRONG, "a", "c")})
    bash("archlint baseline prune", where)
    commit(where, {})
    git(where, "checkout", "-q", "change")
    merged = bash("git -c user.name=a -c user.email=a@b merge main", where)
    assert f"Merge conflict in {BASELINE}" in merged.log
    (where / "archlint.yaml").write_text(services(WRONG, "a", "d"), encoding="utf-8")
    assert bash("archlint check", where).code == 2

    resolved = bash(BLOCKS["run: conflict"], where)
    checked = bash("archlint check --output-format concise", where)

    assert resolved.code == 0, resolved.log
    kept = (where / BASELINE).read_text(encoding="utf-8")
    assert re.findall(r'"subject": ?"(\w+)"', kept) == ["a"]
    assert (checked.code, re.findall(r"ANN003 (\w+)", checked.log)) == (1, ["d"])


@pytest.mark.slow
def test_the_script_for_any_ci_writes_its_files_and_keeps_the_exit_code(tmp_path: Path) -> None:
    where = repository(tmp_path / "r", {"archlint.yaml": FINE})
    git(where, "update-ref", "refs/remotes/origin/main", "HEAD")
    (where / "archlint.yaml").write_text(WRONG, encoding="utf-8")

    assert bash(BLOCKS["run: anywhere"], where).code == 1
    assert json.loads((where / "archlint.json").read_text(encoding="utf-8"))["exit_code"] == 1
    assert (where / "archlint-junit.xml").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.slow
@pytest.mark.parametrize("is_merge_request", [True, False])
def test_the_gitlab_jobs_write_the_reports_they_name(
    *, is_merge_request: bool, tmp_path: Path
) -> None:
    where = repository(tmp_path / "r", {"archlint.yaml": FINE})
    git(where, "update-ref", "refs/remotes/origin/main", "HEAD")
    commit(where, {"archlint.yaml": WRONG + "policies: {ANN003: {enabled: false}}\n"})
    given = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"} if is_merge_request else {}
    job, difference = YAML["gitlab"]["archlint"], YAML["gitlab"]["archlint diff"]

    ran = bash("\n".join(job["script"]), where, **given)

    assert ran.code == (1 if is_merge_request else 0), ran.log
    for report in job["artifacts"]["reports"].values():
        assert (where / report).stat().st_size
    if is_merge_request:
        assert bash("\n".join(difference["script"]), where, **given).code == 0
        (written,) = difference["artifacts"]["paths"]
        assert (where / written).read_text(encoding="utf-8").startswith(MARKER)


def test_every_command_of_the_page_is_run_here() -> None:
    ran = "\n".join(SHELL.values())
    ran += "\n".join(line for job in YAML["gitlab"].values() for line in job["script"])
    fenced = "\n".join(re.findall(r"^```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    commands = re.findall(
        r"^\s*(archlint (?:check|diff|baseline)\\b(?!:).*?)(?:\s+#.*)?$", fenced, re.MULTILINE
    )

    assert [command for command in commands if command.rstrip(" \\") not in ran] == []


def test_the_hooks_of_the_page_exist() -> None:
    declared = read_yaml((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repo,) = YAML["pre-commit"]["repos"]

    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in declared}
