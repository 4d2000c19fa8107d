"""What is found below a directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archlint import files
from archlint.files import walking

from trees import write

if TYPE_CHECKING:
    import pytest


def test_directories_are_found_by_name_below_and_not_among_the_code_of_others(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "a/cart/x", "b/cart/x", "stock/x", "vendor/stock/x", ".hidden/stock/x", "other/x")
    monkeypatch.chdir(repo)

    assert files.directories_named("", {"cart", "stock", "web"}) == {
        "cart": ("a/cart", "b/cart"),
        "stock": ("stock",),
    }


def test_a_walk_that_is_cut_short_finds_nothing(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "a/x", "b/x", "c/x")
    monkeypatch.setattr(walking, "_MOST_WALKED", 3)

    assert files.directories_named(str(repo), {"a"}) == {}
