"""The Action on real pull requests: its scripts run by bash, as the runner would run them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from forge import ACTION, FINE, MARKER, ROOT, WRONG, Forge, commands, comment_of, on
from repositories import commit, git
from running import run

pytestmark = pytest.mark.slow

BROKEN = "archlint: 1\nportfolio: shop\nservices: {cart: {colour: red}}\n"
ANNOTATION = (
    "::error file=archlint.yaml,line=4,endLine=4,col=37,endColumn=40,"
    "title=ANN003 contradictory-annotations"
    "::cart: p99 3 ms is below p50 9 ms; these figures are left aside"
)
CHANGE = {"README": "a change that is none of archlint's\n"}


@pytest.mark.parametrize("options", [("--depth=1",), ("--depth=2",)], ids=str)
def test_a_new_finding_fails_the_pull_request_and_is_told_everywhere(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    forge = Forge(tmp_path, {"archlint.yaml": FINE}, {"archlint.yaml": WRONG})

    job = forge.pull(*options, sarif="true", sarif_category="ours")

    assert (job.code, job.steps["Check"].outputs["exit-code"]) == (1, "1")
    assert commands(job.log) == [ANNOTATION]
    assert job.summary.startswith("# ")
    assert "ANN003" in job.summary
    comment = comment_of(job)
    assert comment.startswith(f"{MARKER}\n\n### `shop`: less of cart is measured than was; 1 new")
    assert f"`{forge.event_base}` → `work tree` · exit 1" in comment
    sarif = job.steps["Upload SARIF"].given["sarif_file"]
    (sent,) = json.loads(Path(sarif).read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in sent["results"]] == ["ANN003"]
    assert sent["automationDetails"]["id"] == "archlint/ours/"


def test_a_change_that_is_none_leaves_an_empty_comment(tmp_path: Path) -> None:
    job = Forge(tmp_path, {"archlint.yaml": FINE}, CHANGE).pull()

    assert (job.code, commands(job.log), comment_of(job)) == (0, [], "")
    assert "Upload SARIF" not in job.steps


def test_a_push_has_no_base_and_no_comment(tmp_path: Path) -> None:
    job = Forge(tmp_path, {"archlint.yaml": FINE}, {"archlint.yaml": WRONG}).push(annotate="false")

    assert (job.code, commands(job.log)) == (1, [])
    assert list(job.steps)[-2:] == ["Check", "Exit as archlint did"]
    assert "error[ANN003 contradictory-annotations] cart" in job.log


def test_a_manifest_that_cannot_be_read_is_exit_code_2_everywhere(tmp_path: Path) -> None:
    forge = Forge(tmp_path, {"archlint.yaml": FINE}, {"archlint.yaml": BROKEN})

    job = forge.pull(sarif="true")

    assert (job.code, job.steps["Check"].outputs["exit-code"]) == (2, "2")
    (annotation,) = commands(job.log)
    assert annotation.startswith("::error file=archlint.yaml,line=3,")
    assert comment_of(job).startswith(f"{MARKER}\n\n### archlint could not compare\n")
    sarif = json.loads(Path(job.steps["Check"].outputs["sarif"]).read_text(encoding="utf-8"))
    assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_an_option_that_is_none_is_told_though_no_format_was_written(tmp_path: Path) -> None:
    job = Forge(tmp_path, {"archlint.yaml": FINE}, CHANGE).push(fail_on="sometimes", sarif="true")

    assert (job.code, "Upload SARIF" in job.steps) == (2, False)
    assert commands(job.log) == [
        "::error title=archlint::could not lint: the log of this step says why"
    ]


def test_the_first_manifest_is_judged_by_itself(tmp_path: Path) -> None:
    job = Forge(tmp_path, {}, {"archlint.yaml": FINE}).pull()

    assert (job.code, commands(job.log)) == (0, [])
    assert "judged by its own policies" in " ".join(job.log.split())
    assert comment_of(job).startswith(f"{MARKER}\n")


def test_the_base_is_what_is_checked_out_and_not_what_the_event_says(tmp_path: Path) -> None:
    """The base branch may have moved since; what it gained is none of the change's doing."""
    forge = Forge(tmp_path, {"archlint.yaml": FINE}, CHANGE)
    commit(forge.origin, {"archlint.yaml": FINE + "  stock: {}\n"})

    job = forge.pull("--depth=1")

    assert (job.code, comment_of(job)) == (0, "")
    assert job.steps["Find the base"].outputs["base"] != forge.event_base


def test_a_base_that_cannot_be_had_fails_closed(tmp_path: Path) -> None:
    forge = Forge(tmp_path, {"archlint.yaml": FINE}, CHANGE)
    sha = forge.merge()
    workspace = forge.checked_out("--depth=1")
    git(workspace, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    event = {"pull_request": {"number": 7, "base": {"sha": forge.event_base}}}

    job = on(workspace, "pull_request", sha).run(ACTION, event)

    assert (job.code, list(job.steps)[-1]) == (2, "Find the base")
    assert "give actions/checkout fetch-depth: 2" in job.log


def baseline_of(text: str, where: Path) -> str:
    """The baseline that accepts every finding of a manifest."""
    where.mkdir()
    (where / "archlint.yaml").write_text(text, encoding="utf-8")
    assert run("baseline", "create", cwd=where).code == 0
    return (where / ".archlint-baseline.json").read_text(encoding="utf-8")


WAIVER = "reason: later, owner: web, until: 2999-01-01"


@pytest.mark.parametrize(
    "loosened",
    [
        pytest.param(WRONG + "policies: {ANN003: {enabled: false}}\n", id="a rule is off"),
        pytest.param(WRONG + "policies: {ANN003: {severity: note}}\n", id="a rule whispers"),
        pytest.param(
            f"{WRONG}waivers: [{{rule: ANN003, on: cart, {WAIVER}}}]\n", id="a waiver is added"
        ),
        pytest.param(
            WRONG.replace("  cart", f"  # archlint: ignore[ANN003] {WAIVER}\n  cart").replace(
                "reason: later, owner: web, until: 2999-01-01",
                "until=2999-01-01 owner=web reason=later",
            ),
            id="a comment ignores it",
        ),
        pytest.param("", id="a baseline knows it"),
    ],
)
def test_a_pull_request_does_not_edit_its_own_judge(loosened: str, tmp_path: Path) -> None:
    change = {"archlint.yaml": loosened or WRONG}
    if not loosened:
        change[".archlint-baseline.json"] = baseline_of(WRONG, tmp_path / "accepted")
    base = {"archlint.yaml": FINE}
    judged = Forge(tmp_path / "a", base, change).pull(comment="false")
    trusted = Forge(tmp_path / "b", base, change).pull(comment="false", policy_from="HEAD")

    assert (judged.code, trusted.code) == (1, 0), judged.log + trusted.log
    assert [line.split("::")[2][:5] for line in commands(judged.log)] == ["cart:"]


def test_hostile_names_leave_no_trace(tmp_path: Path) -> None:
    folder = "$(touch pwned)`touch pwned`'\";touch pwned"
    names = ["::error::pwned", "x ::stop-commands::y ##[error]z", "$(touch pwned)"]
    services = "".join(
        f"  {json.dumps(name)}: {{self_time: {{p50: 9ms, p99: 3ms}}}}\n" for name in names
    )
    manifest = f"archlint: 1\nportfolio: '##[add-mask]shop'\nservices:\n{services}"
    modules = dict.fromkeys(
        ["archlint.py", "pip.py", "venv.py", "sitecustomize.py", "click.py"],
        "open('pwned', 'w').close()\nraise SystemExit(0)\n",
    )
    change = {f"{folder}/archlint.yaml": manifest, **modules}

    job = Forge(tmp_path, CHANGE, change).pull(path=folder)

    told = commands(job.log)
    assert (job.code, [line.split(" ")[0] for line in told]) == (1, ["::error"] * len(names))
    assert sorted(line.split("::", 2)[2].split(": p99")[0] for line in told) == sorted(names)
    assert list(tmp_path.rglob("pwned")) == []
    assert not os.path.lexists(ROOT / "pwned")
    assert comment_of(job).startswith(f"{MARKER}\n")


def test_a_summary_is_added_to_and_never_grows_beyond_what_is_shown(tmp_path: Path) -> None:
    forge = Forge(tmp_path, {"archlint.yaml": FINE}, {"archlint.yaml": WRONG})
    summary = tmp_path / "home" / "summary.md"
    summary.parent.mkdir()
    summary.write_text("x" * (1024 * 1024 - 300), encoding="utf-8")

    job = forge.push()

    assert job.code == 1
    assert job.summary.startswith("x" * (1024 * 1024 - 300))
    assert summary.stat().st_size <= 1024 * 1024
    assert summary.stat().st_size > 1024 * 1024 - 300


@pytest.mark.parametrize(("preset", "code"), [("", 0), ("standard", 0), ("strict", 1)])
def test_a_preset_decides_where_the_inputs_say_nothing(
    preset: str, code: int, tmp_path: Path
) -> None:
    """Strict asks for the inputs of half the rules, and this manifest has next to none."""
    job = Forge(tmp_path, {"archlint.yaml": FINE}, CHANGE).push(preset=preset)

    assert (job.code, job.steps["Check"].outputs["exit-code"]) == (code, str(code))
