"""What is found, what is refused, and that nothing is lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from archlint import files
from archlint.files import Discovered, FileProblem

ROOT = "portfolio: shop\n"
PART = "services: {}\n"


def is_root(data: bytes) -> bool:
    return data.startswith(b"portfolio")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """An empty repository that is not the top of its world."""
    (tmp_path / "repo/.git").mkdir(parents=True)
    return tmp_path / "repo"


def write(directory: Path, *paths: str, text: str = PART) -> None:
    for path in paths:
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text)


# --- the repository -------------------------------------------------------------------------------


def test_the_repository_is_the_nearest_directory_with_git(repo: Path) -> None:
    write(repo, "a/b/archlint.yaml")
    assert files.find_repository(str(repo / "a/b")) == str(repo)
    assert files.find_repository(str(repo / "a/b/archlint.yaml")) == str(repo)


def test_a_worktree_whose_git_is_a_file_is_a_repository(repo: Path) -> None:
    write(repo, "a/.git", "a/b/archlint.yaml")
    assert files.find_repository(str(repo / "a/b")) == str(repo / "a")


def test_a_directory_in_no_repository_is_its_own(tmp_path: Path) -> None:
    assert files.find_repository(str(tmp_path)) == str(tmp_path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("archlint.yaml", "archlint.yaml", id="here"),
        pytest.param("./b/../archlint.yaml", "archlint.yaml", id="a detour"),
        pytest.param("../archlint.yaml", "../archlint.yaml", id="above, in the repository"),
    ],
)
def test_a_path_in_the_repository_is_shown_from_here(repo: Path, path: str, expected: str) -> None:
    (repo / "a/b").mkdir(parents=True)
    assert files.shown(path, str(repo / "a")) == expected


def test_a_path_outside_of_the_repository_is_shown_in_full(repo: Path) -> None:
    assert files.shown("../x.yaml", str(repo)) == str(repo.parent / "x.yaml")


# --- discovery ------------------------------------------------------------------------------------


def test_without_a_path_the_nearest_root_upwards_is_found(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    write(repo, "a/archlint.yaml", "a/b/x.archlint.yaml")
    assert files.discover([], str(repo / "a/b"), is_root=is_root) == Discovered(
        roots=("../../archlint.yaml",), searched=("./", "../", "../../")
    )


def test_a_nearer_root_hides_a_farther_one(repo: Path) -> None:
    write(repo, "archlint.yaml", "a/shop.archlint.yaml", text=ROOT)
    (repo / "a/b").mkdir()
    assert files.discover([], str(repo / "a/b"), is_root=is_root).roots == (
        "../shop.archlint.yaml",
    )


def test_a_root_above_the_repository_is_not_ours(repo: Path) -> None:
    write(repo.parent, "archlint.yaml", text=ROOT)
    assert files.discover([], str(repo), is_root=is_root) == Discovered(
        searched=("./",), below=("./",)
    )


def test_without_a_root_upwards_everything_below_is_searched(repo: Path) -> None:
    write(repo, "a/archlint.yaml", "b/c/shop.archlint.yaml", text=ROOT)
    write(repo, "archlint.yaml")
    assert files.discover([], str(repo), is_root=is_root) == Discovered(
        roots=("a/archlint.yaml", "b/c/shop.archlint.yaml"),
        others=("archlint.yaml",),
        searched=("./",),
        below=("./",),
    )


def test_a_directory_is_searched_for_manifests_only(repo: Path) -> None:
    write(
        repo,
        *("x/z.archlint.yaml", "x/archlint.yaml", "x/a.archlint.yaml", "x/y/archlint.yaml"),
        *("x/.hidden/archlint.yaml", "x/node_modules/archlint.yaml", "x/target/archlint.yaml"),
        *("x/.archlint.yaml", "x/archlint.yml", "x/myarchlint.yaml", "x/archlint.yaml.orig"),
        *("x/.venv/archlint.yaml", "elsewhere/archlint.yaml", "x/d/archlint.yaml/file"),
        text=ROOT,
    )
    assert files.discover(["x"], str(repo), is_root=is_root) == Discovered(
        roots=("x/archlint.yaml", "x/a.archlint.yaml", "x/z.archlint.yaml", "x/y/archlint.yaml"),
        below=("x/",),
    )


def test_a_named_file_counts_whatever_its_name(repo: Path) -> None:
    write(repo, "any.yml")
    write(repo, "root.yml", text=ROOT)
    assert files.discover(["any.yml", "./root.yml"], str(repo), is_root=is_root) == Discovered(
        roots=("root.yml",), named=("any.yml",)
    )


def test_what_is_named_twice_is_found_once(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    found = files.discover([".", "archlint.yaml", "./archlint.yaml"], str(repo), is_root=is_root)
    assert found.roots == ("archlint.yaml",)


def test_a_path_that_does_not_exist_is_a_problem_and_the_others_are_found(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    found = files.discover(["nowhere", "archlint.yaml"], str(repo), is_root=is_root)
    assert [(str(problem), problem.path) for problem in found.problems] == [
        ("expected a file or a directory, found nothing of this name", "nowhere")
    ]
    assert found.roots == ("archlint.yaml",)


def test_directories_that_link_to_each_other_end(repo: Path) -> None:
    write(repo, "a/archlint.yaml", text=ROOT)
    (repo / "a/loop").symlink_to(repo, target_is_directory=True)
    assert files.discover(["."], str(repo), is_root=is_root).roots == ("a/archlint.yaml",)


def test_the_roots_above_a_file_are_found_nearest_first(repo: Path) -> None:
    write(repo, "archlint.yaml", "a/shop.archlint.yaml", text=ROOT)
    write(repo, "a/b/archlint.yaml")
    assert files.roots_above("a/b/archlint.yaml", str(repo), is_root=is_root) == (
        "a/shop.archlint.yaml",
        "archlint.yaml",
    )


# --- include --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("cart/archlint.yaml", ["cart/archlint.yaml"], id="a path"),
        pytest.param("./cart/archlint.yaml", ["cart/archlint.yaml"], id="a leading ./"),
        pytest.param(
            "*/archlint.yaml", ["cart/archlint.yaml", "pay/archlint.yaml"], id="one level"
        ),
        pytest.param(
            "**/archlint.yaml",
            ["cart/archlint.yaml", "pay/archlint.yaml", "pay/v2/archlint.yaml"],
            id="any level, without the including file",
        ),
        pytest.param("pay/**/*.archlint.yaml", ["pay/v2/x.archlint.yaml"], id="inside a name"),
        pytest.param("[cp]a[!z]*/arch*.archlint.yaml", [], id="nothing"),
        pytest.param(
            "**/v?/**/*.archlint.yaml", ["pay/v2/x.archlint.yaml"], id="any level twice, once each"
        ),
    ],
)
def test_an_include_names(repo: Path, pattern: str, expected: list[str]) -> None:
    write(repo, "s/archlint.yaml", "s/cart/archlint.yaml", "s/pay/archlint.yaml")
    write(repo, "s/pay/v2/archlint.yaml", "s/pay/v2/x.archlint.yaml", "s/.git/archlint.yaml")
    write(repo, "s/.x/archlint.yaml", "s/node_modules/archlint.yaml", "s/cart/.archlint.yaml")
    including = str(repo / "s/archlint.yaml")
    found = files.resolve_include(including, pattern, str(repo))
    assert found == tuple(str(repo / "s" / path) for path in expected)


def test_included_files_are_named_as_the_including_one_is(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "archlint.yaml", "a/archlint.yaml", "a/b/archlint.yaml")
    monkeypatch.chdir(repo)
    assert files.resolve_include("archlint.yaml", "*/archlint.yaml", ".") == ("a/archlint.yaml",)
    assert files.resolve_include("a/archlint.yaml", "b/archlint.yaml", ".") == (
        "a/b/archlint.yaml",
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "../archlint.yaml",
        "a/../../archlint.yaml",
        "/etc/archlint.yaml",
        "C:/archlint.yaml",
        "~/.ssh/id_rsa",
        ".env",
        ".git/config",
        ".git/archlint.yaml",
        ".archlint.yaml",
        "a/.b/archlint.yaml",
        "a/./archlint.yaml",
        "././../archlint.yaml",
        "a//archlint.yaml",
        "a\\archlint.yaml",
        "secrets.yaml",
        "*",
        "**",
        "a/**",
        "*.yaml",
        "*archlint.yaml",
        "myarchlint.yaml",
        "archlint.yaml/",
        "archlint.yaml\0",
        "a\n/archlint.yaml",
        "",
        "./",
        "*/" * 600 + "archlint.yaml",
    ],
)
def test_an_include_cannot_be(repo: Path, pattern: str) -> None:
    with pytest.raises(FileProblem, match=r"^expected "):
        files.resolve_include(str(repo / "archlint.yaml"), pattern, str(repo))


def test_a_plain_include_that_does_not_exist_is_a_problem(repo: Path) -> None:
    with pytest.raises(FileProblem, match=r"expected a file, found nothing at .*a/archlint\.yaml"):
        files.resolve_include(str(repo / "archlint.yaml"), "a/archlint.yaml", str(repo))


def link_to_file_outside(repo: Path) -> None:
    write(repo.parent, "archlint.yaml")
    (repo / "a").mkdir()
    (repo / "a/archlint.yaml").symlink_to(repo.parent / "archlint.yaml")


def link_to_directory_outside(repo: Path) -> None:
    write(repo.parent, "out/archlint.yaml")
    (repo / "a").symlink_to(repo.parent / "out", target_is_directory=True)


def link_to_a_secret(repo: Path) -> None:
    write(repo, ".env", "a/x")
    (repo / "a/archlint.yaml").symlink_to(repo / ".env")


def link_to_another_name(repo: Path) -> None:
    write(repo, "secrets.yaml", "a/x")
    (repo / "a/archlint.yaml").symlink_to(repo / "secrets.yaml")


def link_into_git(repo: Path) -> None:
    write(repo, ".git/archlint.yaml", "a/x")
    (repo / "a/archlint.yaml").symlink_to(repo / ".git/archlint.yaml")


@pytest.mark.parametrize(
    "arrange",
    [
        link_to_file_outside,
        link_to_directory_outside,
        link_to_a_secret,
        link_to_another_name,
        link_into_git,
    ],
)
@pytest.mark.parametrize("pattern", ["a/archlint.yaml", "*/archlint.yaml"])
def test_an_include_never_leads(repo: Path, arrange: object, pattern: str) -> None:
    arrange(repo)  # type: ignore[operator]  # one of the functions above
    with pytest.raises(FileProblem, match="expected a manifest inside the repository"):
        files.resolve_include(str(repo / "archlint.yaml"), pattern, str(repo))


def test_an_include_may_be_a_link_inside_the_repository(repo: Path) -> None:
    write(repo, "real/archlint.yaml")
    (repo / "a").symlink_to(repo / "real", target_is_directory=True)
    including = str(repo / "archlint.yaml")
    assert files.resolve_include(including, "a/archlint.yaml", str(repo)) == (
        str(repo / "a/archlint.yaml"),
    )


# --- reading --------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        files.read_manifest(str(path))
    assert caught.value.path == str(path)
    return str(caught.value)


def test_a_file_is_read_as_bytes(repo: Path) -> None:
    (repo / "archlint.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\n\0")
    assert files.read_manifest(str(repo / "archlint.yaml")) == b"\xef\xbb\xbfa: 1\r\n\0"


def test_a_file_that_does_not_exist_is_a_problem(repo: Path) -> None:
    assert refused(repo / "archlint.yaml") == "expected a file, found nothing of this name"


def test_a_directory_named_like_a_manifest_is_a_problem(repo: Path) -> None:
    (repo / "archlint.yaml").mkdir()
    assert refused(repo / "archlint.yaml") == "expected a file, found a directory"


def test_a_pipe_is_refused_and_not_waited_for(repo: Path) -> None:
    os.mkfifo(repo / "archlint.yaml")
    expected = "expected a regular file, found a pipe, socket or device"
    assert refused(repo / "archlint.yaml") == expected


def test_a_device_behind_a_link_is_out_of_the_repository(repo: Path) -> None:
    (repo / "archlint.yaml").symlink_to("/dev/zero")
    expected = "expected a file, found a link that leads out of the repository"
    assert refused(repo / "archlint.yaml") == expected


def test_a_link_that_leads_nowhere_or_to_itself_is_a_problem(repo: Path) -> None:
    (repo / "archlint.yaml").symlink_to(repo / "nowhere")
    (repo / "loop.yaml").symlink_to(repo / "loop.yaml")
    assert refused(repo / "archlint.yaml") == "expected a file, found nothing of this name"
    assert "expected a regular file" in refused(repo / "loop.yaml")


def test_a_file_of_200_mb_is_refused_before_it_is_read(repo: Path) -> None:
    with (repo / "archlint.yaml").open("wb") as sparse:
        sparse.truncate(200 * 1024 * 1024)
    assert refused(repo / "archlint.yaml") == "expected at most 64 MB, found 209,715,200 bytes"


def test_a_link_inside_the_repository_is_followed(repo: Path) -> None:
    write(repo, "real.yaml", text=ROOT)
    (repo / "archlint.yaml").symlink_to("real.yaml")
    assert files.read_manifest(str(repo / "archlint.yaml")) == ROOT.encode()


def test_a_path_with_a_nul_is_a_problem() -> None:
    assert "could not read it" in refused(Path("a\0b"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(repo: Path) -> None:
    write(repo, "archlint.yaml")
    (repo / "archlint.yaml").chmod(0)
    assert refused(repo / "archlint.yaml") == "no permission to read it"


# --- writing --------------------------------------------------------------------------------------


def test_a_new_file_has_the_text_and_the_mode_of_the_umask(repo: Path) -> None:
    target = repo / "archlint.yaml"
    code = (
        "import os; os.umask(0o027); from archlint.files import write_atomic;"
        f"write_atomic({str(target)!r}, 'é\\r\\n', overwrite=False)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(files.__file__).parents[1])
    assert target.read_bytes() == "é\r\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in repo.iterdir()) == [".git", "archlint.yaml"]


def test_a_file_that_exists_is_left_as_it_is(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    with pytest.raises(FileProblem, match="expected no file here, found one"):
        files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=False)
    assert (repo / "archlint.yaml").read_text() == ROOT


def test_overwriting_keeps_the_mode(repo: Path) -> None:
    write(repo, "archlint.yaml", text=ROOT)
    (repo / "archlint.yaml").chmod(0o604)
    files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)
    assert (repo / "archlint.yaml").read_text() == "new"
    assert stat.S_IMODE((repo / "archlint.yaml").stat().st_mode) == 0o604


def test_writing_through_a_link_keeps_the_link(repo: Path) -> None:
    write(repo, "real.yaml", text=ROOT)
    (repo / "archlint.yaml").symlink_to("real.yaml")
    files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)
    assert (repo / "archlint.yaml").is_symlink()
    assert (repo / "real.yaml").read_text() == "new"


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_failure_loses_nothing_and_leaves_nothing(
    repo: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write(repo, "archlint.yaml", text=ROOT)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(FileProblem, match="could not write it: no space left on device"):
        files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)
    assert sorted(path.name for path in repo.iterdir()) == [".git", "archlint.yaml"]
    assert (repo / "archlint.yaml").read_text() == ROOT


def test_a_file_system_without_hard_links_still_never_overwrites(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=False)
    assert (repo / "archlint.yaml").read_text() == "new"
    with pytest.raises(FileProblem, match="expected no file here"):
        files.write_atomic(str(repo / "archlint.yaml"), "newer", overwrite=False)


def test_a_directory_is_not_overwritten(repo: Path) -> None:
    (repo / "archlint.yaml").mkdir()
    with pytest.raises(FileProblem, match="expected a file, found a directory"):
        files.write_atomic(str(repo / "archlint.yaml"), "new", overwrite=True)


def test_writing_into_a_directory_that_does_not_exist_is_a_problem(repo: Path) -> None:
    with pytest.raises(FileProblem, match="expected a directory to write it into, found none"):
        files.write_atomic(str(repo / "a/archlint.yaml"), "new", overwrite=False)


def test_the_work_tree_answers_from_its_base(repo: Path) -> None:
    write(repo, "a/archlint.yaml", "a/b/archlint.yaml", text=ROOT)
    tree: files.Tree = files.WorkTree(str(repo), base=str(repo))
    assert tree.read("a/archlint.yaml") == ROOT.encode()
    assert (tree.is_file("a"), tree.exists("a"), tree.exists("b")) == (False, True, False)
    assert tree.glob("*/archlint.yaml", below="") == ("a/archlint.yaml",)
    assert tree.include("a/archlint.yaml", "**/archlint.yaml") == ("a/b/archlint.yaml",)
