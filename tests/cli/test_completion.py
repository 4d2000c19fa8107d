"""What the shells are told on TAB: by Click's protocol in a child process, and by bash itself."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archlint.cli.main import COMMANDS

from running import run, spawn

SHOP = """\
archlint: 1
portfolio: shop
include: [more.archlint.yaml]
journeys:
  order: {entry: front}
  "or; rm -rf /": {entry: front}
  search: {entry: front}
services:
  front: {calls: [stock]}
  "$(touch owned)": {}
  "two words": {}
  -x: {}
"""
MORE = "archlint: 1\nservices: {stock: {}, frozen: {colour: not a key}}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "archlint.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "more.archlint.yaml").write_text(MORE, encoding="utf-8")
    (tmp_path / "below").mkdir()
    return tmp_path


def words(shell: str, line: str, cwd: Path, *, code: int = 0) -> list[str]:
    """What the shell gets for a line, of which the last word is being typed."""
    typed = line.split(" ")
    position = {"fish": typed[-1]}.get(shell, str(len(typed) - 1))
    asked = {"COMP_WORDS": line, "COMP_CWORD": position, "_ARCHLINT_COMPLETE": f"{shell}_complete"}
    done = subprocess.run(
        [sys.executable, "-m", "archlint"],
        cwd=cwd,
        env=dict(os.environ) | asked,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (code, "")
    lines = done.stdout.splitlines()
    if shell == "zsh":  # type, word and help, a line each
        return lines[1::3]
    return [row.partition(",")[2].partition("\t")[0] for row in lines if row]


LINES: list[tuple[str, list[str]]] = [
    ("archlint c", ["check", "config", "completion"]),
    ("archlint config s", ["show"]),
    ("archlint check --stat", ["--statistics"]),
    ("archlint check --fail-on w", ["warning"]),
    ("archlint check --preset st", ["starter", "standard", "strict"]),
    ("archlint check --output-format mark", ["markdown"]),
    ("archlint check --select wv", ["WVR001"]),
    ("archlint check --ignore NT101,WVR", ["NT101,WVR001"]),
    ("archlint check --severity ANN001", ["ANN001=error", "ANN001=warning", "ANN001=note"]),
    ("archlint explain ann", ["ANN001", "ANN002", "ANN003"]),
    ("archlint explain stale", ["stale-annotation"]),
    ("archlint explain go-v", ["go-vs-rust"]),
    ("archlint explain fr", ["fragile-verdict", "front", "frozen"]),
    ("archlint what-if --rewrite fr", ["front", "frozen"]),
    ("archlint what-if --remove st", ["stock"]),
    ("archlint explain portf", ["portfolio"]),
    ("archlint path ", ["order", "search"]),
    ("archlint path order s", ["search"]),
    ("archlint path --journey ", ["order", "search"]),
    ("archlint path --journey order ", ["search"]),
    ("archlint nonsense x", []),
    ("archlint check --nonsense x", []),
]  # fmt: skip
"""What is typed, and the words that complete it."""

IN_EVERY_SHELL = LINES[::4]
"""The shells differ in how they ask and are answered, not in the words."""


def offered(shell: str, line: str, cwd: Path) -> list[str]:
    """The words without what Click says where it has none: nothing, or the word itself."""
    return [word for word in words(shell, line, cwd) if word not in ("", "x")]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=str)
def test_the_words_are(line: str, expected: list[str], shop: Path) -> None:
    assert offered("bash", line, shop) == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(("line", "expected"), IN_EVERY_SHELL, ids=str)
def test_the_other_shells_are_told_the_same(
    shell: str, line: str, expected: list[str], shop: Path
) -> None:
    assert offered(shell, line, shop) == expected


def test_the_manifest_may_be_above_or_named(shop: Path) -> None:
    assert words("bash", "archlint path o", shop / "below") == ["order"]
    assert words("bash", "archlint path -m .. o", shop / "below") == ["order"]
    assert words("bash", "archlint path -m ../archlint.yaml o", shop / "below") == ["order"]


def test_a_name_that_a_shell_would_obey_is_not_offered(shop: Path) -> None:
    offered = words("bash", "archlint explain ", shop)

    assert {"front", "frozen", "stock"} <= set(offered)
    assert [word for word in offered if set(word) & set(" $;()") or word.startswith("-")] == []


@pytest.mark.parametrize(
    "text",
    ["", "journeys: [", "\0", "portfolio: x\nservices: 3\njourneys: [a]\n", None],
    ids=["empty", "not YAML", "not text", "no mappings", "no manifest"],
)
def test_a_manifest_that_cannot_be_read_has_no_words(text: str | None, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    if text is not None:
        (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")

    assert words("bash", "archlint path ", tmp_path) == []
    assert "NT101" in words("bash", "archlint explain NT", tmp_path)


def test_a_pack_that_cannot_be_loaded_leaves_the_engines_rules(tmp_path: Path) -> None:
    info = tmp_path / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: broken\nVersion: 1.0\n", encoding="utf-8")
    entry = "[archlint.packs]\nbroken = not_there_at_all:PACK\n"
    (info / "entry_points.txt").write_text(entry, encoding="utf-8")

    assert words("bash", "archlint explain ANN001", tmp_path) == ["ANN001"]
    assert words("bash", "archlint explain NT", tmp_path) == []


@pytest.mark.slow
def test_a_manifest_that_takes_long_to_read_has_no_words_after_a_second(tmp_path: Path) -> None:
    rows = "".join(f"  service-{n}: {{language: go, calls: [a, b, c]}}\n" for n in range(200_000))
    text = f"archlint: 1\nportfolio: x\nservices:\n{rows}"
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")

    def computed() -> float:
        """Seconds of all child processes so far."""
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    begun = computed()

    assert words("bash", "archlint explain service-", tmp_path, code=2) == []
    assert computed() - begun < 3


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(shell: str, tmp_path: Path) -> None:
    result = run("completion", shell, cwd=tmp_path)

    assert result.code == 0
    assert f"_ARCHLINT_COMPLETE={shell}_complete" in result.stdout
    assert result.stderr == ""


def test_another_shell_is_refused_with_the_known(tmp_path: Path) -> None:
    result = run("completion", "tcsh", cwd=tmp_path)

    assert result.code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr


BASH = r"""
eval "$(archlint completion bash)"
COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
$(complete -p archlint | sed 's/.*-F \([^ ]*\).*/\1/') archlint
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("archlint ch", ["check"]),
        ("archlint path s", ["search"]),
        ("archlint explain WVR", ["WVR001"]),
        ("archlint check --select ANN001,WVR", ["ANN001,WVR001"]),
    ],
)
def test_bash_itself_completes(line: str, expected: list[str], shop: Path) -> None:
    bin_directory = shop / "bin"
    bin_directory.mkdir()
    command = bin_directory / "archlint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m archlint "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", line],
        cwd=shop,
        env=dict(os.environ) | {"PATH": f"{bin_directory}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.stdout.split(), done.stderr) == (expected, "")
    assert not (shop / "owned").exists()


def test_the_commands_are_offered_as_they_are_listed(shop: Path) -> None:
    assert words("bash", "archlint ", shop) == list(COMMANDS)


def test_a_variable_that_asks_for_nothing_changes_no_exit_code(shop: Path) -> None:
    assert spawn("check", "nowhere", cwd=shop, _ARCHLINT_COMPLETE="").code == 2
    assert spawn("check", "nowhere", cwd=shop, _ARCHLINT_COMPLETE="bash_complete").code == 2
    assert spawn("check", "nowhere", cwd=shop, _ARCHLINT_COMPLETE="nonsense").code == 1
