"""`archlint report`: its formats, and templates of one's own."""

from __future__ import annotations

import json
from pathlib import Path

from archlint.reporting.template_page import EXAMPLE

from running import run

SHOP = """\
archlint: 1
portfolio: shop
journeys: {order: {entry: front, rate: 100/s}}
services:
  front: {language: go, self_time: 2ms}
"""


def shop(folder: Path) -> Path:
    manifest = folder / "archlint.yaml"
    manifest.write_text(SHOP, encoding="utf-8")
    return manifest


def test_the_json_is_the_page_and_not_that_of_check(tmp_path: Path) -> None:
    result = run("report", str(shop(tmp_path)), "--output-format", "json")

    assert result.code == 0
    assert json.loads(result.stdout)["model_version"] == 1


def test_the_page_is_written_through_the_template(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_text(EXAMPLE, encoding="utf-8")
    out = tmp_path / "out.html"

    result = run(
        "report", str(shop(tmp_path)), "--template-dir", str(tmp_path),
        "--output-format", f"html:{out}",
    )  # fmt: skip

    assert result.code == 0
    assert "For the board: " in out.read_text(encoding="utf-8")


def test_a_mistake_in_it_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_text(
        '{% extends "archlint/report.html.j2" %}\n{% block footer %}{{ page.versoin }}{% endblock %}',
        encoding="utf-8",
    )
    out = tmp_path / "out.html"

    result = run(
        "report", str(shop(tmp_path)), "--template-dir", str(tmp_path),
        "--output-format", f"html:{out}",
    )  # fmt: skip

    assert result.code == 2
    assert "report.html.j2:2:1: Page has no `versoin` (did you mean `version`?)" in result.stderr
    assert "Traceback" not in result.stderr
    assert not out.exists()


def test_a_directory_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    result = run("report", str(shop(tmp_path)), "--template-dir", str(tmp_path / "gone"))

    assert result.code == 2
    assert "does not exist" in result.stderr


def test_no_environment_names_a_template(tmp_path: Path) -> None:
    result = run(
        "report", str(shop(tmp_path)), "--output-format", "markdown",
        ARCHLINT_REPORT_TEMPLATE_DIR=str(tmp_path / "gone"),
    )  # fmt: skip

    assert result.code == 0


def test_the_schema_of_the_page_is_printed() -> None:
    result = run("schema", "page")

    assert result.code == 0
    assert "model_version" in json.loads(result.stdout)["$defs"]["Page"]["properties"]
