"""The `policies` block: which keys it has is declared by the installed packs and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archlint.manifest.grammar import scalars
from archlint.manifest.types import Key, Record, Type, number, whole

if TYPE_CHECKING:
    from archlint.model import Catalogue, Option, RuleEntry

_OPTION_TYPES: dict[str, Type] = {
    "share": scalars.PERCENT,
    "duration": scalars.DURATION_OR_ZERO,
    "rate": scalars.RATE,
    "cores": scalars.CORES,
    "bytes": scalars.BYTES,
    "money": scalars.MONEY,
    "number": number(0, 1e12),
    "integer": whole(0, 10**15),
    "samples": whole(1_000, 10**6),
    "correlation": number(0, 0.95),
    "spread": number(0.01, 3),
    "flag": scalars.FLAG,
    "text": scalars.TEXT,
}

_ENABLED = Key(
    name="enabled",
    type=scalars.FLAG,
    text="Whether it takes part.",
    example=False,
    default="true",
)
_SEVERITY = Key(
    name="severity",
    type=scalars.SEVERITY,
    text="How loud its findings are, whatever the proof.",
    example="warning",
)


class Target(NamedTuple):
    """What a key of the block names: a rule, or the pack `name`, and the keys it has."""

    name: str
    rule: RuleEntry | None
    record: Record


def _option(option: Option) -> Key:
    bounded = None if option.most is None else whole(0, option.most)
    return Key(
        name=option.name,
        type=bounded or _OPTION_TYPES[option.kind],
        text=option.help,
        example=option.default,
    )


def pack_or_rule(name: str, catalogue: Catalogue) -> Target | None:
    """What a key of the `policies` block names, None where nothing installed has that name."""
    if (options := catalogue.packs.get(name)) is not None:
        return Target(name, None, _record("pack", (_ENABLED, *map(_option, options))))
    if (rule := catalogue.find(name)) is not None:
        keys = (_ENABLED, _SEVERITY, *map(_option, rule.options))
        return Target(rule.code, rule, _record("rule", keys))
    return None


def _record(name: str, keys: tuple[Key, ...]) -> Record:
    return Record(name=name, text="", keys=keys)
