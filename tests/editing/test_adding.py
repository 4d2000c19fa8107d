"""A missing owner: one more key, in the style of the mapping."""

from __future__ import annotations

import pytest

from archlint.editing.adding import word
from archlint.yamltext import MappingNode, Scalar, parse

from fixing import ROOT, fixed, text_after

HEAD = "archlint: 1\nportfolio: shop\nservices:\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "  cart:\n    language: go\n    kind: crud  # plain\n    load: {cpu: 1}\n",
            "  cart:\n    language: go\n    kind: crud  # plain\n    owner: web\n    load: {cpu: 1}\n",
            id="behind the kind",
        ),
        pytest.param(
            "  cart:\n    replicas: 2",
            "  cart:\n    replicas: 2\n    owner: web",
            id="at the end of a file without a last line end",
        ),
        pytest.param(
            "  cart:  # the cart\n    # how it is used\n    load:\n      cpu: 1\n",
            "  cart:  # the cart\n    owner: web\n    # how it is used\n    load:\n      cpu: 1\n",
            id="below the key, above what comments are about",
        ),
        pytest.param(
            "  cart:\n    description: |\n      a\n\n",
            "  cart:\n    owner: web\n    description: |\n      a\n\n",
            id="not behind a block of text",
        ),
        pytest.param("  cart: {}\n", "  cart: {owner: web}\n", id="into empty braces"),
        pytest.param("  cart: { }\n", "  cart: {owner: web}\n", id="into braces with a space"),
        pytest.param(
            "  cart: {kind: crud, load: {cpu: 1}}\n",
            "  cart: {kind: crud, owner: web, load: {cpu: 1}}\n",
            id="inside braces",
        ),
        pytest.param(
            "  cart: {load: {cpu: 1},}\n",
            "  cart: {load: {cpu: 1}, owner: web,}\n",
            id="in front of a last comma",
        ),
        pytest.param(
            "  cart: {\n    kind: crud, # plain\n    replicas: 2\n  }\n",
            "  cart: {\n    kind: crud, # plain\n    owner: web,\n    replicas: 2\n  }\n",
            id="a line of its own inside braces",
        ),
        pytest.param(
            "  cart: {\n    replicas: 2 # two\n  }\n",
            "  cart: {\n    replicas: 2, # two\n    owner: web\n  }\n",
            id="a last line inside braces",
        ),
        pytest.param(
            "  cart: {\n    replicas: 2\n    , zones: 3 }\n",
            "  cart: {\n    replicas: 2\n    , zones: 3, owner: web }\n",
            id="commas in front",
        ),
        pytest.param(
            '  cart: {"kind": "crud"}\n',
            '  cart: {"kind": "crud", "owner": "web"}\n',
            id="quoted as in JSON",
        ),
        pytest.param(
            "  base: &b {kind: crud, owner: x}\n  cart: *b\n",
            "  base: &b {kind: crud, owner: x}\n  cart: *b\n",
            id="an alias has the owner",
        ),
    ],
)
def test_an_owner_is_added(before: str, after: str) -> None:
    assert text_after(HEAD + before, owners={"cart": "web"}) == HEAD + after


def test_a_merge_keeps_what_it_brings() -> None:
    before = "  base: &b {kind: crud, owner: x}\n  cart: {<<: *b}\n  stock:\n    <<: *b\n"

    assert text_after(HEAD + before, owners={"cart": "web"}) == HEAD + before.replace(
        "{<<", "{owner: web, <<"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_those_of_the_file(end: str) -> None:
    before = f"{HEAD}  cart:\n    kind: crud\n".replace("\n", end)

    assert text_after(before, owners={"cart": "web"}) == f"{before}    owner: web{end}"


@pytest.mark.parametrize(
    "services",
    [
        pytest.param("  cart: &c {kind: crud}\n  stock: {<<: *c}\n", id="merged elsewhere"),
        pytest.param("  cart: &c {kind: crud}\n  stock: *c\n", id="an anchor"),
        pytest.param("  stock: &c {kind: crud}\n  cart: *c\n", id="an alias"),
        pytest.param("  cart:\n    !!map\n    load:\n      cpu: 1\n", id="a tag"),
        pytest.param("  cart: { # nothing\n  }\n", id="empty but for a comment"),
        pytest.param("  ? cart\n  : load:\n      cpu: 1\n", id="a key that is marked as one"),
    ],
)
def test_what_is_shared_is_left_and_said(services: str) -> None:
    result = fixed({ROOT: (HEAD + services).encode()}, owners={"cart": "web"})

    assert result.changes == ()
    assert [why for _, why in result.left] == [
        "cart is owned by web: its text is shared, so add it by hand"
    ]


@pytest.mark.parametrize(
    "text", ["web", "check-out", "Check Out", "7", "1e3", "null", "True", "a: b", "@x", '"', "a #b"]
)
def test_a_name_is_quoted_where_yaml_would_read_something_else(text: str) -> None:
    root = parse(f"owner: {word(text)}".encode(), "f.yaml").root
    assert isinstance(root, MappingNode)
    (entry,) = root.entries

    assert isinstance(entry.value, Scalar)
    assert entry.value.value == text
