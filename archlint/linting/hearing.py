"""Hear one pack: its policies speak, then it concludes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from archlint.linting.blame import Blaming
from archlint.linting.pack import Conclusion, Pack, Policy, Rule, raise_every_yes
from archlint.linting.subjects import Subjects, require_sound

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.selection import Chosen
    from archlint.model import Argument, Settings


class Heard(Struct, frozen=True, kw_only=True):
    """What a pack's policies said, and what the pack made of it."""

    pack: Pack
    policies: tuple[type[Policy], ...] = ()
    arguments: tuple[Argument, ...] = ()
    conclusion: Conclusion = field(default_factory=Conclusion)


def hear(pack: Pack, analysis: Analysis, subjects: Subjects, chosen: Chosen) -> Heard:
    """Run the chosen policies of a pack and let it conclude. A failure is blamed on the pack.

    A pack none of whose rules is chosen is not asked at all: it has no verdicts either.
    """
    settings = analysis.portfolio.settings
    rules = {
        rule.code: rule(**_options_of_rule(settings, rule.code))
        for rule in pack.rules
        if chosen.takes(rule.code)
    }
    if not rules:
        return Heard(pack=pack)
    with Blaming(f"preparing the pack {pack.name}"):
        case = _prepare(pack, analysis, settings)
    arguments = tuple(_arguments(pack, rules, case, subjects))
    with Blaming(f"concluding the pack {pack.name}"):
        conclusion = _conclude(pack, rules, case, arguments)
        for raised in conclusion.raised:
            require_sound(raised.argument, frozenset(rule.code for rule in pack.rules), subjects)
    return Heard(
        pack=pack,
        policies=tuple(type(rule) for rule in rules.values() if isinstance(rule, Policy)),
        arguments=arguments,
        conclusion=conclusion,
    )


def _options_of_rule(settings: Settings, code: str) -> dict[str, Any]:
    own = settings.rules.get(code)
    return dict(own.options) if own else {}


def _prepare(pack: Pack, analysis: Analysis, settings: Settings) -> Any:  # noqa: ANN401  # its case
    if pack.prepare is None:
        return analysis
    own = settings.packs.get(pack.name)
    options = pack.options(**(own.options if own else {})) if pack.options else None
    return pack.prepare(analysis, options)


def _arguments(
    pack: Pack,
    rules: dict[str, Rule],
    case: Any,  # noqa: ANN401  # the pack's own case
    subjects: Subjects,
) -> Iterator[Argument]:
    for code, rule in rules.items():
        if isinstance(rule, Policy):
            with Blaming(f"policy {code} of pack {pack.name}"):
                said = tuple(rule.check(case))
                for argument in said:
                    require_sound(argument, frozenset((code,)), subjects)
            yield from said


def _conclude(
    pack: Pack,
    rules: dict[str, Rule],
    case: Any,  # noqa: ANN401  # the pack's own case
    arguments: tuple[Argument, ...],
) -> Conclusion:
    if pack.conclude is None:
        return raise_every_yes(rules, arguments)
    return pack.conclude(case, arguments)
