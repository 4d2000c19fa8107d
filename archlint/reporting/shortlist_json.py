"""The shortlist as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.verdict_json import range_document

if TYPE_CHECKING:
    from archlint.reporting.shortlist import Entry, Shortlist, Together
    from archlint.reporting.strict_json import Document


def shortlist_document(found: Shortlist | None) -> Document | None:
    """Seats in their order, who follows, and what it adds up to; null where nothing was weighed."""
    if found is None:
        return None
    missed = found.near_miss
    return {
        "removable_users": found.removable,
        "carried_share": found.carried,
        "hidden_seats": found.hidden,
        "seats": [_entry(entry) for entry in found.seats],
        "beyond": [_entry(entry) for entry in found.beyond],
        "contested": [
            {"service": service, "seat_frequency": frequency}
            for service, frequency in found.contested
        ],
        "as_if_in_go": list(found.as_if_in_go),
        "together": _together(found.together),
        "near_miss": None
        if missed is None
        else {
            "service": missed.service,
            "waiting_users": missed.users,
            "because": missed.because,
        },
    }


def _entry(entry: Entry) -> Document:
    return {
        "service": entry.service,
        "seat": entry.rank,
        "verdict": entry.verdict or None,
        "is_in_rust": entry.is_in_rust,
        "removable_users": entry.users,
        "removable_share": entry.share,
        "journeys": [
            {"journey": name, "taken_off_ms": seconds * 1e3}
            for name, seconds in entry.seconds.items()
        ],
        "freed_cores": entry.cores,
        "effort_person_months": entry.effort,
        "seat_frequency": entry.frequency,
    }


def _together(whole: Together | None) -> Document | None:
    if whole is None:
        return None
    return {
        "mode": "same-utilisation",
        "targets": list(whole.targets),
        "removable_users": whole.users,
        "journeys": [
            {"journey": name, "before_ms": before * 1e3, "after_ms": after * 1e3}
            for name, (before, after) in whole.means.items()
        ],
        "freed_cores": range_document(whole.cores),
        "saving_per_month": range_document(whole.per_month),
        "currency": whole.currency,
        "effort_person_months": range_document(whole.effort),
    }
