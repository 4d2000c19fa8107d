"""PATH `-`: what an editor has open, checked in the place of its file."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from running import Result, run, spawn

TODAY = ("--today", "2026-11-23")
ROOT = "archlint: 1\nportfolio: shop\ninclude: [services/*/archlint.yaml]\nservices: {front: {calls: [cart]}}\n"
CART = "archlint: 1\nservices:\n  cart: {self_time: {p50: 1ms, p99: 3ms}}\n"
WRONG = CART.replace("1ms", "9ms")
PART = "services/cart/archlint.yaml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "services" / "cart").mkdir(parents=True)
    (tmp_path / "archlint.yaml").write_text(ROOT, encoding="utf-8")
    (tmp_path / PART).write_text(CART, encoding="utf-8")
    return tmp_path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `check` with a text on stdin."""

    def check(text: str | bytes, *arguments: str, cwd: Path) -> Result:
        data = text.encode() if isinstance(text, str) else text
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return run("check", "-", *arguments, *TODAY, cwd=cwd)

    return check


def places(result: Result) -> list[tuple[str, str, int]]:
    (portfolio,) = json.loads(result.stdout)["portfolios"]
    return [
        (item["rule"], item["place"]["file"], item["place"]["line"])
        for item in portfolio["findings"]
        if item["severity"] == "error"
    ]


JSON = ("--output-format", "json")


def test_a_part_is_judged_within_the_root_above(typed: Any, shop: Path) -> None:
    result = typed(WRONG, "--stdin-filename", PART, *JSON, cwd=shop)

    assert result.code == 1
    assert places(result) == [("ANN003", PART, 3)]
    assert json.loads(result.stdout)["portfolios"][0]["name"] == "shop"
    assert run("check", *TODAY, cwd=shop).code == 0


def test_findings_elsewhere_are_not_an_editors_concern(typed: Any, shop: Path) -> None:
    (shop / PART).write_text(WRONG, encoding="utf-8")

    assert run("check", *TODAY, cwd=shop).code == 1
    assert typed(CART, "--stdin-filename", PART, cwd=shop).code == 0


def test_the_root_includes_what_is_on_the_disk(typed: Any, shop: Path) -> None:
    (shop / PART).write_text(WRONG, encoding="utf-8")
    result = typed(ROOT, *JSON, cwd=shop)

    assert places(result) == [("ANN003", PART, 3)]


def test_without_a_name_it_is_the_manifest_of_this_directory(typed: Any, shop: Path) -> None:
    result = typed(ROOT.replace("cart", "kart"), cwd=shop)

    assert result.code == 2
    assert "archlint.yaml:4:" in result.stderr
    assert "kart" in result.stderr


def test_the_name_is_seen_from_below_too(typed: Any, shop: Path) -> None:
    result = typed(WRONG, *JSON, cwd=shop / "services" / "cart")

    assert places(result) == [("ANN003", "archlint.yaml", 3)]
    assert json.loads(result.stdout)["portfolios"][0]["root"] == "../../archlint.yaml"


def test_a_root_that_becomes_a_part_while_it_is_typed_is_read_alone(typed: Any, shop: Path) -> None:
    result = typed(CART, cwd=shop)

    assert result.code == 0
    assert "archlint.yaml: no root manifest includes it; read as a portfolio" in result.stderr


def test_a_part_that_is_not_saved_yet_is_judged_within_the_root_above(
    typed: Any, shop: Path
) -> None:
    (shop / PART).unlink()
    result = typed(WRONG, "--stdin-filename", PART, *JSON, cwd=shop)

    assert places(result) == [("ANN003", PART, 3)]


def test_a_file_that_is_not_saved_yet_is_read(typed: Any, tmp_path: Path) -> None:
    result = typed(ROOT.replace("include", "# include"), cwd=tmp_path)

    assert result.code == 2
    assert "archlint.yaml:4:" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "archlint.yaml:1:1: expected a mapping that begins with `archlint: 1`, got an empty file"),
        ("a: [", "archlint.yaml:"),
        (b"\xff\xfe\x00", "archlint.yaml"),
    ],
    ids=["nothing", "not YAML", "not text"],
)  # fmt: skip
def test_what_is_no_manifest_is_a_problem(
    text: str | bytes, message: str, typed: Any, shop: Path
) -> None:
    result = typed(text, cwd=shop)

    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_more_than_64_mb_are_refused(
    typed: Any, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archlint.cli.stdin.LARGEST_FILE", 10)

    result = typed(ROOT, cwd=shop)
    assert result.code == 2
    assert "archlint.yaml: expected at most 64 MB on stdin, found more" in result.stderr


def test_no_stdin_at_all_is_an_empty_file(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert run("check", "-", cwd=shop).code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-", "."), "PATH `-` is checked alone"),
        (("-", "-"), "PATH `-` is checked alone"),
        (("--stdin-filename", "a.yaml"), "add `-`"),
        (("-", "--stdin-filename", ""), "expected the name of a file, got ''"),
        (("-", "--stdin-filename", "services/"), "expected the name of a file, got 'services/'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: tuple[str, ...], message: str, shop: Path
) -> None:
    result = run("check", *arguments, cwd=shop)

    assert result.code == 2
    assert message in result.stderr


def test_a_real_process_reads_its_stdin(shop: Path) -> None:
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "archlint", "check", "-", "--stdin-filename", PART, *TODAY],
        cwd=shop,
        input=WRONG,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"{PART}:3:" in done.stdout
    assert spawn("check", *TODAY, cwd=shop).code == 0
