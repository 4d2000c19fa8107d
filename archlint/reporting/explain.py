"""`archlint explain SERVICE`: the whole way from figures to verdict, formula by formula."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Answer as Said
from archlint.model import Argument, Verdict
from archlint.reporting.columns import clip, pad, width, wrap, wrap_items
from archlint.reporting.evidence.answering import Answering, answering
from archlint.reporting.evidence.changing import deciding, would_change
from archlint.reporting.facts import Facts
from archlint.reporting.figures import figure
from archlint.reporting.gain_rows import gain_rows
from archlint.reporting.naming import listed
from archlint.reporting.style import finish, glyphs_for, named, painter, spelt, uncommanded
from archlint.reporting.verdict_words import why_not_judged
from archlint.reporting.wording import sentence
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Service
    from archlint.reporting.evidence.answers import Answer
    from archlint.reporting.options import Options

_LABEL = 15
_ASKED, _SOURCE = 26, 22
_LEAST_ANSWER = 20
_LEAST = 8
"""Columns of a label at least."""
_INDENT = 2

_WORDS = {
    "rust": "Rust by the 90/10 rule",
    "measure-first": "measure first",
    "either": "another language, no case made",
    "none": "no verdict",
}

_IN_RUST = {
    "rust": "Rust, and rightly",
    "go": "in Rust, and nothing argues for it",
    "none": "in Rust, cannot say",
}


def service_text(report: PortfolioReport, name: str, options: Options) -> str:
    """The decision trail of one service. Raises KeyError where the portfolio has none so called."""
    service = report.portfolio.services[name]
    return finish("\n".join(_Trail(report, service, options).lines()) + "\n", options)


class _Trail(Struct, frozen=True, dict=True):
    """One service's trail; every section is a label and the lines beside it."""

    report: PortfolioReport
    service: Service
    options: Options

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._questions()
        yield from self._gains()
        yield from self._changes()
        yield painter(self.options)("strong", "  The arithmetic")
        yield ""
        for label, texts in self._facts.sections():
            yield from self._section(label, texts)
        yield ""
        yield from self._arguments()
        yield ""
        yield from self._section("verdict", self._conclusion())
        yield from self._section("would decide", self._deciding())
        yield from self._section("not given", self._missing())

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.report, self.service)

    @cached_property
    def _answering(self) -> Answering:
        return answering(self.report)

    # --- layout

    def _head(self) -> Iterator[str]:
        name = visible(self.service.name)
        place = self.report.portfolio.at.get(self.service.pointer)
        facts = [
            self._word(),
            ", ".join(filter(None, (self.service.language, self.service.kind))),
            str(place) if place else "",
        ]
        dot = f" {glyphs_for(self.options).dot} "
        text = dot.join([name, *(visible(fact) for fact in facts if fact)])
        lines = wrap(uncommanded(spelt(text, self.options)), self.options.width)
        name = named(self.service.name, self.options)
        lines[0] = lines[0].replace(name, painter(self.options)("strong", name), 1)
        yield from lines
        yield ""

    # --- in short

    def _questions(self) -> Iterator[str]:
        """The six questions, each with its answer, and its line and basis at the right.

        On a narrow terminal those stand in json alone.
        """
        paint = painter(self.options)
        whole = self.options.width - _INDENT - _ASKED
        room = whole - _SOURCE - 2
        has_room = room >= _LEAST_ANSWER
        room = room if has_room else whole
        for answer in self._answering.answers(self.service):
            source = clip(spelt(self._source(answer), self.options), _SOURCE, self._cut)
            told = spelt(visible(answer.text), self.options)
            for number, text in enumerate(wrap(told, room)):
                head = paint("note", pad(answer.question if number == 0 else "", _ASKED))
                shown = f"{' ' * _INDENT}{head}{text}"
                if number == 0 and source and has_room:
                    gap = " " * (room - width(text) + 2 + _SOURCE - width(source))
                    shown += gap + paint("faint", source)
                yield shown
        yield ""

    def _source(self, answer: Answer) -> str:
        """`line 12, measured`: the first place, with its file where it is not the service's."""
        here = self._answering.asked.at(self.service.pointer).rpartition(":")[0]
        places = [
            f"line {line}" if file and file == here else place.rpartition("/")[2]
            for place in answer.places[:1]
            for file, _, line in [place.rpartition(":")]
        ]
        words = [answer.origin.word] if answer.origin else []
        return visible(", ".join([*places, *words]))

    @property
    def _cut(self) -> str:
        return glyphs_for(self.options).cut

    def _gains(self) -> Iterator[str]:
        """What it takes off alone, and after the seats above its own; cores, money and effort."""
        rows = list(gain_rows(self._answering, self.service))
        if not rows:
            return
        against = "as if in Go" if self.service.language == "rust" else ""
        table = [(against, "alone", "after the seats above"), *rows]
        cells = [[spelt(text, self.options) for text in row] for row in table]
        first, second = (max(width(row[place]) for row in cells) for place in (1, 2))
        left = self.options.width - _INDENT - first - second - 4
        label = max(_LEAST, min(left, max(width(row[0]) for row in cells)))
        second = min(second, self.options.width - _INDENT - label - first - 4)
        for number, (name, alone, after) in enumerate(cells):
            then = clip(after, second, self._cut)
            line = f"{pad(name, label, self._cut)}  {_right(alone, first)}  {_right(then, second)}"
            style = "faint" if number == 0 else ""
            yield f"  {painter(self.options)(style, line) if style else line}".rstrip()
        yield ""

    def _changes(self) -> Iterator[str]:
        told = would_change(self._facts.verdict, self._facts.about)
        if not told:
            return
        yield painter(self.options)("strong", "  What would change this verdict")
        dot = glyphs_for(self.options).dot
        for text in told:
            for number, line in enumerate(
                wrap(spelt(visible(text), self.options), self.options.width - _INDENT - 2)
            ):
                yield f"  {dot if number == 0 else ' '} {line}"
        yield ""

    def _section(self, label: str, texts: Iterable[str]) -> Iterator[str]:
        paint = painter(self.options)
        room = self.options.width - _INDENT - _LABEL
        for number, text in enumerate(texts):
            for piece, line in enumerate(wrap(spelt(text, self.options), room - 2, first=room)):
                head = pad(label if number == piece == 0 else "", _LABEL)
                hang = "  " if piece else ""
                yield f"{' ' * _INDENT}{paint('note', head)}{hang}{line}"

    # --- arguments, verdict

    def _arguments(self) -> Iterator[str]:
        paint = painter(self.options)
        names = {rule.rule: rule.name for rule in self.report.coverage.rules}
        if self.service.language == "rust":
            yield "  The arguments are computed as if it were in Go."
        for argument in self._facts.about:
            word = argument.answer.value
            style = {"yes": "strong", "no": "faint", "unknown": "warning"}[word]
            code = pad(visible(argument.rule), 6)
            head = f"  {paint(style, pad(word, 8))}{code} "
            name = visible(names.get(argument.rule, ""))
            indent = _INDENT + _LABEL
            room = self.options.width - indent
            for line in [*wrap(name, room), *_said(argument, room, self.options)]:
                if line:
                    yield head + line
                    head = " " * indent

    def _word(self) -> str:
        verdict = self._facts.verdict
        if verdict is None:
            return "no verdict"
        seat = f", seat {verdict.seat}" if verdict.seat else ""
        planned = ", planned" if verdict.is_planned else ""
        return self._said_of(verdict) + seat + planned

    def _said_of(self, verdict: Verdict) -> str:
        """The verdict in words; "go" is said only of what is in Go or says no language."""
        if verdict.language == "rust":
            return _IN_RUST.get(verdict.word, visible(verdict.word))
        if verdict.word == "hybrid":
            kernel = verdict.operation.split("/", 1)[-1] or "one operation"
            return f"hybrid, {visible(kernel)} as a Rust kernel"
        if verdict.word == "go":
            return "Go" if verdict.language else "judged as Go"
        return _WORDS.get(verdict.word, visible(verdict.word))

    def _conclusion(self) -> Iterator[str]:
        verdict = self._facts.verdict
        if verdict is None:
            yield self._why_none()
            return
        yield f"{self._said_of(verdict)}: {visible(verdict.because)}"
        if verdict.tune_first:
            yield visible(verdict.tune_first)
        if verdict.confidence:
            yield f"inputs {visible(verdict.confidence)}"
        yield from map(visible, verdict.standing)

    def _why_none(self) -> str:
        """Why no pack says anything about the service's language."""
        if self.report.lines and not self.report.verdicts and self.service.is_counted:
            return sentence(self.report.lines[0])
        return why_not_judged(self.service)

    def _deciding(self) -> Iterator[str]:
        yield from map(visible, deciding(self._facts.verdict, self._facts.about))

    def _missing(self) -> Iterator[str]:
        """What else the rules asked for: nobody claims that it would decide."""
        asked: dict[str, list[str]] = {}
        for item in self._facts.about:
            if item.answer is Said.UNKNOWN and not item.could_be:
                for key in item.missing:
                    asked.setdefault(key, []).append(item.rule)
        if asked:
            keys = (f"{key} ({', '.join(codes)})" for key, codes in asked.items())
            yield listed(keys, most=8)


def _right(text: str, columns: int) -> str:
    return " " * (columns - width(text)) + text


def _said(argument: Argument, room: int, options: Options) -> Iterator[str]:
    """What an argument says, its figures, and what it lacks; in lines of that width."""
    yield from wrap(spelt(visible(argument.message), options), room)
    if argument.refuted_by:
        yield from wrap(spelt(f"refuted: {visible(argument.refuted_by)}", options), room)
    figures = (spelt(text, options) for text in _figures(argument.numbers))
    yield from wrap_items(figures, glyphs_for(options).dot, room)
    if argument.answer is Said.UNKNOWN and argument.missing:
        yield from wrap(f"not given: {listed(argument.missing, most=8)}", room)


_SAID_ELSEWHERE = ("currency", "gate", "factor_low", "factor_high", "factor_source")
"""Numbers that have a section of their own, or belong to the others."""


def _figures(numbers: Mapping[str, float | str]) -> Iterator[str]:
    currency = str(numbers.get("currency", "USD"))
    for key, value in numbers.items():
        if key in _SAID_ELSEWHERE:
            continue
        if isinstance(value, float) and math.isnan(value):
            continue
        label, text = figure(key, value, currency)
        yield f"{label} {text}"
