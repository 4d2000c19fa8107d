"""A stranger's pack enters by the same door as ours: an entry point, options and all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MODULE = '''
from collections.abc import Iterator
from dataclasses import dataclass

from archlint import Analysis, Argument, Pack, Policy, Severity, Subject, option


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortName(Policy):
    """Flag a service whose name says too little."""

    code = "NAM001"
    name = "short-name"
    severity = Severity.WARNING

    least: int = option(3, "integer", "The least letters of a name.")

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            subject = Subject.service(service.name)
            if len(service.name) < self.least:
                yield self.yes(subject, f"{service.name} has {len(service.name)} letters")
            else:
                yield self.no(subject)


PACK = Pack(name="naming", rules=(ShortName,))
'''
MANIFEST = "archlint: 1\nportfolio: shop\nservices: {ab: {}, abcd: {}}\n"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A directory as pip leaves it: the module and its metadata."""
    site = tmp_path / "site"
    info = site / "naming-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "naming.py").write_text(MODULE, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: naming\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[archlint.packs]\nnaming = naming:PACK\n", "utf-8")
    return site


def check(site: Path, text: str, *options: str) -> tuple[int, list[tuple[str, str]], str]:
    """The exit code, (rule, subject) of the warnings, and stderr."""
    (site.parent / "archlint.yaml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "archlint", "check", "--output-format", "json", *options],
        cwd=site.parent,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    loud = [
        (item["rule"], item["subject"]["text"])
        for portfolio in json.loads(done.stdout)["portfolios"]
        for item in portfolio["findings"]
        if item["severity"] != "note"
    ]
    return done.returncode, loud, done.stderr


def test_its_findings_stand_beside_ours(installed: Path) -> None:
    assert check(installed, MANIFEST)[:2] == (0, [("NAM001", "ab")])
    assert check(installed, MANIFEST, "--fail-on", "warning")[0] == 1


def test_its_options_are_read_from_the_manifest(installed: Path) -> None:
    text = MANIFEST + "policies: {short-name: {least: 5}}\n"

    assert check(installed, text)[1] == [("NAM001", "ab"), ("NAM001", "abcd")]


def test_a_mistake_in_its_options_is_a_problem_like_any_other(installed: Path) -> None:
    code, _, told = check(installed, MANIFEST + "policies: {NAM001: {leats: 5}}\n")

    assert code == 2
    assert "did you mean `least`" in told


def test_isolated_leaves_it_out_and_takes_its_settings_as_a_note(installed: Path) -> None:
    text = MANIFEST + "policies: {short-name: {least: 5}}\n"

    assert check(installed, text, "--isolated")[:2] == (0, [])


def test_without_it_its_settings_are_a_problem(installed: Path) -> None:
    (installed / "naming-1.0.dist-info" / "entry_points.txt").write_text("", encoding="utf-8")

    assert check(installed, MANIFEST + "policies: {short-name: {least: 5}}\n")[0] == 2
