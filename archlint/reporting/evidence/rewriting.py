"""Answers what a rewrite does to a service, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_payback,
    format_users,
)
from archlint.reporting.as_if_in_go import as_seats_have_it
from archlint.reporting.evidence.answers import ASSUMED, SHRINKING, WORTH, Answer, Origin
from archlint.reporting.evidence.tails import Tails
from archlint.reporting.evidence.taking import Taking
from archlint.reporting.figures import SHOWN, UNCONTESTED, held, of_range, plain
from archlint.reporting.naming import coded
from archlint.reporting.verdict_words import why_not_judged, words_of

if TYPE_CHECKING:
    from archlint.model import Range, Service, Verdict
    from archlint.reporting.evidence.asked import Asked
    from archlint.reporting.evidence.waits import Waits

_MOST_JOURNEYS = 2


class Rewriting(Struct, frozen=True, dict=True):
    """The last two answers about one service after another."""

    asked: Asked
    waits: Waits

    @cached_property
    def taking(self) -> Taking:
        return Taking(self.asked)

    @cached_property
    def tails(self) -> Tails:
        return Tails(self.taking, self.waits)

    def shrinking(self, service: Service) -> Answer:
        known = self.asked.factor(service.name)
        if known is None:
            return Answer(
                question=SHRINKING,
                short="Not weighed:",
                rest="no factor applies to it, or too little is known to ask",
            )
        factor, source = known
        is_own = service.rewrite.cpu is not None
        tails = [tail.words for tail in self.tails.of(service.name)[:_MOST_JOURNEYS]]
        rest = f"{_span(factor)}of what it computes, {source}".rstrip(", ")
        return Answer(
            question=SHRINKING,
            short=f"To {plain(factor.default)}",
            rest=": ".join(filter(None, [rest, " and ".join(tails)])),
            more=" and ".join(self._off(service.name)),
            places=self.asked.declared(service, "rewrite", "cpu") if is_own else (),
            origin=Origin(word="measured", text="measured") if is_own else ASSUMED,
        )

    def _off(self, service: str) -> Iterator[str]:
        """What is taken off the means that gain most."""
        taken = self.taking.of(service)
        for journey, off in list(taken.seconds.items() if taken else ())[:_MOST_JOURNEYS]:
            if off.high >= SHOWN:
                yield f"{of_range(off, format_duration)} off the mean of {coded(journey)}"

    # --- what it is worth

    def worth(self, service: Service) -> Answer:
        verdict = self.asked.verdicts.get(service.name)
        seat = f", seat {verdict.seat}" if verdict and verdict.seat else ""
        because = verdict.because if verdict else why_not_judged(service)
        is_said = not service.is_planned or because.startswith("planned")
        return Answer(
            question=WORTH,
            short=f"{words_of(verdict)}{seat}{'' if is_said else ', planned'}:",
            rest=because,
            more="; ".join(self._more(service.name, verdict)),
            places=verdict.arguments if verdict else (),
            origin=_confidence(verdict),
        )

    def _more(self, service: str, verdict: Verdict | None) -> Iterator[str]:
        yield from self._amounts(service, verdict)
        if verdict is None:
            return
        seats = self.asked.report.seats
        if verdict.seat_frequency is not None and seats:
            told = held(verdict.seat_frequency, by_all=seats.is_for_all)
            yield (
                f"{told}: no more services pass the test than there are seats"
                if told == UNCONTESTED
                else f"a seat in {told} of {seats.draws:,} draws"
            )
        if verdict.tune_first:
            yield verdict.tune_first

    def _amounts(self, service: str, verdict: Verdict | None) -> Iterator[str]:
        """What it would come to alone: users where anybody counts them, cores, money, payback."""
        gain = verdict.gain if verdict else None
        taken = self.taking.of(service)
        if taken is not None and taken.users.high > 0 and self.asked.report.analysis.has_rates:
            is_done = verdict is not None and verdict.language == "rust"
            other = self._as_seats_have_it(service, taken.users.default)
            users = of_range(taken.users, format_users)
            yield f"alone it frees {users}{', as if in Go' if is_done else other}"
        if gain is None:
            return
        if gain.cores is not None:
            yield f"{of_range(gain.cores, format_cores)} given back"
        if gain.per_month is not None:
            saved = of_range(gain.per_month, lambda value: format_money(value, gain.currency))
            yield f"{saved} a month"
        if gain.payback is not None:
            yield format_payback(*gain.payback)

    def _as_seats_have_it(self, service: str, users: float) -> str:
        """What the verdict's own reason counts, where that is another figure."""
        counted = self.taking.users_for_a_seat(service)
        if counted is None or format_users(counted) == format_users(users):
            return ""
        whose = as_seats_have_it(self.asked.report, but=service)
        return f", {format_users(counted)} {whose}" if whose else ""


def _span(factor: Range) -> str:
    return "" if factor.low == factor.high else f"({plain(factor.low)} to {plain(factor.high)}) "


def _confidence(verdict: Verdict | None) -> Origin | None:
    word = verdict.confidence if verdict else ""
    return Origin(word=word, text=f"inputs {word}") if word else None
