"""Which manifests a path means (the design's section "Files")."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from running import run

if TYPE_CHECKING:
    from pathlib import Path

    from running import Result

TODAY = ("--today", "2026-11-23")


def root(name: str, body: str = "services: {a: {language: go}}") -> str:
    return f"archlint: 1\nportfolio: {name}\n{body}\n"


def lay(directory: Path, **files: str) -> Path:
    """Write files by path, with `__` for `/`, and make the directory a repository."""
    (directory / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = directory / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def check(*paths: str, cwd: Path) -> Result:
    return run("check", *paths, *TODAY, cwd=cwd)


def names(*paths: str, cwd: Path) -> list[str]:
    result = run("check", *paths, *TODAY, "--output-format", "json", cwd=cwd)
    return [item["name"] for item in json.loads(result.stdout)["portfolios"]]


def test_the_nearest_root_upwards_is_checked(tmp_path: Path) -> None:
    lay(tmp_path, archlint_yaml=root("outer"), deep__archlint_yaml=root("inner"))
    (tmp_path / "deep" / "er").mkdir()

    assert names(cwd=tmp_path / "deep" / "er") == ["inner"]
    assert names(cwd=tmp_path) == ["outer"]


def test_the_search_upwards_ends_at_the_repository(tmp_path: Path) -> None:
    lay(tmp_path, archlint_yaml=root("outside"))
    inside = lay(tmp_path / "repository", sub__archlint_yaml=root("below"))

    assert names(cwd=inside) == ["below"]


def test_two_roots_are_two_portfolios_with_the_worst_exit_code(tmp_path: Path) -> None:
    bad = root("bad", "services: {a: {self_time: {p50: 9ms, p99: 3ms}}}")
    lay(tmp_path, one__archlint_yaml=root("one"), two__archlint_yaml=bad)

    assert names(".", cwd=tmp_path) == ["one", "bad"]
    assert check(".", cwd=tmp_path).code == 1


def test_one_broken_root_does_not_hide_the_other(tmp_path: Path) -> None:
    lay(tmp_path, one__archlint_yaml=root("one"), two__archlint_yaml=root("two", "services: 3"))
    result = check(".", cwd=tmp_path)

    assert result.code == 2
    assert "two/archlint.yaml:3:11" in result.stderr
    assert "one · 1 service" in result.stdout


def test_files_of_other_names_are_found_by_their_ending(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop.archlint.yaml").write_text(root("shop"), encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(root("other"), encoding="utf-8")

    assert names(".", cwd=tmp_path) == ["shop"]
    assert names("shop.yaml", cwd=tmp_path) == ["other"]


def parted(directory: Path) -> Path:
    """A root that includes one part, and a part that nobody includes."""
    bad = "archlint: 1\nservices: {%s: {self_time: {p50: 9ms, p99: 3ms}}}\n"
    return lay(
        directory,
        archlint_yaml=root(
            "shop",
            "include: [services/*/archlint.yaml]\nservices: {own: {self_time: {p50: 9ms, p99: 3ms}}}",
        ),
        services__cart__archlint_yaml=bad % "cart",
        stray__archlint_yaml=bad % "stray",
    )


def findings(*paths: str, cwd: Path) -> list[str]:
    result = run("check", *paths, *TODAY, "--output-format", "json", cwd=cwd)
    return [
        item["subject"]["text"]
        for portfolio in json.loads(result.stdout)["portfolios"]
        for item in portfolio["findings"]
        if item["rule"] == "ANN003"
    ]


def test_a_part_named_on_the_command_line_is_judged_within_its_root(tmp_path: Path) -> None:
    parted(tmp_path)

    assert findings(cwd=tmp_path) == ["own", "cart"]
    assert findings("services/cart/archlint.yaml", cwd=tmp_path) == ["cart"]
    assert names("services/cart/archlint.yaml", cwd=tmp_path) == ["shop"]


def test_a_part_that_no_root_includes_is_read_on_its_own_with_a_note(tmp_path: Path) -> None:
    parted(tmp_path)
    result = check("stray/archlint.yaml", cwd=tmp_path)

    assert names("stray/archlint.yaml", cwd=tmp_path) == ["stray"]
    assert "stray/archlint.yaml: no root manifest includes it" in result.stderr


def test_a_part_that_no_root_includes_is_a_note_of_a_directory(tmp_path: Path) -> None:
    result = check(".", cwd=parted(tmp_path))

    assert "note: stray/archlint.yaml: no root manifest includes it" in result.stderr
    assert "cart/archlint.yaml: no root" not in result.stderr


@pytest.mark.parametrize(
    "pattern",
    ["../secret.archlint.yaml", ".env", ".git/config", "/etc/passwd", "services/.hidden.archlint.yaml", "config.yaml"],
)  # fmt: skip
def test_an_include_cannot_leave_or_name_anything_else(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "secret.archlint.yaml").write_text("password: swordfish\n", encoding="utf-8")
    inside = lay(tmp_path / "repository", archlint_yaml=root("shop", f"include: ['{pattern}']"))
    (inside / ".env").write_text("PASSWORD=swordfish\n", encoding="utf-8")
    result = check(cwd=inside)

    assert result.code == 2
    assert "archlint.yaml:3:11" in result.stderr
    assert "swordfish" not in result.stdout + result.stderr


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("password: swordfish\n", encoding="utf-8")
    inside = lay(
        tmp_path / "repository", archlint_yaml=root("shop", "include: [linked.archlint.yaml]")
    )
    (inside / "linked.archlint.yaml").symlink_to(tmp_path / "secret.txt")
    result = check(cwd=inside)

    assert result.code == 2
    assert "swordfish" not in result.stdout + result.stderr


def test_a_file_that_is_no_manifest_is_never_quoted(tmp_path: Path) -> None:
    lay(tmp_path)
    (tmp_path / ".env").write_text("PASSWORD: swordfish\n", encoding="utf-8")
    result = check(".env", cwd=tmp_path)

    assert result.code == 2
    assert "swordfish" not in result.stdout + result.stderr


def test_a_pipe_is_no_manifest(tmp_path: Path) -> None:
    import os

    os.mkfifo(lay(tmp_path) / "archlint.yaml")

    assert check(".", cwd=tmp_path).code == 2


def test_the_output_is_the_same_from_below(tmp_path: Path) -> None:
    parted(tmp_path)

    def places(cwd: Path) -> list[Any]:
        result = run("check", *TODAY, "--output-format", "json", cwd=cwd)
        (portfolio,) = json.loads(result.stdout)["portfolios"]
        return [(item["rule"], item["identity"]) for item in portfolio["findings"]]

    assert places(tmp_path) == places(tmp_path / "services" / "cart")


@pytest.mark.parametrize(
    ("manifest", "code", "message"),
    [
        (
            root("shop"),
            0,
            "note: locked/: no permission to look into it, so nothing there is checked",
        ),
        (None, 2, "locked/: no permission to look into it\n"),
    ],
    ids=["beside a root", "and nothing else"],
)
def test_a_directory_that_nobody_may_look_into_is_told(
    manifest: str | None, code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, **({"archlint_yaml": manifest} if manifest else {}))
    (tmp_path / "locked" / "deep").mkdir(parents=True)
    listdir = os.listdir

    def guarded(path: str) -> list[str]:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return listdir(path)

    monkeypatch.setattr(os, "listdir", guarded)  # root may look into everything
    result = check(".", cwd=tmp_path)

    assert result.code == code
    assert message in result.stderr
