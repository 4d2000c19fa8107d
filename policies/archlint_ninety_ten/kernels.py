"""Which operation of a service carries an argument for Rust, and what is left without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import Answer, Argument
from archlint_ninety_ten.cost import rewrite_cost, saving
from archlint_ninety_ten.felt import ask

if TYPE_CHECKING:
    from archlint import Analysis, Part, Removal, Service
    from archlint_ninety_ten.case import Case

_ROUNDING = 1.0 - 1e-9
"""A share that is at the threshold but for its last digit is not below it."""

_BY_COST = ("NT103", "NT106")
_BY_WAITING = ("NT101", "NT102")


class Earning(Struct, frozen=True, kw_only=True):
    """Months within which savings count; money below which no rewrite is thought to stay."""

    months: float
    least: float


class Carried(Struct, frozen=True, kw_only=True):
    """Whether one operation carries most of a measure, and the others would not help.

    `share` is its part of the service's ΔL (by waiting) or cores (by cost), `amount` that many
    users or cores. `reason` is why the answer is no or unknown, `missing` what would decide.
    """

    answer: Answer
    operation: str = ""
    share: float = 0.0
    amount: float = 0.0
    phi: float = 0.0
    reason: str = ""
    missing: tuple[str, ...] = ()


def short(operation: str) -> str:
    """The operation's name within its service."""
    return operation.split("/", 1)[-1]


def cpu_times(parts: Iterable[Part]) -> tuple[str, ...]:
    """The annotations that would tell what these operations compute."""
    return tuple(f"operations.{short(part.operation)}.cpu_time" for part in parts)


def by_waiting(case: Case, service: Service, parts: Sequence[Part], least: float) -> Carried:
    """Whether one operation carries `least` of ΔL and the others would fail NT304's test.

    Apportioned CPU supports nothing: an operation without a `cpu_time` is taken to compute all the
    time, and where that makes the difference the answer is unknown.
    """
    if "self_time" in case.missing(service) or service.name not in case.factors:
        return Carried(
            answer=Answer.UNKNOWN,
            reason="what its operations gain is not known",
            missing=case.missing(service),
        )
    bench = _Bench(case, service)
    declared = [part for part in parts if part.is_declared]
    undeclared = [part for part in parts if not part.is_declared]
    surely = bench.weigh(declared, undeclared, least)
    if surely.answer is Answer.YES or not undeclared:
        return surely
    perhaps = bench.weigh(declared, [], least)
    if perhaps.answer is Answer.NO:
        return perhaps
    return Carried(
        answer=Answer.UNKNOWN,
        reason="what its other operations compute is not known",
        missing=cpu_times(undeclared),
    )


class _Bench:
    """Tries rewrites of a service's operations where the better seats are rewritten already."""

    def __init__(self, case: Case, service: Service) -> None:
        self.case = case
        self.basis: Analysis = case.before_seat(service.name)
        self.factor = case.factors[service.name].cpu.default

    def weigh(self, declared: Sequence[Part], undeclared: Sequence[Part], least: float) -> Carried:
        """The operation that removes most, held against all of them and against the others."""
        whole = self._users([*declared, *undeclared])
        kernel = max(declared, key=lambda part: (self._users([part]), part.operation))
        users = self._users([kernel])
        share = users / whole if whole > 0 else 0.0
        others = [part for part in (*declared, *undeclared) if part is not kernel]
        name, reason = short(kernel.operation), ""
        if whole <= 0:
            reason = "rewriting its operations removes nothing"
        elif share < least * _ROUNDING:
            reason = f"no operation carries its removable waiting: {share * 100:.0f} % in {name}"
        elif not self._helps([kernel]):
            reason = f"{name} alone would not be felt"
        elif self._helps(others) or any(self._helps([part]) for part in others):
            reason = f"a rewrite of what is beside {name} would help too"
        return Carried(
            answer=Answer.NO if reason else Answer.YES,
            operation=kernel.operation,
            share=share,
            amount=users,
            phi=kernel.share or 0.0,
            reason=reason,
        )

    def _users(self, parts: Sequence[Part]) -> float:
        return self._removal(parts).users

    def _removal(self, parts: Sequence[Part]) -> Removal:
        return self.basis.removal(
            {part.operation: self.factor for part in parts},
            at_most={part.operation for part in parts if not part.is_declared},
        )

    def _helps(self, parts: Sequence[Part]) -> bool:
        """The latency test of these operations together."""
        busy = [(part.rate * (part.self_seconds or 0.0), _most(part)) for part in parts]
        time = sum(weight for weight, _ in busy)
        phi = sum(weight * share for weight, share in busy) / time if time else 0.0
        return ask(self._removal(parts), phi, self.factor, self.case.options).passes


def _most(part: Part) -> float:
    """φ, 1 where only the apportioned one is known."""
    return (part.share or 0.0) if part.is_declared else 1.0


def by_cost(
    case: Case, service: Service, parts: Sequence[Part], *, least: float, earning: Earning
) -> Carried:
    """Whether one operation uses `least` of the cores and the others would not pay back.

    The effort for the others is that of the whole service, where it is known; where it is not, they
    pay nothing back if not even the smallest rewrite would be paid.
    """
    account = case.equivalent.computing[service.name]
    saved = saving(case, service)
    if account.cpu is None or saved is None:
        missing = account.missing_cpu or case.missing(service) or ("load.cpu",)
        return Carried(answer=Answer.UNKNOWN, reason="its cores are not known", missing=missing)
    kernel = max(
        (part for part in parts if part.is_declared),
        key=lambda part: (part.cores or 0.0, part.operation),
    )
    cores, whole = kernel.cores or 0.0, max(account.cpu, account.declared_parts)
    share, name = cores / whole if whole else 0.0, short(kernel.operation)
    earns = saved.cores_per_month * earning.months
    left, cost = earns * (1.0 - share), rewrite_cost(case, service)
    reason, missing = "", ()
    if share < least * _ROUNDING:
        reason = f"no operation uses most of its cores: {share * 100:.0f} % in {name}"
    elif earns * share < earning.least:
        reason = f"{name} saves too little to pay for a rewrite"
    elif cost is not None and left >= cost.default:
        reason = f"what is beside {name} would pay its rewrite back too"
    elif cost is None and left >= earning.least:
        reason, missing = "the effort of the others is not known", ("size",)
    return Carried(
        answer=Answer.UNKNOWN if missing else Answer.NO if reason else Answer.YES,
        operation=kernel.operation,
        share=share,
        amount=cores,
        phi=kernel.share or 0.0,
        reason=reason,
        missing=missing,
    )


def could_carry(case: Case, service: Service, *, earning: Earning) -> bool:
    """Whether anything argues for the whole service that one operation of it could carry."""
    if case.missing(service) or case.seat_of(service.name) or case.is_outranked(service.name):
        return True
    saved = saving(case, service)
    return saved is not None and saved.cores_per_month * earning.months >= earning.least


def kernels_of(argument: Argument | None) -> Mapping[str, str]:
    """Code of an argument for Rust -> the operation that carries it, by what NT105 said."""
    if argument is None or argument.answer is not Answer.YES:
        return {}
    found = {}
    for key, codes in (("kernel", _BY_WAITING), ("cost_kernel", _BY_COST)):
        if key in argument.numbers:
            found.update(dict.fromkeys(codes, str(argument.numbers[key])))
    return found


def kernel_fact(numbers: Mapping[str, float | str], refined: str) -> str:
    """What the kernel carries of the argument that it refines, by NT105's numbers."""
    others = int(float(numbers["other_operations"]))
    left = "the other operation" if others == 1 else f"the other {others} operations"
    if refined in _BY_COST:
        name, share = short(str(numbers["cost_kernel"])), float(numbers["cost_kernel_share"])
        return f"{name} uses {share * 100:.0f} % of its cores; {left} would not pay a rewrite back"
    name, share = short(str(numbers["kernel"])), float(numbers["kernel_removable_share"])
    phi = float(numbers["kernel_phi_share"])
    return (
        f"{name} carries {share * 100:.0f} % of its removable waiting; {phi * 100:.0f} % of its"
        f" time is computing; a rewrite of {left} would not help"
    )
