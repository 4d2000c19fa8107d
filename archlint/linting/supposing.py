"""Report × suppositions -> what would change: two linted portfolios and the figures between them.

A what-if has three states: as declared; supposed, with all that follows from the options; and
rewritten, which is the supposed one with services in another language. Payback weighs the last two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.comparing import Difference, compare
from archlint.linting.journey_changes import JourneyChange, journey_change
from archlint.linting.outcomes import (
    ENDS,
    OPPOSITE,
    Outcome,
    change_of,
    effort_of,
    outcome,
    payback_of,
)
from archlint.linting.percentiles import Drawn, draw, exceeds, is_moved
from archlint.linting.translating import RewriteTold, translated

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.analysis.following import Moved, Queue
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport, Report
    from archlint.manifest.supposing import Supposed
    from archlint.model import Portfolio, Range

Lint = Callable[["Portfolio"], "PortfolioReport"]


class WhatIf(Struct, frozen=True, kw_only=True):
    """What would change in a portfolio.

    `difference` holds findings and verdicts, `journeys` every journey. `now` and `then` are the
    figures before and after, the latter at the same utilisation; `drawn` is what samples add to
    them: percentiles, and errors. `same_cores` is the other mode,
    None where nothing is rewritten or `same_cores_lacks` names what would be needed. `queues_lack`
    are services whose queues change by nobody knows how much, and why. `paybacks` are those of
    verdicts on the same service before and after. `per_month` is
    by how much the bill changes and `payback`, in months, what a rewrite has to wait for; `effort`
    is in person-months and `effort_unknown` names the services that do not say.
    """

    difference: Difference
    journeys: tuple[JourneyChange, ...]
    now: Outcome
    then: Outcome
    drawn: Drawn = Drawn()
    same_cores: Outcome | None = None
    same_cores_lacks: Mapping[str, tuple[str, ...]] = {}
    rewrites: tuple[RewriteTold, ...] = ()
    loads: tuple[Moved, ...] = ()
    queues: tuple[Queue, ...] = ()
    queues_lack: Mapping[str, tuple[str, ...]] = {}
    per_month: Range | None = None
    currency: str = "USD"
    effort: Range | None = None
    effort_unknown: tuple[str, ...] = ()
    payback: Range | None = None
    paybacks: Mapping[str, tuple[Range, Range]] = {}

    @property
    def name(self) -> str:
        return self.difference.name

    @property
    def is_users_growth_noise(self) -> bool:
        """Whether the users who wait differ by no more than the error of the means they are of.

        At most that: journeys share random numbers, so their errors may all point one way.
        """
        now, then = self.now.users, self.then.users
        if now is None or then is None or now.default == then.default:
            return False
        error = math.fsum(
            (item.after.journey.rate or 0.0) * self.drawn.mean_errors[item.name]["default"]
            for item in self.journeys
            if item.after is not None and item.name in self.drawn.mean_errors
        )
        return not exceeds(then.default - now.default, error)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all would change."""
        is_still = self.now == self.then and not any(map(is_moved, self.drawn.percentiles.values()))
        is_still = is_still and not self.paybacks
        return self.difference.is_empty and is_still and not self.rewrites


class Answer(Struct, frozen=True, kw_only=True):
    """What was asked, as options and their texts, and what would change.

    `failed` is a run that stopped, and then there is no `what_if`.
    """

    asked: tuple[tuple[str, str], ...]
    what_if: WhatIf | None = None
    failed: Report | None = None

    @property
    def exit_code(self) -> int:
        """0, or 2 where it could not be answered: a what-if gates nothing."""
        return 0 if self.failed is None else 2


def suppose(
    before: PortfolioReport, supposed: Supposed, *, packs: Iterable[Pack], lint: Lint
) -> WhatIf:
    """What would change if the portfolio were as supposed, with what follows, and rewritten.

    Raises InputError for a rewrite whose factor nobody knows and for figures that overflow.
    """
    from archlint.analysis.following import follow

    asked = tuple(dict.fromkeys(item.service for item in supposed.rewrites))
    whole = {item.service: item.language for item in supposed.rewrites if not item.operation}
    as_now = {name: before.portfolio.services[name].language for name in whole}
    followed = follow(before.analysis, _speaking(supposed.portfolio, as_now), supposed.is_set)
    rewrites = translated(followed.analysis, supposed, tuple(packs))
    variants = {end: _rewritten(followed.analysis, rewrites, end) for end in ENDS}
    after = lint(_speaking(variants["default"].portfolio, whole))
    analyses = {**variants, "default": after.analysis}
    journeys = tuple(_journeys(before.analysis, after.analysis))
    drawn = draw(journeys, before.analysis, analyses)
    same, lacks = same_cores(followed.analysis, variants, asked)
    effort, unknown = effort_of(followed.portfolio, asked)
    return WhatIf(
        # What is paid for is told below, low-default-high: the bill of a diff knows neither.
        difference=_without_noise(compare(before, after, draws=False), drawn),
        journeys=journeys,
        now=outcome(dict.fromkeys(ENDS, before.analysis)),
        then=outcome(analyses),
        drawn=drawn,
        same_cores=same,
        same_cores_lacks=lacks,
        rewrites=rewrites,
        loads=followed.loads,
        queues=followed.queues,
        queues_lack=followed.queues_lack,
        per_month=change_of(before.analysis, analyses),
        currency=before.portfolio.prices.currency,
        effort=effort,
        effort_unknown=unknown,
        payback=payback_of(followed.analysis, analyses, effort),
        paybacks=dict(_paybacks(before, after, asked)),
    )


# --- states ---------------------------------------------------------------------------------------


def _speaking(
    portfolio: Portfolio, languages: Mapping[str, str] | Mapping[str, str | None]
) -> Portfolio:
    """The portfolio with services in these languages."""
    services = {
        name: replace(portfolio.services[name], language=language)
        for name, language in languages.items()
    }
    return replace(portfolio, services={**portfolio.services, **services})


def _rewritten(analysis: Analysis, rewrites: Iterable[RewriteTold], end: str) -> Analysis:
    """The rewritten portfolio at one end of the gain, at the same utilisation."""
    from archlint.analysis.retiming import like
    from archlint.analysis.rewriting import Factors, rewritten

    factors = {
        item.target: Factors(
            getattr(item.translation.cpu, OPPOSITE[end]),
            getattr(item.translation.mem, OPPOSITE[end]),
        )
        for item in rewrites
    }
    if not factors:
        return analysis
    return like(analysis, rewritten(analysis, factors))


def same_cores(
    now: Analysis, variants: Mapping[str, Analysis], asked: tuple[str, ...]
) -> tuple[Outcome | None, Mapping[str, tuple[str, ...]]]:
    """The mode in which queues shrink and no core is saved, or what it would need.

    `variants` are the rewritten portfolio by end of the gain, `asked` the services that are.
    """
    if not asked:
        return None, {}
    from archlint.analysis.queueing import missing_of
    from archlint.analysis.rewriting import on_the_same_cores

    lacks = {
        name: missing
        for name in asked
        if (missing := missing_of(now, now.portfolio.services[name]))
    }
    if lacks:
        return None, lacks
    return outcome(
        {end: on_the_same_cores(now, variant, asked) for end, variant in variants.items()}
    ), {}


def _without_noise(difference: Difference, drawn: Drawn) -> Difference:
    """Without the journeys whose means differ by no more than their error, and without a bill.

    Promised percentiles are told by `drawn`, which has both ends of a gain.
    """
    journeys = tuple(
        replace(item, crossings=())
        for item in difference.journeys
        if item.delta is None
        or item.joined
        or item.left
        or item.crossing
        or drawn.shows(item.name, item.delta)
    )
    return replace(difference, journeys=journeys, bill_before=None, bill_after=None)


# --- figures --------------------------------------------------------------------------------------


def _paybacks(
    before: PortfolioReport, after: PortfolioReport, rewritten: tuple[str, ...]
) -> Iterable[tuple[str, tuple[Range, Range]]]:
    """The paybacks that verdicts print and that are other ones than they were.

    Not those of what is rewritten, whose payback is told with its rewrite.
    """
    known = {item.service: item.gain.payback for item in before.verdicts if item.gain}
    for verdict in after.verdicts:
        was, now = known.get(verdict.service), verdict.gain.payback if verdict.gain else None
        if was is None or now is None or verdict.service in rewritten:
            continue
        if not all(map(math.isclose, was, now)):
            yield verdict.service, (was, now)


def _journeys(before: Analysis, after: Analysis) -> Iterable[JourneyChange]:
    old = {item.name: item for item in before.journeys}
    now = {item.name: item for item in after.journeys}
    for name in sorted(old.keys() | now.keys()):
        yield journey_change(name, old.get(name), now.get(name))
