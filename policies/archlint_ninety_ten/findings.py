"""The findings of the pack: one a service, a few about the portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint import Answer, Argument, Raised, Severity, Subject, format_users
from archlint_ninety_ten.gains import spoken, tuning
from archlint_ninety_ten.procedure import ARGUES_FIRST, RUST_WORDS
from archlint_ninety_ten.questions import open_questions

if TYPE_CHECKING:
    from archlint import Service, Verdict
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.procedure import Decision

SHOULD_BE_RUST = "language:should-be-rust"
SHOULD_NOT_BE_RUST = "language:should-not-be-rust"

_RUST_CODES = ("NT101", "NT102", "NT103", "NT104", "NT105", "NT106", "NT305", "NT307")
_NOT_RUST_CODES = ("NT201", "NT202", "NT203")


def language_finding(
    service: Service,
    decision: Decision,
    verdict: Verdict,
    arguments: Mapping[str, Argument],
) -> Raised:
    """The one finding about a service's language, its arguments as evidence."""
    code = decision.finding or ""
    if code in _NOT_RUST_CODES:
        return _in_rust(service, code, verdict)
    argument = arguments.get(code) or _undecided(service, verdict, arguments)
    if decision.refines is not None:
        argument = _refined(service, verdict.operation, argument, arguments[decision.refines])
    argument = replace(argument, message=verdict.because)
    severity = _severity(decision, arguments)
    return Raised(
        argument=argument,
        severity=Severity.NOTE if service.is_planned else severity,
        why=verdict.lines,
        help=verdict.tune_first or how_to_get(argument.missing),
        identity=SHOULD_BE_RUST,
        covers=_RUST_CODES,
        verdict=verdict.word,
    )


def _refined(service: Service, operation: str, kernel: Argument, leading: Argument) -> Argument:
    """NT105 at its operation, with the measure and the places of the argument that it refines."""
    place = next(item.pointer for item in service.operations if item.id == operation)
    return replace(
        kernel,
        numbers={**leading.numbers, **kernel.numbers},
        measure=leading.measure,
        at=(*place, "cpu_time"),
        related=leading.related,
    )


def how_to_get(missing: tuple[str, ...]) -> str:
    """Where the missing figures come from, a source each."""
    keys = dict.fromkeys("cpu_time" if _is_cpu_time(name) else name for name in missing)
    return "; ".join(_SOURCES[key] for key in keys if key in _SOURCES)


def _is_cpu_time(name: str) -> bool:
    return name.startswith("operations.") and name.endswith(".cpu_time")


_SOURCES = {
    "load.cpu": "`load.cpu` is CPU seconds per second of all replicas together:"
    " sum(rate(container_cpu_usage_seconds_total[7d])), or a node's process metrics",
    "cpu_time": "`cpu_time` is CPU seconds per request of that operation, from a profile; or give"
    " `load.cpu`, of which operations without a `cpu_time` take the rest",
    "self_time": "`self_time` is a span's duration less that of the calls it waits for:"
    " from traces; or give `latency` and it is derived",
    "load.rate": "`load.rate` is requests per second over the same window as the CPU",
    "load.cpu_allocated": "`load.cpu_allocated` is the cores paid for, of all replicas together:"
    " the sum of their CPU requests",
    "gc.cpu_share": "`gc.cpu_share` is `/cpu/classes/gc/total:cpu-seconds` over all CPU that is"
    " not idle (OpenTelemetry `go.cpu.time`, Prometheus"
    " `go_cpu_classes_gc_total_cpu_seconds_total`)",
    "gc.stall_p99": "`gc.stall_p99` is what mark assists and pauses add to a request, from an"
    " execution trace (`/sched/pauses/total/gc:seconds` is the pauses alone: `pause_p99`)",
    "criticality": "`criticality` is critical, high, medium or low: what an outage would cost",
    "size": "`size` is lines of code (`14 kloc`); or give `rewrite: {effort: 6 pm}`",
    "load.measured": "say where the CPU comes from: `measured: {at: …, source: prometheus}`",
}


def _severity(decision: Decision, arguments: Mapping[str, Argument]) -> Severity:
    """By proof: the loudest of the arguments that hold; a measure-first verdict only warns."""
    if decision.word not in RUST_WORDS:
        return Severity.WARNING
    held = (arguments[code] for code in ARGUES_FIRST if code in arguments)
    proofs = [argument.severity for argument in held if argument.answer is Answer.YES]
    return max((proof for proof in proofs if proof is not None), default=Severity.WARNING)


def _undecided(service: Service, verdict: Verdict, arguments: Mapping[str, Argument]) -> Argument:
    """NT305: what is missing, in the words of the argument that could be a yes."""
    unknown = open_questions(arguments)
    open_question = next((argument for argument in unknown if argument.could_be), unknown[0])
    return Argument(
        rule="NT305",
        subject=Subject.service(service.name),
        answer=Answer.YES,
        message=verdict.because,
        numbers=open_question.numbers,
        missing=open_question.missing,
        could_be=open_question.could_be,
        at=(*service.pointer, "#key"),
    )


def _in_rust(service: Service, code: str, verdict: Verdict) -> Raised:
    return Raised(
        argument=Argument(
            rule=code,
            subject=Subject.service(service.name),
            answer=Answer.YES,
            message="the rule gives no reason for Rust here",
            at=(*service.pointer, "language"),
        ),
        severity=Severity.WARNING if service.lifecycle == "experimental" else Severity.NOTE,
        why=verdict.lines,
        help="nothing is written yet: Go is the default"
        if service.is_planned
        else "a working service is no reason to rewrite it in Go",
        identity=SHOULD_NOT_BE_RUST,
        covers=_NOT_RUST_CODES,
    )


def not_helpful(
    case: Case, service: Service, arguments: Mapping[str, Argument]
) -> Iterator[Raised]:
    """NT304: busy by users waiting, or dear, and a rewrite would not help."""
    latency, bill = arguments.get("NT101"), arguments.get("NT103")
    reasons, numbers = [], dict(latency.numbers) if latency else {}
    if latency is not None and _is_busy_in_vain(case, service, latency):
        users = case.equivalent.waiting.by_service[service.name]
        numbers["waiting_users"] = users
        reasons.append(f"busiest, with {format_users(users)} waiting, but {latency.message}")
    if bill is not None and bill.refuted_by:
        numbers |= bill.numbers
        reasons.append(f"{bill.message}, but {bill.refuted_by}")
    if not reasons:
        return
    yield Raised(
        argument=Argument(
            rule="NT304",
            subject=Subject.service(service.name),
            answer=Answer.YES,
            message="; ".join(reasons),
            numbers=numbers,
            refuted_by=bill.refuted_by if bill else "",
            at=(*service.pointer, "#key"),
        ),
        severity=Severity.NOTE,
        help=_fix_first(case, service),
        covers=("NT304",),
    )


def _fix_first(case: Case, service: Service) -> str:
    """What is worth more than the rewrite: where it waits, or what computes in Go."""
    share = case.equivalent.computing[service.name].share
    if share is not None and share < case.options.min_phi:
        return "what waits, waits in Rust too: look at its locks, queues and I/O first"
    return f"what computes can be tuned in {spoken(service)} first: {tuning(service)}"


def _is_busy_in_vain(case: Case, service: Service, latency: Argument) -> bool:
    """Among the first seats by L, its gate not no, all inputs there, and the test failed."""
    return (
        latency.answer is Answer.NO
        and service.name in case.busiest[: case.limit]
        and service.name in case.candidates
        and not case.test_alone(service.name).passes
    )


def undecidable_note(service: Service, arguments: Mapping[str, Argument]) -> Iterator[Raised]:
    """NT305 for a service that stays in Go by default, because an input is missing."""
    for code in ("NT101", "NT102"):
        argument = arguments.get(code)
        if argument is not None and argument.answer is Answer.UNKNOWN:
            yield _by_default(service, argument)
            return


def _by_default(service: Service, argument: Argument) -> Raised:
    """The waiting is asked for before the collector, which says at once what would decide."""
    missing = " and ".join(f"`{name}`" for name in argument.missing)
    message = f"Go by default, not measured: {missing} not given"
    if argument.rule == "NT102":
        message = f"Go by default, its GC not measured: {argument.could_be}"
    return Raised(
        argument=Argument(
            rule="NT305",
            subject=Subject.service(service.name),
            answer=Answer.YES,
            message=message,
            missing=argument.missing,
            could_be=argument.could_be,
            numbers=argument.numbers,
            at=(*service.pointer, "#key"),
        ),
        severity=Severity.NOTE,
        identity=SHOULD_BE_RUST,
        covers=_RUST_CODES,
    )


def untuned_note(arguments: Mapping[str, Argument], *, is_argued: bool) -> Iterator[Raised]:
    """NT307 where nothing argues for Rust: worth knowing all the same."""
    argument = arguments.get("NT307")
    if argument is not None and argument.answer is Answer.YES and not is_argued:
        yield Raised(
            argument=argument,
            severity=Severity.NOTE,
            help="tune GOGC and GOMEMLIMIT, use PGO, allocate less; then measure again",
            covers=("NT307",),
        )


def against_delivery(service: Service, arguments: Mapping[str, Argument]) -> Iterator[Raised]:
    """NT204 on a service that is in Rust; under a verdict for Rust it is a line."""
    argument = arguments.get("NT204")
    if argument is None or argument.answer is not Answer.YES or service.language != "rust":
        return
    yield Raised(
        argument=argument,
        severity=Severity.NOTE if service.is_planned else Severity.WARNING,
        help="who learns it needs months to be productive; or let a team that knows it own the"
        " service",
        covers=("NT204",),
    )
