"""One large figure at the top."""

from __future__ import annotations

from msgspec import Struct

from archlint.reporting.page.figures import NONE, UNMEASURED, Figure
from archlint.reporting.page.lacking import Reason


class Tile(Struct, frozen=True, kw_only=True):
    """One of the large figures: before (where it changes), value, unit, what there is to say.

    The figures' texts are without the unit. `error` is two standard errors of `value`, in words,
    where they matter; `state` is bad, warn or ok for a promise, else empty.
    """

    label: str
    value: Figure
    unit: str
    note: str
    before: Figure | None = None
    error: str = ""
    state: str = ""


def unknown_tile(label: str, reason: Reason) -> Tile:
    """The tile of a figure that is not known: what to add, or why there is none to know."""
    value = UNMEASURED if reason.is_open else NONE
    return Tile(label=label, value=value, unit="", note=reason.add or reason.why)
