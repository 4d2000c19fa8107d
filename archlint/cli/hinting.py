"""What somebody may have meant on the command line. Cheap to import: every command may need it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


def close_to(word: str, known: Collection[str]) -> str | None:
    """The known word most like this one, also in upper case, None where nothing is alike."""
    from archlint.manifest.suggesting import nearest

    return nearest(word, known) or nearest(word.upper(), known)


def did_you_mean(word: str, known: Collection[str], otherwise: str) -> str:
    """The nearest known word as a question, else what there is to say instead."""
    close = close_to(word, known)
    return f"did you mean {close!r}?" if close else otherwise


def require_known(
    report: PortfolioReport, *, journeys: Iterable[str] = (), services: Iterable[str] = ()
) -> None:
    """Raises UsageError with every name that the portfolio does not have."""
    unknown = [
        *_unknown("journey", journeys, [times.name for times in report.analysis.journeys]),
        *_unknown("service", services, report.portfolio.services),
    ]
    if unknown:
        raise click.UsageError("\n".join(unknown))


def _unknown(what: str, words: Iterable[str], known: Collection[str]) -> Iterator[str]:
    from archlint.manifest.suggesting import listed

    for word in dict.fromkeys(words):
        if word not in known:
            hint = did_you_mean(word, known, f"it has {listed(known) or 'none'}")
            yield f"the portfolio has no {what} {word[:64]!r}: {hint}"
