"""`--policies`: a pack of one's own, asked for on the command line and nowhere else."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from archlint.reporting import FORMATS

from running import run, spawn

TODAY = ("--today", "2026-11-23")
PACK = """
from __future__ import annotations
from dataclasses import dataclass
from archlint import Pack, Policy, Severity, Subject, option

@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Policy):
    '''Flag a service whose name is long.'''
    code = "LOC001"
    name = "long-name"
    severity = Severity.ERROR
    letters: int = option(3, "integer", "The most letters of a name.")

    def check(self, case):
        for service in case.portfolio.services.values():
            if len(service.name) > self.letters:
                yield self.yes(Subject.service(service.name), "its name is long")
            else:
                yield self.no(Subject.service(service.name))

PACK = Pack(name="local", rules=(Named,), topics={"naming": "Short names."})
"""
MANIFEST = "archlint: 1\nportfolio: shop\nservices:\n  checkout: {}\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "archlint.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "mine.py").write_text(PACK, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("isolated", [(), ("--isolated",)], ids=["all packs", "isolated"])
def test_its_findings_fail_the_run(isolated: tuple[str, ...], shop: Path) -> None:
    result = run("check", "--policies", "mine.py", *isolated, *TODAY, cwd=shop)

    assert result.code == 1
    assert "error[LOC001 long-name] checkout: its name is long" in result.stdout


def test_its_rules_are_selected_and_set_like_any_other(shop: Path) -> None:
    (shop / "archlint.yaml").write_text(
        MANIFEST + "policies: {long-name: {letters: 8}}\n", encoding="utf-8"
    )
    select = ("check", "--select", "LOC", *TODAY)

    assert run(*select, "--policies", "mine.py", cwd=shop).code == 0
    assert run("check", *TODAY, cwd=shop).code == 2


def test_every_command_that_shows_rules_knows_them(shop: Path) -> None:
    asked = ("--policies", "mine.py")
    (shop / "fine.yaml").write_text(MANIFEST.replace("checkout", "x"), encoding="utf-8")

    assert "LOC001  long-name" in run("rules", *asked, cwd=shop).stdout
    assert "letters = 3 (integer)" in run("explain", "LOC001", *asked, cwd=shop).stdout
    assert run("explain", "naming", *asked, cwd=shop).stdout == "Short names.\n"
    assert "LOC001" in run("config", "show", *asked, cwd=shop).stdout
    assert run("path", *asked, cwd=shop).code == 0
    assert "LOC001" in run("diff", *asked, "fine.yaml", "archlint.yaml", cwd=shop).stdout
    assert run("baseline", "create", *asked, *TODAY, cwd=shop).code == 0
    assert "LOC001" in (shop / ".archlint-baseline.json").read_text(encoding="utf-8")
    assert run("report", *asked, "--output-format", "markdown", cwd=shop).code == 0


def test_no_environment_variable_loads_one(shop: Path) -> None:
    variables = {
        f"ARCHLINT_{command}POLICIES": "mine.py"
        for command in ("", "CHECK_", "RULES_", "EXPLAIN_", "CONFIG_SHOW_", "PATH_", "REPORT_")
    }

    assert run("check", *TODAY, cwd=shop, **variables).code == 0
    assert run("config", "show", cwd=shop, **variables) == run("config", "show", cwd=shop)
    assert run("rules", cwd=shop, **variables) == run("rules", cwd=shop)


def test_no_manifest_loads_one(shop: Path) -> None:
    (shop / "archlint.yaml").write_text(MANIFEST + "policies: mine.py\n", encoding="utf-8")
    assert run("check", *TODAY, cwd=shop).code == 2

    hook = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
    assert "--policies" not in hook.read_text(encoding="utf-8")


@pytest.mark.parametrize("style", sorted(FORMATS))
def test_one_that_cannot_be_loaded_exits_with_2(style: str, shop: Path) -> None:
    (shop / "mine.py").write_text("import not_there_at_all\n", encoding="utf-8")
    result = run("check", "--policies", "mine.py", "--output-format", style, *TODAY, cwd=shop)

    assert result.code == 2
    assert "mine.py:1:1: --policies mine.py cannot be loaded: No module named" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [("rules",), ("explain", "NT101"), ("config", "show")])
def test_so_does_every_command(command: tuple[str, ...], shop: Path) -> None:
    result = run(*command, "--policies", "nowhere.py", cwd=shop)

    assert (result.code, result.stdout) == (2, "")
    assert "--policies nowhere.py cannot be loaded: expected a file" in result.stderr


def test_a_crash_inside_its_policy_is_blamed_on_it(shop: Path) -> None:
    (shop / "mine.py").write_text(PACK.replace("len(service.name)", "1 / 0"), encoding="utf-8")
    result = run("check", "--policies", "mine.py", "--output-format", "json", *TODAY, cwd=shop)

    assert result.code == 2
    assert "policy LOC001 of pack local failed: report it" in result.stderr
    assert "policy LOC001 of pack local failed" in json.loads(result.stdout)["crash"]


def test_a_real_run_writes_nothing_beside_it(shop: Path) -> None:
    (shop / "mine").mkdir()
    (shop / "mine" / "__init__.py").write_text("from .rules import PACK\n", encoding="utf-8")
    (shop / "mine" / "rules.py").write_text(PACK, encoding="utf-8")
    before = sorted(shop.rglob("*"))

    assert spawn("check", "--policies", "mine", *TODAY, cwd=shop).code == 1
    assert sorted(shop.rglob("*")) == before
