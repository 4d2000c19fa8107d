"""What a rewrite of one service takes off: alone, and after the seats above its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.quantities import format_cores, format_duration, format_money, format_payback
from archlint.reporting.figures import SHOWN, of_range, plain
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.model import Gain, Service
    from archlint.reporting.evidence.answering import Answering
    from archlint.reporting.evidence.asked import Asked
    from archlint.reporting.evidence.tails import TailGain


class GainRow(NamedTuple):
    """A label and two cells."""

    label: str
    alone: str
    after: str


def gain_rows(answering: Answering, service: Service) -> Iterator[GainRow]:
    """Times, then CPU with its money and effort with its payback; none without a gain."""
    yield from time_rows(answering, service)
    yield from cost_rows(answering, service)


def time_rows(answering: Answering, service: Service) -> Iterator[GainRow]:
    """A row a percentile that argues for it and a journey whose mean gains."""
    if _gain(answering, service) is not None:
        yield from _percentiles(answering, service.name)
        yield from _means(answering, service.name)


def cost_rows(answering: Answering, service: Service) -> Iterator[GainRow]:
    """Cores beside money, effort beside its payback, as far as they are known."""
    gain = _gain(answering, service)
    if gain is not None and gain.cores is not None:
        money = gain.per_month
        told = format_money(money.default, gain.currency) if money is not None else ""
        then = f"{told} a month" if told else ""
        yield GainRow("CPU", f"-{format_cores(gain.cores.default)}", then)
    if gain is not None and gain.effort is not None:
        paid = format_payback(*gain.payback) if gain.payback is not None else ""
        yield GainRow("effort", f"{of_range(gain.effort, plain)} pm", paid)


def _gain(answering: Answering, service: Service) -> Gain | None:
    verdict = answering.asked.verdicts.get(service.name)
    return verdict.gain if verdict is not None else None


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
