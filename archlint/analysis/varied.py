"""What an analysis says of variants of its portfolio: who holds a seat in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.analysis.timed import Timed
from archlint.analysis.variations import MOST_TRACED

if TYPE_CHECKING:
    from archlint.analysis.trial import Trial
    from archlint.analysis.variations import Question, Uncertainty, Variation


class Varied(Timed):
    """What an analysis says of variants of its portfolio, in which figures are uncertain."""

    def held_in(
        self,
        variations: Sequence[Variation],
        question: Question,
        *,
        as_if: Mapping[str, float],
    ) -> Mapping[str, tuple[bool, ...]]:
        """By candidate, in which variations of the portfolio it holds a seat.

        `as_if` are the services that this analysis takes to be written in the other language, with
        their f: that is all by which it may differ from what is declared.
        """
        from archlint.analysis.variants import together

        variants = together(variations, question.candidates)
        held = self._trial(as_if).held(variants, question)
        return {name: tuple(row.tolist()) for name, row in held.items()}

    def seat_frequencies(
        self,
        uncertainty: Uncertainty,
        question: Question,
        *,
        as_if: Mapping[str, float],
        draws: int,
    ) -> Mapping[str, float]:
        """By candidate, in which share of the draws of what is uncertain it holds a seat."""
        from archlint.analysis.uncertainty import drawn

        variants = drawn(uncertainty, draws, self.sampling.seed)
        held = self._trial(as_if).held(variants, question)
        return {name: float(row.mean()) for name, row in held.items()}

    def _trial(self, as_if: Mapping[str, float]) -> Trial:
        """One for all questions: what variants have in common is found once."""
        key = tuple(sorted(as_if.items()))
        if key not in self._trials:
            self._trials[key] = self._new_trial(as_if)
        return self._trials[key]

    @cached_property
    def _trials(self) -> dict[tuple[tuple[str, float], ...], Trial]:
        return {}

    def _new_trial(self, as_if: Mapping[str, float]) -> Trial:
        from archlint.analysis.trial import Basis, Trial

        basis = Basis(
            self.portfolio,
            self._structure,
            self._figures,
            lambda: tuple(self.curves.values()),
            lambda: self.journeys,
            lambda: self.waiting,
            self.sampling,
            self.keeps_visits,
        )
        return Trial(basis, as_if)

    @property
    def keeps_visits(self) -> bool:
        """Whether critical visits stay what they are in all variants: in a large portfolio."""
        return len(self.portfolio.services) > MOST_TRACED
