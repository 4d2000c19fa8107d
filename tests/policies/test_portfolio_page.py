"""`archlint explain portfolio`: the answer first, then users, cores and people."""

from __future__ import annotations

import textwrap

import pytest

from judging import judge

SHOP = """
journeys:
  order: {entry: a, rate: 1000/s}
teams:
  web: {engineers: 7, rust_engineers: 1, priority: delivery}
  ops: {}
services:
  a: {language: go, kind: json-api, owner: web, self_time: 20ms, load: {cpu: 15}, calls: [b, c, {to: d, network: 1ms}, e]}
  b: {language: java, owner: nobody, self_time: 5ms}
  c: {language: rust, kind: kernel, self_time: 2ms, load: {cpu: 1}}
  d: {kind: external, latency: 30ms}
  e: {language: go}
  next: {lifecycle: planned, load: {cpu: 99}}
"""


def test_the_page_of_a_portfolio() -> None:
    assert judge(SHOP).conclusion.page == textwrap.dedent(
        """\
        # Where the bottleneck lies: shop

        - **Users**: the largest part of the waiting, 62 %, is for I/O, locks and what is bought; rewrites in Rust would take 12 % off
        - **Bill**: at least $496 a month; 20 % less CPU would save $99.2 of it: too little to argue
        - **Team**: delivery comes first for 1 of 2 teams, at least 1 of their engineers knows Rust

        ## What users wait for

        | for | users | share |
        |:--|:--|:--|
        | computing that Rust would remove | 6.7 | 12 % |
        | computing that stays | 9.3 | 16 % |
        | I/O, locks and what is bought | 36 | 62 % |
        | the network | 1 | 2 % |
        | what is not measured | 5 | 9 % |
        | all, Σ λ·T | 58 | 100 % |

        At least: the time of e is not measured and counts as none.
        Of these, services in other languages, which are not judged, hold: java 5.
        If all that is in Rust were in Go 58.5 would wait; shares of removable waiting are of the 7.29 that rewrites would then take off.

        | service | users waiting | computing | Rust would remove |
        |:--|:--|:--|:--|
        | d | 30 | bought | – |
        | a | 20 | 15 | 6.75 |
        | b | 5 | not measured | – |
        | c | 2 | 1 | – |

        ## What the cores cost

        2 of 4 running services say what they use: 16 cores, $496 ($392 to $672) a month.

        | service | cores | a month | share |
        |:--|:--|:--|:--|
        | a | 15 cores | $465 | 94 % |
        | c | 1 core | $31.0 | 6 % |

        ## Who would do the work

        | team | engineers | Rust engineers | priority | services |
        |:--|:--|:--|:--|:--|
        | ops | not given | not given | not given | 0 |
        | web | 7 | 1 | delivery | 1 |

        Owners that `teams:` does not describe: nobody.
        """
    )


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        pytest.param(
            "services:\n  a: {}\n",
            [
                "- **Users**: not known who waits; no journey with a `rate` takes a known time",
                "- **Bill**: not known; no service says what it uses (`load.cpu`)",
                "- **Team**: not known; no `teams:` are given",
            ],
            id="nothing is given",
        ),
        pytest.param(
            "prices: {vcpu_month: 30 USD}\nservices:\n  a: {load: {cpu: 10k}}\n",
            [
                "- **Users**: not known who waits; no journey with a `rate` takes a known time",
                "- **Bill**: $300k a month; 20 % less CPU would save $60.0k of it: enough for the bill to argue (NT103)",
                "- **Team**: not known; no `teams:` are given",
            ],
            id="a large bill",
        ),
    ],
)
def test_the_question_is_answered_first(text: str, answers: list[str]) -> None:
    page = judge(text).conclusion.page

    assert [line for line in page.splitlines() if line.startswith("- ")] == answers
    assert "## What users wait for" not in page


def test_names_stay_in_their_cell() -> None:
    text = """
    journeys:
      order: {entry: a, rate: 1000/s}
    teams:
      "x | y": {rust_engineers: 1}
    services:
      a: {language: "k | l", owner: "x | y", self_time: 20ms}
    """
    page = judge(text).conclusion.page

    assert "hold: k \\| l 20." in page
    assert "| x \\| y | not given | 1 | not given | 1 |" in page


def test_a_network_that_nobody_declares_is_not_said_to_take_nothing() -> None:
    page = judge(SHOP.replace("network: 1ms", "optional: false")).conclusion.page

    assert "| the network, not declared: taken as | 0 | 0 % |" in page
    assert "| the network | 1 | 2 % |" in judge(SHOP).conclusion.page
