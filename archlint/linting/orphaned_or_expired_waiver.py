"""WVR001: a waiver that is void, that is about to end, or that covers nothing."""

from __future__ import annotations

from dataclasses import dataclass

from archlint.linting.pack import Rule
from archlint.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanedOrExpiredWaiver(Rule):
    """Flag a waiver that is void, that will end within 14 days, or that covers nothing.

    A waiver without `reason`, `owner` or `until`, with a date that is past or is none, or for a
    rule that does not exist is void: an error, and the finding it would have covered returns. One
    that no finding matches is a warning, unless the rule, or another one that shares its finding,
    still holds for that subject, as where the verdict is go although the kind is on the list of
    domains: such a waiver is idle, and named in the summary. One that ends within 14 days is a
    note.

    A waiver stands in `waivers:` of the root manifest, or in a comment behind or above what it is
    about, in any file: `# archlint: ignore[NT101] until=2027-03-31 owner=web reason=moves in
    spring`. A comment covers what begins on its line (alone on a line: the next one) and findings
    that point there; brackets may hold several rules, `reason` comes last or in double quotes.

    Why: an exception that nobody owns and that never ends is a rule switched off in silence. A
    waiver that covers nothing any more will cover the next mistake.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          cart:
            language: go
            kind: crud
            self_time: 4ms
            measured: {at: 2020-01-31, source: prometheus}
        waivers:
          - {rule: ANN001, on: cart, reason: measured again in spring}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          cart:
            language: go
            kind: crud
            self_time: 4ms
            measured: {at: 2020-01-31, source: prometheus}
        waivers:
          - rule: ANN001
            on: cart
            reason: measured again in spring
            owner: web
            until: 2099-12-31

    Known problems: whether a waiver covers anything is not asked of a rule that does not take part
    in the run.
    """

    code = "WVR001"
    name = "orphaned-or-expired-waiver"
    severity = Severity.ERROR
    severities = (
        (Severity.ERROR, "where it is void: incomplete, past its date, or of an unknown rule"),
        (Severity.WARNING, "where it covers nothing"),
        (Severity.NOTE, "where it ends within 14 days"),
    )
