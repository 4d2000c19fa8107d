"""One repetition of a call that is not waited for without end: timeout, retries, deadline.

An attempt takes network and callee, cut at the timeout; a cut attempt is made again, after the
pause of the back-off, while retries and deadline allow. Where the last one is cut the caller goes
on without an answer: what fails belongs to availability, not to time. Attempts fail here by being
slow only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.maxplus import Array, Ledger, Marks, Read
    from archlint.model import Backoff, Call


def _limit(seconds: float | None) -> float:
    return math.inf if seconds is None else seconds


class _Attempt(NamedTuple):
    """One attempt: who is asked, and the part of its time that is waited for, 0 where not made."""

    read: Read
    waited: Array


class Attempts:
    """The attempts of one repetition; `read` gives the callee's answer to each, numbered from 0.

    The callee and the network share what a cut attempt takes in proportion to what they would have
    taken. The pauses are waits between attempts.
    """

    def __init__(self, call: Call, read: Callable[[int], Read]) -> None:
        self.call = call
        self.read = read

    @property
    def value(self) -> Array:
        return self._elapsed

    def credit(self, weights: Array, ledger: Ledger) -> None:
        for attempt in self._made:
            attempt.read.credit(weights * attempt.waited, ledger)
        ledger.waits += (weights * self._paused).sum(axis=-1)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        found = np.zeros(self._elapsed.shape, np.uint64)
        for attempt in self._made:
            found |= attempt.read.mark(marks) * (attempt.waited > 0.0).astype(np.uint64)
        return found

    @cached_property
    def _elapsed(self) -> Array:
        return self._run[0]

    @cached_property
    def _paused(self) -> Array:
        return self._run[1]

    @cached_property
    def _made(self) -> list[_Attempt]:
        return self._run[2]

    @cached_property
    def _run(self) -> tuple[Array, Array, list[_Attempt]]:
        """Seconds in all and in pauses, and the attempts, for every sample at once."""
        timeout, deadline = _limit(self.call.timeout), _limit(self.call.deadline)
        first = self.read(0)
        elapsed, paused = np.zeros_like(first.value), np.zeros_like(first.value)
        waiting: NDArray[np.bool_] = np.ones(elapsed.shape, bool)
        made: list[_Attempt] = []
        for number, pause in enumerate(_pauses(self.call)):
            read = self.read(number) if number else first
            left = deadline - elapsed
            taken = np.minimum(read.value, np.minimum(timeout, left)) * waiting
            share = np.divide(taken, read.value, out=waiting * 1.0, where=read.value > 0.0)
            made.append(_Attempt(read, share))
            elapsed += taken
            waiting = waiting & (read.value > timeout) & (timeout < left)
            if not waiting.any():
                break
            rest = np.minimum(pause, deadline - elapsed) * waiting if pause else 0.0
            paused += rest
            elapsed += rest
        return elapsed, paused, made


def _pauses(call: Call) -> Iterator[float]:
    """The pause after each attempt, in seconds; none after the last."""
    retries = call.retries or 0
    for number in range(retries):
        yield _pause(call.backoff, number)
    yield 0.0


def _pause(backoff: Backoff | None, number: int) -> float:
    if backoff is None:
        return 0.0
    try:
        grown = backoff.initial * backoff.factor**number
    except OverflowError:
        grown = _LONGEST
    return min(grown, _limit(backoff.maximum), _LONGEST)


_LONGEST = 30 * 86_400.0
"""Seconds: no duration of a manifest is longer, whatever a factor makes of it."""
