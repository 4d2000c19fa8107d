"""The Action's text: what its scripts are made of, what it takes, and what it refuses."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from actions import EXPRESSION, Runner, shellcheck
from forge import ACTION, ROOT, commands, on, with_program
from repositories import git, repository

SCRIPTS = {step["name"]: step["run"] for step in ACTION["runs"]["steps"] if "run" in step}


# --- what its text must not do --------------------------------------------------------------------


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_expression_is_pasted_into_a_script(name: str) -> None:
    assert EXPRESSION.findall(SCRIPTS[name]) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_shellcheck_has_nothing_to_say(name: str) -> None:
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")

    assert shellcheck(SCRIPTS[name], program) == ""


def test_every_input_is_described_and_read() -> None:
    read = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))

    assert read == set(ACTION["inputs"])
    assert [name for name, item in ACTION["inputs"].items() if not item["description"]] == []


def test_other_actions_are_githubs_own_and_pinned_by_major_version() -> None:
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]

    assert used == [
        "actions/setup-python@v6",
        "actions/upload-artifact@v6",
        "github/codeql-action/upload-sarif@v4",
    ]


# --- before the check -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"annotate": "yes"}, "annotate: expected true or false"),
        ({"strict": "True"}, "strict: expected true or false"),
        ({"sarif": ""}, "sarif: expected true or false"),
        ({"version": "1.0 --pre"}, "version: expected one such as 0.1.0"),
        ({"version": "$(touch pwned)"}, "version: expected one such as 0.1.0"),
    ],
)
def test_an_input_that_makes_no_sense_stops_the_run(
    inputs: dict[str, str], message: str, tmp_path: Path
) -> None:
    job = on(repository(tmp_path / "workspace"), "push").run(ACTION, {}, **inputs)

    assert (job.code, list(job.steps)) == (2, ["Read the inputs"])
    assert job.log == f"::error title=archlint::{message}\n"


def test_it_refuses_to_run_where_the_token_may_write(tmp_path: Path) -> None:
    job = on(repository(tmp_path / "workspace"), "pull_request_target").run(ACTION, {})

    assert (job.code, list(job.steps)) == (2, ["Read the inputs"])


@pytest.mark.parametrize(
    ("version", "requirement"), [("", str(ROOT)), ("0.1.0", "archlint==0.1.0")]
)
def test_it_installs_into_an_environment_of_its_own(
    version: str, requirement: str, tmp_path: Path
) -> None:
    """Isolated (`-I`), so that no module of the repository is imported on the way."""
    python = tmp_path / "python"
    python.write_text(
        '#!/usr/bin/env bash\nprintf "%s\\n" "$*" >>"$HOME/calls"\n'
        '[ "$3" != venv ] || { mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; }\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    home = tmp_path / "home"
    (home / "temp").mkdir(parents=True)
    runner = Runner(tmp_path, home, {"GITHUB_ACTION_PATH": str(ROOT)})

    step = runner.bash(SCRIPTS["Install"], PYTHON=str(python), VERSION=version)

    program = step.outputs["program"]
    environment = program.removesuffix("/bin/archlint")
    assert (step.code, step.log) == (0, "")
    assert (home / "calls").read_text(encoding="utf-8").splitlines() == [
        f"-I -m venv {environment}",
        f"-I -m pip install --quiet --disable-pip-version-check {requirement}",
    ]


@pytest.mark.parametrize("code", [0, 1])
def test_what_is_printed_of_a_manifest_commands_no_runner(code: int, tmp_path: Path) -> None:
    said = "x\\n::set-output name=exit-code::0\\n  ::error::y\\nz ##[stop-commands]y"
    runner = with_program(tmp_path, f"printf '{said}'; printf '{said}' >&2; exit {code}")

    job = runner.run(ACTION, {}, annotate="false")

    assert (job.code, commands(job.log)) == (code, [])
    assert "\n::set-output name=exit-code::0\n  ::error::y\n" in job.log


def test_every_input_is_one_argument(tmp_path: Path) -> None:
    """Whatever is in it: spaces, quotes, substitutions, a leading dash."""
    runner = with_program(tmp_path, 'printf "<%s>\\n" "$@"')
    workspace = runner.workspace

    job = runner.run(
        ACTION,
        {},
        path="-a 'b' $(touch pwned).yaml",
        fail_on="warning",
        preset="strict",
        policy_from="HEAD",
        sarif="true",
        sarif_category="a b",
        strict="true",
        args="--ignore=NT101, NT103\n\n--today\n2026-11-23\n`touch pwned`; *",
    )

    out = job.steps["Check"].log.split("text:")[1].split("/report.txt")[0]
    assert [line for line in job.steps["Check"].log.splitlines() if line.startswith("<")] == [
        "<check>",
        f"<--output-format=text:{out}/report.txt>",
        f"<--output-format=github:{out}/annotations.txt>",
        f"<--output-format=markdown:{tmp_path}/home/summary.md>",
        f"<--output-format=sarif:{out}/archlint.sarif>",
        "<--strict>",
        "<--sarif-category=a b>",
        "<--fail-on=warning>",
        "<--preset=strict>",
        f"<--policy-from={git(workspace, 'rev-parse', 'HEAD')}>",
        "<--ignore=NT101, NT103>",
        "<--today>",
        "<2026-11-23>",
        "<`touch pwned`; *>",
        "<-->",
        "<-a 'b' $(touch pwned).yaml>",
    ]
    assert list(tmp_path.rglob("pwned")) == []


def test_outputs_are_those_of_the_steps() -> None:
    outputs: Any = ACTION["outputs"]

    assert {name: item["value"] for name, item in outputs.items()} == {
        "exit-code": "${{ steps.check.outputs.exit-code }}",
        "sarif": "${{ steps.check.outputs.sarif }}",
        "comment": "${{ steps.comment.outputs.comment }}",
    }
