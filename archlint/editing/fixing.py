"""What `archlint fix` does to the manifests of one portfolio: named kinds of edits, then the proof.

Nothing here writes a file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from archlint.editing.adding import added
from archlint.editing.proving import UnprovenError, prove
from archlint.editing.removing import Removed, without
from archlint.editing.spans import Edit, Edits, Source
from archlint.editing.spelling import respellings
from archlint.manifest import load
from archlint.source import InputError, Problem
from archlint.yamltext import MappingNode, SequenceNode, parse

if TYPE_CHECKING:
    from archlint.manifest.gathering import Tree
    from archlint.model import Catalogue, Portfolio, Waiver
    from archlint.source import Span

KINDS = {
    "waivers": ("stale waiver dropped", "stale waivers dropped"),
    "quantities": ("quantity respelled", "quantities respelled"),
    "words": ("word respelled", "words respelled"),
    "owners": ("owner added", "owners added"),
}
"""Kinds of edits, and what is said of one and of several."""

_BEFORE_OWNER = ("language", "kind", "description")
"""Keys of a service that stand before `owner`."""


class WantedEdits(Struct, frozen=True, kw_only=True):
    """What to fix: kinds of edits, the waivers that are stale, service -> owner.

    `files` limits the edits to these, as the portfolio names them; None is all.
    """

    kinds: Collection[str] = tuple(KINDS)
    stale: frozenset[Waiver] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    files: Collection[str] | None = None

    def takes(self, kind: str, file: str) -> bool:
        return kind in self.kinds and (self.files is None or file in self.files)


class Change(NamedTuple):
    """One file, before and after, and how many edits there are of each kind."""

    file: str
    before: bytes
    after: bytes
    counts: Mapping[str, int]

    @property
    def summary(self) -> str:
        """`2 stale waivers dropped, 1 owner added`."""
        return ", ".join(
            f"{count} {KINDS[kind][count != 1]}" for kind, count in self.counts.items() if count
        )


class Fixed(Struct, frozen=True):
    """The files that change, the owners added, and what was left as it is: the place and why."""

    changes: tuple[Change, ...] = ()
    left: tuple[tuple[Span, str], ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)


def fix(portfolio: Portfolio, wanted: WantedEdits, *, tree: Tree, catalogue: Catalogue) -> Fixed:
    """Edit the manifests of a portfolio as they are in a tree.

    Raises InputError where they are not what the portfolio was read from any more, UnprovenError
    where the edited manifests would not say the same: a bug.
    """
    texts = portfolio.sources.lines if portfolio.sources else {}
    sources = [Source(tree.read(file), file) for file in texts]
    if moved := [source.file for source in sources if source.lines != texts[source.file]]:
        message = "it was changed in the meantime, run archlint fix again"
        raise InputError(Problem(f"{file}: {message}", kind="file") for file in moved)
    waivers: dict[str, list[Waiver]] = {}
    for waiver in portfolio.waivers:
        waivers.setdefault(_place(waiver, portfolio).file, []).append(waiver)
    edited = [
        _File(source, portfolio, waivers.get(source.file, ()), wanted, catalogue)
        for source in sources
    ]
    changed = {file.name: file for file in edited if file.edits}
    if changed:
        _prove(portfolio, changed, tree, catalogue)
    return Fixed(
        tuple(file.change() for file in changed.values()),
        tuple(remark for file in edited for remark in file.left),
        {name: owner for file in edited for name, owner in file.owners.items()},
    )


class _File:
    """One manifest and the edits to make."""

    def __init__(
        self,
        source: Source,
        portfolio: Portfolio,
        waivers: Sequence[Waiver],
        wanted: WantedEdits,
        catalogue: Catalogue,
    ) -> None:
        self.name = source.file
        self.source = source
        self.portfolio = portfolio
        self.waivers = waivers
        self.wanted = wanted
        self.edits: list[Edit] = []
        self.counts = dict.fromkeys(KINDS, 0)
        self.left: list[tuple[Span, str]] = []
        self.dropped: list[Waiver] = []
        self.owners: dict[str, str] = {}
        root = parse(source.data, self.name).root
        if isinstance(root, MappingNode):
            gone = self._drop_waivers(root) if wanted.takes("waivers", self.name) else set()
            self._respell(_without(root, gone), catalogue)
            self._add_owners(root)

    def change(self) -> Change:
        return Change(self.name, self.source.data, self.source.edited(self.edits), self.counts)

    def _drop_waivers(self, root: MappingNode) -> set[int]:
        """Take stale waivers out of `waivers` and of comments; which of the list went."""
        stale = self.wanted.stale.intersection(self.waivers)
        listed = {int(waiver.pointer[1]): waiver for waiver in stale if waiver.comment is None}
        comments = _by_comment(self.waivers)
        ended = {place for place, held in comments.items() if stale.issuperset(held)}
        removed = without(self.source, root, "waivers", listed, ended)
        if groundless := self._about_what_goes(comments, removed):
            removed = without(self.source, root, "waivers", listed, ended | groundless)
        self.edits += removed.edits
        self.dropped += [listed[index] for index in sorted(removed.items)]
        edits = Edits(self.source, removed.edits)
        for place, held in comments.items():
            if place in removed.comments or edits.take_out(self.source.start(place)):
                self.dropped += held
        self.counts["waivers"] = len(self.dropped)
        dropped = frozenset(self.dropped)
        for waiver in self.waivers:
            if waiver not in dropped:
                self._leave(waiver, is_stale=waiver in stale)
        return removed.items

    def _about_what_goes(
        self, comments: Mapping[Span, Sequence[Waiver]], removed: Removed
    ) -> set[Span]:
        """The comments that are about a line which goes: they would be about the next one."""
        edits = Edits(self.source, removed.edits)
        return {
            place
            for place, (waiver, *_) in comments.items()
            if waiver.line
            and edits.take_out(self.source.line_start(waiver.line))
            and edits.take_out(self.source.line_end(waiver.line) - 1)
        }

    def _leave(self, waiver: Waiver, *, is_stale: bool) -> None:
        """Say why a waiver stays that looks as if it should not."""
        why = ""
        if is_stale:
            why = "is stale, but its text cannot go without other text"
        elif not (waiver.reason and waiver.owner and waiver.until):
            why = "is void: complete it, or take it out"
        if why:
            self.left.append((_place(waiver, self.portfolio), f"the waiver of {waiver.rule} {why}"))

    def _respell(self, root: MappingNode, catalogue: Catalogue) -> None:
        for edit, is_quantity in respellings(root, self.source, catalogue):
            kind = "quantities" if is_quantity else "words"
            if self.wanted.takes(kind, self.name):
                self.edits.append(edit)
                self.counts[kind] += 1

    def _add_owners(self, root: MappingNode) -> None:
        services = root.get("services")
        if not self.wanted.takes("owners", self.name) or not isinstance(services, MappingNode):
            return
        for entry in services.entries:
            owner = self.wanted.owners.get(entry.key.text)
            if not owner:
                continue
            edits = added(self.source, entry, ("owner", owner), after=_BEFORE_OWNER)
            if edits:
                self.edits += edits
                self.owners[entry.key.text] = owner
                self.counts["owners"] += 1
            else:
                why = f"{entry.key.text} is owned by {owner}: its text is shared, so add it by hand"
                self.left.append((entry.key.span, why))


def _by_comment(waivers: Sequence[Waiver]) -> dict[Span, list[Waiver]]:
    """The waivers in each comment: one a rule."""
    found: dict[Span, list[Waiver]] = {}
    for waiver in waivers:
        if waiver.comment is not None:
            found.setdefault(waiver.comment, []).append(waiver)
    return found


def _place(waiver: Waiver, portfolio: Portfolio) -> Span:
    return waiver.comment or portfolio.at[waiver.pointer]


def _without(root: MappingNode, gone: Collection[int]) -> MappingNode:
    """The file as it will be once these waivers are gone."""
    waivers = root.get("waivers")
    if not gone or not isinstance(waivers, SequenceNode):
        return root
    kept = tuple(item for index, item in enumerate(waivers.items) if index not in gone)
    entries = tuple(
        entry._replace(value=waivers._replace(items=kept)) if entry.value is waivers else entry
        for entry in root.entries
    )
    return root._replace(entries=entries)


# --- the proof ------------------------------------------------------------------------------------


class Edited:
    """A tree in which some files have other contents: path -> content."""

    def __init__(self, tree: Tree, changed: Mapping[str, bytes]) -> None:
        self._tree = tree
        self._changed = changed

    def read(self, path: str, /) -> bytes:
        return self._changed[path] if path in self._changed else self._tree.read(path)

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        return self._tree.include(including, pattern)


def _prove(
    portfolio: Portfolio, changed: Mapping[str, _File], tree: Tree, catalogue: Catalogue
) -> None:
    """Read the edited manifests anew and hold them against the portfolio. Raises UnprovenError."""
    edits = {name: Edits(file.source, file.edits) for name, file in changed.items()}

    def line_after(file: str, line: int) -> int:
        return edits[file].line_after(line) if file in edits else line

    try:
        texts = {name: file.change().after for name, file in changed.items()}
        after = load(
            portfolio.root,
            tree=Edited(tree, texts),
            catalogue=catalogue,
            portfolio_name=portfolio.name,
        )
    except (InputError, ValueError) as error:
        raise UnprovenError(f"the edits would leave what cannot be read: {error}") from error
    prove(
        portfolio,
        after,
        owners={name: owner for file in changed.values() for name, owner in file.owners.items()},
        dropped=frozenset(waiver for file in changed.values() for waiver in file.dropped),
        line_after=line_after,
    )
