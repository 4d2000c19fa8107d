"""Runs the command line in this process, and for real in another."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from archlint.cli.main import run as run_main

_CLEAN = ("ARCHLINT_", "NO_COLOR", "CLICOLOR", "COLUMNS", "GITHUB_", "CI")


@dataclass(frozen=True)
class Result:
    """How a command ended and what it printed."""

    code: int
    stdout: str
    stderr: str


class _Output(io.StringIO):
    """A stream that can be encoded like a terminal's, and is none."""

    encoding = "utf-8"


def run(*arguments: str, cwd: Path | str = ".", **environment: str) -> Result:
    """Run `archlint ARGUMENTS` in a directory, with these environment variables and no others of ours."""
    out, err = _Output(), _Output()
    before, here = dict(os.environ), Path.cwd()
    try:
        os.chdir(cwd)
        for name in list(os.environ):
            if name.startswith(_CLEAN):
                del os.environ[name]
        os.environ.update(environment)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_main(list(arguments))
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
    return Result(code, out.getvalue(), err.getvalue())


def spawn(*arguments: str, cwd: Path | str = ".", **environment: str) -> Result:
    """Run it as a child process, as a person would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_CLEAN)}
    done = subprocess.run(  # the product itself
        [sys.executable, "-m", "archlint", *arguments],
        cwd=cwd,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Result(done.returncode, done.stdout, done.stderr)
