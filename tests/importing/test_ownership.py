"""Which team owns a service, and when nothing is said rather than guessed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from archlint.files import WorkTree
from archlint.importing.codeowners import parse
from archlint.importing.ownership import ownerless, owners
from archlint.manifest import load
from archlint.model import Catalogue

HEAD = "archlint: 1\nportfolio: shop\n"


def found(
    directory: Path, manifests: dict[str, str], lines: str, *, below: str = "", make: str = ""
) -> dict[str, str]:
    """The owners in a repository with these manifests, CODEOWNERS and further directories."""
    for path in make.split():
        (directory / path).mkdir(parents=True)
    for path, text in manifests.items():
        place = directory / below / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(dedent(text), encoding="utf-8")
    root = str(directory / below / "archlint.yaml")
    portfolio = load(root, tree=WorkTree(str(directory)), catalogue=Catalogue())
    return owners(portfolio, parse(dedent(lines)), str(directory))


def part(services: str) -> str:
    return f"archlint: 1\nservices: {services}\n"


def root(services: str = "{}", include: str = "['**/archlint.yaml']", more: str = "") -> str:
    return f"{HEAD}include: {include}\nservices: {services}\n{more}"


CART = "/services/cart/ @acme/cart\n"


@pytest.mark.parametrize(
    ("manifests", "make", "expected"),
    [
        pytest.param(
            {"archlint.yaml": root(), "services/cart/archlint.yaml": part("{cart: {}}")},
            "",
            {"cart": "cart"},
            id="its own manifest",
        ),
        pytest.param(
            {"archlint.yaml": root(), "services/cart/archlint.yaml": part("{basket: {}}")},
            "",
            {"basket": "cart"},
            id="its own manifest, by another name",
        ),
        pytest.param(
            {"archlint.yaml": root(), "services/cart/archlint.yaml": part("{cart: {}, cart-db: {}}")},
            "",
            {"cart": "cart", "cart-db": "cart"},
            id="with a companion",
        ),
        pytest.param(
            {"archlint.yaml": root(), "services/cart/archlint.yaml": part("{a: {}, b: {}}")},
            "",
            {},
            id="a directory that is called like none of two",
        ),
        pytest.param(
            {"archlint.yaml": root(), "services/cart/archlint.yaml": part("{cart: {owner: web}}")},
            "",
            {},
            id="an owner already",
        ),
        pytest.param(
            {
                "archlint.yaml": root(),
                "services/cart/archlint.yaml": part("{cart: {kind: external}, r: {managed: true}}"),
            },
            "",
            {},
            id="bought, or somebody else's",
        ),
        pytest.param(
            {
                "archlint.yaml": root("{}", "['services/cart/*.archlint.yaml']"),
                "services/cart/a.archlint.yaml": part("{a: {}}"),
                "services/cart/b.archlint.yaml": part("{b: {}}"),
            },
            "",
            {},
            id="a directory of several manifests",
        ),
        pytest.param(
            {
                "archlint.yaml": root(),
                "services/cart/archlint.yaml": part("{basket: {}}"),
                "services/cart/more/archlint.yaml": part("{more: {}}"),
            },
            "",
            {"more": "cart"},
            id="a directory above another manifest",
        ),
        pytest.param({"archlint.yaml": root("{cart: {}}", "[]")}, "services/cart", {"cart": "cart"}, id="a directory of its name"),
        pytest.param({"archlint.yaml": root("{cart: {}}", "[]")}, "services/cart old/cart", {}, id="two directories of its name"),
        pytest.param({"archlint.yaml": root("{cart: {}}", "[]")}, "services/cart/api", {"cart": "cart"}, id="with others below"),
        pytest.param({"archlint.yaml": root("{cart: {}}", "[]")}, "services/stock", {}, id="no directory"),
        pytest.param({"archlint.yaml": root("{cart: {}}", "[]")}, "vendor/cart", {}, id="the code of others"),
    ],
)  # fmt: skip
def test_a_service_has_a_directory(
    manifests: dict[str, str], make: str, expected: dict[str, str], tmp_path: Path
) -> None:
    assert found(tmp_path, manifests, CART, make=make) == expected


def test_the_root_of_the_repository_is_no_directory_of_a_service(tmp_path: Path) -> None:
    assert found(tmp_path, {"archlint.yaml": root("{shop: {}}", "[]")}, "* @acme/all") == {}


def test_a_root_elsewhere_may_be_called_like_its_service(tmp_path: Path) -> None:
    manifests = {"archlint.yaml": root("{cart: {}, cart-db: {}}", "[]")}

    assert found(tmp_path, manifests, CART, below="services/cart") == {
        "cart": "cart",
        "cart-db": "cart",
    }


@pytest.mark.parametrize(
    ("line", "more", "expected"),
    [
        pytest.param("@acme/check-out", "", "check-out", id="a team"),
        pytest.param("@acme/shop/check-out", "", "check-out", id="a group in a group"),
        pytest.param("@acme/check-out @ann b@acme.example", "", "check-out", id="and people"),
        pytest.param("@acme/a @acme/b", "", None, id="two teams"),
        pytest.param("@acme/a @other/a", "", "a", id="one name in two organisations"),
        pytest.param("@ann", "", None, id="a person"),
        pytest.param("@@maintainer", "", None, id="a role"),
        pytest.param("@acme/check-out", "teams: {Check Out: {}}", "Check Out", id="as declared"),
        pytest.param("@Check-Out", "teams: {check-out: {}}", "check-out", id="a group at the top"),
        pytest.param("@acme/x", "teams: {check-out: {}}", None, id="none of the declared"),
        pytest.param("@acme/check-out-team", "teams: {check-out: {}}", None, id="only like one"),
        pytest.param("@acme/x @acme/check-out", "teams: {check-out: {}}", None, id="one of two declared"),
        pytest.param("@acme/a-b", "teams: {a b: {}, a-b: {}}", None, id="two declared that look the same"),
    ],
)  # fmt: skip
def test_an_owner_is_the_one_team(
    line: str, more: str, expected: str | None, tmp_path: Path
) -> None:
    manifests = {"archlint.yaml": root("{cart: {}}", "[]", f"{more}\n")}
    result = found(tmp_path, manifests, f"/services/cart/ {line}", make="services/cart")

    assert result.get("cart") == expected


def test_a_team_is_written_as_other_services_write_it(tmp_path: Path) -> None:
    manifests = {"archlint.yaml": root("{cart: {}, web: {owner: Check Out}}", "[]")}
    lines = "/services/cart/ @acme/check-out"

    assert found(tmp_path, manifests, lines, make="services/cart") == {"cart": "Check Out"}


def test_services_that_nobody_here_owns_lack_no_owner(tmp_path: Path) -> None:
    services = "{a: {}, b: {owner: x}, c: {kind: external}, d: {managed: true}}"
    (tmp_path / "archlint.yaml").write_text(root(services, "[]"), encoding="utf-8")
    path = str(tmp_path / "archlint.yaml")
    portfolio = load(path, tree=WorkTree(str(tmp_path)), catalogue=Catalogue())

    assert ownerless(portfolio) == ("a",)
