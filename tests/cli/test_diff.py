"""`archlint diff`, `--policy-from` and `--affected` against a real git repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jsonschema
import pytest

from archlint.reporting.difference_json import difference_schema

from repositories import commit, git, repository
from running import run

TODAY = ("--today", "2026-11-23")
STALE = ", measured: {at: 2025-01-01, source: traces}"
BASE = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s, slo: {mean: 30ms}}
services:
  front: {language: go, self_time: {mean: 2ms}, load: {cpu: 0.1}, calls: [cart, stock]}
  cart: {language: go, self_time: {mean: 20ms}, load: {cpu: 0.5}}
  stock: {language: go, self_time: {mean: 5ms}}
"""
SLOWER = BASE.replace("mean: 20ms}", "mean: 31ms}" + STALE)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository whose `main` has the base, and whose work tree has the slower portfolio."""
    place = repository(tmp_path / "repo")
    commit(place, {"archlint.yaml": BASE})
    git(place, "branch", "-M", "main")
    (place / "archlint.yaml").write_text(SLOWER, encoding="utf-8")
    return place


def test_text(repo: Path) -> None:
    result = run("diff", "main", *TODAY, "--fail-on", "warning", cwd=repo)
    head = git(repo, "rev-parse", "--short=7", "main").strip()

    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        f"shop · main ({head}) → work tree",
        "order gets 11 ms slower (mean), now over its SLO of 30 ms; 1 new finding",
        "",
        "journeys, means",
        "  order  27 ms → 38 ms, +11 ms; now over its SLO of 30 ms",
        "",
        "findings",
        "  new     warning  ANN001 cart: measured on 2025-01-01, 691 days ago; stale after 90 days on a",
        "                   critical path (archlint.yaml:7:64)",
        "",
        "exit 1: 1 finding new or worse at or above warning",
    ]
    assert result.code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "warning", "--exit-zero"), 0),
        (("--fail-on", "never"), 0),
        (("--fail-on", "warning", "--ignore", "ANN001"), 0),
        (("--severity", "ANN001=error"), 1),
    ],
)
@pytest.mark.parametrize("output_format", ["text", "json", "markdown"])
def test_the_gate_is_the_same_in_every_format(
    repo: Path, arguments: tuple[str, ...], code: int, output_format: str
) -> None:
    result = run("diff", "main", *TODAY, *arguments, "--output-format", output_format, cwd=repo)

    assert result.code == code


def test_json_meets_its_schema(repo: Path) -> None:
    document = json.loads(run("diff", "main", *TODAY, "--output-format", "json", cwd=repo).stdout)

    jsonschema.Draft202012Validator(difference_schema()).validate(document)
    (portfolio,) = document["portfolios"]
    assert [(item["change"], item["finding"]["rule"]) for item in portfolio["findings"]] == [
        ("new", "ANN001")
    ]
    assert portfolio["journeys"] == [
        {
            "name": "order",
            "mean_before_ms": pytest.approx(27),
            "is_lower_bound_before": False,
            "mean_after_ms": pytest.approx(38),
            "is_lower_bound_after": False,
            "delta_ms": pytest.approx(11),
            "slo_crossing": "over",
            "percentile_crossings": [],
            "percentiles": [],
            "joined_path": [],
            "left_path": [],
        }
    ]
    schema = json.loads(run("schema", "diff", cwd=repo).stdout)
    assert schema == json.loads(json.dumps(difference_schema()))


def test_nothing_changed_is_an_empty_comment(repo: Path) -> None:
    comment = run("diff", "main", "main", "--output-format", "markdown", cwd=repo)
    text = run("diff", "main", "main", cwd=repo)

    assert (comment.code, comment.stdout) == (0, "")
    assert text.stdout.startswith("nothing changed between main (")


def test_two_revisions_are_read_without_checking_out(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "slow")
    git(repo, "commit", "-qam", "slower")
    git(repo, "checkout", "-q", "main")
    (repo / "archlint.yaml").unlink()
    status = git(repo, "status", "--porcelain")

    result = run("diff", "main", "slow", *TODAY, cwd=repo)

    assert (result.code, result.stderr) == (0, "")
    assert "order gets 11 ms slower" in result.stdout
    assert git(repo, "status", "--porcelain") == status


def test_two_files_are_compared_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(SLOWER.replace("shop", "store"), encoding="utf-8")

    result = run("diff", "old.yaml", "new.yaml", *TODAY, cwd=tmp_path)

    assert result.stdout.startswith("store · old.yaml → new.yaml\norder gets 11 ms slower")


def test_from_a_directory_below(repo: Path) -> None:
    (repo / "deep").mkdir()

    result = run("diff", "main", *TODAY, cwd=repo / "deep")

    assert "order gets 11 ms slower" in result.stdout


def test_a_base_without_a_manifest_makes_everything_new(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, {"README.md": "nothing yet\n"})
    (place / "archlint.yaml").write_text(SLOWER, encoding="utf-8")

    result = run("diff", "HEAD", *TODAY, "--fail-on", "warning", cwd=place)

    assert "the portfolio is new: " in result.stdout
    assert result.code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "expected a git revision, found none called nowhere"),
        (("--", "--upload-pack=x"), "expected a git revision such as main or HEAD~1"),
        (("main", "none.yaml"), "none.yaml: expected a file, found nothing of this name"),
        (("main;ls",), "expected a git revision such as main or HEAD~1, found 'main;ls'"),
    ],
)
@pytest.mark.parametrize("output_format", ["text", "json", "markdown"])
def test_what_cannot_be_compared_exits_with_2(
    repo: Path, arguments: tuple[str, ...], message: str, output_format: str
) -> None:
    result = run("diff", "--output-format", output_format, *arguments, cwd=repo)

    assert result.code == 2
    assert message in result.stderr
    if output_format == "json":
        (problem,) = json.loads(result.stdout)["problems"]
        assert message in problem["message"]


@pytest.mark.parametrize("broken", ["base", "head"])
def test_a_side_that_cannot_be_read_says_which(repo: Path, broken: str) -> None:
    bad = BASE.replace("rate: 100/s", "rate: fast")
    if broken == "base":
        commit(repo, {"archlint.yaml": bad})
        (repo / "archlint.yaml").write_text(BASE, encoding="utf-8")
    else:
        (repo / "archlint.yaml").write_text(bad, encoding="utf-8")

    result = run("diff", "HEAD", cwd=repo)

    assert result.code == 2
    assert "archlint.yaml:4:31: journeys.order.rate: expected a rate" in result.stderr
    assert ("(in HEAD)" in result.stderr) == (broken == "base")


def test_a_word_that_is_both_is_ambiguous(repo: Path) -> None:
    (repo / "main").mkdir()

    result = run("diff", "main", cwd=repo)

    assert result.code == 2
    assert "write ./main for the file, refs/heads/main for the branch" in result.stderr
    assert run("diff", "refs/heads/main", *TODAY, cwd=repo).code == 0


def test_a_crash_is_ours_and_exits_with_2(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        message = "an unforeseen shape"
        raise ValueError(message)

    monkeypatch.setattr("archlint.linting.comparing.compare", crash)
    result = run("diff", "main", "--output-format", "json", cwd=repo)

    assert result.code == 2
    assert "an unforeseen shape" in json.loads(result.stdout)["crash"]
    assert "archlint failed: report it" in result.stderr


def test_a_pull_request_is_compared_with_where_it_parted(repo: Path) -> None:
    """What the base got since is none of the branch's doing."""
    git(repo, "checkout", "-q", "-b", "slow")
    git(repo, "commit", "-qam", "slower")
    git(repo, "checkout", "-q", "main")
    commit(repo, {"archlint.yaml": BASE.replace("mean: 5ms", "mean: 50ms")})
    git(repo, "checkout", "-q", "slow")

    plain = run("diff", "main", *TODAY, cwd=repo)
    parted = run("diff", "--merge-base", "main", *TODAY, cwd=repo)
    both = run("diff", "--merge-base", "main", "slow", *TODAY, cwd=repo)

    assert "order gets 34 ms faster" in plain.stdout
    assert "order gets 11 ms slower" in parted.stdout
    assert "order gets 11 ms slower" in both.stdout


def test_branches_that_share_nothing(repo: Path) -> None:
    git(repo, "checkout", "-q", "--orphan", "other")
    git(repo, "commit", "-qam", "apart")

    result = run("diff", "--merge-base", "main", cwd=repo)

    assert result.code == 2
    assert "found nothing they share" in result.stderr


# --- --affected -----------------------------------------------------------------------------------


def test_affected_limits_findings_and_the_gate(repo: Path) -> None:
    old = BASE.replace("mean: 5ms}", "mean: 5ms}" + STALE)
    commit(repo, {"archlint.yaml": old})
    (repo / "archlint.yaml").write_text(
        old.replace("mean: 20ms}", "mean: 20ms}, owner: web"), encoding="utf-8"
    )
    arguments = ("check", *TODAY, "--fail-on", "warning")

    everything = run(*arguments, cwd=repo)
    limited = run(*arguments, "--affected", "HEAD", cwd=repo)

    assert (everything.code, limited.code) == (1, 0)
    assert "findings: those that 1 declaration changed since HEAD can reach" in " ".join(
        limited.stdout.split()
    )


def test_affected_by_a_change_further_down(repo: Path) -> None:
    old = BASE.replace("mean: 2ms}", "mean: 2ms}" + STALE)
    commit(repo, {"archlint.yaml": old})
    (repo / "archlint.yaml").write_text(old.replace("mean: 5ms}", "mean: 6ms}"), encoding="utf-8")

    result = run("check", *TODAY, "--fail-on", "warning", "--affected", "HEAD", cwd=repo)

    assert result.code == 1


def test_hooks_of_the_repository_are_not_run(repo: Path) -> None:
    trace = repo / "trace"
    hook = repo / "monitor.sh"
    hook.write_text(f"#!/bin/sh\ntouch {trace}\n", encoding="utf-8")
    hook.chmod(0o755)
    git(repo, "config", "core.fsmonitor", str(hook))

    run("diff", "main", cwd=repo)

    assert not trace.exists()
    subprocess.run(["git", "status"], cwd=repo, check=True, capture_output=True)
    assert trace.exists()
