"""CODEOWNERS as GitHub and GitLab read it: who owns a directory.

The two read the same file differently. On GitHub a pattern names a directory with all below it,
and one with a slash inside begins at the root; on GitLab a pattern without a slash at its end names
a file, one without a slash at its beginning may stand anywhere, and sections have owners of their
own. Where nothing tells which of them reads the file, an answer counts only if both give it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.files import Tree

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where the file may be, below the repository's root; the first that is there counts."""

_SECTION = re.compile(r"\^?\[([^\[\]]+)\](?:\[\d+\])?(?:\s+(.*))?")
_WORD = re.compile(r"(?:\\.|[^\s\\]|\\$)+")
_SPECIAL = re.compile(r"[*?\[]")
_ANYTHING = "\0file"
"""The name of a file that a pattern matches only if it matches whatever is in the directory."""

Segments = tuple[str, ...]
Reader = Callable[[str], Segments]


class Line(NamedTuple):
    """A pattern in segments and who owns what it matches; `excludes` takes that out."""

    pattern: Segments
    owners: tuple[str, ...]
    excludes: bool = False


class Section(NamedTuple):
    """Lines of one name, in order; `owners` are those of lines that name none."""

    owners: tuple[str, ...]
    lines: list[Line]

    def owners_of(self, path: Segments) -> tuple[str, ...]:
        """The owners that the last line that matches names, none where the path is taken out."""
        if any(line.excludes and _fits(line.pattern, path) for line in self.lines):
            return ()
        lines = (line for line in reversed(self.lines) if not line.excludes)
        last = next((line for line in lines if _fits(line.pattern, path)), None)
        return (last.owners or self.owners) if last else ()


class Codeowners(Struct, frozen=True):
    """The owners that one file names. `path` is below the repository's root.

    `readings` are its sections as each platform reads them that may be the one in use.
    """

    path: str
    readings: tuple[tuple[Section, ...], ...]

    def owners(self, directory: str) -> tuple[str, ...]:
        """Who owns everything in a directory (below the root, with slashes), as it is written.

        Nobody where the readings disagree.
        """
        path = (*directory.split("/"), _ANYTHING) if directory else (_ANYTHING,)
        answers = {
            tuple(dict.fromkeys(owner for section in reading for owner in section.owners_of(path)))
            for reading in self.readings
        }
        return answers.pop() if len(answers) == 1 else ()


def find(tree: Tree) -> Codeowners | None:
    """The CODEOWNERS of a repository, whose root is the tree's; None where there is none.

    Raises FileProblem where it cannot be read.
    """
    path = next((place for place in PLACES if tree.is_file(place)), None)
    if path is None:
        return None
    text = tree.read(path).decode("utf-8", "replace")
    return parse(text, path, on_gitlab=_on_gitlab(tree, path))


def _on_gitlab(tree: Tree, path: str) -> bool | None:
    """Which of the two reads the file, None where nothing tells."""
    if path.startswith("."):
        return path.startswith(".gitlab/")
    has_github = tree.exists(".github")
    has_gitlab = tree.exists(".gitlab-ci.yml") or tree.exists(".gitlab")
    return has_gitlab if has_github != has_gitlab else None


def parse(text: str, path: str = "CODEOWNERS", *, on_gitlab: bool | None = None) -> Codeowners:
    """Read a text; `on_gitlab` is None where nothing tells who reads it.

    Sections tell: only GitLab has them.
    """
    lines = [line for raw in text.splitlines() if (line := raw.strip()) and line[0] != "#"]
    if any(_SECTION.fullmatch(line) for line in lines):
        on_gitlab = True
    readers = {None: (_github, _gitlab), False: (_github,), True: (_gitlab,)}[on_gitlab]
    return Codeowners(path, tuple(_sections(lines, reader) for reader in readers))


def _sections(lines: Sequence[str], reader: Reader) -> tuple[Section, ...]:
    current = Section((), [])
    sections = {"": current}
    for line in lines:
        if header := _SECTION.fullmatch(line):
            name = header[1].strip().lower()
            current = sections.setdefault(name, Section(_owners_of(header[2] or ""), []))
        elif parsed := _line(line, reader):
            current.lines.append(parsed)
    return tuple(sections.values())


def _line(line: str, reader: Reader) -> Line | None:
    """None where nothing but a slash is left of the pattern."""
    word, *rest = _WORD.findall(line)
    pattern = word.removeprefix("!")
    if not pattern.strip("/"):
        return None
    return Line(reader(pattern), _owners_of(" ".join(rest)), excludes=pattern != word)


def _owners_of(text: str) -> tuple[str, ...]:
    """`@team`, `@org/team` and addresses; a comment may follow, other words are no owners."""
    words = re.split(r"(?:^|\s)#", text, maxsplit=1)[0].split()
    return tuple(word for word in words if "@" in word)


# --- patterns -----------------------------------------------------------------------------------


def _github(pattern: str) -> Segments:
    """A pattern as in `.gitignore`, but `dir/*` stays in the directory and `[` is no class."""
    is_anchored = "/" in pattern.rstrip("/")
    parts = _segments(pattern, classes=False)
    start = () if is_anchored else ("**",)
    if pattern.endswith("/") or parts[-1] == "**":
        return (*start, *parts, "**", "*")
    if parts[-1] == "*" and is_anchored:
        return (*start, *parts)
    return (*start, *parts, "**")


def _gitlab(pattern: str) -> Segments:
    """A pattern matches files, anywhere unless it begins with a slash."""
    parts = _segments(pattern, classes=True)
    start = () if pattern.startswith("/") else ("**",)
    if pattern.endswith("/"):
        return (*start, *parts, "**", "*")
    return (*start, *parts[:-1], "*" if parts[-1] == "**" else parts[-1])


def _segments(pattern: str, *, classes: bool) -> Segments:
    r"""The parts between slashes as `fnmatch` reads them; `\ ` is a space and `\*` a plain star."""

    def literal(match: re.Match[str]) -> str:
        if match[0] == "[":
            return "[" if classes else "[[]"
        return f"[{match[1]}]" if match[1] in "*?[" else match[1]

    return tuple(re.sub(r"\\(.)|\[", literal, pattern.strip("/")).split("/"))


def _fits(pattern: Segments, path: Segments) -> bool:
    """Whether a path matches segment by segment; `**` stands for any number of them.

    Keeps the set of places that can be reached, so no pattern takes more than pattern times path.
    """
    places = {0}
    for segment in pattern:
        if segment == "**":
            places = set(range(min(places), len(path) + 1))
        else:
            ahead = (place for place in places if place < len(path))
            places = {place + 1 for place in ahead if _is_named(path[place], segment)}
        if not places:
            return False
    return len(path) in places


def _is_named(name: str, segment: str) -> bool:
    if segment in ("*", name):
        return True
    return _SPECIAL.search(segment) is not None and fnmatchcase(name, segment)
