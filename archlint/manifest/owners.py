"""Owners that no team is called, and are spelt almost like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.manifest.remarks import shortened

if TYPE_CHECKING:
    from archlint.manifest.joining import Joined
    from archlint.manifest.places import Places
    from archlint.manifest.remarks import Remarks


def note_misspelt(joined: Joined, remarks: Remarks, places: Places) -> None:
    """Note every owner that is no declared team and is spelt almost like one.

    An owner need not be declared, so one that is like none is nobody's mistake.
    """
    near: dict[str, str] = {}
    for name in sorted(joined.services):
        owner = (joined.services[name] or {}).get("owner")
        pointer = ("services", name, "owner")
        span = places.get(pointer)
        if not joined.teams or not isinstance(owner, str) or owner in joined.teams or span is None:
            continue
        if owner not in near:
            near[owner] = remarks.did_you_mean(owner, joined.teams)
        if near[owner]:
            remarks.note(
                f"no team is named '{shortened(owner)}'", span, pointer, suggestion=near[owner]
            )
