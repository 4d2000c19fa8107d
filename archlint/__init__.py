"""archlint: the linter for service portfolios. What a policy author imports, and nothing heavy.

Names are brought in when they are first used, so that `import archlint` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.analysis import (
        GIB,
        Analysis,
        Computing,
        Cycle,
        JourneyTimes,
        Part,
        Pick,
        PriceList,
        Removal,
        Segment,
        SelfTime,
        effort,
        payback_months,
        price_list,
        seats,
    )
    from archlint.linting.pack import (
        Conclusion,
        Pack,
        Policy,
        Rewrite,
        Rule,
        Seats,
        Translation,
        option,
        options_of,
        raise_every_yes,
    )
    from archlint.model import (
        Answer,
        Argument,
        Call,
        Candidate,
        Distribution,
        Finding,
        Gain,
        Journey,
        Load,
        Measure,
        Measurement,
        Operation,
        Pointer,
        Portfolio,
        Raised,
        Range,
        Service,
        Severity,
        Subject,
        Team,
        Verdict,
        Worse,
    )
    from archlint.quantities import (
        format_bytes,
        format_cores,
        format_count,
        format_duration,
        format_money,
        format_months,
        format_number,
        format_payback,
        format_percent,
        format_rate,
        format_users,
    )
    from archlint.version import __version__

_HOMES = {
    "archlint.analysis": (
        "GIB",
        "Analysis",
        "Computing",
        "Cycle",
        "JourneyTimes",
        "Part",
        "Pick",
        "PriceList",
        "Removal",
        "Segment",
        "SelfTime",
        "effort",
        "payback_months",
        "price_list",
        "seats",
    ),
    "archlint.linting.pack": (
        "Conclusion",
        "Pack",
        "Policy",
        "Rewrite",
        "Rule",
        "Seats",
        "Translation",
        "option",
        "options_of",
        "raise_every_yes",
    ),
    "archlint.model": (
        "Answer",
        "Argument",
        "Call",
        "Candidate",
        "Distribution",
        "Finding",
        "Gain",
        "Journey",
        "Load",
        "Measure",
        "Measurement",
        "Operation",
        "Pointer",
        "Portfolio",
        "Raised",
        "Range",
        "Service",
        "Severity",
        "Subject",
        "Team",
        "Verdict",
        "Worse",
    ),
    "archlint.quantities": (
        "format_bytes",
        "format_cores",
        "format_count",
        "format_duration",
        "format_money",
        "format_months",
        "format_number",
        "format_payback",
        "format_percent",
        "format_rate",
        "format_users",
    ),
    "archlint.version": ("__version__",),
}
"""Where each name lives."""

__all__ = [
    "GIB",
    "Analysis",
    "Answer",
    "Argument",
    "Call",
    "Candidate",
    "Computing",
    "Conclusion",
    "Cycle",
    "Distribution",
    "Finding",
    "Gain",
    "Journey",
    "JourneyTimes",
    "Load",
    "Measure",
    "Measurement",
    "Operation",
    "Pack",
    "Part",
    "Pick",
    "Pointer",
    "Policy",
    "Portfolio",
    "PriceList",
    "Raised",
    "Range",
    "Removal",
    "Rewrite",
    "Rule",
    "Seats",
    "Segment",
    "SelfTime",
    "Service",
    "Severity",
    "Subject",
    "Team",
    "Translation",
    "Verdict",
    "Worse",
    "__version__",
    "effort",
    "format_bytes",
    "format_cores",
    "format_count",
    "format_duration",
    "format_money",
    "format_months",
    "format_number",
    "format_payback",
    "format_percent",
    "format_rate",
    "format_users",
    "option",
    "options_of",
    "payback_months",
    "price_list",
    "raise_every_yes",
    "seats",
]


if (
    not TYPE_CHECKING
):  # a type checker reads the imports above, and refuses a name that is not there

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                return getattr(import_module(home), name)
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
