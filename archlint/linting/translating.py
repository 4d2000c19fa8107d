"""What each rewrite that is asked for does: its factors, as a pack knows them, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.blame import Blaming
from archlint.linting.pack import Translation
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.pack import Pack
    from archlint.manifest.supposing import Supposed
    from archlint.model import Portfolio, Service


class RewriteTold(Struct, frozen=True, kw_only=True):
    """A rewrite with its factors and where they come from.

    With an `operation` (its id) that alone is rewritten, and the service stays as it is around it.
    `missing` are the annotations without which no time changes; `is_upper_bound` where the CPU of a
    collector may be counted as computing.
    """

    service: str
    language: str
    translation: Translation
    operation: str = ""
    missing: tuple[str, ...] = ()
    is_upper_bound: bool = False

    @property
    def target(self) -> str:
        """What is rewritten, as `Analysis.with_rewrites` names it."""
        return self.operation or self.service


def translated(
    analysis: Analysis, supposed: Supposed, packs: tuple[Pack, ...]
) -> tuple[RewriteTold, ...]:
    """What each rewrite does. Raises InputError with every one that nobody knows."""
    told, problems = [], []
    portfolio = analysis.portfolio
    for item in supposed.rewrites:
        service = portfolio.services[item.service]
        translation = _kernel_refusal(analysis, item.operation) or _translation(
            portfolio, service, item.language, packs
        )
        if translation.refusal:
            message = f"cannot rewrite {item.target}: {translation.refusal}"
            advice = translation.advice
            problems.append(Problem(message, item.place, suggestion=advice, kind="what-if"))
        account = analysis.computing[item.service]
        told.append(
            RewriteTold(
                service=item.service,
                language=item.language,
                translation=translation,
                operation=item.operation,
                missing=_missing(analysis, item.operation) if item.operation else account.missing,
                is_upper_bound=account.is_upper_bound and service.language != "rust",
            )
        )
    if problems:
        raise InputError(problems, supposed.sources)
    return tuple(told)


def _kernel_refusal(analysis: Analysis, operation: str) -> Translation | None:
    """Why an operation cannot become a kernel of its own; None where it can, or none is asked.

    Only a declared `cpu_time` says what an operation computes: apportioned CPU supports nothing.
    """
    if not operation:
        return None
    found = analysis.portfolio.operations[operation]
    service, _, name = operation.partition("/")
    if len(analysis.portfolio.services[service].operations) == 1:
        return Translation(refusal="it is all that the service does", advice=f"--rewrite {service}")
    if found.cpu_time is None:
        return Translation(
            refusal="what it computes is not known",
            advice=f"declare services.{service}.operations.{name}.cpu_time, its CPU per request",
        )
    return None


def _missing(analysis: Analysis, operation: str) -> tuple[str, ...]:
    """What the rewrite of an operation with a `cpu_time` needs and does not have."""
    return ("self_time",) if analysis.self_times[operation].seconds is None else ()


def _translation(
    portfolio: Portfolio, service: Service, language: str, packs: tuple[Pack, ...]
) -> Translation:
    """The answer of the first pack that knows, else of the first that refuses."""
    answers = []
    for pack in packs:
        if pack.translate is not None:
            with Blaming(f"translate of pack {pack.name}"):
                answers.append(pack.translate(portfolio, service, language))
    answers.sort(key=lambda answer: bool(answer.refusal))
    nobody = Translation(refusal="no pack that is loaded knows a factor")
    return answers[0] if answers else nobody
