"""Two annotations that cannot both be true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from archlint.model import Severity

if TYPE_CHECKING:
    from archlint.model import Measure, Pointer, Subject

TOLERANCE = 0.10
"""A part may exceed its whole by this share: two windows, two instruments."""


class Contradiction(Struct, frozen=True, kw_only=True):
    """What contradicts what.

    `kind` is a stable word that tells several contradictions of one subject apart; `at` is the
    value that stands out and `against` the one that refutes it.
    """

    kind: str
    subject: Subject
    message: str
    at: Pointer
    against: tuple[tuple[Pointer, str], ...]
    numbers: Mapping[str, float | str] = field(default_factory=dict)
    measure: Measure | None = None
    severity: Severity = Severity.WARNING
