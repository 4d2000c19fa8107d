"""Annotations for GitHub Actions: workflow commands, the weightiest first, and no more than shown.

GitHub keeps ten annotations of a level per step and drops the rest in silence, so what does not fit
is counted in a last notice. The whole report belongs into the step summary:
`--output-format github --output-format "markdown:$GITHUB_STEP_SUMMARY"`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Severity
from archlint.reporting.findings import path_in_repository, sentence_of, steps_of, told
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.model import Finding
    from archlint.reporting.findings import Told
    from archlint.reporting.options import Options
    from archlint.source import Problem, Span

_MOST_PER_LEVEL = 10
_MOST_BYTES = 4_096
"""Of a message; GitHub cuts what is longer."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Annotation(Struct, frozen=True, kw_only=True):
    """One workflow command. `level` is error, warning or notice; lines of `message` are joined."""

    level: str
    title: str
    message: str
    file: str = ""
    span: Span | None = None

    def __str__(self) -> str:
        properties = {**self._place(), "title": visible(self.title)}
        listed = ",".join(f"{key}={escape_property(text)}" for key, text in properties.items())
        return f"::{self.level} {listed}::{_cut(self.message)}"

    def _place(self) -> dict[str, str]:
        if self.span is None:
            return {}
        line, column, end_line, end_column = map(str, self.span[1:])
        place = {"file": self.file, "line": line, "endLine": end_line}
        # Columns of a finding that spans lines make GitHub refuse the annotation.
        return place | ({"col": column, "endColumn": end_column} if line == end_line else {})


def render(report: Report, options: Options) -> str:
    """One command a line; nothing where nothing was found."""
    annotations = [*_failures(report, options), *_findings(report, options)]
    shown = _within_limits(annotations)
    left_out = len(annotations) - len(shown)
    if left_out:
        shown.append(_overflow(annotations, shown))
    return "".join(f"{annotation}\n" for annotation in shown)


# --- what there is to say -------------------------------------------------------------------------


def _failures(report: Report, options: Options) -> Iterator[Annotation]:
    for problem in report.problems:
        yield _problem(problem, options)
    if report.crash:
        yield Annotation(level="error", title="archlint crashed", message=report.crash)
    if report.nothing_evaluated:
        title = "archlint evaluated nothing"
        yield Annotation(level="error", title=title, message=report.nothing_evaluated)


def _problem(problem: Problem, options: Options) -> Annotation:
    span = problem.span
    path = f"{problem.pointer}: " if problem.pointer else ""
    hint = f" ({problem.suggestion})" if problem.suggestion else ""
    return Annotation(
        level="error",
        title="archlint could not lint",
        message=f"{path}{problem.message}{hint}",
        file=path_in_repository(span.file, options) if span else "",
        span=span,
    )


def _findings(report: Report, options: Options) -> list[Annotation]:
    """The most severe first; of one severity, what most users wait for."""
    ranked = sorted(told(report, options), key=lambda item: _weight(item.finding), reverse=True)
    return [_annotation(item, options) for item in ranked]


def _weight(finding: Finding) -> tuple[int, float]:
    """Severity and removable users: of all measures the only one that rules share."""
    users = finding.numbers.get("removable_users", 0.0)
    return finding.severity, users if isinstance(users, int | float) else 0.0


def _annotation(item: Told, options: Options) -> Annotation:
    finding = item.finding
    steps = [f"{number}. {text}" for number, (_, text) in enumerate(steps_of(finding), 1)]
    lines = (
        f"{finding.subject}: {sentence_of(finding)}",
        *finding.why,
        *steps,
        finding.help,
    )
    return Annotation(
        level=_LEVELS[finding.severity],
        title=f"{finding.rule} {finding.name}",
        message="\n".join(visible(line) for line in lines if line),
        file=path_in_repository(item.span.file, options),
        span=item.span,
    )


# --- within GitHub's limits -----------------------------------------------------------------------


def _within_limits(annotations: Sequence[Annotation]) -> list[Annotation]:
    """The first ten of each level; one notice less where a notice has to count the rest."""
    counts = Counter(annotation.level for annotation in annotations)
    overflows = any(count > _MOST_PER_LEVEL for count in counts.values())
    most = dict.fromkeys(counts, _MOST_PER_LEVEL)
    if overflows:
        most["notice"] = _MOST_PER_LEVEL - 1
    shown: list[Annotation] = []
    taken: Counter[str] = Counter()
    for annotation in annotations:
        taken[annotation.level] += 1
        if taken[annotation.level] <= most[annotation.level]:
            shown.append(annotation)
    return shown


def _overflow(annotations: Sequence[Annotation], shown: Sequence[Annotation]) -> Annotation:
    left = Counter(item.level for item in annotations)
    left.subtract(item.level for item in shown)
    parts = [plural(left[level], level) for level in _LEVELS.values() if left[level]]
    return Annotation(
        level="notice",
        title="archlint has more to say",
        message=(
            f"Not shown here, for GitHub keeps {_MOST_PER_LEVEL} of a level: {', '.join(parts)}."
            " All of them are in the step summary, if archlint writes Markdown there, and in"
            " `archlint check`."
        ),
    )


# --- escaping -------------------------------------------------------------------------------------


def escape_data(text: str) -> str:
    """The text of a command: no character of it ends the line or begins another escape."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """The value of a property: nor does a character of it end the value or the properties."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _cut(text: str) -> str:
    """The message in lines, escaped, in as many bytes as GitHub takes."""
    lines = "\n".join(map(visible, text.split("\n")))
    whole = escape_data(lines)
    if len(whole.encode()) <= _MOST_BYTES:
        return whole
    left = _MOST_BYTES - len("…".encode())
    kept = []
    for piece in map(escape_data, lines):
        left -= len(piece.encode())
        if left < 0:
            break
        kept.append(piece)
    return "".join(kept) + "…"
