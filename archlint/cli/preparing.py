"""What the command line says of a run -> the run: its packs, its date, its revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.cli.baselines import BaselineChoice
from archlint.cli.bench import Bench
from archlint.cli.revisions import open_at
from archlint.cli.running import Run
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.linting.pack import Pack
    from archlint.linting.selection import Selection
    from archlint.model import Catalogue


class Terms(Struct, frozen=True, kw_only=True):
    """What the command line says about a run, beside where to look.

    `policy_from` and `affected` are names of git revisions of the repository that `start` is in,
    `stdin` is the file whose place stdin takes, instead of paths.
    """

    selection: Selection | None = None
    today: date | None = None
    isolated: bool = False
    policies: tuple[str, ...] = ()
    baseline: BaselineChoice = BaselineChoice()
    policy_from: str | None = None
    affected: str | None = None
    start: str = "."
    stdin: str | None = None


def prepare(terms: Terms | None = None) -> Run:
    """Load the packs and open the revisions. Raises InputError where that cannot be done."""
    from archlint.cli.stdin import read_stdin
    from archlint.linting.engine import catalogue_of
    from archlint.linting.selection import EVERYTHING

    terms = terms or Terms()
    packs = packs_of(terms.policies, isolated=terms.isolated)
    catalogue = catalogue_of(packs, isolated=terms.isolated)
    return Run(
        packs=packs,
        catalogue=catalogue,
        selection=terms.selection or EVERYTHING,
        today=terms.today or _today(),
        isolated=terms.isolated,
        baseline=terms.baseline,
        bench=_bench(terms, catalogue),
        affected=(
            open_at(terms.affected, start=terms.start) if terms.affected is not None else None
        ),
        typed=read_stdin(terms.stdin) if terms.stdin is not None else None,
    )


def _bench(terms: Terms, catalogue: Catalogue) -> Bench | None:
    """The revision that judges. Raises InputError, also for a pack that the branch may edit."""
    if terms.policy_from is None:
        return None
    from archlint.files import find_repository, shown

    revision = open_at(terms.policy_from, start=terms.start)
    inside = [path for path in terms.policies if find_repository(path) == revision.repository]
    if inside:
        raise InputError(
            Problem(
                f"{shown(path)}: expected a pack from outside of the repository, for this one may"
                " be edited by what it judges",
                suggestion=f"take the copy of {revision.label}, or install it",
                kind="revision",
            )
            for path in inside
        )
    return Bench(revision, catalogue)


def packs_of(policies: Sequence[str], *, isolated: bool) -> tuple[Pack, ...]:
    """The installed packs and those of `--policies`. Raises InputError."""
    from archlint.linting.registry import installed_packs

    packs = installed_packs(isolated=isolated)
    if not policies:
        return packs
    from archlint.linting.local_packs import with_local

    return with_local(packs, policies)


def _today() -> date:
    from datetime import date

    return date.today()  # noqa: DTZ011  # waivers end with the reader's day, not with UTC's
