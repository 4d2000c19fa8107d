"""A promise is held against what it promises, and its figure against its error."""

from __future__ import annotations

import pytest

from archlint.analysis import Standing, analyse, promises_of
from archlint.analysis.promises import Promise
from archlint.model import Distribution, Journey, Objective, Portfolio

from graphs import percentiles, portfolio, service


def promise(value: float | None, error: float = 0.0, *, is_lower_bound: bool = False) -> Promise:
    return Promise(
        share=0.99, promised=0.100, value=value, error=error, is_lower_bound=is_lower_bound
    )


@pytest.mark.parametrize(
    ("found", "standing"),
    [
        pytest.param(promise(0.099), Standing.KEPT, id="below"),
        pytest.param(promise(0.100), Standing.KEPT, id="exactly"),
        pytest.param(promise(0.100 + 1e-12), Standing.KEPT, id="a rounding above"),
        pytest.param(promise(0.1001), Standing.MISSED, id="above"),
        pytest.param(promise(0.1001, 0.001), Standing.OPEN, id="above, within two errors"),
        pytest.param(promise(0.0985, 0.001), Standing.OPEN, id="below, within two errors"),
        pytest.param(promise(0.0979, 0.001), Standing.KEPT, id="below by more than two errors"),
        pytest.param(promise(0.1021, 0.001), Standing.MISSED, id="above by more than two errors"),
        pytest.param(promise(0.050, is_lower_bound=True), Standing.UNKNOWN, id="at least less"),
        pytest.param(promise(0.150, is_lower_bound=True), Standing.MISSED, id="at least more"),
        pytest.param(promise(None, is_lower_bound=True), Standing.UNKNOWN, id="not measured"),
    ],
)
def test_a_promise(found: Promise, standing: Standing) -> None:
    assert found.standing is standing


def promising(times: Distribution, *, own: Distribution | None) -> Portfolio:
    whole = portfolio(service("a", self_time=own), j=("a", 10.0))
    return Portfolio(
        name=whole.name,
        services=whole.services,
        journeys={"j": Journey(name="j", entry="a", rate=10.0, slo=Objective(latency=times))},
    )


def test_every_promised_time_is_held_against_its_own_kind() -> None:
    whole = promising(
        Distribution(mean=0.012, percentiles=((0.5, 0.009), (0.99, 0.2))),
        own=percentiles(p50=0.010, p99=0.050),
    )
    analysis = analyse(whole)
    found = {item.key: item for item in promises_of(analysis, analysis.journeys[0])}

    assert list(found) == ["mean", "p50", "p99"]
    assert found["mean"].value == pytest.approx(0.0127, abs=0.0001)
    assert (found["mean"].error, found["mean"].standing) == (0.0, Standing.MISSED)
    assert found["p50"].value == pytest.approx(0.010, rel=0.03)
    assert found["p50"].standing is Standing.MISSED
    assert found["p99"].value == pytest.approx(0.050, rel=0.06)
    assert found["p99"].standing is Standing.KEPT


def test_nothing_is_said_of_what_nobody_measured_or_promised() -> None:
    unmeasured = analyse(promising(Distribution(percentiles=((0.99, 0.2),)), own=None))
    (found,) = promises_of(unmeasured, unmeasured.journeys[0])
    silent = analyse(portfolio(service("a", own=0.01), j=("a", 10.0)))

    assert (found.value, found.standing) == (None, Standing.UNKNOWN)
    assert "samples" not in vars(unmeasured)
    assert list(promises_of(silent, silent.journeys[0])) == []
