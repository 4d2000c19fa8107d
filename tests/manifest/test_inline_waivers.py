"""Waivers in comments, as the manifest reader finds them."""

from __future__ import annotations

from datetime import date

import pytest

from archlint.manifest import loads
from archlint.model import Waiver
from archlint.source import InputError, Span

from growth import LINEAR, Job, growth

WHOLE = "# archlint: ignore[NT101] until=2027-03-31 owner=payments reason=moves next year"


def manifest(comment: str) -> str:
    return f"archlint: 1\nportfolio: shop\nservices:\n  cart: {{language: go}}  {comment}\n"


def read(comment: str) -> list[Waiver]:
    return list(loads(manifest(comment)).waivers)


def waiver(**facts: object) -> Waiver:
    whole: dict[str, object] = {
        "rule": "NT101",
        "on": "",
        "reason": "moves next year",
        "owner": "payments",
        "until": date(2027, 3, 31),
        "until_text": "2027-03-31",
        "line": 4,
    }
    return Waiver(**(whole | facts))  # type: ignore[arg-type]


def place(comment: str) -> Span:
    return Span("archlint.yaml", 4, 25, 4, 25 + len(comment))


@pytest.mark.parametrize(
    ("comment", "facts"),
    [
        pytest.param(WHOLE, {}, id="as documented"),
        pytest.param(WHOLE.replace("# archlint: ", "#archlint:"), {}, id="without spaces"),
        pytest.param(
            "# archlint: ignore[NT101] owner=payments until=2027-03-31 reason=moves next year",
            {},
            id="in another order",
        ),
        pytest.param(
            '# archlint: ignore[NT101] reason="moves next year" until=2027-03-31 owner=payments',
            {},
            id="a quoted reason in front",
        ),
        pytest.param(
            '# archlint: ignore[NT101] until=2027-03-31 owner="team pay" reason=a "b" c=d',
            {"owner": "team pay", "reason": 'a "b" c=d'},
            id="an unquoted reason takes the rest",
        ),
        pytest.param(
            "# archlint: ignore[NT101]",
            {"reason": None, "owner": None, "until": None, "until_text": None},
            id="nothing but the rule is void, not wrong",
        ),
        pytest.param(
            WHOLE.replace("2027-03-31", "soon"),
            {"until": None, "until_text": "soon"},
            id="a date that is none",
        ),
        pytest.param(
            WHOLE.replace("2027-03-31", "20270331"),
            {"until": None, "until_text": "20270331"},
            id="a date without dashes",
        ),
        pytest.param(
            WHOLE.replace("2027-03-31", "2027-W13-3"),
            {"until": None, "until_text": "2027-W13-3"},
            id="a date by its week",
        ),
        pytest.param(WHOLE.replace("NT101", "nowhere"), {"rule": "nowhere"}, id="an unknown rule"),
    ],
)
def test_one_waiver(comment: str, facts: dict[str, object]) -> None:
    assert read(comment) == [waiver(**facts, comment=place(comment))]


def test_several_rules_are_a_waiver_each() -> None:
    comment = WHOLE.replace("NT101", " NT101, CAP001 ,NT101")

    assert read(comment) == [
        waiver(comment=place(comment)),
        waiver(rule="CAP001", comment=place(comment)),
    ]


@pytest.mark.parametrize(
    "comment",
    [
        "# archlint: 1",
        "# archlint ignore[NT101]",
        "# archlint: ignored[NT101]",
        "# see archlint: ignore[NT101]",
        "# noqa: NT101",
    ],
)
def test_other_comments_are_comments(comment: str) -> None:
    assert read(comment) == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# archlint: ignore", "expected the rules that are ignored in brackets, found none"),
        ("# archlint: ignore[]", "expected the rules that are ignored in brackets, found none"),
        ("# archlint: ignore[NT101", "expected the rules that are ignored in brackets, found none"),
        (
            "# archlint: ignore[NT101] untl=2027-03-31",
            "expected until=…, owner=…, reason=…, found `untl` (did you mean `until`?)",
        ),
        (
            "# archlint: ignore[NT101] because of that",
            "expected until=…, owner=…, reason=…, found `because of that`",
        ),
        ("# archlint: ignore[NT101] owner=a owner=b", "owner is given twice"),
    ],
)
def test_malformed_comments_are_problems(comment: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(comment)

    (problem,) = caught.value.problems
    assert problem.span == place(comment)
    assert str(problem).startswith(f"archlint.yaml:4:25: {message}")


ABOVE = """\
archlint: 1
portfolio: shop
services:
  {comment}

  # another comment
  cart:
    language: go
"""


def test_a_comment_alone_is_about_the_next_line_that_says_something() -> None:
    (found,) = loads(ABOVE.format(comment=WHOLE)).waivers

    assert (found.comment, found.line) == (Span("archlint.yaml", 4, 3, 4, 3 + len(WHOLE)), 7)


def test_a_comment_below_everything_is_about_nothing() -> None:
    (found,) = loads(manifest("") + f"\n{WHOLE}\n").waivers

    assert found.line == 0


def test_many_comments_on_one_line_are_no_work_squared() -> None:
    def job(size: int) -> Job:
        stacked = f"  {WHOLE}\n" * size
        text = f"archlint: 1\nportfolio: shop\nservices:\n{stacked}  cart: {{language: go}}\n"
        return lambda: loads(text)

    assert growth(job, 50) < LINEAR
