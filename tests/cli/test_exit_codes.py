"""Exit codes: 0 clean, 1 findings, 2 could not lint; the same in every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archlint.reporting import FORMATS, report_schema

from running import run, spawn

HEAD = "archlint: 1\nportfolio: shop\n"
CLEAN = HEAD + "services:\n  cart: {language: go, kind: crud}\n"
WARNING = HEAD + "services:\n  engine: {language: go, kind: trading}\n"
ERROR = HEAD + "services:\n  cart: {self_time: {p50: 9ms, p99: 3ms}}\n"
BROKEN = HEAD + "services:\n  cart: {replicas: many}\n"
TODAY = ("--today", "2026-11-23")

SITUATIONS: dict[str, tuple[str | None, tuple[str, ...], int]] = {
    "clean": (CLEAN, (), 0),
    "a warning": (WARNING, (), 0),
    "a warning that fails": (WARNING, ("--fail-on", "warning"), 1),
    "a note that fails": (CLEAN, ("--fail-on", "note"), 1),
    "an error": (ERROR, (), 1),
    "an error that never fails": (ERROR, ("--fail-on", "never"), 0),
    "an error, exit zero": (ERROR, ("--exit-zero",), 0),
    "an error made a warning": (ERROR, ("--severity", "ANN003=warning"), 0),
    "a warning made an error": (WARNING, ("--severity", "performance-domain=error"), 1),
    "an error that is ignored": (ERROR, ("--ignore", "ANN"), 0),
    "thin coverage": (CLEAN, ("--require-coverage", "99%"), 1),
    "enough coverage": (CLEAN, ("--require-coverage", "1%"), 0),
    "a bad manifest": (BROKEN, (), 2),
    "a bad manifest, exit zero": (BROKEN, ("--exit-zero",), 2),
    "not YAML": ("portfolio: [", (), 2),
    "an empty file": ("", (), 2),
    "no services": (HEAD, (), 2),
    "an unknown rule": (CLEAN, ("--select", "NT999"), 2),
    "nothing evaluated": (CLEAN, ("--select", "NT103"), 2),
    "every rule ignored": (ERROR, ("--ignore", "ALL"), 2),
    "every pack ignored": (ERROR, ("--ignore", "NT,ANN,WVR"), 2),
    "every rule ignored that was selected": (ERROR, ("--select", "NT", "--ignore", "NT"), 2),
    "no manifest": (None, (), 2),
    "a path that is not there": (CLEAN, ("elsewhere",), 2),
}


UNEVALUATED = (
    "nothing evaluated",
    "no services",
    "every rule ignored",
    "every pack ignored",
    "every rule ignored that was selected",
)
"""Read and linted, but there was nothing to look at."""


def write(directory: Path, text: str | None) -> Path:
    if text is not None:
        (directory / "archlint.yaml").write_text(text, encoding="utf-8")
    return directory


@pytest.mark.parametrize("style", sorted(FORMATS))
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_code_depends_on_the_situation_and_not_on_the_format(
    situation: str, style: str, tmp_path: Path
) -> None:
    text, options, code = SITUATIONS[situation]
    result = run("check", *options, *TODAY, "--output-format", style, cwd=write(tmp_path, text))

    assert result.code == code
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("situation", SITUATIONS)
def test_json_is_a_whole_document_in_every_situation(situation: str, tmp_path: Path) -> None:
    text, options, code = SITUATIONS[situation]
    result = run("check", *options, *TODAY, "--output-format", "json", cwd=write(tmp_path, text))
    document = json.loads(result.stdout)

    Draft202012Validator(report_schema()).validate(document)
    assert document["exit_code"] == code
    assert bool(document["problems"]) is (code == 2)


@pytest.mark.parametrize("situation", [name for name, row in SITUATIONS.items() if row[2] == 2])
def test_text_says_problems_on_stderr_alone(situation: str, tmp_path: Path) -> None:
    text, options, _ = SITUATIONS[situation]
    result = run("check", *options, *TODAY, cwd=write(tmp_path, text))

    assert result.stdout == "" or situation in UNEVALUATED
    assert result.stderr != ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "--select", "NT10l"), "did you mean"),
        (("check", "--severity", "NT101"), "expected RULE=error"),
        (("check", "--severity", "NT101=loud"), "expected RULE=error"),
        (("check", "--fail-on", "loud"), "loud"),
        (("check", "--today", "tomorrow"), "expected a date such as 2026-11-23"),
        (("check", "--today", "20261123"), "expected a date such as 2026-11-23"),
        (("check", "--today", "2026-W48-1"), "expected a date such as 2026-11-23"),
        (("check", "--select", ""), "expected rules such as NT101,ANN or ALL, got nothing"),
        (("check", "--ignore", " "), "expected rules such as NT101,ANN or ALL, got nothing"),
        (("check", "--require-coverage", "lots"), "expected a percentage"),
        (("check", "--require-coverage", "80"), "got '80': write 80%"),
        (("check", "--output-format", "jsn"), "did you mean 'json'"),
        (("check", "--output-format", "json", "--output-format", "text"), "FORMAT:PATH"),
        (("check", "--output-format", "json:"), "expected a path"),
        (("check", "--nonsense"), "--nonsense"),
        (("chekc",), "did you mean 'check'"),
        (("baseline", "prnue"), "no command is called 'prnue': did you mean 'prune'?"),
        (("baseline", "zzz"), "the commands are create, prune, show, update"),
        (("config", "zzz"), "no command is called 'zzz': the commands are show"),
        (("path", "checkout"), "the portfolio has no journey 'checkout': it has cart"),
        (("explain", "NT10"), "NT10"),
    ],
)
def test_a_wrong_word_is_explained_and_exits_with_2(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    result = run(*arguments, cwd=write(tmp_path, CLEAN))

    assert result.code == 2
    assert message in result.stderr


@pytest.mark.parametrize("count", [256, 1_000])
def test_many_findings_exit_with_1(count: int, tmp_path: Path) -> None:
    rows = "".join(f"  s{n}: {{self_time: {{p50: 9ms, p99: 3ms}}}}\n" for n in range(count))
    result = run(
        "check",
        "--output-format",
        "concise",
        *TODAY,
        cwd=write(tmp_path, f"{HEAD}services:\n{rows}"),
    )

    assert result.code == 1
    assert sum(": error ANN003 " in line for line in result.stdout.splitlines()) == count


def crash(*_: Any) -> Any:
    message = "an unforeseen shape"
    raise ValueError(message)


@pytest.mark.parametrize("style", sorted(FORMATS))
def test_a_crashing_policy_exits_with_2_and_is_named(
    style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archlint_ninety_ten.performance_domain import PerformanceDomain

    monkeypatch.setattr(PerformanceDomain, "check", crash)
    result = run("check", "--output-format", style, *TODAY, cwd=write(tmp_path, CLEAN))

    assert result.code == 2
    assert "NT104" in result.stderr
    assert "ninety-ten" in result.stderr
    assert "an unforeseen shape" in result.stderr


def test_a_bug_of_ours_exits_with_2_and_asks_to_be_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archlint.cli.checking.prepare", crash)
    result = run("check", cwd=write(tmp_path, CLEAN))

    assert result.code == 2
    assert result.stdout == ""
    assert "report it" in result.stderr


def test_an_interrupt_exits_with_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("archlint.cli.checking.prepare", interrupt)

    assert run("check", cwd=write(tmp_path, CLEAN)).code == 130


@pytest.mark.parametrize(("text", "code"), [(CLEAN, 0), (ERROR, 1), (BROKEN, 2)])
def test_the_real_process_exits_the_same(text: str, code: int, tmp_path: Path) -> None:
    assert spawn("check", *TODAY, cwd=write(tmp_path, text)).code == code


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    import subprocess
    import sys

    rows = "".join(f"  s{n}: {{self_time: {{p50: 9ms, p99: 3ms}}}}\n" for n in range(900))
    write(tmp_path, f"{HEAD}services:\n{rows}")
    done = subprocess.run(  # noqa: S602  # a pipe is what is tested
        f"{sys.executable} -m archlint check --today 2026-11-23 | head -1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("shop")
    assert done.stderr == ""


@pytest.mark.parametrize("group", ["baseline", "config"])
def test_a_group_alone_prints_its_help_page(group: str, tmp_path: Path) -> None:
    result = run(group, cwd=tmp_path)

    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Usage: archlint {group} ")
    assert result.stderr.count("Usage:") == 1
