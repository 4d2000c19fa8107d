"""A plan for a terminal: what to rewrite, in which order, and how good that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.planning import taken_seats
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_payback,
    format_users,
)
from archlint.reporting.columns import wrap, wrap_items
from archlint.reporting.figures import of_range, plain, share
from archlint.reporting.naming import listed
from archlint.reporting.plan_table import PlanTable
from archlint.reporting.style import finish, glyphs_for, painter, spelt
from archlint.reporting.wording import plural, sentence
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Choice, Plan
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain
    from archlint.reporting.options import Options

_MOST_JOURNEYS = 3
_SHOWN_MS = 0.05
"""Milliseconds below which what a journey gains is not worth its name."""

_ARGUED = ("rust", "hybrid")
"""Verdicts that agree with a plan."""

_ALIKE = 1e-6
"""Choices whose worth differs by less than this share leave nothing on the table."""


def plan_text(report: PortfolioReport, plan: Plan, options: Options) -> str:
    """The plan of one portfolio; names made visible, at most 100 columns."""
    blocks = [block for block in _PlanText(report, plan, options).blocks() if block]
    return finish("\n\n".join("\n".join(block) for block in blocks) + "\n", options)


class _PlanText(Struct, frozen=True):
    report: PortfolioReport
    plan: Plan
    options: Options

    def blocks(self) -> Iterator[list[str]]:
        yield [*self._head(), *self._wrapped([self._outcome(), self._proof(), self._samples()])]
        if self.plan.steps:
            yield list(PlanTable(self.plan, self.options).steps())
            yield list(self._steps())
        yield self._wrapped(self._rivals(), indent=2)
        yield list(PlanTable(self.plan, self.options).frontier())
        yield self._wrapped(self._remarks())

    def _wrapped(self, sentences: Iterable[str], indent: int = 0) -> list[str]:
        room = self.options.width - indent
        told = (spelt(text, self.options) for text in sentences if text)
        return [" " * indent + line for text in told for line in wrap(text, room)]

    def _money(self, amount: float) -> str:
        return f"{format_money(amount, self.plan.whole.currency)} a month"

    def _worth(self, amount: float) -> str:
        """An amount in the unit of the objective."""
        return format_users(amount) if self.plan.objective == "waiting" else self._money(amount)

    # --- head -------------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        name = visible(self.report.portfolio.name)
        objective = {"waiting": "the most users out of waiting", "cost": "the most money saved"}
        facts = (f"plan for {objective[self.plan.objective]}", *self._limits())
        told = (spelt(text, self.options) for text in (name, *facts))
        lines = wrap_items(told, glyphs_for(self.options).dot, self.options.width)
        if lines[0].startswith(name):
            lines[0] = painter(self.options)("strong", name) + lines[0][len(name) :]
        yield from lines

    def _limits(self) -> Iterator[str]:
        seats, taken = self.report.seats, taken_seats(self.report)
        if seats is not None:
            least = ", rounded up to one" if seats.is_rounded_up else ""
            of = f"{plain(seats.quota * 100)} % of {plural(seats.size, 'service')}{least}"
            held = f", {len(taken)} taken by {listed(taken)}" if taken else ""
            most = f"at most {plural(seats.limit, 'seat')}" if seats.limit else "no seat"
            yield f"{most} ({of}{held})"
        if self.plan.limits.person_months is not None:
            yield f"at most {plain(self.plan.limits.person_months)} person-months"

    def _outcome(self) -> str:
        plan = self.plan
        if not plan.steps:
            return f"Nothing to rewrite: {self._why_nothing()}."
        arrow = glyphs_for(self.options).arrow
        after = format_users(plan.before - plan.best.users)
        least = "at least " if self.report.analysis.waiting.is_lower_bound else ""
        moved = f"{least}{plain(plan.before)} {arrow} {after} waiting at any moment"
        whole = plan.whole
        effort = self._effort(whole) if whole.effort is not None else self._known_effort()
        gains = ", ".join((*self._figures(whole), *effort))
        return f"{plural(len(plan.steps), 'rewrite')}: {moved}. At the same utilisation: {gains}."

    def _why_nothing(self) -> str:
        free = [item for item in self.report.candidates if not item.is_taken]
        if not free:
            return (
                "no service is a candidate, for that takes a rate, a self time, its CPU, and a"
                " criticality that is not low"
            )
        if len(self.plan.without_effort) == len(free):
            return "the effort of no candidate is known"
        if self.report.seats is not None and not self.report.seats.limit:
            return "the quota has no seat"
        if not self.plan.limits.services:
            return "every seat is taken"
        if self.plan.objective == "waiting" and not self.report.analysis.has_rates:
            return "no journey has a rate, so nobody is known to wait"
        return f"no choice of {plural(len(free), 'candidate')} within the limits gains anything"

    def _proof(self) -> str:
        plan = self.plan
        if plan.is_optimal:
            proof = (
                "Proved: at the default factors no choice within the limits is better (gap 0 %)."
            )
            return proof if plan.steps else ""
        return (
            f"Not proved, the time was up: the best choice is worth at most"
            f" {self._worth(plan.bound)}, and this one {self._worth(plan.worth)}"
            f" (gap {share(plan.gap)})."
        )

    def _samples(self) -> str:
        """What the choice frees on samples, and why it was not made on them."""
        if self.plan.on_samples is None:
            return ""
        return (
            "All figures are on means, where T is linear, of the portfolio as it is: of calls side"
            " by side the slowest on average counts alone. On samples, as what-if has them, it"
            f" frees {format_users(self.plan.on_samples)}."
        )

    # --- steps ------------------------------------------------------------------------------------

    def _steps(self) -> Iterator[str]:
        paint, dot = painter(self.options), glyphs_for(self.options).dot
        head = "in this order, each with what it takes off after those before it"
        yield from (paint("strong", line) for line in wrap(head, self.options.width))
        words = self._words
        for number, step in enumerate(self.plan.steps, 1):
            name = visible(step.target)
            word = words.get(step.service)
            said = f" (check: {visible(word)})" if word else ""
            title = spelt(f"{number}. {name}{said}", self.options)
            first, *more = wrap(title, self.options.width - 6, first=self.options.width - 2)
            yield f"  {first}".replace(name, paint("strong", name), 1)
            yield from (f"      {line}" for line in more)
            figures = [*self._figures(step.gain), *self._effort(step.gain)]
            told = (spelt(text, self.options) for text in figures)
            for line in wrap_items(told, dot, self.options.width - 6):
                yield f"      {line}"

    @property
    def _words(self) -> dict[str, str]:
        return {verdict.service: verdict.word for verdict in self.report.verdicts}

    def _figures(self, gain: Gain) -> Iterator[str]:
        """Users, milliseconds, cores and money, low-default-high."""
        if gain.users is not None:
            yield f"{of_range(gain.users, format_users)} freed"
        felt = sorted(
            ((name, off) for name, off in gain.milliseconds.items() if off.default >= _SHOWN_MS),
            key=lambda item: (-item[1].default, item[0]),
        )
        for name, off in felt[:_MOST_JOURNEYS]:
            yield f"{of_range(off, lambda value: format_duration(value / 1e3))} off {visible(name)}"
        if len(felt) > _MOST_JOURNEYS:
            yield f"{plural(len(felt) - _MOST_JOURNEYS, 'journey')} more"
        if gain.cores is not None:
            yield f"{of_range(gain.cores, format_cores)} saved"
        if gain.per_month is not None:
            money = of_range(gain.per_month, lambda value: format_money(value, gain.currency))
            yield f"{money} a month"

    def _effort(self, gain: Gain) -> Iterator[str]:
        if gain.effort is None:
            yield "effort not known"
            return
        most = "at most the whole service's effort," if gain.operation else "effort"
        yield f"{most} {of_range(gain.effort, lambda value: f'{plain(value)} person-months')}"
        if gain.payback is not None:
            yield format_payback(*gain.payback)

    def _known_effort(self) -> Iterator[str]:
        """The effort of all steps together where that of some is not given."""
        best = self.plan.best
        if best.unsized < len(best.services):
            yield f"effort at least {plain(best.known_months)} person-months"
            yield f"that of {plural(best.unsized, 'rewrite')} not given"
        else:
            yield "effort not given"

    # --- what else there was ----------------------------------------------------------------------

    def _rivals(self) -> Iterator[str]:
        if not self.plan.steps:
            return
        yield self._rival("The seats of check, greedy", self.plan.greedy)
        yield self._rival("The busiest services, naive", self.plan.naive)

    def _rival(self, label: str, choice: Choice) -> str:
        """What another way of choosing gives, and what it leaves on the table."""
        best = self.plan.best
        names = listed(choice.services, most=4) or "none"
        if set(choice.services) == set(best.services):
            return f"{label}: the same."
        worth = f"{format_users(choice.users)}, {self._money(choice.per_month)}"
        left = [
            text
            for amount, whole, text in (
                (best.users - choice.users, best.users, format_users(best.users - choice.users)),
                (
                    best.per_month - choice.per_month,
                    best.per_month,
                    self._money(best.per_month - choice.per_month),
                ),
            )
            if amount > abs(whole) * _ALIKE
        ]
        leaves = f"leaves {' and '.join(left)} on the table" if left else "leaves nothing"
        return f"{label} ({names}): {worth}; {leaves}."

    def _remarks(self) -> Iterator[str]:
        plan = self.plan
        if plan.without_effort:
            unknown = plural(len(plan.without_effort), "service")
            yield (
                f"The budget counts effort, and that of {unknown} is not known"
                f" ({listed(plan.without_effort)}): not chosen. Add `size` or `rewrite.effort`."
            )
        words = self._words
        others = [step.service for step in plan.steps if words.get(step.service) not in _ARGUED]
        if others:
            yield (
                f"Check does not conclude a rewrite of {listed(others)}, see `archlint explain"
                f" {visible(others[0])}`: the quota is a cap, not a target."
            )
        if not self.report.analysis.has_rates:
            yield from map(sentence, self.report.lines)
