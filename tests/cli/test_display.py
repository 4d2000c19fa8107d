"""How wide an output is: COLUMNS, the terminal, or what documents have."""

from __future__ import annotations

import io
import os

import pytest

from archlint.cli.display import display_for, display_for_file
from archlint.reporting.columns import width

from running import run
from shown import ROOT


class Terminal(io.StringIO):
    """One that says its size, or nothing of it where that is None."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("72", 72),
        ("40", 40),
        ("200", 200),
        ("", 91),
        ("0", 91),
        ("-5", 91),
        ("wide", 91),
        ("7²", 91),
        ("9" * 5_000, 91),
        (None, 91),
    ],
)
def test_a_terminal_is_as_wide_as_columns_says_or_as_it_is(
    columns: str | None, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((91, 24)))
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)

    assert display_for(Terminal()).columns == expected


def test_a_terminal_that_tells_no_size_has_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> os.terminal_size:
        raise OSError("no such ioctl")

    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", fail)
    assert display_for(Terminal()).columns == 80

    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
    assert display_for(Terminal()).columns == 80


@pytest.mark.parametrize(("columns", "expected"), [("72", 72), ("wide", 100), (None, 100)])
def test_a_pipe_is_as_wide_as_columns_says_or_as_a_document(
    columns: str | None, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)

    assert display_for(io.StringIO()).columns == expected
    assert display_for(None).columns == expected
    assert display_for_file().columns == 100


@pytest.mark.parametrize("command", ["check", "path"])
def test_text_in_a_pipe_is_as_wide_as_columns_says(command: str) -> None:
    place = str(ROOT / "examples" / "storefront")
    asked = (command, *(("-m",) if command == "path" else ()), place, "--today", "2026-11-23")

    def widest(**environment: str) -> int:
        return max(map(width, run(*asked, **environment).stdout.splitlines()))

    assert 60 < widest(COLUMNS="72") <= 72
    assert 72 < widest() <= 100
    assert widest(COLUMNS="300") == widest()
