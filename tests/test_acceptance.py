"""What a team relies on before it lets a linter gate: each line holds in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archlint.reporting import FORMATS

from running import run

TODAY = ("--today", "2026-11-23")
NAME = 'a,b:c%d<script>"@team #12'
HEAD = "archlint: 1\nportfolio: shop\nservices:\n"
STALE = "measured: {at: 2024-01-31, source: prometheus}"
EXPIRED = "waivers:\n  - {rule: ANN001, on: cart, reason: later, owner: web, until: 2026-11-22}\n"

styles = pytest.mark.parametrize("style", sorted(FORMATS))


def check(place: Path, text: str, style: str, *arguments: str) -> tuple[int, str]:
    (place / "archlint.yaml").write_text(text, encoding="utf-8")
    shown = ("--output-severity", f"{style}=note")
    result = run("check", *TODAY, "--output-format", style, *shown, *arguments, cwd=place)
    return result.code, result.stdout


@styles
def test_an_expired_waiver_brings_its_finding_back_and_says_so(tmp_path: Path, style: str) -> None:
    text = f"{HEAD}  cart: {{self_time: 3ms, {STALE}}}\n"

    waived = check(tmp_path, text + EXPIRED.replace("2026-11-22", "2026-12-31"), style)
    expired = check(tmp_path, text + EXPIRED, style)

    assert (waived[0], expired[0]) == (0, 1)
    assert "WVR001" in expired[1]
    assert "it ended on 2026-11-22" in expired[1].replace("\n    ", " ")
    assert "measured on 2024-01-31" in expired[1].replace("\n    ", " ")


@styles
def test_a_comment_without_reason_owner_and_date_covers_nothing(tmp_path: Path, style: str) -> None:
    text = f"{HEAD}  # archlint: ignore[ANN001]\n  cart: {{self_time: 3ms, {STALE}}}\n"
    code, out = check(tmp_path, text, style)

    assert code == 1
    assert "WVR001" in out
    assert "ANN001" in out


@styles
def test_a_stale_baseline_fails_under_strict_alone(tmp_path: Path, style: str) -> None:
    old = f"{HEAD}  cart: {{self_time: 3ms, {STALE}}}\n"
    (tmp_path / "archlint.yaml").write_text(old, encoding="utf-8")
    assert run("baseline", "create", *TODAY, cwd=tmp_path).code == 0
    fixed = f"{HEAD}  cart: {{self_time: 3ms}}\n"

    assert check(tmp_path, old, style, "--strict")[0] == 0
    assert check(tmp_path, fixed, style)[0] == 0
    assert check(tmp_path, fixed, style, "--strict")[0] == 1


@styles
def test_two_runs_write_the_same_bytes(tmp_path: Path, style: str) -> None:
    text = HEAD + "".join(
        f"  {json.dumps(f'{NAME} {number}')}: {{self_time: 3ms, {STALE}}}\n" for number in range(9)
    )

    assert check(tmp_path, text, style) == check(tmp_path, text, style)


@styles
@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        pytest.param("archlint: 1\nportfolio: [\n", (), "", id="a parse error"),
        pytest.param(
            f"{HEAD}  cart: {{}}\n", ("--select", "ANN0O1"), "ANN001", id="a rule misspelt"
        ),
        pytest.param(f"{HEAD}  cart: {{}}\n", ("empty",), "archlint init", id="an empty directory"),
        pytest.param(
            f"{HEAD}  cart: {{}}\n", ("--baseline", "none.json"), "none.json", id="no such baseline"
        ),
        pytest.param(
            f"{HEAD}  cart: {{}}\n", ("--policy-from", "none"), "none", id="no such revision"
        ),
        pytest.param(
            f"{HEAD}  cart: {{}}\n  # archlint: ignore everything\n",
            (),
            "brackets",
            id="a blanket ignore",
        ),
    ],
)
def test_what_cannot_be_linted_exits_with_2(
    tmp_path: Path, style: str, text: str, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("check", *TODAY, "--output-format", style, *arguments, cwd=tmp_path)

    assert result.code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_thirty_findings_are_at_most_twenty_annotations_and_a_notice(tmp_path: Path) -> None:
    text = HEAD + "".join(
        f"  s{number}: {{self_time: {{p50: 9ms, p99: 3ms}}, {STALE}}}\n" for number in range(30)
    )
    code, out = check(tmp_path, text, "github", "--output-severity", "github=warning")
    lines = out.splitlines()

    assert code == 1
    assert len([line for line in lines if line.startswith(("::error", "::warning"))]) <= 20
    assert [line for line in lines if not line.startswith("::")] == []
    assert lines[-1].startswith("::notice")
