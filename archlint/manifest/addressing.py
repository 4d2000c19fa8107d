"""`SERVICE.load.rate`: the words of the command line for places in a manifest.

A subject is written as in findings: `SERVICE`, `SERVICE/OPERATION`, `CALLER -> CALLEE#2`,
`journey:NAME`, `portfolio`. A dot and the way to one key follow, by the grammar that manifests are
read by. Names may hold dots, so the longest known name counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from archlint.manifest.amending import Stop
from archlint.manifest.grammar import CALL, FILE, JOURNEY, OPERATION, SERVICE
from archlint.manifest.settings import pack_or_rule
from archlint.manifest.types import Record, Settings, Table, Type

if TYPE_CHECKING:
    from archlint.model import Call, Catalogue, Pointer, Portfolio

ARROW = " -> "
_NOT_SET = ("archlint", "portfolio", "include", "waivers")
"""Keys of a file that make it what it is, and the waivers: nothing is waived by supposing it."""


class AddressError(Exception):
    """The text leads nowhere. `offset` is where in it; `word` and `known` are for a suggestion."""

    def __init__(
        self, message: str, offset: int, word: str = "", known: Collection[str] = (), hint: str = ""
    ) -> None:
        super().__init__(message)
        self.offset = offset
        self.word = word
        self.known = known
        self.hint = hint


class Target(NamedTuple):
    """A subject's place in the manifest and the type of what stands there."""

    pointer: Pointer
    type: Record


class Address(NamedTuple):
    """The way to one value, and its type; `length` characters name it."""

    way: tuple[Stop, ...]
    type: Type
    length: int


class Directory:
    """Everything in a portfolio that has a name."""

    def __init__(self, portfolio: Portfolio, catalogue: Catalogue) -> None:
        self.portfolio = portfolio
        self.catalogue = catalogue
        self.calls = _calls(portfolio)
        self.subjects = _subjects(portfolio) | {
            name: Target(calls[0].pointer, CALL)
            for name, calls in self.calls.items()
            if len(calls) == 1
        }

    def call(self, text: str) -> Call:
        """The call of that name. Raises AddressError."""
        found = self.calls.get(text, ())
        if not found:
            raise AddressError(f"no call is {_quoted(text)}", 0, text, self.calls)
        if len(found) > 1:
            listed = ", ".join(f"`{call.subject}`" for call in found[:3])
            raise AddressError(f"{_quoted(text)} is {len(found)} calls, name one: {listed}", 0)
        return found[0]

    def service(self, text: str) -> str:
        """The name of a service. Raises AddressError."""
        if text not in self.portfolio.services:
            message = f"no service is named {_quoted(text)}"
            raise AddressError(message, 0, text, self.portfolio.services)
        return text

    def part(self, text: str) -> tuple[str, str]:
        """A service, or one of its operations: its name and the operation's id, or nothing.

        Raises AddressError.
        """
        if text in self.portfolio.services:
            return text, ""
        operation = self.portfolio.operations.get(text)
        if operation is None or operation.is_implicit:
            raise self._unnamed(text)
        return operation.service, text

    def address(self, text: str) -> Address:
        """What `SUBJECT.KEY` leads to, as far as the `=` behind it. Raises AddressError."""
        names = [name for name in self.subjects if text.startswith(f"{name}.")]
        if not names:
            raise self._lost(text)
        subject = max(names, key=len)
        target = self.subjects[subject]
        begin = len(subject) + 1
        end = text.find("=", begin)
        if end < 0:
            raise AddressError("expected `=` and a value, got none", len(text))
        walk = _Walk(self.portfolio, self.catalogue, text[begin:end], begin)
        way = tuple(map(Stop, target.pointer))
        stops, kind = walk.run(target.type, target.pointer)
        return Address(way + stops, kind, end)

    def _lost(self, text: str) -> AddressError:
        """Why no subject was found: nothing of the name, or nothing behind it."""
        name = text.partition("=")[0]
        head = name
        if head in self.subjects:
            return AddressError(f"expected a key, as in `{head}.KEY=VALUE`", len(head))
        subject = _before_keys(name)
        if ARROW in subject:
            several = self.calls.get(subject, ())
            if len(several) > 1:
                try:
                    self.call(subject)
                except AddressError as error:
                    return error
            return AddressError(f"no call is {_quoted(subject)}", 0, subject, self.calls)
        if not subject or subject == name:
            return AddressError("expected SERVICE.KEY=VALUE such as cart.load.rate=2x", 0)
        if subject.startswith("journey:"):
            journey = subject.removeprefix("journey:")
            message = f"no journey is named {_quoted(journey)}"
            return AddressError(message, 0, journey, self.portfolio.journeys)
        return self._unnamed(subject)

    def _unnamed(self, text: str) -> AddressError:
        """Why this is no service, or no operation of one."""
        name = text.partition("/")[0]
        service = self.portfolio.services.get(name)
        if service is None or name == text:
            message = f"no service is named {_quoted(name)}"
            return AddressError(message, 0, name, self.portfolio.services)
        operations = [item.id for item in service.operations if not item.is_implicit]
        hint = "" if operations else f"`{name}` declares no operations"
        return AddressError(f"no operation is named {_quoted(text)}", 0, text, operations, hint)


def _quoted(text: str) -> str:
    return f"'{text[:200]}'"


def _subjects(portfolio: Portfolio) -> dict[str, Target]:
    found = {"portfolio": Target((), FILE)}
    for journey in portfolio.journeys.values():
        found[f"journey:{journey.name}"] = Target(journey.pointer, JOURNEY)
    for service in portfolio.services.values():
        found[service.name] = Target(service.pointer, SERVICE)
        for operation in service.operations:
            if not operation.is_implicit:
                found[operation.id] = Target(operation.pointer, OPERATION)
    return found


def _calls(portfolio: Portfolio) -> Mapping[str, list[Call]]:
    """Calls by subject, and by the names of their services: `checkout -> payment`."""
    found: dict[str, list[Call]] = {}
    exact = {}
    for service in portfolio.services.values():
        for operation in service.operations:
            for call in operation.calls:
                exact[call.subject] = [call]
                callee = call.callee.partition("/")[0]
                names = (
                    f"{caller}{ARROW}{called}"
                    for caller in (call.caller, service.name)
                    for called in (call.callee, callee)
                )
                for name in dict.fromkeys(names):
                    found.setdefault(name, []).append(call)
    return found | exact


_KEYS = frozenset(key.name for record in (SERVICE, OPERATION, CALL, JOURNEY) for key in record.keys)


def _before_keys(text: str) -> str:
    """The part of an unknown address that must be meant as the subject."""
    parts = text.split(".")
    for number in range(1, len(parts)):
        if parts[number] in _KEYS:
            return ".".join(parts[:number])
    return parts[0] if ARROW not in text else text.rpartition(".")[0]


class _Walk:
    """From a record down a dotted way of keys."""

    def __init__(self, portfolio: Portfolio, catalogue: Catalogue, text: str, begin: int) -> None:
        self.portfolio = portfolio
        self.catalogue = catalogue
        self.rest = text
        self.begin = begin
        self.stops: list[Stop] = []

    def run(self, kind: Type, pointer: Pointer) -> tuple[tuple[Stop, ...], Type]:
        while True:
            kind = self._step(kind, pointer)
            if not self.rest:
                return tuple(self.stops), kind
            pointer = (*pointer, self.stops[-1].part)

    def _step(self, kind: Type, pointer: Pointer) -> Type:
        if isinstance(kind, Record):
            known = self._keys(kind, pointer)
            name = self._take(known, f"unknown key of {_what(kind)}", kind.mistaken)
            self.stops.append(Stop(name, kind))
            return kind.by_name[name].type
        if isinstance(kind, Table):
            name = self._take(self._names(pointer), f"no {kind.what} is named so")
            self.stops.append(Stop(name, kind))
            return kind.item
        if isinstance(kind, Settings):
            rules = [word for rule in self.catalogue.rules for word in (rule.code, rule.name)]
            name = self._take(
                [*self.catalogue.packs, *rules], "no installed pack or rule is named so"
            )
            self.stops.append(Stop(name, kind))
            target = pack_or_rule(name, self.catalogue)
            return target.record if target else kind
        set_whole = "a list is set whole; a call is named `CALLER -> CALLEE`"
        raise AddressError(f"nothing is below `{self.stops[-1].part}`: {set_whole}", self.begin)

    def _keys(self, kind: Record, pointer: Pointer) -> list[str]:
        return [name for name in kind.by_name if pointer or name not in _NOT_SET]

    def _names(self, pointer: Pointer) -> Iterable[str]:
        """The names that a section has: those of the portfolio, joined over its files."""
        section = {
            "services": self.portfolio.services,
            "journeys": self.portfolio.journeys,
            "teams": self.portfolio.teams,
        }.get(str(pointer[0]), {})
        if len(pointer) == 1:
            return section
        service = self.portfolio.services[str(pointer[1])]
        return [
            operation.id.partition("/")[2]
            for operation in service.operations
            if not operation.is_implicit
        ]

    def _take(
        self, known: Iterable[str], refusal: str, advice: Mapping[str, str] | None = None
    ) -> str:
        """The longest known name that the rest begins with, which is taken off it."""
        names = list(known)
        fitting = [n for n in names if self.rest == n or self.rest.startswith(f"{n}.")]
        if not fitting:
            word = self.rest.partition(".")[0]
            raise AddressError(
                f"{refusal}: {_quoted(word)}", self.begin, word, names, (advice or {}).get(word, "")
            )
        name = max(fitting, key=len)
        self.begin += len(name) + 1
        self.rest = self.rest[len(name) + 1 :]
        return name


def _what(record: Record) -> str:
    return "the portfolio" if record is FILE else f"a {record.name}"
