"""A difference as one comment on a pull request.

The first line is a marker by which the comment is found and updated in place. Nothing is written
where nothing changed. Names come from anybody's branch: they are printed only through the filters
of `markdown`. A comment holds 65,536 characters at most: blocks are left out whole, the last first,
and what is missing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.linting.finding_changes import Change
from archlint.model import Severity
from archlint.quantities import format_duration
from archlint.reporting.difference import (
    WORDS,
    bill_sentence,
    facts_of,
    gate_sentence,
    headline,
    judging,
    mean_of,
    moved_percentiles,
    verdict_word,
)
from archlint.reporting.estimates import MARKS, STANDINGS
from archlint.reporting.excerpt import Mark, excerpt
from archlint.reporting.figures import SHOWN, frequency, plain, share
from archlint.reporting.markdown_text import cell, code, fence, inert, prose
from archlint.reporting.options import Options
from archlint.reporting.shortlist import shortlist_of
from archlint.reporting.shortlist_sentences import shortlist_sentences
from archlint.reporting.wording import plural
from archlint.source import Sources
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.comparing import Comparison, Difference
    from archlint.linting.finding_changes import FindingChange
    from archlint.linting.journey_changes import JourneyChange
    from archlint.model import Verdict

MARKER = "<!-- archlint:diff -->"

LONGEST = 60_000
"""Characters of the comment."""

_ROWS = 30
"""Rows of one table."""

_EXCERPTS = 20
"""Findings shown with the lines that they are about."""

_PAPER = Options(columns=92)


def render(comparison: Comparison, options: Options) -> str:
    """The comment; empty where nothing changed."""
    if comparison.is_empty:
        return ""
    code_ = 0 if options.exit_zero else comparison.exit_code(options.fail_on)
    foot = _foot(comparison, options, code_)
    if comparison.failed is not None:
        return _fitted([_failure(comparison)], foot)
    changed = [item for item in comparison.differences if not item.is_empty]
    blocks = [block for item in changed for block in _blocks(item)]
    return _fitted(blocks, foot)


def _fitted(blocks: Sequence[str], foot: str) -> str:
    """The blocks up to the first that does not fit, and how many others there were."""
    room = LONGEST - len(MARKER) - len(foot) - 200
    kept: list[str] = []
    for block in filter(None, blocks):
        if len(block) + 2 > room:
            break
        room -= len(block) + 2
        kept.append(block)
    left = sum(map(bool, blocks)) - len(kept)
    more = [f"{plural(left, 'part')} of this comment did not fit: run `archlint diff`."] * bool(
        left
    )
    return "\n\n".join([MARKER, *kept, *more, foot]) + "\n"


def _failure(comparison: Comparison) -> str:
    failed = comparison.failed
    problems = [str(problem) for problem in failed.problems[:20]] if failed else []
    crash = failed.crash.splitlines()[:20] if failed else []
    return "### archlint could not compare\n\n" + fence([*problems, *crash])


def _foot(comparison: Comparison, options: Options, exit_code: int) -> str:
    sides = f"{code(comparison.before)} → {code(comparison.after)}"
    gate = prose(gate_sentence(comparison, options.fail_on, code=exit_code))
    foot = f"{sides} · {gate} · archlint {__version__} · silent where nothing changes"
    return f"<sub>{foot}</sub>"


def _blocks(difference: Difference) -> Iterator[str]:
    """The parts of the comment, each whole, the most important first."""
    yield f"### {code(difference.name)}: {prose(headline(difference))}"
    yield prose(" ".join(judging(difference)))
    yield _journeys(difference)
    yield verdict_table(difference)
    regressions = [item for item in difference.findings if item.is_regression]
    yield from _regressions(regressions, difference)
    others = [item for item in difference.findings if not item.is_regression]
    yield listed_findings(others)
    if difference.bill_changed:
        yield prose(bill_sentence(difference.bill_before, difference.bill_after))
    yield shortlist_block(difference)


def _journeys(difference: Difference) -> str:
    changes = difference.journeys
    if not changes:
        return ""
    rows = [
        "| journey | of | before | now | change | objective | |",
        "|:--|:--|--:|--:|--:|--:|:--|",
    ]
    for change in changes[:_ROWS]:
        rows += [f"| {' | '.join(map(cell, cells))} |" for cells in _figures(change)]
    table = "\n".join(rows) + _left_out(len(changes), "journey")
    after = difference.after.analysis.journeys if difference.after else ()
    unchanged = len(after) - sum(item.after is not None for item in changes)
    return f"{table}\n\n{plural(unchanged, 'other journey')} unchanged." if unchanged else table


def _figures(change: JourneyChange) -> Iterator[tuple[str, ...]]:
    """The mean, unless only a percentile moved, then the promised percentiles that did."""
    moved = moved_percentiles(change)
    told = {item.sentence for item in moved}
    facts = prose("; ".join(fact for fact in facts_of(change) if fact not in told))
    name = code(change.name)
    if change.delta != 0 or facts or not moved:
        before, after, grown = mean_of(change)
        yield name, "mean", before, f"**{after}**", f"**{grown}**", _objective(change), facts
    for item in moved:
        kept = f"{MARKS[item.standing]} {prose(STANDINGS[item.standing])}"
        figures = item.before, f"**{item.after}**", f"**{item.change}**", item.promised
        yield name, item.key, *figures, kept


def _objective(change: JourneyChange) -> str:
    """The promised mean: means compare with means."""
    times = change.after or change.before
    slo = times.journey.slo if times else None
    promised = slo.latency.mean if slo and slo.latency else None
    return format_duration(promised) if promised is not None else ""


def _left_out(count: int, noun: str) -> str:
    return f"\n\nAnd {plural(count - _ROWS, noun)} more." if count > _ROWS else ""


def verdict_table(difference: Difference) -> str:
    """The verdicts that changed, each with why it is so now; empty without any."""
    if not difference.verdicts:
        return ""
    rows = [
        f"**{plural(len(difference.verdicts), 'verdict')} changed**",
        "",
        "| service | was | now | because |",
        "|:--|:--|:--|:--|",
    ]
    for item in difference.verdicts[:_ROWS]:
        because = item.after.because if item.after else "the service is gone"
        cells = (
            code(item.service),
            prose(verdict_word(item.before)),
            f"**{prose(verdict_word(item.after))}**{prose(_seat(item.after))}",
            f"{prose(because)}{_place(difference, item.service)}",
        )
        rows.append(f"| {' | '.join(map(cell, cells))} |")
    return "\n".join(rows) + _left_out(len(difference.verdicts), "verdict")


def _seat(verdict: Verdict | None) -> str:
    """`, seat 3, held in 98 % of the draws`."""
    if verdict is None or verdict.seat is None:
        return ""
    part = verdict.seat_frequency
    sure = "" if part is None else f", held in {frequency(part)} of the draws"
    return f", seat {verdict.seat}{sure}"


def _place(difference: Difference, service: str) -> str:
    """Where the service stands in the manifest."""
    portfolio = difference.after.portfolio if difference.after else None
    found = portfolio.services.get(service) if portfolio else None
    place = portfolio.at.get(found.pointer) if portfolio and found else None
    return f" ({code(f'{place.file}:{place.line}')})" if place else ""


def shortlist_block(difference: Difference) -> str:
    """The shortlist of the later side, folded; seats that are new are marked."""
    found = shortlist_of(difference.after) if difference.after else None
    if found is None or not found.seats:
        return ""
    before = difference.before.seats if difference.before else None
    carried = f"{found.held} of {plural(found.size, 'service')}, {share(found.carried)}"
    rows = [
        f"<details><summary>The shortlist: {carried} of removable waiting</summary>",
        "",
        "| | service | off a mean request | cores | person-months | seat in draws |",
        "|--:|:--|:--|--:|--:|--:|",
    ]
    for entry in found.seats:
        felt = [(name, off) for name, off in entry.seconds.items() if off >= SHOWN]
        off = ", ".join(f"{code(name)} {format_duration(value)}" for name, value in felt[:3])
        is_new = before is not None and entry.service not in before.holders
        cells = (
            str(entry.rank),
            f"{code(entry.service)}{' (new)' if is_new else ''}",
            off + (f" and {len(felt) - 3} more" if len(felt) > 3 else ""),  # noqa: PLR2004
            "not measured" if entry.cores is None else plain(entry.cores),
            "not known" if entry.effort is None else plain(entry.effort),
            "" if entry.frequency is None else frequency(entry.frequency),
        )
        rows.append(f"| {' | '.join(map(cell, cells))} |")
    together = [f"- {prose(text)}" for text in shortlist_sentences(found)]
    return "\n".join([*rows, "", *together, "", "</details>"])


def _regressions(changes: Sequence[FindingChange], difference: Difference) -> Iterator[str]:
    """New and worse findings, the loud ones with the lines that they are about."""
    report = difference.after
    sources = (report.portfolio.sources if report else None) or Sources()
    loud = [item for item in changes if item.finding.severity > Severity.NOTE]
    for item in loud[:_EXCERPTS]:
        yield _finding(item, sources)
    notes = [item for item in changes if item.finding.severity <= Severity.NOTE]
    yield listed_findings([*loud[_EXCERPTS:], *notes])


def _finding(item: FindingChange, sources: Sources) -> str:
    finding = item.finding
    worse = f" ({item.worse_by})" if item.worse_by else ""
    word = finding.severity.word
    head = (
        f"<details><summary><b>{WORDS[item.change]} {word}</b> {inert(finding.rule)}</summary>\n\n"
        f"{code(str(finding.subject))}: {prose(finding.message + worse)}"
    )
    marks = [Mark(label.span, label.text, "frame") for label in finding.related]
    if finding.primary is not None:
        marks.insert(0, Mark(finding.primary.span, finding.primary.text, word))
    quoted = fence(excerpt(marks, sources, _PAPER)) if marks else ""
    why = "\n".join(f"- {prose(line)}" for line in finding.why)
    advice = prose(finding.help)
    return "\n\n".join(part for part in (head, quoted, why, advice, "</details>") if part)


def listed_findings(changes: Sequence[FindingChange]) -> str:
    """Findings in a line each, folded."""
    if not changes:
        return ""
    words = ", ".join(
        f"{count} {WORDS[change]}"
        for change in Change
        if (count := sum(item.change is change for item in changes))
    )
    lines = [
        f"- {WORDS[item.change]} {item.finding.severity.word} {prose(item.finding.rule)}"
        f" {code(str(item.finding.subject))}: {prose(item.finding.message)}"
        for item in changes[:_ROWS]
    ]
    more = _left_out(len(changes), "finding")
    noun = "finding" if len(changes) == 1 else "findings"
    summary = f"<details><summary>{noun.capitalize()}: {words}</summary>"
    return "\n".join([summary, "", *lines]) + f"{more}\n\n</details>"
