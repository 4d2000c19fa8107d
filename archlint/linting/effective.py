"""Which settings a run has, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from archlint.linting.manual import manual_of, written
from archlint.linting.pack import options_of
from archlint.linting.selection import Chosen, Origin
from archlint.manifest.places import KEY
from archlint.model import PackSettings, Portfolio, RuleSettings, Settings

if TYPE_CHECKING:
    from archlint.linting.pack import Pack, Rule
    from archlint.model import Option
    from archlint.source import Span

Kind = Literal["default", "preset", "environment", "command line", "manifest"]

Value = str | bool | tuple[str, ...] | None
"""As people write it; None where nothing is said."""


class Whence(Struct, frozen=True, kw_only=True):
    """Who set a value: in words (`--ignore NT`, `preset strict`), and where in a manifest."""

    kind: Kind
    text: str
    place: Span | None = None


DEFAULT = Whence(kind="default", text="default")


class Setting(Struct, frozen=True, kw_only=True):
    """One setting, its value and who set it."""

    name: str
    value: Value
    whence: Whence = DEFAULT


class Group(Struct, frozen=True, kw_only=True):
    """The settings of a pack, or of the rule `code` of one.

    `severity` lists what a rule's findings may be, the loudest first, where nobody replaced it.
    """

    name: str
    enabled: Setting
    options: tuple[Setting, ...] = ()
    code: str = ""
    pack: str = ""
    severity: Setting | None = None


class Effective(Struct, frozen=True, kw_only=True):
    """Everything that decides about a run. `portfolio` is None where no manifest was found."""

    portfolio: Portfolio | None = None
    preset: str = ""
    options: tuple[Setting, ...] = ()
    packs: tuple[Group, ...] = ()
    rules: tuple[Group, ...] = ()


class Tracing(Struct, frozen=True, kw_only=True):
    """Tells who set what.

    `portfolio` is the one whose settings count, of the git revision `revision` where there is one.
    `environment` is option -> the variable that its words come from.
    """

    portfolio: Portfolio | None = None
    revision: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.portfolio.settings if self.portfolio else Settings()

    def packs(self, packs: Sequence[Pack]) -> tuple[Group, ...]:
        """Every pack and its own options, in the order given."""
        return tuple(map(self._pack, packs))

    def rules(self, packs: Sequence[Pack], chosen: Chosen) -> tuple[Group, ...]:
        """Every rule, in the order of codes."""
        rows = [(rule, pack.name) for pack in packs for rule in pack.rules]
        rows.sort(key=lambda row: row[0].code)
        return tuple(self._rule(rule, pack, chosen) for rule, pack in rows)

    def whence(self, origin: Origin) -> Whence:
        """Who that is, in words."""
        if origin.pointer and self.portfolio:
            place = self.portfolio.at[(*origin.pointer, KEY)]
            within = f" in {self.revision}" if self.revision else ""
            return Whence(kind="manifest", text=f"{place}{within}", place=place)
        if origin.option in self.environment:
            text = f"{self.environment[origin.option]} {origin.word}".rstrip()
            return Whence(kind="environment", text=text)
        if origin.option:
            return Whence(kind="command line", text=f"{origin.option} {origin.word}".rstrip())
        if origin.preset:
            return Whence(kind="preset", text=f"preset {origin.preset}")
        return DEFAULT

    def _pack(self, pack: Pack) -> Group:
        own = self.settings.packs.get(pack.name)
        is_off = own is not None and not own.enabled
        pointer = (*own.pointer, "enabled") if own and is_off else ()
        whence = self.whence(Origin(pointer=pointer))
        options = options_of(pack.options) if pack.options else ()
        return Group(
            name=pack.name,
            enabled=Setting(name="enabled", value=not is_off, whence=whence),
            options=tuple(self._options(options, own)),
        )

    def _rule(self, rule: type[Rule], pack: str, chosen: Chosen) -> Group:
        own = self.settings.rules.get(rule.code)
        replaced = chosen.severities.get(rule.code)
        return Group(
            code=rule.code,
            name=rule.name,
            pack=pack,
            enabled=Setting(
                name="enabled",
                value=chosen.takes(rule.code),
                whence=self.whence(chosen.decided.get(rule.code, Origin())),
            ),
            severity=Setting(
                name="severity",
                value=replaced.word if replaced else manual_of(rule).severity,
                whence=self.whence(chosen.graded.get(rule.code, Origin())),
            ),
            options=tuple(self._options(options_of(rule), own)),
        )

    def _options(
        self, options: Sequence[Option], own: RuleSettings | PackSettings | None
    ) -> Iterator[Setting]:
        currency = self.portfolio.prices.currency if self.portfolio else "USD"
        for option in options:
            is_set = own is not None and option.name in own.options
            value = own.options[option.name] if own and is_set else option.default
            pointer = (*own.pointer, option.name) if own and is_set else ()
            yield Setting(
                name=option.name,
                value=written(option, value, currency=currency if is_set else "USD") or None,
                whence=self.whence(Origin(pointer=pointer)),
            )
