"""`archlint baseline` and what `check` makes of the file, through the real command."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archlint.linting.baseline import baseline_schema

from running import Result, run

FILE = ".archlint-baseline.json"
STALE = "measured: {at: 2024-01-31, source: prometheus}"


def manifest(*old: str, fine: tuple[str, ...] = (), name: str = "shop") -> str:
    """A portfolio in which each of `old` has one warning: its measurement is stale."""
    services = [f"  {service}: {{self_time: 4ms, {STALE}}}" for service in old]
    services += [f"  {service}: {{self_time: 4ms}}" for service in fine]
    return f"archlint: 1\nportfolio: {name}\nservices:\n" + "\n".join(services) + "\n"


def write(directory: Path, text: str, name: str = "archlint.yaml") -> None:
    (directory / name).write_text(text, encoding="utf-8")


def check(directory: Path, *arguments: str, **environment: str) -> Result:
    return run(
        "check",
        "--fail-on",
        "warning",
        "--today",
        "2026-11-23",
        *arguments,
        cwd=directory,
        **environment,
    )


def baseline(directory: Path, verb: str, *arguments: str, **environment: str) -> Result:
    return run("baseline", verb, "--today", "2026-11-23", *arguments, cwd=directory, **environment)


def entries(directory: Path, file: str = FILE) -> list[str]:
    document = json.loads((directory / file).read_text(encoding="utf-8"))
    jsonschema.validate(document, baseline_schema())
    return [
        f"{item['portfolio']} {item['rule']} {item['subject']}"
        for item in document["findings"][:-1]
    ]


def test_adopting_is_two_commands_and_then_only_what_is_new_fails(tmp_path: Path) -> None:
    old = [f"s{number:02}" for number in range(50)]
    write(tmp_path, manifest(*old))
    assert check(tmp_path).code == 1

    created = baseline(tmp_path, "create")
    adopted = check(tmp_path)
    write(tmp_path, manifest(*old, "broken"))
    broken = check(tmp_path, "--output-format", "concise")

    assert (created.code, created.stdout) == (0, "")
    assert created.stderr == f"wrote {FILE} with 50 findings: commit it\n"
    assert adopted.code == 0
    assert f"Baseline {FILE}: 50 known." in adopted.stdout
    assert broken.code == 1
    assert [line for line in broken.stdout.splitlines() if ": note " not in line] == [
        "archlint.yaml:54:43: warning ANN001 broken: measured on 2024-01-31, 1027 days ago; stale after 90 days on a critical path"
    ]


def test_create_refuses_to_overwrite(tmp_path: Path) -> None:
    write(tmp_path, manifest("a"))
    (tmp_path / FILE).write_text('{"schema_version": 1, "findings": [{}]}\n', encoding="utf-8")

    result = baseline(tmp_path, "create")

    assert (result.code, result.stdout) == (2, "")
    assert "expected no baseline here, found one; it was left as it is" in result.stderr
    assert entries(tmp_path) == []


@pytest.mark.parametrize("verb", ["create", "update"])
@pytest.mark.parametrize("variable", ["CI", "GITHUB_ACTIONS", "GITLAB_CI"])
def test_a_build_never_widens_its_own_baseline(tmp_path: Path, verb: str, variable: str) -> None:
    write(tmp_path, manifest("a"))
    if verb == "update":
        baseline(tmp_path, "create")
        write(tmp_path, manifest("a", "b"))

    result = baseline(tmp_path, verb, **{variable: "true"})

    assert result.code == 2
    assert f"`baseline {verb}` does not run in CI ({variable} is set)" in result.stderr
    assert not (tmp_path / FILE).exists() or entries(tmp_path) == ["shop ANN001 a"]


def test_update_tells_the_difference(tmp_path: Path) -> None:
    write(tmp_path, manifest("a", "b", "c"))
    baseline(tmp_path, "create")
    write(tmp_path, manifest("c", "d", fine=("a",)))

    dry = baseline(tmp_path, "update", "--check", CI="true")
    done = baseline(tmp_path, "update")
    again = baseline(tmp_path, "update", "--check")

    told = (
        "shop: known 3 -> 2, -2 gone, +1 new\n"
        "  - warning ANN001 a\n  - warning ANN001 b\n  + warning ANN001 d\n"
    )
    assert (dry.code, dry.stderr) == (1, told)
    assert (done.code, done.stderr) == (0, f"{told}wrote {FILE}: commit it\n")
    assert (again.code, again.stderr) == (0, "shop: known 2 -> 2\n")
    assert entries(tmp_path) == ["shop ANN001 c", "shop ANN001 d"]


def test_prune_only_shrinks(tmp_path: Path) -> None:
    write(tmp_path, manifest("a", "b"))
    baseline(tmp_path, "create")
    write(tmp_path, manifest("b", "new", fine=("a",)))

    before = check(tmp_path)
    strict = check(tmp_path, "--fail-on", "error", "--strict")
    done = baseline(tmp_path, "prune", CI="true")
    after = check(tmp_path, "--fail-on", "error", "--strict")

    assert "1 known, 1 new; 1 fixed (ANN001 a): `archlint baseline prune`" in before.stdout
    assert (strict.code, after.code) == (1, 0)
    assert "--strict: the baseline lets through what is not there any more" in strict.stdout
    assert done.code == 0
    assert entries(tmp_path) == ["shop ANN001 b"]


@pytest.mark.parametrize("verb", ["update", "prune", "show"])
def test_without_a_baseline_the_others_say_how_to_begin(tmp_path: Path, verb: str) -> None:
    write(tmp_path, manifest("a"))

    result = baseline(tmp_path, verb)

    assert (result.code, result.stdout) == (2, "")
    assert "expected a baseline, found none: `archlint baseline create` writes one" in result.stderr


def test_show_lists_how_each_entry_stands(tmp_path: Path) -> None:
    write(tmp_path, manifest("a", "b"))
    baseline(tmp_path, "create")
    write(tmp_path, manifest("b", fine=("a",)))

    text = baseline(tmp_path, "show")
    document = json.loads(baseline(tmp_path, "show", "--output-format", "json").stdout)

    assert text.stdout.splitlines() == [
        f"{FILE}: shop, 2 findings known",
        "  fixed      warning  ANN001 a, stale 1 measurement(s)",
        "  known      warning  ANN001 b, stale 1 measurement(s)",
    ]
    (portfolio,) = document["baselines"][0]["portfolios"]
    assert [(item["subject"], item["standing"]) for item in portfolio["entries"]] == [
        ("a", "fixed"),
        ("b", "known"),
    ]


def test_a_named_baseline_must_be_there(tmp_path: Path) -> None:
    write(tmp_path, manifest("a"))

    result = check(tmp_path, "--baseline", "other.json", "--output-format", "json")

    assert result.code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["message"] == "other.json: expected a baseline, found no file of this name"


def test_a_named_baseline_is_used_and_none_where_none_is_wanted(tmp_path: Path) -> None:
    write(tmp_path, manifest("a"))
    baseline(tmp_path, "create", "--baseline", "known.json")

    assert entries(tmp_path, "known.json") == ["shop ANN001 a"]
    assert check(tmp_path).code == 1
    assert check(tmp_path, "--baseline", "known.json").code == 0
    (tmp_path / "known.json").rename(tmp_path / FILE)
    assert check(tmp_path).code == 0
    assert check(tmp_path, "--no-baseline").code == 1
    assert check(tmp_path, ARCHLINT_CHECK_NO_BASELINE="1").code == 1


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "markdown", "html"])
def test_a_broken_baseline_stops_the_run_in_every_format(
    tmp_path: Path, output_format: str
) -> None:
    write(tmp_path, manifest("a"))
    (tmp_path / FILE).write_text('{"schema_version": 1,\n"findings": 7}', encoding="utf-8")

    result = check(tmp_path, "--output-format", output_format)

    assert result.code == 2
    assert f"{FILE}:2:13: findings: expected a list, found a number" in result.stderr


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "markdown", "html"])
def test_known_findings_pass_in_every_format(tmp_path: Path, output_format: str) -> None:
    write(tmp_path, manifest("a"))
    baseline(tmp_path, "create")

    assert check(tmp_path, "--output-format", output_format).code == 0
    write(tmp_path, manifest("a", "b"))
    assert check(tmp_path, "--output-format", output_format).code == 1


def test_two_portfolios_beside_one_another_share_the_file(tmp_path: Path) -> None:
    write(tmp_path, manifest("a"))
    write(tmp_path, manifest("a", name="bank"), "bank.archlint.yaml")

    assert baseline(tmp_path, "create", ".").code == 0
    assert entries(tmp_path) == ["bank ANN001 a", "shop ANN001 a"]
    assert check(tmp_path, ".").code == 0
    write(tmp_path, manifest(fine=("a",), name="bank"), "bank.archlint.yaml")
    assert baseline(tmp_path, "prune", "bank.archlint.yaml").code == 0
    assert entries(tmp_path) == ["shop ANN001 a"]


def test_two_portfolios_of_one_name_cannot_share_it(tmp_path: Path) -> None:
    write(tmp_path, manifest("a"))
    write(tmp_path, manifest("a"), "bank.archlint.yaml")

    result = baseline(tmp_path, "create", ".")

    assert result.code == 2
    assert "are both called shop: a baseline tells portfolios apart by name" in result.stderr
    assert not (tmp_path / FILE).exists()


def git(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.test", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_branches_that_fix_different_findings_merge_without_conflict(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    names = ["a", "b", "c", "d", "e", "f"]
    write(tmp_path, manifest(*names))
    baseline(tmp_path, "create")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "adopt")
    for fixed in ("a", "d", "f"):
        git(tmp_path, "checkout", "-q", "-b", f"fix-{fixed}", "main")
        text = manifest(*names).replace(
            f"  {fixed}: {{self_time: 4ms, {STALE}}}", f"  {fixed}: {{self_time: 4ms}}"
        )
        write(tmp_path, text)
        baseline(tmp_path, "prune")
        git(tmp_path, "commit", "-qam", f"fix {fixed}")
    git(tmp_path, "checkout", "-q", "main")

    for fixed in ("a", "d", "f"):
        git(tmp_path, "merge", "-q", "--no-edit", f"fix-{fixed}")

    assert entries(tmp_path) == [f"shop ANN001 {name}" for name in ("b", "c", "e")]
    assert check(tmp_path, "--strict").code == 0


def test_a_conflict_in_it_is_told_as_one(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, manifest("b"))
    baseline(tmp_path, "create")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "adopt")
    for new in ("c", "d"):
        git(tmp_path, "checkout", "-q", "-b", new, "main")
        write(tmp_path, manifest("b", new))
        baseline(tmp_path, "update")
        git(tmp_path, "add", FILE)
        git(tmp_path, "commit", "-qm", new)
        git(tmp_path, "checkout", "-q", ".")
    merged = subprocess.run(
        ["git", "merge", "-q", "c"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    result = check(tmp_path)

    assert merged.returncode == 1
    assert result.code == 2
    assert (
        "expected JSON, found the marks of a merge conflict (take the side that you merge into"
        in result.stderr
    )


def test_a_part_is_told_only_what_is_known_of_itself(tmp_path: Path) -> None:
    part = f"archlint: 1\nservices:\n  there: {{self_time: 4ms, {STALE}}}\n"
    write(tmp_path, manifest("here") + "include: [part.archlint.yaml]\n")
    write(tmp_path, part, "part.archlint.yaml")
    assert baseline(tmp_path, "create").code == 0
    write(tmp_path, manifest("here", "more") + "include: [part.archlint.yaml]\n")

    arguments = ("--output-format", "json")
    whole = json.loads(check(tmp_path, *arguments).stdout)["portfolios"][0]
    limited = json.loads(check(tmp_path, *arguments, "part.archlint.yaml").stdout)["portfolios"][0]

    def told(portfolio: dict[str, Any]) -> tuple[list[str], int, int]:
        known = [item["finding"]["subject"]["text"] for item in portfolio["suppressed"]]
        return known, portfolio["baseline"]["known"], portfolio["baseline"]["new"]

    assert told(whole) == (["here", "there"], 2, 1)
    assert told(limited) == (["there"], 1, 0)
