"""Say whose bug it is: an exception out of a pack's code names the pack, and stays an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.source import InputError

if TYPE_CHECKING:
    from types import TracebackType

REPORT_IT = "report it"


class Blaming(Struct, frozen=True):
    """Add "… failed: report it" to whatever bug leaves the block; swallow nothing.

    An InputError is no bug: the reader can mend it.
    """

    culprit: str

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, InputError):
            error.add_note(f"{self.culprit} failed: {REPORT_IT}")


def culprit_of(error: BaseException) -> str:
    """The sentence that names the culprit; ours where nobody else is named."""
    notes = [note for note in getattr(error, "__notes__", ()) if note.endswith(REPORT_IT)]
    return notes[0] if notes else f"archlint failed: {REPORT_IT}"
