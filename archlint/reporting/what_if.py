"""What would change, in sentences and rows that every format of `what-if` shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from archlint.model import Range
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_payback,
    format_rate,
    format_users,
)
from archlint.reporting.difference import facts_of, headline, signed
from archlint.reporting.figures import of_range, plain, share
from archlint.reporting.summary import listed, plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.comparing import JourneyChange
    from archlint.linting.outcomes import Outcome
    from archlint.linting.supposing import Answer, RewriteTold, WhatIf

_MOST = 6
"""Services that a line lists."""

UNCHANGED = "±0"
"""A change that is none."""

_NOISE = 1e-9
"""Relative: a change below this is one of the last digits."""


class Figure(NamedTuple):
    """A figure of a journey: what it is called, its value before, and what an outcome says."""

    label: str
    before: Callable[[JourneyTimes], float]
    of: Callable[[Outcome], Mapping[str, Range]]


FIGURES = (Figure("mean", lambda times: times.mean, lambda outcome: outcome.means),)
"""The figures of every journey, a row each."""


class JourneyRow(NamedTuple):
    """One figure of one journey; `facts` stand with the first."""

    name: str
    label: str
    before: str
    after: str
    change: str
    facts: tuple[str, ...] = ()


def asked(answer: Answer) -> str:
    """`--rewrite pricing, --set checkout.load.rate=2x`."""
    return visible(", ".join(f"{option} {text}" for option, text in answer.asked))


def headline_of(what_if: WhatIf) -> str:
    """The news in one sentence: journeys, findings, verdicts, then users waiting and cores."""
    news = [] if what_if.difference.is_empty else [headline(what_if.difference)]
    for label, before, after in (
        ("users waiting", what_if.now.users, what_if.then.users),
        ("cores paid for", what_if.now.cores, what_if.then.cores),
    ):
        if before is not None and after is not None:
            change = _difference(before.default, after.default)
            news += [f"{label} {_change(change, plain)}"] if change else []
    return visible("; ".join(news) or "nothing that is measured changes")


def rewrite_lines(what_if: WhatIf) -> Iterator[str]:
    """`pricing in Rust: factor 0.65 (0.35 to 1), prior for kernel (compute_kernel)`."""
    for item in what_if.rewrites:
        factor = of_range(item.translation.cpu, plain)
        language = item.language.capitalize()
        yield visible(
            f"{item.service} in {language}: factor {factor}, {item.translation.source}"
            f"{_uncertain(item)}"
        )
    if what_if.rewrites:
        yield "all figures at the same utilisation: cores are saved, queues stay as they are"


def _uncertain(item: RewriteTold) -> str:
    """What a rewrite's times do not know."""
    if item.missing:
        return f"; no time changes: {' and '.join(f'`{key}`' for key in item.missing)} not given"
    return "; its times change at most so: `gc.cpu_share` not given" if item.is_upper_bound else ""


def kept_lines(what_if: WhatIf) -> Iterator[str]:
    """What was kept, and what followed from that."""
    if what_if.loads:
        moved = [
            f"{item.service} {plain(item.before)} → {format_cores(item.after)}"
            for item in what_if.loads
        ]
        yield _line("kept: CPU per request; cores in use follow the traffic", moved)
    queues = [item for item in what_if.queues if not item.after.is_saturated]
    full = [item for item in what_if.queues if item.after.is_saturated]
    if queues:
        moved = [
            f"{item.service} at {share(item.before.utilisation)} → {share(item.after.utilisation)},"
            f" {_change(item.added, format_duration)}"
            for item in queues
        ]
        yield _line("waiting for a free core changes too", moved)
    if full:
        names = [f"{item.service} at {share(item.after.utilisation)}" for item in full]
        yield _line("more comes in than the cores can serve, and no time below says so", names)
    if what_if.loads or what_if.queues:
        yield "kept: cores allocated, replicas, memory, own times but for the queue"


def _line(head: str, items: list[str]) -> str:
    more = f" and {len(items) - _MOST} more" if len(items) > _MOST else ""
    return visible(f"{head}: {', '.join(items[:_MOST])}{more}")


# --- journeys -------------------------------------------------------------------------------------


def journey_rows(what_if: WhatIf) -> Iterator[JourneyRow]:
    """Every figure of every journey, before and after."""
    for change in what_if.journeys:
        facts = tuple(_facts(change))
        for number, figure in enumerate(FIGURES):
            yield _row(what_if, change, figure, () if number else facts)


def _row(
    what_if: WhatIf, change: JourneyChange, figure: Figure, facts: tuple[str, ...]
) -> JourneyRow:
    before = None if change.before is None else figure.before(change.before)
    after = figure.of(what_if.then).get(change.name) if change.after else None
    moved = "new" if before is None else "gone"
    if before is not None and change.after is not None:
        default = figure.before(change.after)
        moved = span_of_change(before, after, default, format_duration)
    return JourneyRow(
        name=visible(change.name),
        label=figure.label,
        before=_time(change.before, figure),
        after=_time(change.after, figure),
        change=moved,
        facts=facts,
    )


def _time(times: JourneyTimes | None, figure: Figure) -> str:
    if times is None:
        return "–"
    seconds = figure.before(times)
    return format_duration(seconds) if seconds or not times.is_lower_bound else "not measured"


def _facts(change: JourneyChange) -> Iterator[str]:
    rates = [times.journey.rate if times else None for times in (change.before, change.after)]
    if None not in rates and rates[0] != rates[1]:
        yield " → ".join(format_rate(rate or 0.0) for rate in rates)
    yield from map(visible, facts_of(change))
    if change.after is not None and change.after.is_lower_bound and change.after.mean:
        yield "at least: not all of it is measured"


def span_of_change(
    before: float, after: Range | None, default: float, text: Callable[[float], str]
) -> str:
    """`-3.79 ms (-0.75 to -9.75 ms)`; the span where it is one."""
    main = _change(_difference(before, default), text)
    if after is None:
        return main
    low, high = (_difference(before, end) for end in (after.low, after.high))
    if low == high:
        return main
    return f"{main} ({_change(low, text)} to {_change(high, text)})"


def _difference(before: float, after: float) -> float:
    return 0.0 if abs(after - before) <= _NOISE * max(abs(before), abs(after)) else after - before


def _change(value: float, text: Callable[[float], str]) -> str:
    return signed(value, text(abs(value)))


# --- totals ---------------------------------------------------------------------------------------


def total_rows(what_if: WhatIf) -> Iterator[tuple[str, str]]:
    """Users waiting, cores, money and payback, each with its label."""
    now, then = what_if.now, what_if.then
    if now.users is not None and then.users is not None:
        yield "users waiting", _total(now.users.default, then.users, plain)
    if now.cores is not None or then.cores is not None:
        before = now.cores.default if now.cores else 0.0
        yield "cores paid for", _total(before, then.cores or Range(0.0, 0.0, 0.0), format_cores)
    if what_if.per_month is not None:
        yield "money a month", _money(what_if.per_month, what_if.currency)
    if what_if.rewrites:
        yield "payback", _payback(what_if)
        yield "same cores", _same_cores(what_if)


def _total(before: float, after: Range, text: Callable[[float], str]) -> str:
    if before == after.low == after.default == after.high:
        return f"{text(before)}, as before"
    change = span_of_change(before, after, after.default, plain)
    return f"{plain(before)} → {text(after.default)}, {change}"


def _money(change: Range, currency: str) -> str:
    def text(amount: float) -> str:
        return format_money(amount, currency)

    low, default, high = (0.0 if abs(amount) < _CENT else amount for amount in change)
    if low == default == high == 0.0:
        return "as before"
    main = _change(default, text)
    return main if low == high else f"{main} ({_change(low, text)} to {_change(high, text)})"


_CENT = 0.005


def _payback(what_if: WhatIf) -> str:
    if what_if.effort_unknown:
        names = listed(what_if.effort_unknown, most=_MOST)
        return visible(f"unknown: `size` or `rewrite.effort` is not declared for {names}")
    if what_if.effort is None or what_if.payback is None:
        return "unknown: no cores or memory are declared"
    effort = of_range(what_if.effort, lambda months: f"{plain(months)} person-months")
    return f"its effort, {effort}, {format_payback(*what_if.payback)}"


def _same_cores(what_if: WhatIf) -> str:
    """The other mode: head-room is spent on shorter queues, and no core is saved."""
    if what_if.same_cores is None:
        lacks = [
            f"{name} lacks {', '.join(missing)}"
            for name, missing in sorted(what_if.same_cores_lacks.items())
        ]
        return _line("0 cores saved; how queues shrink cannot be said", lacks)
    outcome = what_if.same_cores
    parts = ["0 cores saved"]
    for change in what_if.journeys:
        if change.before is None or change.name not in outcome.means:
            continue
        after = outcome.means[change.name]
        if _difference(change.before.mean, after.default):
            moved = span_of_change(change.before.mean, after, after.default, format_duration)
            parts.append(f"{visible(change.name)} {format_duration(after.default)}, {moved}")
    others = len(parts) - 1 - _MOST
    parts = [*parts[: _MOST + 1], *([f"{plural(others, 'journey')} more"] if others > 0 else [])]
    if outcome.users is not None:
        parts.append(f"{format_users(outcome.users.default)} waiting")
    return "; ".join(parts)
