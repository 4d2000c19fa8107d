"""SARIF, held against the official schema and GitHub's limits, and read by sarif-tools."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace
from sarif import loader

from archlint.linting.engine_pack import ENGINE
from archlint.linting.report import Report, Suppressed
from archlint.model import Entry, Finding, Label, Severity, Standing, Waiver
from archlint.reporting.sarif import MOST_RESULTS, render
from archlint.reporting.sarif_results import MOST_PLACES
from archlint.source import Problem, Span
from archlint.version import __version__
from archlint_ninety_ten import PACK
from archlint_ninety_ten.critical_path_service_not_rust import CriticalPathServiceNotRust

from hostile import NAMES, manifest, report_on
from reported import SHOP, SNEAKY, finding, linted, note, options, part, report, span
from sarif_schema import NotAtHandError, sarif_schema

PACKS = (PACK, ENGINE)
ERROR = finding(rule="NT101", name="critical-path-service-not-rust")
ON_A_PATH = finding(
    related=(
        Label(span=span(4, 11, 16), text="1. order enters"),
        Label(span=span(9, 13, 20), text="2. waits for pricing"),
        Label(span=span(13, 5, 9), text="computes"),
    ),
    why=("because",),
    help="look at it",
)
WAIVED = Suppressed(
    finding=finding(rule="NT103", identity="NT103|pricing"),
    waiver=Waiver(rule="NT103", on="pricing", reason="agreed", owner="o", until=date(2027, 1, 1)),
)
IGNORED = Suppressed(
    finding=finding(rule="NT104", identity="NT104|pricing"),
    waiver=Waiver(
        rule="NT104", on="pricing", reason=None, owner="o", until=None, comment=span(9, 1, 2)
    ),
)
KNOWN = Suppressed(
    finding=finding(identity="known", standing=Standing.KNOWN),
    entry=Entry(identity="known", rule="XX101", subject="pricing", severity=Severity.ERROR),
)


def asked(*findings: Finding, **changes: Any) -> Report:
    """A run of the packs that we ship."""
    return replace(report(*findings, **changes), packs=PACKS)


RUNS = {
    "nothing found": asked(),
    "something found": asked(finding(), note()),
    "along a path": asked(ON_A_PATH),
    "suppressed": asked(finding(), suppressed=(WAIVED, IGNORED, KNOWN)),
    "problems": Report(
        problems=(
            Problem("unknown key", span(4, 5, 9), "services.a.x", "did you mean `y`?"),
            Problem("no manifest", related=((span(1, 1, 2), "here"),)),
        )
    ),
    "a crash": Report(crash="policy NT101 failed: report it\nTraceback"),
    "nothing evaluated": Report(nothing_evaluated="no services"),
    "a real portfolio": replace(Report(portfolios=(linted(SHOP),)), packs=PACKS),
    "hostile names": report_on(manifest()),
}


@pytest.fixture(scope="session")
def schema(request: pytest.FixtureRequest) -> Draft4Validator:
    assert request.config.cache is not None
    try:
        loaded = sarif_schema(request.config.cache.mkdir("sarif-schema"))
    except NotAtHandError as reason:
        pytest.skip(str(reason))
    Draft4Validator.check_schema(loaded)
    return Draft4Validator(loaded, format_checker=Draft4Validator.FORMAT_CHECKER)


def read(run: Report, **changes: Any) -> dict[str, Any]:
    """The one run of the log."""
    document: dict[str, Any] = json.loads(render(run, options(**changes)))
    (only,) = document["runs"]
    return dict(only)


@pytest.mark.parametrize("run", RUNS)
def test_it_meets_the_official_schema(run: str, schema: Draft4Validator) -> None:
    document = json.loads(render(RUNS[run], options(include_suppressed=True)))

    assert [error.message for error in schema.iter_errors(document)] == []


def test_the_schema_would_find_a_mistake(schema: Draft4Validator) -> None:
    document = json.loads(render(RUNS["something found"], options()))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0

    assert not schema.is_valid(document)


@pytest.mark.parametrize("run", RUNS)
def test_another_reader_reads_it(run: str, tmp_path: Path) -> None:
    path = tmp_path / "out.sarif"
    path.write_text(render(RUNS[run], options()), encoding="utf-8")
    expected = [item.rule for portfolio in RUNS[run].portfolios for item in portfolio.findings]

    log = loader.load_sarif_file(str(path))

    assert log.get_distinct_tool_names() == ["archlint"]
    assert sorted(row["Code"] for row in log.get_records()) == sorted(expected)


def test_a_finding_is_a_result() -> None:
    (told,) = read(asked(finding()))["results"]

    assert told == {
        "ruleId": "XX101",
        "level": "error",
        "message": {"text": "pricing: 6 of 10 ms are its own"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "archlint.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 12, "startColumn": 16, "endLine": 12, "endColumn": 27},
                },
                "logicalLocations": [{"fullyQualifiedName": "pricing", "kind": "service"}],
            }
        ],
        "partialFingerprints": {
            "archlintIdentity/v1": hashlib.sha256(b"shop\nXX101|pricing").hexdigest()
        },
        "properties": {"portfolio": "shop", "subject": "pricing", "identity": "XX101|pricing"},
    }


def test_the_run_says_who_looked_and_how_columns_count() -> None:
    run = read(asked())
    driver = run["tool"]["driver"]

    assert (driver["name"], driver["semanticVersion"]) == ("archlint", __version__)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"] == {"id": "archlint/"}
    assert read(report(), category="eu")["automationDetails"] == {"id": "archlint/eu/"}
    assert list(run["originalUriBaseIds"]["%SRCROOT%"]) == ["description"]


def test_every_rule_that_was_asked_is_described_in_order() -> None:
    run = read(asked(ERROR))
    rules = run["tool"]["driver"]["rules"]
    codes = sorted(rule.code for pack in PACKS for rule in pack.rules)
    (told,) = run["results"]
    rule = rules[told["ruleIndex"]]

    assert [item["id"] for item in rules] == codes
    assert rule["id"] == "NT101"
    assert rule["name"] == "CriticalPathServiceNotRust"
    assert rule["defaultConfiguration"] == {"level": CriticalPathServiceNotRust.severity.word}
    assert rule["help"]["text"].startswith("NT101 critical-path-service-not-rust")
    assert "## Why\n" in rule["help"]["markdown"]
    assert "```yaml\n" in rule["help"]["markdown"]
    assert rule["properties"]["tags"] == ["archlint", "ninety-ten"]


def test_rules_are_described_in_the_words_of_code_scanning() -> None:
    for rule in read(asked())["tool"]["driver"]["rules"]:
        assert rule["name"].isalnum()
        assert rule["name"] != rule["id"]
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["precision"] in ("high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert max(len(rule[key]["text"]) for key in ("shortDescription", "fullDescription")) < 1024
        assert "helpUri" not in rule


def test_the_path_is_a_flow_that_ends_at_the_finding() -> None:
    (told,) = read(report(ON_A_PATH))["results"]
    ((thread,),) = [flow["threadFlows"] for flow in told["codeFlows"]]
    hops = [step["location"] for step in thread["locations"]]

    assert [
        (hop["message"]["text"], hop["physicalLocation"]["region"]["startLine"]) for hop in hops
    ] == [("order enters", 4), ("waits for pricing", 9), ("6 of 10 ms are its own", 12)]
    assert [(place["id"], place["message"]["text"]) for place in told["relatedLocations"]] == [
        (1, "1. order enters"),
        (2, "2. waits for pricing"),
        (3, "computes"),
    ]
    assert told["message"]["text"] == "pricing: 6 of 10 ms are its own\nbecause\nlook at it"


def test_places_without_numbers_are_no_flow() -> None:
    (told,) = read(report(finding(related=(Label(span=span(9, 1, 2), text="declared here"),))))[
        "results"
    ]

    assert "codeFlows" not in told
    assert len(told["relatedLocations"]) == 1


def test_a_long_path_stays_within_what_is_shown() -> None:
    steps = tuple(Label(span=span(n, 1, 2), text=f"{n}. hop") for n in range(1, 200))
    (told,) = read(report(finding(related=steps)))["results"]
    ((flow,),) = [flow["threadFlows"] for flow in told["codeFlows"]]

    assert len(told["relatedLocations"]) + len(told["locations"]) == MOST_PLACES
    assert len(flow["locations"]) == MOST_PLACES
    assert flow["locations"][-1]["location"]["physicalLocation"]["region"]["startLine"] == 12


@pytest.mark.slow
def test_no_more_results_than_are_kept_the_most_severe_first() -> None:
    many = (*[note()] * MOST_RESULTS, *[finding()] * 3)
    run = read(report(*many))
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]

    assert len(run["results"]) == MOST_RESULTS
    assert [item["level"] for item in run["results"][:4]] == ["error", "error", "error", "note"]
    assert notification["level"] == "warning"
    assert notification["message"]["text"].startswith("3 of 5,003 results are left out")
    assert run["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize(
    ("run", "messages"),
    [
        ("problems", ["services.a.x: unknown key (did you mean `y`?)", "no manifest"]),
        ("a crash", ["policy NT101 failed: report it\nTraceback"]),
        ("nothing evaluated", ["no services"]),
    ],
)
def test_a_run_that_could_not_lint_was_no_success(run: str, messages: list[str]) -> None:
    document = read(RUNS[run])
    (invocation,) = document["invocations"]

    assert document["results"] == []
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    told = invocation["toolExecutionNotifications"]
    assert [item["message"]["text"] for item in told] == messages
    assert {item["level"] for item in told} == {"error"}


def test_a_problem_has_its_places() -> None:
    first, second = read(RUNS["problems"])["invocations"][0]["toolExecutionNotifications"]

    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert second["locations"][0]["message"] == {"text": "here"}


def test_findings_are_no_failure_of_the_tool() -> None:
    (invocation,) = read(report(finding()))["invocations"]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)
    assert "toolExecutionNotifications" not in invocation


@pytest.mark.parametrize(
    ("file", "here", "artifact"),
    [
        ("archlint.yaml", "", {"uri": "archlint.yaml", "uriBaseId": "%SRCROOT%"}),
        ("a b/ü%.yaml", "", {"uri": "a%20b/%C3%BC%25.yaml", "uriBaseId": "%SRCROOT%"}),
        ("../x.yaml", "eu", {"uri": "x.yaml", "uriBaseId": "%SRCROOT%"}),
        ("c:x.yaml", "", {"uri": "c%3Ax.yaml", "uriBaseId": "%SRCROOT%"}),
        ("\udcff.yaml", "", {"uri": "%FF.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a b.yaml", "eu", {"uri": "file:///srv/a%20b.yaml"}),
        ("C:/srv/x.yaml", "", {"uri": "file:///C:/srv/x.yaml"}),
    ],
)
def test_files_are_uris_below_the_root(file: str, here: str, artifact: dict[str, str]) -> None:
    place = finding(primary=Label(span=Span(file, 1, 1, 1, 2)))
    (told,) = read(report(place), here=here)["results"]

    assert told["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_what_stands_nowhere_is_at_the_first_line_of_the_root() -> None:
    (told,) = read(report(note()))["results"]
    place = told["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == "archlint.yaml"
    assert place["region"]["startLine"] == 1


def test_what_is_suppressed_is_left_out_unless_asked_for() -> None:
    run = RUNS["suppressed"]

    assert [item["ruleId"] for item in read(run)["results"]] == ["XX101"]
    told = read(run, include_suppressed=True)["results"]
    assert [(item["ruleId"], item.get("suppressions")) for item in told] == [
        ("XX101", None),
        ("NT103", [{"kind": "external", "status": "accepted", "justification": "agreed"}]),
        ("NT104", [{"kind": "inSource", "status": "accepted"}]),
        (
            "XX101",
            [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": "known to the baseline",
                }
            ],
        ),
    ]
    assert told[3]["baselineState"] == "unchanged"


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (None, None),
        (Standing.NEW, "new"),
        (Standing.KNOWN, "unchanged"),
        (Standing.WORSENED, "updated"),
    ],
)
def test_a_finding_stands_against_the_baseline(
    standing: Standing | None, state: str | None
) -> None:
    (told,) = read(report(finding(standing=standing)))["results"]

    assert told.get("baselineState") == state


def test_names_are_kept_and_become_no_links() -> None:
    results = read(RUNS["hostile names"], least=Severity.NOTE)["results"]
    texts = [item["message"]["text"] for item in results]
    subjects = {item["properties"]["subject"] for item in results}

    assert {name.replace("/", "∕") for name in NAMES[:3]} <= subjects | set(NAMES)
    assert [text for text in texts if "](" in text] == []
    assert any(NAMES[0] in text for text in texts)


def test_control_characters_are_spelt() -> None:
    (told,) = read(report(note(SNEAKY, message=SNEAKY)))["results"]

    sneaky = r"a\u{202e}b\u{1b}[31mc\u{a}d"
    assert told["message"]["text"] == f"{sneaky}: {sneaky}"


def test_two_portfolios_are_one_run() -> None:
    run = Report(portfolios=(part(findings=(finding(),)), part(findings=(finding(),))))

    first, second = read(run)["results"]
    assert first["partialFingerprints"] != second["partialFingerprints"]
