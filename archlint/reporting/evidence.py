"""Six questions about one service, each with its answer, its place and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.quantities import format_duration, format_percentile, format_rate
from archlint.reporting.facts import Facts
from archlint.reporting.figures import of_range, plain, share
from archlint.reporting.naming import listed
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Measurement, Pointer, Service, Verdict

_HIGH = 0.99


class Question(NamedTuple):
    """A question, its answer, `file:line` of the figure, and how well that is known.

    `basis` is measured, estimated, derived, assumed or not given; empty where nothing is claimed.
    """

    asked: str
    answer: str
    place: str
    basis: str


def six_questions(report: PortfolioReport, service: Service) -> tuple[Question, ...]:
    """Waited for, how often, how long, computing, by how much, and so.

    Of what gets no verdict, because it is bought, only the first three are asked.
    """
    return tuple(_Evidence(report, service).questions())


class _Evidence(Struct, frozen=True, dict=True):
    report: PortfolioReport
    service: Service

    def questions(self) -> Iterator[Question]:
        yield self._waited_for()
        yield self._how_often()
        yield self._how_long()
        if self._facts.verdict is not None:
            yield self._computing()
            yield self._by_how_much()
            yield self._so(self._facts.verdict)

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.report, self.service)

    def _place(self, *pointers: Pointer) -> str:
        """Where the first of these that is written stands."""
        at = self.report.portfolio.at
        spans = (at.get(pointer) for pointer in pointers)
        return next((f"{span.file}:{span.line}" for span in spans if span is not None), "")

    def _waited_for(self) -> Question:
        asked, analysis = "Does anyone wait for it?", self.report.analysis
        name = self.service.name
        on = [times for times in analysis.journeys if times.own.get(name, 0.0) > 0]
        on.sort(key=lambda times: (-(times.journey.rate or 0) * times.own[name], times.name))
        if not on:
            planned = self.service.is_planned
            answer = "not yet: it is planned" if planned else "no: it is on no critical path"
            if name in analysis.awaited and not planned:
                answer = "requests wait for it; how long is not measured"
            return Question(asked, answer, "", "")
        users = analysis.waiting.by_service.get(name, 0.0)
        whole = analysis.waiting.total
        count = f": {share(users / whole)} of all waiting" if users and whole else ""
        place = self._place(on[0].journey.pointer)
        answer = f"yes, in {listed(times.name for times in on)}{count}"
        return Question(asked, answer, place, "derived")

    def _how_often(self) -> Question:
        service, asked = self.service, "How often?"
        if service.load.rate is not None:
            place = self._place((*service.pointer, "load", "rate"), (*service.pointer, "load"))
            answer = f"{format_rate(service.load.rate)}"
            return Question(asked, answer, place, _basis(service.load_measured))
        rate = self.report.analysis.service_rate(service.name)
        if not rate:
            return Question(asked, "no traffic with a known rate reaches it", "", "not given")
        return Question(asked, f"{format_rate(rate)}, from journeys and calls", "", "derived")

    def _how_long(self) -> Question:
        service, own = self.service, self._facts.account.self_seconds
        asked = "How long on its own?"
        keys = ("self_time", "latency")
        place = self._place(*((*service.pointer, key) for key in keys), service.pointer)
        if own is None:
            return Question(asked, "not measured: `self_time` not given", "", "not given")
        high = service.self_time.at(_HIGH) if service.self_time else None
        tail = f", {format_duration(high)} {format_percentile(_HIGH)}" if high else ""
        origins = {
            self.report.analysis.self_times[operation.id].origin for operation in service.operations
        }
        basis = "derived" if "derived" in origins else _basis(service.measured)
        answer = f"{format_duration(own)} mean{tail}, downstream calls left out"
        return Question(asked, answer, place, basis)

    def _computing(self) -> Question:
        account, asked = self._facts.account, "Computing or waiting?"
        pointer = self.service.pointer
        place = self._place((*pointer, "load", "cpu"), (*pointer, "load"))
        if account.share is None or account.self_seconds is None:
            lacks = listed(account.missing)
            return Question(asked, f"not measured: {lacks} not given", place, "not given")
        shrinks = format_duration(account.self_seconds * account.share)
        bound = "at most " if account.is_upper_bound else ""
        answer = f"{bound}{share(account.share)} computing: {shrinks} of a visit can shrink"
        return Question(asked, answer, place, _basis(self.service.load_measured))

    def _by_how_much(self) -> Question:
        asked, known = "By how much?", self._facts.factor_known
        if known is None:
            return Question(asked, "no factor of a rewrite is known", "", "not given")
        factor, source = known
        place = self._place(
            (*self.service.pointer, "rewrite", "cpu"), (*self.service.pointer, "rewrite")
        )
        measured = "measured" if source.startswith("measured") else "assumed"
        text = f"to {of_range(factor, plain)} of its CPU time, {visible(source)}"
        return Question(asked, text, place if measured == "measured" else "", measured)

    def _so(self, verdict: Verdict) -> Question:
        place = self._place(self.service.pointer)
        return Question("So?", visible(verdict.because), place, visible(verdict.confidence))


def _basis(measured: Measurement) -> str:
    return "measured" if measured.is_measured else "estimated"


def would_change(report: PortfolioReport, service: Service) -> tuple[str, ...]:
    """What would change the verdict: its margins, each on its own, and what decides an open one."""
    facts = Facts(report, service)
    margins = facts.verdict.margins if facts.verdict else ()
    told = [
        f"{margin.text}: {_WORDS.get(margin.becomes, margin.becomes)}"
        for margin in margins
        if margin.becomes
    ]
    if facts.verdict is None or facts.verdict.word not in ("rust", "hybrid"):
        told += [item.could_be for item in facts.about if item.could_be]
    stands = [f"it stands {margin.text}" for margin in margins if not margin.becomes]
    return tuple(map(visible, dict.fromkeys(told or stands)))


_WORDS = {
    "rust": "Rust",
    "go": "Go",
    "hybrid": "hybrid",
    "measure-first": "measure first",
    "none": "no verdict",
}
