"""Presets: what each holds, and that everything more explicit beats it."""

from __future__ import annotations

import pytest

from archlint.linting.engine import catalogue_of
from archlint.linting.presets import PRESETS, STARTER, STRICT
from archlint.linting.selection import Origin, Selection, choose
from archlint.model import RuleSettings, Settings, Severity
from archlint_ninety_ten import PACK

CATALOGUE = catalogue_of((PACK,))


def test_the_presets_go_from_gentle_to_strict() -> None:
    assert {
        name: {option: item.value for option, item in preset.settings.items()}
        for name, preset in PRESETS.items()
    } == {
        "starter": {"fail-on": "error"},
        "standard": {},
        "strict": {"fail-on": "warning", "require-coverage": "50%", "strict": True},
    }


def test_only_the_starter_silences_rules() -> None:
    assert {name: [*preset.silent] for name, preset in PRESETS.items()} == {
        "starter": ["ANN001", "ANN002", "NT302"],
        "standard": [],
        "strict": [],
    }


def test_everything_in_a_preset_says_why() -> None:
    for preset in PRESETS.values():
        assert preset.text
        assert all(item.why for item in preset.settings.values())
        assert all(preset.silent.values())


def test_what_a_preset_silences_is_a_rule_or_not_installed_yet() -> None:
    known = {rule.code for rule in CATALOGUE.rules}

    assert {"ANN001", "ANN002", "NT302"} <= known & STARTER.silent.keys()


SPOKEN = Settings(
    rules={"ANN001": RuleSettings(severity=Severity.ERROR, pointer=("policies", "x"))}
)
OFF = Settings(rules={"ANN001": RuleSettings(enabled=False, pointer=("policies", "x"))})


@pytest.mark.parametrize(
    ("selection", "settings", "runs", "origin"),
    [
        (Selection(preset=STARTER), Settings(), False, Origin(preset="starter")),
        (Selection(preset=STRICT), Settings(), True, Origin()),
        (Selection(preset=STARTER, select=("ALL",)), Settings(), True, Origin("--select", "ALL")),
        (
            Selection(preset=STARTER, extend_select=("ANN",)),
            Settings(),
            True,
            Origin("--extend-select", "ANN"),
        ),
        (Selection(preset=STARTER), SPOKEN, True, Origin(pointer=("policies", "x"))),
        (Selection(preset=STARTER), OFF, False, Origin(pointer=("policies", "x", "enabled"))),
        (Selection(preset=STARTER, ignore=("ANN",)), SPOKEN, False, Origin("--ignore", "ANN")),
        (Selection(preset=STARTER, select=("NT",)), SPOKEN, False, Origin("--select", "NT")),
    ],
    ids=[
        "silent",
        "not silent in another preset",
        "selected with all",
        "selected with its prefix",
        "the manifest has settings for it",
        "the manifest switches it off",
        "ignored although the manifest has settings for it",
        "not selected although the manifest has settings for it",
    ],
)
def test_what_is_more_explicit_decides(
    selection: Selection, settings: Settings, *, runs: bool, origin: Origin
) -> None:
    chosen = choose(selection, settings, CATALOGUE)

    assert (chosen.takes("ANN001"), chosen.decided["ANN001"]) == (runs, origin)
