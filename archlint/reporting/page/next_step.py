"""The one thing to do next, and by which command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.promises import Standing
from archlint.model import Severity
from archlint.quantities import format_duration
from archlint.reporting.figures import plain
from archlint.reporting.naming import coded, command, named
from archlint.reporting.page.giving import missing_of, to_give
from archlint.reporting.page.sureness import contested, guessed
from archlint.reporting.wording import sentence

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.found import Found
    from archlint.reporting.page.outlook import Outlook

_MOST_MEASURED = 3
"""Services of which it is told in one line what to measure."""


class Steps(Struct, frozen=True, kw_only=True):
    """What there is to do about a portfolio."""

    report: PortfolioReport
    found: Found
    outlook: Outlook

    def first(self) -> str:
        """What fails comes first, then a missed SLO, then what would make the verdicts sure."""
        steps: tuple[Callable[[], str], ...] = (
            self._add,
            lambda: self._finding(Severity.ERROR),
            self._missed,
            self._pick,
            self._cycle,
            self._measure,
            lambda: self._finding(Severity.WARNING),
        )
        return next((text for step in steps if (text := step())), self._nothing())

    def _add(self) -> str:
        """What a portfolio without verdicts lacks, in the packs' own words."""
        if self.report.verdicts:
            return ""
        told = [line.removeprefix(SAID) for line in self.report.lines if line.startswith(SAID)]
        return sentence(told[0]) if told else "Add a journey with its `rate`."

    def _finding(self, severity: Severity) -> str:
        """The first that is of this severity and says something else than a verdict does."""
        for finding in self.report.findings:
            if finding.severity is severity and not finding.verdict:
                whom = (
                    ""
                    if finding.subject.kind == "portfolio"
                    else f" of {coded(str(finding.subject))}"
                )
                return f"Fix {finding.rule} ({finding.name}){whom}: section 5 says where."
        return ""

    def _missed(self) -> str:
        """Where a journey loses its time that misses its SLO, whatever is rewritten."""
        for slo in self.outlook.missed():
            if self.outlook.after(slo) is not Standing.KEPT:
                return self._lost(slo.journey)
        return ""

    def _lost(self, journey: str) -> str:
        times = self.report.analysis.journey(journey)
        how = command("archlint path", journey) or "section 2 shows it"
        text = f"Look at where {coded(journey)} spends its time: {how}."
        most = min(times.own, key=lambda name: (-times.own[name], name), default="")
        if not most or not times.mean:
            return text
        seconds, mean = format_duration(times.own[most]), format_duration(times.mean)
        return f"{text} The largest part is that of {coded(most)}: {seconds} of {mean} on average."

    def _pick(self) -> str:
        """What to do about the rewrites before they are begun."""
        if not self.found.due:
            return ""
        estimates = guessed(self.found)
        rivals = tuple(item.service for item in contested(self.report))
        if rivals or estimates:
            whom = rivals or estimates
            why = "whose seats are open" if rivals else "whose figures are estimates"
            why = why if len(whom) > 1 else why.replace("seats are", "seat is")
            return f"Measure {named(whom)}, {why}{self._also_open()}."
        first = self.found.due[0]
        gain = self.found.verdicts[first].gain
        factor = gain.factor if gain is not None else None
        if factor is not None and factor.low < factor.high:
            return (
                f"A spike of two to four weeks on {coded(first)}: it measures what part of"
                f" its CPU time stays in Rust, so far assumed to be {plain(factor.default)}"
                f" ({plain(factor.low)} to {plain(factor.high)}){self._also_open()}."
            )
        return f"Begin with {coded(first)}{self._also_open()}."

    def _also_open(self) -> str:
        """Who has no verdict before it is measured."""
        others = self.found.measure
        verb = "has" if len(others) == 1 else "have"
        return f"; {named(others)} {verb} to be measured, too" if others else ""

    def _cycle(self) -> str:
        """The call cycle that figures of judged services leave out: no verdict is sure."""
        analysis = self.report.analysis
        for verdict in self.report.verdicts:
            if verdict.language != "rust" and (found := analysis.cycles_to(verdict.service)):
                ring = " → ".join(map(coded, (*found[0].ring, found[0].ring[0])))
                return (
                    f"End the call cycle {ring}: what passes through it takes at least what is"
                    " shown, and whether a rewrite pays is not known before."
                )
        return ""

    def _measure(self) -> str:
        """What the services lack whose verdict is to measure first; who lacks nothing is tuned."""
        if not self.found.measure:
            return ""
        lacking = {name: missing_of(self.report, name) for name in self.found.measure}
        first = self.found.measure[0]
        if not lacking[first]:
            advice = self.found.verdicts[first].tune_first
            return f"Tune {coded(first)} in Go first{f': {advice}' if advice else ''}."
        alike = [name for name in lacking if lacking[name] == lacking[first]][:_MOST_MEASURED]
        return to_give(lacking[first], alike)

    def _nothing(self) -> str:
        if any(slo.promise.standing is not Standing.KEPT for slo in self.outlook.slos):
            first = next(
                slo for slo in self.outlook.slos if slo.promise.standing is not Standing.KEPT
            )
            return f"Watch {coded(first.journey)}: whether it keeps its SLO is open."
        if not self.found.total and self.found.planned:
            verb = "is" if len(self.found.planned) == 1 else "are"
            return f"Decide before {named(self.found.planned)} {verb} written: best begun in Rust."
        return "Nothing now; lint again when load or code changes."


SAID = "no verdicts yet: "
"""How a pack's sentence begins that the headline has said already."""
