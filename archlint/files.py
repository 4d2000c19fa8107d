"""Files: what is read, what is found, what is written.

The only importer of `os`. Every failure is a `FileProblem` whose text is for the reader. Manifests
come from pull requests, so reading never follows a link out of the repository, never waits at a
pipe and never reads without bound.
"""

from __future__ import annotations

import os
import re
import stat
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

MANIFEST = "archlint.yaml"
MANIFEST_SUFFIX = ".archlint.yaml"

LARGEST_FILE = 64 * 1024 * 1024
"""In bytes; also for all files of one portfolio together."""

MOST_FILES = 10_000
"""Files of one portfolio."""

DEEPEST_INCLUDE = 8
"""Files that include one another."""

_LONGEST_PATTERN = 1_000
_SKIPPED = frozenset({"node_modules", "target"})  # what others wrote; dot-directories go too
_GLOB = re.compile(r"[*?\[]")
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class FileProblem(ValueError):  # noqa: N818  # a Problem of a file, as the reader will see it
    """A file that cannot be read, found or written. The text is for the reader; `path` is shown."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class Tree(Protocol):
    """Files as they are in the work tree, or were in a git revision. Paths have forward slashes."""

    def read(self, path: str) -> bytes:
        """The content of a regular file. Raises FileProblem."""

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file, links followed."""

    def exists(self, path: str) -> bool:
        """Whether there is anything."""

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        """The manifests that a pattern names, sorted, as paths with `below` in front."""

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        """The manifests that one item of `include` names; see `resolve_include`."""


class WorkTree(Struct, frozen=True):
    """The files that are there now.

    `repository` confines what manifests include. Relative paths start at `base`, or in the current
    directory.
    """

    repository: str
    base: str = ""

    def read(self, path: str) -> bytes:
        return read_manifest(self._real(path), shown=path)

    def is_file(self, path: str) -> bool:
        return os.path.isfile(self._real(path))

    def exists(self, path: str) -> bool:
        return os.path.lexists(self._real(path))

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        start = self._real(below)
        matches = sorted(set(_matches(start, pattern.split("/"))))
        return tuple(_join(below, match) for match in matches)

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        return resolve_include(including, pattern, self.repository, base=self.base)

    def _real(self, path: str) -> str:
        return os.path.join(self.base, path) if path else self.base or "."


# --- where things are ---------------------------------------------------------------------------


def is_manifest_name(name: str) -> bool:
    """Whether discovery, `include` and the pre-commit hook take a file of this name."""
    return name == MANIFEST or (name.endswith(MANIFEST_SUFFIX) and not name.startswith("."))


def is_glob(pattern: str) -> bool:
    """Whether an `include` names files by a pattern, so that none is a note and no Problem."""
    return _GLOB.search(pattern) is not None


def find_repository(start: str) -> str:
    """The nearest directory at or above `start` that holds `.git`, else the directory itself.

    `start` may be a file. The answer is absolute, with links resolved.
    """
    directory = os.path.realpath(start)
    if not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    return next(
        (above for above in _upwards(directory) if os.path.lexists(os.path.join(above, ".git"))),
        directory,
    )


def shown(path: str, cwd: str | None = None) -> str:
    """A path as the reader should see it.

    Relative to `cwd` within the repository of `cwd`, so that output is the same on every machine;
    absolute outside of it.
    """
    here = os.path.realpath(cwd or os.getcwd())
    place = _realdir(os.path.join(here, path))
    if _is_below(place, find_repository(here)):
        place = os.path.relpath(place, here)
    return place.replace(os.sep, "/")


def _realdir(path: str) -> str:
    """The path with links in its directory resolved, but not the last part: it has the name."""
    directory, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(directory), name)


def _upwards(directory: str) -> Iterator[str]:
    while True:
        yield directory
        above = os.path.dirname(directory)
        if above == directory:
            return
        directory = above


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _join(directory: str, name: str) -> str:
    return f"{directory.rstrip('/')}/{name}" if directory not in ("", ".") else name


# --- discovery ----------------------------------------------------------------------------------


class Discovered(Struct, frozen=True):
    """What there is to check; paths as `shown` gives them, in the order of the command line.

    `roots` are manifests with `portfolio:`; `named` are other files that the command line names;
    `others` are other manifests that were found; `searched` are the directories that were looked
    into and `below` those that were searched with all below them, for the reader who expected more;
    `problems` are files and directories that cannot be read.
    """

    roots: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    problems: tuple[FileProblem, ...] = ()


class _Search:
    """Sorts files into roots, named and others, each once."""

    def __init__(self, is_root: Callable[[bytes], bool], cwd: str) -> None:
        self.is_root = is_root
        self.cwd = cwd
        self.roots: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.others: dict[str, None] = {}
        self.searched: list[str] = []
        self.below: list[str] = []
        self.problems: list[FileProblem] = []

    def take(self, paths: Iterable[str], rest: dict[str, None]) -> bool:
        """Whether there is a root among the files; what is none goes to `rest`."""
        found = False
        for path in paths:
            name = shown(path, self.cwd)
            try:
                is_root = self.is_root(read_manifest(path, shown=name))
            except FileProblem as problem:
                self.problems.append(problem)
                continue
            found = found or is_root
            (self.roots if is_root else rest)[name] = None
        return found

    def upwards(self) -> bool:
        """The nearest directory with a root, from here to the repository's own."""
        top = find_repository(self.cwd)
        for directory in _upwards(self.cwd):
            self.searched.append(f"{shown(directory, self.cwd)}/")
            nearby: dict[str, None] = {}
            if self.take(_manifests_in(directory), nearby):
                return True
            if directory == top:
                return False
        return False

    def path(self, path: str) -> None:
        """A file or a directory that the command line names."""
        place = os.path.join(self.cwd, path)
        if os.path.isdir(place):
            self.below.append(f"{shown(place, self.cwd)}/")
            self.take(_manifests_below(os.path.realpath(place)), self.others)
        elif os.path.lexists(place):
            self.take([place], self.named)
        else:
            self.problems.append(
                FileProblem("expected a file or a directory, found nothing of this name", path)
            )

    def result(self) -> Discovered:
        return Discovered(
            roots=tuple(self.roots),
            named=tuple(self.named),
            others=tuple(name for name in self.others if name not in self.named),
            searched=tuple(self.searched),
            below=tuple(self.below),
            problems=tuple(self.problems),
        )


def discover(
    paths: Sequence[str], cwd: str | None = None, *, is_root: Callable[[bytes], bool]
) -> Discovered:
    """Find the manifests that `paths` mean.

    No path: the nearest root upwards to the repository's root, else everything below `cwd`. A
    directory: every manifest below it. A file: itself, whatever its name. `is_root` says of a
    file's bytes whether they have `portfolio:`.
    """
    search = _Search(is_root, os.path.realpath(cwd or os.getcwd()))
    for path in paths:
        search.path(path)
    if not paths and not search.upwards():
        search.problems.clear()  # the files of this directory are about to be read again
        search.path(".")
    return search.result()


def roots_above(
    path: str, cwd: str | None = None, *, is_root: Callable[[bytes], bool]
) -> tuple[str, ...]:
    """The roots in the directory of a file and above it, nearest first, within its repository."""
    search = _Search(is_root, os.path.realpath(cwd or os.getcwd()))
    place = os.path.realpath(os.path.join(search.cwd, path))
    top = find_repository(place)
    for directory in _upwards(os.path.dirname(place)):
        search.take(_manifests_in(directory), search.others)
        if directory == top:
            break
    return tuple(search.roots)


def _manifests_in(directory: str) -> list[str]:
    names = sorted(filter(is_manifest_name, _names_in(directory)), key=_main_first)
    paths = [os.path.join(directory, name) for name in names]
    return [path for path in paths if not os.path.isdir(path)]


def _main_first(name: str) -> tuple[bool, str]:
    return name != MANIFEST, name


def _manifests_below(directory: str) -> Iterator[str]:
    for below in _directories_below(directory):
        yield from _manifests_in(below)


def _directories_below(directory: str) -> Iterator[str]:
    """The directory itself and all below it, sorted; links, dot-directories and `_SKIPPED` not."""
    stack = [directory]
    while stack:
        current = stack.pop()
        yield current
        below = (os.path.join(current, name) for name in _names_in(current) if _is_own(name))
        stack += sorted(
            (path for path in below if os.path.isdir(path) and not os.path.islink(path)),
            reverse=True,
        )


def _is_own(name: str) -> bool:
    return not name.startswith(".") and name not in _SKIPPED


def _names_in(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:  # not a directory, or not ours to read: nothing to find
        return []


_DEEPEST_WALK = 6
_MOST_WALKED = 5_000
_MOST_BUILD_FILES = 500
_OTHERS_CODE = frozenset({"vendor", "dist", "build", "testdata", "__pycache__"})


def build_files(start: str, names: Collection[str]) -> tuple[str, ...]:
    """The files of these names below a directory, as shown paths; a bounded walk."""
    top = os.path.realpath(start)
    found: list[str] = []
    for walked, directory in enumerate(_directories_below(top)):
        parts = os.path.relpath(directory, top).split(os.sep)
        if walked >= _MOST_WALKED or len(found) >= _MOST_BUILD_FILES:
            break
        if len(parts) > _DEEPEST_WALK or not _OTHERS_CODE.isdisjoint(parts):
            continue
        paths = (os.path.join(directory, name) for name in _names_in(directory) if name in names)
        found += (shown(path) for path in paths if os.path.isfile(path))
    return tuple(sorted(found))


def exists(path: str) -> bool:
    """Whether there is anything of this name, a broken link included."""
    return os.path.lexists(path)


def directory_name(path: str) -> str:
    """The name of a directory, links and `.` resolved."""
    return os.path.basename(os.path.realpath(path or "."))


# --- include ------------------------------------------------------------------------------------


def included_pattern(pattern: str) -> str:
    """The pattern of an `include`, without a leading `./`.

    Raises FileProblem for anything but a relative path or glob to files named `archlint.yaml` or
    `*.archlint.yaml` with no part that begins with a dot, so that no manifest can name `.env`,
    `.git/config` or a file above its directory.
    """
    wanted = pattern.removeprefix("./")
    parts = wanted.split("/")
    if len(pattern) > _LONGEST_PATTERN:
        raise FileProblem(
            f"expected at most {_LONGEST_PATTERN:,} characters, found {len(pattern):,}"
        )
    if "\\" in wanted or not wanted.isprintable():
        raise FileProblem("expected a path with forward slashes and printable characters only")
    if wanted.startswith("/") or re.match(r"[A-Za-z]:", wanted):
        raise FileProblem(f"expected a path relative to this file, found the absolute {pattern!r}")
    if "" in parts or any(part.startswith(".") for part in parts):
        raise FileProblem(
            f"expected a path below this file's directory with no part that is empty or begins "
            f"with a dot, found {pattern!r}"
        )
    if not is_manifest_name(parts[-1]):
        raise FileProblem(
            f"expected files named {MANIFEST} or *{MANIFEST_SUFFIX}, found {parts[-1]!r}"
        )
    return wanted


def resolve_include(
    including_file: str, pattern: str, repository: str, *, base: str = ""
) -> tuple[str, ...]:
    """The files that one item of `include` names, sorted, with the directory of the including file.

    A pattern (`is_glob`) may match nothing, and never matches the including file itself. Raises
    FileProblem where the item cannot be an include, names a file that does not exist, leads out
    of the repository, or matches too many files.
    """
    wanted = included_pattern(pattern)
    directory = os.path.dirname(including_file)
    tree = WorkTree(repository, base)
    if is_glob(wanted):
        matches = tree.glob(wanted, below=directory)
        itself = os.path.realpath(os.path.join(base, including_file))
        found = tuple(
            path for path in matches if os.path.realpath(os.path.join(base, path)) != itself
        )
    else:
        found = (_join(directory, wanted),)
    if len(found) > MOST_FILES:
        raise FileProblem(f"expected at most {MOST_FILES:,} files, found {len(found):,}")
    for path in found:
        if not tree.exists(path):
            raise FileProblem(f"expected a file, found nothing at {path}", path)
        _confine(path, repository, base)
    return found


def _confine(path: str, repository: str, base: str) -> None:
    """Raise FileProblem where links lead out of the repository, or to a file of another name."""
    real = os.path.realpath(os.path.join(base, path))
    if not _is_inside(real, repository) or not is_manifest_name(os.path.basename(real)):
        raise FileProblem(
            f"expected a manifest inside the repository, found {path}, a link to elsewhere",
            path,
        )


def _is_inside(real: str, repository: str) -> bool:
    """Whether a path without links is below the repository, and in no dot-directory of it."""
    top = os.path.realpath(repository)
    inside = os.path.relpath(real, top).split(os.sep)
    return _is_below(real, top) and not any(part.startswith(".") for part in inside)


def _matches(start: str, parts: Sequence[str]) -> Iterator[str]:
    """The paths below `start` that the parts of a pattern name, relative to it."""
    directories = [""]
    for part in parts[:-1]:
        directories = list(dict.fromkeys(_stepped(start, directories, part)))
    for directory in directories:
        for name in _names_in(os.path.join(start, directory)):
            if is_manifest_name(name) and fnmatchcase(name, parts[-1]):
                yield _join(directory, name)


def _stepped(start: str, directories: Iterable[str], part: str) -> Iterator[str]:
    """The directories that one part of a pattern leads to; `**` stands for any number of parts."""
    for directory in directories:
        place = os.path.join(start, directory)
        if part == "**":
            for below in _directories_below(place):
                inside = os.path.relpath(below, place)
                yield directory if inside == "." else _join(directory, inside.replace(os.sep, "/"))
            continue
        for name in filter(_is_own, _names_in(place)):
            if fnmatchcase(name, part) and os.path.isdir(os.path.join(place, name)):
                yield _join(directory, name)


# --- reading and writing ------------------------------------------------------------------------


def read_manifest(path: str, *, shown: str = "") -> bytes:
    """The content of a regular file of at most 64 MB; `shown` is the path for messages.

    Raises FileProblem; also for a link that leads out of the repository that the link is in.
    """
    name = shown or path
    try:
        place, real = _realdir(path), os.path.realpath(path)
        if real != place:
            _require_inside(real, find_repository(os.path.dirname(place)), name)
        _require_regular(os.lstat(real), name)
        # Checked again when open: what is there may have been replaced in between.
        with open(os.open(real, os.O_RDONLY | _NO_FOLLOW | _NO_WAIT), "rb") as opened:
            _require_regular(os.fstat(opened.fileno()), name)
            data = opened.read(LARGEST_FILE + 1)
    except FileProblem:
        raise
    except (OSError, ValueError) as error:
        raise FileProblem(_said(error, "read"), name) from None
    if len(data) > LARGEST_FILE:
        raise FileProblem("expected at most 64 MB, found more", name)
    return data


def _require_inside(real: str, repository: str, name: str) -> None:
    if not _is_inside(real, repository):
        raise FileProblem("expected a file, found a link that leads out of the repository", name)


def _require_regular(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileProblem("expected a file, found a directory", name)
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem("expected a regular file, found a pipe, socket or device", name)
    if status.st_size > LARGEST_FILE:
        raise FileProblem(f"expected at most 64 MB, found {status.st_size:,} bytes", name)


def _said(error: Exception, verb: str) -> str:
    if isinstance(error, FileNotFoundError):
        if verb == "write":
            return "expected a directory to write it into, found none"
        return "expected a file, found nothing of this name"
    if isinstance(error, PermissionError):
        return f"no permission to {verb} it"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"could not {verb} it: {(reason or type(error).__name__).lower()}"


def write_atomic(path: str, text: str, *, overwrite: bool) -> None:
    """Write a file as a whole: whoever looks sees the old content or the new one.

    Line ends are written as they are. A link is kept and its target written; the mode of a file
    that exists is kept. Raises FileProblem; where it does, nothing has changed.
    """
    target = os.path.realpath(path)
    scratch = f"{target}.{os.urandom(6).hex()}.tmp"
    try:
        mode = _mode_to_keep(target, path, overwrite=overwrite)
        _write_new(scratch, text.encode("utf-8"), mode)
        if overwrite:
            os.replace(scratch, target)
        else:
            _place_new(scratch, target)
    except FileProblem:
        raise
    except FileExistsError:
        raise FileProblem(_EXISTS, path) from None
    except (OSError, ValueError) as error:
        raise FileProblem(_said(error, "write"), path) from None
    finally:
        _remove(scratch)


_EXISTS = "expected no file here, found one; it was left as it is"


def _mode_to_keep(target: str, path: str, *, overwrite: bool) -> int | None:
    if not os.path.lexists(target):
        return None
    if not overwrite:
        raise FileProblem(_EXISTS, path)
    status = os.stat(target)
    _require_regular(status, path)
    return stat.S_IMODE(status.st_mode)


def _write_new(path: str, data: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    with open(os.open(path, flags, 0o666), "wb") as opened:  # the umask decides for a new file
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    if mode is not None:
        os.chmod(path, mode)


def _place_new(scratch: str, target: str) -> None:
    """Give the finished file its name, unless somebody was faster."""
    try:
        os.link(scratch, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the name first, then the content
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        os.replace(scratch, target)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except (OSError, ValueError):
        return  # it has its final name, or was never made
