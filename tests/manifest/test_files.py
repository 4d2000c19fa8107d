"""One portfolio in several files, and where its values stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint.files import FileProblem, find_repository, read_manifest, resolve_include
from archlint.manifest import is_root, load, loads
from archlint.model import Catalogue, Portfolio
from archlint.source import InputError, Span


class Files:
    """A tree of texts. `include` knows `*` for everything else that ends alike."""

    def __init__(self, **texts: str) -> None:
        self.texts = {f"{name}.archlint.yaml": text for name, text in texts.items()}

    def read(self, path: str) -> bytes:
        if path not in self.texts:
            raise FileProblem("expected a file, found nothing of this name", path)
        return self.texts[path].encode()

    def include(self, including: str, pattern: str) -> tuple[str, ...]:
        if pattern.startswith("/"):
            raise FileProblem(f"expected a path relative to this file, found {pattern}")
        if pattern.startswith("*"):
            matching = (name for name in self.texts if name.endswith(pattern[1:]))
            return tuple(sorted(name for name in matching if name != including))
        return (f"{pattern}.archlint.yaml",)


def portfolio(**texts: str) -> Portfolio:
    return load("root.archlint.yaml", tree=Files(**texts), catalogue=Catalogue())


def problems(**texts: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        portfolio(**texts)
    return [str(problem).replace(".archlint.yaml", "") for problem in caught.value.problems]


ROOT = "archlint: 1\nportfolio: p\n"


def test_services_journeys_and_teams_of_all_files_are_joined() -> None:
    joined = portfolio(
        root=ROOT + "include: [a, b]\nservices: {web: {calls: [cart]}}",
        a="archlint: 1\nservices: {cart: {owner: web}}\nteams: {web: {}}",
        b="archlint: 1\njourneys: {buy: {entry: web}}",
    )
    assert (list(joined.services), list(joined.teams), list(joined.journeys)) == (
        ["cart", "web"],
        ["web"],
        ["buy"],
    )
    assert joined.root == "root.archlint.yaml"
    assert joined.at["services", "cart", "owner"] == Span("a.archlint.yaml", 2, 26, 2, 29)
    assert joined.sources is not None
    assert joined.sources.line("b.archlint.yaml", 2) == "journeys: {buy: {entry: web}}"


def test_one_pattern_may_stand_without_a_list() -> None:
    joined = portfolio(
        root=ROOT + "include: '*.yaml'", a="archlint: 1\nservices: {x: {}}", b="archlint: 1\n"
    )
    assert list(joined.services) == ["x"]


def test_a_file_that_two_others_include_is_read_once() -> None:
    joined = portfolio(
        root=ROOT + "include: [a, b]",
        a="archlint: 1\ninclude: [c]",
        b="archlint: 1\ninclude: [c]",
        c="archlint: 1\nservices: {x: {}}",
    )
    assert list(joined.services) == ["x"]


def test_a_pattern_that_matches_nothing_is_a_note() -> None:
    assert [str(note) for note in portfolio(root=ROOT + "include: ['*.yaml']").notes] == [
        "root.archlint.yaml:3:11: include: no manifest matches '*.yaml'"
    ]


def test_every_problem_of_every_file_is_told() -> None:
    assert problems(
        root=ROOT + "include: [a, b, c]\nservices: {web: {calls: [cart, shop]}}",
        a="archlint: 1\nservices: {cart: {replicas: x}}",
        b="archlint: 1\nservices: {cart: }\ncolour: red",
        c="archlint: 1\nservices: {shop: {}}",
    ) == [
        "a:2:29: services.cart.replicas: expected a whole number such as 3, got 'x'",
        (
            "b:2:12: services.cart: declared a second time, first in a:2:12 "
            "(first declared here: 2:12)"
        ),
        (
            "b:2:17: services.cart: expected a mapping with keys such as `language` and `kind`, got "
            "nothing: write {} where there is nothing to say"
        ),
        "b:3:1: colour: unknown key",
    ]


def test_what_a_file_that_cannot_be_read_may_declare_is_not_missed() -> None:
    assert problems(
        root=ROOT + "include: [a, gone]\nservices: {web: {calls: [cart]}}",
        a="archlint: 1\nservices: [\n",
    ) == [
        "a:3:1: expected a value, found the end of the file",
        "root:3:14: expected a file, found nothing of this name",
    ]


def test_a_cycle_of_includes_is_named() -> None:
    assert problems(
        root=ROOT + "include: [a]",
        a="archlint: 1\ninclude: [b]",
        b="archlint: 1\ninclude: [a]",
    ) == ["b:2:11: a file cannot include itself: a includes b includes a"]


def test_includes_are_at_most_eight_deep() -> None:
    files = {f"f{number}": f"archlint: 1\ninclude: [f{number + 1}]" for number in range(1, 9)}
    files |= {"root": ROOT + "include: [f1]"}
    fine = files | {"f8": "archlint: 1\nservices: {x: {}}"}
    assert list(portfolio(**fine).services) == ["x"]
    assert problems(**files) == ["f8:2:10: includes are at most 8 deep"]


def test_a_pattern_that_cannot_be_an_include_is_told_at_the_pattern() -> None:
    assert problems(root=ROOT + "include: [/etc/passwd]") == [
        "root:3:11: expected a path relative to this file, found /etc/passwd"
    ]


@pytest.mark.parametrize(
    ("bound", "value", "files_at_most"), [("LARGEST_FILE", 60, "10,000"), ("MOST_FILES", 3, "3")]
)
def test_the_files_of_a_portfolio_are_bounded(
    monkeypatch: pytest.MonkeyPatch, bound: str, value: int, files_at_most: str
) -> None:
    files = dict.fromkeys(("a", "b", "c"), "archlint: 1\n")
    root = ROOT + "include: [a, b, c]\n"
    assert portfolio(root=root, **files).services == {}
    monkeypatch.setattr(f"archlint.manifest.gathering.{bound}", value)
    assert problems(root=root, **files) == [
        f"root:3:17: a portfolio has at most {files_at_most} files and 64 MB together"
    ]


def test_what_belongs_to_the_root_is_refused_elsewhere() -> None:
    assert problems(
        root=ROOT + "include: [a]",
        a="archlint: 1\nportfolio: q\nprices: {}\npolicies: {}\ncalibration: {}\nwaivers: []",
    ) == [
        (
            "a:2:1: portfolio: an included file has no `portfolio`: take it out, or do not include "
            "the file"
        ),
        "a:3:1: prices: `prices` stands in the root manifest only: move it there",
        "a:4:1: policies: `policies` stands in the root manifest only: move it there",
        "a:5:1: calibration: `calibration` stands in the root manifest only: move it there",
        "a:6:1: waivers: `waivers` stands in the root manifest only: move it there",
    ]


def test_an_included_file_that_is_no_manifest_is_not_quoted() -> None:
    with pytest.raises(InputError) as caught:
        portfolio(root=ROOT + "include: [a]", a="PASSWORD: hunter2")
    assert [str(problem) for problem in caught.value.problems] == [
        "a.archlint.yaml:1:1: PASSWORD: unknown key",
        "a.archlint.yaml:1:1: a file needs `archlint`: add `archlint: 1`",
    ]
    assert list(caught.value.sources.lines) == ["root.archlint.yaml"]


def test_a_root_that_is_not_there_is_a_problem() -> None:
    assert problems(a=ROOT) == ["root:1:1: expected a file, found nothing of this name"]


def test_included_files_are_read_from_the_work_tree(tmp_path: Path) -> None:
    """The rules of `files` and this reader meet: the paths of one are the files of the other."""
    (tmp_path / "services" / "cart").mkdir(parents=True)
    root = tmp_path / "archlint.yaml"
    root.write_text(ROOT + "include: [services/*/archlint.yaml, ../x/archlint.yaml]\n")
    cart = tmp_path / "services" / "cart" / "archlint.yaml"
    cart.write_text("archlint: 1\nservices: {cart: {replicas: 0.5}}\n")
    with pytest.raises(InputError) as caught:
        load(str(root), tree=WorkFiles(), catalogue=Catalogue())
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems] == [
        (
            "archlint.yaml:3:37: expected a path below this file's directory with no part that is "
            "empty or begins with a dot, found '../x/archlint.yaml'"
        ),
        (
            "services/cart/archlint.yaml:2:29: services.cart.replicas: expected a whole number, got "
            "'0.5'"
        ),
    ]


class WorkFiles:
    """The work tree, as a command hands it to the reader."""

    def read(self, path: str) -> bytes:
        return read_manifest(path)

    def include(self, including: str, pattern: str) -> tuple[str, ...]:
        return resolve_include(including, pattern, find_repository(including))


PLACES = loads(
    ROOT
    + """\
services:
  web:
    self_time: 3ms
    load: {rate: 1/s}
    calls:
      - cart
      - parallel: [{to: cart, timeout: 5ms}]
  cart: {}
"""
)


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        (("services", "web", "load", "rate"), 6, 18),
        (("services", "web", "load", "rate", "#key"), 6, 12),
        (("services", "web", "load", "cpu"), 6, 11),
        (("services", "web", "load", "cpu", "#key"), 6, 11),
        (("services", "web", "self_time", "p99"), 5, 16),
        (("services", "web", "#key"), 4, 3),
        (("services", "web", "calls", 0), 8, 9),
        (("services", "web", "calls", 0, "timeout"), 8, 9),
        (("services", "web", "calls", 1, "parallel", 0, "timeout"), 9, 40),
        (("services", "web", "calls", 7), 8, 7),
        (("services", "#key"), 3, 1),
        (("services", "gone"), 4, 3),
        (("portfolio",), 2, 12),
        (("prices",), 1, 1),
        ((), 1, 1),
        (("#key",), 1, 1),
    ],
)
def test_a_pointer_gives_its_place_or_the_nearest_enclosing_one(
    pointer: tuple[str | int, ...], line: int, column: int
) -> None:
    assert (PLACES.at[pointer].line, PLACES.at[pointer].column) == (line, column)


def test_the_places_of_a_portfolio_can_be_listed() -> None:
    listed = list(PLACES.at)
    assert ("services", "web", "calls", 1, "parallel", 0, "timeout") in listed
    assert len(listed) == len(PLACES.at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("archlint: 1\nportfolio: p\n", True),
        ("\ufeffportfolio: p\n", True),
        ('"portfolio": p\n', True),
        ("{archlint: 1, portfolio: p}", True),
        ("# a root\n{portfolio: p}", True),
        ("archlint: 1\nservices: {}\n", False),
        ("archlint: 1\nservices:\n  portfolio: {}\n", False),
        ("# portfolio: p\narchlint: 1\n", False),
        ("portfolios: p\n", False),
        ("", False),
    ],
)
def test_a_root_is_known_by_its_top_level_portfolio(text: str, expected: bool) -> None:  # noqa: FBT001  # a column of the table
    assert is_root(text.encode()) == expected
