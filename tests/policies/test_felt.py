"""The conditions of the latency test on figures that floats hold exactly."""

from __future__ import annotations

import pytest

from archlint import Removal
from archlint_ninety_ten.felt import ask
from archlint_ninety_ten.options import NinetyTenOptions

OPTIONS = NinetyTenOptions(min_phi=0.25, min_ms=0.5, min_share=0.125, min_users=2.0)


def removal(seconds: float, before: float, users: float) -> Removal:
    return Removal(users=users, seconds={"j": seconds}, before={"j": before})


@pytest.mark.parametrize(
    ("taken", "share", "factor", "passes"),
    [
        pytest.param(removal(0.5, 64.0, 2.0), 1.0, 0.5, True, id="all at their thresholds"),
        pytest.param(removal(0.5, 64.0, 1.9375), 1.0, 0.5, False, id="users"),
        pytest.param(removal(0.4375, 32.0, 2.0), 1.0, 0.5, False, id="milliseconds"),
        pytest.param(removal(0.25, 2.0, 2.0), 1.0, 0.5, True, id="an eighth of the journey"),
        pytest.param(removal(0.25, 2.0625, 2.0), 1.0, 0.5, False, id="under an eighth"),
        pytest.param(removal(0.5, 64.0, 2.0), 0.25, 0.5, True, id="φ at its floor"),
        pytest.param(removal(0.5, 64.0, 2.0), 0.2421875, 0.5, False, id="φ under its floor"),
        pytest.param(removal(0.5, 100.0, 2.0), 1.0, 0.5, True, id="own time 1 % of the journey"),
        pytest.param(removal(0.5, 101.0, 2.0), 1.0, 0.5, False, id="own time under 1 %"),
        pytest.param(removal(0.5, 101.0, 2.0), 0.5, 0.5, True, id="more of it waits than goes"),
        pytest.param(removal(0.0, 0.0, 2.0), 1.0, 0.5, False, id="nothing is taken off"),
        pytest.param(removal(0.5, 64.0, 2.0), 1.0, 1.0, False, id="nothing is rewritten"),
        pytest.param(removal(-0.5, 64.0, 2.0), 1.0, 1.5, False, id="it gets slower"),
        pytest.param(Removal(users=9.0, seconds={}, before={}), 1.0, 0.5, False, id="no journey"),
    ],
)
def test_each_condition_at_its_threshold(
    taken: Removal, share: float, factor: float, *, passes: bool
) -> None:
    assert ask(taken, share, factor, OPTIONS).passes is passes


def test_one_journey_that_feels_it_is_enough() -> None:
    taken = Removal(users=2.0, seconds={"a": 0.1, "b": 0.5}, before={"a": 64.0, "b": 64.0})

    assert ask(taken, 1.0, 0.5, OPTIONS).passes


def test_the_reasons_are_in_words_with_the_figures_that_would_be_felt() -> None:
    taken = Removal(users=0.5, seconds={"a": 0.001, "b": 0.002}, before={"a": 4.0, "b": 4.0})
    test = ask(taken, 0.125, 0.5, OPTIONS)

    assert (test.journey, test.seconds, test.part) == ("b", 0.002, 0.0005)
    assert test.failures == (
        "12 % of its time is computing (needs 25 %)",
        "it takes 2 ms off b, 0.05 % of its mean (needs 500 ms or 12.5 %)",
        "it frees 0.5 waiting users (needs 2)",
    )


def test_the_journey_shown_is_the_one_nearest_to_being_felt() -> None:
    taken = Removal(users=9.0, seconds={"a": 0.009, "b": 0.008}, before={"a": 4.0, "b": 0.1})
    long = Removal(users=9.0, seconds={"a": 0.6}, before={"a": 200.0})

    assert ask(taken, 1.0, 0.5, OPTIONS).journey == "b"
    assert ask(long, 1.0, 0.5, OPTIONS).failures == ("its own time is under 1 % of a",)


def test_nearest_is_by_the_share_of_a_short_journey_and_by_milliseconds_of_a_long_one() -> None:
    """0.3 of 0.5 s against 0.1 of an eighth of a second."""
    taken = Removal(users=9.0, seconds={"a": 0.3, "b": 0.1}, before={"a": 100.0, "b": 1.0})

    assert ask(taken, 1.0, 0.5, OPTIONS).journey == "b"


def test_a_service_that_no_journey_gains_from_says_so() -> None:
    test = ask(Removal(users=0.0, seconds={}, before={}), 1.0, 0.5, OPTIONS)

    assert test.failures[0] == "it takes nothing off any journey"


@pytest.mark.parametrize("taken", [removal(0.0, 64.0, 2.0), removal(-0.5, 64.0, 2.0)], ids=str)
def test_a_journey_that_gains_nothing_is_not_the_one_shown(taken: Removal) -> None:
    test = ask(taken, 1.0, 0.5, OPTIONS)

    assert (test.journey, test.seconds, test.part) == ("", 0.0, 0.0)
    assert test.failures == ("it takes nothing off any journey",)


def test_without_floors_any_gain_is_felt() -> None:
    options = NinetyTenOptions(min_ms=0.0, min_share=0.0)
    taken = Removal(users=2.0, seconds={"a": 0.1, "b": 0.2}, before={"a": 4.0, "b": 4.0})

    assert ask(taken, 1.0, 0.5, options).passes


@pytest.mark.parametrize(
    ("taken", "reason"),
    [
        pytest.param(
            removal(0.5, 1024.0, 2.0), "its own time is under 1 % of j", id="milliseconds at theirs"
        ),
        pytest.param(
            removal(0.25, 256.0, 2.0), "its own time is under 1 % of j", id="the share at its own"
        ),
        pytest.param(
            removal(0.25, 257.0, 2.0),
            "it takes 250 ms off j, 0.0973 % of its mean (needs 500 ms or 0.0977 %)",
            id="neither",
        ),
    ],
)
def test_what_would_be_felt_fails_by_the_path_alone(taken: Removal, reason: str) -> None:
    options = NinetyTenOptions(min_phi=0.25, min_ms=0.5, min_share=0.0009765625, min_users=2.0)

    assert ask(taken, 1.0, 0.5, options).failures == (reason,)
