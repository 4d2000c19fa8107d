"""Words of real catalogues, and what archlint calls the same thing.

A word that is not known is remarked on and never stops the run.
"""

from __future__ import annotations

import re

LONGEST_WORD = 64
"""Characters of a word that a remark shows."""

KINDS = (
    "json-api",
    "frontend",
    "orchestrator",
    "crud",
    "worker",
    "scheduler",
    "control-plane",
    "batch",
    "proxy",
    "gateway",
    "database",
    "storage",
    "cache",
    "queue",
    "video-stream",
    "stream-processor",
    "trading",
    "kernel",
    "agent",
    "ml-inference",
    "external",
    "library",
)

_KIND_SYNONYMS = {
    "web-frontend": "frontend",
    "website": "frontend",
    "admin-ui": "frontend",
    "static-server": "frontend",
    "edge-proxy": "gateway",
    "broker": "queue",
    "consumer": "worker",
    "client": "external",
    "loadgen": "external",
}

_SAYS_NOTHING = frozenset({"service", "microservice", "app", "component", "stateless-compute"})

LANGUAGES = (
    "go",
    "rust",
    "c",
    "c++",
    "zig",
    "ada",
    "fortran",
    "java",
    "kotlin",
    "scala",
    "c#",
    "javascript",
    "typescript",
    "python",
    "ruby",
    "php",
    "elixir",
    "erlang",
)

_LANGUAGE_SYNONYMS = {
    "golang": "go",
    "rustlang": "rust",
    "rs": "rust",
    "csharp": "c#",
    "cs": "c#",
    ".net": "c#",
    "dotnet": "c#",
    "js": "javascript",
    "node": "javascript",
    "nodejs": "javascript",
    "node.js": "javascript",
    "ts": "typescript",
    "cpp": "c++",
    "cxx": "c++",
    "cplusplus": "c++",
    "py": "python",
    "cpython": "python",
    "rb": "ruby",
    "kt": "kotlin",
    "ex": "elixir",
    "erl": "erlang",
}

_LIKE_ANOTHER = frozenset(
    {
        "agda",
        "cython",
        "jruby",
        "jscript",
        "jython",
        "livescript",
        "micropython",
        "mruby",
        "pascal",
        "purescript",
        "rescript",
        "rpython",
        "vbscript",
        "vlang",
    }
)
"""Languages that are spelled much like a known one and are no slip."""

_VERSIONED = r"(.*?[^0-9. ])[ -]?v?[0-9][0-9.]*"


def kind(word: str) -> tuple[str | None, str]:
    """The canonical kind, None where the word says nothing; a remark on an unknown word."""
    name = re.sub(r"[\s_]+", "-", word.strip().lower())
    found = _KIND_SYNONYMS.get(name, name)
    if found in KINDS:
        return found, ""
    if name in _SAYS_NOTHING:
        return None, ""
    return None, f"the kind '{word[:LONGEST_WORD]}' is not known and read as not declared"


def language(word: str) -> tuple[str | None, str]:
    """The canonical language in lower case; a word that is not known stays, with a remark."""
    name = " ".join(word.lower().split())
    versioned = re.fullmatch(_VERSIONED, name, re.DOTALL) if name[-1:].isdigit() else None
    bare = versioned[1].strip() if versioned else name
    found = _LANGUAGE_SYNONYMS.get(bare, bare)
    if found in LANGUAGES or not name:
        return found or None, ""
    if bare in _LIKE_ANOTHER:
        return name, ""
    return name, f"the language '{word[:LONGEST_WORD]}' is not known and read as a managed one"
