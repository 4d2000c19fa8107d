"""What first-time users see: every row of the design's table, through the real command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from running import run

if TYPE_CHECKING:
    from pathlib import Path

    from running import Result

HEAD = "archlint: 1\nportfolio: shop\n"


def check(directory: Path, text: str | None, *options: str) -> Result:
    if text is not None:
        (directory / "archlint.yaml").write_text(text, encoding="utf-8")
    return run("check", "--today", "2026-11-23", *options, cwd=directory)


def document(directory: Path, text: str) -> Any:
    (portfolio,) = json.loads(check(directory, text, "--output-format", "json").stdout)[
        "portfolios"
    ]
    return portfolio


CRUD = (
    HEAD
    + """\
journeys:
  order: {entry: a, rate: 50/s}
services:
  a: {language: go, kind: crud, criticality: high, self_time: {p50: 4ms, p99: 12ms}, load: {rate: 50/s, cpu: 0.1}, gc: {cpu_share: 3%}, size: 4 kloc, calls: [b]}
  b: {language: go, kind: crud, criticality: high, self_time: {p50: 4ms, p99: 12ms}, load: {rate: 50/s, cpu: 0.1}, gc: {cpu_share: 3%}, size: 4 kloc, calls: [c]}
  c: {language: go, kind: crud, criticality: high, self_time: {p50: 5ms, p99: 12ms}, load: {rate: 50/s, cpu: 0.1}, gc: {cpu_share: 3%}, size: 4 kloc}
"""
)


def test_three_annotated_crud_services(tmp_path: Path) -> None:
    result = check(tmp_path, CRUD)
    sentence = "Rust: 0 of 3. No rewrite would take 10 ms off a journey or free one waiting user."

    assert sentence in result.stdout
    assert result.code == 0


def test_rates_and_latencies_without_any_cpu(tmp_path: Path) -> None:
    rows = "".join(
        f"  s{n}: {{language: go, kind: json-api, criticality: high, self_time: {{mean: {20 + n}ms}}"
        + (f", calls: [s{n + 1}]}}\n" if n < 5 else "}\n")
        for n in range(6)
    )
    text = f"{HEAD}journeys:\n  order: {{entry: s0, rate: 1000/s}}\nservices:\n{rows}"
    portfolio = document(tmp_path, text)
    verdicts = {item["service"]: item for item in portfolio["verdicts"]}
    measured_first = [name for name, item in verdicts.items() if item["verdict"] == "measure-first"]

    assert measured_first == ["s4", "s5"]
    for name in measured_first:
        assert verdicts[name]["because"].startswith("Rust by the 90/10 rule if it uses more than")
        assert verdicts[name]["because"].endswith("cores (`load.cpu` not given)")
    assert {item["verdict"] for name, item in verdicts.items() if name not in measured_first} == {
        "go"
    }
    assert check(tmp_path, text).code == 0


def test_the_value_that_decides_decides(tmp_path: Path) -> None:
    """The sentence is true: at the cores it names the verdict is Rust, a twentieth below not."""
    base = HEAD + (
        "journeys:\n  order: {{entry: s, rate: 1000/s}}\nservices:\n"
        "  s: {{language: go, kind: json-api, criticality: high, self_time: 20ms{cpu}}}\n"
    )
    because = document(tmp_path, base.format(cpu=""))["verdicts"][0]["because"]
    cores = float(because.split("more than ")[1].split(" cores")[0])
    words = [
        document(tmp_path, base.format(cpu=f", load: {{cpu: {cores * part}}}"))["verdicts"][0][
            "verdict"
        ]
        for part in (1.0, 0.95)
    ]

    assert words == ["rust", "go"]


def test_only_names_and_calls(tmp_path: Path) -> None:
    text = HEAD + (
        "journeys:\n  order: {entry: web}\n"
        "services:\n  web: {calls: [search, price]}\n  search: {calls: [index]}\n"
        "  index: {}\n  price: {}\n"
    )
    result = check(tmp_path, text)

    assert "4 services · 1 journey · 3 calls" in result.stdout
    assert "Longest chain of calls: web → search → index; no call cycles." in result.stdout
    assert (
        "No verdicts yet: add `rate` to journey order, `self_time` and `load.cpu` to web and search."
        in result.stdout
    )
    assert document(tmp_path, text)["verdicts"] == []
    assert result.code == 0


def test_a_java_shop_of_forty(tmp_path: Path) -> None:
    rows = "".join(
        f"  s{n}: {{language: java, kind: json-api, self_time: {{p50: {3 + n % 5}ms, p99: 20ms}}"
        + (f", calls: [s{n + 1}]}}\n" if n < 39 else "}\n")
        for n in range(40)
    )
    head = "journeys:\n  order: {entry: s0, rate: 900/s, slo: {availability: 99.9%}}\nservices:\n"
    result = check(tmp_path, f"{HEAD}{head}{rows}")
    headings = [
        line
        for line in result.stdout.splitlines()
        if line.startswith(("note[", "warning[", "error["))
    ]

    assert [line.split("]")[0] for line in headings] == ["note[NT306 other-language"]
    assert (
        "4 services: s14, s19, s24, s29: among the busiest; the article compares Go with Rust and"
        " says nothing about java; profile it first"
    ) in " ".join(result.stdout.split())
    assert "Rust: 0. Another language, no case made: 40 of 40." in result.stdout
    assert result.code == 0


def test_low_traffic_staging_numbers(tmp_path: Path) -> None:
    text = HEAD + (
        "journeys:\n  order: {entry: web, rate: 2/s}\nservices:\n"
        "  web: {language: go, criticality: high, self_time: 8ms, load: {rate: 2/s, cpu: 50m}}\n"
    )
    portfolio = document(tmp_path, text)

    assert [item["rule"] for item in portfolio["findings"] if item["severity"] != "note"] == []
    assert check(tmp_path, text).code == 0


BACKSTAGE = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: petstore\n"
    "spec:\n  type: service\n  lifecycle: production\n  dependsOn: [resource:db]\n"
)
COMPOSE = "services:\n  web:\n    image: nginx\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
PASTED = {
    "Backstage": (
        BACKSTAGE.encode(),
        "this is a Backstage entity (kind Component), not an archlint manifest",
    ),
    "several Backstage entities": (
        f"{BACKSTAGE}---\n{BACKSTAGE}".encode(),
        "this is a file of Backstage entities, not an archlint manifest",
    ),
    "compose": (COMPOSE.encode(), "this is a compose file, not an archlint manifest"),
    "Kubernetes": (
        DEPLOYMENT.encode(),
        "this is a Kubernetes object (kind Deployment), not an archlint manifest",
    ),
    "a list": (b"- web\n- db\n", "expected a mapping that begins with `archlint: 1`, got a list"),
    "UTF-16": (f"{HEAD}services: {{a: {{}}}}\n".encode("utf-16"), "expected UTF-8, found UTF-16"),
}


@pytest.mark.parametrize("way", ["here", "the directory", "the file"])
@pytest.mark.parametrize("pasted", PASTED)
def test_what_was_pasted_is_recognised_in_one_problem(
    pasted: str, way: str, tmp_path: Path
) -> None:
    data, message = PASTED[pasted]
    place = tmp_path / "shop"
    place.mkdir()
    (place / "archlint.yaml").write_bytes(data)
    paths, cwd, shown = {
        "here": ((), place, "archlint.yaml"),
        "the directory": (("shop",), tmp_path, "shop/archlint.yaml"),
        "the file": (("shop/archlint.yaml",), tmp_path, "shop/archlint.yaml"),
    }[way]
    result = run("check", *paths, cwd=cwd)

    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{shown}:1:1: {message}")
    assert result.stderr.count(f"{shown}:1:1:") == 1
    assert "add `portfolio" not in result.stderr


def test_a_part_beside_what_was_pasted_is_told_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "archlint.yaml").write_text("archlint: 1\n", encoding="utf-8")
    result = check(tmp_path, BACKSTAGE)

    assert result.code == 2
    assert "archlint.yaml:1:1: this is a Backstage entity" in result.stderr
    assert "found api/archlint.yaml without it (add `portfolio: api`" in result.stderr


def test_a_working_rust_service_without_an_argument(tmp_path: Path) -> None:
    text = HEAD + (
        "journeys:\n  order: {entry: web, rate: 20/s}\nservices:\n"
        "  web: {language: rust, kind: json-api, criticality: high, self_time: 8ms,"
        " load: {rate: 20/s, cpu: 50m}, size: 5 kloc}\n"
    )
    result = check(tmp_path, text)
    words = " ".join(result.stdout.split())

    assert "the rule gives no reason for Rust here" in words
    assert "a working service is no reason to rewrite it in Go" in words
    assert "stay in Go" not in words
    assert result.code == 0


def test_no_manifest_in_the_repository(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/shop/cart\n\ngo 1.23\n", encoding="utf-8")
    result = check(tmp_path, None)

    assert result.code == 2
    assert "`archlint init` writes one" in result.stderr
    assert "cart" in result.stderr


def test_nearly_everything_on_the_path(tmp_path: Path) -> None:
    rows = "".join(f"  s{n}: {{language: go, kind: crud, self_time: 5ms}}\n" for n in range(1, 19))
    calls = ", ".join(f"s{n}" for n in range(1, 19))
    text = (
        f"{HEAD}journeys:\n  order: {{entry: web, rate: 5/s}}\nservices:\n"
        f"  web: {{language: go, self_time: 2ms, calls: [{calls}]}}\n{rows}"
    )

    assert "calls are assumed sequential" in check(tmp_path, text).stdout


RUST = """\
journeys:
  order: {{entry: s, rate: 1000/s, measured: {{at: 2026-10-01, source: {source}}}}}
services:
  s:
    language: go
    kind: json-api
    criticality: high
    self_time: 20ms
    load: {{rate: 1000/s, cpu: 15}}
    rewrite: {{cpu: 0.5}}
    measured: {{at: 2026-10-01, source: {source}}}
"""


@pytest.mark.parametrize(("source", "code"), [("estimate", 0), ("prometheus", 1)])
def test_an_estimate_exits_with_0_and_a_measurement_gates(
    source: str, code: int, tmp_path: Path
) -> None:
    assert check(tmp_path, HEAD + RUST.format(source=source)).code == code
