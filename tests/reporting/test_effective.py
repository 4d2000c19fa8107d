"""The page of `config show`: narrow, plain and coloured terminals."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from archlint.linting.effective import Effective, Group, Setting, Whence
from archlint.reporting import Options, config_schema
from archlint.reporting.effective import settings_json, settings_text
from archlint.source import Span

from reported import HOSTILE, SNEAKY, part, uncolored

PLACE = Span("services/some/where/archlint.yaml", 120, 11, 120, 19)
MANIFEST = Whence(kind="manifest", text=str(PLACE), place=PLACE)
RULE = Group(
    code="XX101",
    name="too-slow",
    pack="x",
    enabled=Setting(name="enabled", value=False, whence=MANIFEST),
    severity=Setting(name="severity", value="error/warning"),
    options=(Setting(name="least", value="10 ms", whence=MANIFEST),),
)
EFFECTIVE = Effective(
    portfolio=part().portfolio,
    preset="strict",
    options=(
        Setting(name="select", value=()),
        Setting(name="ignore", value=("NT", "ANN"), whence=Whence(kind="command line", text="x")),
        Setting(name="quiet", value=True),
    ),
    packs=(Group(name="x", enabled=Setting(name="enabled", value=True)),),
    rules=(RULE,),
)


def test_the_page() -> None:
    assert settings_text(EFFECTIVE, Options()) == (
        "shop · archlint.yaml · preset strict\n"
        "\n"
        "options of check\n"
        "  --select  -       default\n"
        "  --ignore  NT,ANN  x\n"
        "  --quiet   yes     default\n"
        "\n"
        "pack x\n"
        "  enabled  yes  default\n"
        "\n"
        "rules\n"
        "  code   name           severity       set by\n"
        "  XX101  too-slow  off  error/warning  off: services/some/where/archlint.yaml:120:11\n"
        "           least        10 ms          services/some/where/archlint.yaml:120:11\n"
    )


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_nothing_is_wider_than_the_terminal(columns: int) -> None:
    lines = settings_text(EFFECTIVE, Options(columns=columns)).splitlines()

    assert max(map(len, lines)) <= columns
    assert str(PLACE) in "".join(line.strip() for line in lines)


def test_colour_adds_nothing_but_colour() -> None:
    colored = settings_text(EFFECTIVE, Options(color=True))

    assert colored != uncolored(colored)
    assert uncolored(colored) == settings_text(EFFECTIVE, Options())


def test_a_plain_terminal_gets_ascii() -> None:
    assert settings_text(EFFECTIVE, Options(plain=True)).isascii()


@pytest.mark.parametrize("name", [HOSTILE, SNEAKY])
def test_a_hostile_name_stays_one_harmless_line(name: str) -> None:
    whence = Whence(kind="command line", text=f"--ignore {name}")
    hostile = Effective(options=(Setting(name=name, value=(name,), whence=whence),))
    text = settings_text(hostile, Options())

    assert not {"\x1b", "\u202e"} & set(text)


def test_the_document_meets_its_schema() -> None:
    Draft202012Validator.check_schema(config_schema())
    for effective in (EFFECTIVE, Effective()):
        document = json.loads(settings_json(effective))
        Draft202012Validator(config_schema()).validate(document)


def test_the_schema_describes_every_key() -> None:
    schema = config_schema()

    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])
    assert json.loads(settings_json(EFFECTIVE)).keys() == schema["properties"].keys()
