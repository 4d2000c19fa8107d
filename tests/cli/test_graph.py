"""`archlint graph`: formats, what is chosen, names that are not there, exit codes, completion."""

from __future__ import annotations

from pathlib import Path

import pytest

from reported import SHOP
from running import run, spawn

ROOT = Path(__file__).parents[2]
STOREFRONT = str(ROOT / "examples" / "storefront")
TODAY = ("--today", "2026-11-23")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "archlint.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ((), "// archlint "),
        (("--output-format", "dot"), "// archlint "),
        (("--output-format", "mermaid"), "%% archlint "),
        (("--output-format", "svg"), "<svg xmlns="),
    ],
    ids=["by default", "dot", "mermaid", "svg"],
)
def test_it_prints_the_portfolio_that_is_near(
    form: tuple[str, ...], start: str, shop: Path
) -> None:
    result = run("graph", *form, *TODAY, cwd=shop)

    assert (result.code, result.stderr) == (0, "")
    assert result.stdout.startswith(start)


def test_it_writes_several_formats_to_files(shop: Path) -> None:
    forms = [f"--output-format={name}:g.{name}" for name in ("dot", "mermaid", "svg")]
    result = run("graph", "archlint.yaml", *forms, cwd=shop)

    assert (result.code, result.stdout) == (0, "")
    assert sorted(path.name for path in shop.glob("g.*")) == ["g.dot", "g.mermaid", "g.svg"]


def test_what_is_chosen_is_drawn() -> None:
    def boxes(*arguments: str) -> list[str]:
        text = run("graph", STOREFRONT, *arguments, *TODAY).stdout
        return [
            line.split('"')[1]
            for line in text.splitlines()
            if line.startswith('  "') and "->" not in line
        ]

    assert boxes("--journey", "sign-in") == ["identity", "session-cache"]
    assert boxes("--focus", "pricing") == ["web", "pricing", "checkout"]
    assert boxes("--reaches", "suggest") == ["suggest"]
    assert boxes("--journey", "sign-in", "--by", "owner") == ["accounts", "no owner"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--journey", "oder"), "the portfolio has no journey 'oder': did you mean 'order'?"),
        (
            ("--focus", "pricng", "--journey", "zzz"),
            "it has order\nthe portfolio has no service 'pricng': did you mean 'pricing'?",
        ),
        (("--reaches", "zzz"), "the portfolio has no service 'zzz': it has front, pricing, stock"),
        (
            ("--focus", "front", "--reaches", "front"),
            "--focus and --reaches choose different parts",
        ),
        (("--by", "team"), "'team' is not one of 'service', 'operation', 'system', 'owner'"),
        (("--output-format", "png"), "no format is called 'png'"),
        (("nowhere",), "nowhere"),
    ],
    ids=["a journey", "all at once", "a service", "both", "by", "a format", "no such path"],
)
def test_what_cannot_be_drawn_is_said_with_exit_code_2(
    arguments: tuple[str, ...], said: str, shop: Path
) -> None:
    result = run("graph", *arguments, cwd=shop)

    assert (result.code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize("form", ["dot", "mermaid", "svg"])
def test_a_graph_of_nothing_has_its_title_and_says_why_on_stderr(form: str) -> None:
    asked = ("--journey", "sign-in", "--reaches", "pricing", "--output-format", form)
    result = run("graph", STOREFRONT, *asked, *TODAY)

    assert (result.code, result.stderr) == (0, "note: nothing in sign-in reaches pricing\n")
    assert "What reaches pricing in sign-in" in result.stdout
    assert not result.stdout.splitlines()[0].endswith((" ", ";", ","))


def test_one_portfolio_is_drawn_at_a_time(shop: Path) -> None:
    other = shop / "other"
    other.mkdir()
    (other / "archlint.yaml").write_text(SHOP.replace("shop", "other"), encoding="utf-8")
    result = run("graph", ".", cwd=shop)

    assert result.code == 2
    assert (
        "2 portfolios here (archlint.yaml, other/archlint.yaml): name one of them" in result.stderr
    )
    assert run("graph", "other", cwd=shop).code == 0


def test_parts_of_one_portfolio_are_that_portfolio() -> None:
    parts = [f"services/{name}/archlint.yaml" for name in ("basket", "catalog")]
    found = run("graph", *parts, *TODAY, cwd=ROOT / "examples" / "monorepo")
    whole = run("graph", *TODAY, cwd=ROOT / "examples" / "monorepo")

    assert (found.code, found.stdout) == (0, whole.stdout)


def test_a_manifest_with_a_mistake_is_no_graph(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(
        "archlint: 1\nportfolio: x\nservices: {a: {calls: [b]}}\n", encoding="utf-8"
    )
    result = run("graph", cwd=tmp_path)

    assert (result.code, result.stdout) == (2, "")
    assert "archlint.yaml:3:24: services.a.calls.0: no service is named 'b'" in result.stderr


@pytest.mark.parametrize("form", ["dot", "mermaid", "svg"])
@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed(form: str) -> None:
    texts = {
        spawn("graph", STOREFRONT, "--output-format", form, *TODAY, PYTHONHASHSEED=seed).stdout
        for seed in ("1", "2")
    }

    assert len(texts) == 1


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("archlint graph --journey si", "sign-in"),
        ("archlint graph --focus pri", "pricing"),
        ("archlint graph --reaches pri", "pricing"),
        ("archlint graph --by sy", "system"),
        ("archlint graph --output-format mer", "mermaid"),
    ],
)
def test_a_shell_completes_it(words: str, offered: str) -> None:
    result = spawn(
        cwd=STOREFRONT,
        _ARCHLINT_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split()) - 1),
    )

    assert offered in result.stdout
