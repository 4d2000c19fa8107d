"""What the calls say without any figure: the longest chain, and the cycles. Plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Cycle
    from archlint.linting.report import PortfolioReport

_MOST_CYCLES = 3


def structure(report: PortfolioReport) -> str:
    """What can be said without figures: the longest chain of calls, and cycles."""
    chain = report.analysis.longest_chain
    cycles = report.analysis.cycles
    ring = "no call cycles" if not cycles else f"{plural(len(cycles), 'call cycle')}"
    if len(chain) < 2:  # noqa: PLR2004  # a chain has two ends
        return f"No service waits for another; {ring}."
    most = 6
    names = [visible(name) for name in chain[:most]]
    more = f" and {len(chain) - most} more" if len(chain) > most else ""
    return f"Longest chain of calls: {' → '.join(names)}{more}; {ring}."


def cycle_sentences(cycles: Sequence[Cycle]) -> Iterator[str]:
    """Name each ring in the order of its calls, and say what it does to times and traffic."""
    for cycle in cycles[:_MOST_CYCLES]:
        around = " → ".join(map(visible, (*cycle.ring, cycle.ring[0])))
        others = f" and {plural(len(cycle.cut) - 1, 'call')} more" if len(cycle.cut) > 1 else ""
        last = " → ".join(map(visible, (cycle.cut[0].caller, cycle.cut[0].callee)))
        yield (
            f"Call cycle {around}: times leave out the call {last}{others},"
            " so what passes through it takes at least what is shown."
        )
        if cycle.diverges:
            yield (
                "Each request makes at least one more around it, so its traffic has no finite rate"
                " and is shown without the cycle: a call's `count` below 1 or `async` would end it."
            )
    if len(cycles) > _MOST_CYCLES:
        yield f"{plural(len(cycles) - _MOST_CYCLES, 'call cycle')} more."
