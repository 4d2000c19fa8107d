"""A line on a terminal for what takes longer than a second, and nothing anywhere else."""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from archlint.cli.progress import Progress, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *clock: float) -> str:
    """What a run shows whose states come at these seconds; the last is its end."""
    seconds: Iterator[float] = iter((0.0, *clock))
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("archlint.cli.progress.time.monotonic", lambda: next(seconds))
    with Progress("planning") as progress:
        for _ in clock[:-1]:
            progress.show(", nearly")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("clock", "shown"),
    [
        ((0.5, 0.9, 0.95), "planning: 0.9 s\n"),
        (
            (0.9, 1.1, 1.2, 1.7, 2.0),
            "\r\x1b[Kplanning, 1 s, nearly\r\x1b[Kplanning, 2 s, nearly\r\x1b[Kplanning: 2.0 s\n",
        ),
    ],
    ids=["short", "long"],
)
def test_a_terminal_is_shown_how_it_stands(
    monkeypatch: pytest.MonkeyPatch, clock: tuple[float, ...], shown: str
) -> None:
    assert told(monkeypatch, Terminal(), *clock) == shown


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, io.StringIO(), 1.5, 3.0) == ""


@pytest.mark.parametrize(
    ("stream", "shown"),
    [(Terminal(), "\r\x1b[Kchecking, 2 s\r\x1b[K"), (io.StringIO(), "")],
    ids=["a terminal", "no terminal"],
)
def test_work_in_one_piece_is_told_beside_it_and_gone_at_its_end(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, shown: str
) -> None:
    seen, seconds = threading.Event(), iter((0.0, 2.0))

    def clock() -> float:
        seen.set()
        return next(seconds, 2.1)

    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("archlint.cli.progress.time.monotonic", clock)
    monkeypatch.setattr("archlint.cli.progress._BETWEEN", 0.01)
    with waiting("checking"):
        seen.clear()
        assert seen.wait(5)
        monkeypatch.setattr("archlint.cli.progress._BETWEEN", 60.0)
        while stream.isatty() and not stream.getvalue():
            pass

    assert stream.getvalue() == shown


def test_the_line_is_gone_before_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())

    with pytest.raises(ValueError, match="no"), waiting("checking"):
        raise ValueError("no")

    assert threading.active_count() == 1
