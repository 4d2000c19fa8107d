"""Templates of a user's own: what they may change, and what becomes of their mistakes."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

from archlint.linting.report import Report
from archlint.reporting import Options
from archlint.reporting.html import render as as_html
from archlint.reporting.markdown import render as as_markdown
from archlint.source import InputError, Problem

from hostile import manifest, report_on
from reported import SHOP, linted

RUN = Report(portfolios=(linted(SHOP),))
EXTENDS = '{% extends "archlint/report.html.j2" %}\n'


def template(folder: Path, text: str, name: str = "report.html.j2") -> Options:
    """The template in a directory, and the options that name that directory."""
    (folder / name).write_text(text, encoding="utf-8")
    return Options(templates=str(folder))


def problem(folder: Path, text: str) -> Problem:
    options = template(folder, EXTENDS + text)
    with pytest.raises(InputError) as stopped:
        as_html(RUN, options)
    (only,) = stopped.value.problems
    return only


def test_a_template_that_changes_nothing_is_our_page(tmp_path: Path) -> None:
    assert as_html(RUN, template(tmp_path, EXTENDS)) == as_html(RUN, Options())


def test_a_block_replaces_ours_and_super_keeps_it(tmp_path: Path) -> None:
    page = as_html(
        RUN,
        template(
            tmp_path,
            EXTENDS
            + "{% block findings %}<p>ours</p>{% endblock %}"
            + "{% block which %}<p>before {{ part.header.portfolio }}</p>{{ super() }}{% endblock %}",
        ),
    )

    assert "<p>ours</p>" in page
    assert 'id="findings"' not in page
    assert "<p>before shop</p>" in page
    assert 'id="which"' in page


def hashes(page: str) -> tuple[list[str], list[str]]:
    """The hashes of style sheets that the policy allows, and those of the sheets that are there."""
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', unescape(page))
    allowed = re.findall(r"sha256-[\w+/=]+", policy.split("style-src")[1].split(";")[0])
    sheets = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    found = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in sheets]
    return allowed, [f"sha256-{each}" for each in found]


@pytest.mark.parametrize(
    "style",
    [
        "{{ super() }}\n.hero { color: #123; }",
        ".hero::before { content: '{{ page.version }} & <b>'; }",
        "{{ super() }}/* ##[group] */",
    ],
    ids=["more", "another, with what is escaped", "what a log would obey"],
)
def test_the_policy_allows_the_style_that_was_printed(tmp_path: Path, style: str) -> None:
    page = as_html(RUN, template(tmp_path, f"{EXTENDS}{{% block style %}}{style}{{% endblock %}}"))

    allowed, found = hashes(page)

    assert allowed == found
    assert "\0" not in page


def test_a_page_of_its_own_needs_nothing_of_ours(tmp_path: Path) -> None:
    text = "{% for part in page.sections %}{{ part.headline.text }}{% endfor %}\n"

    assert as_html(RUN, template(tmp_path, text)) == "No rewrite pays: keep all 3 in Go."


def test_a_template_may_bring_parts_and_none_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "logo.html.j2").write_text("<p>logo</p>", encoding="utf-8")
    (tmp_path / "words.html.j2").write_text("{{ nonsense }}", encoding="utf-8")
    text = EXTENDS + '{% block footer %}{% include "logo.html.j2" %}{% endblock %}'

    assert "<p>logo</p>" in as_html(RUN, template(tmp_path, text))


def test_names_are_escaped_in_a_users_block(tmp_path: Path) -> None:
    text = (
        EXTENDS + "{% block services %}{% for row in part.verdicts %}<p>{{ row.service }}</p>"
        "{% endfor %}{% endblock %}"
    )
    page = as_html(report_on(manifest()), template(tmp_path, text))

    assert page.count("<script") == 1
    assert page.count("<img") == 0


def test_markdown_has_blocks_too(tmp_path: Path) -> None:
    text = '{% extends "archlint/report.md.j2" %}{% block gate %}The end.{% endblock %}'

    written = as_markdown(RUN, template(tmp_path, text, "report.md.j2"))

    assert written.endswith("The end.\n")
    assert written.startswith("# `shop`:")
    assert as_html(RUN, Options(templates=str(tmp_path))) == as_html(RUN, Options())


@pytest.mark.parametrize(
    ("block", "line", "message", "hint"),
    [
        ("{{ page.colour }}", 3, "Page has no `colour`", "lists what it has"),
        ("{{ part.headline.txt }}", 3, "Headline has no `txt`", "did you mean `text`?"),
        ("{{ nope }}", 3, "'nope' is undefined", "docs/report-templates.md"),
        ("{% if %}", 3, "Expected an expression", "docs/report-templates.md"),
        ("{{ 1 / 0 }}", 3, "division by zero", "docs/report-templates.md"),
        ("{{ 'a' + 1 }}", 3, "can only concatenate", "docs/report-templates.md"),
        ("{{ range(9999999) }}", 3, "Range too big", "docs/report-templates.md"),
        ("{{ page.__class__ }}", 3, "unsafe", "docs/report-templates.md"),
        ('{% include "gone.j2" %}', 3, "no template is called gone.j2", ""),
        ('{% from "words.html.j2" import verdict %}{{ verdict(3) }}', 3, "'mark'", ""),
        ("{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}", 3, "recursion", ""),
        ("{{ page | nope }}", 3, "No filter named 'nope'", ""),
    ],
    ids=[
        "a field of the page",
        "a field written alike",
        "a name",
        "syntax",
        "arithmetic",
        "types",
        "a huge range",
        "a way out of the sandbox",
        "a part that is not there",
        "our macro, called wrongly",
        "without end",
        "a filter",
    ],
)
def test_a_mistake_is_a_problem_at_its_line(
    tmp_path: Path, block: str, line: int, message: str, hint: str
) -> None:
    found = problem(tmp_path, f"{{% block headline %}}\n{block}\n{{% endblock %}}")

    assert found.span is not None
    assert (found.span.file, found.span.line) == (f"{tmp_path}/report.html.j2", line)
    assert message in found.message
    assert hint in found.suggestion


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{% block headlinee %}{% endblock %}", [(2, "headlinee", "did you mean `headline`?")]),
        (
            "\n{% block zzz %}{% endblock %}{% block wich %}{% endblock %}",
            [(3, "zzz", "docs/report-templates.md lists them"), (3, "wich", "`which`")],
        ),
        ("{% if 1 %}{% block fotter %}{% endblock %}{% endif %}", [(2, "fotter", "`footer`")]),
    ],
    ids=["written alike", "two", "within a condition"],
)
def test_a_block_that_nobody_prints_is_a_problem_at_its_line(
    tmp_path: Path, text: str, found: list[tuple[int, str, str]]
) -> None:
    with pytest.raises(InputError) as stopped:
        as_html(RUN, template(tmp_path, EXTENDS + text))

    for problem, (line, name, hint) in zip(stopped.value.problems, found, strict=True):
        assert problem.span is not None
        assert (problem.span.file, problem.span.line) == (f"{tmp_path}/report.html.j2", line)
        assert f"no block is called `{name}`" in problem.message
        assert hint in problem.suggestion


def test_a_block_of_a_users_own_may_be_new_where_it_is_printed(tmp_path: Path) -> None:
    ours = EXTENDS + "{% block footer %}{% block imprint %}none{% endblock %}{% endblock %}"
    (tmp_path / "house.html.j2").write_text(ours, encoding="utf-8")
    text = '{% extends "house.html.j2" %}{% block imprint %}<p>The house.</p>{% endblock %}'

    assert "<p>The house.</p>" in as_html(RUN, template(tmp_path, text))
    with pytest.raises(InputError, match=r"did you mean `imprint`\?"):
        as_html(RUN, template(tmp_path, text.replace("block imprint", "block imprnt")))


def test_a_page_of_its_own_may_have_any_block(tmp_path: Path) -> None:
    assert as_html(RUN, template(tmp_path, "{% block mine %}mine{% endblock %}\n")) == "mine"


def test_a_base_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    options = template(tmp_path, '{% extends "report.html.j3" %}')

    with pytest.raises(InputError, match=r"report.html.j2:1:1: no template is called report.html"):
        as_html(RUN, options)


def test_a_directory_without_templates_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no template is called report.html.j2 or report.md.j2"):
        as_html(RUN, Options(templates=str(tmp_path)))


def test_bytes_that_are_no_text_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_bytes(b"\xff\xfe")

    with pytest.raises(InputError, match=r"report.html.j2: cannot be read"):
        as_html(RUN, Options(templates=str(tmp_path)))
