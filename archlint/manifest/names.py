"""What services, operations, journeys and teams may be called, so that subjects never collide."""

from __future__ import annotations

import re

from archlint.source import is_hidden

LONGEST_NAME = 200
"""Characters."""

_NUMBERED = re.compile(r"#[0-9]+$")
_SUBJECTS = ("service", "journey")


def article(what: str) -> str:
    """The noun with its article: "an operation"."""
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def fault(name: str, what: str) -> str:
    """Why this cannot be the name of a `what`, empty where it can."""
    if not name or name != name.strip():
        return f"the name of {article(what)} is text without spaces around it"
    if len(name) > LONGEST_NAME:
        return (
            f"the name of {article(what)} has at most {LONGEST_NAME} characters, got {len(name):,}"
        )
    if is_hidden(name):
        return f"the name of {article(what)} has no control or invisible characters"
    if " -> " in name or _NUMBERED.search(name):
        found = "` -> `" if " -> " in name else f"`{name[name.rindex('#') :]}` at its end"
        return f"the name of {article(what)} cannot have {found}: calls are written like that"
    if what == "service" and "/" in name:
        return "the name of a service has no `/`: that divides service and operation"
    return _reserved(name) if what in _SUBJECTS else ""


def _reserved(name: str) -> str:
    if name == "portfolio":
        return "the name `portfolio` is taken: findings about the whole portfolio have it"
    for prefix in ("journey:", "cycle:"):
        if name.startswith(prefix):
            return f"a name cannot begin with `{prefix}`: findings about a {prefix[:-1]} do"
    return ""
