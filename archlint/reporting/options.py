"""How a report is to be written: width, colour, glyphs, what to leave out, what fails the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Severity

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.model import Finding

_WIDEST = 100
_NARROWEST = 40
_GLYPHS = "╭▸│╰⋮━─┃█▉▊▋▌▍▎▏▒▓▲✓✕·…×φΔ"


class Options(Struct, frozen=True, kw_only=True):
    """What the reader asked for; the same for every format.

    `columns` is the width of the terminal. `plain` writes ASCII alone, for an encoding that cannot
    do better. `quiet` leaves out findings below the level that fails, and remarks. `exit_zero`
    turns exit 1 into 0; `strict` makes it 1 for a baseline that lets through what is gone.
    `show_suppressed` lists in text what waivers and the baseline cover.
    `least` is the lowest severity that this format shows; the exit code does not depend on it.
    `preset` is the name of the bundle of settings that was asked for, empty without one. `here` is
    the current directory as a path below the repository's root, empty at the root itself: places in
    the manifest are relative to the current directory. SARIF shows suppressed findings where
    `include_suppressed` says so, and names the run after `category`. `templates` is the directory
    of a user's templates for HTML and Markdown, empty without any.
    """

    columns: int = _WIDEST
    color: bool = False
    plain: bool = False
    quiet: bool = False
    statistics: bool = False
    fail_on: Severity | None = Severity.ERROR
    require_coverage: float = 0.0
    exit_zero: bool = False
    show_suppressed: bool = False
    strict: bool = False
    least: Severity = Severity.NOTE
    preset: str = ""
    here: str = ""
    include_suppressed: bool = False
    category: str = ""
    templates: str = ""

    @property
    def width(self) -> int:
        """Columns in use: never more than 100, however wide the terminal."""
        return max(_NARROWEST, min(_WIDEST, self.columns))

    @property
    def level(self) -> Severity:
        """The severity from which a finding is loud."""
        return self.fail_on or Severity.ERROR

    def shows(self, finding: Finding) -> bool:
        """Whether this format is to show a finding."""
        return finding.severity >= max(self.least, self.level if self.quiet else self.least)

    def exit_code(self, report: Report) -> int:
        """The exit code of the run, whatever the format: 0, 1 findings, 2 could not lint."""
        code = report.exit_code(
            self.fail_on, require_coverage=self.require_coverage, strict=self.strict
        )
        return 0 if code == 1 and self.exit_zero else code


def needs_plain(encoding: str) -> bool:
    """Whether an output encoding lacks the glyphs that text is drawn with."""
    try:
        _GLYPHS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False
