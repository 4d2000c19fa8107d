"""What a revision answers, and that it answers as the work tree of the same files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.files import Discovered, FileProblem, Tree, WorkTree, discover
from archlint.files.revisions import Revision, open_revision, roots

from repositories import commit, git, repository
from trees import PART, ROOT, is_root


def opened(rev: str, at: Path, start: str = "") -> Revision:
    return open_revision(rev, start=start, cwd=str(at))


def refused(rev: str, at: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        opened(rev, at)
    return str(caught.value)


def unread(revision: Revision, path: str) -> str:
    with pytest.raises(FileProblem) as caught:
        revision.read(path)
    assert caught.value.path == path
    return str(caught.value)


# --- the names of revisions -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three commits, `archlint.yaml` saying which; a branch and a tag on the second."""
    where = repository(tmp_path_factory.mktemp("history"))
    for text in ("one", "two", "three"):
        commit(where, {"archlint.yaml": text})
    git(where, "branch", "release/2.x", "HEAD~1")
    git(where, "tag", "-a", "v2", "-m", "two", "HEAD~1")
    return where


@pytest.mark.parametrize(
    ("rev", "expected"),
    [
        ("main", b"three"),
        ("HEAD", b"three"),
        ("HEAD~1", b"two"),
        ("HEAD^^", b"one"),
        ("main~2", b"one"),
        ("release/2.x", b"two"),
        ("v2", b"two"),
        ("refs/tags/v2", b"two"),
        ("v2^{}", b"two"),
        ("@", b"three"),
        ("main@{0}", b"three"),
        ("main^{/x}", b"three"),
    ],
)
def test_a_revision_is_what_git_calls_so(history: Path, rev: str, expected: bytes) -> None:
    revision = opened(rev, history)
    assert (revision.label, revision.read("archlint.yaml")) == (rev, expected)


def test_a_full_or_a_short_name_is_a_revision(history: Path) -> None:
    name = git(history, "rev-parse", "HEAD~1")
    assert opened(name[:8], history).commit == opened(name, history).commit == name


@pytest.mark.parametrize(
    "rev",
    ["", "--upload-pack=x", "-h", "--all", "a b", "$(x)", "HEAD;ls", "HEAD:archlint.yaml", "main\n",
     "a\0b", ":/x", "main\N{RIGHT-TO-LEFT OVERRIDE}", "HEAD^!", "é"],
)  # fmt: skip
def test_a_revision_cannot_be_called(history: Path, rev: str) -> None:
    expected = f"expected a git revision such as main or HEAD~1, found {rev!r}"
    assert refused(rev, history) == expected


@pytest.mark.parametrize(
    "rev",
    ["gone", "HEAD~9", "main..HEAD", "main...v2", "^main", "HEAD^@", "HEAD^-", "v2^{tree}",
     "0" * 40, "..", ".", "@{", "~", "a/../../b"],
)  # fmt: skip
def test_what_is_no_commit_is_not_found(history: Path, rev: str) -> None:
    assert refused(rev, history) == (
        f"expected a git revision, found none called {rev}: `git fetch` brings what others have "
        "pushed, `git branch --all` lists what is here"
    )


def test_a_branch_without_commits_is_no_revision(tmp_path: Path) -> None:
    assert refused("HEAD", repository(tmp_path)).startswith("expected a git revision, found none")


def test_a_shallow_clone_says_how_to_get_more(history: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{history}", "shallow")
    assert opened("HEAD", tmp_path / "shallow").read("archlint.yaml") == b"three"
    assert refused("HEAD~1", tmp_path / "shallow") == (
        "expected a git revision, found none called HEAD~1: this clone is shallow, and `git fetch "
        "--unshallow` brings what is missing"
    )


# --- paths ----------------------------------------------------------------------------------------

NAMES = ["a b/archlint.yaml", "it's/archlint.yaml", 'q"/x', "line\nend/x", "ütf/é.archlint.yaml",
         "tab\tx", "back\\slash", "*", "-x", "a/b/c/archlint.yaml"]  # fmt: skip


def test_any_name_is_read(tmp_path: Path) -> None:
    revision = opened("HEAD", repository(tmp_path, {name: name for name in NAMES}))
    assert [revision.read(name).decode() for name in NAMES] == NAMES
    assert revision.glob("**/*archlint.yaml", below="") == (
        "a b/archlint.yaml",
        "a/b/c/archlint.yaml",
        "it's/archlint.yaml",
        "ütf/é.archlint.yaml",
    )


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    repository(tmp_path)
    name = os.fsdecode(b"\xff.archlint.yaml")
    (tmp_path / name).write_bytes(b"x")
    commit(tmp_path, {})
    revision = opened("HEAD", tmp_path)
    assert revision.glob("*.archlint.yaml", below="") == (name,)
    assert revision.read(name) == b"x"


def test_paths_are_of_the_directory_one_stands_in(tmp_path: Path) -> None:
    files = {"archlint.yaml": "top", "a/archlint.yaml": "a", "a/b/archlint.yaml": "b"}
    repository(tmp_path / "repo", files)
    revision = opened("HEAD", tmp_path / "repo/a")
    assert revision.read("archlint.yaml") == b"a"
    assert revision.read("../archlint.yaml") == b"top"
    assert revision.read(str(tmp_path / "repo/a/b/archlint.yaml")) == b"b"
    assert revision.include("../archlint.yaml", "a/b/archlint.yaml") == ("../a/b/archlint.yaml",)
    assert revision.include("archlint.yaml", "**/archlint.yaml") == ("b/archlint.yaml",)


def test_the_repository_is_the_one_of_the_start(tmp_path: Path) -> None:
    repository(tmp_path / "repo", {"a/archlint.yaml": "a"})
    revision = opened("HEAD", tmp_path, start="repo/a/archlint.yaml")
    assert revision.read("repo/a/archlint.yaml") == b"a"
    assert revision.repository == str(tmp_path / "repo")


def test_a_path_out_of_the_repository_is_refused(tmp_path: Path) -> None:
    revision = opened("HEAD", repository(tmp_path / "repo", {"archlint.yaml": "x"}))
    expected = "expected a path inside the repository, found one out of it"
    for path in ("../archlint.yaml", "/etc/passwd", "a/../../repo2/archlint.yaml"):
        assert unread(revision, path) == expected
        assert (revision.is_file(path), revision.exists(path)) == (False, False)
    with pytest.raises(FileProblem, match=expected):
        revision.glob("*", below="..")


def test_what_is_in_the_work_tree_only_is_not_in_the_revision(tmp_path: Path) -> None:
    where = repository(tmp_path, {"a/archlint.yaml": "old"})
    (where / "a/archlint.yaml").write_text("new")
    (where / "archlint.yaml").write_text("new")
    git(where, "add", "-A")
    revision = opened("HEAD", where)
    assert revision.read("a/archlint.yaml") == b"old"
    assert unread(revision, "a") == "expected a file in HEAD, found a directory"
    expected = "expected a file in HEAD, found nothing of this name"
    assert unread(revision, "archlint.yaml") == expected
    assert (where / "a/archlint.yaml").read_text() == "new"


def test_line_ends_are_as_they_were_committed(tmp_path: Path) -> None:
    where = repository(tmp_path, {".gitattributes": "* text eol=crlf\n", "archlint.yaml": "a\nb\n"})
    assert opened("HEAD", where).read("archlint.yaml") == b"a\nb\n"


# --- links, submodules and other refusals ---------------------------------------------------------


def test_links_and_submodules_are_not_followed(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", {"archlint.yaml": ROOT})
    where = repository(tmp_path / "repo", {"real/archlint.yaml": ROOT})
    (tmp_path / "outside").write_text("secret")
    (where / "archlint.yaml").symlink_to("/etc/passwd")
    (where / "x.archlint.yaml").symlink_to("../outside")
    (where / "near").symlink_to("real")
    git(where, "submodule", "--quiet", "add", str(inner), "sub")
    commit(where, {})
    revision = opened("HEAD", where)

    link = "expected a file in HEAD, found a symbolic link, which is not followed in a revision"
    for path in ("archlint.yaml", "x.archlint.yaml", "near", "near/archlint.yaml"):
        assert unread(revision, path) == link
        assert not revision.is_file(path)
    sub = "expected a file in HEAD, found a submodule, which is not followed in a revision"
    assert unread(revision, "sub/archlint.yaml") == unread(revision, "sub") == sub
    assert [revision.exists(path) for path in ("archlint.yaml", "near", "sub")] == [True] * 3
    assert revision.glob("*/archlint.yaml", below="") == ("real/archlint.yaml",)
    found = roots(revision, is_root)
    assert found.roots == ("real/archlint.yaml",)
    assert [(str(problem), problem.path) for problem in found.problems] == [
        (link, "archlint.yaml"),
        (link, "x.archlint.yaml"),
    ]


def test_an_include_of_a_dot_directory_is_refused(tmp_path: Path) -> None:
    where = repository(tmp_path, {".x/archlint.yaml": PART, ".x/a/archlint.yaml": PART})
    with pytest.raises(FileProblem, match="expected a manifest inside the repository"):
        opened("HEAD", where).include(".x/archlint.yaml", "a/archlint.yaml")


def test_a_file_above_the_bound_is_refused_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archlint.files.objects.LARGEST_FILE", 1_000)
    files = {"archlint.yaml": "x" * 1_001, "a/archlint.yaml": "y" * 900, "any": "z" * 1_001}
    revision = opened("HEAD", repository(tmp_path, files | {"b/archlint.yaml": "w" * 900}))
    expected = "in HEAD: expected at most 64 MB, found 1,001 bytes"
    assert [unread(revision, name) for name in ("archlint.yaml", "any")] == [expected] * 2
    assert revision.read("a/archlint.yaml") == b"y" * 900
    assert revision.read("b/archlint.yaml") == b"w" * 900  # one was read ahead, one was not


def test_a_commit_that_claims_billions_of_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = repository(tmp_path, {})
    name, kind = git(where, "hash-object", "-w", "--stdin", given=b"x"), "100644 blob"
    for _ in range(10):
        lines = "".join(f"{kind} {name}\t{number}\n" for number in range(10))
        name, kind = git(where, "mktree", given=lines.encode()), "040000 tree"
    bomb = git(where, "commit-tree", name, "-m", "x")
    monkeypatch.setattr("archlint.files.commits._LARGEST_LIST", 1_000_000)
    assert refused(bomb, where) == "expected at most 1,000,000 bytes from git ls-tree, got more"


# --- as the work tree -----------------------------------------------------------------------------

PARTS = ("a", "b", "cart", "node_modules", "target", ".x", "d.archlint.yaml")
NAMED = ("archlint.yaml", "a.archlint.yaml", "é.archlint.yaml", ".archlint.yaml", "x")
STEPS = ("**", "*", "a", "?", "[ab]", "c*", "node_modules", "d.archlint.yaml")
LAST = ("archlint.yaml", "*.archlint.yaml", "[a-c].archlint.yaml", "a*.archlint.yaml")


def slashed(parts: Sequence[str], last: Sequence[str]) -> st.SearchStrategy[str]:
    """Up to three parts and a name, with slashes between."""
    above = st.lists(st.sampled_from(parts), max_size=3)
    return st.builds(lambda above, name: "/".join([*above, name]), above, st.sampled_from(last))


def answers(tree: Tree, paths: list[str], patterns: list[str]) -> list[object]:
    """What a tree says to every question about these paths."""
    pairs = [(path, pattern) for path in paths for pattern in patterns]
    return [
        *((path, tree.exists(path), tree.is_file(path)) for path in paths),
        *((path, attempt(tree.read, path)) for path in paths),
        *((*pair, attempt(tree.include, *pair)) for pair in pairs),
        *((*pair, tree.glob(pair[1], below=parent(pair[0]))) for pair in pairs),
    ]


def attempt(question: Callable[..., object], *about: str) -> object:
    try:
        return question(*about)
    except FileProblem as problem:
        return problem.path, str(problem).replace(" in HEAD", "")


def parent(path: str) -> str:
    return path.rpartition("/")[0]


def test_a_revision_answers_every_pattern_as_the_work_tree(tmp_path: Path) -> None:
    above = ["/".join(parts) for deep in range(3) for parts in product(PARTS, repeat=deep)]
    where = repository(tmp_path, {f"{x}/{name}".lstrip("/"): x for x in above for name in NAMED})
    patterns = [
        "/".join([*steps, name])
        for deep in range(3)
        for steps in product(STEPS, repeat=deep)
        for name in LAST
    ]
    work, revision = WorkTree(str(where), base=str(where)), opened("HEAD", where)
    for item in patterns:
        assert revision.glob(item, below="") == work.glob(item, below="")


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(slashed(PARTS, NAMED), min_size=1, max_size=8),
    st.lists(slashed(STEPS, LAST), max_size=4),
    st.lists(slashed(PARTS, NAMED), max_size=3),
)
def test_a_revision_answers_as_the_work_tree(
    paths: list[str], patterns: list[str], others: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch).resolve()
        files = {path: f"{number}" for number, path in enumerate(paths)}
        repository(where, files)
        asked = [*files, *others, *filter(None, map(parent, files))]
        work = WorkTree(str(where), base=str(where))
        assert answers(opened("HEAD", where), asked, patterns) == answers(work, asked, patterns)


# --- discovery ------------------------------------------------------------------------------------

FOREST = {
    "a/archlint.yaml": PART,
    "a/b/z.archlint.yaml": ROOT,
    "a/b/archlint.yaml": ROOT,
    "a/b/c/d/archlint.yaml": ROOT,
    "a/b/c-/archlint.yaml": ROOT,
    "a/b/c/node_modules/archlint.yaml": ROOT,
    "a/b/c/.x/archlint.yaml": ROOT,
    "a/b/e.archlint.yaml/x": ROOT,
    "e/f/archlint.yaml": ROOT,
}


@pytest.mark.parametrize("start", ["", "a", "a/b", "a/b/c/d", "a/b/c", "e", "e/f"])
def test_roots_are_found_as_in_the_work_tree(tmp_path: Path, start: str) -> None:
    where = repository(tmp_path, FOREST)
    expected = discover([], str(where / start), is_root=is_root)
    assert roots(opened("HEAD", where / start), is_root) == expected


def test_roots_are_found_for_somebody_who_stands_elsewhere(tmp_path: Path) -> None:
    where = repository(tmp_path, {"a/b/archlint.yaml": ROOT, "c/archlint.yaml": ROOT})
    git(where, "rm", "-rq", "a")
    assert roots(opened("HEAD", where), is_root, start="a/b/gone") == Discovered(
        roots=("a/b/archlint.yaml",), searched=("a/b/gone/", "a/b/")
    )
