"""NT301: more services in Rust than the quota allows."""

from __future__ import annotations

from dataclasses import dataclass

from archlint import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RustQuotaExceeded(Rule):
    """Flag a portfolio with more services in Rust than seats, now or after all verdicts.

    Silent below five services, where one is already more than 10 %.

    Why: the share is what keeps one default language; past it two ecosystems are maintained.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          a: {language: rust}
          b: {language: rust}
          c: {language: go}
          d: {language: go}
          e: {language: go}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          a: {language: rust}
          b: {language: go}
          c: {language: go}
          d: {language: go}
          e: {language: go}

    Source: the article's 10 %.
    """

    code = "NT301"
    name = "rust-quota-exceeded"
    severity = Severity.WARNING
