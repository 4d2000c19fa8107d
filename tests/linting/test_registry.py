"""Installed packs: ours and a stranger's come through the same door."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archlint.linting.assembling import crash_text
from archlint.linting.engine import catalogue_of
from archlint.linting.engine_pack import ENGINE
from archlint.linting.pack import Pack, Rule
from archlint.linting.registry import catalogue, clashes, installed_packs
from archlint.model import Severity
from archlint.source import InputError

Install = Callable[..., None]

GOOD = """
from dataclasses import dataclass
from archlint import Pack, Policy, Severity, Subject, option

@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Policy):
    code = "STR001"
    name = "named"
    severity = Severity.NOTE
    letters: int = option(3, "integer", "The least.")

    def check(self, case):
        for service in case.portfolio.services.values():
            yield self.no(Subject.service(service.name))

PACK = Pack(name="strangers", rules=(Named,))
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution with one module and one entry point, for one test."""
    installed: list[str] = []

    def make(text: str, *, name: str = "strangers", value: str = "", dist: str = "") -> None:
        module = f"stranger_{len(installed)}"
        installed.append(module)
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
        info = tmp_path / f"{dist or module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {dist or module}\nVersion: 1.0\n", encoding="utf-8")
        entry = f"[archlint.packs]\n{name} = {value or f'{module}:PACK'}\n"
        (info / "entry_points.txt").write_text(entry, encoding="utf-8")

    monkeypatch.syspath_prepend(str(tmp_path))
    yield make
    for module in installed:
        sys.modules.pop(module, None)


def names(*, isolated: bool = False) -> list[str]:
    return [pack.name for pack in installed_packs(isolated=isolated)]


def refused() -> list[str]:
    with pytest.raises(InputError) as caught:
        installed_packs()
    return [str(problem) for problem in caught.value.problems]


def test_our_pack_is_installed_like_any_other() -> None:
    assert "ninety-ten" in names()


def test_a_strangers_pack_enters_by_the_same_door(install: Install) -> None:
    ours = names()
    install(GOOD)
    assert names() == sorted([*ours, "strangers"])


def test_isolated_loads_only_what_ships_with_archlint(install: Install) -> None:
    ours = names()
    install("raise RuntimeError('never loaded')")
    assert names(isolated=True) == ours


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("import not_there_at_all", "", "stranger_0:PACK: No module named 'not_there_at_all'"),
        ("", "", "stranger_0:PACK: module 'stranger_0' has no attribute 'PACK'"),
        ("PACK = 1", "", "stranger_0:PACK is of type int, expected a Pack"),
        ("", "gone:PACK", "gone:PACK: No module named 'gone'"),
        (
            GOOD.replace('name="strangers"', 'name="others"'),
            "",
            "it is announced as strangers and calls itself others",
        ),
    ],
    ids=["an import that fails", "no such attribute", "no pack", "no module", "another name"],
)
def test_a_pack_that_cannot_be_loaded_says_whose_fault_it_is(
    install: Install, text: str, value: str, reason: str
) -> None:
    install(text, value=value)
    assert refused() == [f"the pack strangers cannot be loaded: {reason} (report it to its author)"]


def test_a_bug_in_a_packs_module_is_blamed_on_the_pack(install: Install) -> None:
    install("1 / 0")
    with pytest.raises(ZeroDivisionError) as caught:
        installed_packs()
    assert crash_text(caught.value).splitlines()[0] == (
        "loading the pack strangers failed: report it"
    )


def test_two_packs_of_one_name_are_refused(install: Install) -> None:
    install(GOOD)
    install(GOOD.replace("STR001", "STR002").replace('"named"', '"other"'))
    assert refused() == [
        "two packs are called strangers (report it to the author of either)",
    ]


def rule(code: str, name: str, *aliases: str) -> type[Rule]:
    members = {"code": code, "name": name, "aliases": aliases, "severity": Severity.NOTE}
    return type(code, (Rule,), members)


def told(*packs: Pack) -> list[str]:
    return [problem.message for problem in clashes(packs)]


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (rule("AAA001", "one"), rule("AAA001", "two"), "AAA001"),
        (rule("AAA001", "one"), rule("BBB001", "one"), "one"),
        (rule("AAA001", "one"), rule("BBB001", "two", "one"), "one"),
        (rule("AAA001", "bbb001"), rule("BBB001", "two"), "BBB001"),
    ],
    ids=["a code", "a name", "an old name", "a name like a code"],
)
def test_a_word_for_two_rules_is_refused(first: type[Rule], second: type[Rule], word: str) -> None:
    one, two = Pack(name="one", rules=(first,)), Pack(name="two", rules=(second,))
    message = f"{word} is {first.code} of the pack one and {second.code} of the pack two"
    assert told(one, two) == [message]


def test_one_pack_may_not_say_a_word_twice_either() -> None:
    pack = Pack(name="one", rules=(rule("AAA001", "one"), rule("AAA001", "two")))
    assert told(pack) == ["AAA001 is AAA001 of the pack one and AAA001 of the pack one"]


def test_different_words_do_not_clash() -> None:
    assert told(Pack(name="one", rules=(rule("AAA001", "one"), rule("AAA002", "two")))) == []


def test_our_own_packs_do_not_clash() -> None:
    assert told(*installed_packs(), ENGINE) == []


def test_the_catalogue_lists_options_of_packs_and_rules(install: Install) -> None:
    install(GOOD)
    strangers = next(pack for pack in installed_packs() if pack.name == "strangers")
    found = catalogue([strangers])
    assert found.packs == {"strangers": ()}
    (entry,) = found.rules
    assert (entry.code, entry.name, entry.pack) == ("STR001", "named", "strangers")
    assert [(option.name, option.kind, option.default) for option in entry.options] == [
        ("letters", "integer", 3)
    ]


def test_the_catalogue_of_a_run_has_the_engines_own_rules_and_is_open_when_isolated() -> None:
    closed, opened = catalogue_of([]), catalogue_of([], isolated=True)
    assert [entry.code for entry in closed.rules] == ["ANN001", "ANN002", "ANN003", "WVR001"]
    assert (closed.open_ended, opened.open_ended) == (False, True)
