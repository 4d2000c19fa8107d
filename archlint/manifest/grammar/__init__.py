"""The manifest format, declared once: reading, the JSON Schema and the reference page follow it."""

from __future__ import annotations

from archlint.manifest.grammar.calls import ASYNC, CALL, PARALLEL
from archlint.manifest.grammar.root import CALIBRATION, FILE, PRICES
from archlint.manifest.grammar.services import JOURNEY, OPERATION, SERVICE
from archlint.manifest.grammar.times import PERCENTILES

__all__ = [
    "ASYNC",
    "CALIBRATION",
    "CALL",
    "FILE",
    "JOURNEY",
    "OPERATION",
    "PARALLEL",
    "PERCENTILES",
    "PRICES",
    "SERVICE",
]
