"""Fixing a portfolio: its files, what is limited to some of them, and the proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from archlint.editing import fixing
from archlint.editing.proving import UnprovenError, prove
from archlint.editing.spans import Edit
from archlint.manifest import loads

from fixing import CATALOGUE, ROOT, Texts, fixed, loaded
from growth import LINEAR, Job, growth

if TYPE_CHECKING:
    from archlint.model import Portfolio

FILES = {
    ROOT: b"archlint: 1\nportfolio: shop\ninclude: [a/archlint.yaml, b/archlint.yaml]\n"
    b"services: {web: {kind: Website}}\n",
    "a/archlint.yaml": b"archlint: 1\nservices: {cart: {language: Golang, kind: Consumer}}\n",
    "b/archlint.yaml": b"archlint: 1\nservices: {stock: {}}\n",
}


def test_an_edit_goes_to_the_file_that_holds_the_span() -> None:
    result = fixed(FILES, owners={"stock": "store", "elsewhere": "x"})

    assert [(change.file, change.after, change.summary) for change in result.changes] == [
        (ROOT, FILES[ROOT].replace(b"Website", b"frontend"), "1 word respelled"),
        (
            "a/archlint.yaml",
            b"archlint: 1\nservices: {cart: {language: go, kind: worker}}\n",
            "2 words respelled",
        ),
        (
            "b/archlint.yaml",
            b"archlint: 1\nservices: {stock: {owner: store}}\n",
            "1 owner added",
        ),
    ]


def test_edits_may_be_limited_to_some_files() -> None:
    result = fixed(FILES, only=("a/archlint.yaml",), owners={"stock": "store"})

    assert [change.file for change in result.changes] == ["a/archlint.yaml"]


def test_a_portfolio_in_order_stays_as_it_is() -> None:
    assert fixed({ROOT: b"archlint: 1\nportfolio: shop\nservices: {}\n"}) == fixing.Fixed()


def test_edits_of_one_line_do_not_get_in_each_others_way() -> None:
    ended = "# archlint: ignore[NT101] until=2020-01-01 owner=web reason=moves"
    head = "archlint: 1\nportfolio: shop\nservices:\n"
    before = f"{head}  cart:\n    language: Golang {ended}\n    size: 9KLOC\n"
    (change,) = fixed({ROOT: before.encode()}, owners={"cart": "web"}).changes

    assert change.after.decode() == (
        f"{head}  cart:\n    language: go\n    owner: web\n    size: 9 kloc\n"
    )
    assert change.summary == (
        "1 stale waiver dropped, 1 quantity respelled, 1 word respelled, 1 owner added"
    )


# --- the proof ------------------------------------------------------------------------------------

BEFORE = loads(
    "archlint: 1\nportfolio: shop\nservices:\n"
    "  cart: {kind: Blockchain} # archlint: ignore[NT101] until=2099-01-01 owner=a reason=b\n"
    "  stock: {replicas: 2}\n"
    "waivers: [{rule: NT101, on: cart}]\n"
)


def test_a_portfolio_is_the_same_wherever_its_values_stand() -> None:
    text = "\n".join(BEFORE.sources.lines[ROOT]) if BEFORE.sources else ""
    after = loads(text.replace("services:", "\n# more\nservices:"))

    prove(BEFORE, after, owners={}, dropped=frozenset(), line_after=lambda _, line: line + 2)


def with_service(portfolio: Portfolio, **values: object) -> Portfolio:
    services = portfolio.services
    return replace(portfolio, services=services | {"cart": replace(services["cart"], **values)})  # type: ignore[operator]  # a dict


def without_waivers(portfolio: Portfolio) -> Portfolio:
    return replace(portfolio, waivers=())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param(lambda p: with_service(p, replicas=3), "services.cart", id="a figure"),
        pytest.param(lambda p: with_service(p, owner="web"), "services.cart", id="another owner"),
        pytest.param(without_waivers, "waivers", id="a waiver"),
        pytest.param(lambda p: replace(p, notes=()), "notes", id="a note"),
        pytest.param(lambda p: replace(p, name="x"), "name", id="the name"),
        pytest.param(lambda p: replace(p, services={}), "services.cart, services.stock", id="all"),
    ],
)
def test_any_other_difference_is_a_bug(
    change: Callable[[Portfolio], Portfolio], named: str
) -> None:
    def same(_file: str, line: int) -> int:
        return line

    with pytest.raises(UnprovenError, match=f"more than they should: {named}$"):
        prove(BEFORE, change(BEFORE), owners={}, dropped=frozenset(), line_after=same)


def test_a_comment_that_would_be_about_another_line_is_a_bug() -> None:
    with pytest.raises(UnprovenError, match="waivers"):
        prove(BEFORE, BEFORE, owners={}, dropped=frozenset(), line_after=lambda _, line: line + 1)


def test_intended_owners_and_dropped_waivers_are_no_difference() -> None:
    listed = frozenset(waiver for waiver in BEFORE.waivers if waiver.comment is None)
    after = with_service(replace(BEFORE, waivers=BEFORE.waivers[1:]), owner="web")

    prove(BEFORE, after, owners={"cart": "web"}, dropped=listed, line_after=lambda _, line: line)


@pytest.mark.parametrize("wrong", ["{", "replicas: 2", "colour: red"])
def test_nothing_comes_of_edits_that_are_wrong(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "archlint: 1\nportfolio: shop\nservices: {cart: {}}\n"
    place = text.index("{}") + 1
    monkeypatch.setattr(fixing, "respellings", lambda *_: [(Edit(place, place, wrong), True)])

    with pytest.raises(UnprovenError):
        fixed({ROOT: text.encode()})


class Compared(str):
    """A rule whose comparisons are work that `growth` sees."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def test_dropping_many_waivers_is_no_work_squared() -> None:
    def job(size: int) -> Job:
        comment = "# archlint: ignore[NT101] until=2020-01-01 owner=web reason=moves"
        services = "".join(f"  s{number}: {{}} {comment}\n" for number in range(size))
        text = f"archlint: 1\nportfolio: shop\nservices:\n{services}"
        tree = Texts({ROOT: text.encode()})
        read = loaded(tree)
        waivers = tuple(replace(item, rule=Compared(item.rule)) for item in read.waivers)
        portfolio = replace(read, waivers=waivers)
        wanted = fixing.WantedEdits(kinds=("waivers",), stale=frozenset(waivers))
        return lambda: fixing.fix(portfolio, wanted, tree=tree, catalogue=CATALOGUE)

    assert growth(job, 80) < LINEAR
