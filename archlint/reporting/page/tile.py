"""One large figure at the top."""

from __future__ import annotations

from msgspec import Struct

from archlint.reporting.page.figures import Figure


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
