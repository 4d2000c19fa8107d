"""What a manifest declares, told without judging it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint.files import WorkTree
from archlint.manifest.contents import names_in


def names(section: str, directory: Path) -> tuple[str, ...]:
    return names_in(section, "archlint.yaml", tree=WorkTree(str(directory), str(directory)))


def write(directory: Path, **files: str) -> Path:
    for name, text in files.items():
        (directory / name.replace("_yaml", ".yaml").replace("__", ".")).write_text(
            text, encoding="utf-8"
        )
    return directory


def test_names_come_from_every_file_once_and_sorted(tmp_path: Path) -> None:
    write(
        tmp_path,
        archlint_yaml="portfolio: x\ninclude: [b.archlint.yaml]\nservices: {b: {}, a: {}}\n",
        b__archlint_yaml="services: {c: {}, a: {}}\njourneys: {j: {}}\n",
    )

    assert names("services", tmp_path) == ("a", "b", "c")
    assert names("journeys", tmp_path) == ("j",)
    assert names("teams", tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("services: 3\n", ()),
        ("services: [a, b]\n", ()),
        ("services: {\n", ()),
        ("colour: red\nservices: {a: {replicas: many}, a: {}}\n", ("a",)),
        ("include: [gone.archlint.yaml]\nservices: {a: {}}\n", ("a",)),
    ],
    ids=["empty", "a number", "a list", "not YAML", "full of mistakes", "an include is gone"],
)
def test_what_is_wrong_elsewhere_does_not_matter(
    text: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    write(tmp_path, archlint_yaml=text)

    assert names("services", tmp_path) == expected
