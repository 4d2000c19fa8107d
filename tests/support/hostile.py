"""A portfolio in which everything that has a name has a hostile one."""

from __future__ import annotations

import json
from datetime import date

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.report import Report
from archlint.manifest import loads
from archlint_ninety_ten import PACK

NAMES = (
    'a,b:c%d<script>"@team #12 x',
    "`tick` ``two`` ```three```",
    "](javascript:alert(1))",
    "![x](http://evil.example/p.png)",
    "<!-- archlint -->",
    "| pipe \\| bar",
    "<!-<!-- archlint- archlint",
    "<img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "https://evil.example www.evil.example",
    "*bold* _it_ ~~no~~ &amp; &lt;b&gt;",
    "# heading",
    "- item",
    "1. first",
    "{{ 7*7 }} {% raw %}",
    "</style></script>",
    "</details></summary>",
    "-->",
    "@octocat fixes #1 now",
    "`",
    "::error::pwned",
    "x ::add-mask::y ##[error]z",
    "\\",
)
"""Without control characters: those the manifest refuses in names of services."""

FREE_TEXT = "line one\n\n# heading\u202e\u200b\x1b[31m <b>x</b> | `<!-- archlint`"
"""What a description, an owner or a reason may hold."""


def _service(name: str) -> str:
    """The name with another slash: a plain one divides service and operation."""
    return name.replace("/", "∕")


_RANKS = {name: rank for rank, name in enumerate(sorted(NAMES, key=_service))}

BENIGN = tuple(f"name{_RANKS[name]:02}" for name in NAMES)
"""Harmless names that sort as the hostile ones do, so that what is drawn in order is the same."""


def manifest(names: tuple[str, ...] = NAMES, text: str = FREE_TEXT) -> str:
    """A chain of services of these names: Go, with all figures, so that each gets a verdict."""
    title = '<b>"shop"</b> `x` <!-- archlint | @team' if names is NAMES else "shop"
    services = {}
    for number, name in enumerate(names):
        callee = names[number + 1] if number + 1 < len(names) else None
        services[_service(name)] = {
            "language": "go",
            "kind": "kernel",
            "owner": text,
            "description": text,
            "criticality": "critical",
            "self_time": {"mean": f"{(number + 5) * (40 if number % 7 == 6 else 1)}ms"},
            "load": {"rate": "1.2k/s", "cpu": 1.1 * (number + 5) * (40 if number % 7 == 6 else 1)},
            "calls": [_service(callee)] if callee else [],
        }
    journeys = {
        names[0]: {
            "entry": _service(names[0]),
            "rate": "1.2k/s",
            "slo": {"p99": "400ms"},
            "description": text,
        }
    }
    waivers = [
        {
            "rule": "NT101",
            "on": names[-1],
            "reason": text,
            "owner": text,
            "until": "2027-01-01",
        }
    ]
    whole = {
        "archlint": 1,
        "portfolio": title,
        "journeys": journeys,
        "services": services,
        "waivers": waivers,
    }
    return json.dumps(whole, indent=1)


def report_on(text: str) -> Report:
    """What the engine and the ninety-ten pack say about a manifest."""
    portfolio = loads(text, catalogue=catalogue_of((PACK,)))
    linted = lint(portfolio, packs=(PACK,), today=date(2026, 11, 23))
    return Report(portfolios=(linted,))
