"""Every installed rule's manual is run: what it calls flagged is, what it calls fine is not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from archlint.linting.engine import catalogue_of, lint, with_engine
from archlint.linting.manual import Manual, default_of, manual_of
from archlint.linting.registry import installed_packs
from archlint.manifest import loads
from archlint.model import Answer

if TYPE_CHECKING:
    from archlint.linting.pack import Pack

TODAY = date(2026, 11, 23)
MANUALS = [
    (pack, manual_of(rule)) for pack in with_engine(installed_packs()) for rule in pack.rules
]

each_manual = pytest.mark.parametrize(
    ("pack", "manual"), MANUALS, ids=[manual.code for _, manual in MANUALS]
)


def holds(pack: Pack, code: str, text: str) -> bool:
    """Whether linting with that pack alone gives a yes or a finding of that code."""
    portfolio = loads(text, catalogue=catalogue_of([pack]))
    report = lint(portfolio, packs=[pack], today=TODAY)
    argued = {item.rule for item in report.arguments if item.answer is Answer.YES}
    raised = {item.rule for item in report.findings}
    covered = {item.finding.rule for item in report.suppressed}
    return code in argued | raised | covered


@each_manual
def test_what_the_manual_calls_flagged_is_flagged(pack: Pack, manual: Manual) -> None:
    assert holds(pack, manual.code, manual.flagged)


@each_manual
def test_what_the_manual_calls_fine_is_fine(pack: Pack, manual: Manual) -> None:
    assert not holds(pack, manual.code, manual.fine)


every_rule = pytest.mark.parametrize(
    "manual", [manual for _, manual in MANUALS], ids=[manual.code for _, manual in MANUALS]
)


@every_rule
def test_every_manual_says_what_the_rule_does_and_why(manual: Manual) -> None:
    assert manual.summary.endswith(".")
    assert manual.why.endswith(".")


@every_rule
def test_every_option_says_what_it_does(manual: Manual) -> None:
    assert [option.name for option in manual.options if not option.help] == []
    assert "" not in [default_of(option) for option in manual.options]
