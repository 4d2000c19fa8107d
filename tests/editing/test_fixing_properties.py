"""Fixing any manifest in any style: nothing else changes, and a second run changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, event, given, settings

from archlint.source import InputError

from fixing import ROOT, Texts, fixed, loaded
from styled import manifests

if TYPE_CHECKING:
    from archlint.editing.fixing import Fixed

COMMENT = re.compile(rb"# c[0-9]+\.[^\r\n]*")


def wholly_fixed(data: bytes, *kinds: str) -> Fixed:
    """Drop what has ended, respell, and give every service without an owner one."""
    services = loaded(Texts({ROOT: data})).services
    owners = {name: f"team {name}" for name, service in services.items() if service.owner is None}
    return fixed({ROOT: data}, *kinds, owners=owners)


def is_read(data: bytes) -> bool:
    try:
        loaded(Texts({ROOT: data}))
    except InputError as refusal:
        event(f"refused: {refusal.problems[0].kind}")
        return False
    return True


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(manifests())
def test_a_second_run_changes_nothing(data: bytes) -> None:
    """Each run proves by itself that nothing else has changed."""
    if not is_read(data):
        return
    first = wholly_fixed(data)
    event(f"changed: {bool(first.changes)}, left: {bool(first.left)}")
    for change in first.changes:
        second = wholly_fixed(change.after)
        assert second.changes == ()
        assert [why for _, why in second.left] == [why for _, why in first.left]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(manifests())
def test_comments_line_ends_and_marks_stay(data: bytes) -> None:
    if not is_read(data):
        return
    for change in wholly_fixed(data, "quantities", "words", "owners").changes:
        after = change.after
        assert COMMENT.findall(after) == COMMENT.findall(data)
        assert after.startswith(b"\xef\xbb\xbf") is data.startswith(b"\xef\xbb\xbf")
        assert (b"\n" in after, b"\r" in after) == (b"\n" in data, b"\r" in data)
        assert after.endswith((b"\r", b"\n")) is data.endswith((b"\r", b"\n"))
