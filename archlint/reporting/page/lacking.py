"""Why a figure is not known, or what it takes: said once, and printed wherever it would stand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.naming import every, named
from archlint.reporting.verdict_groups import group_of
from archlint.reporting.wording import capital

if TYPE_CHECKING:
    from archlint.model import Verdict
    from archlint.reporting.page.curve import Weighing


_MOST_LACKING = 2
"""Groups of services that lack the same, of which it is told."""


class Reason(Struct, frozen=True, kw_only=True):
    """`why` it is not known, with `more` of it, and what to `add`.

    `is_open` where adding something tells it; where nothing could be there is no such figure.
    """

    why: str
    more: str = ""
    add: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.add)

    @property
    def sentence(self) -> str:
        """`Not known: nobody counts who waits; add `rate` to the journeys.`."""
        if not self.is_open:
            return f"{capital(': '.join(filter(None, (self.why, self.more))))}."
        return f"Not known: {self.why}; {self.add}."


class Reasons(Struct, frozen=True, kw_only=True):
    """Why a part of the page is empty, a sentence each; empty where it is not.

    `is_open` where something could be added that tells what a rewrite is worth.
    """

    journeys: str
    waiting: str
    rewrites: str
    drawn: str
    is_open: bool


class Lacking(Struct, frozen=True, dict=True):
    """Asks one portfolio what it lacks; None where nothing is lacking."""

    weighing: Weighing

    @property
    def reasons(self) -> Reasons:
        """Of every part that may be empty."""
        return Reasons(
            journeys=_told(self.of_journeys),
            waiting=_told(self.of_waiting),
            rewrites=_told(self.of_rewrites) or _NONE_FEELS,
            drawn=_told(self.nothing_runs),
            is_open=self.of_rewrites is None or self.of_rewrites.is_open,
        )

    @cached_property
    def nothing_runs(self) -> Reason | None:
        services = self.weighing.report.portfolio.services.values()
        if any(service.is_running and not service.is_planned for service in services):
            return None
        planned = [service.name for service in services if service.is_planned]
        if not planned:
            return Reason(why="nothing runs")
        verb = "is" if len(planned) == 1 else "are"
        return Reason(why="nothing runs yet", more=f"{named(planned)} {verb} only planned")

    @cached_property
    def of_journeys(self) -> Reason | None:
        if self.nothing_runs is not None or self.weighing.report.analysis.journeys:
            return self.nothing_runs
        return Reason(
            why="no journey is declared, and every service is called by another",
            add="add a journey with its `rate`",
        )

    @cached_property
    def of_waiting(self) -> Reason | None:
        """Why it is not known how many users wait."""
        analysis = self.weighing.report.analysis
        if self.of_journeys is not None:
            return self.of_journeys
        if not analysis.has_rates:
            add = "add `rate` to the journeys"
            if analysis.journeys_are_implied:
                entries = [times.journey.entry.split("/", 1)[0] for times in analysis.journeys]
                add = f"add `load.rate` to {named(tuple(dict.fromkeys(entries)))}"
            return Reason(why="nobody counts who waits", add=add)
        if not analysis.waiting.total:
            return self._no_time()
        return None

    def _no_time(self) -> Reason:
        """Why nobody waits: nothing is measured, or all of it is declared to take no time."""
        analysis = self.weighing.report.analysis
        unmeasured = {
            operation.split("/", 1)[0]
            for times in analysis.journeys
            if times.journey.rate
            for operation in times.unmeasured
        }
        if not unmeasured:
            return Reason(why="nobody waits: all that has a rate is declared to take no time")
        add = f"add `self_time` to {named(sorted(unmeasured))}"
        return Reason(why="nobody measured how long users wait", add=add)

    @cached_property
    def of_rewrites(self) -> Reason | None:
        """Why it is not known what a rewrite would free, or that there is none to make."""
        if self.of_waiting is not None:
            return self.of_waiting
        if not self.weighing.report.verdicts:
            return Reason(why="no service is judged")
        left = self._left
        if not left:
            return Reason(why=self._nothing_left())
        if any(item.service in self.weighing.alone for item in left):
            return None
        return Reason(why="nobody measured what computes", add=f"add {self._missing(left)}")

    @cached_property
    def _left(self) -> tuple[Verdict, ...]:
        """What runs, is judged and not in Rust yet."""
        return tuple(
            item
            for item in self.weighing.report.verdicts
            if item.language != "rust"
            and not item.is_planned
            and group_of(item) not in ("either", "none")
        )

    def _nothing_left(self) -> str:
        verdicts = [item for item in self.weighing.report.verdicts if not item.is_planned]
        done = sum(item.language == "rust" for item in verdicts)
        if not done:
            return "nothing is left to rewrite: no service is in Go"
        if done < len(verdicts):
            return "nothing is left to rewrite: what is not in Rust already is not in Go either"
        whole = "the one service is" if done == 1 else f"{every(done)} services are"
        return f"nothing is left to rewrite: {whole} in Rust already"

    def _missing(self, left: tuple[Verdict, ...]) -> str:
        """The annotations that they lack, and who lacks them."""
        computing = self.weighing.report.analysis.computing
        lacks: dict[tuple[str, ...], list[str]] = {}
        for item in left:
            keys = computing[item.service].missing or ("rewrite.cpu",)
            lacks.setdefault(keys, []).append(item.service)
        told = [f"{named(keys)} to {named(names)}" for keys, names in lacks.items()]
        return "; ".join(told[:_MOST_LACKING])


_NONE_FEELS = "None that may hold a seat takes anything off a journey."
"""Why no rewrite has a row, where all is known."""


def _told(reason: Reason | None) -> str:
    return reason.sentence if reason is not None else ""
