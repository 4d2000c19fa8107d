"""path, explain, rules, schema, report and init; outputs, colours and environment twins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archlint.manifest import json_schema

from running import run

ROOT = Path(__file__).parents[2]
STOREFRONT = ("--manifest", str(ROOT / "examples" / "storefront"))
TODAY = ("--today", "2026-11-23")
MANIFEST = (
    "archlint: 1\nportfolio: shop\njourneys: {order: {entry: web, rate: 5/s}}\n"
    "services:\n  web: {language: go, self_time: 9ms, calls: [cart]}\n  cart: {self_time: 1ms}\n"
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "archlint.yaml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


# --- path -----------------------------------------------------------------------------------------


def test_path_draws_the_journeys_asked_for() -> None:
    result = run("path", *STOREFRONT, "search", "sign-in", *TODAY, cwd=ROOT)

    assert result.code == 0
    assert [line.split(" ·")[0] for line in result.stdout.splitlines() if " mean · " in line] == [
        "search",
        "sign-in",
    ]
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.parametrize(
    "asked",
    [("--journey", "search", "--journey", "sign-in"), ("search", "--journey", "sign-in")],
    ids=["as graph takes them", "both ways"],
)
def test_path_takes_journeys_as_graph_does_too(asked: tuple[str, ...]) -> None:
    named = run("path", *STOREFRONT, *asked, *TODAY, cwd=ROOT)

    assert named == run("path", *STOREFRONT, "search", "sign-in", *TODAY, cwd=ROOT)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("serach",), ["the portfolio has no journey 'serach': did you mean 'search'?"]),
        (("--journey", "placeorder"), ["no journey 'placeorder': did you mean 'place-order'?"]),
        (
            ("zzz", "--journey", "yyy"),
            [
                f"the portfolio has no journey {name!r}: it has place-order, product-page, search,"
                " sign-in, thumbnails, track-order, type-ahead\n"
                for name in ("zzz", "yyy")
            ],
        ),
    ],
    ids=["a misspelling", "without its dash", "all at once, like none"],
)
def test_path_says_which_journeys_there_are(asked: tuple[str, ...], said: list[str]) -> None:
    result = run("path", *STOREFRONT, *asked, *TODAY, cwd=ROOT)

    assert (result.code, result.stdout) == (2, "")
    assert [line for line in said if line not in result.stderr] == []


def test_path_as_json_adds_up() -> None:
    result = run("path", *STOREFRONT, "--output-format", "json", cwd=ROOT)

    for journey in json.loads(result.stdout)["journeys"]:
        critical = [row for row in journey["rows"] if row["is_critical"]]
        parts = sum(
            row["end_ms"] - row["start_ms"] if row["is_collapsed"] else row["own_ms"]
            for row in critical
        )
        assert parts + sum(row["network_ms"] for row in critical) == pytest.approx(
            journey["length_ms"], rel=1e-3
        )


# --- explain, rules, schema -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["NT101", "nt101", "critical-path-service-not-rust"])
def test_a_rule_is_explained_by_code_or_name(name: str, tmp_path: Path) -> None:
    result = run("explain", name, cwd=tmp_path)

    assert result.code == 0
    assert "critical-path-service-not-rust" in result.stdout
    assert "Flagged" in result.stdout


@pytest.mark.parametrize("topic", ["go-vs-rust", "calibration", "limits"])
def test_a_topic_is_explained(topic: str, tmp_path: Path) -> None:
    result = run("explain", topic, cwd=tmp_path)

    assert result.code == 0
    assert "Rust" in result.stdout


@pytest.mark.parametrize(
    "aspect",
    [
        "learning curve",
        "performance",
        "concurrency",
        "memory management",
        "binary size",
        "ecosystem",
    ],
)
def test_go_vs_rust_has_every_aspect_of_the_article(aspect: str, tmp_path: Path) -> None:
    assert aspect in run("explain", "go-vs-rust", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("ranking", ["rust", "0.48", "19.5 ms", "NT101", "search promises 99.9 %"]),
        ("suggest", ["measure first", "9.5 cores", "load.cpu"]),
        ("catalog", ["go", "8 %", "needs 20 %"]),
        ("recommendations", ["python"]),
        ("tax", ["in Rust, and nothing argues for it", "as if it were in Go"]),
    ],
)
def test_a_service_is_explained_with_its_numbers(service: str, words: list[str]) -> None:
    result = run("explain", service, *STOREFRONT, *TODAY, cwd=ROOT)

    assert result.code == 0
    assert [word for word in words if word.lower() not in result.stdout.lower()] == []


def test_a_service_is_read_aloud() -> None:
    result = run("explain", "ranking", *STOREFRONT, *TODAY, "--output-format", "narrated", cwd=ROOT)

    assert (result.code, result.stderr) == (0, "")
    assert result.stdout.startswith("Service ranking, go, kernel: Rust.\n")


def test_a_service_is_explained_in_json() -> None:
    options = ("--output-format", "json")
    result = run("explain", "ranking", *options, *STOREFRONT, *TODAY, cwd=ROOT)

    assert (result.code, json.loads(result.stdout)["service"]) == (0, "ranking")


@pytest.mark.parametrize("page", ["NT101", "calibration", "presets", "portfolio"])
def test_a_page_for_people_has_no_json(page: str) -> None:
    result = run("explain", page, "--output-format", "json", *STOREFRONT, *TODAY, cwd=ROOT)

    assert (result.code, result.stdout) == (2, "")
    assert f"{page} is a page for people" in result.stderr


def test_a_name_that_nothing_has_is_refused_with_a_suggestion(shop: Path) -> None:
    result = run("explain", "crat", cwd=shop)

    assert result.code == 2
    assert "did you mean 'cart'?" in result.stderr


def test_rules_lists_every_rule_as_text_and_json(tmp_path: Path) -> None:
    table = run("rules", cwd=tmp_path)
    listed = json.loads(run("rules", "--output-format", "json", cwd=tmp_path).stdout)["rules"]
    codes = [rule["code"] for rule in listed]

    assert [code for code in codes if code not in table.stdout] == []
    assert {"NT101", "NT103", "NT104", "NT106", "NT201", "NT202", "NT203", "NT301"} <= set(codes)
    assert {"NT304", "NT305", "NT306", "NT307", "ANN001", "ANN002", "ANN003", "WVR001"} <= set(
        codes
    )


def test_the_manifest_schema_is_printed_and_is_one(tmp_path: Path) -> None:
    printed = json.loads(run("schema", cwd=tmp_path).stdout)

    Draft202012Validator.check_schema(printed)
    assert printed == json_schema()


# --- report and init ------------------------------------------------------------------------------


def test_report_writes_one_page_and_exits_with_0_although_there_is_an_error(tmp_path: Path) -> None:
    example = str(ROOT / "examples" / "storefront")
    result = run("report", example, *TODAY, cwd=tmp_path)

    assert (result.code, result.stdout) == (0, "")
    assert "wrote archlint-report.html" in result.stderr
    page = (tmp_path / "archlint-report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert 'src="http' not in page


def test_report_prints_markdown(shop: Path) -> None:
    result = run("report", "--output-format", "markdown", *TODAY, cwd=shop)

    assert result.code == 0
    assert result.stdout.startswith("#")


UNREADABLE = {
    "no manifest": None,
    "a bad manifest": "portfolio: [",
    "no services": "archlint: 1\nportfolio: shop\nservices: {}\n",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("before", [None, "the report of yesterday"], ids=["new", "old"])
def test_a_report_that_could_not_lint_leaves_the_default_file_alone(
    text: str | None, before: str | None, tmp_path: Path
) -> None:
    page = tmp_path / "archlint-report.html"
    if text is not None:
        (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    if before is not None:
        page.write_text(before, encoding="utf-8")
    result = run("report", cwd=tmp_path)

    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.endswith("did not write archlint-report.html\n")
    assert (page.read_text(encoding="utf-8") if page.exists() else None) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--output-format", "html:page.html"),
        ("--output-format", "html", "--output-file", "page.html"),
        ("--output-format", "markdown:page.html"),
    ],
    ids=["a format to a file", "a file", "another format"],
)
@pytest.mark.parametrize("command", ["report", "check"])
def test_a_file_that_is_named_says_what_stopped_the_run(
    command: str, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    result = run(command, *arguments, cwd=tmp_path)

    assert result.code == 2
    assert "expected archlint.yaml with" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert not (tmp_path / "archlint-report.html").exists()


BUILD_FILES = {
    "cart/go.mod": "module example.org/shop/cart/v2\n\ngo 1.23\n",
    "engine/Cargo.toml": '[package]\nname = "engine"\n',
    "web/package.json": '{"name": "@shop/web", "devDependencies": {"typescript": "5"}}',
    "jobs/pyproject.toml": '[project]\nname = "jobs"\n',
    "tax/pom.xml": "<project><parent><artifactId>bom</artifactId></parent><artifactId>tax</artifactId></project>",
    "compose.yaml": "services:\n  cart: {build: ./cart}\n  db: {image: 'postgres:17'}\n  mail: {build: ./mail}\n",
    "node_modules/x/package.json": '{"name": "not-ours"}',
}


def test_init_finds_services_and_writes_a_manifest_that_lints(tmp_path: Path) -> None:
    for name, text in BUILD_FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = run("init", cwd=tmp_path)
    checked = run("check", *TODAY, "--output-format", "json", cwd=tmp_path)
    text = (tmp_path / "archlint.yaml").read_text(encoding="utf-8")

    assert made.code == 0
    assert (checked.code, json.loads(checked.stdout)["problems"]) == (0, [])
    for line in ("cart:", "engine:", "web:", "jobs:", "tax:", "db:", "mail:"):
        assert f"\n  {line}" in text
    for line in ("language: rust", "language: typescript", "language: python", "language: java"):
        assert line in text
    assert "managed: true" in text
    assert "not-ours" not in text
    assert "\n  cart:  # found in cart/go.mod\n    language: go\n" in text
    assert "language: go             # assumed: no build file here tells it" in text
    assert "a figure that is missing is counted, never guessed" in text
    assert "a guess" not in text


def test_init_in_an_empty_directory_writes_an_example_that_lints(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path).code == 0
    assert run("check", *TODAY, cwd=tmp_path).code == 0


def test_init_never_overwrites(shop: Path) -> None:
    result = run("init", cwd=shop)

    assert result.code == 2
    assert "archlint.yaml" in result.stderr
    assert (shop / "archlint.yaml").read_text(encoding="utf-8") == MANIFEST


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", "[" * 100_000),
        ("package.json", '{"name": 7}'),
        ("Cargo.toml", "name = "),
        ("go.mod", "\x00\x01"),
        ("pom.xml", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><project>&a;</project>"),
        ("compose.yaml", "services: &a [*a]"),
        ("compose.yaml", "services:\n  'bad: name\\u202E': {}\n  '../../etc': {image: [x]}\n"),
        ("package.json", '{"name": "a -> b\\u001b[31m: {x: y}"}'),
    ],
)
def test_init_survives_hostile_build_files(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / name).write_text(text, encoding="utf-8")

    assert run("init", cwd=tmp_path).code == 0
    assert run("check", *TODAY, cwd=tmp_path).code == 0


# --- outputs, colours, environment ----------------------------------------------------------------


def test_several_formats_are_written_in_one_run(shop: Path) -> None:
    result = run(
        "check", "--output-format", "text", "--output-format", "json:out/report.json",
        "--output-format", "markdown:report.md", *TODAY, cwd=shop,
    )  # fmt: skip
    assert result.code == 2
    assert "out/report.json" in result.stderr

    (shop / "out").mkdir()
    result = run(
        "check", "--output-format", "text", "--output-format", "json:out/report.json",
        "--output-format", "markdown:report.md", *TODAY, cwd=shop,
    )  # fmt: skip

    assert result.code == 0
    assert result.stdout.startswith("shop")
    assert json.loads((shop / "out" / "report.json").read_text(encoding="utf-8"))["exit_code"] == 0
    assert (shop / "report.md").read_text(encoding="utf-8").startswith("#")


def test_a_single_format_goes_to_the_output_file(shop: Path) -> None:
    result = run(
        "check", "--output-format", "concise", "--output-file", "out.txt", *TODAY, cwd=shop
    )

    assert (result.code, result.stdout) == (0, "")
    assert "note" in (shop / "out.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "environment", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"ARCHLINT_CHECK_COLOR": "always"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"CLICOLOR_FORCE": "0"}, False),
        ((), {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_for_those_who_ask(
    options: tuple[str, ...], environment: dict[str, str], *, coloured: bool, shop: Path
) -> None:
    result = run("check", *options, *TODAY, cwd=shop, **environment)

    assert ("\x1b[" in result.stdout) is coloured


@pytest.mark.parametrize(
    ("command", "options", "begins"),
    [
        ("check", (), "Portfolio shop, from "),
        ("check", ("--output-format", "text"), "shop · "),
        ("path", (), "Journey "),
        ("path", ("--output-format", "text"), "order · "),
    ],
)
def test_who_wants_to_be_read_to_need_not_ask_every_time(
    command: str, options: tuple[str, ...], begins: str, shop: Path
) -> None:
    told = run(command, *options, *TODAY, cwd=shop, ARCHLINT_ACCESSIBLE="1").stdout

    assert told.startswith(begins)


def test_options_have_twins_in_the_environment(shop: Path) -> None:
    assert run("check", *TODAY, cwd=shop, ARCHLINT_CHECK_FAIL_ON="note").code == 1


def test_quiet_says_what_fails_and_the_summary(shop: Path) -> None:
    loud = run("check", *TODAY, cwd=shop).stdout
    quiet = run("check", "--quiet", *TODAY, cwd=shop).stdout

    assert "note[" in loud
    assert "note[" not in quiet
    assert "Rust: 0 of 2." in quiet


def test_statistics_count_each_rule(shop: Path) -> None:
    assert "ANN002" in run("check", "--statistics", *TODAY, cwd=shop).stdout


def test_hostile_names_never_reach_the_terminal(tmp_path: Path) -> None:
    text = MANIFEST.replace("cart", '"a,b%c<script>@team"').replace(
        "language: go", 'language: go, owner: "\\e[31mred\\u202E"'
    )
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("check", *TODAY, cwd=tmp_path)

    assert "\x1b" not in result.stdout + result.stderr
    assert "\u202e" not in result.stdout + result.stderr


def test_without_a_command_the_help_page_is_printed_and_nothing_is_linted() -> None:
    bare, asked = run(), run("--help")

    assert (bare.code, bare.stdout) == (2, "")
    assert bare.stderr == asked.stdout
    assert bare.stderr.startswith("Usage: archlint [OPTIONS] COMMAND [ARGS]...\n")


TOPICS = "calibration, go-vs-rust, limits, portfolio, presets"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("NT110", "no rule or topic is called 'NT110': did you mean 'NT106'?"),
        (
            "XX999",
            f"no rule or topic is called 'XX999': topics are {TOPICS}",
        ),
        ("calibratoin", "no rule or topic is called 'calibratoin': did you mean 'calibration'?"),
    ],
)
def test_a_rule_that_there_is_not_needs_no_manifest_to_be_named(
    name: str, message: str, tmp_path: Path
) -> None:
    result = run("explain", name, cwd=tmp_path)

    assert (result.code, result.stdout) == (2, "")
    assert f"Error: {message}\n" in result.stderr


def test_a_journey_is_drawn_and_not_explained() -> None:
    result = run("explain", "place-order", *STOREFRONT, *TODAY, cwd=ROOT)

    assert (result.code, result.stdout) == (2, "")
    assert (
        "Error: 'place-order' is a journey: `archlint path place-order` draws it\n" in result.stderr
    )


def test_the_portfolio_is_explained_with_where_its_bottleneck_lies() -> None:
    result = run("explain", "portfolio", *STOREFRONT, *TODAY, cwd=ROOT)

    assert result.code == 0
    assert result.stdout.startswith("Where the bottleneck lies: storefront\n")
    for part in ("What users wait for", "What the cores cost", "Who would do the work"):
        assert f"\n{part}\n" in result.stdout


def test_no_pack_no_page(tmp_path: Path) -> None:
    manifest = (
        "archlint: 1\nportfolio: p\nservices: {a: {}}\npolicies: {ninety-ten: {enabled: false}}\n"
    )
    (tmp_path / "archlint.yaml").write_text(manifest, encoding="utf-8")
    result = run("explain", "portfolio", cwd=tmp_path)

    assert (result.code, result.stdout) == (2, "")
    assert "no pack that takes part has a page about the portfolio" in result.stderr


@pytest.mark.parametrize("name", ["checkout", "portfolio"])
def test_without_a_manifest_is_told_how_to_start(name: str, tmp_path: Path) -> None:
    result = run("explain", name, cwd=tmp_path)

    assert (result.code, result.stdout) == (2, "")
    assert "`archlint init` writes one" in result.stderr
