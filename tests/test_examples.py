"""The examples: what each shows, and its output in every format, kept beside it.

A folder dropped into `examples/` is a case; its goldens are written by `pytest --accept`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archlint.reporting import FORMATS

from running import run, spawn

if TYPE_CHECKING:
    from archlint.model import Portfolio

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
SUFFIXES = {
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "gitlab": "json",
    "junit": "xml",
    "markdown": "md",
    "html": "html",
}
TODAY = ("--today", "2026-11-23")

Golden = Callable[[Path, str], None]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("style", sorted(FORMATS))
def test_the_output_of_check_is_the_golden_one(name: str, style: str, golden: Golden) -> None:
    result = run("check", f"examples/{name}", *TODAY, "--output-format", style, cwd=ROOT)

    golden(
        ROOT / "examples" / name / "golden" / f"check-{style}.{SUFFIXES.get(style, 'txt')}",
        result.stdout,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_format_is_the_same_bytes_under_another_hash_seed(name: str, tmp_path: Path) -> None:
    wanted = [
        word for style in FORMATS for word in ("--output-format", f"{style}:{tmp_path / style}")
    ]
    spawn("check", f"examples/{name}", *TODAY, *wanted, cwd=ROOT, PYTHONHASHSEED="4711")

    for style in FORMATS:
        written = (tmp_path / style).read_text(encoding="utf-8")
        golden = ROOT / "examples" / name / "golden"
        known = golden / f"check-{style}.{SUFFIXES.get(style, 'txt')}"
        assert written == known.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("style", ["text", "json"])
def test_the_output_of_path_is_the_golden_one(name: str, style: str, golden: Golden) -> None:
    result = run("path", "-m", f"examples/{name}", "--output-format", style, cwd=ROOT)

    golden(
        ROOT / "examples" / name / "golden" / f"path.{SUFFIXES.get(style, 'txt')}", result.stdout
    )
    assert result.code == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_where_the_bottleneck_lies_is_the_golden_page(name: str, golden: Golden) -> None:
    result = run("explain", "portfolio", "-m", f"examples/{name}", *TODAY, cwd=ROOT)

    golden(ROOT / "examples" / name / "golden" / "explain-portfolio.txt", result.stdout)
    assert result.code == 0


VERDICTS = {
    "storefront": {
        "ad-matcher": "none",
        "cart": "go",
        "catalog": "go",
        "checkout": "measure-first",
        "fraud": "either",
        "identity": "go",
        "image-codec": "rust",
        "inventory": "go",
        "mail": "go",
        "media": "hybrid",
        "offer-engine": "rust",
        "orders": "go",
        "payment": "go",
        "pricing": "rust",
        "ranking": "rust",
        "recommendations": "either",
        "reviews": "go",
        "search": "go",
        "suggest": "measure-first",
        "tax": "go",
        "video-ingest": "measure-first",
        "web": "go",
    },
    "online-boutique": {
        "adservice": "either",
        "cartservice": "either",
        "checkoutservice": "go",
        "currencyservice": "either",
        "emailservice": "either",
        "frontend": "measure-first",
        "paymentservice": "either",
        "productcatalogservice": "measure-first",
        "recommendationservice": "either",
        "shippingservice": "go",
    },
    "astronomy-shop": {
        "accounting": "either",
        "ad": "either",
        "agent": "either",
        "cart": "either",
        "chatbot": "either",
        "checkout": "go",
        "currency": "none",
        "email": "either",
        "flagd-ui": "either",
        "fraud-detection": "either",
        "frontend": "either",
        "frontend-proxy": "none",
        "image-provider": "none",
        "mcp": "either",
        "payment": "either",
        "product-catalog": "measure-first",
        "quote": "either",
        "recommendation": "either",
        "shipping": "none",
    },
    "monorepo": {
        "basket": "go",
        "catalog": "go",
        "checkout": "go",
        "gateway": "go",
        "notifier": "go",
        "rates": "go",
        "shipping": "either",
    },
}
LOUD = {
    "storefront": [
        ("error", "NT101", "ranking"),
        ("warning", "NT101", "pricing"),
        ("warning", "NT104", "video-ingest"),
        ("warning", "NT105", "media"),
        ("warning", "NT204", "tax"),
        ("warning", "NT301", "portfolio"),
        ("warning", "NT305", "checkout"),
        ("warning", "NT305", "suggest"),
    ],
    "online-boutique": [
        ("warning", "NT305", "frontend"),
        ("warning", "NT305", "productcatalogservice"),
    ],
    "astronomy-shop": [("warning", "NT305", "product-catalog")],
    "monorepo": [],
}
CODES = {"storefront": 1, "online-boutique": 0, "astronomy-shop": 0, "monorepo": 0}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_shows_these_verdicts_and_findings(name: str) -> None:
    result = run("check", f"examples/{name}", *TODAY, "--output-format", "json", cwd=ROOT)
    (portfolio,) = json.loads(result.stdout)["portfolios"]
    loud = [
        (item["severity"], item["rule"], item["subject"]["text"])
        for item in portfolio["findings"]
        if item["severity"] != "note"
    ]

    assert {item["service"]: item["verdict"] for item in portfolio["verdicts"]} == VERDICTS[name]
    assert sorted(loud) == LOUD[name]
    assert result.code == CODES[name]


FACTS = [
    ("online-boutique", "online-boutique", "loadgenerator"),
    ("astronomy-shop", "opentelemetry-demo", "load-generator"),
]


@pytest.mark.parametrize(("name", "collected", "user"), FACTS, ids=[name for name, *_ in FACTS])
def test_the_facts_of_an_example_are_those_of_its_repository(
    name: str, collected: str, user: str
) -> None:
    """Services, languages and call edges agree with the collected facts, where they are at hand."""
    portfolio, known = portfolio_of(name), facts_of(collected)
    canonical = {"csharp": "c#"}

    assert {name: service.language for name, service in portfolio.services.items()} == {
        item["name"]: canonical.get(item["language"], item["language"])
        for item in known["services"]
        if item["name"] != user
    }
    assert {
        (call.caller.split("/")[0], call.callee.split("/")[0])
        for operation in portfolio.operations.values()
        for call in operation.calls
        if call.caller.split("/")[0] != call.callee.split("/")[0]
    } == {(item["from"], item["to"]) for item in known["calls"] if item["from"] != user}


def test_the_journeys_of_astronomy_shop_are_its_tasks_by_weight() -> None:
    """A task is several requests: its looks at products are journeys of their own."""
    portfolio, known = portfolio_of("astronomy-shop"), facts_of("opentelemetry-demo")
    weights = {item["name"].replace("_", "-"): item["weight"] for item in known["journeys"]}
    a_second = 5 / 5.5 / sum(weights.values())
    del weights["flood-home"]  # asks for nothing unless a feature flag is on
    put = weights["add-to-cart"] + weights["checkout"] + 3 * weights["checkout-multi"]
    requests = weights | {"add-to-cart": put, "browse-product": weights["browse-product"] + put}

    assert {name: journey.rate for name, journey in portfolio.journeys.items()} == {
        name: pytest.approx(weight * a_second, rel=0.02) for name, weight in requests.items()
    }
    assert {
        item["name"]: item["criticality"] for item in known["services"] if "criticality" in item
    } == {
        name: service.criticality
        for name, service in portfolio.services.items()
        if service.criticality
    } | {"load-generator": "low"}


def portfolio_of(name: str) -> Portfolio:
    from archlint.manifest import loads

    text = (ROOT / "examples" / name / "archlint.yaml").read_text(encoding="utf-8")
    return loads(text)


def facts_of(name: str) -> Any:
    path = ROOT.parent / "shared" / "portfolios" / f"{name}.json"
    if not path.is_file():
        pytest.skip("../shared is not beside this checkout")
    return json.loads(path.read_text(encoding="utf-8"))


CLAIM = re.compile(r"^# +(archlint .+?)  +(.+)$", re.MULTILINE)
CLAIMS = [
    (command, said)
    for path in sorted((ROOT / "examples").rglob("*archlint.yaml"))
    for command, said in CLAIM.findall(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("command", "said"), CLAIMS, ids=[command for command, _ in CLAIMS])
def test_what_a_comment_says_of_a_command_is_what_it_prints(command: str, said: str) -> None:
    """Exit codes and figures with a unit that stand behind a command in an example's comments."""
    _, *arguments = command.split()
    result = run(*arguments, *TODAY, cwd=ROOT)
    codes = re.findall(r"exit code (\d)", said)

    assert [int(code) for code in codes] in ([], [result.code])
    assert [text for text in re.findall(r"[\d.]+ m?s\b", said) if text not in result.stdout] == []
