"""Report -> what the rewrites are worth one after another, and what the next ones would add.

A row of such a table is worth what it takes off after the rows above it, so the rows add up to what
`suppose` says of all of them together. All of it is at the same utilisation: fewer cores, queues as
before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.journey_changes import journey_change
from archlint.linting.outcomes import ENDS
from archlint.linting.percentiles import mean_error
from archlint.linting.supposing import same_cores
from archlint.linting.turn_order import argued_of, factors_at, next_of, open_of
from archlint.linting.turn_shares import Shares, shares_of
from archlint.model import Gain, Range

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Estimate, Pick
    from archlint.linting.outcomes import Outcome
    from archlint.linting.report import PortfolioReport

MOST_ROWS = 20
"""Rewrites that have a row of their own; what further ones add is summed up."""

MOST_DRAWN = 3_000
"""Services above which no percentile and no path is told: each row is a state of all journeys."""

TAIL = 0.99


class Turn(Struct, frozen=True, kw_only=True):
    """One rewrite after those before it.

    `target` is a service, or the operation of one. In `gain` the times are what it takes off after
    those before it; cores, money and effort are its own, whatever is rewritten beside it. `errors`
    are the standard errors, seconds, of the growth of means that come from samples, and `tails`
    the growth of the p99, seconds, of the journeys that it changes. `joined` are the operations
    that come onto a journey's critical path.
    """

    target: str
    gain: Gain
    errors: Mapping[str, float] = {}
    tails: Mapping[str, Estimate] = {}
    joined: Mapping[str, tuple[str, ...]] = {}

    @property
    def service(self) -> str:
        return self.target.partition("/")[0]


class Turns(Struct, frozen=True, kw_only=True):
    """The rewrites of a report in turn.

    `argued` are those that its verdicts ask for, the holders of seats first, `open` the holders of
    seats whose verdict is not to rewrite yet, `beyond` those nobody argues for that would take most
    off after all of these. `hidden` are further argued ones, `rest` all of those in one, `whole`
    all that are argued together; `effort_known` is their effort as far as it is known, None where
    that of none is. `shares` are None where nobody is counted. `same_cores` is what it comes to
    where no core is given back and queues shrink instead, None where `lacks` says what that needs.
    """

    argued: tuple[Turn, ...]
    open: tuple[Turn, ...]
    beyond: tuple[Turn, ...]
    rest: Turn | None
    hidden: tuple[Turn, ...]
    whole: Turn
    effort_known: Range | None
    shares: Shares | None
    is_drawn: bool
    same_cores: Outcome | None = None
    lacks: Mapping[str, tuple[str, ...]] = {}

    @property
    def told(self) -> tuple[Turn, ...]:
        """Every rewrite with a row of its own, in the order of the table."""
        return (*self.argued, *self.open, *self.beyond)

    @property
    def all_argued(self) -> tuple[Turn, ...]:
        """What the verdicts ask for, with a row of its own or without."""
        return (*self.argued, *self.hidden)


def turns_of(report: PortfolioReport) -> Turns | None:
    """The rewrites one after another; None where none was weighed."""
    argued, open_ = argued_of(report), open_of(report)
    free = {item.target: item.gain for item in report.candidates if not item.is_taken}
    if not argued and not free:
        return None
    above = {**argued, **open_}
    beyond = next_of(report.analysis, above, free)
    order = {**above, **beyond}
    gains = dict(_in_turn(report.analysis, order))
    shown, hidden = list(argued)[:MOST_ROWS], tuple(argued)[MOST_ROWS:]
    states = _states(report, shown, [*open_, *beyond], gains, hidden)
    turns = {turn.target: turn for turn in states}
    same, lacks = _on_the_same_cores(report.analysis, argued)
    return Turns(
        argued=tuple(turns[name] for name in shown),
        open=tuple(turns[name] for name in open_ if name in turns),
        beyond=tuple(turns[name] for name in beyond if name in turns),
        rest=_together("", [gains[name] for name in hidden]) if hidden else None,
        hidden=tuple(Turn(target=name, gain=gains[name]) for name in hidden),
        whole=_whole(report, argued, gains),
        effort_known=_known([gains[name].effort for name in argued]),
        shares=shares_of(report, order),
        is_drawn=_is_drawn(report.analysis),
        same_cores=same,
        lacks=lacks,
    )


# --- what they are worth --------------------------------------------------------------------------


def _in_turn(analysis: Analysis, order: Mapping[str, Gain]) -> Iterator[tuple[str, Gain]]:
    """Each rewrite's gain, with the times that it takes off after those before it."""
    turns = {end: analysis.in_turn(factors_at(order, end)) for end in ENDS}
    for number, (target, gain) in enumerate(order.items()):
        yield target, replace(gain, **_times([turns[end][number] for end in ENDS], analysis))


def _times(picks: Sequence[Pick], analysis: Analysis) -> dict[str, object]:
    """The fields of a Gain that are about time; users only where somebody counts them."""
    journeys = sorted({name for pick in picks for name in pick.removal.seconds})
    return {
        "milliseconds": {
            name: Range(*(pick.removal.seconds.get(name, 0.0) * 1e3 for pick in picks))
            for name in journeys
        },
        "users": Range(*(pick.removal.users for pick in picks)) if analysis.has_rates else None,
    }


def _states(
    report: PortfolioReport,
    shown: Sequence[str],
    others: Sequence[str],
    gains: Mapping[str, Gain],
    hidden: Sequence[str],
) -> Iterator[Turn]:
    """Every told rewrite with what the portfolio before and after it says of the journeys."""
    before = report.analysis
    if not _is_drawn(before):
        yield from (Turn(target=target, gain=gains[target]) for target in (*shown, *others))
        return
    for target in (*shown, *others):
        if others and hidden and target == others[0]:
            before = before.with_rewrites(
                factors_at({name: gains[name] for name in hidden}, _USUAL)
            )
        after = before.with_rewrites(factors_at({target: gains[target]}, _USUAL))
        yield _turn(target, gains[target], before, after)
        before = after


_USUAL = "default"


def _turn(target: str, gain: Gain, before: Analysis, after: Analysis) -> Turn:
    """A rewrite between two states of a portfolio."""
    moved = [name for name, values in gain.milliseconds.items() if any(values)]
    changes = [journey_change(name, before.journey(name), after.journey(name)) for name in moved]
    return Turn(
        target=target,
        gain=gain,
        errors={
            name: mean_error(before.journey(name), after.journey(name))
            for name in moved
            if before.journey(name).is_sampled or after.journey(name).is_sampled
        },
        tails=_tails(before, after, moved),
        joined={item.name: item.joined for item in changes if item.joined},
    )


def _is_drawn(analysis: Analysis) -> bool:
    return analysis.is_sampled and len(analysis.portfolio.services) <= MOST_DRAWN


def _tails(before: Analysis, after: Analysis, journeys: Iterable[str]) -> dict[str, Estimate]:
    """The growth of the p99 of these journeys, on the same random numbers."""
    from archlint.analysis.paired import paired

    known = [name for name in journeys if not before.journey(name).is_unmeasured]
    pairs = paired(before.samples, after.samples, dict.fromkeys(known, (TAIL,)))
    grown = {name: pairs[name][TAIL].growth for name in known}
    return {name: growth for name, growth in grown.items() if growth is not None}


def _whole(report: PortfolioReport, argued: Mapping[str, Gain], gains: Mapping[str, Gain]) -> Turn:
    """All that are argued, together."""
    from archlint.analysis import payback_range, price_list

    whole = _together("", [gains[name] for name in argued])
    if not argued:
        return whole
    price = price_list(report.portfolio).engineer_month
    payback = payback_range(whole.gain.effort, price, whole.gain.per_month)
    whole = replace(whole, gain=replace(whole.gain, payback=payback))
    if not _is_drawn(report.analysis):
        return whole
    after = report.analysis.with_rewrites(factors_at(argued, _USUAL))
    return _turn("", whole.gain, report.analysis, after)


def _together(target: str, gains: Sequence[Gain]) -> Turn:
    """Gains added up, as if all were low or high together; what is unknown of one stays unknown."""
    journeys = sorted({name for gain in gains for name in gain.milliseconds})
    nothing = Range(0.0, 0.0, 0.0)
    currency = gains[0].currency if gains else "USD"
    return Turn(
        target=target,
        gain=Gain(
            milliseconds={
                name: _sum([gain.milliseconds.get(name, nothing) for gain in gains]) or nothing
                for name in journeys
            },
            users=_sum([gain.users for gain in gains]),
            cores=_sum([gain.cores for gain in gains]),
            per_month=_sum([gain.per_month for gain in gains]),
            currency=currency,
            effort=_sum([gain.effort for gain in gains]),
        ),
    )


def _sum(ranges: Sequence[Range | None]) -> Range | None:
    known = [values for values in ranges if values is not None]
    if len(known) < len(ranges):
        return None
    return Range(*(math.fsum(getattr(values, end) for values in known) for end in ENDS))


def _known(efforts: Sequence[Range | None]) -> Range | None:
    """What is known of a sum at least; None where nothing is."""
    return _sum([effort for effort in efforts if effort is not None]) if any(efforts) else None


def _on_the_same_cores(
    analysis: Analysis, argued: Mapping[str, Gain]
) -> tuple[Outcome | None, Mapping[str, tuple[str, ...]]]:
    """The other mode, as a what-if has it; not told where no state of all journeys is made."""
    from archlint.analysis.queueing import missing_of
    from archlint.analysis.retiming import like
    from archlint.analysis.rewriting import Factors, rewritten

    services = tuple(dict.fromkeys(target.partition("/")[0] for target in argued))
    lacks = {
        name: missing
        for name in services
        if (missing := missing_of(analysis, analysis.portfolio.services[name]))
    }
    if lacks or not services or not _is_drawn(analysis):
        return None, lacks
    variants = {
        end: like(
            analysis,
            rewritten(
                analysis,
                {name: Factors(cpu, 1.0) for name, cpu in factors_at(argued, end).items()},
            ),
        )
        for end in ENDS
    }
    return same_cores(analysis, variants, services)
