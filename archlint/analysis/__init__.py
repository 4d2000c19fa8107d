"""Portfolio -> Analysis: the call graph, its traffic, its times, and what a rewrite would change.

Importing this package is cheap; `analyse` brings in NetworkX, a simulation NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis, analyse
    from archlint.analysis.assumptions import ASSUMPTIONS, RAMP_MONTHS, Assumption, assumed
    from archlint.analysis.attribution import Blame, Contribution
    from archlint.analysis.bench import Removal
    from archlint.analysis.computing import Computing, Part
    from archlint.analysis.economics import (
        GIB,
        PriceList,
        effort,
        payback_months,
        payback_range,
        price_list,
    )
    from archlint.analysis.estimates import Estimate
    from archlint.analysis.graph import Cycle
    from archlint.analysis.journey_samples import JourneySamples
    from archlint.analysis.journeys import JourneyTimes
    from archlint.analysis.path import Segment
    from archlint.analysis.planning import plan
    from archlint.analysis.plans import Choice, Limits, Plan, Point, Step
    from archlint.analysis.promises import Promise, Standing, promises_of
    from archlint.analysis.quota import Pick, seats
    from archlint.analysis.sampling import Sampling
    from archlint.analysis.selftimes import SelfTime
    from archlint.analysis.simulation import Simulation
    from archlint.analysis.variants import VariedRemoval
    from archlint.analysis.variations import Decided, Figure, Question, Uncertainty, Variation
    from archlint.analysis.waiting import Waiting

_HOMES = {
    "ASSUMPTIONS": "assumptions",
    "GIB": "economics",
    "RAMP_MONTHS": "assumptions",
    "Analysis": "analysis",
    "Assumption": "assumptions",
    "Blame": "attribution",
    "Choice": "plans",
    "Computing": "computing",
    "Contribution": "attribution",
    "Cycle": "graph",
    "Decided": "variations",
    "Estimate": "estimates",
    "Figure": "variations",
    "JourneySamples": "journey_samples",
    "JourneyTimes": "journeys",
    "Limits": "plans",
    "Part": "computing",
    "Pick": "quota",
    "Plan": "plans",
    "Point": "plans",
    "PriceList": "economics",
    "Promise": "promises",
    "Removal": "bench",
    "Sampling": "sampling",
    "Segment": "path",
    "SelfTime": "selftimes",
    "Simulation": "simulation",
    "Standing": "promises",
    "Step": "plans",
    "Question": "variations",
    "Uncertainty": "variations",
    "Variation": "variations",
    "VariedRemoval": "variants",
    "Waiting": "waiting",
    "analyse": "analysis",
    "assumed": "assumptions",
    "effort": "economics",
    "payback_months": "economics",
    "payback_range": "economics",
    "plan": "planning",
    "price_list": "economics",
    "promises_of": "promises",
    "seats": "quota",
}

__all__ = [
    "ASSUMPTIONS",
    "GIB",
    "RAMP_MONTHS",
    "Analysis",
    "Assumption",
    "Blame",
    "Choice",
    "Computing",
    "Contribution",
    "Cycle",
    "Decided",
    "Estimate",
    "Figure",
    "JourneySamples",
    "JourneyTimes",
    "Limits",
    "Part",
    "Pick",
    "Plan",
    "Point",
    "PriceList",
    "Promise",
    "Question",
    "Removal",
    "Sampling",
    "Segment",
    "SelfTime",
    "Simulation",
    "Standing",
    "Step",
    "Uncertainty",
    "Variation",
    "VariedRemoval",
    "Waiting",
    "analyse",
    "assumed",
    "effort",
    "payback_months",
    "payback_range",
    "plan",
    "price_list",
    "promises_of",
    "seats",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # PEP 562: each name has its own type above
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
