"""Draws of what a portfolio's figures may be, where they are known only roughly.

Errors belong to names: a service more in the portfolio changes no other's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from archlint.analysis.draws import Draws, Rows
from archlint.analysis.normal import normal_quantiles
from archlint.analysis.variants import Variants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.variations import Uncertainty
    from archlint.model import Range

    Array = NDArray[np.float64]


def drawn(uncertainty: Uncertainty, draws: int, seed: int) -> Variants:
    """So many variants, each with errors of its own.

    Errors are lognormal with a median of one: half of the draws lie above what is declared and half
    below, and a rate errs as its inverse does. CPU is not varied: an error in the self time or in
    the rate moves φ = d·(1 - gc)/S̄ by the same factor, so that of a mean ΔL only the journeys'
    rates are left until φ reaches one.
    """
    source = Draws(draws, seed)

    def uniforms(what: str, name: str) -> Array:
        found: Array = source.uniforms(f"\0{what}\0{name}", Rows(0, 1, draws))[0]
        return found

    def errors(what: str, spreads: Mapping[str, float]) -> dict[str, Array]:
        spread = {name: sigma for name, sigma in spreads.items() if sigma > 0.0}
        if not spread:
            return {}
        shares = np.stack([uniforms(what, name) for name in spread])
        sigmas = np.array(list(spread.values()))[:, np.newaxis]
        return dict(zip(spread, np.exp(sigmas * normal_quantiles(shares)), strict=True))

    return Variants(
        count=draws,
        times=errors("error of self time", uncertainty.times),
        rates=errors("error of rate", uncertainty.rates),
        journeys=errors("error of journey", uncertainty.journeys),
        factors={
            name: _log_triangular(factor, uniforms("factor", name))
            for name, factor in uncertainty.factors.items()
        },
    )


def _log_triangular(factor: Range, shares: Array) -> Array:
    """Quantiles of the triangle over ln f; a point stays a point."""
    least, peak, most = (np.log(max(end, _LEAST)) for end in factor)
    width = most - least
    if width <= 0.0:
        return np.full(shares.shape, factor.default)
    rising = least + np.sqrt(shares * width * (peak - least))
    falling = most - np.sqrt((1.0 - shares) * width * (most - peak))
    found: Array = np.exp(np.where(shares < (peak - least) / width, rising, falling))
    return found


_LEAST = 1e-6
"""A factor of zero has no logarithm."""
