"""Every Problem that a manifest can have: what it says and where.

The table is `problems.txt`: a name, a manifest, and after `-->` what is said about it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint.manifest import loads
from archlint.model import Catalogue, Option, RuleEntry
from archlint.source import InputError

HEAD = "archlint: 1\nportfolio: p\n"
CATALOGUE = Catalogue(
    packs={
        "ninety-ten": (
            Option(name="quota", kind="share", default=0.1),
            Option(name="min_ms", kind="duration", default=0.01),
            Option(name="saving", kind="money", default=5e4),
        )
    },
    rules=(
        RuleEntry(
            code="NT101",
            name="critical-path-service-not-rust",
            pack="ninety-ten",
            options=(Option(name="factor", kind="number", default=1.0),),
        ),
    ),
)


def problems(text: str) -> list[str]:
    """What is wrong with a text, without the name of the file."""
    with pytest.raises(InputError) as caught:
        loads(text, catalogue=CATALOGUE)
    return [str(problem).removeprefix("archlint.yaml:") for problem in caught.value.problems]


def cases() -> dict[str, tuple[str, list[str]]]:
    """The table: name -> manifest and Problems."""
    text = Path(__file__).with_name("problems.txt").read_text(encoding="utf-8")
    found = {}
    for block in text.split("=== ")[1:]:
        name, *lines = block.rstrip("\n").split("\n")
        expected = [line.removeprefix("--> ") for line in lines if line.startswith("--> ")]
        manifest = "\n".join(line for line in lines if not line.startswith("--> "))
        found[name] = (manifest, expected)
    return found


@pytest.mark.parametrize(("text", "expected"), cases().values(), ids=cases().keys())
def test_every_problem_is_told_at_once_with_its_place(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_an_empty_file_is_no_manifest() -> None:
    assert problems("") == [
        "1:1: expected a mapping that begins with `archlint: 1`, got an empty file"
    ]


def test_a_name_has_at_most_two_hundred_characters() -> None:
    assert problems(HEAD + f"teams: {{{'t' * 201}: {{}}}}") == [
        f"3:9: teams.{'t' * 200}…: the name of a team has at most 200 characters, got 201"
    ]


def chain(length: int) -> str:
    """Services that call one another in a row."""
    calls = "".join(f"  s{number}: {{calls: [s{number + 1}]}}\n" for number in range(length))
    return f"{HEAD}services:\n{calls}  s{length}: {{}}\n"


def test_calls_are_at_most_a_thousand_deep() -> None:
    assert loads(chain(1000)).size == 1001
    assert problems(chain(1001)) == [
        "4:3: services.s0: expected calls at most 1,000 deep, got 1,001 below here"
    ]


def test_a_great_cycle_is_as_deep_as_it_is_long() -> None:
    ring = chain(1001).replace("  s1001: {}\n", "  s1001: {calls: [s1]}\n")
    assert problems(ring) == [
        "4:3: services.s0: expected calls at most 1,000 deep, got 1,002 below here"
    ]


def test_calls_that_are_not_waited_for_are_not_deep() -> None:
    text = chain(1001).replace("calls: [s500]", "calls: [{async: s500}]")
    assert loads(text).size == 1002


def test_a_cycle_with_a_journey_has_its_entry() -> None:
    text = HEAD + "services: {a: {calls: [b]}, b: {calls: [a]}}\njourneys: {j: {entry: a}}"
    assert loads(text).journeys["j"].entry == "a"


def test_at_most_a_thousand_problems_are_kept_and_the_rest_is_counted() -> None:
    found = problems(HEAD + "services: {a: {" + ", ".join(f"k{n}: 1" for n in range(1500)) + "}}")
    assert found[0] == "3:16: services.a.k0: unknown key"
    assert found[-1] == "500 more problems are not listed"
    assert len(found) == 1001


def test_only_a_manifest_may_be_quoted() -> None:
    with pytest.raises(InputError) as secret:
        loads("PASSWORD: hunter2\n")
    assert dict(secret.value.sources.lines) == {}
    with pytest.raises(InputError) as manifest:
        loads("archlint: 1\nservices: 3\n")
    assert manifest.value.sources.line("archlint.yaml", 2) == "services: 3"
