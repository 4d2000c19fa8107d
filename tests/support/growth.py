"""How work grows with its input: counted, not timed, so the same on a busy machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

Job = Callable[[], object]

LINEAR = 6
"""What four times the input may cost: n log n stays below, and half of it squared is above."""


def growth(job_of: Callable[[int], Job], size: int) -> float:
    """How many times the work of `size` that of four times as much is.

    `job_of` prepares, which does not count, and the job that it gives is run. What C code does in
    a loop of its own is not seen, unless it calls back.
    """
    return steps(job_of(4 * size)) / steps(job_of(size))


def steps(job: Job) -> int:
    """The instructions of the interpreter that a job takes."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # it returns itself
    try:
        job()
    finally:
        sys.settrace(before)
    return count
