"""`check --policy-from`: a pull request does not edit its own judge, however it goes about it."""

from __future__ import annotations

import json
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


WAIVER = "waivers:\n  - {rule: ANN001, on: cart, reason: later, owner: web, until: 2027-01-31}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository whose `main` has the base, and whose work tree has the slower portfolio."""
    place = repository(tmp_path / "repo")
    commit(place, {"archlint.yaml": BASE})
    git(place, "branch", "-M", "main")
    (place / "archlint.yaml").write_text(SLOWER, encoding="utf-8")
    return place


JUDGED = ("check", *TODAY, "--fail-on", "warning", "--output-format", "concise")
LOOSER = {
    "a waiver": SLOWER
    + "waivers:\n  - {rule: ANN001, on: cart, reason: later, owner: web, until: 2027-01-31}\n",
    "a comment": SLOWER.replace(
        "  cart:",
        "  # archlint: ignore[ANN001] until=2027-01-31 owner=web reason=later\n  cart:",
    ),
    "a rule switched off": SLOWER + "policies: {ANN001: {enabled: false}}\n",
    "another severity": SLOWER + "policies: {ANN001: {severity: note}}\n",
}


@pytest.mark.parametrize("how", LOOSER)
def test_a_branch_cannot_loosen_its_own_judge(repo: Path, how: str) -> None:
    (repo / "archlint.yaml").write_text(LOOSER[how], encoding="utf-8")

    own = run(*JUDGED, cwd=repo)
    judged = run(*JUDGED, "--policy-from", "main", cwd=repo)

    assert (own.code, judged.code) == (0, 1)
    assert "warning ANN001 cart" in judged.stdout


def test_a_branch_cannot_bring_its_own_baseline(repo: Path) -> None:
    assert run("baseline", "create", *TODAY, cwd=repo).code == 0

    assert run(*JUDGED, cwd=repo).code == 0
    assert run(*JUDGED, "--policy-from", "main", cwd=repo).code == 1
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "adopt")
    assert run(*JUDGED, "--policy-from", "main", cwd=repo).code == 0


def test_what_a_branch_proposes_is_said(repo: Path) -> None:
    (repo / "archlint.yaml").write_text(LOOSER["a waiver"], encoding="utf-8")

    result = run("check", *TODAY, "--policy-from", "main", cwd=repo)

    assert "judged by the policies, waivers and baseline of main" in result.stdout
    assert "Waivers proposed here, not applied: 1 (ANN001 cart until 2027-01-31)." in result.stdout


def test_a_portfolio_that_the_base_lacks_judges_itself(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, {"README.md": "nothing yet\n"})
    (place / "archlint.yaml").write_text(LOOSER["a waiver"], encoding="utf-8")

    result = run(*JUDGED, "--policy-from", "HEAD", cwd=place)

    assert result.code == 0
    assert "archlint.yaml: HEAD has no portfolio; judged by its own policies" in result.stderr


def test_moving_the_manifest_does_not_change_the_judge(repo: Path) -> None:
    (repo / "moved").mkdir()
    (repo / "archlint.yaml").unlink()
    text = LOOSER["a rule switched off"]
    (repo / "moved" / "archlint.yaml").write_text(text.replace("shop", "store"), encoding="utf-8")

    result = run(*JUDGED, "--policy-from", "main", "moved", cwd=repo)

    assert result.code == 1
    assert "warning ANN001 cart" in result.stdout


def test_a_new_portfolio_is_judged_by_the_default_policies(repo: Path) -> None:
    text = LOOSER["a rule switched off"].replace("shop", "bank") + WAIVER
    arguments = ("--policy-from", "main", "archlint.yaml", "bank.archlint.yaml")
    commit(repo, {"archlint.yaml": BASE})
    (repo / "bank.archlint.yaml").write_text(text, encoding="utf-8")

    result = run(*JUDGED, *arguments, cwd=repo)
    text = run("check", *TODAY, *arguments, cwd=repo).stdout

    assert result.code == 1
    assert "bank.archlint.yaml:7:64: warning ANN001 cart" in result.stdout
    assert (
        "judged by the default policies, without waivers and baseline, being new since main"
        in " ".join(text.split())
    )


def test_moving_two_manifests_at_once_is_no_way_around(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(
        place,
        {
            "archlint.yaml": BASE,
            "bank.archlint.yaml": BASE.replace("portfolio: shop", "portfolio: bank"),
        },
    )
    for name in ("archlint.yaml", "bank.archlint.yaml"):
        (place / name).unlink()
    (place / "new.archlint.yaml").write_text(
        LOOSER["a rule switched off"].replace("shop", "store"), encoding="utf-8"
    )

    result = run(*JUDGED, "--policy-from", "HEAD", "new.archlint.yaml", cwd=place)

    assert result.code == 2
    assert "expected to know whose policies count" in result.stderr


def test_a_manifest_that_is_a_link_in_the_base_is_no_way_around(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, {"real.archlint.yaml": BASE})
    (place / "archlint.yaml").symlink_to("real.archlint.yaml")
    git(place, "add", ".")
    git(place, "commit", "-qm", "link")
    (place / "archlint.yaml").unlink()
    (place / "archlint.yaml").write_text(LOOSER["a rule switched off"], encoding="utf-8")

    result = run(*JUDGED, "--policy-from", "HEAD", "archlint.yaml", cwd=place)

    assert result.code == 2
    assert "a symbolic link, which is not followed in a revision" in result.stderr


def test_the_revision_is_of_the_repository_that_the_manifest_is_in(
    repo: Path, tmp_path: Path
) -> None:
    (repo / "archlint.yaml").write_text(LOOSER["a rule switched off"], encoding="utf-8")

    result = run(*JUDGED, "--policy-from", "main", str(repo / "archlint.yaml"), cwd=tmp_path)

    assert result.code == 1
    assert "warning ANN001 cart" in result.stdout


TINY = "archlint: 1\nportfolio: {name}\nservices:\n  a: {{}}\n"
LOOSE = "policies: {ANN001: {enabled: false}}\n"


def files(**texts: str) -> dict[str, str]:
    """`a=…` is the root manifest in the directory a."""
    return {f"{name}/archlint.yaml": text for name, text in texts.items()}


@pytest.mark.parametrize(
    "branch",
    [
        pytest.param(
            {"archlint.yaml": TINY.format(name="decoy"), "shop.archlint.yaml": SLOWER + LOOSE},
            id="a decoy in its place",
        ),
        pytest.param(
            {
                "archlint.yaml": TINY.format(name="decoy"),
                "shop.archlint.yaml": SLOWER.replace("shop", "store") + LOOSE,
            },
            id="a decoy, and another name",
        ),
        pytest.param(
            {
                "archlint.yaml": SLOWER.replace("portfolio: shop\n", ""),
                "a.archlint.yaml": "archlint: 1\nportfolio: shop\ninclude: [archlint.yaml]\n"
                + LOOSE,
            },
            id="no root any more, but included by one",
        ),
        pytest.param(
            {
                "archlint.yaml": SLOWER.replace("portfolio: shop\n", ""),
                "a.archlint.yaml": "archlint: 1\nportfolio: new\ninclude: [archlint.yaml]\n"
                + LOOSE,
            },
            id="no root any more, and another name",
        ),
    ],
)
def test_a_portfolio_does_not_escape_its_judge(tmp_path: Path, branch: dict[str, str]) -> None:
    place = repository(tmp_path / "repo")
    commit(place, {"archlint.yaml": BASE})
    for name, text in branch.items():
        (place / name).write_text(text, encoding="utf-8")

    result = run(*JUDGED, "--policy-from", "HEAD", ".", cwd=place)

    assert result.code == 1
    assert "warning ANN001 cart" in result.stdout


def test_a_link_in_its_place_does_not_hide_that_it_moved(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, files(svc=BASE))
    (place / "svc").rename(place / "evil")
    (place / "svc").symlink_to("evil")
    text = SLOWER.replace("shop", "store") + LOOSE
    (place / "evil" / "archlint.yaml").write_text(text, encoding="utf-8")

    for path in ("svc", "svc/archlint.yaml", "evil", "."):
        assert run(*JUDGED, "--policy-from", "HEAD", path, cwd=place).code == 1


def test_two_portfolios_that_change_places_keep_their_judges(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, files(a=BASE, b=TINY.format(name="loose") + LOOSE))
    for name, text in files(a=TINY.format(name="loose") + LOOSE, b=SLOWER).items():
        (place / name).write_text(text, encoding="utf-8")

    result = run(*JUDGED, "--policy-from", "HEAD", ".", cwd=place)

    assert result.code == 1
    assert "b/archlint.yaml:7:64: warning ANN001 cart" in result.stdout


def test_both_sides_of_a_difference_keep_their_judges(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, files(a=BASE, b=TINY.format(name="loose") + LOOSE))
    for name, text in files(a=TINY.format(name="loose") + LOOSE, b=SLOWER).items():
        (place / name).write_text(text, encoding="utf-8")

    arguments = ("diff", "HEAD", *TODAY, "--fail-on", "warning", "-m", ".")

    assert run(*arguments, "--policy-from", "HEAD", cwd=place).code == 1


@pytest.mark.parametrize("paths", [(), (".",)])
def test_a_branch_does_not_decide_which_portfolios_are_checked(
    tmp_path: Path, paths: tuple[str, ...]
) -> None:
    place = repository(tmp_path / "repo")
    commit(place, files(a=SLOWER, b=BASE.replace("shop", "bank")))
    (place / "x.archlint.yaml").write_text(TINY.format(name="x"), encoding="utf-8")
    hidden = (place / "a" / "archlint.yaml").read_text(encoding="utf-8")
    (place / "a" / "archlint.yaml").write_text(
        hidden.replace("portfolio: shop\n", ""), encoding="utf-8"
    )

    result = run(*JUDGED, "--policy-from", "HEAD", *paths, cwd=place)

    assert result.code == 2
    assert "a/archlint.yaml: a portfolio of HEAD, expected it to be checked here" in result.stderr


def test_a_portfolio_that_is_deleted_is_told(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(place, files(a=BASE, b=BASE.replace("shop", "bank")))
    (place / "b" / "archlint.yaml").unlink()

    result = run(*JUDGED, "--policy-from", "HEAD", ".", cwd=place)

    assert result.code == 0
    assert "b/archlint.yaml: a portfolio of HEAD that is gone" in result.stderr


def test_a_name_does_not_choose_the_entries_of_a_baseline(tmp_path: Path) -> None:
    place = repository(tmp_path / "repo")
    commit(
        place,
        {
            "archlint.yaml": SLOWER,
            "lab.archlint.yaml": SLOWER.replace("portfolio: shop", "portfolio: lab"),
        },
    )
    assert run("baseline", "create", *TODAY, "lab.archlint.yaml", cwd=place).code == 0
    git(place, "add", ".")
    git(place, "commit", "-qm", "adopt lab")
    (place / "archlint.yaml").write_text(
        SLOWER.replace("portfolio: shop", "portfolio: lab"), encoding="utf-8"
    )

    judged = run(*JUDGED, "--policy-from", "HEAD", "archlint.yaml", "lab.archlint.yaml", cwd=place)

    assert judged.code == 2
    assert "are both known as lab" in judged.stderr
    plain = run(*JUDGED, ".", cwd=place)
    assert plain.code == 2
    assert "a baseline tells portfolios apart by name" in plain.stderr


def test_an_honest_rename_keeps_the_baseline(repo: Path) -> None:
    assert run("baseline", "create", *TODAY, cwd=repo).code == 0
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "adopt")
    (repo / "archlint.yaml").write_text(SLOWER.replace("shop", "store"), encoding="utf-8")

    assert run(*JUDGED, "--policy-from", "HEAD", cwd=repo).code == 0


def test_a_pack_that_the_branch_may_edit_is_refused(repo: Path, tmp_path: Path) -> None:
    pack = "from archlint import Pack\nPACK = Pack(name='mine', rules=())\n"
    (repo / "mine.py").write_text(pack, encoding="utf-8")
    (tmp_path / "trusted.py").write_text(pack, encoding="utf-8")

    refused = run(*JUDGED, "--policy-from", "main", "--policies", "mine.py", cwd=repo)
    taken = run(
        *JUDGED, "--policy-from", "main", "--policies", str(tmp_path / "trusted.py"), cwd=repo
    )

    assert (refused.code, taken.code) == (2, 1)
    assert "mine.py: expected a pack from outside of the repository" in refused.stderr


def test_a_base_that_cannot_be_read_cannot_judge(repo: Path) -> None:
    commit(repo, {"archlint.yaml": BASE.replace("rate:", "rte:")})
    (repo / "archlint.yaml").write_text(BASE, encoding="utf-8")

    result = run("check", "--policy-from", "HEAD", cwd=repo)

    assert result.code == 2
    assert (
        "archlint.yaml of HEAD cannot be read, so it cannot judge (repair it there" in result.stderr
    )


def test_policy_from_a_revision_that_is_not_there(repo: Path) -> None:
    result = run("check", "--policy-from", "nowhere", "--output-format", "json", cwd=repo)

    assert result.code == 2
    assert "found none called nowhere" in json.loads(result.stdout)["problems"][0]["message"]


def test_diff_under_the_policies_of_a_revision(repo: Path) -> None:
    (repo / "archlint.yaml").write_text(LOOSER["a rule switched off"], encoding="utf-8")
    arguments = ("diff", "main", *TODAY, "--fail-on", "warning")

    assert run(*arguments, cwd=repo).code == 0
    assert run(*arguments, "--policy-from", "main", cwd=repo).code == 1


@pytest.mark.parametrize("how", ["a waiver", "a comment"])
def test_diff_tells_what_a_branch_proposes(repo: Path, how: str) -> None:
    (repo / "archlint.yaml").write_text(LOOSER[how], encoding="utf-8")
    arguments = ("diff", "main", *TODAY, "--policy-from", "main", "--output-format")
    judge = "the policies, waivers and baseline of main"
    proposed = "Waivers proposed here, not applied: 1 (ANN001 cart until 2027-01-31)."

    for output_format in ("text", "markdown"):
        said = " ".join(run(*arguments, output_format, cwd=repo).stdout.split()).replace("`", "")
        assert f"Judged by {judge}; no baseline takes part in diff. {proposed}" in said
    document = json.loads(run(*arguments, "json", cwd=repo).stdout)
    jsonschema.Draft202012Validator(difference_schema()).validate(document)
    (portfolio,) = document["portfolios"]
    assert portfolio["judge"] == judge
    assert [(item["rule"], item["on"]) for item in portfolio["proposed_waivers"]] == [
        ("ANN001", "cart")
    ]


@pytest.mark.parametrize("how", ["a waiver", "a comment"])
def test_what_is_broken_and_waived_at_once_is_told(repo: Path, how: str) -> None:
    (repo / "archlint.yaml").write_text(LOOSER[how], encoding="utf-8")

    result = run("diff", "main", *TODAY, "--fail-on", "note", cwd=repo)

    assert result.code == 0
    assert "1 waived finding" in result.stdout
    assert "waived  warning  ANN001 cart" in result.stdout
