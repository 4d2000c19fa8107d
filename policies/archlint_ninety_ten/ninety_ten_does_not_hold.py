"""NT302: the tenth that the rule allows carries less than half of what can be removed."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class NinetyTenDoesNotHold(Rule):
    """Note that 90/10 does not hold for this portfolio: no tenth of it carries half.

    From 20 services on. The seats' holders carry less than half of the waiting that rewrites would
    remove; where no journey has a rate, the services with the most removable cores, as many as
    seats, carry less than half of those. Where next to nothing can be removed it says nothing.

    Why: that one service in ten matters most is a claim about how waiting is spread, and nobody has
    measured it for your portfolio. Where it does not hold, the quota is still a cap, but filling it
    changes little: what is common to many services is the better place to look.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          s00: {language: go, kind: json-api, load: {cpu: 10}}
          s01: {language: go, kind: json-api, load: {cpu: 10}}
          s02: {language: go, kind: json-api, load: {cpu: 10}}
          s03: {language: go, kind: json-api, load: {cpu: 10}}
          s04: {language: go, kind: json-api, load: {cpu: 10}}
          s05: {language: go, kind: json-api, load: {cpu: 10}}
          s06: {language: go, kind: json-api, load: {cpu: 10}}
          s07: {language: go, kind: json-api, load: {cpu: 10}}
          s08: {language: go, kind: json-api, load: {cpu: 10}}
          s09: {language: go, kind: json-api, load: {cpu: 10}}
          s10: {language: go, kind: json-api, load: {cpu: 10}}
          s11: {language: go, kind: json-api, load: {cpu: 10}}
          s12: {language: go, kind: json-api, load: {cpu: 10}}
          s13: {language: go, kind: json-api, load: {cpu: 10}}
          s14: {language: go, kind: json-api, load: {cpu: 10}}
          s15: {language: go, kind: json-api, load: {cpu: 10}}
          s16: {language: go, kind: json-api, load: {cpu: 10}}
          s17: {language: go, kind: json-api, load: {cpu: 10}}
          s18: {language: go, kind: json-api, load: {cpu: 10}}
          s19: {language: go, kind: json-api, load: {cpu: 10}}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          big: {language: go, kind: json-api, load: {cpu: 400}}
          s00: {language: go, kind: json-api, load: {cpu: 10}}
          s01: {language: go, kind: json-api, load: {cpu: 10}}
          s02: {language: go, kind: json-api, load: {cpu: 10}}
          s03: {language: go, kind: json-api, load: {cpu: 10}}
          s04: {language: go, kind: json-api, load: {cpu: 10}}
          s05: {language: go, kind: json-api, load: {cpu: 10}}
          s06: {language: go, kind: json-api, load: {cpu: 10}}
          s07: {language: go, kind: json-api, load: {cpu: 10}}
          s08: {language: go, kind: json-api, load: {cpu: 10}}
          s09: {language: go, kind: json-api, load: {cpu: 10}}
          s10: {language: go, kind: json-api, load: {cpu: 10}}
          s11: {language: go, kind: json-api, load: {cpu: 10}}
          s12: {language: go, kind: json-api, load: {cpu: 10}}
          s13: {language: go, kind: json-api, load: {cpu: 10}}
          s14: {language: go, kind: json-api, load: {cpu: 10}}
          s15: {language: go, kind: json-api, load: {cpu: 10}}
          s16: {language: go, kind: json-api, load: {cpu: 10}}
          s17: {language: go, kind: json-api, load: {cpu: 10}}
          s18: {language: go, kind: json-api, load: {cpu: 10}}

    Known problems: only what is measured counts, so a half-measured portfolio can look spread or
    concentrated and be neither.

    Source: convention; a test of the article's 10 %, which names no source.
    """

    code = "NT302"
    name = "ninety-ten-does-not-hold"
    severity = Severity.NOTE
