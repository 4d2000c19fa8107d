"""Answers what a rewrite does to a service, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from archlint.reporting.figures import of_range, plain
from archlint.reporting.page.answers import ASSUMED, SHRINKING, WORTH, Answer, Origin
from archlint.reporting.page.naming import coded

if TYPE_CHECKING:
    from archlint.model import Gain, Service, Verdict
    from archlint.reporting.page.asked import Asked
    from archlint.reporting.page.services import ServiceRow


class Rewriting(Struct, frozen=True, dict=True):
    """The last two answers about one service after another."""

    asked: Asked

    @cached_property
    def _gains(self) -> Mapping[str, Gain]:
        """What is known of rewriting each service: of candidates their factors alone."""
        found = {item.service: item.gain for item in self.asked.report.candidates}
        return found | {
            name: verdict.gain
            for name, verdict in self.asked.verdicts.items()
            if verdict.gain is not None
        }

    def shrinking(self, service: Service) -> Answer:
        gain = self._gains.get(service.name)
        if gain is None or gain.factor is None:
            return Answer(
                question=SHRINKING,
                short="Not weighed:",
                rest="no factor applies to it, or too little is known to ask",
            )
        is_own = service.rewrite.cpu is not None
        source = f", {gain.factor_source}" if gain.factor_source else ""
        return Answer(
            question=SHRINKING,
            short=f"to {plain(gain.factor.default)} of what it computes",
            rest=f"{_span(gain)}{source}{self._off_journeys(service.name, gain)}",
            places=self.asked.declared(service, "rewrite", "cpu") if is_own else (),
            origin=Origin(word="measured", text="measured") if is_own else ASSUMED,
        )

    def _off_journeys(self, service: str, gain: Gain) -> str:
        """Milliseconds off the journeys that gain; else off the one that an argument names."""
        off = [
            f"{of_range(values, lambda value: format_duration(value / 1e3))} off {coded(journey)}"
            for journey, values in sorted(
                gain.milliseconds.items(), key=lambda item: (-item[1].default, item[0])
            )[:2]
            if values.high > 0
        ]
        if not off:
            for argument in self.asked.about(service):
                taken = argument.numbers.get("gain_ms")
                journey = argument.numbers.get("gain_journey")
                if isinstance(taken, float) and isinstance(journey, str):
                    off.append(f"{format_duration(taken / 1e3)} off {coded(journey)}")
                    break
        return f": {' and '.join(off)}" if off else ""

    def worth(self, row: ServiceRow, service: Service) -> Answer:
        verdict = self.asked.verdicts.get(service.name)
        seat = f", seat {verdict.seat}" if verdict and verdict.seat else ""
        planned = ", planned" if service.is_planned else ""
        rest = [row.verdict.because, *self._amounts(row, verdict)]
        if row.seat.value is not None and self.asked.report.seats:
            seats = self.asked.report.seats
            rest.append(
                f"{row.seat.text}: no more services pass the test than there are seats"
                if seats.is_for_all and row.seat.value == 1.0
                else f"a seat in {row.seat.text} of {seats.draws:,} draws"
            )
        if verdict and verdict.tune_first:
            rest.append(verdict.tune_first)
        return Answer(
            question=WORTH,
            short=f"{row.verdict.words}{seat}{planned}:",
            rest="; ".join(rest),
            places=verdict.arguments if verdict else (),
            origin=_confidence(row),
        )

    def _amounts(self, row: ServiceRow, verdict: Verdict | None) -> Iterator[str]:
        gain = verdict.gain if verdict else None
        if gain is None:
            if row.users.value:
                yield f"a rewrite alone would free {row.users.text}"
            return
        if gain.users is not None:
            yield f"alone it frees {of_range(gain.users, format_users)}"
        if gain.cores is not None:
            yield f"{of_range(gain.cores, format_cores)} given back"
        if gain.per_month is not None:
            saved = of_range(gain.per_month, lambda value: format_money(value, gain.currency))
            yield f"{saved} a month"
        if gain.payback is not None:
            yield format_payback(*gain.payback)


def _span(gain: Gain) -> str:
    if gain.factor is None or gain.factor.low == gain.factor.high:
        return ""
    return f"({plain(gain.factor.low)} to {plain(gain.factor.high)})"


def _confidence(row: ServiceRow) -> Origin | None:
    word = row.verdict.confidence
    return Origin(word=word, text=f"inputs {word}") if word else None
