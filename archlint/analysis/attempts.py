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


def patience(call: Call) -> float:
    """The longest that a first attempt is waited for, seconds."""
    return min(_limit(call.timeout), _limit(call.deadline))


def longest_rest(call: Call) -> float:
    """The longest that all attempts after a first one that is cut take, pauses included, seconds.

    0 where none is made: without retries, or where the deadline ends the first.
    """
    timeout, deadline = _limit(call.timeout), _limit(call.deadline)
    if timeout >= deadline:
        return 0.0
    return min(deadline - timeout, sum(pause + timeout for pause in _pauses(call)))


def _limit(seconds: float | None) -> float:
    return math.inf if seconds is None else seconds


class _Again(NamedTuple):
    """A further attempt: who is asked, for which samples, and the part that is waited for."""

    read: Read
    places: NDArray[np.intp]
    waited: Array


class _Run(NamedTuple):
    """All attempts: seconds in all, seconds of pauses by places, and what was asked again.

    Few requests are cut, so that all but the first attempt are made for their places alone.
    """

    elapsed: Array
    pauses: list[tuple[NDArray[np.intp], Array]]
    again: list[_Again]


class Attempts:
    """The attempts of one repetition; `read` gives the callee's answer to each, numbered from 0.

    The callee and the network share what a cut attempt takes in proportion to what they would have
    taken. The pauses are waits between attempts.
    """

    def __init__(self, call: Call, read: Callable[[int], Read]) -> None:
        self.call = call
        self.read = read
        self.first = read(0)

    @property
    def value(self) -> Array:
        return self._run.elapsed

    def credit(self, weights: Array, ledger: Ledger) -> None:
        self.first.credit(weights * self._waited_first, ledger)
        flat = weights.reshape(weights.shape[0], -1)
        for read, places, waited in self._run.again:
            passed = np.zeros_like(flat)
            passed[:, places] = flat[:, places] * waited
            read.credit(passed.reshape(weights.shape), ledger)
        for places, seconds in self._run.pauses:
            paused = np.zeros_like(flat)
            paused[:, places] = flat[:, places] * seconds
            ledger.waits += paused.reshape(weights.shape).sum(axis=-1)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        found = self.first.mark(marks) * (self._waited_first > 0.0).astype(np.uint64)
        for read, places, waited in self._run.again:
            made = np.zeros(found.size, np.uint64)
            made[places] = waited > 0.0
            found |= read.mark(marks) * made.reshape(found.shape)
        return found

    @cached_property
    def _waited_first(self) -> Array:
        """The part of the first attempt that is waited for."""
        values, longest = self.first.value, patience(self.call)
        return _share(np.minimum(values, longest), values)

    @cached_property
    def _run(self) -> _Run:
        timeout, deadline = _limit(self.call.timeout), _limit(self.call.deadline)
        values = self.first.value.reshape(-1)
        elapsed = np.minimum(values, min(timeout, deadline))
        places = np.flatnonzero(values > timeout) if timeout < deadline else _NOWHERE
        run = _Run(elapsed.reshape(self.first.value.shape), [], [])
        for number, pause in enumerate(_pauses(self.call), 1):
            if not places.size:
                break
            if pause:
                rest = np.minimum(pause, deadline - elapsed[places])
                run.pauses.append((places, rest))
                elapsed[places] += rest
            left = deadline - elapsed[places]
            read = self.read(number)
            asked = read.value.reshape(-1)[places]
            taken = np.minimum(asked, np.minimum(timeout, left))
            run.again.append(_Again(read, places, _share(taken, asked)))
            elapsed[places] += taken
            places = places[(asked > timeout) & (timeout < left)]
        return run


_NOWHERE: NDArray[np.intp] = np.zeros(0, np.intp)


def _share(part: Array, whole: Array) -> Array:
    """The part of each; all of what takes no time."""
    return np.divide(part, whole, out=np.ones_like(whole), where=whole > 0.0)


def _pauses(call: Call) -> Iterator[float]:
    """The pause before each further attempt, in seconds."""
    for number in range(call.retries or 0):
        yield _pause(call.backoff, number)


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
