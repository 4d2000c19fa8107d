"""Which packs there are: one object behind one entry point, ours and a stranger's alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from archlint.linting.blame import Blaming
from archlint.linting.pack import Pack, Rule, options_of
from archlint.model import Catalogue
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "archlint.packs"
"""The entry point group a pack is announced in; the name is the pack's."""

OURS = "archlint"
"""The distribution whose packs `--isolated` still loads."""

_KIND = "pack"


def installed_packs(*, isolated: bool = False) -> tuple[Pack, ...]:
    """Every installed pack in name order; `isolated` loads only those that ship with archlint.

    Raises InputError with one Problem per pack that is not there or is no pack, and per name or
    code that two packs claim. Any other failure of a pack's module is a bug, blamed on it.
    """
    packs, problems = [], []
    for entry in _entries(isolated=isolated):
        loaded = _load(entry)
        if isinstance(loaded, Pack):
            packs.append(loaded)
        else:
            problems.append(loaded)
    problems.extend(clashes(packs))
    if problems:
        raise InputError(problems)
    return tuple(sorted(packs, key=lambda pack: pack.name))


def _entries(*, isolated: bool) -> list[EntryPoint]:
    from importlib.metadata import entry_points

    found = entry_points(group=GROUP)
    kept = (entry for entry in found if not isolated or _is_ours(entry))
    return sorted(kept, key=lambda entry: (entry.name, entry.value))


def _is_ours(entry: EntryPoint) -> bool:
    return entry.dist is not None and entry.dist.name == OURS


def _load(entry: EntryPoint) -> Pack | Problem:
    try:
        with Blaming(f"loading the pack {entry.name}"):
            loaded = entry.load()
    except (ImportError, AttributeError) as error:
        return _refused(entry, f"{entry.value}: {error}")
    if not isinstance(loaded, Pack):
        return _refused(entry, f"{entry.value} is of type {type(loaded).__name__}, expected a Pack")
    if loaded.name != entry.name:
        return _refused(entry, f"it is announced as {entry.name} and calls itself {loaded.name}")
    return loaded


def _refused(entry: EntryPoint, reason: str) -> Problem:
    return Problem(
        f"the pack {entry.name} cannot be loaded: {reason}",
        suggestion="report it to its author",
        kind=_KIND,
    )


def clashes(packs: Iterable[Pack]) -> Iterator[Problem]:
    """Names of packs, and codes, names and aliases of rules, that are claimed twice."""
    listed = list(packs)
    names = [pack.name for pack in listed]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _clash(f"two packs are called {name}")
    owners: dict[str, tuple[Pack, type[Rule]]] = {}
    for pack, rule, word in _words(listed):
        holder, held = owners.setdefault(word.lower(), (pack, rule))
        if held is not rule:
            yield _clash(
                f"{word} is {held.code} of the pack {holder.name}"
                f" and {rule.code} of the pack {pack.name}"
            )


def _words(packs: list[Pack]) -> Iterator[tuple[Pack, type[Rule], str]]:
    for pack in packs:
        for rule in pack.rules:
            for word in (rule.code, rule.name, *rule.aliases):
                yield pack, rule, word


def _clash(message: str) -> Problem:
    return Problem(message, suggestion="report it to the author of either", kind=_KIND)


def catalogue(packs: Iterable[Pack], *, open_ended: bool = False) -> Catalogue:
    """What the manifest reader needs to check `policies` and waivers.

    `open_ended` under `--isolated`: settings of packs that were not loaded are no mistakes.
    """
    listed = tuple(packs)
    return Catalogue(
        packs={pack.name: options_of(pack.options) if pack.options else () for pack in listed},
        rules=tuple(rule.entry(pack.name) for pack in listed for rule in pack.rules),
        open_ended=open_ended,
    )
