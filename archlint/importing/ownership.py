"""Which team owns a service that names no owner: its directory, held against CODEOWNERS.

Nothing is guessed. A service has a directory of its own where its manifest file stands in one, or
where exactly one directory of the repository has its name. It has an owner where CODEOWNERS names
exactly one team for all of that directory: people are no teams, of two teams neither is the owner,
and where the manifest declares `teams`, the owner is one of these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from archlint.files import directories_named, within

if TYPE_CHECKING:
    from archlint.importing.codeowners import Codeowners
    from archlint.model import Portfolio


def owners(portfolio: Portfolio, codeowners: Codeowners, repository: str) -> dict[str, str]:
    """Service -> owner, for the services without one whose owner CODEOWNERS tells.

    `repository` is the directory that its patterns start from.
    """
    teams = _Teams(portfolio)
    return {
        name: owner
        for name, directory in _directories(portfolio, ownerless(portfolio), repository)
        if (owner := teams.only(codeowners.owners(directory)))
    }


def ownerless(portfolio: Portfolio) -> tuple[str, ...]:
    """The services whose owner is missing. Nobody here owns what is bought or somebody else's."""
    return tuple(
        name
        for name, service in portfolio.services.items()
        if service.owner is None and not service.managed and service.kind != "external"
    )


# --- directories --------------------------------------------------------------------------------


def _directories(
    portfolio: Portfolio, services: Iterable[str], repository: str
) -> Iterator[tuple[str, str]]:
    """Each service that has a directory of its own, with that, below the repository."""
    own = _own_directories(portfolio, repository)
    elsewhere = []
    for name in services:
        directory = own.get(_file_of(portfolio, name))
        if directory is None:
            elsewhere.append(name)
        else:
            yield name, directory
    named = directories_named(_directory_of(portfolio.root), elsewhere) if elsewhere else {}
    for name, paths in named.items():
        directory = within(paths[0], repository)
        if len(paths) == 1 and directory is not None:
            yield name, directory


def _own_directories(portfolio: Portfolio, repository: str) -> dict[str, str]:
    """Manifest file -> its directory, where that belongs to the services that the file declares.

    It does where no other manifest is in there or below, and where the directory is called like
    one of them, or an included file declares but one. The repository itself never does.
    """
    files = list(portfolio.sources.lines) if portfolio.sources else [portfolio.root]
    places = {file: within(_directory_of(file), repository) or "" for file in files}
    declared: dict[str, list[str]] = {}
    for name in portfolio.services:
        declared.setdefault(_file_of(portfolio, name), []).append(name)
    manifests = Counter(places.values())
    holders = {above for place in manifests for above in _upwards(place)}
    return {
        file: place
        for file, place in places.items()
        if place and manifests[place] == 1 and place not in holders
        if place.rpartition("/")[2] in declared.get(file, ())
        or (len(declared.get(file, ())) == 1 and file != portfolio.root)
    }


def _file_of(portfolio: Portfolio, service: str) -> str:
    return portfolio.at["services", service, "#key"].file


def _directory_of(file: str) -> str:
    return file.rpartition("/")[0]


def _upwards(directory: str) -> Iterator[str]:
    """The directories above one."""
    while directory:
        directory = directory.rpartition("/")[0]
        yield directory


# --- teams --------------------------------------------------------------------------------------


class _Teams:
    """Finds the word for a team: as `teams` declares it, else as other services write it."""

    def __init__(self, portfolio: Portfolio) -> None:
        in_use = {service.owner for service in portfolio.services.values() if service.owner}
        self._are_declared = bool(portfolio.teams)
        self._by_slug = _by_slug(portfolio.teams or in_use)

    def only(self, owners: Iterable[str]) -> str | None:
        """The one team among the owners, None where there is none, or more than one."""
        teams = {self._team(owner) for owner in owners if self._is_team(owner)}
        return teams.pop() if len(teams) == 1 else None

    def _is_team(self, owner: str) -> bool:
        """`@org/team` is one; `@name` may be a person, unless a team is called that."""
        is_name = owner.startswith("@") and owner.isprintable()
        return is_name and ("/" in owner or _slug(owner) in self._by_slug)

    def _team(self, owner: str) -> str | None:
        name = owner.rpartition("/")[2].removeprefix("@")
        return self._by_slug.get(_slug(name), None if self._are_declared else name)


def _by_slug(names: Iterable[str]) -> Mapping[str, str]:
    """Names by slug, without those that share one."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(_slug(name), []).append(name)
    return {
        slug: same[0] for slug, same in found.items() if len(same) == 1 and same[0].isprintable()
    }


def _slug(name: str) -> str:
    """A name as platforms write it in addresses: "Check Out" is "check-out"."""
    return re.sub(r"\W+", "-", name.lower()).strip("-")
