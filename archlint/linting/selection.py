"""Which rules take part, and how loud they are.

A selector is a code, a name, an alias, a prefix of codes (`NT`, `NT2`) or `ALL`. What decides about
a rule is the most specific word said about it: a code or name before a longer prefix before a
shorter one before a pack's name before ALL. At equal specificity the command line beats the
manifest, and within the command line ignoring beats selecting. `--select` starts from nothing,
`--extend-select` from what would run anyway; so `--select NT` leaves a rule switched off by its
code in the manifest off, and `--select NT101` or `--extend-select NT101` switches it on. What a
preset silences is beaten by every word above, and by the manifest's settings of that rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from archlint.linting.hinting import did_you_mean
from archlint.linting.presets import STANDARD, Preset
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.model import Catalogue, Pointer, RuleEntry, RuleSettings, Settings, Severity

ALL = "ALL"

_CODE = re.compile(r"([A-Z]+)([0-9]*)")
_ALL, _PACK, _PREFIX, _RULE = 0, 1, 2, 100
"""How specific a word is; prefixes add their length."""

_MANIFEST, _SELECTED, _IGNORED = 0, 1, 2
"""Who wins among equally specific words: the greatest."""


class Selection(Struct, frozen=True, kw_only=True):
    """What the command line says about rules. `select` None: everything the preset leaves."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    preset: Preset = STANDARD

    def codes(self, catalogue: Catalogue) -> frozenset[str]:
        """The codes that an explicit `--select` and its extension name; empty without one."""
        words = () if self.select is None else (*self.select, *self.extend_select)
        return frozenset(
            rule.code
            for rule in catalogue.rules
            for word in words
            if _specificity(word, rule, catalogue) is not None
        )


EVERYTHING = Selection()


class Origin(NamedTuple):
    """Who had the last word about a setting; nobody where all is empty.

    An option (`--ignore`) with its word, a place in the manifest, or a preset's name.
    """

    option: str = ""
    word: str = ""
    pointer: Pointer = ()
    preset: str = ""


class Chosen(Struct, frozen=True, kw_only=True):
    """The codes that take part, those that do not, and the severities that replace others.

    `decided` is who decided about each code, `graded` who replaced its severity.
    """

    active: frozenset[str]
    without: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    decided: Mapping[str, Origin] = field(default_factory=dict)
    graded: Mapping[str, Origin] = field(default_factory=dict)

    def takes(self, code: str) -> bool:
        return code in self.active

    def takes_pack_of(self, code: str, catalogue: Catalogue) -> bool:
        """Whether every rule of this rule's pack takes part: it may be concluded from any."""
        packs = {rule.code: rule.pack for rule in catalogue.rules}
        return all(self.takes(other) for other in packs if packs[other] == packs.get(code))


class _Word(NamedTuple):
    """Something said about a rule; `weight` is its specificity, then the rank of who said it."""

    weight: tuple[int, int]
    runs: bool
    origin: Origin


def require_known(selection: Selection, catalogue: Catalogue) -> None:
    """Refuse selectors that name nothing. Raises InputError with a Problem for each."""
    problems = [
        *_unknown_selectors(selection, catalogue),
        *_unknown_severities(selection, catalogue),
    ]
    if problems:
        raise InputError(problems)


def choose(selection: Selection, settings: Settings, catalogue: Catalogue) -> Chosen:
    """Decide about every rule. Raises InputError where a selector names nothing."""
    require_known(selection, catalogue)
    last = {rule.code: _last_word(rule, selection, settings, catalogue) for rule in catalogue.rules}
    active = frozenset(code for code, word in last.items() if word.runs)
    severities, graded = _severities(selection, settings, catalogue)
    return Chosen(
        active=active,
        without=tuple(sorted(last.keys() - active)),
        severities=severities,
        decided={code: word.origin for code, word in last.items()},
        graded=graded,
    )


def _last_word(
    rule: RuleEntry, selection: Selection, settings: Settings, catalogue: Catalogue
) -> _Word:
    said = _said(rule, selection, settings, catalogue)
    return max(said, key=lambda word: word.weight, default=_unselected(selection))


def _unselected(selection: Selection) -> _Word:
    """What is said about a rule that a `--select` does not name."""
    words = ",".join(selection.select or ())
    return _Word((_ALL, _MANIFEST), runs=False, origin=Origin("--select", words))


def _said(
    rule: RuleEntry, selection: Selection, settings: Settings, catalogue: Catalogue
) -> Iterator[_Word]:
    """Everything said about one rule, the first of equal weight to be heard."""
    pack, own = settings.packs.get(rule.pack), settings.rules.get(rule.code)
    if selection.select is None:
        yield _by_default(rule.code, own, selection.preset)
    if pack is not None and not pack.enabled:
        origin = Origin(pointer=(*pack.pointer, "enabled"))
        yield _Word((_PACK, _MANIFEST), runs=False, origin=origin)
    if own is not None and not own.enabled:
        origin = Origin(pointer=(*own.pointer, "enabled"))
        yield _Word((_RULE, _MANIFEST), runs=False, origin=origin)
    for option, words, rank in (
        ("--select", selection.select or (), _SELECTED),
        ("--extend-select", selection.extend_select, _SELECTED),
        ("--ignore", selection.ignore, _IGNORED),
        ("--extend-ignore", selection.extend_ignore, _IGNORED),
    ):
        for word in words:
            specificity = _specificity(word, rule, catalogue)
            if specificity is not None:
                origin = Origin(option, word)
                yield _Word((specificity, rank), runs=rank == _SELECTED, origin=origin)


def _by_default(code: str, own: RuleSettings | None, preset: Preset) -> _Word:
    """What holds unless somebody says more: every rule runs that the preset leaves.

    A rule that the manifest has settings for is one that the team looks at.
    """
    if code not in preset.silent:
        return _Word((_ALL, _MANIFEST), runs=True, origin=Origin())
    if own is not None:
        return _Word((_ALL, _MANIFEST), runs=True, origin=Origin(pointer=own.pointer))
    return _Word((_ALL, _MANIFEST), runs=False, origin=Origin(preset=preset.name))


def _specificity(word: str, rule: RuleEntry, catalogue: Catalogue) -> int | None:
    """How specifically a selector names a rule, None where it does not."""
    if word.upper() == ALL:
        return _ALL
    found = catalogue.find(word)
    if found is not None:
        return _RULE if found.code == rule.code else None
    return _PREFIX + len(word) if is_prefix(word, rule.code) else None


def is_prefix(word: str, code: str) -> bool:
    """Whether a selector is the beginning of a code: all of its letters, some of its digits."""
    wanted, whole = _CODE.fullmatch(word.upper()), _CODE.fullmatch(code)
    if wanted is None or whole is None:
        return False
    return wanted[1] == whole[1] and whole[2].startswith(wanted[2])


def _unknown_selectors(selection: Selection, catalogue: Catalogue) -> Iterator[Problem]:
    for option, words in (
        ("--select", selection.select or ()),
        ("--ignore", selection.ignore),
        ("--extend-select", selection.extend_select),
        ("--extend-ignore", selection.extend_ignore),
    ):
        for word in words:
            if not any(_specificity(word, rule, catalogue) is not None for rule in catalogue.rules):
                known = [*_names(catalogue), *_prefixes(catalogue), ALL]
                yield _unknown(option, word, known)


def _unknown_severities(selection: Selection, catalogue: Catalogue) -> Iterator[Problem]:
    for word in selection.severities:
        if catalogue.find(word) is None:
            yield _unknown("--severity", word, list(_names(catalogue)))


def _unknown(option: str, word: str, known: list[str]) -> Problem:
    message = f"{option}: expected the code or name of a rule, got `{word}`"
    hint = did_you_mean(word, known) or "`archlint rules` lists them"
    return Problem(message, suggestion=hint, kind="unknown rule")


def _names(catalogue: Catalogue) -> Iterator[str]:
    for rule in catalogue.rules:
        yield from (rule.code, rule.name, *rule.aliases)


def _prefixes(catalogue: Catalogue) -> list[str]:
    letters = (_CODE.match(rule.code) for rule in catalogue.rules)
    return sorted({match[1] for match in letters if match})


def _severities(
    selection: Selection, settings: Settings, catalogue: Catalogue
) -> tuple[dict[str, Severity], dict[str, Origin]]:
    """Code -> severity, and who says so: the manifest, replaced by the command line."""
    chosen: dict[str, Severity] = {}
    graded: dict[str, Origin] = {}
    for code, own in settings.rules.items():
        if own.severity is not None:
            chosen[code] = own.severity
            graded[code] = Origin(pointer=(*own.pointer, "severity"))
    for word, severity in selection.severities.items():
        rule = catalogue.find(word)
        if rule is not None:
            chosen[rule.code] = severity
            graded[rule.code] = Origin("--severity", word)
    return chosen, graded
