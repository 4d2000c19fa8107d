"""The portfolios whose page a real browser opens: the examples, and what examples do not show."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hostile

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
LAID_OUT = (
    "n" * 200,
    "<img src=x onerror=document.title='pwned'>",
    "\"><script>document.title='pwned'</script>",
    "</script><script>document.title='pwned'</script>",
    "חנות-ספרים קופה",
    "متجر الكتب",
    "支払いサービス決済処理",
    "🦀🛒 checkout 👩🏽🧑🏿",
    "Ａ̷̢b́ combining",
    "a-name.with_every-break.of:words-in-it",
)
"""Names that are hard to lay out, or that name a script which would tell on itself."""

_LAYER, _SYSTEM = 20, 100
LAYERED_OWNERS = 17
"""Teams that share the services of `layered`, in turn."""


def three() -> str:
    """Three services with every figure, one of them worth a rewrite."""
    return _text(
        "trio",
        {"order": {"entry": "front", "rate": "400/s", "slo": {"p99": "60ms"}}},
        {
            "front": _service(3, 400, 0.3, "json-api", ["pricing", "stock"]),
            "pricing": _service(24, 400, 0.95, "kernel"),
            "stock": _service(4, 400, 0.1, "crud"),
        },
    )


def bare() -> str:
    """Names and calls alone, so that nobody can be told a language."""
    return _text("bare", {}, {"a": {"calls": ["b", "c"]}, "b": {"calls": ["d"]}, "c": {}, "d": {}})


def content() -> str:
    """Every figure is there, and all of the time is waiting, which no language shortens."""
    return _text(
        "content",
        {"read": {"entry": "edge", "rate": "50/s", "slo": {"p99": "900ms"}}},
        {
            "edge": _service(5, 50, 0.04, "crud", ["shelf", "loans"]),
            "shelf": _service(30, 50, 0.02, "crud", ["ledger"]),
            "loans": _service(20, 50, 0.03, "crud"),
            "ledger": _service(11, 50, 0.05, "crud") | {"language": "rust"},
        },
    )


def layered(size: int, seed: int = 7) -> str:
    """So many services in systems of a hundred, a few of which carry the load; the same for a seed.

    A system is five layers of twenty services, each of which calls two of the next layer. Users
    come to one service of each of the first dozen systems.
    """
    rng = random.Random(seed)  # noqa: S311  # the same portfolio every time, no secret
    services: dict[str, Any] = {}
    rates = [0.0] * size
    journeys = {}
    for number in range(0, min(size, 12 * _SYSTEM), _SYSTEM):
        rates[number] = float(rng.choice([5, 20, 80, 400]))
        journeys[f"journey-{number // _SYSTEM}"] = {
            "entry": f"service-{number}",
            "rate": f"{rates[number]:g}/s",
            "slo": {"p99": f"{rng.choice([90, 200, 800])}ms"},
        }
    for number in range(size):
        below = (number // _LAYER + 1) * _LAYER
        is_last = below % _SYSTEM == 0 or below >= size
        callees = [] if is_last else rng.sample(range(below, below + _LAYER), 2)
        for callee in callees:
            rates[callee] += rates[number]
        services[f"service-{number}"] = _service(
            round(min(80.0, rng.lognormvariate(1.2, 0.9)), 2),
            max(1.0, rates[number]),
            rng.uniform(0.03, 0.95),
            rng.choice(["crud", "json-api", "kernel", "orchestrator"]),
            [f"service-{callee}" for callee in callees],
            owner=f"team-{number % LAYERED_OWNERS}",
        )
        services[f"service-{number}"]["system"] = f"system-{number // _SYSTEM}"
    return _text("layered", journeys, services)


def awkward() -> str:
    """Names that attack, and names that are hard to lay out, all on one path."""
    text = hostile.manifest((*hostile.NAMES, *LAID_OUT))
    pair = r"\\ud[89ab]..\\ud[c-f].."  # YAML has no escapes for halves of a character
    return re.sub(pair, lambda found: str(json.loads(f'"{found[0]}"')), text)


def broken() -> str:
    """Not to be linted, for reasons that look like markup."""
    return 'archlint: 1\nportfolio: "<b>x</b>"\nservices: {"<i>a": {self_time: "<script>"}}\n'


def _text(name: str, journeys: dict[str, Any], services: dict[str, Any]) -> str:
    whole = {"archlint": 1, "portfolio": name, "journeys": journeys, "services": services}
    return json.dumps({key: value for key, value in whole.items() if value}, indent=1)


def _service(  # one row of a table
    mean: float,
    rate: float,
    computes: float,
    kind: str,
    calls: list[str] | None = None,
    *,
    owner: str = "web",
) -> dict[str, Any]:
    """Written in Go: milliseconds, requests a second, and the share of the time that it computes."""
    return {
        "language": "go",
        "kind": kind,
        "owner": owner,
        "criticality": "high",
        "self_time": {"mean": f"{mean}ms", "p99": f"{3 * mean:g}ms"},
        "load": {"rate": f"{rate:g}/s", "cpu": round(rate * mean / 1e3 * computes, 4)},
        "size": "9 kloc",
        "measured": {"at": "2026-10-12", "source": "prometheus"},
        "calls": calls or [],
    }


GENERATED: dict[str, Callable[[], str]] = {
    "three services": three,
    "no verdict possible": bare,
    "nothing to rewrite": content,
    "500 services": lambda: layered(500),
    "hostile names": awkward,
}
"""Manifests by the name of the case."""

WHOLE: dict[str, dict[str, Callable[[], str]]] = {
    "not linted": {"archlint.yaml": broken},
    "two portfolios": {"shop/archlint.yaml": three, "stall/archlint.yaml": bare},
}
"""Pages that are not about one portfolio: the files that are read, by name."""

LARGE: dict[str, Callable[[], str]] = {"20,000 services": lambda: layered(20_000)}
"""What takes long to lint, and is asked for by name alone."""
