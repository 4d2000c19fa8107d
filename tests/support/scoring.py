"""Scores a verdict against a published decision, and writes the page about all of them."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads
from archlint_ninety_ten import PACK
from archlint_ninety_ten.cost import by_cores
from archlint_ninety_ten.languages import Side, side_of

from published import PUBLISHED, UNTRIED, Published

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Verdict

FOLDER = Path(__file__).parents[1] / "backtest"
TODAY = date(2026, 11, 23)


class Score(enum.Enum):
    """What a verdict is worth, as the page says it."""

    AGREE = "agrees"
    DISAGREE = "disagrees"
    MEASURE_FIRST = "measure first"
    NO_VERDICT = "no verdict"


_EXPECTED = {
    "RUST": {"rust"},
    "HYBRID": {"hybrid"},
    "GO": {"go"},
    "REVERSAL": {"go"},
    "ATTRIBUTION_TRAP": {"measure-first", "go"},
}
_OTHER_LANGUAGES = {Side.MANAGED: "either", Side.NATIVE: "none"}
_ARGUED = ("rust", "hybrid")


def score(outcome: str, side: Side, word: str | None, rules: Collection[str]) -> Score:
    """What a verdict's word is worth, for a case of this class.

    `rules` are the codes of the findings about the service. No word, or `none` for a service that
    is judged, is no verdict: neither right nor wrong. Measure-first is agreement only where the
    class asks for it.
    """
    if side in _OTHER_LANGUAGES:
        return Score.AGREE if word == _OTHER_LANGUAGES[side] else Score.DISAGREE
    if outcome == "TUNE_FIRST" and "NT307" in rules and word not in _ARGUED:
        return Score.AGREE
    if word in _EXPECTED.get(outcome, ()):
        return Score.AGREE
    if word == "measure-first":
        return Score.MEASURE_FIRST
    return Score.NO_VERDICT if word in (None, "none") else Score.DISAGREE


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One service of a case: what it is scored by, what archlint says, and what that is worth."""

    published: Published
    service: str
    outcome: str
    side: Side
    word: str | None
    rules: tuple[str, ...]
    because: str
    score: Score
    is_default: bool = False
    """Go, because no figure is known that could argue for Rust."""
    is_by_list: bool = False
    """Rust, because a planned service is of a domain on the article's list."""

    @property
    def is_compared(self) -> bool:
        """Whether the rule says anything of its language."""
        return self.side not in _OTHER_LANGUAGES

    @property
    def is_wrong_rust(self) -> bool:
        return self.word in _ARGUED and self.score is Score.DISAGREE


def path_of(case: str) -> Path:
    return FOLDER / f"{case}.archlint.yaml"


def tried(published: Published) -> Iterator[Tried]:
    """Lint the case's manifest and score every service that it decides about."""
    text = path_of(published.case).read_text(encoding="utf-8")
    portfolio = loads(text, catalogue=catalogue_of((PACK,)))
    report = lint(portfolio, packs=(PACK,), today=TODAY)
    verdicts = {verdict.service: verdict for verdict in report.verdicts}
    for service, outcome in published.services.items():
        side, verdict = side_of(portfolio.services[service]), verdicts.get(service)
        word = verdict.word if verdict else None
        found = [item for item in report.findings if item.subject.text == service]
        rules = tuple(sorted({item.rule for item in found}))
        said = [item.message for item in found if item.rule == "NT307"]
        said += [line for line in report.lines if "Rust by cost" not in line]
        said += _by_cost(report, service)
        yield Tried(
            published=published,
            service=service,
            outcome=outcome,
            side=side,
            word=word,
            rules=rules,
            because=verdict.because if verdict else "; ".join(said),
            score=score(outcome, side, word, rules),
            is_default=_is_default(verdict),
            is_by_list=word == "rust" and bool(verdict and verdict.arguments == ("NT104",)),
        )


def _is_default(verdict: Verdict | None) -> bool:
    """Whether the verdict is the rule's default: new or not measured, and nothing argues."""
    if verdict is None or verdict.word != "go":
        return False
    return verdict.is_by_default or verdict.is_planned


def _by_cost(report: PortfolioReport, service: str) -> Iterator[str]:
    """From which cores on NT106 would say yes: of this service, whichever the report names."""
    for item in report.arguments:
        if (item.rule, item.subject.text) == (
            "NT106",
            service,
        ) and "deciding_cores" in item.numbers:
            yield by_cores(item.numbers, item.missing)


def all_tried() -> tuple[Tried, ...]:
    return tuple(item for case in PUBLISHED for item in tried(case))


# --- the page ------------------------------------------------------------------------------------

_HEAD = """# Back-test: published decisions

<!-- Generated by tests/backtest/test_backtest.py. Change a manifest there, then `make docs`. -->

Published decisions between Go and Rust, each with a manifest of what its source gives, and the
verdict of `archlint check` on it. What a source does not give is left out, and few give how many
cores a service used. A manifest describes what ran before the decision; what was new is
`lifecycle: planned`. Every figure carries its source, and the conversion where there is one.

A verdict *agrees* where it says what was done, and *disagrees* where it says the other language.
*Measure first* is neither, and names what to measure. *No verdict* is neither as well: too little is
known for one. Then archlint says what to add, and from which cores on the cost alone would decide. A
split across services is scored per service. The rule
compares Go with Rust, so for a service in another language the right answer is to claim
nothing: `either` for one with a collector, `none` for a native one.
"""


def page() -> str:
    """docs/backtest.md."""
    rows = all_tried()
    return "\n".join(
        [
            _HEAD,
            *_totals(rows),
            "",
            *_table(rows),
            "",
            *_disagreements(rows),
            "",
            *_untried(),
            "",
        ]
    )


def _totals(rows: Sequence[Tried]) -> Iterator[str]:
    cases = {row.published.case for row in rows}
    yield f"## {len(rows)} services of {len(cases)} cases"
    yield ""
    yield "| | services | in Go, in Rust or new | in another language |"
    yield "|:--|--:|--:|--:|"
    for outcome in Score:
        found = [row for row in rows if row.score is outcome]
        compared = sum(row.is_compared for row in found)
        yield f"| {outcome.value} | {len(found)} | {compared} | {len(found) - compared} |"
    wrong = sum(row.is_wrong_rust for row in rows)
    yield f"| *Rust, and wrongly* | {wrong} | {wrong} | 0 |"
    yield ""
    right, wrong = _right_and_wrong(row for row in rows if row.is_default)
    yield f"By default, no figure being known, Go was right {right} times and wrong {wrong} times."
    right, wrong = _right_and_wrong(row for row in rows if row.is_by_list)
    yield "By the article's list of domains alone, nothing being measured, Rust was right"
    yield f"{right} times and wrong {wrong} times: these agree with the list, not with a figure."


def _right_and_wrong(rows: Iterable[Tried]) -> tuple[int, int]:
    scores = [row.score for row in rows]
    return scores.count(Score.AGREE), scores.count(Score.DISAGREE)


def _table(rows: Sequence[Tried]) -> Iterator[str]:
    yield "## Case by case"
    yield ""
    yield "| case | what happened | class | service | verdict | | why, or what would decide |"
    yield "|:--|:--|:--|:--|:--|:--|:--|"
    said: set[str] = set()
    for row in rows:
        case = row.published
        manifest = f"[{case.case}](../tests/backtest/{path_of(case.case).name})"
        what = "" if case.case in said else f"{case.what} ([source]({case.source}))"
        said.add(case.case)
        scored = "" if row.outcome == case.outcome else f", here {row.outcome}"
        rules = f" ({', '.join(row.rules)})" if row.rules else ""
        cells = (
            manifest,
            what,
            f"{case.outcome}{scored}",
            row.service,
            f"{row.word or '–'}{rules}",
            f"**{row.score.value}**",
            row.because.replace("|", "\\|"),
        )
        yield f"| {' | '.join(cells)} |"


def _disagreements(rows: Sequence[Tried]) -> Iterator[str]:
    yield "## Disagreements"
    yield ""
    found = [row for row in rows if row.score is Score.DISAGREE]
    if not found:
        yield "None."
    for row in found:
        case = row.published
        yield f"- **{case.case}**, {row.service}. {case.what}. archlint: {row.word}; {row.because}."


def _untried() -> Iterator[str]:
    counted = Counter(item.outcome for item in UNTRIED)
    yield "## Not tried"
    yield ""
    yield f"{len(UNTRIED)} cases have no manifest:"
    yield f"{', '.join(f'{count} {outcome}' for outcome, count in sorted(counted.items()))}."
    yield ""
    yield "| case | class | why |"
    yield "|:--|:--|:--|"
    for item in UNTRIED:
        yield f"| {item.case} | {item.outcome} | {item.why} |"
