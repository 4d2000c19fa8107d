"""What the figures rest on: each assumption with its range, its source, its key, and what it moves.

What an assumption moves is said only where it was computed: gains over the range of a factor, how
often a seat was held when factors and figures were drawn, the margins of the verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis import ASSUMPTIONS, RAMP_MONTHS, Assumption, assumed, price_list
from archlint.analysis.selftimes import declared_times
from archlint.linting.effective import Tracing
from archlint.linting.pack import options_of
from archlint.quantities import format_money, format_number, format_users
from archlint.reporting.evidence.answers import place, spot
from archlint.reporting.figures import frequency, of_range, plain
from archlint.reporting.naming import coded, named
from archlint.reporting.verdict_words import WEIGHTY

if TYPE_CHECKING:
    from archlint.linting.effective import Whence
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.model import Distribution, Gain, Range, Verdict


_MOST_FACTORS = 8
"""Rows of factors; the last of them stands for the others, where there are more."""

_TOLD = 2
"""Services of which it is told what an assumption moves; how many more there are is said."""


class AssumptionRow(Struct, frozen=True, kw_only=True):
    """One assumption: what it is, its value and range, who says so, and what if it is wrong.

    `source` is where a default comes from, or the line of the manifest that replaces it.
    """

    what: str
    key: str
    value: str
    span: str
    source: str
    wrong: str


def assumption_rows(report: PortfolioReport, packs: Sequence[Pack]) -> tuple[AssumptionRow, ...]:
    """Factors first, then the default figures, then the thresholds of the packs."""
    return (*_factors(report), *_defaults(report), *_thresholds(report, packs))


# --- factors --------------------------------------------------------------------------------------


def _factors(report: PortfolioReport) -> Iterator[AssumptionRow]:
    """A row for each factor that rewrites were weighed with."""
    gains = {item.service: item.gain for item in report.candidates}
    gains |= {item.service: item.gain for item in report.verdicts if item.gain is not None}
    groups: dict[tuple[Range, str], list[str]] = {}
    for name in sorted(gains):
        gain = gains[name]
        if gain.factor is not None:
            groups.setdefault((gain.factor, gain.factor_source), []).append(name)
    argued = {verdict.service: verdict for verdict in report.verdicts if verdict.word in WEIGHTY}
    ordered = sorted(groups.items(), key=lambda item: (argued.keys().isdisjoint(item[1]), item[1]))
    shown = ordered if len(ordered) <= _MOST_FACTORS else ordered[: _MOST_FACTORS - 1]
    for (factor, source), names in sorted(shown, key=lambda item: item[1]):
        yield AssumptionRow(
            what=f"{_FACTOR}: {named(names, 4)}",
            key="rewrite.cpu",
            value=plain(factor.default),
            span=_span(factor, plain),
            source=source,
            wrong="a measured point: no range was tried"
            if factor.low == factor.high
            else _wrong_factor([argued[name] for name in names if name in argued]),
        )
    if rest := ordered[len(shown) :]:
        yield _other_factors(rest, argued)


_FACTOR = "CPU of a request after a rewrite over before"


def _other_factors(
    groups: Sequence[tuple[tuple[Range, str], list[str]]], argued: Mapping[str, Verdict]
) -> AssumptionRow:
    """One row for the factors that have none: from the least default to the greatest."""
    defaults = [factor.default for (factor, _), _ in groups]
    names = sorted(name for _, members in groups for name in members)
    return AssumptionRow(
        what=f"{_FACTOR}, {len(groups)} factors more: {named(names, 4)}",
        key="rewrite.cpu",
        value=f"{plain(min(defaults))} to {plain(max(defaults))}",
        span="",
        source="`archlint explain NAME` tells the factor of each, its range and its source",
        wrong=_wrong_factor([argued[name] for name in names if name in argued]),
    )


def _wrong_factor(argued: Sequence[Verdict]) -> str:
    told = [
        f"{coded(verdict.service)} frees {of_range(verdict.gain.users, format_users)}"
        + _held(verdict)
        for verdict in argued
        if verdict.gain is not None and verdict.gain.users is not None
    ]
    if told:
        return _some(told)
    if argued:
        return "not computed: what else these lack is asked for first"
    return "weighed at this value, none of them is argued into Rust"


def _held(verdict: Verdict) -> str:
    if verdict.seat_frequency is None:
        return ""
    return f", and has a seat in {frequency(verdict.seat_frequency)} of the draws"


# --- default figures ------------------------------------------------------------------------------


def _defaults(report: PortfolioReport) -> Iterator[AssumptionRow]:
    for assumption in ASSUMPTIONS:
        used, pointer = _in_force(report, assumption)
        at = place(report.portfolio, pointer) if pointer else ""
        amount = partial(_amount, report, assumption)
        yield AssumptionRow(
            what=assumption.what,
            key=assumption.key,
            value=amount(used.default),
            span=_span(used, amount),
            source=f"declared, {at}" if at else assumption.source,
            wrong=_moves(report, assumption),
        )


def _in_force(report: PortfolioReport, assumption: Assumption) -> tuple[Range, tuple[str, ...]]:
    """The values in use, and where the manifest declares them: () where it does not."""
    portfolio, keys = report.portfolio, tuple(assumption.key.split("."))
    if keys[0] == "prices":
        declared = getattr(portfolio.prices, keys[1])
        return getattr(price_list(portfolio), keys[1]), keys if declared is not None else ()
    if keys[0] == "calibration":
        row = portfolio.calibration.get(keys[1], {})
        return assumed(portfolio, assumption), keys if keys[2] in row else ()
    spread = report.analysis.sampling.spread
    used = type(assumption.used)(spread, spread, spread)
    return used, keys if used != assumption.used else ()


def _amount(report: PortfolioReport, assumption: Assumption, value: float) -> str:
    if assumption.unit == "USD":
        return format_money(value, report.portfolio.prices.currency)
    return f"{format_number(value)} {assumption.unit}".rstrip()


def _moves(report: PortfolioReport, assumption: Assumption) -> str:
    gains = {
        verdict.service: verdict.gain
        for verdict in report.verdicts
        if verdict.gain is not None and verdict.word in WEIGHTY
    }
    if assumption is RAMP_MONTHS:
        return "nothing: it enters no sum"
    if assumption.key.endswith("_spread"):
        return _about_spread(report)
    services = report.portfolio.services
    if assumption.key == "prices.gib_month":
        weighed = {name: gain for name, gain in gains.items() if services[name].load.memory}
        return _about_money(weighed, "memory")
    if assumption.key == "prices.vcpu_month":
        return _about_money(gains, "CPU")
    if assumption.key.startswith("calibration.effort."):
        gains = {name: gain for name, gain in gains.items() if not services[name].rewrite.effort}
    return _about_effort(gains)


def _about_spread(report: PortfolioReport) -> str:
    """Whose mean rests on it, for one percentile alone is declared, and whose percentiles do."""
    means: set[str] = set()
    percentiles: set[str] = set()
    for service in report.portfolio.services.values():
        for operation in service.operations:
            declared = declared_times(service, operation)
            if declared is not None and _is_alone(declared[0]):
                (means if declared[0].mean is None else percentiles).add(service.name)
    told = [
        f"{what} {named(sorted(names))}"
        for what, names in (
            ("own times, so waiting and ranks, of", means),
            ("percentiles, and no mean, through", percentiles),
        )
        if names
    ]
    return "; ".join(told) or "nothing here: no figure stands alone"


def _is_alone(times: Distribution) -> bool:
    return len(times.percentiles) + (times.mean is not None) == 1


def _about_money(gains: dict[str, Gain], what: str) -> str:
    saved = [
        f"{coded(name)} saves {of_range(gain.per_month, _money(gain))} a month"
        for name, gain in gains.items()
        if gain.per_month is not None
    ]
    if not saved:
        return f"nothing here: no {what} given"
    return f"money and payback, no time: {_some(saved)}"


def _about_effort(gains: dict[str, Gain]) -> str:
    known = [
        f"{coded(name)} {of_range(gain.effort, plain)} person-months"
        for name, gain in gains.items()
        if gain.effort is not None
    ]
    return (
        f"effort and payback, no time: {_some(known)}" if known else "nothing here: no size given"
    )


def _money(gain: Gain) -> Callable[[float], str]:
    return lambda value: format_money(value, gain.currency)


def _some(texts: Sequence[str]) -> str:
    more = f"; and {len(texts) - _TOLD} more" if len(texts) > _TOLD else ""
    return "; ".join(texts[:_TOLD]) + more


# --- thresholds -----------------------------------------------------------------------------------


def _thresholds(report: PortfolioReport, packs: Sequence[Pack]) -> Iterator[AssumptionRow]:
    """The options of the packs that argue, those whose defaults come from somewhere."""
    told = {assumption.key for assumption in ASSUMPTIONS}
    taking_part = {rule.pack for rule in report.coverage.rules}
    groups = Tracing(portfolio=report.portfolio).packs(packs)
    for pack, group in zip(packs, groups, strict=True):
        if pack.options is None or pack.name not in taking_part:
            continue
        for option, setting in zip(options_of(pack.options), group.options, strict=True):
            key = f"policies.{pack.name}.{option.name}"
            if key in told or not option.source:
                continue
            is_default = setting.whence.kind == "default"
            yield AssumptionRow(
                what=option.help,
                key=key,
                value=str(setting.value),
                span="",
                source=option.source if is_default else _by(report, setting.whence),
                wrong=_beside(report) if option.name == "quota" else "",
            )


def _by(report: PortfolioReport, whence: Whence) -> str:
    return f"declared, {spot(report.portfolio, whence.place) if whence.place else whence.text}"


def _beside(report: PortfolioReport) -> str:
    """Which verdicts another number of seats would change."""
    turned = [
        f"{coded(verdict.service)} turns where {margin.text}"
        for verdict in report.verdicts
        for margin in verdict.margins
        if margin.quantity == "seats" and margin.becomes
    ]
    return _some(turned)


def _span(values: Range, text: Callable[[float], str]) -> str:
    return "" if values.low == values.high else f"{text(values.low)} to {text(values.high)}"
