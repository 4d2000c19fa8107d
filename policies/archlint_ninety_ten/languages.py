"""Which languages the article speaks about, and which it does not."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint import Service

NATIVE = frozenset({"c", "c++", "zig", "ada", "fortran"})
"""Native languages without a collector: no verdict, no finding."""


class Side(enum.Enum):
    """How the procedure looks at a service's language."""

    GO = "go"
    UNDECLARED = "undeclared"
    RUST = "rust"
    MANAGED = "managed"
    NATIVE = "native"

    @property
    def is_judged(self) -> bool:
        """Whether Go or Rust is an answer here; undeclared is judged as Go."""
        return self in (Side.GO, Side.UNDECLARED, Side.RUST)


def side_of(service: Service) -> Side:
    """The side of a service's language.

    Any word that is neither Go, Rust nor native is a managed runtime; a measured rewrite factor
    makes such a service judged like one in Go.
    """
    language = service.language
    if language is None:
        return Side.UNDECLARED
    if language == "go":
        return Side.GO
    if language == "rust":
        return Side.RUST
    if language in NATIVE:
        return Side.NATIVE
    return Side.GO if service.rewrite.cpu is not None else Side.MANAGED


def is_subject(service: Service) -> bool:
    """Whether the service gets a verdict at all: ours, running or planned, and not bought."""
    if service.managed or service.kind in ("external", "library"):
        return False
    return service.lifecycle != "deprecated" and service.is_running
