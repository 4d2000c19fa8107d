"""The shortlist: who holds a seat, what each takes off after those above it, and who just missed.

One value from which text, narration and json print the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range
from archlint.reporting.as_if_in_go import as_if_in_go

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.analysis.bench import Removal
    from archlint.linting.pack import Seats
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain, Verdict

MOST_SEATS = 12
"""Seats that are listed one by one."""

MOST_BEYOND = 3
"""Rewrites beyond the seats that are listed."""

ARGUED = ("rust", "hybrid")
"""The verdicts that argue for Rust."""

_NOISE = 1e-9
"""Users and seconds: what is taken off below this is a rounding."""


class Entry(Struct, frozen=True, kw_only=True):
    """One rewrite: what it takes off after those above it, at the default factor.

    `users` are freed; `share` is their part of all removable waiting; `seconds` are by journey, the
    most felt first. `rank` is that of the seat, None beyond the seats. `frequency` is the share of
    draws in which it holds one, None where nobody drew. `verdict` is its word, empty without one.
    """

    service: str
    rank: int | None
    users: float
    share: float
    seconds: Mapping[str, float]
    cores: float | None
    effort: float | None
    frequency: float | None
    verdict: str
    is_in_rust: bool


class Together(Struct, frozen=True, kw_only=True):
    """What the rewrites that verdicts argue for are worth together, at the same utilisation.

    `means` are (before, after) in seconds by journey, those that gain; money is a month in
    `currency`, effort in person-months. A figure that one of them lacks is None; `effort_known` is
    the effort of all but `without_effort`, None where that is of none.
    """

    targets: tuple[str, ...]
    users: float
    means: Mapping[str, tuple[float, float]]
    cores: Range | None
    per_month: Range | None
    currency: str
    effort: Range | None
    effort_known: Range | None = None
    without_effort: tuple[str, ...] = ()


class BusiestInGo(Struct, frozen=True, kw_only=True):
    """The service without a case for Rust on which most users wait, and the verdict's reason."""

    service: str
    users: float
    because: str


class Shortlist(Struct, frozen=True, kw_only=True):
    """Seats and what follows them.

    `carried` is the holders' share of all that rewrites can remove, `removable` that all in users.
    All but `together` has the services of `as_if_in_go`, which are in Rust, as if they were not.
    `hidden` seats are not listed; `contenders` passed the test for one. `contested` are (service,
    frequency) of those that hold a seat in some draws only.
    """

    seats: tuple[Entry, ...]
    beyond: tuple[Entry, ...]
    hidden: int
    held: int
    contenders: int | None
    limit: int
    size: int
    quota: float
    draws: int
    removable: float
    carried: float
    contested: tuple[tuple[str, float], ...]
    together: Together | None
    near_miss: BusiestInGo | None
    as_if_in_go: tuple[str, ...] = ()

    @property
    def is_for_all(self) -> bool:
        """Whether all who passed the test have a seat: how often they hold it says nothing."""
        return self.contenders is not None and self.contenders <= self.limit


def shortlist_of(report: PortfolioReport) -> Shortlist | None:
    """The shortlist of a portfolio; None where no journey has a rate or no rewrite is worth any."""
    seats = report.seats
    if seats is None or seats.basis is None or not seats.rewrites or not seats.basis.has_rates:
        return None
    found = _Listing(report, seats, seats.basis).made()
    return found if found.seats or found.beyond else None


class _Listing(Struct, frozen=True, dict=True):
    report: PortfolioReport
    seats: Seats
    basis: Analysis

    def made(self) -> Shortlist:
        holders = self.seats.holders
        carried = self._removal(holders).users if holders else 0.0
        return Shortlist(
            seats=tuple(self._seats()),
            beyond=tuple(self._beyond()),
            hidden=max(0, len(holders) - MOST_SEATS),
            held=len(holders),
            contenders=self.seats.contenders,
            limit=self.seats.limit,
            size=self.seats.size,
            quota=self.seats.quota,
            draws=self.seats.draws,
            removable=self._removable,
            carried=carried / self._removable if self._removable > _NOISE else 0.0,
            contested=self._contested(),
            together=self._together(),
            near_miss=self._near_miss(),
            as_if_in_go=as_if_in_go(self.report),
        )

    # --- what was weighed

    @cached_property
    def _factors(self) -> Mapping[str, float]:
        return {item.target: item.factor for item in self.seats.rewrites}

    @cached_property
    def _verdicts(self) -> Mapping[str, Verdict]:
        return {verdict.service: verdict for verdict in self.report.verdicts}

    @cached_property
    def _gains(self) -> Mapping[str, Gain]:
        """The costs of every rewrite that a plan may choose or a verdict argues for."""
        gains = {item.service: item.gain for item in self.report.candidates}
        argued = {item.service: item.gain for item in self.report.verdicts if item.gain}
        return {**gains, **argued}

    @cached_property
    def _removable(self) -> float:
        """Users that all rewrites together would free."""
        return self.basis.removal(self._factors).users

    def _removal(self, services: Sequence[str]) -> Removal:
        return self.basis.removal({name: self._factors[name] for name in services})

    # --- rows

    def _seats(self) -> Iterator[Entry]:
        listed = [name for name in self.seats.holders if name in self._factors][:MOST_SEATS]
        before = None
        for rank, name in enumerate(listed, 1):
            after = self._removal(listed[:rank])
            yield self._entry(name, rank, before, after)
            before = after

    def _beyond(self) -> Iterator[Entry]:
        """Those argued for without a seat, then who would free most: all after the holders."""
        holders = [name for name in self.seats.holders if name in self._factors]
        others = [name for name in self._contenders() if name not in holders][:MOST_BEYOND]
        before = self._removal(holders) if holders else None
        entries = [
            self._entry(name, None, before, self._removal([*holders, name])) for name in others
        ]
        yield from sorted(
            (item for item in entries if item.users > _NOISE or item.verdict in ARGUED),
            key=lambda item: (item.verdict not in ARGUED, -item.users, item.service),
        )

    def _contenders(self) -> Iterator[str]:
        in_go = [item for item in self.report.verdicts if item.language != "rust"]
        argued = [item.service for item in in_go if item.word in ARGUED]
        yield from (name for name in argued if name in self._factors)
        judged = {item.service for item in in_go}
        alone = {
            item.subject.text: users
            for item in self.report.arguments
            if item.subject.text in judged and "rank" not in item.numbers
            for users in [item.numbers.get("removable_users")]
            if isinstance(users, float | int)
        }
        ranked = sorted(alone, key=lambda name: (-alone[name], name))
        yield from (name for name in ranked if name in self._factors and name not in argued)

    def _entry(self, name: str, rank: int | None, before: Removal | None, after: Removal) -> Entry:
        verdict, gain = self._verdicts.get(name), self._gains.get(name)
        users = after.users - (before.users if before else 0.0)
        off = {
            journey: seconds - (before.seconds.get(journey, 0.0) if before else 0.0)
            for journey, seconds in after.seconds.items()
        }
        return Entry(
            service=name,
            rank=rank,
            users=users,
            share=users / self._removable if self._removable > _NOISE else 0.0,
            seconds=self._by_users(off),
            cores=gain.cores.default if gain and gain.cores else None,
            effort=gain.effort.default if gain and gain.effort else None,
            frequency=verdict.seat_frequency if verdict else None,
            verdict=verdict.word if verdict else "",
            is_in_rust=verdict is not None and verdict.language == "rust",
        )

    def _by_users(self, seconds: Mapping[str, float]) -> dict[str, float]:
        """What is taken off journeys: where it frees most users first."""
        journeys = self.report.analysis.journeys
        rates = {times.name: times.journey.rate or 0.0 for times in journeys}
        felt = [(name, value) for name, value in seconds.items() if value > _NOISE]
        return dict(sorted(felt, key=lambda item: (-rates.get(item[0], 0.0) * item[1], item[0])))

    # --- what it adds up to

    def _contested(self) -> tuple[tuple[str, float], ...]:
        found = [
            (item.service, item.seat_frequency)
            for item in self.report.verdicts
            if item.seat_frequency is not None and 0.0 < item.seat_frequency < 1.0
        ]
        return tuple(sorted(found, key=lambda item: (-item[1], item[0])))

    def _together(self) -> Together | None:
        """The rewrites that the verdicts argue for, on the portfolio as it is."""
        rewrites = {item.target: item.factor for item in self.report.rewrites}
        if not rewrites:
            return None
        removal = self.report.analysis.removal(rewrites)
        services = [target.split("/", 1)[0] for target in rewrites]
        gains = [self._gains[name] for name in services if name in self._gains]
        efforts = {name: self._effort(name) for name in services}
        felt = self._by_users(removal.seconds)
        means = {times.name: times.mean for times in self.report.analysis.journeys}
        return Together(
            targets=tuple(rewrites),
            users=removal.users,
            means={name: (means[name], means[name] - seconds) for name, seconds in felt.items()},
            cores=_sum([gain.cores for gain in gains]),
            per_month=_sum([gain.per_month for gain in gains]),
            currency=gains[0].currency if gains else "",
            effort=_sum([gain.effort for gain in gains]),
            effort_known=_sum([effort for effort in efforts.values() if effort is not None]),
            without_effort=tuple(name for name, effort in efforts.items() if effort is None),
        )

    def _effort(self, service: str) -> Range | None:
        return gain.effort if (gain := self._gains.get(service)) is not None else None

    def _near_miss(self) -> BusiestInGo | None:
        """Of what was judged and stays in Go the service that most wait for.

        It surprises only where more users wait for it than for one of the holders.
        """
        waiting = self.basis.waiting.by_service
        least = min((waiting.get(name, 0.0) for name in self.seats.holders), default=0.0)
        stays = [
            verdict
            for verdict in self.report.verdicts
            if verdict.word == "go" and verdict.language != "rust" and not verdict.is_planned
            if waiting.get(verdict.service, 0.0) > least and verdict.seat is None
        ]
        if not stays:
            return None
        found = min(stays, key=lambda item: (-waiting[item.service], item.service))
        return BusiestInGo(
            service=found.service, users=waiting[found.service], because=found.because
        )


def _sum(ranges: Sequence[Range | None]) -> Range | None:
    known = [values for values in ranges if values is not None]
    if not known or len(known) < len(ranges):
        return None
    return Range(*(sum(ends) for ends in zip(*known, strict=True)))
