"""Cold start: what a command must not import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"networkx", "numpy", "jinja2", "highspy"}
PACKS = {"archlint_ninety_ten", "archlint.linting.registry"}
PARSERS = {"ruamel.yaml", "_ruamel_yaml"}

_SPY = """
import json, sys
from archlint.cli.main import run
code = run({arguments!r})
sys.stdout.flush()
print("\\n" + json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def imported(*arguments: str, cwd: Path) -> tuple[int, set[str]]:
    """The exit code of a command and the modules in memory at its end."""
    done = subprocess.run(
        [sys.executable, "-c", _SPY.format(arguments=list(arguments))],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    ("arguments", "code", "absent"),
    [
        (("--version",), 0, HEAVY | PACKS | PARSERS),
        (("--help",), 0, HEAVY | PACKS | PARSERS),
        (("check", "--help"), 0, HEAVY | PACKS | PARSERS),
        (("rules",), 0, HEAVY | PARSERS),
        (("rules", "--output-format", "markdown"), 0, HEAVY | PARSERS),
        (("schema",), 0, HEAVY | PACKS),
        (("schema", "report"), 0, HEAVY | PACKS | PARSERS),
        (("schema", "jsonl"), 0, HEAVY | PACKS | PARSERS),
        (("schema", "plan"), 0, HEAVY | PACKS | PARSERS),
        (("plan", "--help"), 0, HEAVY | PACKS | PARSERS),
        (("plan", "--budget", "much"), 2, HEAVY | PACKS | PARSERS),
        (("plan", "-m", "broken.archlint.yaml"), 2, HEAVY),
        (("explain", "NT101"), 0, HEAVY | PARSERS),
        (("check", "broken.archlint.yaml"), 2, HEAVY),
        *(
            (("check", "broken.archlint.yaml", "--output-format", name), 2, HEAVY)
            for name in ("narrated", "jsonl", "sarif", "github", "gitlab", "junit")
        ),
        (("check",), 2, HEAVY),
        (("config", "show"), 0, HEAVY),
        (("completion", "bash"), 0, HEAVY | PACKS | PARSERS),
        (("schema", "config"), 0, HEAVY | PACKS | PARSERS),
        (("check", "--nonsense"), 2, HEAVY | PACKS | PARSERS),
        (("what-if", "--help"), 0, HEAVY | PACKS | PARSERS),
        (("what-if",), 2, HEAVY | PACKS | PARSERS),
        (("what-if", "--rewrite", "x"), 2, HEAVY),
        (("schema", "what-if"), 0, HEAVY | PACKS | PARSERS),
        (("fix", "--help"), 0, HEAVY | PACKS | PARSERS),
        (("fix", "broken.archlint.yaml"), 2, HEAVY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_nothing_heavy_is_imported_for(
    arguments: tuple[str, ...], code: int, absent: set[str], tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "broken.archlint.yaml").write_text(
        "archlint: 1\nportfolio: x\nservices: 3\n", encoding="utf-8"
    )
    if arguments in (("check",), ("config", "show")):
        (tmp_path / "broken.archlint.yaml").unlink()
    found, modules = imported(*arguments, cwd=tmp_path)

    assert found == code
    assert absent & modules == set()


def test_a_check_in_text_needs_no_template_engine(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(
        "archlint: 1\nportfolio: x\nservices: {a: {}}\n", encoding="utf-8"
    )
    _, modules = imported("check", cwd=tmp_path)

    assert {"jinja2", "numpy", "highspy"} & modules == set()
    assert "networkx" in modules


def test_a_fix_without_waivers_analyses_nothing(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(
        "archlint: 1\nportfolio: x\nservices: {a: {language: Golang}}\n", encoding="utf-8"
    )
    code, modules = imported("fix", cwd=tmp_path)

    assert code == 0
    assert HEAVY & modules == set()
