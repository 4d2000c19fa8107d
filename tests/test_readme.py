"""The README tells the truth: its manifest is run, its output compared, its policy installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads

from running import run

if TYPE_CHECKING:
    from pathlib import Path

README = "README.md"
_BLOCK = r"<!-- {name} -->\n```{language}\n(?P<body>.*?)```\n"


def block(text: str, name: str, language: str) -> re.Match[str]:
    found = re.search(_BLOCK.format(name=name, language=language), text, re.DOTALL)
    assert found is not None, f"the README has no block {name}"
    return found


@pytest.fixture
def readme(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath / README


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("check", ("check", "--today", "2026-11-23"), 0),
        ("path", ("path", "--today", "2026-11-23"), 0),
    ],
)
def test_the_output_shown_is_what_the_command_prints(
    name: str,
    arguments: tuple[str, ...],
    code: int,
    readme: Path,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    text = readme.read_text(encoding="utf-8")
    manifest = block(text, "manifest", "yaml")["body"]
    (tmp_path / "archlint.yaml").write_text(manifest, encoding="utf-8")

    result = run(*arguments, cwd=tmp_path)
    shown = block(text, name, "text")
    if pytestconfig.getoption("--accept"):
        text = text[: shown.start("body")] + result.stdout + text[shown.end("body") :]
        readme.write_text(text, encoding="utf-8")

    assert (result.code, result.stdout) == (code, block(text, name, "text")["body"])


def test_the_policy_shown_flags_and_passes_as_its_manual_says(readme: Path) -> None:
    source = block(readme.read_text(encoding="utf-8"), "policy", "python")["body"]
    names: dict[str, object] = {"__name__": "my_pack"}
    exec(compile(source, "README.md", "exec"), names)  # noqa: S102  # the README's own code, as a reader would run it
    from datetime import date

    from archlint import Pack

    pack = names["PACK"]
    assert isinstance(pack, Pack)
    packs = (pack,)
    text = "archlint: 1\nportfolio: shop\nservices:\n  a: {}\n  b: {description: x}\n"
    report = lint(loads(text, catalogue=catalogue_of(packs)), packs=packs, today=date(2026, 11, 23))

    assert [(item.rule, item.subject.text) for item in report.findings] == [("DOC001", "a")]


def test_every_command_is_in_the_readme(readme: Path) -> None:
    from archlint.cli.main import COMMANDS

    text = readme.read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"`archlint {name}" not in text] == []
