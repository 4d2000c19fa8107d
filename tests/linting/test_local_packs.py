"""Packs from `--policies`: loaded like any other, refused like a bad entry point, traceless."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from archlint.linting.local_packs import with_local
from archlint.linting.registry import installed_packs
from archlint.source import InputError

GOOD = """
from __future__ import annotations
from dataclasses import dataclass
from archlint import Pack, Policy, Severity, Subject, option

@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Policy):
    code = "LOC001"
    name = "long-name"
    severity = Severity.WARNING
    letters: int = option(3, "integer", "The least.")

    def check(self, case):
        for service in case.portfolio.services.values():
            yield self.yes(Subject.service(service.name), "its name is long")

PACK = Pack(name="local", rules=(Named,))
"""
RELATIVE = "from .rules import PACK\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path.name


def names(*paths: str) -> list[str]:
    return [pack.name for pack in with_local((), paths)]


def refused(*paths: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        with_local(installed_packs(), paths)
    return [str(problem) for problem in caught.value.problems]


def test_a_file_is_a_pack(here: Path) -> None:
    assert names(write(here / "mine.py", GOOD)) == ["local"]


def test_a_package_is_a_pack_and_imports_its_own_modules(here: Path) -> None:
    write(here / "mine" / "rules.py", GOOD)
    write(here / "mine" / "__init__.py", RELATIVE)

    assert names("mine") == ["local"]
    assert names("./mine/") == ["local"]


def test_packs_are_in_name_order(here: Path) -> None:
    first = GOOD.replace("local", "a-pack").replace("LOC001", "AAA001").replace("long", "short")
    write(here / "one.py", GOOD)
    write(here / "two.py", first)

    assert [pack.name for pack in with_local(installed_packs(), ("one.py", "two.py"))] == sorted(
        ["a-pack", "local", *(pack.name for pack in installed_packs())]
    )


def test_without_paths_the_packs_stay_as_they_are() -> None:
    assert with_local(installed_packs(), ()) == installed_packs()


@pytest.mark.parametrize("name", ["json", "click", "archlint_ninety_ten"])
def test_a_file_may_be_called_like_a_module_that_is_in_use(name: str, here: Path) -> None:
    before = dict(sys.modules)
    write(here / f"{name}.py", GOOD)

    assert names(f"{name}.py") == ["local"]
    assert sys.modules.get(name) is before.get(name)
    assert {key for key in sys.modules.keys() - before if not key.startswith("_archlint_")} == set()


def test_nothing_is_written_beside_the_source(here: Path) -> None:
    write(here / "mine" / "rules.py", GOOD)
    write(here / "mine" / "__init__.py", RELATIVE)
    before = sorted(here.rglob("*"))
    with_local((), ("mine",))

    assert sorted(here.rglob("*")) == before


def test_a_file_is_read_again_when_it_has_changed(here: Path) -> None:
    write(here / "mine.py", GOOD)
    names("mine.py")
    write(here / "mine.py", GOOD.replace('"local"', '"other"'))

    assert names("mine.py") == ["other"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "mine.py:1:1: --policies mine.py cannot be loaded: `PACK` is not there, expected a Pack"),
        ("PACK = 3", "mine.py:1:1: --policies mine.py cannot be loaded: `PACK` is of type int, expected a Pack"),
        (
            "\n\nimport not_there_at_all",
            "mine.py:3:1: --policies mine.py cannot be loaded: No module named 'not_there_at_all'",
        ),
        (
            "import json\njson.nothing",
            "mine.py:2:1: --policies mine.py cannot be loaded: module 'json' has no attribute 'nothing'",
        ),
        ("x = 1\ny = (", "mine.py:2:5: --policies mine.py cannot be loaded: '(' was never closed"),
        (
            "import sys\nsys.exit(0)",
            "mine.py:2:1: --policies mine.py cannot be loaded: it leaves Python while it is loaded",
        ),
        (
            "from mine.rules import PACK",
            "mine.py:1:1: --policies mine.py cannot be loaded: No module named 'mine' (import its own modules as `from .module import …`)",
        ),
    ],
    ids=[
        "empty",
        "not a Pack",
        "a module that is not there",
        "an attribute that is not there",
        "not Python",
        "it exits",
        "it imports itself by name",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_loaded_is_a_problem_with_its_line(
    text: str, expected: str, here: Path
) -> None:
    write(here / "mine.py", text)

    assert refused("mine.py") == [expected]


def test_the_line_is_the_pack_s_own_and_the_last(here: Path) -> None:
    write(here / "mine" / "__init__.py", "\nfrom .rules import PACK\n")
    write(here / "mine" / "rules.py", "\n\n\nimport not_there_at_all\n")

    assert refused("mine") == [
        "mine/rules.py:4:1: --policies mine cannot be loaded: No module named 'not_there_at_all'"
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("nowhere.py", "expected a file, found nothing of this name"),
        ("empty", "expected a .py file, or a directory with __init__.py"),
        ("text.txt", "expected a .py file, or a directory with __init__.py"),
    ],
)
def test_a_path_that_is_no_module_is_a_problem(path: str, expected: str, here: Path) -> None:
    (here / "empty").mkdir()
    write(here / "text.txt", GOOD)

    assert refused(path) == [f"--policies {path} cannot be loaded: {expected}"]


def test_what_failed_leaves_no_module_behind(here: Path) -> None:
    write(here / "mine" / "__init__.py", "from . import other\nimport not_there_at_all\n")
    write(here / "mine" / "other.py", "")
    before = set(sys.modules)
    refused("mine")

    assert set(sys.modules) == before


def test_every_problem_is_told_at_once(here: Path) -> None:
    write(here / "one.py", "PACK = 1")

    assert [line.partition(" cannot")[0] for line in refused("one.py", "nowhere.py")] == [
        "one.py:1:1: --policies one.py",
        "--policies nowhere.py",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD.replace('"local"', '"ninety-ten"'), "two packs are called ninety-ten"),
        (GOOD.replace('"local"', '"engine"'), "two packs are called engine"),
        (GOOD.replace("LOC001", "NT101"), "NT101 is NT101 of the pack ninety-ten and NT101 of the pack local"),
        (GOOD.replace("LOC001", "ANN001"), "ANN001 is ANN001 of the pack local and ANN001 of the pack engine"),
        (
            GOOD.replace("long-name", "stale-annotation"),
            "stale-annotation is LOC001 of the pack local and ANN001 of the pack engine",
        ),
    ],
    ids=["a pack", "the engine", "a code", "a code of the engine", "a name of the engine"],
)  # fmt: skip
def test_a_name_that_is_taken_is_a_problem(text: str, expected: str, here: Path) -> None:
    write(here / "mine.py", text)

    assert refused("mine.py") == [f"{expected} (rename it in the pack of --policies)"]


def test_any_other_failure_is_a_bug_of_that_pack(here: Path) -> None:
    write(here / "mine.py", "1 / 0")
    with pytest.raises(ZeroDivisionError) as caught:
        with_local((), ("mine.py",))

    assert caught.value.__notes__ == ["loading the policies mine.py failed: report it"]
