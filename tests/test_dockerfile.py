"""The Dockerfile, as far as it can be held to its word without Docker."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from ci_page import PAGE
from repositories import git, repository
from running import spawn

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
FINE = "archlint: 1\nportfolio: shop\nservices: {cart: {}}\n"


def instructions() -> list[tuple[str, str]]:
    """(word, arguments) of each instruction, its lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)
    ]


def environment() -> dict[str, str]:
    (line,) = [rest for word, rest in instructions() if word == "ENV"]
    return dict(pair.split("=", 1) for pair in line.split())


def copied() -> list[str]:
    """What is copied from the repository, the destinations aside."""
    found = [rest.split()[:-1] for word, rest in instructions() if word == "COPY"]
    return [path for paths in found for path in paths if not paths[0].startswith("--from")]


def test_the_image_runs_archlint_in_the_mounted_repository_as_nobody() -> None:
    last = dict(instructions())

    assert (json.loads(last["ENTRYPOINT"]), json.loads(last["CMD"])) == (["archlint"], ["check"])
    assert (last["WORKDIR"], last["USER"]) == ("/repo", "65534:65534")


def test_the_entry_point_is_a_script_of_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert json.loads(dict(instructions())["ENTRYPOINT"])[0] in project["scripts"]


def test_both_stages_are_the_same_python_which_archlint_supports() -> None:
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]

    assert images == ["python:3.13-slim"] * 2


def test_the_page_calls_the_image_as_it_wants_to_be_called() -> None:
    comment = re.findall(r"^#   (docker .*)$", DOCKERFILE, re.MULTILINE)

    assert re.findall(r"^docker .*$", PAGE, re.MULTILINE) == comment
    assert comment[-1].endswith('--volume "$PWD:/repo" archlint check')


@pytest.mark.slow
def test_the_wheel_is_built_from_what_is_copied_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    for path in copied():
        (shutil.copytree if (ROOT / path).is_dir() else shutil.copy)(ROOT / path, source / path)

    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, source],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )

    (wheel,) = tmp_path.glob("*.whl")
    built = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {name for name in built if "." not in name} == set(
        project["tool"]["check-wheel-contents"]["toplevel"]
    )


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a repository to somebody else")
def test_git_reads_a_mounted_repository_that_belongs_to_somebody_else(tmp_path: Path) -> None:
    where = repository(tmp_path / "repo", {"archlint.yaml": FINE})
    git(where, "gc", "-q")
    for path in [where, *where.rglob("*")]:
        os.chown(path, 12_345, 12_345)
    named = {key: value for key, value in environment().items() if key.startswith("GIT_")}
    assert named.pop("GIT_CONFIG_VALUE_0") == "/repo"

    refused = spawn("diff", "HEAD", cwd=where, HOME=str(tmp_path))
    allowed = spawn("diff", "HEAD", cwd=where, GIT_CONFIG_VALUE_0=str(where), **named)

    assert (refused.code, "belongs to somebody else" in refused.stderr) == (2, True)
    assert (allowed.code, allowed.stderr) == (0, "")
