"""What the shortlist adds up to, in sentences that text and narration share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.quantities import format_cores, format_duration, format_money, format_users
from archlint.reporting.figures import SHOWN, frequency, of_range, plain, share
from archlint.reporting.naming import listed
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.shortlist import BusiestInGo, Entry, Shortlist, Together

_MOST_JOURNEYS = 3


def shortlist_sentences(found: Shortlist) -> Iterator[str]:
    """What it adds up to, who contests a seat, and why not the service that surprises most."""
    if found.together is not None:
        yield _together(found.together)
    yield from _as_if_in_go(found)
    yield from _contested(found)
    if found.near_miss is not None:
        yield _why_not(found.near_miss)


def _as_if_in_go(found: Shortlist) -> Iterator[str]:
    """On what basis the rows are told, where it is not that of what they add up to."""
    written = [entry.service for entry in found.seats if entry.is_in_rust]
    names = tuple(dict.fromkeys((*written, *found.as_if_in_go)))
    if names:
        other = "Together and `archlint what-if` count" if found.together else "what-if counts"
        yield (
            "The rows, like the seats, count as if in Go what is in Rust already"
            f" ({listed(names)}); {other} it as it is."
        )


def _together(whole: Together) -> str:
    """`Together: search 41.3 → 33.9 ms, …; 22.3 cores, $683 a month, 46.7 person-months`."""
    felt = [(name, means) for name, means in whole.means.items() if means[0] - means[1] >= SHOWN]
    moved = [f"{visible(name)} {_moved(*means)}" for name, means in felt[:_MOST_JOURNEYS]]
    if len(felt) > _MOST_JOURNEYS:
        moved.append(f"{plural(len(felt) - _MOST_JOURNEYS, 'journey')} more")
    worth = [f"{format_users(whole.users)} freed"]
    if whole.cores is not None:
        worth.append(of_range(whole.cores, format_cores))
    if whole.per_month is not None:
        money = of_range(whole.per_month, lambda amount: format_money(amount, whole.currency))
        worth.append(f"{money} a month")
    head = "Together" if len(whole.targets) > 1 else f"With {visible(whole.targets[0])} in Rust"
    means = f"{', '.join(moved)} (means); " if moved else ""
    return f"{head}: {means}{', '.join(worth)}; {_effort(whole)}."


def _effort(whole: Together) -> str:
    """Person-months; `at least 103 person-months, that of a not known` where one is unknown."""
    known = whole.effort if whole.effort is not None else whole.effort_known
    if known is None:
        return "effort not known"
    months = of_range(known, lambda months: f"{plain(months)} person-months")
    if whole.effort is not None:
        return months
    return f"at least {months}, that of {listed(whole.without_effort)} not known"


def _moved(before: float, after: float) -> str:
    was, now = format_duration(before), format_duration(after)
    number, _, unit = was.partition(" ")
    return f"{number if now.endswith(f' {unit}') else was} → {now}"


def _contested(found: Shortlist) -> Iterator[str]:
    if found.contested:
        names = [f"{visible(name)} {frequency(part)}" for name, part in found.contested]
        seat = "A seat is" if len(found.contested) <= 2 else "Seats are"  # noqa: PLR2004  # a pair
        who = listed(names, most=4)
        yield f"{seat} contested, held in so many of {found.draws} draws: {who}. Measure first."
    elif found.held and found.draws and found.contenders is not None and found.is_for_all:
        verb = "passes" if found.contenders == 1 else "pass"
        passing = f"{plural(found.contenders, 'service')} {verb}"
        yield f"No seat is contested: {passing} the test, for {plural(found.limit, 'seat')}."
    elif found.held and found.draws:
        yield f"No seat is contested: the same services hold them in all {found.draws} draws."


def _why_not(missed: BusiestInGo) -> str:
    """The reason up to its first semicolon: `explain` has the rest."""
    name, reason = visible(missed.service), visible(missed.because).partition("; ")[0]
    waiting = format_users(missed.users)
    return f"Why not {name} ({waiting} waiting)? {_sentence(reason)} `archlint explain {name}`"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def held_of(found: Shortlist) -> str:
    """Say `1 of 2 seats held`, or that there is none to hold."""
    if not found.limit:
        return "no seat"
    return f"{found.held} of {plural(found.limit, 'seat')} held"


def told_aloud(found: Shortlist) -> Iterator[str]:
    """The table as sentences: one a row, every figure with its unit, nothing drawn."""
    held = held_of(found)
    carried = f", by rewrites that carry {share(found.carried)} of removable waiting"
    cap = f"Quota {plain(found.quota * 100)} % of {plural(found.size, 'service')}"
    yield f"{cap}: {held}{carried if found.held else ''}."
    for entry in found.seats:
        yield f"Seat {entry.rank}: {_aloud(found, entry)}"
    if found.hidden:
        yield f"{plural(found.hidden, 'seat')} more."
    for entry in found.beyond:
        yield f"Beyond the seats: {_aloud(found, entry)}"
    yield from shortlist_sentences(found)


def _aloud(found: Shortlist, entry: Entry) -> str:
    name = visible(entry.service)
    parts = [f"{format_users(entry.users)} freed, {share(entry.share)} of removable waiting"]
    parts += [
        f"{format_duration(off)} off a mean {visible(journey)}"
        for journey, off in entry.seconds.items()
        if off >= SHOWN
    ]
    if entry.cores is not None:
        parts.append(format_cores(entry.cores))
    if entry.effort is not None:
        parts.append(f"{plain(entry.effort)} person-months")
    if entry.frequency is not None and not found.is_for_all:
        parts.append(f"a seat in {frequency(entry.frequency)} of the draws")
    word = f", verdict {entry.verdict}" if entry.verdict else ""
    already = ", in Rust already" if entry.is_in_rust else ""
    return f"{name}{word}{already}: {'; '.join(parts)}."
