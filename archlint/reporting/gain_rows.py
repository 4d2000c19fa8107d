"""What a rewrite of one service takes off: alone, and after the seats above its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.quantities import format_cores, format_duration, format_money, format_payback
from archlint.reporting.figures import SHOWN, of_range, plain
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.model import Service
    from archlint.reporting.evidence.answering import Answering
    from archlint.reporting.evidence.asked import Asked
    from archlint.reporting.evidence.tails import TailGain


class GainRow(NamedTuple):
    """A label and two cells."""

    label: str
    alone: str
    after: str


def gain_rows(answering: Answering, service: Service) -> Iterator[GainRow]:
    """A row a percentile that argues for it and a journey that gains, CPU, effort, each with money.

    None without a gain.
    """
    verdict = answering.asked.verdicts.get(service.name)
    gain = verdict.gain if verdict is not None else None
    if gain is None:
        return
    yield from _percentiles(answering, service.name)
    yield from _means(answering, service.name)
    if gain.cores is not None:
        money = (
            "" if gain.per_month is None else format_money(gain.per_month.default, gain.currency)
        )
        yield GainRow(
            "CPU", f"-{format_cores(gain.cores.default)}", f"{money} a month" if money else ""
        )
    if gain.effort is not None:
        paid = format_payback(*gain.payback) if gain.payback is not None else ""
        months = of_range(gain.effort, plain)
        yield GainRow("effort", f"{months} pm", paid)


def _above(asked: Asked, service: str) -> tuple[str, ...]:
    """The holders of the seats above its own, of all seats where it has none.

    Those in Rust take nothing off the portfolio as it is: only where it is as if in Go.
    """
    holders = asked.report.seats.holders if asked.report.seats is not None else ()
    above = holders[: holders.index(service)] if service in holders else holders
    services = asked.report.portfolio.services
    is_as_if_in_go = services[service].language == "rust"
    return tuple(name for name in above if is_as_if_in_go or services[name].language != "rust")


def _percentiles(answering: Answering, service: str) -> Iterator[GainRow]:
    """What decides where a percentile does."""
    above = _above(answering.asked, service)
    alone = answering.rewriting.tails.of(service)
    then = answering.rewriting.tails.of(service, above) if alone else ()
    for first, second in zip(alone, then, strict=True):
        yield GainRow(f"{visible(first.journey)}, {first.key}", _grown(first), _grown(second))


def _grown(tail: TailGain) -> str:
    if not tail.off:
        return "none that shows"
    return f"{'-' if tail.growth.value < 0 else '+'}{tail.off}"


def _means(answering: Answering, service: str) -> Iterator[GainRow]:
    """The journeys whose mean gains, the most first."""
    taking = answering.rewriting.taking
    alone, then = taking.of(service), taking.of(service, _above(answering.asked, service))
    if alone is None or then is None:
        return
    for journey, off in alone.seconds.items():
        if off.default >= SHOWN:
            after = then.seconds.get(journey)
            label = f"{visible(journey)}, mean"
            yield GainRow(label, _off(off.default), _off(after.default if after else 0.0))


def _off(seconds: float) -> str:
    return f"-{format_duration(seconds)}"
