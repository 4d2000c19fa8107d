"""What the tree says of merges, anchors, tags and empty values, and where everything stands."""

from __future__ import annotations

import gc

import pytest

from archlint import yamltext
from archlint.source import InputError, Span
from archlint.yamltext import Entry, MappingNode, Node, Scalar, SequenceNode, parse, read


def at(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span("f.yaml", line, column, end_line, end_column)


def tree(text: str) -> Node | None:
    return parse(text.encode(), "f.yaml").root


def plain(node: Node | None) -> object:
    """The tree as Python values."""
    if isinstance(node, MappingNode):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return None if node is None else node.value


def via(text: str, key: str) -> list[tuple[str, str]]:
    """The keys below `key`, each with the anchor it came through."""
    root = tree(text)
    assert isinstance(root, MappingNode)
    mapping = root.get(key)
    assert isinstance(mapping, MappingNode)
    return [(entry.key.text, entry.via) for entry in mapping.entries]


def spans(text: str) -> list[str]:
    """Every node as `first position - end position`, depth first."""
    found = []
    stack: list[Node] = [root] if (root := tree(text)) else []
    while stack:
        node = stack.pop()
        span = node.span
        found.append(f"{span.line}:{span.column}-{span.end_line}:{span.end_column}")
        if isinstance(node, MappingNode):
            stack += [part for entry in reversed(node.entries) for part in (entry.value, entry.key)]
        elif isinstance(node, SequenceNode):
            stack += reversed(node.items)
    return found


def test_a_mapping_has_its_entries_in_order_with_their_places() -> None:
    assert tree("b: 1\na: [x]\n") == MappingNode(
        (
            Entry(Scalar("b", at(1, 1, 1, 2)), Scalar("1", at(1, 4, 1, 5))),
            Entry(
                Scalar("a", at(2, 1, 2, 2)),
                SequenceNode((Scalar("x", at(2, 5, 2, 6)),), at(2, 4, 2, 7)),
            ),
        ),
        at(1, 1, 2, 7),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("'é𝄞': 日", ["1:1-1:8", "1:1-1:5", "1:7-1:8"], id="code points"),
        pytest.param("\ufeffa: 1", ["1:1-1:5", "1:1-1:2", "1:4-1:5"], id="byte order mark"),
        pytest.param(
            "a: 1\r\nb: 2\r\n",
            ["1:1-2:5", "1:1-1:2", "1:4-1:5", "2:1-2:2", "2:4-2:5"],
            id="carriage return and line feed",
        ),
        pytest.param(
            "a: 1\rb: 2\r",
            ["1:1-2:5", "1:1-1:2", "1:4-1:5", "2:1-2:2", "2:4-2:5"],
            id="carriage return alone",
        ),
        pytest.param(
            "a:\n  - b\n\n\n# end\n\n",
            ["1:1-2:6", "1:1-1:2", "2:3-2:6", "2:5-2:6"],
            id="a block ends with its last value",
        ),
        pytest.param(
            "a: |\n  x\n  y\n\n\nb: 1\n",
            ["1:1-6:5", "1:1-1:2", "1:4-3:4", "6:1-6:2", "6:4-6:5"],
            id="a literal ends with its last character",
        ),
        pytest.param(
            "a: &x !!str # why\n  b\n",
            ["1:1-2:4", "1:1-1:2", "2:3-2:4"],
            id="behind anchor and tag",
        ),
        pytest.param(
            "a: &x\n  # note\n  b: 1\n",
            ["1:1-3:7", "1:1-1:2", "3:3-3:7", "3:3-3:4", "3:6-3:7"],
            id="a block behind its anchor",
        ),
        pytest.param("a: # n: o\n", ["1:1-1:3", "1:1-1:2", "1:3-1:3"], id="an empty value"),
        pytest.param("-\n- b\n", ["1:1-2:4", "1:2-1:2", "2:3-2:4"], id="an empty item"),
        pytest.param(
            "[a: b]", ["1:1-1:7", "1:2-1:6", "1:2-1:3", "1:5-1:6"], id="a pair without braces"
        ),
        pytest.param(
            "a: 'x\n  y'\n", ["1:1-2:5", "1:1-1:2", "1:4-2:5"], id="quotes over two lines"
        ),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<<: {p: 1}\nq: 2\n", {"p": 1, "q": 2}, id="one mapping"),
        pytest.param("<<: {p: 1}\np: 2\n", {"p": 2}, id="local keys win"),
        pytest.param("p: 2\n<<: {p: 1}\n", {"p": 2}, id="local keys win before it too"),
        pytest.param("<<: [{p: 1}, {p: 2, q: 3}]\n", {"p": 1, "q": 3}, id="the earlier wins"),
        pytest.param("<<: []\np: 1\n", {"p": 1}, id="none"),
        pytest.param("'<<': {p: 1}\n", {"<<": {"p": 1}}, id="quoted it is a name"),
    ],
)
def test_a_merge(text: str, expected: object) -> None:
    assert plain(tree(text)) == expected


def test_merged_entries_name_the_anchor_and_stand_there() -> None:
    text = "x: &x {p: 1}\ny: &y {<<: *x, q: 2}\nz: {r: 3, <<: [*y, {s: 4}], t: *x}\n"
    assert via(text, "z") == [("r", ""), ("p", "x"), ("q", "y"), ("s", ""), ("t", "x")]
    root = tree(text)
    assert isinstance(root, MappingNode)
    merged = root.get("z")
    assert isinstance(merged, MappingNode)
    assert merged.entries[1] == Entry(
        Scalar("p", at(1, 8, 1, 9)), Scalar("1", at(1, 11, 1, 12)), via="x"
    )


def test_an_anchor_may_be_declared_again() -> None:
    assert plain(tree("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")) == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_an_alias_may_be_a_key() -> None:
    assert plain(tree("a: &x k\n*x : 1\n")) == {"a": "k", "k": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!str 12", "12"),
        ("! 12", "12"),
        ('!!int "12"', 12),
        ("!!float 1", 1),
        ("!!bool true", True),
        ("!!null ''", None),
        ("!!seq [1]", [1]),
        ("!!map {a: 1}", {"a": 1}),
        ("!<tag:yaml.org,2002:str> 1", "1"),
        ("&a ! 12", "12"),
        ("! &a 12", "12"),
    ],
)
def test_a_tag_of_the_core_schema(text: str, expected: object) -> None:
    assert plain(tree(f"- {text}\n")) == [expected]


def test_a_tag_may_have_a_handle_of_its_own() -> None:
    assert plain(tree("%TAG !y! tag:yaml.org,2002:\n---\n- !y!str 1\n")) == ["1"]


@pytest.mark.parametrize("text", ["", "\n", "# only\n", "---\n", "--- # x\n...\n", "\ufeff"])
def test_a_file_that_says_nothing_has_no_root(text: str) -> None:
    assert tree(text) is None


def test_a_file_that_says_null_has_a_root() -> None:
    assert tree("null") == Scalar("null", at(1, 1, 1, 5))


def test_lines_are_without_their_ends() -> None:
    assert parse(b"\xef\xbb\xbfa: 1\r\n\rb: 2", "f.yaml").lines == ("a: 1", "", "b: 2")


def test_what_libyaml_refuses_and_yaml_1_2_allows_is_read() -> None:
    text = "[{to: users/GET /users/:id}, a/GET /x?y=1, {url: http://x}]"
    expected = [{"to": "users/GET /users/:id"}, "a/GET /x?y=1", {"url": "http://x"}]
    assert plain(tree(text)) == expected


def test_every_double_is_reported_with_its_path_and_both_places() -> None:
    with pytest.raises(InputError) as caught:
        parse(b'a: {b: 1, "b": 2}\na: 3\nc: [{d: 1, d: 2}]\n', "f.yaml")
    assert str(caught.value).splitlines() == [
        "f.yaml:1:11: a.b: the key stands twice in this mapping (first declared here: 1:5)",
        "f.yaml:2:1: a: the key stands twice in this mapping (first declared here: 1:1)",
        "f.yaml:3:12: c.0.d: the key stands twice in this mapping (first declared here: 3:6)",
    ]
    assert {problem.kind for problem in caught.value.problems} == {"duplicate key"}


def test_reading_on_keeps_the_first_of_a_double() -> None:
    document = read(b"a: 1\na: 2\nb: 3\n", "f.yaml")
    assert plain(document.root) == {"a": 1, "b": 3}
    assert len(document.problems) == 1


def test_the_garbage_collector_is_as_before() -> None:
    parse(b"a: 1", "f.yaml")
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(InputError):
            parse(b"[", "f.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_without_the_c_parser_the_pure_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltext, "has_c_parser", lambda: False)
    assert plain(tree("a: [1, {b: c}]\n")) == {"a": [1, {"b": "c"}]}


def test_the_parser_has_a_name_for_the_version_page() -> None:
    assert yamltext.parser_name() in ("libyaml (C)", "pure Python")
