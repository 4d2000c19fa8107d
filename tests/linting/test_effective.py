"""Who set what, in words and with its place."""

from __future__ import annotations

import pytest

from archlint.linting.effective import DEFAULT, Tracing, Whence
from archlint.linting.engine import catalogue_of, with_engine
from archlint.linting.presets import STARTER
from archlint.linting.selection import Origin, Selection, choose
from archlint.manifest import loads
from archlint.source import Span
from archlint_ninety_ten import PACK

MANIFEST = """\
archlint: 1
portfolio: shop
services: {cart: {}}
policies:
  NT101: {severity: note}
"""
PORTFOLIO = loads(MANIFEST, catalogue=catalogue_of((PACK,)))
PLACE = Span("archlint.yaml", 5, 11, 5, 19)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (Origin(), DEFAULT),
        (Origin(preset="strict"), Whence(kind="preset", text="preset strict")),
        (Origin("--ignore", "NT"), Whence(kind="command line", text="--ignore NT")),
        (Origin("--select"), Whence(kind="command line", text="--select")),
        (
            Origin("--severity", "NT101"),
            Whence(kind="environment", text="ARCHLINT_CHECK_SEVERITY NT101"),
        ),
        (
            Origin(pointer=("policies", "NT101", "severity")),
            Whence(kind="manifest", text="archlint.yaml:5:11", place=PLACE),
        ),
    ],
    ids=[
        "nobody",
        "a preset",
        "an option",
        "an option without a word",
        "a variable",
        "the manifest",
    ],
)
def test_who_it_is(origin: Origin, expected: Whence) -> None:
    tracing = Tracing(portfolio=PORTFOLIO, environment={"--severity": "ARCHLINT_CHECK_SEVERITY"})

    assert tracing.whence(origin) == expected


def test_without_a_portfolio_nothing_is_set() -> None:
    tracing = Tracing()
    packs = with_engine((PACK,))
    chosen = choose(Selection(), tracing.settings, catalogue_of((PACK,)))
    groups = [*tracing.packs(packs), *tracing.rules(packs, chosen)]
    settings = [
        setting
        for group in groups
        for setting in (group.enabled, group.severity, *group.options)
        if setting is not None
    ]

    assert {setting.whence for setting in settings} == {DEFAULT}


def test_a_rule_that_a_preset_silences_is_off() -> None:
    packs = with_engine((PACK,))
    chosen = choose(Selection(preset=STARTER), Tracing().settings, catalogue_of((PACK,)))
    off = [rule.code for rule in Tracing().rules(packs, chosen) if not rule.enabled.value]

    assert off == ["ANN001", "ANN002", "NT302"]
