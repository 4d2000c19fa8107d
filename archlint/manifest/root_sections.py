"""What only the root manifest says: prices, calibration, waivers and settings of policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from archlint.model import (
    PackSettings,
    Pointer,
    Prices,
    Range,
    RuleSettings,
    Settings,
    Severity,
    Waiver,
)
from archlint.quantities import Money
from archlint.yamltext import MappingNode, Scalar, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archlint.manifest.building import Builder
    from archlint.manifest.places import Places
    from archlint.manifest.reading import Values
    from archlint.manifest.remarks import Remarks
    from archlint.manifest.settings import Target


class Purse(Struct):
    """Checks that all amounts are in one currency: the first that is met."""

    remarks: Remarks
    places: Places
    currency: str = ""
    first: Pointer = field(default=())

    def amount(self, money: Money, pointer: Pointer) -> float:
        if not self.currency:
            self.currency, self.first = money.currency, pointer
        elif money.currency != self.currency:
            self.remarks.problem(
                f"expected one currency per manifest, got {money.currency} beside {self.currency}",
                self.places[pointer],
                pointer,
                kind="currency",
                related=((self.places[self.first], f"{self.currency} here"),),
            )
        return money.amount


def prices(values: Values, purse: Purse) -> Prices:
    """Declared prices; called first, so that the currency is theirs."""
    amounts = {key: purse.amount(money, ("prices", key)) for key, money in values.items()}
    return Prices(currency=purse.currency or "USD", **amounts)


def calibration(values: Values, builder: Builder) -> Mapping[str, Mapping[str, Range]]:
    rows = {}
    for row, columns in sorted(values.items()):
        ranges = {
            column: builder.range(columns[column], ("calibration", row, column))
            for column in sorted(columns)
        }
        rows[row] = {column: found for column, found in ranges.items() if found}
    return rows


def waivers(values: list[Any], node: MappingNode) -> tuple[Waiver, ...]:
    """Every waiver that names a rule and a subject; the rest of it may be void (WVR001)."""
    return tuple(
        Waiver(**item, until_text=_until(node, index), pointer=("waivers", index))
        for index, item in enumerate(values)
        if item and "rule" in item and "on" in item
    )


def _until(node: MappingNode, index: int) -> str | None:
    """The date as it is written, for the message about one that is no date."""
    table = node.get("waivers")
    item = table.items[index] if isinstance(table, SequenceNode) else None
    until = item.get("until") if isinstance(item, MappingNode) else None
    return until.text if isinstance(until, Scalar) and not until.is_null else None


def settings(
    declared: list[tuple[str, Target, Values]], purse: Purse, remarks: Remarks, places: Places
) -> Settings:
    """What the `policies` block says, rules by code."""
    packs: dict[str, PackSettings] = {}
    rules: dict[str, RuleSettings] = {}
    for key, target, values in declared:
        pointer = ("policies", key)
        options = {
            name: purse.amount(value, (*pointer, name)) if isinstance(value, Money) else value
            for name, value in values.items()
            if name not in ("enabled", "severity")
        }
        enabled = values.get("enabled", True)
        if target.rule is None:
            packs[target.name] = PackSettings(enabled=enabled, options=options, pointer=pointer)
            continue
        if target.name in rules:
            _refuse_twice(target.name, rules[target.name].pointer, pointer, remarks, places)
            continue
        severity = Severity[values["severity"].upper()] if "severity" in values else None
        rules[target.name] = RuleSettings(
            enabled=enabled, severity=severity, options=options, pointer=pointer
        )
    return Settings(packs=packs, rules=rules)


def _refuse_twice(
    code: str, first: Pointer, second: Pointer, remarks: Remarks, places: Places
) -> None:
    remarks.problem(
        f"the rule {code} has settings already",
        places[(*second, "#key")],
        second,
        kind="declared twice",
        related=((places[(*first, "#key")], "first here"),),
    )
