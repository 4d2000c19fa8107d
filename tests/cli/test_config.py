"""`archlint config show`: every setting of check, its value and who set it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator

from archlint.cli import check
from archlint.linting.engine import catalogue_of
from archlint.manifest import loads
from archlint.reporting import config_schema
from archlint_ninety_ten import PACK

from running import Result, run

TODAY = ("--today", "2026-11-23")
MANIFEST = """\
archlint: 1
portfolio: shop
services: {cart: {}}
prices: {vcpu_month: 20 EUR}
policies:
  ninety-ten:
    quota: 20%
  NT101: {severity: note}
  compute-bill:
    saving_per_month: 9k EUR
    cut: 12.5%
  NT104: {enabled: false}
  engine: {enabled: false}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "archlint.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "below").mkdir()
    return tmp_path


def show(directory: Path, *arguments: str, **environment: str) -> Result:
    return run("config", "show", *arguments, *TODAY, cwd=directory, **environment)


def document(directory: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    result = show(directory, *arguments, "--output-format", "json", **environment)
    assert (result.code, result.stderr) == (0, "")
    loaded: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator(config_schema()).validate(loaded)
    return loaded


def told(setting: dict[str, Any]) -> tuple[Any, str, str]:
    return setting["value"], setting["origin"]["kind"], setting["origin"]["text"]


def options(loaded: dict[str, Any]) -> dict[str, tuple[Any, str, str]]:
    return {item["name"]: told(item) for item in loaded["options"]}


def rule(loaded: dict[str, Any], code: str) -> dict[str, tuple[Any, str, str]]:
    (found,) = (item for item in loaded["rules"] if item["code"] == code)
    return {
        "enabled": told(found["enabled"]),
        "severity": told(found["severity"]),
        **{item["name"]: told(item) for item in found["options"]},
    }


DEFAULT = ("default", "default")


def test_every_option_of_check_is_told_with_its_default(tmp_path: Path) -> None:
    expected = {
        str(option.name).replace("_", "-")
        for option in check.command.params
        if isinstance(option, click.Option)
    }
    found = options(document(tmp_path))

    assert found.keys() == expected
    assert {name: value[1:] for name, value in found.items() if name != "today"} == dict.fromkeys(
        expected - {"today"}, DEFAULT
    )
    assert found["today"] == ("2026-11-23", "command line", "command line")


@pytest.mark.parametrize(
    ("arguments", "environment", "name", "expected"),
    [
        ((), {}, "fail-on", ("error", *DEFAULT)),
        ((), {}, "preset", ("standard", *DEFAULT)),
        ((), {}, "output-format", ("text", *DEFAULT)),
        ((), {}, "output-file", (None, *DEFAULT)),
        ((), {}, "select", ([], *DEFAULT)),
        ((), {}, "quiet", (False, *DEFAULT)),
        ((), {}, "require-coverage", ("0%", *DEFAULT)),
        (("--fail-on", "note"), {}, "fail-on", ("note", "command line", "command line")),
        (("--preset", "strict"), {}, "fail-on", ("warning", "preset", "preset strict")),
        (("--preset", "strict"), {}, "require-coverage", ("50%", "preset", "preset strict")),
        (("--preset", "strict"), {}, "preset", ("strict", "command line", "command line")),
        (("--no-quiet",), {"ARCHLINT_CHECK_QUIET": "1"}, "quiet", (False, "command line", "command line")),
        ((), {"ARCHLINT_CHECK_QUIET": "1"}, "quiet", (True, "environment", "ARCHLINT_CHECK_QUIET")),
        (
            ("--preset", "strict"),
            {"ARCHLINT_CHECK_FAIL_ON": "never"},
            "fail-on",
            ("never", "environment", "ARCHLINT_CHECK_FAIL_ON"),
        ),
        (
            (),
            {"ARCHLINT_CHECK_OUTPUT_FORMAT": "markdown"},
            "output-format",
            (["markdown"], "environment", "ARCHLINT_CHECK_OUTPUT_FORMAT"),
        ),
        (
            ("--severity", "NT101=note", "--severity", "ANN003=error"),
            {},
            "severity",
            (["NT101=note", "ANN003=error"], "command line", "command line"),
        ),
        (
            ("--output-severity", "sarif=note"),
            {},
            "output-severity",
            (["sarif=note"], "command line", "command line"),
        ),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_an_option_of_check_says_who_set_it(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    name: str,
    expected: tuple[Any, str, str],
    tmp_path: Path,
) -> None:
    assert options(document(tmp_path, *arguments, **environment))[name] == expected


def test_this_commands_own_options_have_their_own_variables(tmp_path: Path) -> None:
    variables = {
        "ARCHLINT_CONFIG_SHOW_OUTPUT_FORMAT": "json",
        "ARCHLINT_CHECK_OUTPUT_FORMAT": "html",
    }
    found = options(json.loads(show(tmp_path, **variables).stdout))

    assert found["output-format"] == (["html"], "environment", "ARCHLINT_CHECK_OUTPUT_FORMAT")


def test_a_rule_says_who_set_what(shop: Path) -> None:
    found = document(shop)

    assert rule(found, "NT101") == {
        "enabled": (True, *DEFAULT),
        "severity": ("note", "manifest", "archlint.yaml:8:11"),
    }
    assert rule(found, "NT103") == {
        "enabled": (True, *DEFAULT),
        "severity": ("error/warning/note", *DEFAULT),
        "saving_per_month": ("9.00k EUR", "manifest", "archlint.yaml:10:5"),
        "cut": ("12.5%", "manifest", "archlint.yaml:11:5"),
        "max_payback": ("18", *DEFAULT),
    }
    assert rule(found, "NT104")["enabled"] == (False, "manifest", "archlint.yaml:12:11")
    assert rule(found, "ANN003")["enabled"] == (False, "manifest", "archlint.yaml:13:12")


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "key", "expected"),
    [
        (("--ignore", "NT"), {}, "NT101", "enabled", (False, "command line", "--ignore NT")),
        ((), {"ARCHLINT_CHECK_IGNORE": "NT1"}, "NT101", "enabled", (False, "environment", "ARCHLINT_CHECK_IGNORE NT1")),
        (("--extend-select", "NT104"), {}, "NT104", "enabled", (True, "command line", "--extend-select NT104")),
        (("--select", "NT1"), {}, "NT301", "enabled", (False, "command line", "--select NT1")),
        (("--severity", "NT101=error"), {}, "NT101", "severity", ("error", "command line", "--severity NT101")),
        ((), {"ARCHLINT_CHECK_SEVERITY": "NT101=error"}, "NT101", "severity", ("error", "environment", "ARCHLINT_CHECK_SEVERITY NT101")),
    ],
)  # fmt: skip
def test_a_rule_says_which_word_decided(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    code: str,
    key: str,
    expected: tuple[Any, str, str],
    shop: Path,
) -> None:
    assert rule(document(shop, *arguments, **environment), code)[key] == expected


def test_a_preset_says_what_it_silences(tmp_path: Path) -> None:
    found = document(tmp_path, "--preset", "starter")

    assert found["preset"] == "starter"
    assert rule(found, "ANN002")["enabled"] == (False, "preset", "preset starter")
    assert rule(found, "ANN003")["enabled"] == (True, *DEFAULT)


def test_packs_are_told_with_their_thresholds(shop: Path) -> None:
    packs = {item["name"]: item for item in document(shop)["packs"]}
    quota = next(item for item in packs["ninety-ten"]["options"] if item["name"] == "quota")

    assert quota == {
        "name": "quota",
        "value": "20%",
        "origin": {
            "kind": "manifest",
            "text": "archlint.yaml:7:5",
            "place": {
                "file": "archlint.yaml",
                "line": 7,
                "column": 5,
                "end_line": 7,
                "end_column": 10,
            },
        },
    }
    assert told(packs["engine"]["enabled"]) == (False, "manifest", "archlint.yaml:13:12")


def test_rules_are_in_the_order_of_their_codes(shop: Path) -> None:
    codes = [item["code"] for item in document(shop)["rules"]]

    assert codes == sorted(codes)
    assert {"NT101", "WVR001"} <= set(codes)


def test_a_value_is_written_as_a_manifest_reads_it(tmp_path: Path) -> None:
    found = document(tmp_path)
    blocks = {item["name"]: item["options"] for item in found["packs"]}
    blocks |= {item["code"]: item["options"] for item in found["rules"]}
    policies = {
        name: {item["name"]: item["value"] for item in block}
        for name, block in blocks.items()
        if block
    }
    lines = [
        f"  {name}: {{{', '.join(f'{key}: {value}' for key, value in block.items())}}}"
        for name, block in policies.items()
    ]
    text = "archlint: 1\nportfolio: x\nservices: {a: {}}\npolicies:\n" + "\n".join(lines)

    assert loads(text, catalogue=catalogue_of((PACK,))).settings.rules.keys() == {
        name for name in policies if name[-1].isdigit()
    }


def test_the_settings_of_a_revision_are_told_as_its_own(shop: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=shop, check=True, capture_output=True)

    (shop / ".git").rmdir()
    git("init", "--quiet", "--initial-branch", "main")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "first")
    (shop / "archlint.yaml").write_text(MANIFEST.replace("severity: note", "severity: error"))
    found = document(shop, "--policy-from", "main")

    value, kind, text = rule(found, "NT101")["severity"]
    assert (value, kind) == ("note", "manifest")
    assert text.startswith("archlint.yaml:8:11 in main")
    assert rule(document(shop), "NT101")["severity"][0] == "error"
    assert show(shop, "--policy-from", "nowhere").code == 2


# --- text -----------------------------------------------------------------------------------------


def test_the_page_says_what_is_shown(shop: Path) -> None:
    lines = show(shop, "--preset", "starter").stdout.splitlines()

    assert lines[0] == "shop · archlint.yaml · preset starter"
    assert (
        "  NT104   performance-domain              off  warning/note        off: archlint.yaml:12:11"
        in lines
    )
    assert (
        "  NT101   critical-path-service-not-rust  on   note                severity: archlint.yaml:8:11"
        in lines
    )
    assert (
        "            cut                                12.5%               archlint.yaml:11:5"
        in lines
    )
    assert max(map(len, lines)) <= 100


def test_the_manifest_above_is_shown_from_below(shop: Path) -> None:
    lines = show(shop / "below").stdout.splitlines()

    assert lines[0] == "shop · ../archlint.yaml"
    assert max(map(len, lines)) <= 100


def test_without_a_manifest_the_defaults_are_shown_and_it_says_so(tmp_path: Path) -> None:
    result = show(tmp_path)

    assert (result.code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "no manifest here: these are the defaults"
    assert document(tmp_path)["manifest"] is None


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (MANIFEST + "colour: red\n", (), "archlint.yaml:14:1: colour: unknown key"),
        (MANIFEST, ("--select", "NT999"), "--select: expected the code or name of a rule"),
        (MANIFEST, ("--manifest", "nowhere.yaml"), "nowhere.yaml: expected a file"),
        (MANIFEST, ("--fail-on", "loud"), "'loud'"),
        (MANIFEST, ("--output-format", "html"), "no format is called 'html'"),
    ],
    ids=["a bad manifest", "a bad selector", "no such manifest", "a bad option", "a bad format"],
)
def test_what_cannot_be_shown_exits_with_2(
    text: str, arguments: tuple[str, ...], message: str, shop: Path
) -> None:
    (shop / "archlint.yaml").write_text(text, encoding="utf-8")
    result = show(shop, *arguments)

    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_hostile_name_is_shown_harmless(shop: Path) -> None:
    hostile = MANIFEST.replace("portfolio: shop", 'portfolio: "sh\\u001b[31mop"')
    (shop / "archlint.yaml").write_text(hostile, encoding="utf-8")
    result = show(shop)

    assert "\x1b" not in result.stdout + result.stderr


def test_two_runs_are_the_same_bytes(shop: Path) -> None:
    assert show(shop) == show(shop)
