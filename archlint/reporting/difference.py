"""What changed between two states, in sentences and rows that every format of `diff` shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.analysis.promises import Standing
from archlint.linting.finding_changes import Change
from archlint.quantities import format_cores, format_duration, format_money, format_percentile
from archlint.reporting.critical_paths import missed_mean
from archlint.reporting.estimates import STANDINGS, estimated
from archlint.reporting.figures import of_range
from archlint.reporting.naming import listed
from archlint.reporting.suppressed import proposed_sentence
from archlint.reporting.wording import plural
from archlint.source import how_many, visible

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.comparing import Bill, Comparison, Difference
    from archlint.linting.journey_changes import Crossing, JourneyChange
    from archlint.linting.percentiles import PercentileChange
    from archlint.model import Severity, Verdict

WORDS = {
    Change.NEW: "new",
    Change.WORSENED: "worse",
    Change.FIXED: "fixed",
    Change.ACCEPTED: "waived",
}


def headline(difference: Difference) -> str:
    """`place-order gets 14 ms slower (mean), over its SLO; 2 new findings`, the worst first."""
    if difference.before is None:
        return f"the portfolio is new: {_counts(difference) or 'no findings'}"
    if difference.after is None:
        return "the portfolio is gone"
    parts = [*_journey_news(difference.journeys), _counts(difference)]
    if difference.verdicts:
        parts.append(f"{plural(len(difference.verdicts), 'verdict')} changed")
    parts.append(bill_news(difference.bill_before, difference.bill_after))
    if difference.proposed_waivers:
        parts.append(f"{plural(len(difference.proposed_waivers), 'waiver')} proposed")
    return "; ".join(filter(None, parts)) or "nothing changed"


def judging(difference: Difference) -> list[str]:
    """Whose policies count, where they are not the portfolio's own, and what it would waive."""
    if not difference.judge or difference.after is None:
        return []
    judge = f"Judged by {visible(difference.judge)}; no baseline takes part in diff."
    return [*filter(None, (judge, proposed_sentence(difference.after)))]


def _counts(difference: Difference) -> str:
    """`2 new findings, 1 worse, 3 fixed`."""
    counts = Counter(item.change for item in difference.findings)
    parts = [(counts[change], word) for change, word in WORDS.items() if counts[change]]
    if not parts:
        return ""
    (first, word), *rest = parts
    noun = "finding" if first == 1 else "findings"
    return ", ".join([f"{first:,} {word} {noun}", *(f"{n:,} {word}" for n, word in rest)])


def _journey_news(journeys: Sequence[JourneyChange]) -> Iterator[str]:
    """The slower journey that most users feel, the faster one, what cannot be compared; the rest.

    Where another part of a journey is measured than was, nobody knows whether it got slower.
    """
    slower = [item for item in journeys if item.delta is not None and item.delta > 0]
    faster = [item for item in journeys if item.delta is not None and item.delta < 0]
    told = [max(items, key=_weight) for items in (slower, faster) if items]
    yield from (f"{visible(item.name)} gets {movement(item)}" for item in told)
    drifted = [item for item in journeys if item.percentiles and not item.delta]
    if drifted:
        first = max(drifted, key=_weight)
        told.append(first)
        yield f"{visible(first.name)}: {moved_percentiles(first)[0].sentence}"
    incomparable = [item for item in journeys if item.measured]
    if incomparable:
        first = max(incomparable, key=_weight)
        told.append(first)
        yield measuring_sentence(first, visible(first.name)) + _crossing(first)
    crossed = [item for item in journeys if item.crossings and item not in told]
    if crossed:
        first = max(crossed, key=_weight)
        told.append(first)
        yield visible(first.name) + _crossing(first).replace(", ", ": ", 1)
    others = len(journeys) - len(told)
    if others:
        noun = "other journey" if told else "journey"
        yield f"{plural(others, noun)} changed"


def _weight(change: JourneyChange) -> tuple[bool, float, str]:
    delta = change.delta or 0.0
    rate = change.after.journey.rate if change.after and change.after.journey.rate else 1.0
    words = {change.crossing, *(item.word for item in change.crossings)}
    return "over" in words, abs(delta) * rate, change.name


def movement(change: JourneyChange) -> str:
    """`14 ms slower (mean), over its SLO of 400 ms`."""
    delta = change.delta or 0.0
    word = "slower" if delta > 0 else "faster"
    return f"{format_duration(abs(delta))} {word} (mean){_crossing(change)}"


def _crossing(change: JourneyChange) -> str:
    """`, now over its SLO of 400 ms, p99 now over its SLO of 900 ms`; empty where none is."""
    mean = ""
    if change.crossing == "over" and change.after is not None:
        mean = f"now over its SLO of {missed_mean(change.after)}"
    elif change.crossing == "within":
        mean = "back within its SLO"
    told = [mean, *(_crossed(item) for item in change.crossings)]
    return "".join(f", {text}" for text in told if text)


def _crossed(crossing: Crossing) -> str:
    """`p99 now 147 ± 10 ms, over its SLO of 120 ms`."""
    promise = crossing.promise
    if promise.value is None:
        return ""
    least = "at least " if promise.is_lower_bound else ""
    word = "over" if crossing.word == "over" else "back within"
    found = f"{least}{estimated(promise.value, promise.error)}"
    return f"{promise.key} now {found}, {word} its SLO of {format_duration(promise.promised)}"


def measuring_sentence(change: JourneyChange, name: str = "it") -> str:
    """`less of it is measured than was`, by any name; empty where its means can be compared."""
    return {
        "": "",
        "more": f"more of {name} is measured than was",
        "less": f"less of {name} is measured than was",
        "other": f"other parts of {name} are measured than were",
    }[change.measured]


def mean_of(change: JourneyChange) -> tuple[str, str, str]:
    """(before, after, change) of a journey's mean, `–` where there is none."""
    before, after = map(_mean, (change.before, change.after))
    if change.before is None:
        return before, after, "new"
    if change.after is None:
        return before, after, "gone"
    if change.delta is None:
        return before, after, "unknown"
    return before, after, signed(change.delta, format_duration(abs(change.delta)))


def _mean(times: JourneyTimes | None) -> str:
    """`41 ms`, `at least 41 ms` where parts are unknown, `not measured` where all are."""
    if times is None:
        return "–"
    if times.is_unmeasured:
        return "not measured"
    return f"{'at least ' if times.is_lower_bound else ''}{format_duration(times.mean)}"


def signed(value: float, text: str) -> str:
    """The text of a value's size with its sign; `±0` for none."""
    return "±0" if value == 0 else f"{'+' if value > 0 else '-'}{text}"


class Moved(NamedTuple):
    """A promised percentile that moved: its key, both figures, and whether it is kept now."""

    key: str
    before: str
    after: str
    change: str
    promised: str
    standing: Standing

    @property
    def sentence(self) -> str:
        """`p99 419 ms → 433 ms, +14 ms, SLO 400 ms missed`."""
        kept = f"SLO {self.promised} {STANDINGS[self.standing]}"
        return f"{self.key} {self.before} → {self.after}, {self.change}, {kept}"


def moved_percentiles(change: JourneyChange) -> list[Moved]:
    """The promised percentiles that moved by more than their error, rising."""
    return [_moved(item) for item in change.percentiles if item.promised_after is not None]


def _moved(item: PercentileChange) -> Moved:
    growth = item.growth_that_shows() or 0.0
    before, after = item.before, item.after["default"] if item.after else None
    standing = item.promised_after.standing if item.promised_after else Standing.UNKNOWN
    return Moved(
        key=format_percentile(item.share),
        before=estimated(before.value, before.error) if before else "–",
        after=estimated(after.value, after.error) if after else "–",
        change=signed(growth, format_duration(abs(growth))),
        promised=format_duration(item.promised_after.promised) if item.promised_after else "–",
        standing=standing,
    )


def path_sentence(change: JourneyChange) -> str:
    """`onto the path: pricing; off it: cart`, empty where the path is the same."""
    parts = [
        f"{word}: {listed(names, most=6)}"
        for word, names in (("onto the path", change.joined), ("off it", change.left))
        if names
    ]
    return "; ".join(parts)


def facts_of(change: JourneyChange) -> list[str]:
    """What there is to say beside the means: a promised one crossed, what is measured, the path."""
    crossing = _crossing(change).removeprefix(", ")
    crossed = {item.promise.key for item in change.crossings}
    moved = [item.sentence for item in moved_percentiles(change) if item.key not in crossed]
    return [*filter(None, (crossing, *moved, measuring_sentence(change), path_sentence(change)))]


def verdict_word(verdict: Verdict | None) -> str:
    """The word of a verdict as a person says it; `–` where there is none."""
    if verdict is None:
        return "–"
    return _VERDICTS.get(verdict.word, verdict.word)


_VERDICTS = {
    "rust": "Rust",
    "hybrid": "hybrid",
    "measure-first": "measure first",
    "go": "Go",
    "either": "another language",
    "none": "no verdict",
}


def bill_news(before: Bill | None, after: Bill | None) -> str:
    """`+2.2 cores, +$68 a month`; empty where they are the same or cannot be compared."""
    if (
        before == after
        or before is None
        or after is None
        or before.cores is None
        or after.cores is None
    ):
        return ""
    grown = after.cores - before.cores
    cores = signed(grown, format_cores(abs(grown)))
    was, now = before.per_month, after.per_month
    if was is None or now is None or before.currency != after.currency:
        return cores
    money = now.default - was.default
    if grown == 0 and money == 0:
        return ""
    return f"{cores}, {signed(money, format_money(abs(money), after.currency))} a month"


def bill_sentence(before: Bill | None, after: Bill | None) -> str:
    """`15.2 cores in use, 13 before, $471 a month`: what services declare together."""
    was = before.cores if before else None
    if after is None or after.cores is None or after.per_month is None:
        return "no service declares its cores any more" if was is not None else ""
    cost = of_range(after.per_month, lambda amount: format_money(amount, after.currency))
    earlier = "" if was is None else f", {format_cores(was)} before"
    known = "" if after.declared == after.size else f"; {after.declared} of {after.size} declare it"
    return f"{format_cores(after.cores)} in use{earlier}; {cost} a month{known}"


def gate_sentence(comparison: Comparison, fail_on: Severity | None, *, code: int) -> str:
    """`exit 1: 2 new or worse findings at or above error`."""
    if comparison.failed is not None:
        report = comparison.failed
        why = "archlint crashed" if report.crash else plural(how_many(report.problems), "problem")
        return f"exit {code}: could not compare, {why}"
    if fail_on is None:
        return f"exit {code}: --fail-on never"
    count = sum(len(item.regressions(fail_on)) for item in comparison.differences)
    found = f"{plural(count, 'finding')}" if count else "no finding"
    zero = ", --exit-zero" if count and not code else ""
    return f"exit {code}: {found} new or worse at or above {fail_on.word}{zero}"
