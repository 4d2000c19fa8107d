"""From arguments to verdicts and findings: the procedure applied to a portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint import Answer, Argument, Conclusion, Raised, Rewrite, Seats, Verdict
from archlint_ninety_ten.bottleneck import head_lines
from archlint_ninety_ten.certainty import contest, seat_line
from archlint_ninety_ten.findings import (
    against_delivery,
    language_finding,
    not_helpful,
    undecidable_note,
    untuned_note,
)
from archlint_ninety_ten.gains import candidates_of
from archlint_ninety_ten.kernels import kernels_of
from archlint_ninety_ten.languages import Side, side_of
from archlint_ninety_ten.portfolio_findings import ninety_ten, other_languages, quota, whole_bill
from archlint_ninety_ten.portfolio_lines import portfolio_lines
from archlint_ninety_ten.portfolio_page import portfolio_page
from archlint_ninety_ten.procedure import RUST_WORDS, Decision, Question, Seat, decide
from archlint_ninety_ten.questions import lacks_more_than_gc
from archlint_ninety_ten.standing import fragile_line, margin_line, margins_in
from archlint_ninety_ten.verdicts import verdict_of

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case

Arguments = Mapping[str, Argument]
"""One service's arguments by rule code."""


class Hearing(Struct, frozen=True, dict=True):
    """All arguments sorted by service, and what the procedure decides about each."""

    case: Case
    arguments: tuple[Argument, ...]

    @cached_property
    def by_service(self) -> Mapping[str, Arguments]:
        """Service -> rule code -> argument."""
        sorted_out: dict[str, dict[str, Argument]] = {}
        for argument in self.arguments:
            if argument.subject.kind == "service":
                sorted_out.setdefault(argument.subject.text, {})[argument.rule] = argument
        return sorted_out

    def of(self, service: str) -> Arguments:
        return self.by_service.get(service, {})

    @cached_property
    def asks_latency(self) -> bool:
        """Whether NT101 was heard: without it nobody holds a seat, whatever the figures say."""
        return not self.case.judged or any(item.rule == "NT101" for item in self.arguments)

    def seat_of(self, service: str) -> int | None:
        """The service's rank among the holders of seats, from 1."""
        return self.case.seat_of(service) if self.asks_latency else None

    def seat_state(self, service: str) -> Seat:
        """Whether it is held, contested or lost."""
        return self.case.seat_state(service) if self.asks_latency else Seat.NONE

    @cached_property
    def ration(self) -> frozenset[str]:
        """The services whose missing input could matter most; no more than twice the seats.

        What is only planned cannot be measured first.
        """
        open_questions = [
            service.name
            for service in self.case.judged
            if self.seat_of(service.name) is None
            and not service.is_planned
            and any(map(self._is_worth_measuring, self.of(service.name).values()))
        ]
        return frozenset(self.case.by_possible(open_questions)[: self.case.ration])

    def _is_worth_measuring(self, argument: Argument) -> bool:
        """Whether an unknown could be a yes.

        NT102 has no ΔL of its own by which to rank, so it counts where nothing but the figures of
        the collector is missing, of the services that matter most: a tail is looked at where the
        waiting is, and measuring the CPU comes before measuring what collects beside it.
        """
        if not _could_be_yes(argument) or lacks_more_than_gc(argument):
            return False
        return argument.rule != "NT102" or argument.subject.text in self._foremost

    @cached_property
    def _foremost(self) -> frozenset[str]:
        """Of the seats' holders and the services with an open question those with most ΔL."""
        matter = [
            service.name
            for service in self.case.judged
            if self.seat_of(service.name) is not None
            or any(map(_could_be_yes, self.of(service.name).values()))
        ]
        return frozenset(self.case.by_possible(matter)[: self.case.ration])

    def decide(self, service: Service) -> Decision:
        """The procedure's answer for one service."""
        return decide(self.question(service))

    def question(self, service: Service) -> Question:
        """What the procedure is asked about it."""
        arguments = self.of(service.name)
        holds = self.seat_of(service.name) is not None
        untuned = arguments.get("NT307")
        return Question(
            side=side_of(service),
            answers={code: argument.answer for code, argument in arguments.items()},
            seat=self.seat_state(service.name),
            could_matter=holds or service.name in self.ration,
            is_outranked=self.case.is_outranked(service.name),
            is_untuned=untuned is not None and untuned.answer is Answer.YES,
            carried=frozenset(kernels_of(arguments.get("NT105"))),
            is_planned=service.is_planned,
            kind=service.kind,
        )

    def turned(self, service: Service, code: str) -> str:
        """The verdict's word if that argument were answered the other way."""
        question = self.question(service)
        holds = self.seat_of(service.name) is not None
        if code == "NT101":
            answer, seat = (Answer.NO, Seat.NONE) if holds else (Answer.YES, Seat.HELD)
            question = replace(question, seat=seat, is_outranked=False)
        else:
            is_yes = question.answers.get(code) is Answer.YES
            answer = Answer.NO if is_yes else Answer.YES
        return decide(replace(question, answers={**question.answers, code: answer})).word

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Every subject's decision, by name."""
        return {service.name: self.decide(service) for service in self.case.subjects}


def _could_be_yes(argument: Argument) -> bool:
    return argument.answer is Answer.UNKNOWN and bool(argument.could_be)


def conclude(case: Case, arguments: tuple[Argument, ...]) -> Conclusion:
    """Verdicts for every service that gets one, findings, rewrites and seats."""
    hearing = Hearing(case, arguments)
    verdicts = tuple(_verdicts(hearing))
    return Conclusion(
        raised=tuple(_raised(hearing, {verdict.service: verdict for verdict in verdicts})),
        verdicts=verdicts,
        rewrites=tuple(_rewrites(case, verdicts)),
        seats=_seats(case) if hearing.asks_latency else None,
        candidates=tuple(candidates_of(case, _kernels(verdicts))) if hearing.asks_latency else (),
        head=tuple(head_lines(case, arguments)),
        lines=tuple(portfolio_lines(case, verdicts, arguments, asks_latency=hearing.asks_latency)),
        page=portfolio_page(case, arguments),
    )


def _kernels(verdicts: Iterable[Verdict]) -> Mapping[str, str]:
    """The operations of hybrid verdicts, by service."""
    return {item.service: item.operation for item in verdicts if item.operation}


def _rewrites(case: Case, verdicts: Iterable[Verdict]) -> Iterator[Rewrite]:
    """What would be rewritten: not what is in Rust, and not what is only planned."""
    for verdict in verdicts:
        is_due = verdict.word in RUST_WORDS and not verdict.is_planned
        if is_due and verdict.language != "rust" and verdict.service in case.factors:
            yield Rewrite(
                target=verdict.operation or verdict.service,
                factor=case.factors[verdict.service].cpu.default,
            )


def _seats(case: Case) -> Seats:
    return Seats(
        limit=case.limit,
        size=case.analysis.portfolio.size,
        quota=case.options.quota,
        holders=tuple(pick.service for pick in case.picks),
        contenders=len(case.contenders),
        draws=case.draws,
        keeps_visits=case.analysis.keeps_visits,
        rewrites=tuple(
            Rewrite(target=service.name, factor=case.factors[service.name].cpu.default)
            for service in case.judged
            if service.name in case.factors and not service.is_planned
        ),
        basis=case.equivalent,
    )


def _verdicts(hearing: Hearing) -> Iterator[Verdict]:
    case = hearing.case
    for service in case.subjects:
        decision = hearing.decisions[service.name]
        if not _is_silent(hearing, service, decision):
            verdict = verdict_of(case, service, decision, hearing.of(service.name))
            yield _with_standing(hearing, service, verdict)


def _with_standing(hearing: Hearing, service: Service, verdict: Verdict) -> Verdict:
    """The verdict with its seat, how sure that is, and how long it stands."""
    case, holds = hearing.case, hearing.seat_of(service.name) is not None
    turned = partial(hearing.turned, service)
    fragile = fragile_line(hearing.of(service.name).get("NT303"), verdict.word, turned)
    if not hearing.asks_latency:
        return _standing(verdict, tuple(fragile))
    margins = tuple(margins_in(case, service, verdict.word, turned))
    told = (verdict.because, *verdict.lines)
    seat = () if _is_contest_told(case, service, told) else seat_line(case, service)
    lines = (*seat, *margin_line(verdict, margins, holds=holds), *fragile)
    return replace(
        _standing(verdict, lines),
        seat=case.seat_of(service.name),
        seat_frequency=case.frequencies.get(service.name),
        margins=margins,
    )


def _is_contest_told(case: Case, service: Service, told: Iterable[str]) -> bool:
    """Whether a sentence has said already that its seat is contested, and in how many draws."""
    if not case.is_contested(service.name):
        return False
    sentence = contest(case, service)
    return any(text.endswith(sentence) for text in told)


def _standing(verdict: Verdict, lines: tuple[str, ...]) -> Verdict:
    return replace(verdict, lines=(*verdict.lines, *lines), standing=lines)


def _is_silent(hearing: Hearing, service: Service, decision: Decision) -> bool:
    """Without any rate there are no verdicts from latency: a default would be a guess."""
    if hearing.case.analysis.has_rates or decision.word not in ("go", "none"):
        return False
    latency = hearing.of(service.name).get("NT101")
    return latency is not None and latency.answer is Answer.UNKNOWN


def _raised(hearing: Hearing, verdicts: Mapping[str, Verdict]) -> Iterator[Raised]:
    case = hearing.case
    for service in case.subjects:
        yield from _about(hearing, service, verdicts.get(service.name))
    yield from other_languages(case)
    yield from quota(case, verdicts.values())
    yield from ninety_ten(case, asks_latency=hearing.asks_latency)
    yield from whole_bill(hearing.arguments)


def _about(hearing: Hearing, service: Service, verdict: Verdict | None) -> Iterable[Raised]:
    """The finding of one verdict, and the notes; a silent service is not told what it lacks."""
    case, arguments = hearing.case, hearing.of(service.name)
    decision = hearing.decisions[service.name]
    if verdict and decision.finding is not None and not _is_settled(service, decision):
        yield language_finding(service, decision, verdict, arguments)
    if decision.word == "go" and side_of(service) in (Side.GO, Side.UNDECLARED):
        yield from not_helpful(case, service, arguments)
        if verdict:
            yield from undecidable_note(service, arguments)
    yield from against_delivery(service, arguments)
    if decision.finding != "NT307":
        yield from untuned_note(arguments, is_argued=decision.word in RUST_WORDS)


def _is_settled(service: Service, decision: Decision) -> bool:
    """Rust where Rust is argued for: nothing to find."""
    return service.language == "rust" and decision.word == "rust"
