"""The JSON Schema agrees with the reader."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archlint.manifest import json_schema, reference
from archlint.manifest.grammar import FILE
from archlint.manifest.reference_page import EXAMPLE
from archlint.yamltext import MappingNode, Node, SequenceNode, parse

from running import run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "manifest.md"
PUBLISHED = ROOT / "docs" / "archlint.schema.json"
# What only the reader can see: names that lead nowhere, several values together, the catalogue.
UNSEEN = {
    "no portfolio",
    "a key that stands twice",
    "names that are no text",
    "names that hide something",
    "references that lead nowhere",
    "no entry",
    "a default above its range",
    "an include in a text on its own",
    "several currencies",
    "a portfolio with spaces around it",
}


def as_json(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {entry.key.text: as_json(entry.value) for entry in node.entries}
    if isinstance(node, SequenceNode):
        return [as_json(item) for item in node.items]
    return node.value if node else None


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def is_valid(text: str) -> bool:
    return validator().is_valid(as_json(parse(text.encode(), "x").root))


def test_the_schema_is_one_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        (HERE / "storefront.archlint.yaml").read_text(encoding="utf-8"),
        "archlint: 1\ninclude: a.archlint.yaml\n",
        "archlint: 1\nservices: {a: {kind: anything, language: Any}}\n",
    ],
    ids=["the reference's example", "the design's example", "a short include", "open words"],
)
def test_what_is_read_is_valid(text: str) -> None:
    assert is_valid(text)


def test_a_manifest_with_every_key_is_valid() -> None:
    text = (HERE / "everything.archlint.yaml").read_text(encoding="utf-8")
    assert is_valid(text.replace("Golang", "go").replace("High", "high"))


def refused() -> dict[str, str]:
    """The manifests of the table of Problems."""
    blocks = (HERE / "problems.txt").read_text(encoding="utf-8").split("=== ")[1:]
    named = (block.split("\n", 1) for block in blocks)
    return {name: re.sub("(?m)^-->.*\n?", "", text) for name, text in named}


@pytest.mark.parametrize(
    "text",
    [text for name, text in refused().items() if name not in UNSEEN and "\n---\n" not in text],
    ids=[name for name, text in refused().items() if name not in UNSEEN and "\n---\n" not in text],
)
def test_what_is_refused_is_invalid(text: str) -> None:
    assert not is_valid(text)


def records() -> list[tuple[str, dict[str, Any]]]:
    schema = json_schema()
    found = [("file", schema), *schema["$defs"].items()]
    return [(name, body) for name, record in found for body in _objects(record)]


def _objects(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [body for body in (record, *record.get("anyOf", ())) if "properties" in body]


@pytest.mark.parametrize(("name", "body"), records(), ids=[name for name, _ in records()])
def test_every_key_is_described_and_its_example_is_valid(name: str, body: dict[str, Any]) -> None:
    assert body["additionalProperties"] is False, name
    for key, described in body["properties"].items():
        assert described["description"], key
        whole = {"$defs": json_schema()["$defs"]} | described
        assert Draft202012Validator(whole).is_valid(described["examples"][0]), key


def test_what_only_a_root_says_needs_a_portfolio() -> None:
    assert not is_valid("archlint: 1\nwaivers: []\n")
    assert is_valid("archlint: 1\nportfolio: p\nwaivers: []\n")


def test_the_committed_reference_page_is_the_generated_one(
    golden: Callable[[Path, str], None],
) -> None:
    golden(PAGE, reference())


def test_the_published_schema_is_the_one_that_is_printed(
    golden: Callable[[Path, str], None],
) -> None:
    golden(PUBLISHED, run("schema").stdout)


@pytest.mark.parametrize(
    "manifest", sorted(ROOT.glob("examples/*/archlint.yaml")), ids=lambda path: path.parent.name
)
def test_an_example_leads_an_editor_to_the_published_schema(manifest: Path) -> None:
    first = manifest.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert found is not None
    assert (manifest.parent / found[1]).resolve() == PUBLISHED
    assert is_valid(manifest.read_text(encoding="utf-8"))


def test_the_reference_page_names_every_key_of_a_file() -> None:
    page = reference()
    assert [key.name for key in FILE.keys if f"| `{key.name}` |" not in page] == []


def test_the_schema_needs_no_parser_and_no_graph() -> None:
    code = (
        "import sys; from archlint.manifest import json_schema; json_schema(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"ruamel", "ruamel.yaml", "_ruamel_yaml", "networkx", "numpy", "jinja2", "click"}
    assert heavy & set(done.stdout.split()) == set()
