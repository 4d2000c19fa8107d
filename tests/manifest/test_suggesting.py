"""Did you mean: one known word, or as many as there is room for."""

from __future__ import annotations

import pytest

from archlint.manifest.suggesting import MOST_LISTED, listed, nearest


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("crat", ["cart", "stock"], "cart"),
        ("place_order", ["place-order"], "place-order"),
        ("prod", ["production", "planned"], "production"),
        ("p", ["production"], None),
        ("zzz", ["cart", "stock"], None),
        ("", ["cart"], None),
        ("c" * 65, ["c" * 65], None),
    ],
    ids=["a typo", "other signs", "a beginning", "too short", "like none", "nothing", "too long"],
)
def test_the_nearest_word(word: str, known: list[str], expected: str | None) -> None:
    assert nearest(word, known) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], ""),
        (["b", "a"], "b, a"),
        (["x" * 100, "y" * 100, "z" * 100, "a"], f"{'x' * 100}, {'y' * 100} and 2 more"),
        (["x" * 1_000], ""),
    ],
    ids=["none", "in their order", "as many as fit", "too long to list"],
)
def test_known_words_are_listed(known: list[str], expected: str) -> None:
    assert listed(known) == expected


def test_many_known_words_stay_a_few_lines() -> None:
    text = listed(f"service-{number}" for number in range(20_000))

    assert text.endswith(" and 19,980 more")
    assert len(text) <= MOST_LISTED + len(" and 19,980 more")
