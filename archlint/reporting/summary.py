"""The sentences that sum a run up: verdicts, critical paths, seats, the gate. Plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.analysis.promises import exceeds, promises_of
from archlint.model import Severity
from archlint.quantities import format_duration
from archlint.reporting.estimates import estimated, promised_percentile
from archlint.reporting.figures import plain, share
from archlint.reporting.naming import listed
from archlint.source import how_many, visible

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Cycle, JourneyTimes
    from archlint.linting.report import Coverage, PortfolioReport, Report
    from archlint.model import Service, Verdict, Waiver
    from archlint.reporting.options import Options

_MOST_JOURNEYS = 3
_MOST_CYCLES = 3
_HALF = 0.5

_GROUPS = (
    ("rust", "Rust"),
    ("hybrid", "Hybrid"),
    ("measure-first", "Measure first"),
    ("go", "Go"),
    ("go-by-default", "Go by default, not measured"),
    ("rust-unargued", "In Rust, nothing argues for it"),
    ("rust-unknown", "In Rust, cannot say"),
    ("either", "Another language, no case made"),
    ("none", "Native language, no verdict"),
    ("silent", "No verdict yet"),
    ("stopped", "Not running, not judged"),
)
"""The groups of verdicts in the order of the summary."""

_NAMED = ("rust", "hybrid")
"""The groups whose services are named."""


def plural(count: int, noun: str) -> str:
    """`1 service`, `3 services`, `2 journeys`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def group_of(verdict: Verdict) -> str:
    """The group a verdict is counted in; a service in Rust is never counted as Go."""
    if verdict.language == "rust" and verdict.word == "go":
        return "rust-unargued"
    if verdict.language == "rust" and verdict.word == "none":
        return "rust-unknown"
    return "go-by-default" if verdict.is_by_default else verdict.word


def verdict_groups(verdicts: Iterable[Verdict], services: Iterable[Service] = ()) -> str:
    """`Rust: 2 of 19 (pricing, search). Go: 17.`: groups that are not empty, Rust always.

    What is to be in Rust is named: a finding that says so may be waived, or in the baseline.

    Where nothing could be Rust the whole is named by the group that holds it: `Rust: 0. Another
    language, no case made: 40 of 40.` Those of `services` that are counted and have no verdict are
    groups too, so that the groups add up to N. Empty without verdicts.
    """
    running = {verdict.service: verdict for verdict in verdicts if not verdict.is_planned}
    if not running:
        return ""
    counts = Counter(map(group_of, running.values()))
    counts.update(
        "silent" if service.is_running else "stopped"
        for service in services
        if service.is_counted and service.name not in running
    )
    total = counts.total()
    judged = total - counts["either"] - counts["none"]
    known = [word for word, _ in _GROUPS]
    groups = (*_GROUPS, *((word, word) for word in sorted(counts) if word not in known))
    shown = [
        (word, label)
        for word, label in groups
        if word == "rust" or (counts[word] and not (word == "go" and counts[word] == total))
    ]
    whole = 0 if judged else 1
    return " ".join(
        f"{label}: {counts[word]}{f' of {total}' if place == whole else ''}{_named(word, running)}."
        for place, (word, label) in enumerate(shown)
    )


def _named(word: str, verdicts: Mapping[str, Verdict]) -> str:
    """` (pricing, search)` behind a group that is told by name; else empty."""
    names = [name for name, item in verdicts.items() if word in _NAMED and group_of(item) == word]
    return f" ({listed(names)})" if names else ""


def matters(report: PortfolioReport) -> bool:
    """Whether any verdict asks for something to be done."""
    return any(verdict.word in ("rust", "hybrid", "measure-first") for verdict in report.verdicts)


def critical_paths(report: PortfolioReport) -> str:
    """Say `Critical path of place-order: 41 ms (mean), 61 % in 2 services (pricing, payment)`.

    The journeys that most users wait for come first; at most three are written out. Those of which
    nothing is measured share a sentence.
    """
    journeys = sorted(report.analysis.journeys, key=_by_waiting)
    measured = [times for times in journeys if times.mean]
    sentences = [_critical_path(report.analysis, times) for times in measured[:_MOST_JOURNEYS]]
    left = len(measured) - _MOST_JOURNEYS
    if left > 0:
        sentences.append(f"{plural(left, 'journey')} more: `archlint path`.")
    unmeasured = [times.name for times in journeys if not times.mean]
    if unmeasured:
        sentences.append(f"Critical path of {listed(unmeasured)}: not measured.")
    return " ".join(sentences)


def _by_waiting(times: JourneyTimes) -> tuple[float, float, str]:
    return -(times.journey.rate or 0.0) * times.mean, -times.mean, times.name


def _critical_path(analysis: Analysis, times: JourneyTimes) -> str:
    name = visible(times.name)
    bound = "at least " if times.is_lower_bound else ""
    target = missed_mean(times)
    over = f", over its SLO of {target}" if target else ""
    mean = estimated(times.mean, times.error)
    text = f"Critical path of {name}: {bound}{mean} (mean{over})"
    promised = [item for item in promises_of(analysis, times) if item.share is not None]
    text = ", ".join(filter(None, (text, *map(promised_percentile, promised))))
    names = busiest_half(times)
    if not names:
        return f"{text}."
    part = sum(times.own[name] for name in names) / times.mean
    return f"{text}, {share(part)} in {plural(len(names), 'service')} ({listed(names)})."


def missed_mean(times: JourneyTimes) -> str:
    """The promised mean where the journey's is longer, else empty: means compare with means."""
    slo = times.journey.slo
    promised = slo.latency.mean if slo is not None and slo.latency is not None else None
    if promised is None or not exceeds(times.mean, times.error, promised):
        return ""
    return format_duration(promised)


def busiest_half(times: JourneyTimes) -> tuple[str, ...]:
    """The fewest services that together carry half of the journey's time."""
    taken, names = 0.0, []
    for service, seconds in times.own.items():
        if taken >= _HALF * times.mean or not seconds:
            break
        taken += seconds
        names.append(service)
    return tuple(names)


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


def sentence(line: str) -> str:
    """The line of a pack as a sentence: a capital in front, a full stop behind."""
    text = visible(line).strip()
    if not text:
        return ""
    text = capital(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def capital(text: str) -> str:
    """The text with a capital in front."""
    return text[:1].upper() + text[1:]


def head_paragraph(report: PortfolioReport) -> str:
    """Where the bottleneck lies, in the packs' sentences; empty where they have none."""
    return " ".join(filter(None, map(sentence, report.head)))


def verdict_paragraphs(report: PortfolioReport) -> list[str]:
    """The verdicts of one portfolio in a few sentences, a paragraph each."""
    lines = " ".join(filter(None, map(sentence, report.lines)))
    groups = verdict_groups(report.verdicts, report.portfolio.services.values())
    paths = critical_paths(report)
    if not groups:
        return [part for part in (structure(report), lines) if part]
    if matters(report):
        return [part for part in (f"{groups} {paths}".strip(), lines) if part]
    return [part for part in (f"{groups} {lines}".strip(), paths) if part]


def seats_line(report: PortfolioReport) -> str:
    """`Seats: 1 of 2 held (10 % of 19 services, a cap): pricing.`; empty where nothing is judged.

    Of fewer services than have one seat between them it says that the seat is rounded up to.
    A holder whose verdict waits for a measurement keeps its seat reserved, and is marked.
    """
    seats = report.seats
    if seats is None or not any(map(_is_judged, report.verdicts)):
        return ""
    least = ", rounded up to one" if seats.quota * seats.size < 1 else ""
    cap = f"{plain(seats.quota * 100)} % of {plural(seats.size, 'service')}{least}, a cap"
    held = f"Seats: {len(seats.holders)} of {seats.limit} held ({cap})"
    if not seats.holders:
        return f"{held}."
    reserved = {
        item.service: "measure first" if item.word == "measure-first" else "cannot say"
        for item in report.verdicts
        if item.word in ("measure-first", "none")
    }
    names = [
        f"{name} (reserved: {reserved[name]})" if name in reserved else name
        for name in seats.holders
    ]
    return f"{held}: {listed(names, most=8)}."


def _is_judged(verdict: Verdict) -> bool:
    """Whether Go or Rust was an answer."""
    return group_of(verdict) not in ("either", "none")


def waived_line(report: PortfolioReport) -> str:
    """`Waived: 2 (NT101 pricing until 2026-12-01, …). Idle waivers: …`; empty without any."""
    waived = [
        _waiver(f"{item.finding.rule} {item.finding.subject}", item.waiver)
        for item in report.suppressed
        if item.waiver is not None
    ]
    idle = [_waiver(f"{waiver.rule} {waiver.on}", waiver) for waiver in report.idle_waivers]
    sentences = (
        (waived, f"Waived: {len(waived)} ({_counted(waived)})."),
        (idle, f"Idle waivers, covering nothing today: {len(idle)} ({_counted(idle)})."),
    )
    told = [text for waivers, text in sentences if waivers]
    return " ".join(filter(None, [proposed_sentence(report), *told]))


def proposed_sentence(report: PortfolioReport) -> str:
    """`Waivers proposed here, not applied: 1 (NT101 pricing until 2026-12-01).`; or empty."""
    proposed = [_waiver(f"{waiver.rule} {waiver.on}", waiver) for waiver in report.proposed_waivers]
    if not proposed:
        return ""
    return f"Waivers proposed here, not applied: {len(proposed)} ({_counted(proposed)})."


def _waiver(what: str, waiver: Waiver) -> str:
    return f"{what} until {waiver.until or 'no date'}"


def _counted(texts: Iterable[str]) -> str:
    """The texts, each once: one waiver may cover several findings of a rule on one service."""
    counts = Counter(texts)
    return listed(text if count == 1 else f"{count}× {text}" for text, count in counts.items())


def baseline_line(report: PortfolioReport) -> str:
    """`Baseline FILE: 40 known, 1 worsened; 2 better than known, 3 fixed (…): …`; or empty."""
    ratchet = report.ratchet
    if ratchet is None:
        return ""
    counts = [f"{ratchet.known} known"]
    counts += [
        f"{count} {word}"
        for count, word in ((ratchet.worsened, "worsened"), (ratchet.new, "new"))
        if count
    ]
    gone = [
        f"{len(entries)} {word} ({listed(f'{entry.rule} {entry.subject}' for entry in entries)})"
        for entries, word in (
            (ratchet.better, "better than known"),
            (ratchet.fixed, "fixed"),
            ([entry for entry, _ in ratchet.stale], "stale"),
        )
        if entries
    ]
    text = f"Baseline {visible(ratchet.file)}: {', '.join(counts)}"
    if not gone:
        return f"{text}."
    does = "takes them out" if not ratchet.better else "brings it up to date"
    return f"{text}; {', '.join(gone)}: `archlint baseline prune` {does}."


def coverage_line(coverage: Coverage) -> str:
    """`6 of 7 rules had their inputs, 2 of them not everywhere`."""
    whose = "its" if coverage.total == 1 else "their"
    text = f"{coverage.evaluated} of {plural(coverage.total, 'rule')} had {whose} inputs"
    return f"{text}, {coverage.partly} of them not everywhere" if coverage.partly else text


def counts_line(report: Report) -> str:
    """`1 error, 2 warnings, 6 notes`; `no findings` where there are none."""
    counts = Counter(item.severity for part in report.portfolios for item in part.findings)
    parts = [
        plural(counts[severity], severity.word)
        for severity in sorted(Severity, reverse=True)
        if counts[severity]
    ]
    return ", ".join(parts) or "no findings"


def gate_line(report: Report, options: Options) -> str:
    """What the exit code is and why: `exit 1: 2 findings at or above error; 2 errors, 3 notes`."""
    code = options.exit_code(report)
    return f"exit {code}: {_reason(report, options)}; {counts_line(report)}"


def _reason(report: Report, options: Options) -> str:
    if report.crash:
        return "archlint crashed"
    if report.problems:
        return f"could not lint, {plural(how_many(report.problems), 'problem')}"
    if report.nothing_evaluated:
        return f"nothing was evaluated: {visible(report.nothing_evaluated)}"
    reasons = [_about_findings(report, options.fail_on)]
    thin = [part for part in report.portfolios if part.coverage.share < options.require_coverage]
    if thin:
        shares = ", ".join(share(part.coverage.share) for part in thin)
        needed = share(options.require_coverage)
        reasons.append(f"{shares} of the rules had their inputs, {needed} required")
    if options.strict and any(part.ratchet and part.ratchet.is_slack for part in report.portfolios):
        reasons.append("--strict: the baseline lets through what is not there any more")
    if options.exit_zero:
        reasons.append("--exit-zero")
    return ", ".join(reasons)


def _about_findings(report: Report, fail_on: Severity | None) -> str:
    if fail_on is None:
        return "--fail-on never"
    loud = sum(item.severity >= fail_on for part in report.portfolios for item in part.findings)
    return f"{plural(loud, 'finding') if loud else 'nothing'} at or above {fail_on.word}"
