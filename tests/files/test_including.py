"""What an `include` names and what it never leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint import files
from archlint.files import FileProblem

from trees import write


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("cart/archlint.yaml", ["cart/archlint.yaml"], id="a path"),
        pytest.param("./cart/archlint.yaml", ["cart/archlint.yaml"], id="a leading ./"),
        pytest.param(
            "*/archlint.yaml", ["cart/archlint.yaml", "pay/archlint.yaml"], id="one level"
        ),
        pytest.param(
            "**/archlint.yaml",
            ["cart/archlint.yaml", "pay/archlint.yaml", "pay/v2/archlint.yaml"],
            id="any level, without the including file",
        ),
        pytest.param("pay/**/*.archlint.yaml", ["pay/v2/x.archlint.yaml"], id="inside a name"),
        pytest.param("[cp]a[!z]*/arch*.archlint.yaml", [], id="nothing"),
        pytest.param(
            "**/v?/**/*.archlint.yaml", ["pay/v2/x.archlint.yaml"], id="any level twice, once each"
        ),
    ],
)
def test_an_include_names(repo: Path, pattern: str, expected: list[str]) -> None:
    write(repo, "s/archlint.yaml", "s/cart/archlint.yaml", "s/pay/archlint.yaml")
    write(repo, "s/pay/v2/archlint.yaml", "s/pay/v2/x.archlint.yaml", "s/.git/archlint.yaml")
    write(repo, "s/.x/archlint.yaml", "s/node_modules/archlint.yaml", "s/cart/.archlint.yaml")
    including = str(repo / "s/archlint.yaml")
    found = files.resolve_include(including, pattern, str(repo))
    assert found == tuple(str(repo / "s" / path) for path in expected)


def test_included_files_are_named_as_the_including_one_is(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "archlint.yaml", "a/archlint.yaml", "a/b/archlint.yaml")
    monkeypatch.chdir(repo)
    assert files.resolve_include("archlint.yaml", "*/archlint.yaml", ".") == ("a/archlint.yaml",)
    assert files.resolve_include("a/archlint.yaml", "b/archlint.yaml", ".") == (
        "a/b/archlint.yaml",
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "../archlint.yaml",
        "a/../../archlint.yaml",
        "/etc/archlint.yaml",
        "C:/archlint.yaml",
        "~/.ssh/id_rsa",
        ".env",
        ".git/config",
        ".git/archlint.yaml",
        ".archlint.yaml",
        "a/.b/archlint.yaml",
        "a/./archlint.yaml",
        "././../archlint.yaml",
        "a//archlint.yaml",
        "a\\archlint.yaml",
        "secrets.yaml",
        "*",
        "**",
        "a/**",
        "*.yaml",
        "*archlint.yaml",
        "myarchlint.yaml",
        "archlint.yaml/",
        "archlint.yaml\0",
        "a\n/archlint.yaml",
        "",
        "./",
        "*/" * 600 + "archlint.yaml",
    ],
)
def test_an_include_cannot_be(repo: Path, pattern: str) -> None:
    with pytest.raises(FileProblem, match=r"^expected "):
        files.resolve_include(str(repo / "archlint.yaml"), pattern, str(repo))


def test_a_plain_include_that_does_not_exist_is_a_problem(repo: Path) -> None:
    with pytest.raises(FileProblem, match=r"expected a file, found nothing at .*a/archlint\.yaml"):
        files.resolve_include(str(repo / "archlint.yaml"), "a/archlint.yaml", str(repo))


def link_to_file_outside(repo: Path) -> None:
    write(repo.parent, "archlint.yaml")
    (repo / "a").mkdir()
    (repo / "a/archlint.yaml").symlink_to(repo.parent / "archlint.yaml")


def link_to_directory_outside(repo: Path) -> None:
    write(repo.parent, "out/archlint.yaml")
    (repo / "a").symlink_to(repo.parent / "out", target_is_directory=True)


def link_to_a_secret(repo: Path) -> None:
    write(repo, ".env", "a/x")
    (repo / "a/archlint.yaml").symlink_to(repo / ".env")


def link_to_another_name(repo: Path) -> None:
    write(repo, "secrets.yaml", "a/x")
    (repo / "a/archlint.yaml").symlink_to(repo / "secrets.yaml")


def link_into_git(repo: Path) -> None:
    write(repo, ".git/archlint.yaml", "a/x")
    (repo / "a/archlint.yaml").symlink_to(repo / ".git/archlint.yaml")


@pytest.mark.parametrize(
    "arrange",
    [
        link_to_file_outside,
        link_to_directory_outside,
        link_to_a_secret,
        link_to_another_name,
        link_into_git,
    ],
)
@pytest.mark.parametrize("pattern", ["a/archlint.yaml", "*/archlint.yaml"])
def test_an_include_never_leads(repo: Path, arrange: object, pattern: str) -> None:
    arrange(repo)  # type: ignore[operator]  # one of the functions above
    with pytest.raises(FileProblem, match="expected a manifest inside the repository"):
        files.resolve_include(str(repo / "archlint.yaml"), pattern, str(repo))


def test_an_include_may_be_a_link_inside_the_repository(repo: Path) -> None:
    write(repo, "real/archlint.yaml")
    (repo / "a").symlink_to(repo / "real", target_is_directory=True)
    including = str(repo / "archlint.yaml")
    assert files.resolve_include(including, "a/archlint.yaml", str(repo)) == (
        str(repo / "a/archlint.yaml"),
    )
