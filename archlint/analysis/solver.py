"""Programme -> the best choice, by HiGHS: the only importer of highspy, which the extra `plan` has.

One thread, one seed: a search that is not stopped by the clock gives the same answer every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from archlint.analysis.crashing import Row

if TYPE_CHECKING:
    from archlint.analysis.crashing import Programme

Watch = Callable[[float], None]
"""Told now and then during a search how far it is from its proof, as a share of the best so far."""

_SCALE = 1_000.0
"""The objective is scaled to this, so that the solver's absolute tolerances mean the same."""

_GAP = 1e-9
"""Share of the objective at which the search ends: the rounding of its arithmetic."""

_LOOK = 0.1
"""Seconds between two looks at a running search."""


class Solution(Struct, frozen=True, kw_only=True):
    """The services chosen, an upper bound on what any choice is worth, and whether it is proved.

    Without a choice (`services` None) the search ended before it found one.
    """

    services: tuple[str, ...] | None
    bound: float
    is_optimal: bool


def is_installed() -> bool:
    """Whether HiGHS is there. It is not imported for that."""
    return find_spec("highspy") is not None


class Solver:
    """A programme in HiGHS with limits on the choice, solved for one number of services at a time.

    `limits` are further rows over the services, such as Σ effort ≤ budget.
    """

    def __init__(self, programme: Programme, limits: Iterable[Row] = ()) -> None:
        import highspy

        self._services = programme.services
        self._unit = programme.ceiling / _SCALE or 1.0
        self._highs = _quiet_highs()
        for option, value in _SETTINGS.items():
            self._highs.setOptionValue(option, value)
        self._gap = math.inf
        self._highs.cbMipInterrupt += self._note
        self._highs.HandleUserInterrupt = True
        most = [1.0] * len(self._services) + [users / self._unit for users in programme.most]
        for column, upper in enumerate(most):
            worth = programme.objective.get(column, 0.0)
            unit = self._unit if column < len(self._services) else 1.0
            self._highs.addCol(worth / unit, 0.0, upper, 0, [], [])
        for column in range(len(self._services)):
            self._highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        self._count = self._add(Row(dict.fromkeys(range(len(self._services)), 1.0), math.inf))
        for row in (*map(self._in_units, programme.rows), *limits):
            self._add(row)
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def _in_units(self, row: Row) -> Row:
        """A row of the programme with users in units of the objective's scale."""
        binaries, unit = len(self._services), self._unit
        terms = {c: value / unit if c < binaries else value for c, value in row.terms.items()}
        return Row(terms, row.limit / unit)

    def _add(self, row: Row) -> int:
        kept = {column: value for column, value in row.terms.items() if value}
        self._highs.addRow(-math.inf, row.limit, len(kept), list(kept), list(kept.values()))
        return int(self._highs.getNumRow()) - 1

    def best(
        self,
        most: int,
        *,
        start: Collection[str] = (),
        seconds: float = math.inf,
        watch: Watch | None = None,
    ) -> Solution:
        """The best choice of at most so many services, searched for at most so many seconds.

        `start` is a choice that is known to be allowed. `watch` is told how the search stands. An
        interrupt ends the search before it is raised.
        """
        if not self._services:
            return Solution(services=(), bound=0.0, is_optimal=True)
        self._gap = math.inf
        self._highs.clearSolver()
        self._highs.changeRowBounds(self._count, -math.inf, float(most))
        self._highs.setOptionValue("time_limit", seconds)
        column = {service: number for number, service in enumerate(self._services)}
        chosen = [column[service] for service in start if service in column]
        values = [float(number in chosen) for number in range(len(self._services))]
        self._highs.setSolution(len(values), list(range(len(values))), values)
        self._search(watch)
        return self._solution()

    def _search(self, watch: Watch | None) -> None:
        """Search in a thread of HiGHS's own, so that this one stays free to report and to stop."""
        self._highs.startSolve()
        try:
            while not self._highs.wait(_LOOK)[0]:
                if watch is not None:
                    watch(self._gap)
        except BaseException:
            self._highs.cancelSolve()
            self._highs.wait()
            raise

    def _note(self, event: Any) -> None:  # noqa: ANN401  # highspy's own event
        gap = event.data_out.mip_gap
        self._gap = gap if gap < _NO_GAP else math.inf

    def _solution(self) -> Solution:
        import highspy

        info = self._highs.getInfo()
        is_optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = self._highs.getSolution().col_value
        is_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        bound = info.mip_dual_bound * self._unit if abs(info.mip_dual_bound) < _NO_GAP else math.inf
        return Solution(
            services=tuple(
                service
                for service, value in zip(self._services, values, strict=False)
                if value > _CHOSEN
            )
            if is_found
            else None,
            bound=bound,
            is_optimal=is_optimal,
        )


def _quiet_highs() -> Any:  # noqa: ANN401  # its class exists where highspy does
    """A solver that prints nothing: some versions greet before an option could be set."""
    import highspy

    class QuietHighs(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # highspy's name
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy is partly typed

    return QuietHighs()  # type: ignore[no-untyped-call]  # highspy is partly typed


_SETTINGS: dict[str, Any] = {
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": _GAP,
    "mip_abs_gap": _GAP,
    "mip_feasibility_tolerance": _GAP,
    "primal_feasibility_tolerance": _GAP,
}
_NO_GAP = 1e20
"""HiGHS says infinity, or a number beyond any meaning, where it has no bound yet."""

_CHOSEN = 0.5
