"""Which services, and where the cut is: the short list beside the curve, and what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.effective import Tracing
from archlint.quantities import format_users
from archlint.reporting.as_if_in_go import as_if_in_go, as_seats_have_it
from archlint.reporting.figures import UNCONTESTED, held, share
from archlint.reporting.naming import named
from archlint.reporting.page.figures import UNKNOWN, Figure
from archlint.reporting.page.sureness import contest_sentence, contested, uncontested

if TYPE_CHECKING:
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.model import Verdict
    from archlint.reporting.page.curve import Curve, Weighing
    from archlint.reporting.page.verdicts import VerdictRow

MOST_LISTED = 12
"""Rows of the short list; how many more there are is said."""

_MOST_NEAREST = 3
_MOST_WANTED = 5


class ShortRow(Struct, frozen=True, kw_only=True):
    """One service of the short list: its verdict, one line of reason, its part of what is removed.

    `number` is its seat, 0 without one; `held` how often draws leave it to it, empty where nobody
    drew. `users` are those that its rewrite would free, where it is no rewrite.
    """

    service: str
    mark: str
    words: str
    number: int
    because: str
    share: Figure
    held: str
    is_planned: bool
    users: Figure = UNKNOWN


class Wanted(Struct, frozen=True, kw_only=True):
    """An annotation that is missing: of how many subjects, and how many rules wait for it."""

    key: str
    subjects: int
    rules: int


class Which(Struct, frozen=True, kw_only=True):
    """The first section beside its curve.

    `rows` are what the verdicts ask for, seats first; `nearest` what would remove most where they
    ask for no rewrite, `conditions` what a rewrite has to pass; `wanted` what to measure where
    there is no curve. `contest` says whose seats are open, `basis` how much of the waiting a
    rewrite can remove at all; `as_if` what is counted as if in Go, empty where nothing is.
    """

    rows: tuple[ShortRow, ...]
    hidden: int
    nearest: tuple[ShortRow, ...]
    conditions: str
    wanted: tuple[Wanted, ...]
    contest: str
    is_contested: bool
    basis: tuple[str, ...]
    as_if: str = ""


def which(
    weighing: Weighing, curve: Curve | None, rows: Sequence[VerdictRow], packs: Sequence[Pack]
) -> Which:
    """`rows` are all verdicts, in their order."""
    report = weighing.report
    weighty = sorted((row for row in rows if row.is_weighty), key=_order)
    is_due = any(row.mark in ("rust", "hybrid") and row.language != "rust" for row in weighty)
    verdicts = {item.service: item for item in report.verdicts}
    is_open = not is_due and curve is not None
    nearest = tuple(_nearest(weighing, {row.service: row for row in rows})) if is_open else ()
    return Which(
        rows=tuple(
            _short(row, _seat(report, verdicts[row.service])) for row in weighty[:MOST_LISTED]
        ),
        hidden=max(0, len(weighty) - MOST_LISTED),
        nearest=nearest,
        conditions=" ".join(filter(None, _terms(weighing, packs))) if nearest else "",
        wanted=() if curve is not None else tuple(_wanted(report)),
        contest=_contest(report),
        is_contested=bool(contested(report)),
        basis=tuple(_basis(report, weighing)),
        as_if=as_seats_have_it(report),
    )


def _order(row: VerdictRow) -> tuple[bool, int, bool, bool]:
    """Seats by their number, then rewrites without one; what is planned, or done already, last."""
    return row.seat is None, row.seat or 0, row.is_planned, row.language == "rust"


def _seat(report: PortfolioReport, verdict: Verdict) -> str:
    """`a seat in 82 % of draws`, `an uncontested seat`."""
    if report.seats is None or not verdict.seat or verdict.seat_frequency is None:
        return ""
    told = held(verdict.seat_frequency, by_all=report.seats.is_for_all)
    return f"an {told} seat" if told == UNCONTESTED else f"a seat in {told} of draws"


def _short(row: VerdictRow, seat: str) -> ShortRow:
    return ShortRow(
        service=row.service,
        mark=row.mark,
        words=row.words,
        number=row.seat or 0,
        because=row.because,
        share=row.share,
        held=seat,
        is_planned=row.is_planned,
    )


def _nearest(weighing: Weighing, rows: Mapping[str, VerdictRow]) -> Iterator[ShortRow]:
    """The largest removable waits of what is not in Rust yet, each with why it is no rewrite."""
    users = {name: gain for name, gain in weighing.in_turn.items() if gain > 0}
    names = [name for name in users if rows[name].language != "rust"]
    for name in names[:_MOST_NEAREST]:
        row = rows[name]
        yield ShortRow(
            service=row.service,
            mark=row.mark,
            words=row.words,
            number=0,
            because=row.because,
            share=weighing.share(row.service),
            held="",
            is_planned=row.is_planned,
            users=Figure(users[name], format_users(users[name]), "users"),
        )


_ASKED = ("min_phi", "min_ms", "min_share", "min_users")
"""Options of a pack that tests whether a rewrite would be felt."""


def _terms(weighing: Weighing, packs: Sequence[Pack]) -> Iterator[str]:
    """Of what the figures beside the nearest are a part, and what a rewrite has to pass."""
    whole = format_users(weighing.removable)
    yield f"Users that the rewrite would free; 100 % of the curve are {whole}."
    yield _conditions(weighing.report, packs)


def _conditions(report: PortfolioReport, packs: Sequence[Pack]) -> str:
    """What a rewrite has to pass by the options of the pack that asks; empty where none does."""
    for group in Tracing(portfolio=report.portfolio).packs(packs):
        values = {item.name: str(item.value).replace("%", " %") for item in group.options}
        if all(name in values for name in _ASKED):
            computing, time, part, users = (values[name] for name in _ASKED)
            free = "one waiting user" if users == "1" else f"{users} waiting users"
            return (
                "A rewrite for users' waiting has to pass all three: the service computes for at"
                f" least {computing} of its time; a journey's mean gets at least {time} or {part}"
                f" shorter; at least {free} {'is' if users == '1' else 'are'} freed."
            )
    return ""


def _wanted(report: PortfolioReport) -> Iterator[Wanted]:
    """The missing annotations that most rules wait for."""
    rules: Counter[str] = Counter()
    subjects: Counter[str] = Counter()
    for rule in report.coverage.rules:
        for key, count in rule.missing.items():
            rules[key] += 1
            subjects[key] = max(subjects[key], count)
    ranked = sorted(rules, key=lambda key: (-rules[key], -subjects[key], key))
    for key in ranked[:_MOST_WANTED]:
        yield Wanted(key=key, subjects=subjects[key], rules=rules[key])


def _contest(report: PortfolioReport) -> str:
    """Who else would have a seat in some draws; that nobody would is said, too."""
    seats = report.seats
    if seats is None or not seats.holders:
        return ""
    if not seats.draws:
        return "How sure the seats are was not drawn: they are held at default figures."
    rivals = contested(report)
    if not rivals:
        return f"{uncontested(seats, len(seats.holders))}."
    return f"{contest_sentence(rivals, seats.draws, most=8)} Measure before you pick."


def _basis(report: PortfolioReport, weighing: Weighing) -> Iterator[str]:
    """What 100 % is, and how much of the waiting no language removes."""
    waiting = report.analysis.waiting
    if not report.analysis.has_rates or not waiting.total:
        return
    if weighing.removable > 0:
        part = share(weighing.removable / weighing.total)
        whole = f"{format_users(weighing.removable)}, {part} of all who"
        counted = ", as far as they are counted" if waiting.is_lower_bound else ""
        done = sum(weighing.written.values())
        if done / weighing.removable >= _SHOWN:
            yield (
                f"100 % is what every judged service frees in Rust against all of them in Go:"
                f" {whole} would wait then{counted}. Of it {format_users(done)} are free"
                f" already, by {named(tuple(weighing.written))}."
            )
        else:
            yield (
                f"100 % is what rewriting every judged service would free: {whole} wait at any"
                f" moment{counted}."
            )
        if names := as_if_in_go(report):
            yield (
                f"Here {named(names)} {'counts' if len(names) == 1 else 'count'} as if in Go; in"
                " the table of gains and in `archlint what-if` all is as it is."
            )
    stays, unmeasured = _split(report)
    whose = "today's waiting" if weighing.written else "the waiting"
    unknown = (
        f"; for {share(unmeasured / waiting.total)} it is not measured what computes"
        if unmeasured / waiting.total >= _SHOWN
        else ""
    )
    yield (
        f"{share(stays / waiting.total)} of {whose} no language removes: disks, locks, networks"
        f" and what is bought{unknown}."
    )


def _split(report: PortfolioReport) -> tuple[float, float]:
    """Users who wait for what does not compute, and for what may: what is bought never counts."""
    waiting, services = report.analysis.waiting, report.portfolio.services
    ours = [
        name
        for name in waiting.by_service
        if not services[name].managed and services[name].kind not in ("external", "library")
    ]
    computing = sum(waiting.computing.get(name, 0.0) for name in ours)
    unmeasured = sum(waiting.unmeasured.get(name, 0.0) for name in ours)
    return max(0.0, waiting.total - computing - unmeasured), unmeasured


_SHOWN = 0.005
"""Parts below half a per cent are not worth a word."""
