"""Runs the steps of a composite action as GitHub's runner would: bash for `run`, a record for `uses`."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"'[^']*'|[a-z][\w-]*(?:\.[\w-]+)+")
_BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How the runner starts `shell: bash`."""


def read_yaml(text: str) -> Any:
    """A YAML 1.2 document as plain values."""
    return YAML(typ="safe").load(text)


def shellcheck(script: str, program: str) -> str:
    """What shellcheck has to say about a script of bash; empty where nothing."""
    done = subprocess.run(
        [program, "--shell=bash", "--format=gcc", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def spoken(log: str) -> list[str]:
    """The lines of a log in which the runner looks for commands: not those that are held back."""
    lines, token = [], ""
    for line in log.splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        else:
            lines.append(line)
    return lines


@dataclass
class Step:
    """A step that ran: its exit code, what it printed, its outputs; a `uses` with its inputs."""

    name: str
    code: int = 0
    log: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    uses: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """The steps of an action that ran, by name, and the files that they wrote for the runner."""

    steps: dict[str, Step]
    summary: str

    @property
    def code(self) -> int:
        """Of the first step that failed, else 0."""
        return next((step.code for step in self.steps.values() if step.code), 0)

    @property
    def log(self) -> str:
        return "".join(step.log for step in self.steps.values())


@dataclass(frozen=True)
class Runner:
    """A machine with a checkout in `workspace` and a home of its own below `home`.

    `done` are steps that have already run elsewhere, by id, with their outputs.
    """

    workspace: Path
    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def run(self, action: Any, event: Mapping[str, Any], **inputs: str) -> Job:
        """Run the steps for an event; inputs by name, `_` for `-`, the others by default."""
        (self.home / "temp").mkdir(parents=True, exist_ok=True)
        summary = self.home / "summary.md"
        summary.touch()
        given = {name: item.get("default", "") for name, item in action["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        context = {f"inputs.{name}": value for name, value in given.items()}
        context |= dict(_flat("github.event", event))
        job = Job({}, "")
        for step in action["runs"]["steps"]:
            if not self._is_due(step, context, job):
                continue
            ran = self._ran(step, context)
            job.steps[ran.name] = ran
            for name, value in ran.outputs.items():
                context[f"steps.{step['id']}.outputs.{name}"] = value
        job.summary = summary.read_text(encoding="utf-8")
        return job

    def _is_due(self, step: Any, context: Mapping[str, str], job: Job) -> bool:
        condition = step.get("if", "")
        if job.code and "always()" not in condition:
            return False
        return _holds(condition.replace("always()", "'' == ''"), context) if condition else True

    def _ran(self, step: Any, context: Mapping[str, str]) -> Step:
        name = step.get("name", "")
        if step.get("id") in self.done:
            return Step(name, outputs=self.done[step["id"]])
        if "uses" in step:
            given = {key: _filled(value, context) for key, value in step["with"].items()}
            return Step(name, uses=step["uses"], given=given)
        given = {key: _filled(value, context) for key, value in step.get("env", {}).items()}
        return self.bash(step["run"], name, **given)

    def bash(self, script: str, name: str = "", **given: str) -> Step:
        """Run one script with these environment variables beside the runner's own."""
        outputs = self.home / "outputs"
        outputs.write_text("", encoding="utf-8")
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
        runner = {
            "HOME": str(self.home),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(self.home / "summary.md"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.home / "temp"),
        }
        done = subprocess.run(
            [*_BASH, "-c", script],
            cwd=self.workspace,
            env={**kept, **runner, **self.environment, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=120,
        )
        lines = outputs.read_text(encoding="utf-8").splitlines()
        said = dict(line.split("=", 1) for line in lines)
        return Step(name, done.returncode, done.stdout.decode(), said)


def _flat(prefix: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """`{a: {b: 1}}` -> `prefix.a.b`, `1`."""
    found = []
    for key, value in values.items():
        name = f"{prefix}.{key}"
        found += _flat(name, value) if isinstance(value, Mapping) else [(name, str(value))]
    return found


def _filled(value: Any, context: Mapping[str, str]) -> str:
    """A value with its expressions replaced: names joined by ||, the first that is not empty."""
    if isinstance(value, bool):
        return str(value).lower()
    return EXPRESSION.sub(lambda match: _first(match[1], context), str(value))


def _first(names: str, context: Mapping[str, str]) -> str:
    return next(
        (found for name in names.split("||") if (found := context.get(name.strip(), ""))), ""
    )


def _holds(condition: str, context: Mapping[str, str]) -> bool:
    """Whether names and texts that are compared with == and !=, joined by &&, are all so."""
    text = _NAME.sub(
        lambda match: match[0] if match[0].startswith("'") else f"'{context.get(match[0], '')}'",
        condition,
    )
    return all(_compares(part.strip()) for part in text.split("&&"))


def _compares(comparison: str) -> bool:
    left, operator, right = comparison.partition(" == " if " == " in comparison else " != ")
    return (left == right) is (operator == " == ")
