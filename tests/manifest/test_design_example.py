"""The design's example manifest, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint.manifest import loads
from archlint.model import Backoff, Call

COPY = Path(__file__).with_name("storefront.archlint.yaml")
DESIGN = Path(__file__).parents[3] / "shared" / "DESIGN.md"


def test_it_loads_without_a_remark() -> None:
    portfolio = loads(COPY.read_bytes())
    assert portfolio.notes == ()
    assert portfolio.name == "storefront"
    assert sorted(portfolio.operations) == [
        "cart",
        "catalog",
        "checkout/POST /checkout",
        "email",
        "frontend",
        "inventory",
        "payment",
        "pricing",
    ]


def test_its_calls_are_in_order_and_parallel_ones_share_a_stage() -> None:
    checkout = loads(COPY.read_bytes()).operations["checkout/POST /checkout"]
    place = ("services", "checkout", "operations", "POST /checkout", "calls")
    caller = checkout.id
    assert checkout.calls == (
        Call(caller=caller, callee="cart", stage=0, pointer=(*place, 0)),
        Call(caller=caller, callee="catalog", stage=1, count=3.0, pointer=(*place, 1)),
        Call(caller=caller, callee="pricing", stage=2, pointer=(*place, 2, "parallel", 0)),
        Call(caller=caller, callee="inventory", stage=2, pointer=(*place, 2, "parallel", 1)),
        Call(
            caller=caller,
            callee="payment",
            stage=3,
            timeout=0.15,
            deadline=0.35,
            retries=1,
            backoff=Backoff(initial=0.02),
            idempotent=True,
            pointer=(*place, 3),
        ),
        Call(caller=caller, callee="email", stage=4, is_async=True, pointer=(*place, 4, "async")),
    )


@pytest.mark.skipif(not DESIGN.exists(), reason="the design is not beside this checkout")
def test_our_copy_is_the_design_s_example() -> None:
    text = DESIGN.read_text(encoding="utf-8")
    block = text.split("```yaml\n", 1)[1].split("```", 1)[0]
    assert COPY.read_text(encoding="utf-8") == block
