"""`--preset` and the `--no-` twins: what wins, and where it is told."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from archlint.cli import check
from archlint.linting.presets import PRESETS

from running import run

HEAD = "archlint: 1\nportfolio: shop\n"
WARNING = HEAD + "services:\n  engine: {language: go, kind: trading}\n"
STALE = (
    HEAD + "services:\n  a: {language: go, load: {cpu: 1, measured: {at: 2020-01-01, source: x}}}\n"
).replace("source: x", "source: prometheus")
TODAY = ("--today", "2026-11-23")


def codes(directory: Path, *arguments: str, **environment: str) -> int:
    return run("check", *TODAY, *arguments, cwd=directory, **environment).code


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "archlint.yaml").write_text(WARNING, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        ((), {}, 0),
        (("--preset", "starter"), {}, 0),
        (("--preset", "standard"), {}, 0),
        (("--preset", "strict"), {}, 1),
        ((), {"ARCHLINT_CHECK_PRESET": "strict"}, 1),
        (("--preset", "starter"), {"ARCHLINT_CHECK_PRESET": "strict"}, 0),
        (("--preset", "strict", "--fail-on", "never", "--require-coverage", "0%"), {}, 0),
        (("--fail-on", "never", "--require-coverage", "0%", "--preset", "strict"), {}, 0),
        (
            ("--preset", "strict"),
            {"ARCHLINT_CHECK_FAIL_ON": "error", "ARCHLINT_CHECK_REQUIRE_COVERAGE": "0%"},
            0,
        ),
    ],
    ids=[
        "none",
        "starter",
        "standard",
        "strict",
        "strict from the environment",
        "the command line beats the environment",
        "an option beats the preset",
        "before it too",
        "an environment variable beats the preset",
    ],
)
def test_what_is_more_explicit_wins(
    arguments: tuple[str, ...], environment: dict[str, str], code: int, shop: Path
) -> None:
    assert codes(shop, *arguments, **environment) == code


def test_strict_asks_for_coverage(shop: Path) -> None:
    (shop / "archlint.yaml").write_text(HEAD + "services: {a: {}}\n", encoding="utf-8")
    result = run("check", "--preset", "strict", "--fail-on", "never", *TODAY, cwd=shop)

    assert result.code == 1
    assert "50" in result.stdout.splitlines()[-1]


def test_diff_takes_a_preset_too(shop: Path) -> None:
    (shop / "before.yaml").write_text(HEAD + "services: {engine: {}}\n", encoding="utf-8")
    compared = ("diff", "before.yaml", "archlint.yaml", *TODAY)

    assert run(*compared, cwd=shop).code == 0
    assert run(*compared, "--preset", "strict", cwd=shop).code == 1
    assert run(*compared, "--preset", "strict", "--fail-on", "error", cwd=shop).code == 0


def test_strict_refuses_a_baseline_that_holds_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(STALE, encoding="utf-8")
    assert run("baseline", "create", *TODAY, cwd=tmp_path).code == 0
    (tmp_path / "archlint.yaml").write_text(HEAD + "services: {a: {}}\n", encoding="utf-8")
    relaxed = ("--preset", "strict", "--fail-on", "never", "--require-coverage", "0%")

    assert codes(tmp_path, "--fail-on", "never") == 0
    assert codes(tmp_path, *relaxed) == 1
    assert codes(tmp_path, *relaxed, "--no-strict") == 0


def test_starter_is_silent_about_old_figures_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(STALE, encoding="utf-8")
    standard = run("check", *TODAY, cwd=tmp_path).stdout
    starter = run("check", "--preset", "starter", *TODAY, cwd=tmp_path).stdout

    assert "ANN001 stale-annotation" in standard
    assert "ANN001 stale-annotation" not in starter
    assert "preset starter · decided without ANN001, ANN002" in starter
    assert "preset" not in standard


@pytest.mark.parametrize("preset", [None, *PRESETS])
def test_json_carries_the_preset(preset: str | None, shop: Path) -> None:
    asked = ("--preset", preset) if preset else ()
    result = run("check", *asked, "--output-format", "json", *TODAY, cwd=shop)

    assert json.loads(result.stdout)["preset"] == preset


def test_a_preset_that_nobody_knows_is_refused_with_the_known(shop: Path) -> None:
    result = run("check", "--preset", "gentle", cwd=shop)

    assert result.code == 2
    assert "'starter', 'standard', 'strict'" in result.stderr


def test_explain_has_a_page_about_them(tmp_path: Path) -> None:
    result = run("explain", "presets", cwd=tmp_path)

    assert result.code == 0
    assert [line for line in result.stdout.splitlines() if line in PRESETS] == [*PRESETS]


def test_a_manifest_cannot_choose_a_preset(shop: Path) -> None:
    (shop / "archlint.yaml").write_text(WARNING + "preset: starter\n", encoding="utf-8")

    assert codes(shop) == 2


def test_what_a_preset_says_is_what_its_option_takes() -> None:
    options = {option.name: option for option in check.command.params}
    context = click.Context(check.command)
    for preset in PRESETS.values():
        for name, setting in preset.settings.items():
            option = options.get(name.replace("-", "_"))
            if option is not None:
                option.type_cast_value(context, setting.value)


# --- flags ----------------------------------------------------------------------------------------


def flags() -> list[click.Option]:
    return [
        option
        for option in check.command.params
        if isinstance(option, click.Option) and option.is_flag
    ]


TWINS = {"no_baseline": "--use-baseline"}


@pytest.mark.parametrize("flag", flags(), ids=lambda option: str(option.name))
def test_every_flag_has_a_twin_that_no_help_page_shows(flag: click.Option, tmp_path: Path) -> None:
    (twin,) = flag.secondary_opts

    assert twin == TWINS.get(str(flag.name), f"--no-{str(flag.name).replace('_', '-')}")
    assert twin not in run("check", "--help", cwd=tmp_path).stdout


def test_the_twin_overrules_an_environment_variable(tmp_path: Path) -> None:
    wrong = HEAD + "services:\n  cart: {self_time: {p50: 9ms, p99: 3ms}}\n"
    (tmp_path / "archlint.yaml").write_text(wrong, encoding="utf-8")
    variable = {"ARCHLINT_CHECK_EXIT_ZERO": "1"}

    assert codes(tmp_path) == 1
    assert codes(tmp_path, **variable) == 0
    assert codes(tmp_path, "--no-exit-zero", **variable) == 1
