"""How a long run stands: one line on a terminal, gone when it ends; nothing anywhere else."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from archlint.cli.streams import note, tell

_QUIET = 1.0
"""Seconds before anything is shown."""

_BETWEEN = 0.5
"""Seconds between two states of the line."""

_CLEAR = "\r\x1b[K"


class Progress:
    """A line that is written over while the block runs, and how long it took at its end.

    The end says nothing where `tells_end` is off.
    """

    def __init__(self, doing: str, *, tells_end: bool = True) -> None:
        self._doing = doing
        self._tells_end = tells_end
        self._is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._began = self._shown = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def show(self, state: str) -> None:
        """Say how it stands, not too often."""
        now = time.monotonic()
        if self._is_terminal and now - self._began > _QUIET and now - self._shown >= _BETWEEN:
            self._shown = now
            tell(f"{_CLEAR}{self._doing}, {now - self._began:.0f} s{state}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._is_terminal:
            return
        if self._shown > self._began:
            tell(_CLEAR)
        if kind is None and self._tells_end:
            note(f"{self._doing}: {time.monotonic() - self._began:.1f} s")


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Say what is being done, and for how long, while work in one piece cannot say it itself."""
    with Progress(doing, tells_end=False) as progress:
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(_BETWEEN):
                progress.show("")

        beats = threading.Thread(target=beat, daemon=True)
        beats.start()
        try:
            yield
        finally:
            ended.set()
            beats.join()
