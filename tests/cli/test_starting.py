"""What is said where there is no manifest to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from running import run

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = "expected archlint.yaml with `portfolio:` "
PART = "archlint: 1\n"
ALONE = "or name a file, and it is checked with the root manifest above that includes it, or alone"


@pytest.mark.parametrize(
    ("files", "cwd", "paths", "message"),
    [
        ({}, ".", (), "in ./ or below it, found none (`archlint init` writes one)"),
        (
            {"a/b/x": ""},
            "a/b",
            (),
            ("in ./, above it up to ../../, or below it, found none (`archlint init` writes one)"),
        ),
        ({"a/x": ""}, ".", ("a",), "in a/ or below it, found none (`archlint init a` writes one)"),
        (
            {"a/x": "", "b/x": ""},
            ".",
            ("a", "b"),
            ("in a/, b/ or below them, found none (`archlint init` writes one)"),
        ),
        (
            {"a/pay/go.mod": "module x/pay"},
            ".",
            ("a",),
            (
                "in a/ or below it, found none"
                " (`archlint init a` writes one; it would start from pay)"
            ),
        ),
        (
            {"d/archlint.yaml": ""},
            ".",
            ("d",),
            (
                "in d/ or below it, found d/archlint.yaml, which is"
                " empty (begin it with `archlint: 1` and `portfolio: d`)"
            ),
        ),
        (
            {"d/archlint.yaml": "---\n # later\n"},
            ".",
            ("d",),
            (
                "in d/ or below it, found"
                " d/archlint.yaml, which is empty (begin it with `archlint: 1` and `portfolio: d`)"
            ),
        ),
        (
            {"d/archlint.yaml": PART},
            ".",
            ("d",),
            (
                "in d/ or below it, found d/archlint.yaml without"
                f" it (add `portfolio: d` to d/archlint.yaml; {ALONE})"
            ),
        ),
        (
            {"d/archlint.yaml": PART, "d/e/archlint.yaml": ""},
            ".",
            ("d",),
            (
                "in d/ or below it, found"
                " d/archlint.yaml, d/e/archlint.yaml without it (add `portfolio: d` to the one that"
                f" includes the others; {ALONE})"
            ),
        ),
    ],
    ids=[
        "nothing here",
        "nothing up to the repository",
        "nothing in a directory",
        "nothing in two directories",
        "a directory with a service",
        "an empty file",
        "a file of comments",
        "a part",
        "two parts",
    ],
)
def test_one_sentence_says_what_was_expected_where_and_what_to_do(
    files: dict[str, str], cwd: str, paths: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = run("check", *paths, cwd=tmp_path / cwd)

    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == f"{EXPECTED}{message}\n"


def test_an_empty_file_that_is_named_is_one_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text("", encoding="utf-8")
    result = run("check", "archlint.yaml", cwd=tmp_path)

    assert result.code == 2
    assert result.stderr == (
        "archlint.yaml:1:1: expected a mapping that begins with `archlint: 1`, got an empty file\n"
    )


def test_a_manifest_without_services_is_told_once_how_to_go_on(tmp_path: Path) -> None:
    text = "archlint: 1\nportfolio: shop\nservices: {}\n"
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("check", cwd=tmp_path)
    sentence = (
        "expected at least one service in archlint.yaml, found none: add one below `services:`"
    )

    assert (result.code, result.stderr) == (2, f"error: {sentence}\n")
    assert " ".join(result.stdout.split()).endswith(
        f"exit 2: nothing was evaluated: {sentence}; no findings"
    )
