"""Where means are not exact they come from samples: journeys, waiting, removals and seats."""

from __future__ import annotations

import math
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import Analysis, Sampling, analyse
from archlint.analysis.bench import RememberingBench
from archlint.analysis.draws import BATCHES
from archlint.analysis.linearity import certain_visits, linear
from archlint.analysis.sampling import luck
from archlint.model import Backoff, Call, Load

from graphs import percentiles, portfolio, portfolios, response_time, service

if TYPE_CHECKING:
    from collections.abc import Callable

    from archlint.analysis import Removal
    from archlint.model import Portfolio

    Shape = Callable[[Portfolio], Portfolio]

FEW = Sampling(samples=1_000)
BRANCH = percentiles(p50=0.010, p99=0.050)
BUSY = Load(cpu=5.0)


def sampled(whole: Portfolio) -> Analysis:
    return analyse(whole, sampling=FEW)


def limited(whole: Portfolio, **fields: Any) -> Portfolio:
    """The same with limits on every call: a timeout and a retry where no others are given."""
    limits = fields or {"timeout": 0.03, "retries": 1}
    services = {
        name: replace(
            item,
            operations=tuple(
                replace(
                    operation,
                    calls=tuple(replace(call, **limits) for call in operation.calls),
                )
                for operation in item.operations
            ),
        )
        for name, item in whole.services.items()
    }
    return replace(whole, services=services)


def waits_long(whole: Portfolio) -> Portfolio:
    """With many attempts and pauses, of which a rewrite can save all but the first."""
    fields = {"timeout": 0.012, "retries": 3, "backoff": Backoff(initial=0.1), "deadline": 0.3}
    return limited(whole, **fields)


def plain(whole: Portfolio) -> Portfolio:
    return whole


SHAPES = st.sampled_from([plain, limited, waits_long])


def accept_all(_service: str, removal: Removal) -> bool:
    return removal.users > 0


# --- where means are exact ------------------------------------------------------------------------


@settings(max_examples=80)
@given(portfolios())
def test_means_are_exact_where_an_expectation_passes_through(whole: Portfolio) -> None:
    analysis = sampled(whole)

    for times in analysis.journeys:
        if not times.is_sampled:
            assert times.mean == pytest.approx(response_time(whole, times.journey.entry))
            assert times.error == 0.0
    assert "samples" not in vars(analysis) or any(item.is_sampled for item in analysis.journeys)


@pytest.mark.parametrize(
    ("step", "is_exact"),
    [
        pytest.param("b", True, id="one call"),
        pytest.param({"callee": "b", "count": 2.5}, True, id="several in turn, perhaps one more"),
        pytest.param({"callee": "b", "retries": 3}, True, id="retries that nothing causes"),
        pytest.param({"callee": "b", "count": 2, "together": 2}, False, id="two together"),
        pytest.param({"callee": "b", "count": 1, "together": 2}, True, id="one of two at once"),
        pytest.param({"callee": "b", "timeout": 0.1}, False, id="a timeout"),
        pytest.param({"callee": "b", "deadline": 0.1}, False, id="a deadline"),
        pytest.param(["b", "c"], False, id="side by side"),
    ],
)
def test_only_what_runs_at_once_or_is_cut_needs_samples(step: object, is_exact: bool) -> None:  # noqa: FBT001
    whole = portfolio(
        service("a", step, own=0.001),  # type: ignore[arg-type]  # one step each
        service("b", self_time=BRANCH),
        service("c", self_time=BRANCH),
        j=("a", 10.0),
    )

    assert sampled(whole).journeys[0].is_sampled is not is_exact


def test_one_journey_on_samples_leaves_the_others_exact() -> None:
    whole = portfolio(
        service("a", ["b", "c"], own=0.001),
        service("b", self_time=BRANCH),
        service("c", self_time=BRANCH),
        service("d", "b", own=0.002),
        at_once=("a", 10.0),
        in_turn=("d", 10.0),
    )
    at_once, in_turn = sampled(whole).journeys

    assert at_once.is_sampled
    assert (in_turn.is_sampled, in_turn.mean) == (False, in_turn.length)
    assert at_once.mean > at_once.length * 1.1


@settings(max_examples=60)
@given(portfolios())
def test_certain_visits_are_those_of_the_critical_path_where_it_is_exact(whole: Portfolio) -> None:
    analysis = analyse(whole).on_means()
    graph = analysis._graph

    for times in analysis.journeys:
        entry = graph.index[times.journey.entry]
        certain = {graph.operations[v].id: x for v, x in certain_visits(graph, entry).items()}
        if entry in linear(graph):
            assert certain == pytest.approx(dict(times.visits))
        else:
            assert set(certain) <= set(times.visits)


# --- what samples add up to -----------------------------------------------------------------------


@settings(max_examples=60)
@given(portfolios(most=5))
def test_the_parts_of_a_mean_add_up_to_it_and_all_together_to_the_users_waiting(
    whole: Portfolio,
) -> None:
    for case in (whole, limited(whole)):
        analysis = sampled(case)
        users = 0.0
        for times in analysis.journeys:
            parts = [*times.own.values(), times.network, times.account.retry_wait]
            users += (times.journey.rate or 0.0) * times.mean
            assert sum(parts) == pytest.approx(times.mean)

        waiting = analysis.waiting
        assert waiting.total == pytest.approx(users)
        assert sum(waiting.by_service.values()) + waiting.network + waiting.retry_wait == (
            pytest.approx(users)
        )


def test_what_certainly_counts_does_so_with_its_exact_mean() -> None:
    whole = portfolio(
        service("a", {"callee": "first", "count": 3}, ["b", "c"], self_time=BRANCH),
        service("first", self_time=BRANCH),
        service("b", self_time=BRANCH),
        service("c", self_time=BRANCH),
        j=("a", 10.0),
    )
    analysis = sampled(whole)
    (times,) = analysis.journeys

    assert times.own["first"] == pytest.approx(3 * analysis.own["first"])
    assert times.own["a"] == pytest.approx(analysis.own["a"])
    assert times.own["b"] != pytest.approx(analysis.own["b"], rel=0.01)


def test_an_exact_mean_shrinks_the_error_of_the_rest() -> None:
    whole = portfolio(
        service("a", ["b", "c"], self_time=percentiles(p50=0.010, p99=0.5)),
        service("b", self_time=BRANCH),
        service("c", self_time=BRANCH),
        j=("a", 10.0),
    )
    analysis = analyse(whole)
    (times,) = analysis.journeys

    assert 0.0 < times.error < 0.2 * analysis.percentiles("j").mean.error
    assert abs(times.mean - analysis.percentiles("j").mean.value) < (
        4 * analysis.percentiles("j").mean.error
    )


# --- rewrites -------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(portfolios(most=5), st.sampled_from([0.3, 0.65, 1.2]), SHAPES, st.data())
def test_a_removal_is_the_difference_of_two_analyses_on_the_same_samples(
    whole: Portfolio, factor: float, shape: Shape, data: st.DataObject
) -> None:
    analysis = sampled(shape(whole))
    names = data.draw(st.lists(st.sampled_from(sorted(whole.services)), unique=True, min_size=1))
    factors = dict.fromkeys(names, factor)
    removal = analysis.removal(factors)
    after = analysis.with_rewrites(factors)

    for old, new in zip(analysis.journeys, after.journeys, strict=True):
        gone = removal.seconds.get(old.name, 0.0)
        assert gone == pytest.approx(old.mean - new.mean, abs=1e-12)
        assert removal.before.get(old.name, old.mean) == pytest.approx(old.mean)
    assert removal.users == pytest.approx(analysis.waiting.total - after.waiting.total, abs=1e-9)


@settings(max_examples=60)
@given(portfolios(most=5), st.sampled_from([0.3, 1.2]), SHAPES, st.data())
def test_the_error_of_a_removal_is_the_spread_of_its_batches(
    whole: Portfolio, factor: float, shape: Shape, data: st.DataObject
) -> None:
    analysis = sampled(shape(whole))
    names = data.draw(st.lists(st.sampled_from(sorted(whole.services)), unique=True, min_size=1))
    factors = dict.fromkeys(names, factor)
    after = analysis.with_rewrites(factors)
    users = [0.0] * BATCHES
    for old, new in zip(analysis.journeys, after.journeys, strict=True):
        for batch, (was, becomes) in enumerate(zip(old.batches, new.batches, strict=True)):
            users[batch] += (old.journey.rate or 0.0) * (was - becomes)

    error = analysis.removal(factors).error
    assert error == pytest.approx(stdev(users) / math.sqrt(BATCHES), abs=1e-12)
    assert error == 0.0 or any(times.is_sampled for times in analysis.journeys)


def test_a_removal_varies_with_the_seed_as_its_error_says() -> None:
    whole = portfolio(
        service("a", ["b", "c"], own=0.001),
        service("b", self_time=BRANCH, load=BUSY),
        service("c", self_time=BRANCH, load=BUSY),
        j=("a", 1_000.0),
    )
    found = [
        analyse(whole, sampling=Sampling(samples=1_000, seed=seed)).removal({"b": 0.5})
        for seed in range(60)
    ]
    spread = stdev(removal.users for removal in found)

    assert fmean(removal.error for removal in found) == pytest.approx(spread, rel=0.3)
    assert spread < 0.5 * 1_000.0 * analyse(whole, sampling=FEW).journeys[0].error


@settings(max_examples=60)
@given(
    portfolios(most=6),
    st.integers(1, 4),
    SHAPES,
    st.sampled_from([0.01, 0.2]),
    st.sampled_from([0.0, 0.05, 0.2]),
)
def test_pruned_and_unpruned_greedy_choose_the_same_on_samples(
    whole: Portfolio, limit: int, shape: Shape, floor: float, part: float
) -> None:
    analysis = sampled(shape(whole))
    candidates = {
        name: 0.5 for name in whole.services if analysis.computing[name].share is not None
    }
    assume(candidates)

    def accepts(_service: str, removal: Removal) -> bool:
        is_felt = any(
            seconds >= part * removal.before[journey]
            for journey, seconds in removal.seconds.items()
        )
        return is_felt and removal.users >= floor

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archlint.analysis.quota._MANY", 0)
        pruned, unpruned = (
            analysis.greedy(candidates, limit=limit, accepts=accepts, floor=floor, prune=prune)
            for prune in (True, False)
        )
    assert pruned == unpruned


@settings(max_examples=40)
@given(portfolios(most=6), SHAPES, st.sampled_from([0.3, 0.9, 0.99]))
def test_no_rewrite_takes_off_more_than_its_bound_on_samples(
    whole: Portfolio, shape: Shape, factor: float
) -> None:
    analysis = sampled(shape(whole))

    for name in whole.services:
        bound = analysis.removal_bound(name, factor)
        assert analysis.removal({name: factor}).users <= bound * (1 + 1e-9) + 1e-12


def test_a_rewrite_that_beats_a_timeout_is_worth_the_attempts_that_it_spares() -> None:
    """Two attempts of 200 ms become one of 197: far more than a visit's own time gets shorter."""
    call = Call(caller="a", callee="b", stage=0, timeout=0.2, retries=1)
    caller = service("a", own=0.001)
    whole = portfolio(
        replace(caller, operations=(replace(caller.operations[0], calls=(call,)),)),
        service("b", self_time=percentiles(p50=0.205, p99=0.206), load=Load(rate=10.0, cpu=0.4)),
        j=("a", 10.0),
    )
    analysis = sampled(whole)
    users = analysis.removal({"b": 0.5}).users

    assert users == pytest.approx(10.0 * 0.215, rel=0.01)
    assert users <= analysis.removal_bound("b", 0.5) < 1.1 * users


@settings(max_examples=40)
@given(portfolios(most=6), SHAPES, st.data())
def test_what_is_remembered_after_a_take_is_what_would_be_found_anew(
    whole: Portfolio, shape: Shape, data: st.DataObject
) -> None:
    analysis = sampled(shape(whole))
    bench = analysis._bench()
    assume(isinstance(bench, RememberingBench))
    assert isinstance(bench, RememberingBench)
    changes = [analysis._changes(name, 0.5) for name in sorted(whole.services)]
    for change in changes:
        bench.try_out(change)
    for taken in data.draw(st.lists(st.sampled_from(changes), min_size=1, max_size=2)):
        bench.take(taken)

    for change in changes:
        assert bench.try_out(change) == bench.bench.try_out(change)


@settings(max_examples=60)
@given(portfolios(most=6), SHAPES, st.sampled_from([0.3, 0.99, 1.5]), st.data())
def test_no_rewrite_takes_off_more_than_the_bench_says_that_it_could(
    whole: Portfolio, shape: Shape, factor: float, data: st.DataObject
) -> None:
    analysis = sampled(shape(whole))
    bench = analysis._bench()
    assume(isinstance(bench, RememberingBench))
    assert isinstance(bench, RememberingBench)
    changes = [analysis._changes(name, factor) for name in sorted(whole.services)]
    for taken in data.draw(st.lists(st.sampled_from(changes), max_size=2)):
        bench.bench.take(taken)

    for change in changes:
        most, gone = bench.bench.at_most(change), bench.bench.try_out(change)
        if most is not None:
            assert gone.users <= most.users + 1e-12
            assert gone.before == pytest.approx({name: most.before[name] for name in gone.before})
            for journey, seconds in gone.seconds.items():
                assert seconds <= most.seconds[journey] + 1e-12


@pytest.mark.parametrize(
    ("limits", "saved"),
    [
        ({"timeout": 0.1, "retries": 2}, 0.3 - 0.0909),
        ({"timeout": 0.1, "retries": 2, "deadline": 0.25}, 0.25 - 0.0909),
        ({"timeout": 0.1, "retries": 1, "backoff": Backoff(initial=0.05)}, 0.25 - 0.0909),
        ({"timeout": 0.1, "retries": 2, "deadline": 0.1}, 0.1 - 0.0909),
        ({"timeout": 0.1}, 0.1 - 0.0909),
    ],
    ids=["attempts", "up to the deadline", "pauses", "none before a deadline", "no retries"],
)
@pytest.mark.parametrize(("count", "users"), [(1.0, 1_000.0), (3.0, 3_000.0), (0.5, 500.0)])
def test_a_rewrite_that_just_meets_the_timeout_saves_all_further_attempts(
    limits: dict[str, Any], saved: float, count: float, users: float
) -> None:
    """Of 101 ms a tenth is saved, but of three attempts of 100 ms two are not made at all."""
    always = percentiles(p50=0.101, p99=0.101)
    whole = portfolio(
        service("a", {"callee": "b", "count": count, **limits}, own=0.001),
        service("b", self_time=always, load=Load(rate=1.0, cpu=0.101)),
        j=("a", 1_000.0),
    )
    analysis = analyse(whole)

    gone = analysis.removal({"b": 0.9}).users
    assert gone == pytest.approx(users * saved, rel=0.02)
    assert gone <= analysis.removal_bound("b", 0.9) <= 1.1 * users * max(saved, 0.0101)


def test_an_attempt_is_cut_with_its_network() -> None:
    call = {"callee": "b", "network": 0.01, "timeout": 0.1, "retries": 2}
    whole = portfolio(
        service("a", call, own=0.001),
        service("b", self_time=percentiles(p50=0.095, p99=0.095), load=Load(rate=1.0, cpu=0.095)),
        j=("a", 1_000.0),
    )
    analysis = analyse(whole)

    assert analysis.removal({"b": 0.9}).users == pytest.approx(300.0 - 95.5)
    assert analysis.removal_bound("b", 0.9) >= 300.0 - 95.5


def test_a_bound_is_above_what_luck_with_the_samples_takes_off() -> None:
    """Beside another nothing is certain: a rewrite takes off its part of what was drawn."""
    whole = portfolio(
        service("a", ["b", "c"], own=0.001),
        service("b", self_time=BRANCH, load=Load(cpu=100.0)),
        service("c", own=0.0),
        service("nobody", own=0.01, load=Load(rate=1.0, cpu=0.01)),
        j=("a", 1_000.0),
    )
    lucky = 0
    for seed in range(6):
        analysis = analyse(whole, sampling=Sampling(samples=1_000, seed=seed))
        gone, own = analysis.removal({"b": 0.5}).users, analysis.own["b"]
        lucky += gone > 500.0 * own * (1 + 1e-6)
        assert gone <= analysis.removal_bound("b", 0.5) <= 600.0 * own
        assert analysis.removal_bound("nobody", 0.5) == 0.0
    assert lucky


def test_a_bound_is_above_luck_with_chances() -> None:
    """One request in ten makes the call; of 1,000 samples sometimes more do."""
    whole = portfolio(
        service("a", [{"callee": "b", "count": 0.1}, "c"], own=0.001),
        service("b", self_time=percentiles(p50=0.1, p99=0.1), load=Load(cpu=100.0)),
        service("c", own=0.0),
        j=("a", 1_000.0),
    )
    lucky = 0
    for seed in range(6):
        analysis = analyse(whole, sampling=Sampling(samples=1_000, seed=seed))
        gone = analysis.removal({"b": 0.5}).users
        lucky += gone > 5.0 * (1 + 1e-6)
        assert gone <= analysis.removal_bound("b", 0.5) <= 8.0
    assert lucky


def test_a_call_that_nearly_all_make_is_made_by_no_more_than_all() -> None:
    """And by nobody else: a journey without a rate brings no one who waits."""
    whole = portfolio(
        service("a", [{"callee": "b", "count": 0.999}, "c"], own=0.001),
        service("b", self_time=percentiles(p50=0.1, p99=0.1), load=Load(cpu=100.0)),
        service("c", own=0.0),
        service("d", "b", own=0.001),
        j=("a", 1_000.0),
        unrated=("d", None),
    )

    assert analyse(whole, sampling=FEW).removal_bound("b", 0.5) == pytest.approx(50.0)


def test_what_never_is_cut_short_is_bounded_by_what_comes_off_it() -> None:
    whole = portfolio(
        service("a", {"callee": "b", "timeout": 1.0, "retries": 5}, own=0.001),
        service("b", self_time=percentiles(p50=0.1, p99=0.1), load=Load(rate=1.0, cpu=0.1)),
        j=("a", 1_000.0),
    )

    assert analyse(whole).removal_bound("b", 0.9) == pytest.approx(10.0)


@pytest.mark.parametrize("samples", [1_000, 20_000])
@pytest.mark.parametrize("chance", [1e-6, 1e-4, 0.01, 0.3, 0.999])
def test_a_share_of_samples_is_hardly_ever_above_its_bound(chance: float, samples: int) -> None:
    """Against the exact binomial tail; the bound is not far above what luck does."""
    most = min(1.0, chance + luck(chance, samples))
    reached = math.floor(most * samples)
    log_odds = math.log(chance), math.log1p(-chance)
    below = math.fsum(
        math.exp(
            math.lgamma(samples + 1)
            - math.lgamma(number + 1)
            - math.lgamma(samples - number + 1)
            + number * log_odds[0]
            + (samples - number) * log_odds[1]
        )
        for number in range(reached + 1)
    )
    assert 1.0 - below <= math.exp(-10.0) + 1e-9
    more = most - chance
    if most < 1.0:  # the exponent of Bernstein's inequality
        assert samples * more**2 / 2.0 / (chance * (1.0 - chance) + more / 3.0) >= 10.0
    assert most <= chance + 5.0 * math.sqrt(chance * (1.0 - chance) / samples) + 7.0 / samples


def test_what_never_happens_is_never_in_a_sample() -> None:
    assert luck(0.0, 1_000) == 0.0


def test_two_equal_parallel_branches_both_get_a_seat() -> None:
    """On means each hides behind the other, and neither is worth anything alone."""
    whole = portfolio(
        service("a", ["b", "c"], own=0.001),
        service("b", self_time=BRANCH, load=BUSY),
        service("c", self_time=BRANCH, load=BUSY),
        j=("a", 1_000.0),
    )
    candidates = {"b": 0.5, "c": 0.5}
    on_samples = analyse(whole)

    alone = on_samples.removal({"b": 0.5}).users
    assert alone == pytest.approx(on_samples.removal({"c": 0.5}).users, rel=0.05)
    assert alone > 0.5
    assert on_samples.on_means().removal({"b": 0.5}).users == 0.0
    picks = on_samples.greedy(candidates, limit=2, accepts=accept_all)
    assert {pick.service for pick in picks} == {"b", "c"}


def test_a_heavy_tail_ranks_by_its_mean() -> None:
    """Of p50 10 ms, p99 20 ms and p50 7 ms, p99 140 ms the second has the longer mean."""
    whole = portfolio(
        service("a", "x", "y", {"callee": "z", "timeout": 1.0}, own=0.001),
        service("x", self_time=percentiles(p50=0.010, p99=0.020), load=BUSY),
        service("y", self_time=percentiles(p50=0.007, p99=0.140), load=BUSY),
        service("z", own=0.001),
        j=("a", 100.0),
    )

    assert list(analyse(whole).journeys[0].own)[:2] == ["y", "x"]


# --- random numbers that belong to a name ---------------------------------------------------------


def store(own: float = 0.010, *more: str) -> Portfolio:
    return portfolio(
        service("a", ["b", "c"], *more, own=0.001),
        service("b", self_time=BRANCH),
        service("c", self_time=BRANCH),
        service("d", ["e", "f"], own=0.002),
        service("e", self_time=BRANCH),
        service("f", self_time=percentiles(p50=own, p99=5 * own)),
        *(service(name, own=0.003) for name in more),
        x=("a", 10.0),
        y=("d", 10.0),
    )


@pytest.mark.parametrize(
    "changed", [store(own=0.02), store(0.010, "new")], ids=["another time", "one service more"]
)
def test_a_change_elsewhere_changes_nothing_here(changed: Portfolio) -> None:
    before, after = sampled(store()), sampled(changed)
    moved = {"y"} if "new" not in changed.services else {"x"}
    (same,) = {"x", "y"} - moved
    old, new = before.journey(same), after.journey(same)

    assert (old.mean, old.error, dict(old.own)) == (new.mean, new.error, dict(new.own))
    assert before.percentiles(same).p999 == after.percentiles(same).p999
    assert before.journey(*moved).mean != after.journey(*moved).mean


def test_a_variant_draws_the_same_numbers_however_it_came_about() -> None:
    first = sampled(store())
    assert first.samples is first.samples
    rewritten = first.with_rewrites({"b": 0.5})
    fresh = sampled(store()).with_rewrites({"b": 0.5})

    assert [item.mean for item in rewritten.journeys] == [item.mean for item in fresh.journeys]


@pytest.mark.parametrize(
    ("operations", "samples"),
    [(1, 20_000), (1_000, 20_000), (1_001, 10_000), (2_000, 10_000), (20_000, 1_250)],
)
def test_fewer_samples_where_there_are_many_operations(operations: int, samples: int) -> None:
    assert Sampling().fitting(operations).samples == samples


def test_few_samples_stay_few() -> None:
    assert Sampling(samples=2_000).fitting(50_000).samples == 2_000
