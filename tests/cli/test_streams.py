"""What is said on stderr gives no orders to a build server that reads the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archlint.cli import edge
from archlint.cli.streams import note, tell

from running import run

TODAY = ("--today", "2026-11-23")
NAME = "::error file=x::pwned ##[error]y"
FILES = ("::error::evil.archlint.yaml", "##[error]evil.archlint.yaml")


def orders(text: str) -> list[str]:
    """The lines that GitHub's runner would obey."""
    return [line for line in text.splitlines() if re.match(r"\s*::|.*##\[", line)]


def write(directory: Path, file: str, name: str = "shop", cart: str = "{}") -> None:
    text = f"archlint: 1\nportfolio: '{name}'\nservices:\n  cart: {cart}\n"
    (directory / file).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("space", ["", " \t", "\u00a0", "\u3000"], ids=["none", "x", "nbsp", "cjk"])
@pytest.mark.parametrize("say", [note, tell])
def test_no_remark_is_an_order(
    say: Callable[[str], None], space: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say(f"{space}::error::pwned ##[error]y")

    told = capsys.readouterr().err
    assert orders(told) == []
    assert "error::pwned" in told


def test_a_portfolio_gives_no_orders_where_its_baseline_is_pruned(tmp_path: Path) -> None:
    stale = "{self_time: 4ms, measured: {at: 2024-01-31, source: prometheus}}"
    write(tmp_path, "a.archlint.yaml", "shop")
    write(tmp_path, "b.archlint.yaml", NAME, stale)
    assert run("baseline", "create", *TODAY, cwd=tmp_path).code == 0
    write(tmp_path, "b.archlint.yaml", NAME)

    result = run("baseline", "prune", "--check", *TODAY, cwd=tmp_path)

    assert result.code == 1
    assert "error file=x::pwned" in result.stderr
    assert orders(result.stderr) == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_gives_no_orders_where_it_is_fixed(file: str, tmp_path: Path) -> None:
    write(tmp_path, file, cart="{language: Golang}")

    result = run("fix", *TODAY, cwd=tmp_path)

    assert result.code == 0
    assert "error" in result.stderr
    assert orders(result.stderr) == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_gives_no_orders_where_it_cannot_be_read(file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text("archlint: 1\nportfolio: shop\nservices: 3\n", encoding="utf-8")

    for command in ("check", "fix", "path"):
        result = run(command, cwd=tmp_path)
        assert result.code == 2
        assert orders(result.stderr) == []


def test_an_option_gives_no_orders(tmp_path: Path) -> None:
    write(tmp_path, "archlint.yaml")

    for words in (
        ("check", "--output-format", f"json:no/\n{NAME}"),
        ("check", f"--{NAME}"),
        ("fix", "--select", f"\n{NAME}"),
        (f"\n{NAME}",),
    ):
        result = run(*words, cwd=tmp_path)
        assert result.code == 2
        assert orders(result.stderr) == []


def test_a_bug_gives_no_orders(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise RuntimeError(f"no such name:\n{NAME}")

    assert edge.exit_code_of(fail) == 2

    told = capsys.readouterr().err
    assert "pwned" in told
    assert orders(told) == []
