"""What formats say alike of a finding: its sentence, its path, its place, its fingerprint."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Standing
from archlint.source import Span

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, Report, Suppressed
    from archlint.model import Finding, Label
    from archlint.reporting.options import Options

_STEP = re.compile(r"[0-9]+\. ")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")


class Told(Struct, frozen=True, kw_only=True):
    """A finding, whose it is, and a fingerprint that no other finding of the run has.

    `suppressed` is what covers it, None where nothing does.
    """

    part: PortfolioReport
    finding: Finding
    fingerprint: str
    suppressed: Suppressed | None = None

    @property
    def span(self) -> Span:
        """Where it stands: what stands nowhere is said of the root manifest's first line."""
        primary = self.finding.primary
        return primary.span if primary else Span(self.part.portfolio.root, 1, 1, 1, 1)


def told(report: Report, options: Options) -> list[Told]:
    """The findings to be shown of all portfolios, the most severe first."""
    shown = [
        item for item in _all(report) if item.suppressed is None and options.shows(item.finding)
    ]
    return sorted(shown, key=lambda item: -item.finding.severity)


def told_suppressed(report: Report, options: Options) -> list[Told]:
    """The same of those that a waiver, a comment or the baseline covers."""
    shown = [item for item in _all(report) if item.suppressed and options.shows(item.finding)]
    return sorted(shown, key=lambda item: -item.finding.severity)


def _all(report: Report) -> Iterator[Told]:
    seen: Counter[str] = Counter()
    for part in report.portfolios:
        found = [(finding, None) for finding in part.findings]
        for finding, suppressed in (*found, *((item.finding, item) for item in part.suppressed)):
            mark = unique_fingerprint(seen, part.portfolio.name, finding.identity)
            yield Told(part=part, finding=finding, fingerprint=mark, suppressed=suppressed)


def unique_fingerprint(seen: Counter[str], *parts: str) -> str:
    """What makes it the same finding in the next run, as a hash: never a line, never a message.

    Where two are the same, such as in two portfolios of one name, the second is numbered.
    """
    mark = _sha256("\n".join(parts))
    seen[mark] += 1
    return mark if seen[mark] == 1 else _sha256(f"{mark}#{seen[mark]}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def sentence_of(finding: Finding) -> str:
    """The message, and what got worse since the baseline."""
    if finding.standing is not Standing.WORSENED:
        return finding.message
    by = f": {finding.worse_by}" if finding.worse_by else ""
    return f"{finding.message}; worse than the baseline{by}"


def steps_of(finding: Finding) -> tuple[tuple[Label, str], ...]:
    """The way that leads to the finding: the places whose labels are numbered, without numbers."""
    return tuple(
        (label, _STEP.sub("", label.text, count=1))
        for label in finding.related
        if _STEP.match(label.text)
    )


def path_in_repository(file: str, options: Options) -> str:
    """A path as the reader sees it, from the repository's root; absolute outside of it."""
    if is_absolute(file):
        return file
    return posixpath.normpath(posixpath.join(options.here, file))


def is_absolute(path: str) -> bool:
    """Whether a path does not start at the repository's root."""
    return _ABSOLUTE.match(path) is not None
