"""What rules and packs look like to the manifest reader."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Option(Struct, frozen=True, kw_only=True):
    """One setting of a pack or a rule.

    `kind` says how it is written: share ("10%"), duration ("10ms"), money ("50k USD"), number,
    integer, flag, text, or one of the model's own: samples, correlation, spread. `default` is in
    the model's units, `source` says where it comes from. `most` is the greatest integer, None
    where any is as good.
    """

    name: str
    kind: str
    default: object
    help: str = ""
    source: str = ""
    most: int | None = None


class RuleEntry(Struct, frozen=True, kw_only=True):
    """A rule as the reader knows it: enough to check a `policies` block and a waiver."""

    code: str
    name: str
    pack: str
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


class Catalogue(Struct, frozen=True, kw_only=True):
    """The installed packs and rules. `open_ended` accepts unknown names as notes (`--isolated`)."""

    packs: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    rules: tuple[RuleEntry, ...] = ()
    open_ended: bool = False

    def find(self, name: str) -> RuleEntry | None:
        """The rule with this code, name or alias; codes in any case."""
        wanted = name.lower()
        for rule in self.rules:
            if wanted in (rule.code.lower(), rule.name, *rule.aliases):
                return rule
        return None
