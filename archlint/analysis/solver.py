"""Programme -> the best choice, by HiGHS: the only importer of highspy, which the extra `plan` has.

One thread, one seed: a search that is not stopped by the clock gives the same answer every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
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
    """The services chosen, and an upper bound on what any choice is worth.

    Without a choice (`services` None) the search ended before it found one. `nodes` says how many
    of its tree were looked at.
    """

    services: tuple[str, ...] | None
    bound: float
    nodes: int = 0


def is_installed() -> bool:
    """Whether HiGHS is there. It is not imported for that."""
    return find_spec("highspy") is not None


class Solver:
    """A programme with limits on the choice, solved for one number of services at a time.

    `limits` are further rows over the services, such as Σ effort ≤ budget.
    """

    def __init__(self, programme: Programme, limits: Iterable[Row] = ()) -> None:
        self._programme = programme
        self._unit = programme.ceiling / _SCALE or 1.0
        self._rows = [*map(self._in_units, programme.rows), *limits]

    def _in_units(self, row: Row) -> Row:
        """A row of the programme with users in units of the objective's scale."""
        binaries, unit = len(self._programme.services), self._unit
        terms = {c: value / unit if c < binaries else value for c, value in row.terms.items()}
        return Row(terms, row.limit / unit)

    def best(
        self,
        most: int,
        *,
        seconds: float = math.inf,
        nodes: float = math.inf,
        watch: Watch | None = None,
    ) -> Solution:
        """The best choice of at most so many services, searched for at most so many seconds.

        What ends after so many `nodes` of the search tree is the same on every machine. `watch` is
        told how the search stands. An interrupt ends the search before it is raised. A choice that
        is known is not handed over: HiGHS 1.16 may give it back as the best there is.
        """
        if not self._programme.services:
            return Solution(services=(), bound=0.0)
        highs = self._loaded(most)
        highs.setOptionValue("time_limit", seconds)
        if math.isfinite(nodes):
            highs.setOptionValue("mip_max_nodes", int(nodes))
        search(highs, watch)
        info = highs.getInfo()
        bound = info.mip_dual_bound
        return Solution(
            services=self._chosen(highs),
            bound=bound * self._unit if abs(bound) < _NO_BOUND else math.inf,
            nodes=max(0, info.mip_node_count),
        )

    def _loaded(self, most: int) -> Any:  # noqa: ANN401  # a class of highspy
        """The programme in a solver of its own: one that has run before may repeat its answer."""
        import highspy

        highs, binaries = _quiet_highs(), len(self._programme.services)
        largest = [1.0] * binaries + [users / self._unit for users in self._programme.most]
        for column, upper in enumerate(largest):
            worth = self._programme.objective.get(column, 0.0)
            highs.addCol(worth / self._unit if column < binaries else worth, 0.0, upper, 0, [], [])
            if column < binaries:
                highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for terms, limit in (Row(dict.fromkeys(range(binaries), 1.0), most), *self._rows):
            kept = {column: value for column, value in terms.items() if value}
            highs.addRow(-math.inf, limit, len(kept), list(kept), list(kept.values()))
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        return highs

    def _chosen(self, highs: Any) -> tuple[str, ...] | None:  # noqa: ANN401  # a class of highspy
        import highspy

        status = highs.getInfo().primal_solution_status
        if status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        pairs = zip(self._programme.services, highs.getSolution().col_value, strict=False)
        return tuple(service for service, value in pairs if value > _CHOSEN)


def search(highs: Any, watch: Watch | None) -> None:  # noqa: ANN401  # a class of highspy
    """Search in a thread of HiGHS's own, so that this one stays free to report and to stop."""
    state = [math.inf]

    def note(event: Any) -> None:  # noqa: ANN401  # a class of highspy
        state[0] = event.data_out.mip_gap

    highs.cbMipInterrupt += note
    highs.startSolve()
    try:
        while not highs.wait(_LOOK)[0]:
            if watch is not None:
                watch(state[0])
    except BaseException:
        highs.cancelSolve()
        highs.wait()
        raise


def _quiet_highs() -> Any:  # noqa: ANN401  # its class exists where highspy does
    """A solver that prints nothing: some versions greet before an option could be set."""
    import highspy

    class QuietHighs(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # highspy's name
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy is partly typed

    highs = QuietHighs()  # type: ignore[no-untyped-call]  # highspy is partly typed
    for option, value in _SETTINGS.items():
        highs.setOptionValue(option, value)
    highs.HandleUserInterrupt = True
    return highs


_SETTINGS: dict[str, Any] = {
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": _GAP,
    "mip_abs_gap": _GAP,
    "mip_feasibility_tolerance": _GAP,
    "primal_feasibility_tolerance": _GAP,
}
_NO_BOUND = 1e20
"""HiGHS says infinity, or a number beyond any meaning, where it has no bound yet."""

_CHOSEN = 0.5
