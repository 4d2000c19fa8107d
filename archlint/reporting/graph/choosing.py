"""What of a portfolio is drawn: journeys, the boxes around a service, those that reach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.reporting.page.merging import MOST_BOXES, described, fitted, naming, whole_graph
from archlint.reporting.page.objectives import by_urgency
from archlint.reporting.page.portfolio_map import grouping, portfolio_map_part
from archlint.reporting.wording import sentence

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio
    from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine
    from archlint.reporting.page.portfolio_map import PortfolioMap


class GraphChoice(Struct, frozen=True, kw_only=True):
    """What is asked for: journeys by name, () for the whole portfolio; services to look at.

    `focus` keeps these services and who calls them or is called by them, `reaches` everything from
    which a call may come to them. `by` is what a box stands for, empty for what fits.
    """

    journeys: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    by: str = ""

    def unit(self, portfolio: Portfolio) -> str:
        """What a box stands for: a service as long as a drawing holds all of them."""
        is_whole = not (self.journeys or self.focus or self.reaches)
        if self.by or not is_whole:
            return self.by or "service"
        is_large = sum(not item.is_planned for item in portfolio.services.values()) > MOST_BOXES
        return (grouping(portfolio) if is_large else "") or "service"


def graph_of(report: PortfolioReport, wanted: GraphChoice) -> CallGraphPart:
    """The graph that is asked for, unfolded. Names are known, else KeyError."""
    chosen = dict.fromkeys(wanted.journeys)
    weighed = by_urgency(report.analysis)
    known = {times.name: times for times in weighed}
    by = wanted.unit(report.portfolio)
    whole = whole_graph(
        report.analysis,
        [known[name] for name in chosen] or weighed,
        report.verdicts,
        by=by,
        with_rest=not chosen,
    )
    part = replace(whole, title=_title(report.portfolio.name, wanted))
    if wanted.focus:
        names = _boxes(report.portfolio, by, wanted.focus)
        lines = [line for line in part.lines if line.source in names or line.target in names]
        return _only(part, lines, names, wanted)
    if wanted.reaches:
        names = _callers(part.lines, _boxes(report.portfolio, by, wanted.reaches))
        lines = [line for line in part.lines if line.source in names and line.target in names]
        return _only(part, lines, names, wanted)
    return part


def drawn(report: PortfolioReport, wanted: GraphChoice) -> CallGraphPart | PortfolioMap:
    """The same with no more boxes than a drawing holds; of a whole portfolio by system a map."""
    by = wanted.unit(report.portfolio)
    is_whole = not (wanted.journeys or wanted.focus or wanted.reaches)
    if is_whole and by in ("system", "owner"):
        return portfolio_map_part(report.portfolio, report.analysis, report.verdicts, by=by)
    return fitted(graph_of(report, wanted))


def absence(wanted: GraphChoice) -> str:
    """That nothing is drawn, in words: `nothing in sign-in reaches pricing`."""
    where = f" in {', '.join(dict.fromkeys(wanted.journeys))}" if wanted.journeys else ""
    if wanted.reaches:
        return f"nothing{where} reaches {', '.join(wanted.reaches)}"
    if wanted.focus:
        return f"nothing{where} calls {', '.join(wanted.focus)} or is called from there"
    return f"nothing{where} is called"


def _title(portfolio: str, wanted: GraphChoice) -> str:
    where = f" in {', '.join(wanted.journeys)}" if wanted.journeys else f" in {portfolio}"
    if wanted.focus:
        return f"Around {', '.join(wanted.focus)}{where}"
    if wanted.reaches:
        return f"What reaches {', '.join(wanted.reaches)}{where}"
    return f"Who calls whom{where}"


def _boxes(portfolio: Portfolio, by: str, services: Iterable[str]) -> set[str]:
    """The boxes of these services: of one by operation there are several."""
    name = naming(portfolio, by)
    return {
        name(operation.id)
        for service in services
        for operation in portfolio.services[service].operations
    }


def _callers(lines: Sequence[CallLine], names: Iterable[str]) -> set[str]:
    """These boxes and all from which calls lead to them."""
    back: dict[str, list[str]] = {}
    for line in lines:
        back.setdefault(line.target, []).append(line.source)
    seen, stack = set(names), list(names)
    while stack:
        for caller in back.get(stack.pop(), ()):
            if caller not in seen:
                seen.add(caller)
                stack.append(caller)
    return seen


def _only(
    part: CallGraphPart, lines: Sequence[CallLine], names: set[str], wanted: GraphChoice
) -> CallGraphPart:
    """The part with these lines, their ends and these boxes."""
    shown = names.union(*((line.source, line.target) for line in lines))
    boxes = tuple(box for box in part.boxes if box.name in shown)
    return replace(
        part,
        boxes=boxes,
        lines=tuple(lines),
        total=len(boxes),
        description=_described(part, boxes) if boxes else sentence(absence(wanted)),
    )


def _described(part: CallGraphPart, boxes: Sequence[CallBox]) -> str:
    """Who of these boxes is on the critical path that the part has."""
    if any(box.is_critical for box in part.boxes) and not any(box.is_critical for box in boxes):
        return "None of it is on the critical path."
    return described(boxes, part.unit)


def legend(part: CallGraphPart) -> Sequence[str]:
    """What weight, dashes and letters stand for, as far as they are used."""
    marks: Mapping[str, str] = {
        "rust": "R Rust",
        "hybrid": "H hybrid",
        "measure": "? measure first",
        "go": "G Go",
    }
    used = {box.mark for box in part.boxes}
    lines = (
        ("heavy: critical path", any(box.is_critical for box in part.boxes)),
        ("number: place in call order", any(box.number for box in part.boxes)),
        ("dashed: not waited for", any(line.is_async for line in part.lines)),
        ("“ring”: leads back, not timed", any(line.closes_ring for line in part.lines)),
    )
    return [
        *(text for text, is_used in lines if is_used),
        *(text for mark, text in marks.items() if mark in used),
    ]
