"""docs/model.md is true: its manifest is linted and every figure compared; its figures are these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from archlint.analysis import analyse, effort, price_list
from archlint.analysis.distribution import mean_of
from archlint.linting.engine import lint
from archlint.manifest import loads
from archlint.model import Distribution, Gc, Severity
from archlint.quantities import format_cores, format_duration, format_money, format_rate
from archlint_ninety_ten import PACK
from archlint_ninety_ten.case import Case
from archlint_ninety_ten.cost import payback, saving
from archlint_ninety_ten.exposure import Collector
from archlint_ninety_ten.options import NinetyTenOptions

TODAY = date(2026, 11, 23)
MODEL = Path(__file__).parents[1] / "docs" / "model.md"
TABLE = "| figure | value |\n|:--|--:|\n"
TEXT = MODEL.read_text(encoding="utf-8")
JOURNEY = "place-order"


def embedded(text: str) -> str:
    """The one manifest of the page."""
    (manifest,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(manifest)


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of(embedded(TEXT))


def case_of(manifest: str) -> Case:
    assert PACK.prepare is not None
    made = PACK.prepare(analyse(loads(manifest), today=TODAY).on_means(), NinetyTenOptions())
    assert isinstance(made, Case)
    return made


def percent(fraction: float) -> str:
    return f"{fraction * 100:.2g} %"


def users(amount: float) -> str:
    return f"{amount:.3g} users"


def own_times(case: Case) -> Iterator[tuple[str, str]]:
    means = {
        operation.service: case.analysis.self_times[operation.id].seconds
        for operation in case.analysis.portfolio.operations.values()
    }
    for service in ("checkout", "pricing", "inventory"):
        yield f"S̄ of {service}", format_duration(means[service] or 0.0)
    for ratio in (5, 20):
        mean = mean_of(Distribution(percentiles=((0.5, 1.0), (0.99, float(ratio)))))
        assert mean is not None
        yield f"mean over median where p99 = {ratio} · p50", f"{mean.seconds:.3g}"


def path(case: Case) -> Iterator[tuple[str, str]]:
    analysis, times = case.analysis, case.analysis.journey(JOURNEY)
    yield "visits of catalog", format_rate(analysis.rates["catalog"])
    yield "T̄ of the journey", format_duration(times.mean)
    yield "T̄ with all calls side by side", format_duration(times.parallel_bound)
    yield "T̄ with all calls one after another", format_duration(times.sequential_bound)
    yield "V of catalog", f"{times.visits['catalog']:g}"
    yield "slack of inventory", format_duration(analysis.slack(JOURNEY, "inventory"))
    yield "drag of pricing", format_duration(analysis.drag(JOURNEY, "pricing"))


def waiting(case: Case) -> Iterator[tuple[str, str]]:
    found = case.analysis.waiting
    yield "L in all", users(found.total)
    for service in ("payment", "pricing", "checkout", "inventory"):
        yield f"L of {service}", users(found.by_service.get(service, 0.0))


def computing(case: Case) -> Iterator[tuple[str, str]]:
    for service in ("checkout", "pricing"):
        account = case.analysis.computing[service]
        yield f"d of {service}", format_duration(account.cpu_per_request or 0.0)
        yield f"φ of {service}", percent(account.share or 0.0)
    checkout = case.analysis.portfolio.services["checkout"]
    blind = case.analysis.supposing(replace(checkout, gc=Gc())).computing["checkout"]
    yield "φ of checkout without its GC share", percent(blind.share or 0.0)


def rewrites(case: Case) -> Iterator[tuple[str, str]]:
    factor = case.factors["pricing"].cpu
    yield "f of pricing, low", f"{factor.low:g}"
    yield "f of pricing", f"{factor.default:g}"
    yield "f of pricing, high", f"{factor.high:g}"
    yield "f of checkout", f"{case.factors['checkout'].cpu.default:g}"
    for service in ("pricing", "checkout"):
        test = case.test_alone(service)
        yield f"off the journey by {service}", format_duration(test.seconds)
        yield f"share of the journey by {service}", percent(test.part)
        yield f"ΔL of {service}", users(test.removal.users)
    yield "removable waiting", users(case.removable)
    saved = saving(case, case.analysis.portfolio.services["pricing"])
    assert saved is not None
    yield "cores that pricing gives back", format_cores(saved.cores)


def seats(case: Case) -> Iterator[tuple[str, str]]:
    options = case.options
    yield "N", str(case.analysis.portfolio.size)
    yield "quota", percent(options.quota)
    yield "seats", str(case.limit)
    yield "least φ", percent(options.min_phi)
    yield "least gain of a journey", format_duration(options.min_ms)
    yield "or least share of it", percent(options.min_share)
    yield "least users freed", f"{options.min_users:g}"
    yield "availability of the gate", f"{options.gate_availability * 100:g} %"
    (pick,) = case.picks
    yield (
        f"{pick.service}'s share of removable waiting",
        percent(pick.removal.users / case.removable),
    )


def money(case: Case) -> Iterator[tuple[str, str]]:
    portfolio = case.analysis.portfolio
    checkout = portfolio.services["checkout"]
    saved, months, back = (
        saving(case, checkout),
        effort(portfolio, checkout),
        payback(case, checkout),
    )
    assert saved is not None
    assert months is not None
    assert back is not None
    yield "cores that checkout would give back", format_cores(saved.cores)
    yield "saving by checkout, a month", format_money(saved.per_month)
    yield "effort of checkout, low", f"{months.low:.3g} person-months"
    yield "effort of checkout, high", f"{months.high:.3g} person-months"
    yield "a person-month", format_money(price_list(portfolio).engineer_month.default)
    yield "payback of checkout", f"{float(f'{back.default:.3g}'):.0f} months"


def samples(case: Case) -> Iterator[tuple[str, str]]:
    analysis = analyse(case.analysis.portfolio, today=TODAY)
    times, found = analysis.journey(JOURNEY), analysis.percentiles(JOURNEY)
    yield "mean of the journey on samples", format_duration(times.mean)
    yield "p99 of the journey", format_duration(found.p99.value)
    on_path = found.criticality_of(("inventory",))["inventory"].value
    yield "inventory on the path", percent(on_path)
    yield "own time of inventory that counts", f"{times.own['inventory'] * 1e3:.3g} ms"
    yield "own time of pricing that counts", f"{times.own['pricing'] * 1e3:.3g} ms"


def collecting(case: Case) -> Iterator[tuple[str, str]]:
    checkout = case.analysis.portfolio.services["checkout"]
    collector = Collector(
        cpu_share=checkout.gc.cpu_share,
        cpu=checkout.load.cpu,
        allocated=checkout.load.cpu_allocated,
        stall=checkout.gc.stall_p99,
        pause=checkout.gc.pause_p99,
    )
    yield "GC of checkout", percent(checkout.gc.cpu_share or 0.0)
    yield "GC duty of checkout", percent(collector.duty or 0.0)


PARTS = (own_times, path, samples, collecting, waiting, computing, rewrites, seats, money)


def figures(case: Case) -> dict[str, str]:
    """Every figure of the page, by what it is."""
    return {name: value for part in PARTS for name, value in part(case)}


def test_the_table_of_figures_is_what_the_linter_computes(
    case: Case, golden: Callable[[Path, str], None]
) -> None:
    head, table, _ = TEXT.partition(TABLE)
    rows = "".join(f"| {name} | {value} |\n" for name, value in figures(case).items())

    golden(MODEL, head + table + rows)


def test_every_figure_of_the_example_is_computed_or_declared(case: Case) -> None:
    known = numbers(" ".join(figures(case).values())) | numbers(embedded(TEXT))
    passages = " ".join(re.findall(r"^> (.*)$", TEXT, re.MULTILINE))

    assert numbers(passages) - known == set()


def numbers(text: str) -> set[str]:
    """The numbers in a text, names of percentiles aside."""
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", re.sub(r"\bp\d+", "", text)))


def test_the_thresholds_in_the_text_are_the_options(case: Case) -> None:
    found = figures(case)

    assert f"φ is at least {found['least φ']}." in TEXT
    gain, part = found["least gain of a journey"], found["or least share of it"]
    assert f"at least {gain} or {part} shorter" in TEXT
    assert f"at least {found['least users freed']} waiting user is freed" in TEXT
    assert f"({found['availability of the gate']} passes)" in TEXT


def test_the_verdict_of_the_example_is_the_one_described() -> None:
    report = lint(loads(embedded(TEXT)), packs=(PACK,), today=TODAY)

    words = {verdict.service: verdict.word for verdict in report.verdicts}
    loud = [(f.severity, f.rule, f.subject.text) for f in report.findings if f.severity > 1]

    assert (words["pricing"], words["checkout"]) == ("rust", "go")
    assert loud == [(Severity.WARNING, "NT101", "pricing")]


def test_a_journey_is_the_sum_of_its_parts(case: Case) -> None:
    for times in case.analysis.journeys:
        assert sum(times.own.values()) + times.network == pytest.approx(times.mean)
    found = case.analysis.waiting
    assert sum(found.by_service.values()) + found.network == pytest.approx(found.total)


@pytest.mark.parametrize("page", sorted(MODEL.parent.rglob("*.md")), ids=lambda page: page.name)
def test_every_link_between_the_pages_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []
