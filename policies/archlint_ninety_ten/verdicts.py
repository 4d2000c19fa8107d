"""What a verdict prints: what, why, what it is worth, what to try first, how sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint import (
    Answer,
    Argument,
    Gain,
    Verdict,
    format_cores,
    format_duration,
    format_rate,
    format_users,
)
from archlint_ninety_ten.certainty import contest
from archlint_ninety_ten.cost import by_cores
from archlint_ninety_ten.gains import costs_of, factor_line, gain_line, gain_of, tuning_line
from archlint_ninety_ten.kernels import kernel_fact, kernels_of, short
from archlint_ninety_ten.languages import Side, side_of
from archlint_ninety_ten.procedure import ARGUES_FIRST, RUST_WORDS
from archlint_ninety_ten.proof import grade_of, is_contradicted
from archlint_ninety_ten.questions import open_questions

if TYPE_CHECKING:
    from archlint import Computing, Service
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.procedure import Decision

_CONFIDENCE = (
    "measured",
    "measured, but stale",
    "measured, but dated after this run",
    "derived",
    "estimated",
    "assumed",
)
"""The best first."""


def verdict_of(
    case: Case, service: Service, decision: Decision, arguments: Mapping[str, Argument]
) -> Verdict:
    """The verdict of one service with its evidence."""
    weighty = decision.word in (*RUST_WORDS, "measure-first")
    operation = kernels_of(arguments.get("NT105")).get(decision.refines or "", "")
    worth = costs_of if _is_about_the_tail(arguments) else gain_of
    gain = worth(case, service, operation) if weighty else None
    if gain is not None and side_of(service) is Side.RUST:
        gain = _of_what_is_done(gain)
    return Verdict(
        service=service.name,
        word=decision.word,
        because=_because(case, service, decision, arguments),
        lines=tuple(_lines(case, service, gain, _further(service, decision, arguments)))
        if weighty
        else (),
        arguments=tuple(_held(decision, arguments)),
        gain=gain,
        tune_first=tuning_line(service) if _is_tunable(service, decision) else "",
        confidence=confidence(case, service),
        language=service.language,
        operation=operation,
        is_planned=service.is_planned,
        is_by_default=_is_by_default(service, decision, arguments),
    )


def _of_what_is_done(gain: Gain) -> Gain:
    """The gain of what is in Rust already: what users wait less; nothing is left to pay or save."""
    return replace(gain, cores=None, per_month=None, effort=None, payback=None)


def _held(decision: Decision, arguments: Mapping[str, Argument]) -> Iterator[str]:
    """The codes of what argues for Rust, the leading one first."""
    if decision.word == "hybrid":
        yield "NT105"
    for code in ARGUES_FIRST:
        if code in arguments and arguments[code].answer is Answer.YES:
            yield code


def _is_about_the_tail(arguments: Mapping[str, Argument]) -> bool:
    """Whether NT102 leads, or could, and the mean is no reason: nothing is claimed of it then."""
    held = [
        code
        for code in ARGUES_FIRST
        if (argument := arguments.get(code)) and argument.answer is Answer.YES
    ]
    could_lead = [argument.rule for argument in open_questions(arguments) if argument.could_be]
    latency = arguments.get("NT101")
    is_felt = latency is not None and latency.answer is not Answer.NO
    return (held or could_lead)[:1] == ["NT102"] and not is_felt


def _is_by_default(service: Service, decision: Decision, arguments: Mapping[str, Argument]) -> bool:
    """Go because the latency argument lacks an input, within no ration (step 4 of RULES)."""
    latency = arguments.get("NT101")
    lacks = latency is not None and latency.answer is Answer.UNKNOWN
    return lacks and decision.word == "go" and side_of(service) is not Side.RUST


def _is_tunable(service: Service, decision: Decision) -> bool:
    """Whether there is something in Go to try before a rewrite."""
    if service.is_planned or service.language == "rust":
        return False
    return decision.word in RUST_WORDS or decision.finding in ("NT101", "NT104", "NT307")


def _because(
    case: Case, service: Service, decision: Decision, arguments: Mapping[str, Argument]
) -> str:
    side = side_of(service)
    if side is Side.MANAGED:
        return f"written in {service.language}: the article compares Go with Rust"
    if side is Side.NATIVE:
        return f"written in {service.language}: native, without a collector"
    if decision.word in RUST_WORDS:
        return _argued(service, decision, arguments)
    if decision.word == "measure-first":
        return _to_measure(case, service, decision, arguments)
    if decision.word == "none":
        return _lacking(arguments) or "its seat is contested"
    return _not_argued(case, service, arguments)


def _not_argued(case: Case, service: Service, arguments: Mapping[str, Argument]) -> str:
    """Why nothing argues for Rust; a domain on the article's list is named all the same."""
    latency, domain = arguments.get("NT101"), arguments.get("NT104")
    if latency is not None and latency.answer is Answer.UNKNOWN and not latency.missing:
        return latency.message
    if latency is not None and latency.answer is Answer.UNKNOWN:
        lacks = f"not measured: {' and '.join(latency.missing)} not given"
        loops = case.analysis.cycles_to(service.name)
        return f"{lacks}; {case.doubts(service.name)}" if loops else lacks
    listed = f"{domain.message}, but " if domain and domain.answer is Answer.YES else ""
    return listed + (latency.message if latency else "no rule of the latency argument was asked")


def _argued(service: Service, decision: Decision, arguments: Mapping[str, Argument]) -> str:
    if decision.refines is not None:
        return kernel_fact(arguments["NT105"].numbers, decision.refines)
    leading = arguments.get(decision.finding or "")
    if leading is None:
        leading = next(
            argument
            for code in ARGUES_FIRST
            if (argument := arguments.get(code)) and argument.answer is Answer.YES
        )
    if not service.is_planned:
        return leading.message
    alone = ", and nothing is measured" if leading.rule == "NT104" else ""
    return f"planned: {leading.message}{alone}"


def _to_measure(
    case: Case, service: Service, decision: Decision, arguments: Mapping[str, Argument]
) -> str:
    """What would decide: the value of the missing input, or what to do before."""
    if decision.finding == "NT101":
        return contest(case, service)
    if decision.finding == "NT307":
        return f"tune first: {arguments['NT307'].message}"
    lacks = _lacking(arguments)
    if decision.finding != "NT104":
        return lacks
    latency = arguments.get("NT101")
    if latency is not None and case.is_outranked(service.name):
        shown = f"its rewrite would be felt, but {latency.message}"
    else:
        unasked = "not all of the latency and cost rules were asked"
        if latency is not None and latency.answer is Answer.UNKNOWN:
            unasked = latency.message
        value = _deciding(arguments) or _by_cost(arguments) or lacks
        shown = f"nothing here shows it yet: {value or unasked}"
    return f"{arguments['NT104'].message}; {shown}"


def _lacking(arguments: Mapping[str, Argument]) -> str:
    """The value that decides an open question, else what is not given; empty where none is open."""
    missing = " and ".join(f"`{name}`" for name in _missing(arguments))
    return _deciding(arguments) or (f"{missing} not given" if missing else "")


def _deciding(arguments: Mapping[str, Argument]) -> str:
    """The values that decide the open questions: by waiting, and by cost, where either does."""
    open_ones = open_questions(arguments)
    told = (
        next((item.could_be for item in open_ones if item.rule in codes and item.could_be), "")
        for codes in (_BY_WAITING, _BY_COST)
    )
    return "; or ".join(filter(None, told))


_BY_WAITING = ("NT101", "NT102")
_BY_COST = ("NT103", "NT106")


def _by_cost(arguments: Mapping[str, Argument]) -> str:
    """The cores from which the rewrite pays back, where neither time nor traffic is known."""
    cost = arguments.get("NT106")
    if cost is None or cost.answer is not Answer.UNKNOWN or "deciding_cores" not in cost.numbers:
        return ""
    return by_cores(cost.numbers, cost.missing)


def _missing(arguments: Mapping[str, Argument]) -> list[str]:
    """The annotations that the undecided arguments lack, each once."""
    lacking = [name for argument in open_questions(arguments) for name in argument.missing]
    return list(dict.fromkeys(lacking))


def _further(
    service: Service, decision: Decision, arguments: Mapping[str, Argument]
) -> Iterator[Argument]:
    """The arguments that hold beside the leading one, which the verdict's sentence states.

    And what stands against a new verdict for Rust, and what else would have to be measured.
    """
    held = [
        arguments[code]
        for code in (*ARGUES_FIRST, "NT204")
        if code in arguments and arguments[code].answer is Answer.YES
    ]
    leading = decision.finding
    if leading is None and decision.word == "rust" and held:
        leading = held[0].rule
    is_new = decision.word in RUST_WORDS and service.language != "rust"
    for argument in held:
        if argument.rule != leading and (is_new or argument.rule != "NT204"):
            yield argument
    if decision.word == "measure-first":
        yield from _also_open(arguments)


def _also_open(arguments: Mapping[str, Argument]) -> Iterator[Argument]:
    """What the collector's figures would decide, where the verdict's sentence asks for others."""
    tail = arguments.get("NT102")
    if tail is None or tail.answer is not Answer.UNKNOWN or not tail.could_be:
        return
    if tail.could_be != _deciding(arguments):
        yield replace(tail, message=f"{tail.message}: {tail.could_be}")


def _lines(
    case: Case, service: Service, gain: Gain | None, further: Iterator[Argument]
) -> Iterator[str]:
    """The arithmetic: waiting, computing, factor, gain, further arguments, confidence."""
    account = case.equivalent.computing[service.name]
    users = case.equivalent.waiting.by_service.get(service.name, 0.0)
    as_if = "as if in Go: " if side_of(service) is Side.RUST else ""
    least = "at least " if case.equivalent.waits_at_least(service.name) else ""
    if users > 0 and account.rate is not None:
        who = f"{least}{format_users(users)} waiting on it at any moment"
        yield f"{as_if}{who}, {format_rate(account.rate)}"
    for line in _computing_line(service, account):
        yield f"{as_if}{line}"
    if gain is not None and gain.operation:
        yield from _kernel_line(case, service, gain.operation)
    for argument in further:
        yield f"{argument.rule}: {argument.message}"
    if gain is not None:
        yield factor_line(gain)
        if gain.users is not None or gain.cores is not None:
            yield gain_line(gain, is_done=side_of(service) is Side.RUST)
    if not service.is_planned:
        yield f"gate: {case.gate(service.name).reason}"
    yield f"inputs {confidence(case, service)}"


def _computing_line(service: Service, account: Computing) -> Iterator[str]:
    """φ by its parts, and what is doubtful about it."""
    if account.share is None or account.cpu_per_request is None:
        return
    doubt = ", an upper bound: GC share not given" if account.is_upper_bound else ""
    if is_contradicted(account):
        doubt = " is taken, because the figures contradict each other"
    collected = service.gc.cpu_share or 0.0
    less = f" less {collected * 100:.3g} % for garbage collection" if collected else ""
    yield (
        f"computing {format_duration(account.cpu_per_request)}{less} of"
        f" {format_duration(account.self_seconds or 0.0)} per request:"
        f" {account.share * 100:.0f} %{doubt}"
    )


def _kernel_line(case: Case, service: Service, operation: str) -> Iterator[str]:
    """What the kernel computes: its visits times its CPU time, and φ."""
    for part in case.equivalent.parts(service.name):
        if part.operation == operation and part.cores is not None and part.rate > 0:
            time, own = part.cores / part.rate, part.self_seconds or 0.0
            yield (
                f"{short(operation)}: {format_rate(part.rate)} × {format_duration(time)} ="
                f" {format_cores(part.cores)}; {(part.share or 0.0) * 100:.0f} % of its"
                f" {format_duration(own)} per request is computing"
            )


def confidence(case: Case, service: Service) -> str:
    """The weakest of the inputs: measured, stale, derived, estimated or assumed."""
    account, today = case.analysis.computing[service.name], case.analysis.today
    grades = [grade_of(service.measured, today), grade_of(service.load_measured, today)]
    if account.rate_origin == "derived":
        grades.append("derived")
    if is_contradicted(account):
        grades.append("assumed")
    found = [case.analysis.self_times[operation.id] for operation in service.operations]
    if any(time.spread_assumed for time in found):
        grades.append("assumed")
    if any(time.origin == "derived" for time in found):
        grades.append("derived")
    return max(grades, key=_CONFIDENCE.index)
