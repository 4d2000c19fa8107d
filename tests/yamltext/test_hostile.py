"""Hostile input: a clear Problem or a correct reading, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archlint import yamltext
from archlint.source import InputError
from archlint.yamltext import parse
from archlint.yamltext.events import LARGEST_PURE, has_c_parser
from archlint.yamltext.syntax import QUOTE_IN_FLOW

ROOT = Path(yamltext.__file__).parents[2]

# 600 MB of address space and 60 seconds: many times what a refusal needs, far from a bomb's needs.
BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
from archlint.source import InputError
from archlint.yamltext import parse
data = eval(sys.argv[1])
try:
    parse(data, "f.yaml")
except InputError as error:
    print("\\n".join(str(error).splitlines()[:2]))
else:
    print("read")
"""

LAUGHS = r"""
b"a: &a [x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 10)) for i in range(20)
)
"""
MERGED_LAUGHS = r"""
b"a: &a {k: 1}\n" + b"".join(
    b"%c: &%c {%s}\n"
    % (98 + i, 98 + i, b",".join(b"k%d: {<<: *%c}" % (j, 97 + i) for j in range(10)))
    for i in range(20)
)
"""
DEEP_BY_ALIAS = r"""
b"a: &a [x]\n" + b"".join(b"%s: &n%d [*%s]\n" % (b"k%d" % i, i, b"n%d" % (i - 1) if i else b"a")
for i in range(2000))
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param(LAUGHS, "expected aliases that repeat at most 200,000 values", id="aliases"),
        pytest.param(MERGED_LAUGHS, "expected aliases that repeat at most", id="merges"),
        pytest.param(DEEP_BY_ALIAS, "expected at most 64 levels", id="depth by aliases"),
        pytest.param("b'[' * 100_000", "f.yaml:1:65: expected at most 64 levels", id="100,000 ["),
        pytest.param("b'{a: ' * 100_000", "expected at most 64 levels", id="100,000 {"),
        pytest.param("b'- ' * 100_000", "expected at most 64 levels", id="100,000 -"),
        pytest.param("b'? ' * 100_000", "expected at most 64 levels", id="100,000 ?"),
        pytest.param(
            "b''.join(b' ' * i + b'a:\\n' for i in range(10_000))",
            "f.yaml:65:65: expected at most 64 levels",
            id="10,000 indentations",
        ),
        pytest.param(
            "b'a: 1\\n' * 14_000_000", "expected at most 64 MB, found 70,000,000", id="70 MB"
        ),
        pytest.param("b'\\n' * (60 << 20)", "expected at most 5,000,000 lines", id="line ends"),
        pytest.param("b'\\r' * (60 << 20)", "expected at most 5,000,000 lines", id="returns"),
        pytest.param("b'\\0' * (60 << 20)", "found the control character U+0000", id="NULs"),
        pytest.param("b'\\xff' * (60 << 20)", "found the byte 0xFF", id="no text"),
        pytest.param("b'a: 1\\n' * 100_000", "the key stands twice", id="100,000 doubles"),
        pytest.param("b'n: ' + b'9' * 20_000_000", "read", id="a number of 20,000,000 digits"),
        pytest.param("b'a' * 20_000_000 + b': 1'", "f.yaml:", id="a key of 20 MB"),
        pytest.param("b'&a ' * 1_000_000", "f.yaml:", id="anchors"),
        pytest.param("b'#' * 20_000_000", "read", id="a comment"),
        pytest.param("b'a:\\n' + b'# :\\n' * 1_000_000 + b'b: 1'", "read", id="comments"),
        pytest.param("b'\"' + b'\\\\\\n' * 300_000 + b'\"'", "read", id="folded lines"),
        pytest.param("b'{' + b'a,' * 900 + b'}'", "the key stands twice", id="bare keys"),
    ],
)
def test_bounded(expression: str, expected: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, expression.strip().replace("\n", " ")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert expected in done.stdout


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            b"a: 1\n---\nb: 2\n",
            "2:1: expected one YAML document, found a second one that begins here "
            "(keep one document a file; `include:` joins several files)",
            id="two documents",
        ),
        pytest.param(
            b"%YAML 1.2\n---\na: 1\n---\n",
            "4:1: expected one YAML document, found a second one that begins here "
            "(keep one document a file; `include:` joins several files)",
            id="a second, empty document",
        ),
        pytest.param(
            b"a:\n\tb: 1\n",
            "2:1: expected spaces, found a tab (YAML is indented with spaces only)",
            id="a tab",
        ),
        pytest.param(
            b"a:\n  b: 1\n  \tc: 1\n",
            "3:3: expected spaces, found a tab (YAML is indented with spaces only)",
            id="a tab behind spaces",
        ),
        pytest.param(
            b"a: \xff\n", "1:4: expected UTF-8, found the byte 0xFF", id="a byte that is no text"
        ),
        pytest.param(
            "é: 1\n".encode("latin-1"), "1:1: expected UTF-8, found the byte 0xE9", id="Latin-1"
        ),
        pytest.param("a: 1".encode("utf-16"), "1:1: expected UTF-8, found UTF-16", id="UTF-16"),
        pytest.param(b"\xff\xfe\x00\x00a", "1:1: expected UTF-8, found UTF-32", id="UTF-32"),
        pytest.param(
            b"a: *b\n", "1:4: a: expected an alias of an anchor above, found *b", id="no anchor"
        ),
        pytest.param(
            b"a: &base 1\nb: *bsae\n",
            "2:4: b: expected an alias of an anchor above, found *bsae (did you mean `*base`?)",
            id="a typing error in an alias",
        ),
        pytest.param(
            b"a: &a [*a]\n",
            "1:8: a.0: the alias *a stands inside the value that it names",
            id="an alias inside itself",
        ),
        pytest.param(
            b"a: &a {<<: *a}\n",
            "1:12: a.<<: the alias *a stands inside the value that it names",
            id="a merge into itself",
        ),
        pytest.param(
            b"<<: [{a: 1}, 2]\n",
            "1:1: expected a mapping or a list of mappings after `<<`, found a list",
            id="a merge of something else",
        ),
        pytest.param(
            b"a: !!python/object/apply:os.system [x]\n",
            "1:4: a: expected a value without a tag, found !!python/object/apply:os.system",
            id="a tag that runs code",
        ),
        pytest.param(
            b"a: !secret x\n",
            "1:12: a: expected a value without a tag, found !secret",
            id="a tag of somebody else",
        ),
        pytest.param(
            b"a: !!int x\n",
            "1:10: a: expected a value that fits !!int, found 'x'",
            id="a tag that does not fit",
        ),
        pytest.param(
            b"a: !!seq {}\n",
            "1:4: a: expected a value that fits !!seq, found a mapping",
            id="a tag of another collection",
        ),
        pytest.param(
            b"? [a]\n: 1\n", "1:3: expected text as a key, found a list", id="a list as a key"
        ),
        pytest.param(
            b"? {a: 1}\n: 1\n",
            "1:3: expected text as a key, found a mapping",
            id="a mapping as a key",
        ),
        pytest.param(
            b"a: x: y\n",
            "1:5: expected the end of the value, found another `:` "
            "(quote text that contains `: `, or begin a new line)",
            id="a colon in a value",
        ),
        pytest.param(
            b'a: "x\n',
            "2:1: expected a closing quote, found the end of the file (opened here: 1:4)",
            id="an open quote",
        ),
        pytest.param(
            b"a: [1\nb: 2\n",
            "2:2: expected `,` or `]`, found `:` (close the list, or quote names that contain "
            '":" or "?" inside [ ] and { }) (the list begins here: 1:4)',
            id="an open bracket",
        ),
        pytest.param(
            b"a:\n  b: 1\n c: 2\n",
            "3:2: expected a key of the mapping that is open here, or its end, found `c` "
            "(check the indentation) (the mapping begins here: 1:1)",
            id="an indentation between two",
        ),
        pytest.param(
            b"a: @x\n",
            "1:4: expected a value, found `@` "
            "(quote text that begins with @, `, % or another sign)",
            id="a sign that begins nothing",
        ),
        pytest.param(
            b'a: "\\q"\n',
            "1:6: expected an escape such as \\n or \\u00e9 after the backslash, found `q` "
            "(write \\\\ for a backslash, or use single quotes)",
            id="an unknown escape",
        ),
        pytest.param(
            b'- x\n- "\\U00110000"\n',
            "2:4: expected escapes that stand for Unicode characters, found one above U+10FFFF "
            "(write the character itself)",
            id="an escape beyond Unicode",
        ),
        pytest.param(
            b'a: "\\ud83d\\ude00"\n',
            "1:4: a: expected escapes that stand for Unicode characters, found half of a pair "
            "(write the character itself)",
            id="a surrogate",
        ),
    ],
)
def test_a_problem(data: bytes, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(data, "f.yaml")
    assert str(caught.value) == f"f.yaml:{expected}"


@pytest.mark.parametrize("code", [0x00, 0x07, 0x0B, 0x0C, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029])
def test_a_control_character_is_refused_where_it_stands(code: int) -> None:
    with pytest.raises(InputError) as caught:
        parse(f"a: 1\r\nb: 'é{chr(code)}'\n".encode(), "f.yaml")
    assert str(caught.value) == (
        f"f.yaml:2:6: expected text, found the control character U+{code:04X} "
        "(take it out, or write it as an escape in double quotes)"
    )


def test_all_control_characters_are_reported_up_to_a_thousand() -> None:
    with pytest.raises(InputError) as caught:
        parse(b"\x07\n" * 1_001, "f.yaml")
    assert [problem.span.line for problem in caught.value.problems if problem.span] == list(
        range(1, 1_001)
    )


def test_a_byte_order_mark_inside_the_text_is_refused() -> None:
    with pytest.raises(InputError, match=r"f\.yaml:1:4: .*U\+FEFF"):
        parse("\ufeffa: \ufeff1\n".encode(), "f.yaml")


def test_bidirectional_characters_are_read_and_left_to_who_prints() -> None:
    assert "\\u{202e}a: the key stands twice" in str(_problem("\u202ea: 1\n\u202ea: 2\n"))
    assert parse("\u202ea: 1\n".encode(), "f.yaml").root is not None


def _problem(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(text.encode(), "f.yaml")
    return caught.value


@pytest.mark.skipif(not has_c_parser(), reason="only libyaml refuses these")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[a/GET /x?y=1]\n",
            (
                f"1:10: expected `,` or `]`, found `?` (close the list, or {QUOTE_IN_FLOW})"
                " (the list begins here: 1:1)"
            ),
        ),
        (
            "{url: http://x}\n",
            f"1:11: expected text without `:` inside [ ] and {{ }}, found `:` ({QUOTE_IN_FLOW})",
        ),
    ],
    ids=["a question mark", "a colon"],
)
def test_a_large_file_that_libyaml_refuses_says_what_to_quote(text: str, expected: str) -> None:
    padding = "# padding\n" * (LARGEST_PURE // 10)
    assert str(_problem(text + padding)) == f"f.yaml:{expected}"
