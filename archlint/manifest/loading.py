"""Files -> Portfolio, with every Problem of every file at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from archlint.files import FileProblem
from archlint.manifest import call_structure, root_sections
from archlint.manifest.building import Builder
from archlint.manifest.gathering import Gathered, Gatherer, Tree
from archlint.manifest.inline_waivers import inline_waivers
from archlint.manifest.joining import Joined, join
from archlint.manifest.owners import note_misspelt
from archlint.manifest.places import Places
from archlint.manifest.reading import Reader
from archlint.manifest.references import References
from archlint.manifest.remarks import Remarks
from archlint.model import Catalogue, Portfolio
from archlint.source import InputError, Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archlint.manifest.supposing import Supposed, Supposition


def load(
    root: str, *, tree: Tree, catalogue: Catalogue, portfolio_name: str | None = None
) -> Portfolio:
    """Read a root manifest and all that it includes.

    `portfolio_name` names the portfolio of a file without `portfolio`. Raises InputError with
    every Problem of every file.
    """
    return _load(root, tree, catalogue, portfolio_name)[0]


def load_supposing(
    root: str,
    suppositions: Sequence[Supposition],
    *,
    tree: Tree,
    catalogue: Catalogue,
    portfolio_name: str | None = None,
) -> tuple[Portfolio, Supposed]:
    """Read a root manifest as `load` does, and what it would be if something else were in it.

    Raises InputError with every Problem of the files, else of the suppositions.
    """
    from archlint.manifest.supposing import Supposed, amend, sources_of

    portfolio, gathered = _load(root, tree, catalogue, portfolio_name)
    remarks, asked = Remarks(), sources_of(suppositions)
    sources = Sources({**gathered.lines, **asked.lines})
    amendment, rewrites = amend(suppositions, portfolio, gathered, catalogue, remarks)
    reading = Remarks() if remarks.problems else remarks
    changed = _portfolio(amendment.made(gathered), reading, catalogue, portfolio_name)
    for problem in reading.problems if reading is not remarks else ():
        if problem.span and problem.span.file in asked.lines:  # not what follows from the others
            remarks.add(problem)
    _raise_problems(remarks, sources)
    places = Places([file.root for file in amendment.made(gathered, at_home=True).files])
    return portfolio, Supposed(
        portfolio=replace(changed, at=places, waivers=portfolio.waivers, notes=portfolio.notes),
        pointers=frozenset(graft.pointer for graft in amendment.grafts),
        rewrites=rewrites,
        sources=asked,
    )


def _load(
    root: str, tree: Tree, catalogue: Catalogue, portfolio_name: str | None
) -> tuple[Portfolio, Gathered]:
    remarks = Remarks()
    gathered = Gatherer(tree, remarks).gather(root)
    if not gathered.files:
        raise InputError(remarks.all_problems(), gathered.sources)
    portfolio = _portfolio(gathered, remarks, catalogue, portfolio_name)
    _raise_problems(remarks, gathered.sources)
    return portfolio, gathered


def _raise_problems(remarks: Remarks, sources: Sources) -> None:
    if remarks.problems:
        raise InputError(remarks.all_problems(), sources)


def _portfolio(
    gathered: Gathered, remarks: Remarks, catalogue: Catalogue, portfolio_name: str | None
) -> Portfolio:
    joined = join(gathered.files, Reader(remarks, catalogue), portfolio_name)
    portfolio = _build(gathered, joined, remarks, portfolio_name)
    if not remarks.problems:
        call_structure.check(portfolio, remarks)
    return portfolio


def _build(
    gathered: Gathered, joined: Joined, remarks: Remarks, portfolio_name: str | None
) -> Portfolio:
    places = Places([root for _, root in gathered.files])
    references = References(joined.services, remarks, places, is_complete=gathered.has_all)
    builder = Builder(references, remarks, places)
    note_misspelt(joined, remarks, places)
    values = joined.root
    purse = root_sections.Purse(remarks, places)
    journeys = {name: builder.journey(name, item) for name, item in _sorted(joined.journeys)}
    return Portfolio(
        name=values.get("portfolio", portfolio_name or ""),
        root=gathered.files[0].file,
        journeys={name: journey for name, journey in journeys.items() if journey},
        services={name: builder.service(name, item) for name, item in _sorted(joined.services)},
        teams={name: builder.team(name, item) for name, item in _sorted(joined.teams)},
        prices=root_sections.prices(values.get("prices", {}), purse),
        calibration=root_sections.calibration(values.get("calibration", {}), builder),
        waivers=(
            *root_sections.waivers(values.get("waivers", []), gathered.files[0].root),
            *inline_waivers(gathered, remarks),
        ),
        settings=root_sections.settings(values.get("policies", []), purse, remarks, places),
        at=places,
        notes=tuple(remarks.notes.values()),
        sources=gathered.sources,
    )


def _sorted(section: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, section[name] or {}) for name in sorted(section)]


class OneText:
    """A tree of one file, which includes nothing."""

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        self._data = data

    def read(self, path: str, /) -> bytes:
        if path != self._file:
            raise FileProblem("expected a file, found nothing of this name", path)
        return self._data

    def include(self, _including: str, _pattern: str, /) -> tuple[str, ...]:
        raise FileProblem("a text on its own includes nothing")


def refusal(data: bytes, file: str) -> InputError | None:
    """Why a text is no manifest at all: another tool's file, not a mapping, not UTF-8, not YAML.

    None for what could be a manifest or a part of one, whatever else is wrong with it.
    """
    remarks = Remarks()
    gathered = Gatherer(OneText(file, data), remarks).gather(file)
    return None if gathered.files else InputError(remarks.all_problems(), gathered.sources)


def loads(
    text: str | bytes,
    *,
    file: str = "archlint.yaml",
    catalogue: Catalogue | None = None,
    portfolio_name: str | None = None,
) -> Portfolio:
    """Read one self-contained text. Raises InputError as `load` does."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return load(
        file,
        tree=OneText(file, data),
        catalogue=catalogue or Catalogue(),
        portfolio_name=portfolio_name,
    )
