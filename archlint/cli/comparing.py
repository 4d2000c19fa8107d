"""Two places -> the portfolios in them, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from archlint.cli.preparing import prepare
from archlint.cli.sides import WORK_TREE, sides_of

if TYPE_CHECKING:
    from archlint.cli.preparing import Terms
    from archlint.cli.running import Run
    from archlint.cli.sides import Side
    from archlint.linting.comparing import Comparison, Difference
    from archlint.model import Portfolio


def compare_places(
    base: str,
    head: str | None,
    manifest: str | None,
    terms: Terms,
    *,
    from_merge_base: bool = False,
) -> Comparison:
    """Compare two revisions, two files, or either with the work tree.

    `from_merge_base` takes, of a BASE that is a revision, where the other side parted from it.
    Whatever stops it is in the comparison and never raised, except UsageError.
    """
    from archlint.linting.assembling import stopped_by
    from archlint.linting.comparing import Comparison

    after = WORK_TREE if head is None else head
    try:
        run = prepare(terms)
        sides = sides_of(run, base, head, manifest, from_merge_base=from_merge_base)
        return Comparison(
            before=sides[0].label,
            after=sides[1].label,
            differences=tuple(_differences(run, *sides)),
        )
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001  # `stopped_by` tells Problems from bugs, and whose
        return Comparison(before=base, after=after, failed=stopped_by(error))


def _differences(run: Run, before: Side, after: Side) -> Iterator[Difference]:
    """Every portfolio of either side with its counterpart on the other."""
    from archlint.linting.comparing import compare

    for was, now in _pairs(before.portfolios, after.portfolios):
        yield compare(
            run.lint(was) if was is not None else None, run.lint(now) if now is not None else None
        )


def _pairs(
    before: Mapping[str, Portfolio], after: Mapping[str, Portfolio]
) -> Iterator[tuple[Portfolio | None, Portfolio | None]]:
    """By root manifest, else by name; one that is alone on both sides is the same, renamed.

    Where several on a side have one name, their names do not tell which is which.
    """
    left, right = dict(before), dict(after)
    for root in [root for root in right if root in left]:
        yield left.pop(root), right.pop(root)
    names, names_now = _by_name(left), _by_name(right)
    for name in [name for name in names_now if name in names]:
        yield left.pop(names[name]), right.pop(names_now[name])
    if len(left) == len(right) == 1:
        yield left.popitem()[1], right.popitem()[1]
    yield from ((portfolio, None) for portfolio in left.values())
    yield from ((None, portfolio) for portfolio in right.values())


def _by_name(portfolios: Mapping[str, Portfolio]) -> Mapping[str, str]:
    """Name -> root manifest, of the names that only one has."""
    counts = Counter(portfolio.name for portfolio in portfolios.values())
    return {item.name: root for root, item in portfolios.items() if counts[item.name] == 1}
