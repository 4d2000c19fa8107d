"""ANN002: which rules could not answer, once per rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.linting.engine import lint
from archlint.linting.pack import Conclusion, Pack, Policy
from archlint.manifest import loads
from archlint.model import Answer, Argument, Raised, Severity, Subject

if TYPE_CHECKING:
    from archlint.analysis import Analysis

TODAY = date(2026, 11, 23)

THREE = """
archlint: 1
portfolio: shop
services:
  cart: {kind: crud}
  price: {kind: crud, zones: 2}
  stock: {kind: crud}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FewZones(Policy):
    """Look for services in one zone."""

    code = "ZON001"
    name = "few-zones"
    severity = Severity.WARNING

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            subject = Subject.service(service.name)
            if service.zones is None:
                yield self.unknown(subject, missing=("zones",))
            else:
                yield self.no(subject)


def ask_for_the_cart(_case: Analysis, arguments: tuple[Argument, ...]) -> Conclusion:
    """Raise what nobody knows about the cart, as NT305 does."""
    return Conclusion(
        raised=tuple(
            Raised(argument=argument, severity=Severity.NOTE)
            for argument in arguments
            if argument.answer is Answer.UNKNOWN and argument.subject.text == "cart"
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnZones(FewZones):
    """Ask for a key of every service's own."""

    def check(self, case: Analysis) -> Iterator[Argument]:
        for name in case.portfolio.services:
            yield self.unknown(Subject.service(name), missing=(f"zones.{name}",))


def notes(pack: Pack, text: str = THREE) -> list[tuple[str, str]]:
    report = lint(loads(text), packs=[pack], today=TODAY)
    return [(item.identity, item.message) for item in report.findings if item.rule == "ANN002"]


def test_a_rule_says_once_what_it_lacks() -> None:
    assert notes(Pack(name="zones", rules=(FewZones,))) == [
        (
            "ANN002:ZON001|portfolio",
            "ZON001 few-zones could not answer for 2 of 3: `zones` (2) not given",
        )
    ]


def test_what_a_finding_asks_for_already_is_not_asked_for_again() -> None:
    assert notes(Pack(name="zones", rules=(FewZones,), conclude=ask_for_the_cart)) == [
        (
            "ANN002:ZON001|portfolio",
            "ZON001 few-zones could not answer for 1 of 3: `zones` (1) not given",
        )
    ]


def test_a_rule_that_every_finding_asks_for_is_silent() -> None:
    text = "archlint: 1\nportfolio: shop\nservices:\n  cart: {kind: crud}\n"
    assert notes(Pack(name="zones", rules=(FewZones,), conclude=ask_for_the_cart), text) == []


def test_a_rule_that_answered_everywhere_is_silent() -> None:
    text = "archlint: 1\nportfolio: shop\nservices:\n  cart: {zones: 2}\n"
    assert notes(Pack(name="zones", rules=(FewZones,)), text) == []


def test_a_note_asks_for_eight_annotations_at_most() -> None:
    rows = "".join(f"  s{number}: {{}}\n" for number in range(11))
    text = f"archlint: 1\nportfolio: shop\nservices:\n{rows}"
    ((_, message),) = notes(Pack(name="zones", rules=(OwnZones,)), text)

    assert message.count("`zones.s") == 8
    assert message.endswith(" and 3 keys more not given")


@dataclass(frozen=True, slots=True, kw_only=True)
class FarApart(Policy):
    """Look for two regions in every zone: wants two annotations, or cannot say which."""

    code = "ZON002"
    name = "far-apart"
    severity = Severity.WARNING

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            missing = () if service.name == "stock" else ("regions", "zones")
            yield self.unknown(Subject.service(service.name), missing=missing)


def ask_for_zones(_case: Analysis, arguments: tuple[Argument, ...]) -> Conclusion:
    """Raise the first of the questions, with one of the two annotations that it lacks."""
    asked = replace(arguments[0], missing=("zones",))
    return Conclusion(raised=(Raised(argument=asked, severity=Severity.NOTE),))


def test_only_what_no_finding_asks_for_is_named() -> None:
    assert notes(Pack(name="zones", rules=(FarApart,), conclude=ask_for_zones)) == [
        (
            "ANN002:ZON002|portfolio",
            "ZON002 far-apart could not answer for 3 of 3: `regions` (2), `zones` (1) not given",
        )
    ]


def test_a_rule_that_cannot_say_what_it_lacks_is_not_silent() -> None:
    text = "archlint: 1\nportfolio: shop\nservices:\n  stock: {kind: crud}\n"
    assert notes(Pack(name="zones", rules=(FarApart,)), text) == [
        ("ANN002:ZON002|portfolio", "ZON002 far-apart could not answer for 1 of 1")
    ]
