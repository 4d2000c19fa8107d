"""Comments are found where YAML has them, and only there."""

from __future__ import annotations

import pytest

from archlint.yamltext import comments, read

from growth import LINEAR, Job, growth


def found(text: str) -> list[tuple[int, int, str, bool]]:
    """(line, column, text, alone) of every comment that holds `mark`."""
    document = read(text.encode(), "f.yaml")
    return [
        (comment.span.line, comment.span.column, comment.text, comment.is_alone)
        for comment in comments(document.root, document.lines, "f.yaml", "mark")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\n", [], id="no comment"),
        pytest.param("a: 1  # other\n", [], id="a comment without the word"),
        pytest.param("a: 1  # mark\n", [(1, 7, "# mark", False)], id="behind a value"),
        pytest.param("# mark\na: 1\n", [(1, 1, "# mark", True)], id="alone"),
        pytest.param("a:\n  # mark\n  b: 1\n", [(2, 3, "# mark", True)], id="alone and indented"),
        pytest.param("a: 1\t# mark\n", [(1, 6, "# mark", False)], id="behind a tab"),
        pytest.param("a: x#mark\n", [], id="a plain scalar may hold a hash"),
        pytest.param("a: 'x # mark'\n", [], id="a single-quoted scalar holds it"),
        pytest.param(
            'a: "x # mark" # mark\n', [(1, 15, "# mark", False)], id="behind a quoted one"
        ),
        pytest.param('a: "x\n  # mark\n  y"\n', [], id="a quoted scalar of three lines"),
        pytest.param("a: |\n  # mark\nb: 1 # mark\n", [(3, 6, "# mark", False)], id="a block"),
        pytest.param("a: |\n  x\n# mark\n", [(3, 1, "# mark", True)], id="below a block"),
        pytest.param("{a: [1, # mark\n 2]}\n", [(1, 9, "# mark", False)], id="inside brackets"),
        pytest.param("'# mark': 1\n", [], id="a quoted key"),
        pytest.param("# x # mark\n", [(1, 1, "# x # mark", True)], id="from the first hash on"),
        pytest.param("# mark\n", [(1, 1, "# mark", True)], id="a file of comments alone"),
        pytest.param(
            "ä: ö  # mark é\n", [(1, 7, "# mark é", False)], id="columns count code points"
        ),
        pytest.param(
            "a: &x 'q # mark'\nb: *x # mark\n", [(2, 7, "# mark", False)], id="behind an alias"
        ),
    ],
)
def test_comments(text: str, expected: list[tuple[int, int, str, bool]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('s{}: "mark: x # # # #"\n', id="in quotes"),
        pytest.param("s{}: 'x' # mark\n", id="behind quotes"),
    ],
)
def test_many_hashes_and_quotes_are_no_work_squared(line: str) -> None:
    def job(size: int) -> Job:
        document = read("".join(map(line.format, range(size))).encode(), "f.yaml")
        return lambda: list(comments(document.root, document.lines, "f.yaml", "mark"))

    assert growth(job, 50) < LINEAR
