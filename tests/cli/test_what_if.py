"""`archlint what-if`: options, exit codes, streams; and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from archlint.reporting.what_if_schema import what_if_schema

from repositories import repository
from running import run

TODAY = ("--today", "2026-11-23")
SHOP = """\
archlint: 1
portfolio: shop
include: parts/*.archlint.yaml
journeys:
  order: {entry: front, rate: 100/s, slo: {mean: 30ms}}
services:
  front: {language: go, self_time: {mean: 2ms}, calls: [cart]}
"""
PART = """\
archlint: 1
services:
  cart: {language: go, kind: crud, self_time: {mean: 20ms}, load: {cpu: 0.5}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    place = repository(tmp_path / "repo")
    (place / "parts").mkdir()
    (place / "archlint.yaml").write_text(SHOP, encoding="utf-8")
    (place / "parts" / "cart.archlint.yaml").write_text(PART, encoding="utf-8")
    return place


def files(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in place.rglob("*.yaml")}


def test_values_of_included_files_are_set_and_no_file_is_written(shop: Path) -> None:
    before = files(shop)
    result = run("what-if", *TODAY, "--set", "cart.self_time=2x", cwd=shop)

    assert (result.code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:2] == [
        "shop · what if: --set cart.self_time=2x",
        "order gets 20 ms slower (mean), now over its SLO of 30 ms; users waiting +2",
    ]
    assert files(shop) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--set", "cart.self_time=2x"), 0),
        (("--rewrite", "cart"), 0),
        (("--remove", "cart"), 0),
        (("--journey-rate", "order=2x"), 0),
        (("--set", "cart.self_time=90s", "--severity", "ANN001=error"), 0),
        (("--set", "crat.self_time=2x"), 2),
        (("--rewrite", "cart=go"), 2),
        (("--remove", "front"), 2),
        (("--journey-rate", "order=0.0000x/s"), 2),
        (("--set", "cart.load.rate=2x"), 2),
        (("--set", "cart.calls=[{to: front, count: 1e9}]"), 2),
        (("--rewrite", "cart", "--select", "NT999"), 2),
    ],
)
@pytest.mark.parametrize("output_format", ["text", "json", "markdown"])
def test_exit_codes_are_the_same_in_every_format(
    shop: Path, arguments: tuple[str, ...], code: int, output_format: str
) -> None:
    result = run("what-if", *TODAY, *arguments, "--output-format", output_format, cwd=shop)

    assert result.code == code
    assert (code == 2) == bool(result.stderr)
    assert "Traceback" not in result.stderr
    if output_format == "json":
        document = json.loads(result.stdout)
        jsonschema.Draft202012Validator(what_if_schema()).validate(document)
        assert document["exit_code"] == code


def test_without_anything_supposed_it_is_a_mistake(shop: Path) -> None:
    result = run("what-if", cwd=shop)

    assert (result.code, result.stdout) == (2, "")
    assert (
        "nothing is supposed: name at least one of --rewrite, --set, --journey-rate, --remove"
        in result.stderr
    )


def test_problems_are_shown_like_lines_of_a_file(shop: Path) -> None:
    result = run("what-if", "--set", "cart.owner=x", "--set", "cart.self_time=2m", cwd=shop)

    assert result.stdout == ""
    assert result.stderr == (
        "--set:2:16: services.cart.self_time: expected a duration such as 14ms, got '2m':"
        " write 2min or 2ms\n"
        " 2 │ cart.self_time=2m\n"
        "   │                ━━\n"
    )


def test_a_name_like_none_is_answered_with_what_there_is(shop: Path) -> None:
    result = run("what-if", "--rewrite", "zzz", "--journey-rate", "zzz=2x", cwd=shop)

    assert result.stderr.splitlines()[0] == (
        "--journey-rate:1:1: no journey is named 'zzz' (expected one of order)"
    )
    assert "no service is named 'zzz' (expected one of cart, front)" in result.stderr


def test_a_manifest_that_is_wrong_is_told_as_ever(shop: Path) -> None:
    (shop / "archlint.yaml").write_text(SHOP.replace("100/s", "100"), encoding="utf-8")
    result = run("what-if", "--rewrite", "cart", cwd=shop)

    assert result.code == 2
    assert result.stderr.startswith("archlint.yaml:5:31: journeys.order.rate: expected a rate")


def test_rules_that_are_left_out_argue_for_nothing(shop: Path) -> None:
    slow = ("--set", "cart.measured={at: 2024-01-01, source: traces}")
    told = run("what-if", *TODAY, *slow, cwd=shop).stdout
    silent = run("what-if", *TODAY, *slow, "--ignore", "ANN001", cwd=shop).stdout

    assert ("ANN001" in told, "ANN001" in silent) == (True, False)


def test_an_isolated_run_knows_the_factors(shop: Path) -> None:
    result = run("what-if", *TODAY, "--isolated", "--rewrite", "cart", cwd=shop)

    assert (
        "cart in Rust: factor 0.6 (0.22 to 0.95), prior for crud (crud_io_bound)" in result.stdout
    )


def test_formats_go_to_files(shop: Path) -> None:
    result = run(
        "what-if", "--rewrite", "cart",
        "--output-format", "json:if.json", "--output-format", "markdown:if.md", cwd=shop,
    )  # fmt: skip

    assert (result.code, result.stdout) == (0, "")
    assert json.loads((shop / "if.json").read_text(encoding="utf-8"))["exit_code"] == 0
    assert (shop / "if.md").read_text(encoding="utf-8").startswith("### `shop`: ")


def test_the_schema_is_published(shop: Path) -> None:
    result = run("schema", "what-if", cwd=shop)

    assert json.loads(result.stdout) == json.loads(json.dumps(what_if_schema()))


def test_the_same_bytes_twice(shop: Path) -> None:
    asked = ("what-if", *TODAY, "--rewrite", "cart", "--journey-rate", "order=3x")

    assert run(*asked, cwd=shop) == run(*asked, cwd=shop)


def test_a_part_is_read_with_the_root_above_it(shop: Path) -> None:
    result = run(
        "what-if", "-m", "parts/cart.archlint.yaml", "--journey-rate", "order=2x", cwd=shop
    )

    assert result.stdout.startswith("shop · what if: --journey-rate order=2x\n")
