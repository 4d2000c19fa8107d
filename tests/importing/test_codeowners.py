"""Who owns a directory, by the rules of GitHub and of GitLab."""

from __future__ import annotations

import time

import pytest

from archlint.importing.codeowners import find, parse

from fixing import Texts

GITHUB, GITLAB, EITHER = False, True, None


@pytest.mark.parametrize(
    ("pattern", "directory", "on_github", "on_gitlab"),
    [
        pytest.param("*", "services/cart", True, True, id="everything"),
        pytest.param("*", "", True, True, id="everything, at the root"),
        pytest.param("/services/cart/", "services/cart", True, True, id="the directory"),
        pytest.param("/services/cart/", "services/cart/api", True, True, id="one below"),
        pytest.param("/services/cart/", "services/cartoon", False, False, id="a longer name"),
        pytest.param("/services/cart/", "services", False, False, id="one above"),
        pytest.param("/services/cart", "services/cart", True, False, id="no slash at the end"),
        pytest.param("services/cart/", "services/cart", True, True, id="no slash in front"),
        pytest.param("services/cart/", "old/services/cart", False, True, id="anywhere on GitLab"),
        pytest.param("cart/", "services/cart", True, True, id="a name at any depth"),
        pytest.param("cart", "services/cart", True, False, id="a bare name"),
        pytest.param("/services/*", "services", True, True, id="what is in it"),
        pytest.param("/services/*", "services/cart", False, False, id="not what is below it"),
        pytest.param("/services/*/", "services/cart", True, True, id="any directory in it"),
        pytest.param("/services/c*t/", "services/cart", True, True, id="a star in a name"),
        pytest.param("/services/c?rt/", "services/cart", True, True, id="a question mark"),
        pytest.param("/services/**", "services/cart", True, False, id="two stars at the end"),
        pytest.param("/**/cart/", "a/b/cart", True, True, id="two stars in front"),
        pytest.param("/**/cart/", "cart", True, True, id="two stars for nothing"),
        pytest.param("/a/**/cart/", "a/b/c/cart", True, True, id="two stars inside"),
        pytest.param("*.go", "services/cart", False, False, id="some of its files"),
        pytest.param("archlint.yaml", "services/cart", False, False, id="one of its files"),
        pytest.param("/services/cart/*.go", "services/cart", False, False, id="files in it"),
        pytest.param("/s[ae]rvices/", "services", False, True, id="a class on GitLab"),
        pytest.param(r"/a\ b/", "a b", True, True, id="a space"),
        pytest.param(r"/a\*/", "ab", False, False, id="a star that is none"),
    ],
)
def test_a_pattern_names_directories(
    pattern: str, directory: str, *, on_github: bool, on_gitlab: bool
) -> None:
    found = [
        bool(parse(f"{pattern} @o/t", on_gitlab=platform).owners(directory))
        for platform in (GITHUB, GITLAB)
    ]

    assert found == [on_github, on_gitlab]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("* @o/all\n/cart/ @o/cart", ("@o/cart",), id="the last line wins"),
        pytest.param("/cart/ @o/cart\n* @o/all", ("@o/all",), id="even a wider one"),
        pytest.param("* @o/all\n/cart/", (), id="a line without owners takes them away"),
        pytest.param("* @o/all\n/cart/ web", (), id="a word is no owner"),
        pytest.param(
            "# /cart/ @o/x\n\n/cart/ @o/a @b c@d.e # @o/x", ("@o/a", "@b", "c@d.e"), id="comments"
        ),
        pytest.param("/cart/ @o/a @o/a", ("@o/a",), id="named twice"),
        pytest.param("* @o/all\n/stock/ @o/stock", ("@o/all",), id="what does not match"),
        pytest.param("/ @o/root\n", (), id="a slash alone"),
        pytest.param("", (), id="nothing"),
    ],
)
@pytest.mark.parametrize("platform", [GITHUB, GITLAB, EITHER])
def test_the_owners_are_those_of_the_last_line_that_matches(
    text: str, expected: tuple[str, ...], *, platform: bool | None
) -> None:
    assert parse(text, on_gitlab=platform).owners("cart") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[Code]\n/cart/ @o/cart", ("@o/cart",), id="in a section"),
        pytest.param("[Code] @o/all\n/cart/", ("@o/all",), id="the section's own"),
        pytest.param("[Code][2] @o/all\n/cart/ @o/cart", ("@o/cart",), id="with approvals"),
        pytest.param("^[Code]\n/cart/ @o/cart", ("@o/cart",), id="an optional one"),
        pytest.param(
            "* @o/all\n[Code]\n/cart/ @o/cart\n[Docs]\n*.md @o/docs",
            ("@o/all", "@o/cart"),
            id="one from each",
        ),
        pytest.param(
            "[Code]\n* @o/all\n[Docs]\n*.md @o/d\n[code]\n/cart/ @o/cart",
            ("@o/cart",),
            id="one name is one section",
        ),
        pytest.param("[Code] @o/all\n*\n!/cart/", (), id="taken out"),
        pytest.param("[Code] @o/all\n!/cart/\n*", (), id="taken out for good"),
    ],
)
def test_sections_are_gitlab_and_each_has_owners(text: str, expected: tuple[str, ...]) -> None:
    assert parse(text).owners("cart") == expected


def test_where_the_platforms_disagree_nobody_owns() -> None:
    text = "* @o/all\n/cart @o/cart\n"

    assert parse(text, on_gitlab=GITHUB).owners("cart") == ("@o/cart",)
    assert parse(text, on_gitlab=GITLAB).owners("cart") == ("@o/all",)
    assert parse(text).owners("cart") == ()


@pytest.mark.parametrize(
    ("files", "path", "expected"),
    [
        pytest.param([".github/CODEOWNERS"], ".github/CODEOWNERS", "@o/cart", id="GitHub's own"),
        pytest.param([".gitlab/CODEOWNERS"], ".gitlab/CODEOWNERS", "@o/all", id="GitLab's own"),
        pytest.param(["CODEOWNERS"], "CODEOWNERS", "", id="of either"),
        pytest.param(["docs/CODEOWNERS"], "docs/CODEOWNERS", "", id="in docs"),
        pytest.param(["CODEOWNERS", ".gitlab-ci.yml"], "CODEOWNERS", "@o/all", id="a pipeline"),
        pytest.param(
            ["CODEOWNERS", ".github/workflows/ci.yml"], "CODEOWNERS", "@o/cart", id="a workflow"
        ),
        pytest.param(
            ["CODEOWNERS", ".github/CODEOWNERS"], ".github/CODEOWNERS", "@o/cart", id="the first"
        ),
        pytest.param(
            ["docs/CODEOWNERS", ".github/x", ".gitlab-ci.yml"], "docs/CODEOWNERS", "", id="both"
        ),
    ],
)
def test_where_it_lies_tells_who_reads_it(files: list[str], path: str, expected: str) -> None:
    found = find(Texts(dict.fromkeys(files, b"* @o/all\n/cart @o/cart\n")))

    assert found is not None
    assert (found.path, " ".join(found.owners("cart"))) == (path, expected)


def test_no_file_is_no_answer() -> None:
    assert find(Texts({"archlint.yaml": b""})) is None


def test_a_hostile_pattern_takes_no_time() -> None:
    pattern = "/".join(["**", "*a*b*c*d*e*f*g*"] * 200)
    deep = "/".join(["abcdefg" * 20] * 60)
    start = time.perf_counter()

    assert parse(f"{pattern} @o/t").owners(deep) == ()
    assert time.perf_counter() - start < 5
