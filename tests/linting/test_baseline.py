"""The baseline file: one finding a line, read back as written, refused with every Problem."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.linting.baseline import (
    Baseline,
    baseline_schema,
    entry_of,
    read_baseline,
    write_baseline,
)
from archlint.model import Entry, Finding, Measure, Severity, Subject, Worse
from archlint.source import InputError

FILE = ".archlint-baseline.json"


def entry(identity: str = "NT101|cart", **facts: object) -> Entry:
    rule, _, subject = identity.partition("|")
    whole = {"rule": rule, "subject": subject, "severity": Severity.WARNING} | facts
    return Entry(identity=identity, **whole)  # type: ignore[arg-type]


WHOLE = entry(
    verdict="rust",
    severity=Severity.ERROR,
    measure=Measure(name="gain", value=4.5, unit="users", worse=Worse.LOWER),
)


def test_it_is_one_finding_a_line_in_order() -> None:
    baseline = Baseline(
        entries={"shop": (entry("NT301|portfolio"), WHOLE), "bank": (entry("X1|a -> b"),)}
    )

    assert write_baseline(baseline).splitlines() == [
        "{",
        '  "schema_version": 1,',
        '  "least": "warning",',
        '  "findings": [',
        '    {"portfolio": "bank", "rule": "X1", "subject": "a -> b", "identity": "X1|a -> b", "severity": "warning"},',
        '    {"portfolio": "shop", "rule": "NT101", "subject": "cart", "identity": "NT101|cart", "severity": "error", "verdict": "rust", "measure": {"name": "gain", "value": 4.5, "unit": "users", "worse": "lower"}},',
        '    {"portfolio": "shop", "rule": "NT301", "subject": "portfolio", "identity": "NT301|portfolio", "severity": "warning"},',
        "    {}",
        "  ]",
        "}",
    ]


def test_an_error_is_written_where_there_is_one() -> None:
    """Rounded like its value; a file of exact figures is what it always was."""
    found = Finding(
        rule="NT101",
        name="critical-path-service-not-rust",
        severity=Severity.ERROR,
        subject=Subject.service("cart"),
        message="",
        identity="NT101|cart",
        measure=Measure(name="gain", value=4.5, unit="users", error=0.012345678),
    )
    text = write_baseline(Baseline(entries={"shop": (entry_of(found),)}))

    assert '"worse": "higher", "error": 0.0123457}}' in text
    assert '"error":' not in write_baseline(Baseline(entries={"shop": (WHOLE,)}))
    (known,) = read_baseline(text.encode(), FILE).of("shop")
    assert known.measure == Measure(name="gain", value=4.5, unit="users", error=0.0123457)


def test_an_empty_one_is_a_whole_document() -> None:
    text = write_baseline(Baseline())

    assert json.loads(text) == {"schema_version": 1, "least": "warning", "findings": [{}]}
    assert read_baseline(text.encode(), FILE) == Baseline()


words = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable())
measures = st.builds(
    lambda **facts: Measure(**facts),  # noqa: PLW0108  # hints that only a type checker knows
    name=words,
    value=st.floats(allow_nan=False, allow_infinity=False),
    unit=words,
    worse=st.sampled_from(Worse),
    error=st.just(0.0) | st.floats(0.0, 1e300),
)
entries = st.lists(
    st.builds(
        lambda **facts: Entry(**facts),  # noqa: PLW0108  # as above
        identity=words,
        rule=words,
        subject=words,
        severity=st.sampled_from(Severity),
        verdict=st.sampled_from(["", "rust", "measure-first"]),
        measure=st.none() | measures,
    ),
    unique_by=lambda found: found.identity,
    min_size=1,
    max_size=4,
)


@given(st.dictionaries(words, entries, max_size=3))
def test_what_is_written_is_read_back(found: dict[str, list[Entry]]) -> None:
    baseline = Baseline(
        entries={
            name: tuple(sorted(known, key=lambda known: known.identity))
            for name, known in found.items()
        }
    )
    text = write_baseline(baseline)

    jsonschema.validate(json.loads(text), baseline_schema())
    assert len(text.split("\n")) == 8 + sum(map(len, found.values()))
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate is in no name that a manifest can have
        return
    assert read_baseline(data, FILE) == baseline


def test_the_order_of_the_entries_does_not_matter() -> None:
    forth = Baseline(entries={"a": (entry("X1|a"), entry("X2|b")), "b": (entry(),)})
    back = Baseline(entries={"b": (entry(),), "a": (entry("X2|b"), entry("X1|a"))})

    assert write_baseline(forth) == write_baseline(back)


def lines(*findings: str, version: str = "1") -> str:
    listed = ",\n".join(findings)
    return f'{{\n"schema_version": {version},\n"findings": [\n{listed}\n]\n}}\n'


GOOD = '{"portfolio": "shop", "rule": "NT101", "subject": "cart", "identity": "NT101|cart", "severity": "warning"}'


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("", ["1:1: expected JSON: expecting value"], id="an empty file"),
        pytest.param(
            "{\n  ]",
            ["2:3: expected JSON: expecting property name enclosed in double quotes"],
            id="no JSON",
        ),
        pytest.param("[]", ["1:1: expected a mapping, found a list"], id="a list"),
        pytest.param("{}", ["1:1: expected `schema_version`, `findings`"], id="nothing in it"),
        pytest.param(
            lines(version="2"),
            ["2:19: schema_version: expected 1, found 2 (a newer archlint wrote it: upgrade)"],
            id="from the future",
        ),
        pytest.param(
            '{"schema_version": 1, "findings": {}}',
            ["1:35: findings: expected a list, found a mapping"],
            id="no list",
        ),
        pytest.param(
            lines(GOOD, GOOD.replace("warning", "loud")),
            [
                "5:1: findings.1: NT101|cart stands here a second time",
                "5:97: findings.1.severity: expected error, warning or note, found 'loud'",
            ],
            id="twice, and no severity",
        ),
        pytest.param(
            lines(GOOD.replace('"rule": "NT101"', '"rule": ""').replace('"cart"', "7")),
            [
                "4:31: findings.0.rule: expected a text, found an empty text",
                "4:46: findings.0.subject: expected a text, found a number",
            ],
            id="every problem at once",
        ),
        pytest.param(
            lines(GOOD.replace("subject", "subjct")),
            [
                "4:1: findings.0: expected `subject`",
                "4:50: findings.0.subjct: unknown key (did you mean `subject`?)",
            ],
            id="an unknown key",
        ),
        pytest.param(
            lines(
                GOOD[:-1] + ', "measure": {"name": "x", "value": "1", "unit": "ms", "worse": "up"}}'
            ),
            [
                "4:142: findings.0.measure.value: expected a finite number, found a text",
                "4:170: findings.0.measure.worse: expected higher or lower or neither, found 'up'",
            ],
            id="a measure that is none",
        ),
        pytest.param(
            lines("<<<<<<< HEAD", GOOD),
            [
                "4:1: expected JSON, found the marks of a merge conflict (take the side that you merge into, then run `archlint baseline prune`)"
            ],
            id="a merge conflict",
        ),
        pytest.param("\xff", ["1:1: expected JSON: expecting value"], id="no JSON in UTF-8"),
        pytest.param(
            "[" * 100_000, ["1:1: expected a baseline, found JSON that is none"], id="deep"
        ),
        pytest.param(
            lines(
                GOOD[:-1]
                + ', "measure": {"name": "x", "value": 1e999, "unit": "ms", "worse": "higher"}}'
            ),
            ["4:142: findings.0.measure.value: expected a finite number, found a number"],
            id="an infinite figure",
        ),
        pytest.param(
            lines(
                GOOD[:-1]
                + ', "measure": {"name": "x", "value": 1, "unit": "ms", "worse": "higher", "error": -1}}'
            ),
            ["4:187: findings.0.measure.error: expected a number from 0 on, found -1"],
            id="an error below nothing",
        ),
        pytest.param(
            lines(
                GOOD[:-1]
                + ', "measure": {"name": "x", "value": 1, "unit": "ms", "worse": "higher", "error": true}}'
            ),
            ["4:187: findings.0.measure.error: expected a finite number, found true or false"],
            id="an error that is no number",
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(text: str, problems: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read_baseline(text.encode(), FILE)

    assert sorted(map(str, caught.value.problems)) == [f"{FILE}:{text}" for text in problems]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match="expected UTF-8, found other bytes"):
        read_baseline(b"\xff\xfe{", FILE)


def test_an_entry_that_stands_twice_alike_is_one() -> None:
    """A union merge of two branches that added the same finding."""
    assert read_baseline(lines(GOOD, GOOD).encode(), FILE) == Baseline(entries={"shop": (entry(),)})
