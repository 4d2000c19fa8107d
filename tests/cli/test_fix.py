"""`archlint fix`: what is written, what is only shown, and when nothing is touched."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archlint import Analysis, Argument, Pack, Policy, Severity, Subject

from running import run, spawn

TODAY = ("--today", "2026-11-23")
ROOT = """\
archlint: 1
portfolio: shop
include: ["services/*/archlint.yaml"]
services:
  web: {language: Golang, calls: [cart]}   # the entry
waivers:
  # until the move
  - {rule: NT101, on: web, reason: moves, owner: web, until: 2020-01-31}
  - {rule: NT101, on: cart, reason: measured, owner: web, until: 2099-12-31}
  - {rule: NT101, on: cart, owner: web, until: 2099-12-31}
"""
CART = "archlint: 1\r\nservices:\r\n  cart:\r\n    self_time: 14 secs\r\n"
FIXED_ROOT = """\
archlint: 1
portfolio: shop
include: ["services/*/archlint.yaml"]
services:
  web: {language: go, calls: [cart]}   # the entry
waivers:
  - {rule: NT101, on: cart, owner: web, until: 2099-12-31}
"""
WHY = "they have no directory of their own, or .github/CODEOWNERS no single team for it"
FIXED_CART = CART.replace("14 secs", "14s") + "    owner: basket\r\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository of two manifests and CODEOWNERS."""
    for path, text in {
        "archlint.yaml": ROOT,
        "services/cart/archlint.yaml": CART,
        ".github/CODEOWNERS": "* @acme/all\n/services/cart/ @acme/basket\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    (tmp_path / ".git").mkdir()
    return tmp_path


def texts(directory: Path) -> dict[str, str]:
    return {
        str(path.relative_to(directory)): path.read_bytes().decode()
        for path in sorted(directory.rglob("*.yaml"))
    }


BEFORE = {"archlint.yaml": ROOT, "services/cart/archlint.yaml": CART}
AFTER = {"archlint.yaml": FIXED_ROOT, "services/cart/archlint.yaml": FIXED_CART}


def test_every_kind_of_edit_is_made_and_told(shop: Path) -> None:
    result = run("fix", *TODAY, cwd=shop)

    assert (result.code, result.stdout) == (0, "")
    assert texts(shop) == AFTER
    assert result.stderr.splitlines() == [
        f"left without an owner: web ({WHY})",
        "changed archlint.yaml: 2 stale waivers dropped, 1 word respelled",
        "changed services/cart/archlint.yaml: 1 quantity respelled, 1 owner added",
        "left archlint.yaml:10:5: the waiver of NT101 is void: complete it, or take it out",
    ]


def test_a_second_run_changes_nothing(shop: Path) -> None:
    run("fix", *TODAY, cwd=shop)
    result = run("fix", *TODAY, cwd=shop)

    assert (result.code, result.stdout, texts(shop)) == (0, "", AFTER)
    assert result.stderr.splitlines()[-1] == "nothing to fix"


def test_what_was_fixed_still_checks_the_same(shop: Path) -> None:
    def findings() -> list[str]:
        return [
            line.partition(": ")[2]
            for line in run("check", "--output-format", "concise", *TODAY, cwd=shop).stdout.splitlines()
            if "NT101 on" not in line
        ]  # fmt: skip

    before = findings()
    run("fix", *TODAY, cwd=shop)

    assert findings() == before


def test_a_diff_is_a_patch_and_writes_nothing(shop: Path) -> None:
    result = run("fix", "--diff", *TODAY, cwd=shop)

    assert result.code == 0
    assert texts(shop) == BEFORE
    assert "would change archlint.yaml: 2 stale waivers dropped, 1 word respelled" in result.stderr

    patch = result.stdout.encode()
    subprocess.run(["git", "apply", "-p0", "-"], cwd=shop, input=patch, check=True)
    assert texts(shop) == AFTER


def test_a_diff_says_where_a_last_line_has_no_end(tmp_path: Path) -> None:
    text = "archlint: 1\nportfolio: shop\nservices: {a: {language: Golang}}"
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")

    assert run("fix", "--diff", *TODAY, cwd=tmp_path).stdout == (
        "--- archlint.yaml\n+++ archlint.yaml\n@@ -1,3 +1,3 @@\n archlint: 1\n portfolio: shop\n"
        "-services: {a: {language: Golang}}\n\\ No newline at end of file\n"
        "+services: {a: {language: go}}\n\\ No newline at end of file\n"
    )


@pytest.mark.parametrize(
    ("select", "changed"),
    [
        ("waivers", {"archlint.yaml": FIXED_ROOT.replace("{language: go,", "{language: Golang,")}),
        ("words", {"archlint.yaml": ROOT.replace("Golang", "go")}),
        ("quantities", {"services/cart/archlint.yaml": CART.replace("14 secs", "14s")}),
        ("owners", {"services/cart/archlint.yaml": CART + "    owner: basket\r\n"}),
        ("words, quantities", {
            "archlint.yaml": ROOT.replace("Golang", "go"),
            "services/cart/archlint.yaml": CART.replace("14 secs", "14s"),
        }),
    ],
)  # fmt: skip
def test_kinds_are_selected_by_name(select: str, changed: dict[str, str], shop: Path) -> None:
    assert run("fix", "--select", select, *TODAY, cwd=shop).code == 0
    assert texts(shop) == BEFORE | changed


def test_a_kind_that_does_not_exist_is_refused(shop: Path) -> None:
    result = run("fix", "--select", "waiver", cwd=shop)

    assert result.code == 2
    assert "did you mean 'waivers'?" in result.stderr


def test_a_part_is_fixed_alone(shop: Path) -> None:
    run("fix", "services/cart/archlint.yaml", *TODAY, cwd=shop)

    assert texts(shop) == BEFORE | {"services/cart/archlint.yaml": FIXED_CART}


def test_a_part_without_a_root_is_fixed_too(tmp_path: Path) -> None:
    part = "archlint: 1\nservices: {cart: {language: Golang}}\n"
    (tmp_path / "cart.archlint.yaml").write_text(part, encoding="utf-8")
    result = run("fix", "cart.archlint.yaml", *TODAY, cwd=tmp_path)

    assert result.code == 0
    assert texts(tmp_path) == {"cart.archlint.yaml": part.replace("Golang", "go")}


def test_every_portfolio_below_a_directory_is_fixed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        text = f"archlint: 1\nportfolio: {name}\nservices: {{s: {{kind: Broker}}}}\n"
        (tmp_path / name / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("fix", ".", *TODAY, cwd=tmp_path)

    assert result.stderr.splitlines() == [
        "changed a/archlint.yaml: 1 word respelled",
        "changed b/archlint.yaml: 1 word respelled",
    ]
    assert all("kind: queue" in text for text in texts(tmp_path).values())


def test_from_below_the_nearest_portfolio_is_fixed(shop: Path) -> None:
    (shop / "services/stock").mkdir()
    run("fix", *TODAY, cwd=shop / "services/stock")

    assert texts(shop) == AFTER


def test_a_waiver_of_a_pack_that_is_not_loaded_stays(shop: Path) -> None:
    waivers = "waivers: [{rule: XX1, on: web, reason: r, owner: o, until: 2099-01-01}]\n"
    (shop / "archlint.yaml").write_text(
        f"archlint: 1\nportfolio: shop\nservices: {{web: {{}}}}\n{waivers}", encoding="utf-8"
    )

    assert run("fix", "--isolated", *TODAY, cwd=shop).code == 0
    assert texts(shop)["archlint.yaml"].endswith(waivers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownerless(Policy):
    """Look for services without an owner."""

    code = "OWN901"
    name = "ownerless"
    severity = Severity.ERROR

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            subject = Subject.service(service.name)
            yield self.no(subject) if service.owner else self.yes(subject, "nobody owns it")


def test_what_an_added_owner_makes_stale_goes_in_the_same_run(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = Pack(name="owners", rules=(Ownerless,))
    monkeypatch.setattr("archlint.linting.registry.installed_packs", lambda **_: (pack,))
    kept = "  - {rule: OWN901, on: web, reason: r, owner: o, until: 2099-12-31}\n"
    text = ROOT.partition("  # until")[0] + kept
    (shop / "archlint.yaml").write_text(text + kept.replace("web", "cart"), encoding="utf-8")
    run("fix", "--select", "waivers,owners", *TODAY, cwd=shop)

    assert texts(shop) == {
        "archlint.yaml": text,
        "services/cart/archlint.yaml": CART + "    owner: basket\r\n",
    }
    assert run("fix", "--select", "waivers", *TODAY, cwd=shop).stderr == "nothing to fix\n"


# --- when nothing is touched ----------------------------------------------------------------------


def test_a_manifest_with_problems_is_not_touched_and_others_are(shop: Path) -> None:
    (shop / "broken").mkdir()
    broken = "archlint: 1\nportfolio: x\nservices: {a: {language: Golang, colour: red}}\n"
    (shop / "broken/archlint.yaml").write_text(broken, encoding="utf-8")
    result = run("fix", "broken", "archlint.yaml", *TODAY, cwd=shop)

    assert result.code == 2
    assert "broken/archlint.yaml:3:34" in result.stderr
    assert texts(shop) == AFTER | {"broken/archlint.yaml": broken}


def test_no_manifest_is_an_error(tmp_path: Path) -> None:
    assert run("fix", cwd=tmp_path).code == 2


def test_edits_that_are_not_proven_are_a_bug_and_not_written(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archlint.editing.adding.word", lambda name: f"{name}x")
    result = run("fix", *TODAY, cwd=shop)

    assert result.code == 2
    assert "would change more than they should: services.cart" in result.stderr
    assert "archlint failed: report it" in result.stderr
    assert texts(shop) == BEFORE


def test_files_are_all_written_or_none(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from archlint import files

    write = files.write_atomic

    def failing(path: str, text: str, *, overwrite: bool) -> None:
        if path.startswith("services"):
            raise files.FileProblem("no permission to write it", path)
        write(path, text, overwrite=overwrite)

    monkeypatch.setattr(files, "write_atomic", failing)
    result = run("fix", *TODAY, cwd=shop)

    assert result.code == 2
    assert (
        "services/cart/archlint.yaml: no permission to write it; nothing was changed"
        in result.stderr
    )
    assert texts(shop) == BEFORE


def test_a_file_that_changed_meanwhile_is_left(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from archlint.editing import fixing

    fix = fixing.fix

    def meanwhile(*arguments: Any, **options: Any) -> fixing.Fixed:
        result = fix(*arguments, **options)
        (shop / "services/cart/archlint.yaml").write_text(f"{CART}# more\n", encoding="utf-8")
        return result

    monkeypatch.setattr(fixing, "fix", meanwhile)
    result = run("fix", *TODAY, cwd=shop)

    assert result.code == 2
    assert "it was changed in the meantime" in result.stderr
    assert texts(shop)["archlint.yaml"] == ROOT


def test_owners_that_cannot_be_read_stop_nothing(shop: Path) -> None:
    (shop / ".github/CODEOWNERS").unlink()
    (shop / ".github/CODEOWNERS").symlink_to("/etc/hostname")
    result = run("fix", *TODAY, cwd=shop)

    assert result.code == 0
    assert "CODEOWNERS: expected a file, found a link that leads out" in result.stderr
    assert texts(shop) == AFTER | {"services/cart/archlint.yaml": CART.replace("14 secs", "14s")}


def test_hostile_names_never_reach_the_terminal(tmp_path: Path) -> None:
    text = 'archlint: 1\nportfolio: x\nservices: {"a\u202e": {language: Golang}}\n'
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("fix", *TODAY, cwd=tmp_path)

    assert "\u202e" not in result.stderr


def test_a_diff_hides_nothing_from_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "archlint: 1\nportfolio: x\nservices: {a: {language: Golang}} # \u202e\n"
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    patch = run("fix", "--diff", *TODAY, cwd=tmp_path).stdout
    monkeypatch.setattr("running._Output.isatty", lambda _: True)
    shown = run("fix", "--diff", *TODAY, cwd=tmp_path).stdout

    assert "\u202e" in patch
    assert shown == patch.replace("\u202e", "\\u{202e}")


def test_the_real_process_does_the_same(shop: Path) -> None:
    result = spawn("fix", "--isolated", *TODAY, cwd=shop)

    assert (result.code, result.stdout, texts(shop)) == (0, "", AFTER)


def test_modes_and_links_are_kept(shop: Path) -> None:
    (shop / "archlint.yaml").chmod(0o600)
    run("fix", *TODAY, cwd=shop)

    assert (shop / "archlint.yaml").stat().st_mode & 0o777 == 0o600


# --- a file that two roots include ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Policy):
    """Look for services that are called."""

    code = "CAL901"
    name = "called"
    severity = Severity.WARNING

    def check(self, case: Analysis) -> Iterator[Argument]:
        called = {call.callee for item in case.portfolio.operations.values() for call in item.calls}
        for name in case.portfolio.services:
            subject = Subject.service(name)
            yield self.yes(subject, "it is called") if name in called else self.no(subject)


def comment(until: str = "2099-12-31") -> str:
    return f"  # archlint: ignore[CAL901] until={until} owner=web reason=moves"


def two_roots(directory: Path, part: str, **services: str) -> dict[str, str]:
    """Two portfolios, `a` and `c`, that include the same part."""
    (directory / ".git").mkdir()
    files = {"shared.archlint.yaml": f"archlint: 1\nservices:\n{part}"}
    for name in ("a", "c"):
        head = f"archlint: 1\nportfolio: {name}\ninclude: [shared.archlint.yaml]\n"
        files[f"{name}.archlint.yaml"] = f"{head}services: {services.get(name, '{}')}\n"
    for file, text in files.items():
        (directory / file).write_text(text, encoding="utf-8")
    return files


@pytest.fixture
def _only_called(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = Pack(name="calls", rules=(Called,))
    monkeypatch.setattr("archlint.linting.registry.installed_packs", lambda **_: (pack,))


CALLS = "{x: {calls: [b]}}"


@pytest.mark.usefixtures("_only_called")
@pytest.mark.parametrize(
    ("services", "until", "paths", "goes"),
    [
        pytest.param({}, "2099-12-31", (), True, id="both are done with it"),
        pytest.param({"c": CALLS}, "2099-12-31", (), False, id="the second one needs it"),
        pytest.param({"a": CALLS}, "2099-12-31", (), False, id="the first one needs it"),
        pytest.param({"a": CALLS, "c": CALLS}, "2020-01-31", (), True, id="it has ended"),
        pytest.param(
            {"c": CALLS}, "2099-12-31", ("a.archlint.yaml",), True, id="one is not in this run"
        ),
        pytest.param(
            {"c": "{x: {colour: red}}"}, "2099-12-31", (), False, id="one is not readable"
        ),
    ],
)
@pytest.mark.parametrize("above", ["", "  # archlint: ignore[CAL901]\n"], ids=["alone", "shifted"])
def test_a_comment_goes_where_no_root_needs_it(
    services: dict[str, str],
    until: str,
    paths: tuple[str, ...],
    above: str,
    *,
    goes: bool,
    tmp_path: Path,
) -> None:
    files = two_roots(tmp_path, f"{above}  b: {{}}{comment(until)}\n", **services)

    run("fix", *paths, *TODAY, cwd=tmp_path)

    changed = files["shared.archlint.yaml"].replace(comment(until), "") if goes else None
    assert texts(tmp_path) == files | ({"shared.archlint.yaml": changed} if changed else {})


@pytest.mark.usefixtures("_only_called")
def test_a_comment_that_moves_to_the_place_of_one_that_went_stays(tmp_path: Path) -> None:
    part = f"{comment('2020-01-31')}\n  b: {{}}\n{comment()}\n  d: {{}}\n"
    files = two_roots(tmp_path, part, c="{x: {calls: [d]}}")

    result = run("fix", *TODAY, cwd=tmp_path)

    kept = files["shared.archlint.yaml"].replace(f"{comment('2020-01-31')}\n", "")
    assert texts(tmp_path) == files | {"shared.archlint.yaml": kept}
    assert result.stderr.splitlines() == ["changed shared.archlint.yaml: 1 stale waiver dropped"]


def test_a_file_of_two_roots_is_edited_once_and_so_is_its_diff(tmp_path: Path) -> None:
    files = two_roots(tmp_path, "  b: {language: Golang}\n", c="{x: {language: Golang}}")
    after = {file: text.replace("Golang", "go") for file, text in files.items()}

    patch = run("fix", "--diff", *TODAY, cwd=tmp_path)
    assert patch.stderr.splitlines() == [
        "would change shared.archlint.yaml: 1 word respelled",
        "would change c.archlint.yaml: 1 word respelled",
    ]
    assert patch.stdout.count("+++ ") == 2
    subprocess.run(
        ["git", "apply", "-p0", "-"], cwd=tmp_path, input=patch.stdout.encode(), check=True
    )
    assert texts(tmp_path) == after

    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert run("fix", *TODAY, cwd=tmp_path).code == 0
    assert texts(tmp_path) == after
    assert run("fix", *TODAY, cwd=tmp_path).stderr.splitlines()[-1] == "nothing to fix"
