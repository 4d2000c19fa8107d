"""A manifest and what somebody supposes of it -> the portfolio as if that had been written.

Values are read by the grammar that reads manifests, and refused with the same words; Problems stand
in the option that is wrong, which is shown like a line of a file. Nothing depends on the order of
the options: what contradicts itself is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.manifest.addressing import AddressError, Directory
from archlint.manifest.amending import Amendment, Graft, Stop, home, value_at
from archlint.manifest.grammar import JOURNEY, SERVICE
from archlint.manifest.reading import found
from archlint.manifest.types import Quantity, Record, Type
from archlint.quantities import QuantityError, scaled
from archlint.source import InputError, Sources, Span
from archlint.yamltext import MappingNode, Node, Scalar, parse

if TYPE_CHECKING:
    from archlint.manifest.gathering import Gathered
    from archlint.manifest.remarks import Remarks
    from archlint.model import Catalogue, Pointer, Portfolio

SET, REMOVE, REWRITE, JOURNEY_RATE = "--set", "--remove", "--rewrite", "--journey-rate"
_OPTIONS = (SET, REMOVE, REWRITE, JOURNEY_RATE)
_FACTOR = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)x")
_RUST = "rust"


class Supposition(NamedTuple):
    """One option and its text: `--set`, `cart.load.rate=2x`."""

    option: str
    text: str


class AskedRewrite(NamedTuple):
    """A service that is to be in another language; `place` is where that is asked.

    With an `operation` (its id) that alone: the service stays in its own.
    """

    service: str
    language: str
    place: Span
    operation: str = ""

    @property
    def target(self) -> str:
        """What is to be rewritten."""
        return self.operation or self.service


class Supposed(Struct, frozen=True, kw_only=True):
    """What is supposed of a portfolio, found in it: pointers set, services rewritten and removed.

    `portfolio` declares all of it except what a rewrite does to figures. `sources` are the texts
    of the options, for Problems that stand in them.
    """

    portfolio: Portfolio
    pointers: frozenset[Pointer] = frozenset()
    rewrites: tuple[AskedRewrite, ...] = ()
    sources: Sources = Sources()

    def is_set(self, *pointer: str | int) -> bool:
        """Whether this value, a part of it or what it is part of was set."""
        return any(known[: len(pointer)] == pointer[: len(known)] for known in self.pointers)


def sources_of(suppositions: Sequence[Supposition]) -> Sources:
    """The options as texts that excerpts may quote: the file is the option, the line its turn."""
    return Sources({option: tuple(_texts(suppositions, option)) for option in _OPTIONS})


def _texts(suppositions: Sequence[Supposition], option: str) -> Iterator[str]:
    return (item.text for item in suppositions if item.option == option)


def amend(
    suppositions: Sequence[Supposition],
    portfolio: Portfolio,
    gathered: Gathered,
    catalogue: Catalogue,
    remarks: Remarks,
) -> tuple[Amendment, tuple[AskedRewrite, ...]]:
    """Find what the options mean; everything wrong with them is remarked on."""
    amender = _Amender(portfolio, gathered, catalogue, remarks)
    return amender.amend(suppositions), tuple(
        sorted(amender.rewrites, key=lambda item: item.target)
    )


class _Amender:
    def __init__(
        self, portfolio: Portfolio, gathered: Gathered, catalogue: Catalogue, remarks: Remarks
    ) -> None:
        self.portfolio = portfolio
        self.gathered = gathered
        self.directory = Directory(portfolio, catalogue)
        self.remarks = remarks
        self.grafts: list[Graft] = []
        self.rewrites: list[AskedRewrite] = []
        self.services: dict[str, Span] = {}
        self.calls: dict[Pointer, Span] = {}

    def amend(self, suppositions: Sequence[Supposition]) -> Amendment:
        readers = {
            SET: self._set,
            REMOVE: self._remove,
            REWRITE: self._rewrite,
            JOURNEY_RATE: self._journey_rate,
        }
        for option in _OPTIONS:
            for line, text in enumerate(_texts(suppositions, option), 1):
                place = Span(option, line, 1, line, max(2, len(text) + 1))
                try:
                    readers[option](text, place)
                except AddressError as error:
                    self._refuse(error, place)
                except InputError as error:
                    for problem in error.problems:
                        self.remarks.add(problem)
        self._refuse_contradictions()
        return Amendment(
            grafts=tuple(sorted(self.grafts, key=lambda graft: list(map(str, graft.pointer)))),
            services=tuple(sorted(self.services)),
            calls=tuple(self.calls),
        )

    def _refuse(self, error: AddressError, place: Span) -> None:
        column = min(place.column + error.offset, place.end_column)
        span = place._replace(column=column)
        hint = error.hint or self.remarks.did_you_mean_or_one_of(error.word, error.known)
        self.remarks.problem(str(error), span, suggestion=hint, kind="what-if")

    # --- the options ------------------------------------------------------------------------------

    def _set(self, text: str, place: Span) -> None:
        address = self.directory.address(text)
        self._graft(address.way, address.type, text[address.length + 1 :], place)

    def _journey_rate(self, text: str, place: Span) -> None:
        names = [name for name in self.portfolio.journeys if text.startswith(f"{name}=")]
        if not names:
            name = text.rpartition("=")[0]
            known = self.portfolio.journeys
            if not known:
                hint = "set the `load.rate` of a service"
                raise AddressError("the manifest names no journeys", 0, hint=hint)
            if not name:
                raise AddressError("expected JOURNEY=RATE such as place-order=2x", 0)
            raise AddressError(f"no journey is named '{name[:200]}'", 0, name, known)
        name = max(names, key=len)
        way = (Stop("journeys"), Stop(name), Stop("rate", JOURNEY))
        self._graft(way, JOURNEY.by_name["rate"].type, text[len(name) + 1 :], place)

    def _rewrite(self, text: str, place: Span) -> None:
        name, equals, language = text.rpartition("=")
        if not equals or text in self.directory.subjects:
            name, language = text, _RUST
        service, operation = self.directory.part(name)
        language = language.strip().lower()
        if language not in (_RUST, "go"):
            message = f"expected rust or go, got '{language[:40]}'"
            hint = self.remarks.did_you_mean(language, (_RUST, "go"))
            raise AddressError(message, len(name) + 1, hint=hint)
        self.rewrites.append(AskedRewrite(service, language, place, operation))
        if operation:
            return
        way = (Stop("services"), Stop(service), Stop("language", SERVICE))
        self.grafts.append(Graft(way, Scalar(language, place, is_plain=False), place))

    def _remove(self, text: str, place: Span) -> None:
        if text in self.portfolio.services:
            self._remove_service(text, place)
        elif " -> " in text:
            call = self.directory.call(text)
            self.calls[call.pointer] = place
        else:
            self.directory.service(text)

    def _remove_service(self, name: str, place: Span) -> None:
        """A service goes with all calls to it; a journey cannot enter where nothing is."""
        self.services[name] = place
        for service in self.portfolio.services.values():
            for operation in service.operations:
                for call in operation.calls:
                    if call.callee.partition("/")[0] == name and service.name != name:
                        self.calls[call.pointer] = place

    def _graft(self, way: tuple[Stop, ...], kind: Type, text: str, place: Span) -> None:
        span = place._replace(column=place.end_column - len(text))
        factor = _FACTOR.fullmatch(text.strip())
        if factor and (isinstance(kind, Quantity) or _is_even(kind)):
            node = self._scaled(way, factor[1], span)
        else:
            node = _read(text, span)
        self.grafts.append(Graft(way, node, span))

    def _scaled(self, way: tuple[Stop, ...], factor: str, span: Span) -> Node:
        pointer = tuple(stop.part for stop in way)
        file = self.gathered.files[home(self.gathered, pointer)]
        node = value_at(file.root, pointer) or _short(file.root, way)
        if node is None:
            name = ".".join(str(part) for part in pointer[2:]) or str(pointer[-1])
            message = f"nothing to multiply: `{name}` is not declared"
            raise AddressError(message, span.column - 1, hint="give a value instead")
        return _multiplied(node, factor, span)

    # --- contradictions ---------------------------------------------------------------------------

    def _refuse_contradictions(self) -> None:
        ordered = sorted(self.grafts, key=lambda graft: (len(graft.way), graft.place))
        for number, graft in enumerate(ordered):
            for other in ordered[:number]:
                if graft.pointer[: len(other.pointer)] == other.pointer:
                    self._contradiction("is set twice", graft.place, other.place)
        for graft in self.grafts:
            removed = self._removal_of(graft.pointer)
            if removed is not None:
                self._contradiction("is set and removed", graft.place, removed)
        self._refuse_kernels_of_what_goes()
        entries = {graft.pointer for graft in self.grafts}
        for journey in self.portfolio.journeys.values():
            service = journey.entry.partition("/")[0]
            if service in self.services and (*journey.pointer, "entry") not in entries:
                self.remarks.problem(
                    f"journey {journey.name} enters there",
                    self.services[service],
                    suggestion=f"set journey:{journey.name}.entry to another service too",
                    kind="what-if",
                )

    def _refuse_kernels_of_what_goes(self) -> None:
        """An operation is rewritten once, and neither with all of its service nor without it."""
        first: dict[str, Span] = {}
        for item in sorted(self.rewrites, key=lambda item: (len(item.operation), item.place)):
            other = first.get(item.target) or first.get(item.service)
            if item.operation and other is not None:
                self._contradiction("is rewritten twice", item.place, other)
            if item.operation and item.service in self.services:
                removed = self.services[item.service]
                self._contradiction("is rewritten and removed", item.place, removed)
            first.setdefault(item.target, item.place)

    def _removal_of(self, pointer: Pointer) -> Span | None:
        if pointer[0] == "services" and len(pointer) > 1 and pointer[1] in self.services:
            return self.services[str(pointer[1])]
        return next(
            (span for call, span in self.calls.items() if pointer[: len(call)] == call), None
        )

    def _contradiction(self, what: str, place: Span, first: Span) -> None:
        self.remarks.problem(
            f"this {what}", place, kind="what-if", related=((first, "the other is here"),)
        )


def _read(text: str, span: Span) -> Node:
    """The value as YAML, its places those in the option. Raises InputError."""
    padding = "\n" * (span.line - 1) + " " * (span.column - 1)
    root = parse(f"{padding}{text}".encode("utf-8", "surrogatepass"), span.file).root
    return Scalar("", span) if root is None else root


def _is_even(kind: Type) -> bool:
    """Whether all keys of a record are of one measure, so that `2x` has one meaning for them."""
    if not isinstance(kind, Record):
        return False
    first = kind.keys[0].type
    return isinstance(first, Quantity) and all(key.type is first for key in kind.keys)


def _short(root: Node, way: Sequence[Stop]) -> Node | None:
    """The value that stands alone for its record, where the way asks for that key of it."""
    *before, last = way
    node = value_at(root, (stop.part for stop in before))
    holder = last.holder
    is_short = isinstance(holder, Record) and holder.short == last.part
    return node if is_short and isinstance(node, Scalar) else None


def _multiplied(node: Node, factor: str, span: Span) -> Node:
    if isinstance(node, MappingNode):
        entries = (
            entry._replace(value=_multiplied(entry.value, factor, span)) for entry in node.entries
        )
        return MappingNode(tuple(entries), span)
    if not isinstance(node, Scalar):
        raise AddressError(f"expected a number to multiply, got {found(node)}", span.column - 1)
    try:
        return Scalar(scaled(node.text, factor), span)
    except QuantityError as error:
        raise AddressError(str(error), span.column - 1) from None
