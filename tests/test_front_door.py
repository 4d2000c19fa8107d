"""The front door: what a policy author imports, and what it costs."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

import archlint

HEAVY = ("networkx", "numpy", "jinja2", "click", "ruamel", "importlib.metadata")


def names_in(block: list[ast.stmt]) -> set[str]:
    return {
        alias.name
        for statement in block
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }


@pytest.mark.parametrize("name", archlint.__all__)
def test_every_name_of_the_front_door_leads_somewhere(name: str) -> None:
    assert getattr(archlint, name) is not None


def test_what_a_type_checker_reads_is_what_is_there() -> None:
    with open(archlint.__file__ or "", encoding="utf-8") as file:  # noqa: PTH123  # one line
        tree = ast.parse(file.read())
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    assert names_in(guarded.body) == set(archlint.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'archlint' has no attribute 'Polcy'"):
        _ = archlint.Polcy  # type: ignore[attr-defined]  # the mistake is the test


def test_an_editor_sees_every_name() -> None:
    assert set(archlint.__all__) <= set(dir(archlint))


@pytest.mark.parametrize(
    "code",
    ["import archlint", "import archlint; archlint.Policy; archlint.Pack; archlint.format_cores"],
    ids=["the package", "what a pack imports"],
)
def test_importing_the_front_door_brings_in_nothing_heavy(code: str) -> None:
    probe = f"{code}; import sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_package_itself_loads_none_of_its_parts() -> None:
    probe = (
        "import archlint, sys;"
        "print(*sorted(name for name in sys.modules if name.startswith('archlint.')))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
