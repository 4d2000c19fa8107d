"""`archlint rules` and `archlint explain RULE`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from archlint.linting.pack import Pack, Policy, Rule, option
from archlint.model import Argument, Severity
from archlint.reporting.columns import width
from archlint.reporting.manual import rule_text
from archlint.reporting.rules import rules_json, rules_markdown, rules_table

from reported import options


@dataclass(frozen=True, slots=True, kw_only=True)
class TooSlow(Policy):
    """Flag a service that is slower than its callers can bear, whoever they are.

    Asked of services with a known self time only.

    Why: a caller waits as long as what it calls.

    Flagged::

        services:
          a: {self_time: 2s}

    Fine::

        services:
          a: {self_time: 2ms}

    Known problems: it knows means alone.

    Source: nobody.
    """

    code = "XX101"
    name = "too-slow"
    severity = Severity.WARNING
    severities = ((Severity.ERROR, "in a hurry"), (Severity.WARNING, "otherwise"))
    aliases = ("slow",)

    least: float = option(0.01, "duration", "The self time from which it counts.")

    def check(self, case: Any) -> Iterator[Argument]:  # noqa: ARG002  # never run
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TooDear(Rule):
    """Note what costs."""

    code = "XX102"
    name = "too-dear"
    severity = Severity.NOTE


PACK = Pack(name="example", rules=(TooDear, TooSlow))


def test_rules_are_a_table() -> None:
    assert rules_table((PACK,), options(columns=80)) == (
        "code   name      severity       pack     summary\n"
        "XX101  too-slow  error/warning  example  Flag a service that is slower than its\n"
        "                                         callers can bear, whoever they are.\n"
        "XX102  too-dear  note           example  Note what costs.\n"
    )
    assert rules_table((), options()) == ""


def test_a_narrow_table_puts_the_summary_below() -> None:
    assert rules_table((PACK,), options(columns=50)).splitlines()[2:5] == [
        "XX101  too-slow  error/warning",
        "    example: Flag a service that is slower than",
        "    its callers can bear, whoever they are.",
    ]


def test_rules_are_a_page_with_a_table_for_each_pack() -> None:
    sneaky = Pack(name="b|`c`", rules=(TooDear,))

    assert rules_markdown((PACK, sneaky)) == (
        "## `example`\n"
        "\n"
        "| code | name | severity | |\n"
        "|:--|:--|:--|:--|\n"
        "| `XX101` | `too-slow` | error/warning |"
        " Flag a service that is slower than its callers can bear, whoever they are. |\n"
        "| `XX102` | `too-dear` | note | Note what costs. |\n"
        "\n"
        "## `` b|`c` ``\n"
        "\n"
        "| code | name | severity | |\n"
        "|:--|:--|:--|:--|\n"
        "| `XX102` | `too-dear` | note | Note what costs. |\n"
    )


def test_rules_are_a_document() -> None:
    slow, dear = json.loads(rules_json((PACK,)))["rules"]

    assert slow == {
        "code": "XX101",
        "name": "too-slow",
        "aliases": ["slow"],
        "severity": "warning",
        "severities": [
            {"severity": "error", "when": "in a hurry"},
            {"severity": "warning", "when": "otherwise"},
        ],
        "pack": "example",
        "since": "0.1.0",
        "looks": True,
        "summary": "Flag a service that is slower than its callers can bear, whoever they are.",
        "details": "Asked of services with a known self time only.",
        "why": "a caller waits as long as what it calls.",
        "flagged": "services:\n  a: {self_time: 2s}\n",
        "fine": "services:\n  a: {self_time: 2ms}\n",
        "known_problems": "it knows means alone.",
        "source": "nobody.",
        "options": [
            {
                "name": "least",
                "kind": "duration",
                "default": "10 ms",
                "help": "The self time from which it counts.",
            }
        ],
    }
    assert (dear["code"], dear["looks"], dear["options"]) == ("XX102", False, [])


def test_a_manual_is_a_page() -> None:
    assert rule_text(TooSlow, options(columns=60), pack="example") == (
        "XX101 too-slow (error/warning, pack example, since 0.1.0)\n"
        "\n"
        "Flag a service that is slower than its callers can bear,\n"
        "whoever they are.\n"
        "\n"
        "Asked of services with a known self time only.\n"
        "\n"
        "Why\n"
        "  A caller waits as long as what it calls.\n"
        "\n"
        "Flagged\n"
        "    services:\n"
        "      a: {self_time: 2s}\n"
        "\n"
        "Fine\n"
        "    services:\n"
        "      a: {self_time: 2ms}\n"
        "\n"
        "Severity\n"
        "  Error in a hurry; warning otherwise.\n"
        "\n"
        "Options\n"
        "  least = 10 ms (duration)\n"
        "    The self time from which it counts.\n"
        "\n"
        "Known problems\n"
        "  It knows means alone.\n"
        "\n"
        "Source\n"
        "  Nobody.\n"
    )


@pytest.mark.parametrize("columns", [60, 100])
def test_every_manual_we_ship_fits_its_prose(columns: int) -> None:
    from archlint_ninety_ten import PACK as OURS

    for rule in OURS.rules:
        prose = rule_text(rule, options(columns=columns)).split("\nFlagged")[0]
        assert max(map(width, prose.splitlines())) <= columns
    assert max(map(width, rules_table((OURS,), options(columns=columns)).splitlines())) <= columns
