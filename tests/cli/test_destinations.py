"""Several formats in one run: where each goes, what each shows, and the one exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archlint.reporting import FORMATS

from running import run, spawn

TODAY = ("--today", "2026-11-23")
SHOP = """\
archlint: 1
portfolio: shop
services:
  cart: {self_time: {p50: 9ms, p99: 3ms}}
  engine: {language: go, kind: trading}
"""
"""An error about the cart, a warning about the engine, and notes."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "archlint.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_every_format_is_written_in_one_run_with_one_exit_code(shop: Path) -> None:
    wanted = [word for name in FORMATS for word in ("--output-format", f"{name}:out.{name}")]

    result = run("check", *wanted, *TODAY, cwd=shop)

    assert (result.code, result.stdout) == (1, "")
    for name in FORMATS:
        alone = run("check", "--output-format", name, *TODAY, cwd=shop)
        assert alone.code == 1
        assert (shop / f"out.{name}").read_text(encoding="utf-8") == alone.stdout


def severities(path: Path) -> set[str]:
    (log,) = json.loads(path.read_text(encoding="utf-8"))["runs"]
    return {item["level"] for item in log["results"]}


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ((), {"error", "warning"}),
        (("sarif=note",), {"error", "warning", "note"}),
        (("sarif=error",), {"error"}),
        (("sarif=error", "sarif=note"), {"error", "warning", "note"}),
        (("json=error",), {"error", "warning"}),
    ],
    ids=["by default", "notes too", "errors alone", "the last word", "of another format"],
)
def test_a_format_shows_what_it_is_told_to(
    options: tuple[str, ...], shown: set[str], shop: Path
) -> None:
    asked = [word for option in options for word in ("--output-severity", option)]
    formats = ("--output-format", "sarif:out.sarif", "--output-format", "concise")

    result = run("check", *asked, *formats, *TODAY, cwd=shop)

    assert result.code == 1
    assert severities(shop / "out.sarif") == shown
    assert {line.split()[1] for line in result.stdout.splitlines()} == {"error", "warning", "note"}


@pytest.mark.parametrize("level", ["error", "warning", "note"])
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_is_shown_never_changes_the_exit_code(name: str, level: str, shop: Path) -> None:
    shown = ("--output-format", name, "--output-severity", f"{name}={level}")

    assert (
        run("check", *shown, "--fail-on", "note", "--ignore", "ANN003", *TODAY, cwd=shop).code == 1
    )
    assert run("check", *shown, "--fail-on", "never", *TODAY, cwd=shop).code == 0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("sarf=note", "no format is called 'sarf': did you mean 'sarif'?"),
        ("sarif=nots", "no severity is called 'nots': did you mean 'note'?"),
        ("sarif=never", "no severity is called 'never': expected one of error, warning, note"),
        ("sarif", "expected FORMAT=LEVEL such as sarif=note, got 'sarif'"),
        ("sarif=", "expected FORMAT=LEVEL"),
        ("=note", "expected FORMAT=LEVEL"),
    ],
)
def test_a_wrong_word_is_explained(value: str, message: str, shop: Path) -> None:
    result = run("check", "--output-severity", value, cwd=shop)

    assert (result.code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())


def test_it_can_be_asked_for_in_the_environment(shop: Path) -> None:
    result = run(
        "check",
        "--output-format",
        "concise",
        *TODAY,
        cwd=shop,
        ARCHLINT_CHECK_OUTPUT_SEVERITY="concise=error",
    )

    assert [line.split()[1] for line in result.stdout.splitlines()] == ["error"]


def test_files_are_named_from_the_root_wherever_one_stands(shop: Path) -> None:
    below = shop / "deploy" / "eu"
    below.mkdir(parents=True)

    for here in (shop, below):
        annotations = run("check", "--output-format", "github", *TODAY, cwd=here).stdout
        issues = json.loads(run("check", "--output-format", "gitlab", *TODAY, cwd=here).stdout)

        assert annotations.startswith("::error file=archlint.yaml,line=4,")
        assert {issue["location"]["path"] for issue in issues} == {"archlint.yaml"}


def test_sarif_can_hold_what_is_waived_and_be_told_apart(shop: Path) -> None:
    waiver = (
        "waivers:\n  - {rule: NT104, on: engine, reason: agreed, owner: team, until: 2027-01-01}\n"
    )
    (shop / "archlint.yaml").write_text(SHOP + waiver, encoding="utf-8")
    asked = ("--sarif-include-suppressed", "--sarif-category", "eu")

    (log,) = json.loads(run("check", "--output-format", "sarif", *asked, *TODAY, cwd=shop).stdout)[
        "runs"
    ]
    (quiet,) = json.loads(run("check", "--output-format", "sarif", *TODAY, cwd=shop).stdout)["runs"]

    assert log["automationDetails"]["id"] == "archlint/eu/"
    assert [item["ruleId"] for item in log["results"] if "suppressions" in item] == ["NT104"]
    assert [item["ruleId"] for item in quiet["results"] if item["ruleId"] == "NT104"] == []


def test_markdown_is_added_to_the_step_summary(shop: Path) -> None:
    summary = shop / "summary.md"
    summary.write_text("# Before\n\n", encoding="utf-8")
    summary.chmod(0o600)
    asked = ("--output-format", f"markdown:{summary}", "--output-format", "github")

    codes = [
        run("check", *asked, *TODAY, cwd=shop, GITHUB_STEP_SUMMARY=str(summary)).code
        for _ in range(2)
    ]

    text = summary.read_text(encoding="utf-8")
    assert codes == [1, 1]
    assert text.startswith("# Before\n\n# `shop`: ")
    assert text.count("\n# `shop`: ") == 2
    assert summary.stat().st_mode & 0o777 == 0o600


def test_a_full_step_summary_stays_below_its_limit(shop: Path) -> None:
    summary = shop / "summary.md"
    summary.write_text("x" * (1024 * 1024 - 900), encoding="utf-8")
    asked = ("--output-format", f"markdown:{summary}")

    run("check", *asked, *TODAY, cwd=shop, GITHUB_STEP_SUMMARY=str(summary))

    assert summary.stat().st_size <= 1024 * 1024
    assert "The rest of this report is left out" in summary.read_text(encoding="utf-8")


def test_other_files_are_replaced(shop: Path) -> None:
    for _ in range(2):
        run("check", "--output-format", "markdown:out.md", *TODAY, cwd=shop)

    assert (shop / "out.md").read_text(encoding="utf-8").count("# `shop`") == 1


def test_a_summary_that_cannot_be_written_is_said(shop: Path) -> None:
    summary = shop / "no" / "summary.md"

    result = run(
        "check",
        "--output-format",
        f"markdown:{summary}",
        *TODAY,
        cwd=shop,
        GITHUB_STEP_SUMMARY=str(summary),
    )

    assert result.code == 2
    assert "expected a directory" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("count", [256, 1_000])
def test_many_findings_exit_with_1_whatever_is_written(count: int, tmp_path: Path) -> None:
    rows = "".join(f"  s{n}: {{self_time: {{p50: 9ms, p99: 3ms}}}}\n" for n in range(count))
    (tmp_path / "archlint.yaml").write_text(
        f"archlint: 1\nportfolio: shop\nservices:\n{rows}", encoding="utf-8"
    )
    wanted = [word for name in FORMATS for word in ("--output-format", f"{name}:out.{name}")]

    assert run("check", *wanted, *TODAY, cwd=tmp_path).code == 1
    assert [name for name in FORMATS if not (tmp_path / f"out.{name}").read_bytes()] == []


DOCUMENTS = (
    *(("check", name) for name in FORMATS if name not in ("text", "concise", "narrated")),
    *(("graph", name) for name in ("dot", "mermaid", "svg")),
    *(("report", name) for name in ("html", "markdown", "json")),
    ("what-if", "json"),
    ("what-if", "markdown"),
    ("path", "json"),
)
ENCODINGS = ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"})
SCRIPTS = SHOP.replace("cart", "kärrä-見積-वेब-🙂")
"""Names with letters, marks that are none, and a sign beyond them."""


def asked_for(command: str, name: str) -> tuple[str, ...]:
    more = ("--set", "kärrä-見積-वेब-🙂.owner=x") if command == "what-if" else ()
    return (command, *more, "--output-format", name, *TODAY)


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENCODINGS, ids=lambda item: "=".join(*item.items()))
@pytest.mark.parametrize(("command", "name"), DOCUMENTS)
def test_documents_have_the_same_bytes_whatever_the_encoding_of_the_terminal(
    command: str, name: str, environment: dict[str, str], shop: Path
) -> None:
    (shop / "archlint.yaml").write_text(SCRIPTS, encoding="utf-8")
    asked = asked_for(command, name)

    told = spawn(*asked, cwd=shop, **environment)

    assert told.stdout == run(*asked, cwd=shop).stdout


@pytest.mark.parametrize(("command", "name"), DOCUMENTS)
def test_documents_are_as_wide_as_ever(command: str, name: str, shop: Path) -> None:
    asked = asked_for(command, name)
    (shop / "archlint.yaml").write_text(SCRIPTS, encoding="utf-8")

    assert run(*asked, cwd=shop, COLUMNS="50") == run(*asked, cwd=shop)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["text", "narrated"])
def test_what_a_terminal_without_the_glyphs_reads_is_ascii(name: str, shop: Path) -> None:
    (shop / "archlint.yaml").write_text(SCRIPTS, encoding="utf-8")

    told = spawn("check", "--output-format", name, *TODAY, cwd=shop, PYTHONIOENCODING="ascii")

    assert told.code == run("check", *TODAY, cwd=shop).code
    assert told.stdout.isascii()
    assert r"k\xe4rr\xe4" in told.stdout


def test_a_link_in_a_repository_does_not_choose_what_is_overwritten(shop: Path) -> None:
    victim = shop.parent / "victim"
    victim.write_text("kept", encoding="utf-8")
    (shop / "out.json").symlink_to(victim)

    result = run("check", "--output-format", "json:out.json", *TODAY, cwd=shop)

    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == (
        "Error: out.json: expected a file, found a link that leads out of the repository"
    )
    assert victim.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("place", ["null", "stdout", "stderr"])
def test_a_format_may_go_to_a_device(place: str, shop: Path) -> None:
    asked = ("check", "--isolated", *TODAY, "--output-format")
    document = run(*asked, "concise", cwd=shop).stdout

    result = spawn(*asked, f"concise:/dev/{place}", cwd=shop)

    assert result.code == 1
    assert (result.stdout, result.stderr) == {
        "null": ("", ""),
        "stdout": (document, ""),
        "stderr": ("", document),
    }[place]
