"""The frontier in words, and the same figures as the plan's json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from served import CASCADE, FINE, served

from archlint.linting.planning import Budget, plan_of
from archlint.linting.report import Report
from archlint.quantities import format_users
from archlint.reporting.html import render
from archlint.reporting.page.frontier import frontier_part
from archlint.reporting.plan_json import plan_json

from reported import options

if TYPE_CHECKING:
    from archlint.reporting.page import FrontierPart


def part(text: str) -> FrontierPart:
    found = frontier_part(served(text))
    assert found is not None
    return found


def test_the_best_is_the_plans() -> None:
    pytest.importorskip("highspy")
    report = served(CASCADE)
    plan = plan_of(report, objective="waiting", budget=Budget())
    told = json.loads(plan_json(report, plan))
    found = part(CASCADE)

    best = {point["services"]: format_users(point["worth"]) for point in told["frontier"]}
    assert {row.count: row.best.text for row in found.rows if row.count in best} == {
        count: text for count, text in best.items() if 0 < count <= len(found.rows)
    }
    assert found.rows[1].users.text == format_users(told["greedy"]["removed_users"])
    assert f"would free {format_users(told['best']['removed_users'])}: proved" in found.sentence


def test_without_the_solver_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archlint.analysis.solver.is_installed", lambda: False)

    found = part(CASCADE)
    page = render(Report(portfolios=(served(CASCADE),)), options())

    assert (found.best, {row.best.value for row in found.rows}) == ((), {None})
    assert "pip install &#39;archlint[plan]&#39;" in page
    assert '<path class="best"' not in page


def test_nothing_to_rewrite_says_what_the_best_would_free() -> None:
    found = part(FINE)

    assert found.sentence == "No seat is held; the most that one rewrite would free is 0.08 users."
    assert [(row.count, row.target, row.users.text) for row in found.rows] == [
        (1, "stock", "0.08 users"),
        (2, "front", "0.125 users"),
    ]
