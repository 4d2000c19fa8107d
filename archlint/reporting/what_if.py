"""What would change, in sentences and rows that every format of `what-if` shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from archlint.model import Range
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_payback,
    format_users,
)
from archlint.reporting.difference import headline
from archlint.reporting.figures import of_range, plain, share
from archlint.reporting.growth import difference, grown, span, span_of_change
from archlint.reporting.naming import listed
from archlint.reporting.what_if_journeys import percentile_news, tail_news
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.supposing import Answer, WhatIf
    from archlint.linting.translating import RewriteTold

_MOST = 6
"""Services that a line lists."""


def asked(answer: Answer) -> str:
    """`--rewrite pricing, --set checkout.load.rate=2x`."""
    return visible(", ".join(f"{option} {text}" for option, text in answer.asked))


def headline_of(what_if: WhatIf) -> str:
    """The news in one sentence: journeys, findings, verdicts, then users waiting and cores."""
    news = [] if what_if.difference.is_empty else [headline(what_if.difference)]
    news += percentile_news(what_if)
    for label, before, after, is_noise in (
        ("users waiting", what_if.now.users, what_if.then.users, what_if.is_users_growth_noise),
        (_cores_label(what_if), what_if.now.cores, what_if.then.cores, False),
    ):
        if before is not None and after is not None and not is_noise:
            change = difference(before.default, after.default)
            news += [f"{label} {grown(change, plain)}"] if change else []
    news = news or list(tail_news(what_if)) or list(_payback_news(what_if))
    return visible("; ".join(news) or "nothing that is measured changes")


def _payback_news(what_if: WhatIf) -> Iterator[str]:
    """That verdicts pay back sooner or later, where nothing else is news."""
    if what_if.paybacks:
        yield f"the payback of {listed(sorted(what_if.paybacks))} changes"


def rewrite_lines(what_if: WhatIf) -> Iterator[str]:
    """`pricing in Rust: factor 0.65 (0.35 to 1), prior for kernel (compute_kernel)`."""
    for item in what_if.rewrites:
        factor = of_range(item.translation.cpu, plain)
        language = item.language.capitalize()
        yield visible(
            f"{item.target} in {language}: factor {factor}, {item.translation.source}"
            f"{_uncertain(item)}{_around(item)}"
        )
    if what_if.rewrites:
        yield (
            "all figures of the portfolio as it is, at the same utilisation: cores are saved,"
            " queues stay as they are"
        )


def _around(item: RewriteTold) -> str:
    """What is left of a service one operation of which becomes a kernel of its own."""
    if not item.operation:
        return ""
    return (
        f"; a kernel of its own, what calling it costs is not in the times; {item.service} stays"
        " as it is around it, and its verdict still counts the kernel as part of it"
    )


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
            f" {grown(item.added, format_duration)}"
            for item in queues
        ]
        yield _line("waiting for a free core changes too", moved)
    if full:
        names = [f"{item.service} at {share(item.after.utilisation)}" for item in full]
        yield _line("more comes in than the cores can serve, and no time below says so", names)
    if what_if.queues_lack:
        lacking = [
            f"{listed(names)} without {', '.join(f'`{key}`' for key in keys)}"
            for keys, names in _by_what_they_lack(what_if.queues_lack)
        ]
        yield _line("queues change too and are not computed, so no time below has them", lacking)
    if what_if.loads or what_if.queues:
        yield "kept: cores allocated, replicas, memory, own times but for the queue"


def _by_what_they_lack(
    lacks: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The services that lack the same, the most first."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, keys in sorted(lacks.items()):
        found.setdefault(keys, []).append(name)
    yield from sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def _line(head: str, items: list[str]) -> str:
    more = f" and {len(items) - _MOST} more" if len(items) > _MOST else ""
    return visible(f"{head}: {', '.join(items[:_MOST])}{more}")


# --- totals ---------------------------------------------------------------------------------------


def _cores_label(what_if: WhatIf) -> str:
    """Whether cores are paid for, or no more than in use where none is allocated."""
    is_paid = what_if.now.is_allocated or what_if.then.is_allocated
    return "cores paid for" if is_paid else "cores in use"


def total_rows(what_if: WhatIf) -> Iterator[tuple[str, str]]:
    """Users waiting, cores, money and payback, each with its label."""
    now, then = what_if.now, what_if.then
    if now.users is not None and then.users is not None:
        users = _total(now.users.default, then.users, plain)
        if what_if.is_users_growth_noise:
            users = f"{plain(now.users.default)} → {plain(then.users.default)}, none that shows"
        is_least = now.is_least or then.is_least
        yield "users waiting", f"{'at least ' if is_least else ''}{users}"
    if now.cores is not None or then.cores is not None:
        before = now.cores.default if now.cores else 0.0
        cores = _total(before, then.cores or Range(0.0, 0.0, 0.0), format_cores)
        yield _cores_label(what_if), cores
    if what_if.per_month is not None:
        yield "money a month", _money(what_if.per_month, what_if.currency)
    for name, (was, became) in sorted(what_if.paybacks.items())[:_MOST]:
        told = f"{format_payback(*became)}, was {format_payback(*was)}"
        yield "payback", visible(f"{name} in Rust: {told}")
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
    return grown(default, text) + span(low, high, text)


_CENT = 0.005


def _payback(what_if: WhatIf) -> str:
    if what_if.effort_unknown:
        names = listed(what_if.effort_unknown, most=_MOST)
        return visible(f"unknown: `size` or `rewrite.effort` is not declared for {names}")
    if what_if.effort is None or what_if.payback is None:
        return "unknown: no cores or memory are declared"
    effort = of_range(what_if.effort, lambda months: f"{plain(months)} person-months")
    is_part = any(item.operation for item in what_if.rewrites)
    whose = "at most the whole service's effort" if is_part else "its effort"
    return f"{whose}, {effort}, {format_payback(*what_if.payback)}"


def _same_cores(what_if: WhatIf) -> str:
    """The other mode: head-room is spent on shorter queues, and no core is saved."""
    if what_if.same_cores is None:
        lacks = [
            f"{name} lacks {', '.join(missing)}"
            for name, missing in sorted(what_if.same_cores_lacks.items())
        ]
        return _line("0 cores saved; how queues shrink cannot be said", lacks)
    outcome = what_if.same_cores
    is_part = any(item.operation for item in what_if.rewrites)
    parts = ["0 cores saved" + (", kernels on the cores of their services" if is_part else "")]
    for change in what_if.journeys:
        if change.before is None or change.name not in outcome.means:
            continue
        after = outcome.means[change.name]
        if difference(change.before.mean, after.default):
            moved = span_of_change(change.before.mean, after, after.default, format_duration)
            parts.append(f"{visible(change.name)} {format_duration(after.default)}, {moved}")
    others = len(parts) - 1 - _MOST
    parts = [*parts[: _MOST + 1], *([f"{plural(others, 'journey')} more"] if others > 0 else [])]
    if outcome.users is not None:
        parts.append(f"{format_users(outcome.users.default)} waiting")
    return "; ".join(parts)
