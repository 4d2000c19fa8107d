"""`archlint explain SERVICE` as it is read aloud: the six answers, what is gained, what changes it.

The arithmetic is left to the text: a formula read aloud tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.evidence.answering import Answering, answering
from archlint.reporting.evidence.changing import would_change
from archlint.reporting.gain_rows import cost_rows, time_rows
from archlint.reporting.narrated import spoken
from archlint.reporting.style import finish
from archlint.reporting.verdict_words import words_of

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Service
    from archlint.reporting.evidence.answers import Answer
    from archlint.reporting.options import Options


def service_narrated(report: PortfolioReport, name: str, options: Options) -> str:
    """The decision of one service. Raises KeyError where the portfolio has none so called."""
    told = _Aloud(answering(report), report.portfolio.services[name])
    paragraphs = ("\n".join(map(spoken, part)) for part in told.parts())
    return finish("\n\n".join(filter(None, paragraphs)) + "\n", options)


class _Aloud(Struct, frozen=True):
    answering: Answering
    service: Service

    def parts(self) -> Iterator[list[str]]:
        yield list(self._head())
        yield [_answer(item) for item in self.answering.answers(self.service)]
        yield list(self._gains())
        yield list(self._changes())

    def _head(self) -> Iterator[str]:
        asked, service = self.answering.asked, self.service
        facts = ", ".join(filter(None, (service.language, service.kind)))
        words = words_of(asked.verdicts.get(service.name))
        yield f"Service {service.name}{f', {facts}' if facts else ''}: {words}."
        if place := asked.at(service.pointer):
            yield f"It stands in {_place(place)}."

    def _gains(self) -> Iterator[str]:
        for row in time_rows(self.answering, self.service):
            yield f"{row.label}: {row.alone} alone, {row.after} after the seats above."
        for row in cost_rows(self.answering, self.service):
            alone = row.alone.replace(" pm", " person-months")
            yield f"{row.label}: {', '.join(filter(None, (alone, row.after)))}."

    def _changes(self) -> Iterator[str]:
        asked, name = self.answering.asked, self.service.name
        for text in would_change(asked.verdicts.get(name), asked.about(name)):
            aloud = text.replace(" < ", " under ").replace(" > ", " over ")
            yield f"What would change it: {aloud}."


def _answer(answer: Answer) -> str:
    """The question, the answer to its end, how well it is known and where it stands."""
    text = "; ".join(filter(None, (answer.text, answer.more)))
    words = [answer.origin.text] if answer.origin else []
    where = [_place(place) for place in answer.places]
    source = ", ".join([*words, *where])
    return f"{answer.question} {text}.{f' {source[:1].upper()}{source[1:]}.' if source else ''}"


def _place(place: str) -> str:
    """`archlint.yaml, line 12`; the code of a rule as it is."""
    file, _, line = place.rpartition(":")
    return f"{file}, line {line}" if file else place
