"""Portfolio + packs -> report."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.pack import (
    Conclusion,
    Pack,
    Policy,
    Rewrite,
    Rule,
    Seats,
    option,
    raise_every_yes,
)
from archlint.linting.selection import EVERYTHING, Selection
from archlint.manifest import loads
from archlint.model import Answer, Argument, Raised, Severity, Subject, Verdict
from archlint.source import InputError

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.report import PortfolioReport

TODAY = date(2026, 11, 23)

SHOP = """
archlint: 1
portfolio: shop
journeys:
  browse: {entry: cart}
services:
  cart: {owner: web, calls: [price]}
  price: {kind: crud}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOwner(Policy):
    """Look for services that nobody owns."""

    code = "OWN901"
    name = "no-owner"
    severity = Severity.WARNING

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            subject = Subject.service(service.name)
            if service.owner is None:
                yield self.yes(subject, "nobody owns it", at=(*service.pointer, "owner"))
            else:
                yield self.no(subject, at=(*service.pointer, "owner"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LongName(Policy):
    """Look for names of more letters than the option says."""

    code = "NAM901"
    name = "long-name"
    severity = Severity.NOTE

    letters: int = option(4, "integer", "The most letters.")

    def check(self, case: Analysis) -> Iterator[Argument]:
        for name in case.portfolio.services:
            said = self.yes if len(name) > self.letters else self.no
            yield said(Subject.service(name), f"more than {self.letters} letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Untidy(Rule):
    """Raised only in conclusions."""

    code = "NAM902"
    name = "untidy"
    severity = Severity.NOTE


OWNERS = Pack(name="owners", rules=(NoOwner,))
NAMES = Pack(name="names", rules=(LongName,))


def linted(*packs: Pack, text: str = SHOP, selection: Selection = EVERYTHING) -> PortfolioReport:
    portfolio = loads(text, catalogue=catalogue_of(packs))
    return lint(portfolio, packs=packs, today=TODAY, selection=selection)


def found(report: PortfolioReport) -> list[tuple[str, str, str]]:
    return [(item.severity.word, item.rule, item.subject.text) for item in report.findings]


def test_two_packs_speak_in_one_report() -> None:
    assert found(linted(OWNERS, NAMES)) == [
        ("warning", "OWN901", "price"),
        ("note", "NAM901", "price"),
    ]


def test_the_order_of_the_packs_does_not_matter_to_the_findings() -> None:
    assert linted(OWNERS, NAMES).findings == linted(NAMES, OWNERS).findings


def test_a_finding_stands_at_the_nearest_place_there_is() -> None:
    (finding,) = linted(OWNERS).findings
    assert finding.primary is not None
    assert finding.primary.span == ("archlint.yaml", 8, 10, 8, 22)
    assert (finding.name, finding.identity, finding.covers) == (
        "no-owner",
        "OWN901|price",
        ("OWN901",),
    )


def test_a_finding_without_a_place_stands_at_its_subject() -> None:
    (finding,) = linted(NAMES).findings
    assert finding.primary is not None
    assert finding.primary.span == ("archlint.yaml", 8, 10, 8, 22)


def test_coverage_is_counted_from_the_arguments() -> None:
    rules = {rule.rule: rule for rule in linted(OWNERS).coverage.rules}
    assert list(rules) == ["ANN001", "ANN003", "OWN901"]
    assert dict(rules["OWN901"].answers) == {Answer.YES: 1, Answer.NO: 1, Answer.UNKNOWN: 0}


@pytest.mark.parametrize(
    ("policies", "severities", "expected"),
    [
        ("", {}, "warning"),
        ("policies: {OWN901: {severity: error}}", {}, "error"),
        ("policies: {OWN901: {severity: error}}", {"OWN901": Severity.NOTE}, "note"),
        ("", {"no-owner": Severity.ERROR}, "error"),
        ("", {"LongName": Severity.ERROR}, ""),
    ],
    ids=["the rule's own", "the manifest's", "the command line's", "by name", "another name"],
)
def test_a_severity_is_replaced_for_findings_with_that_code(
    policies: str, severities: dict[str, Severity], expected: str
) -> None:
    selection = Selection(severities=severities)
    if not expected:
        with pytest.raises(InputError, match="--severity"):
            linted(OWNERS, text=SHOP + policies, selection=selection)
        return
    report = linted(OWNERS, text=SHOP + policies, selection=selection)
    assert [item.severity.word for item in report.findings] == [expected]


def test_options_of_a_rule_come_from_the_manifest() -> None:
    report = linted(NAMES, text=SHOP + "policies: {long-name: {letters: 3}}\n")
    assert [item.message for item in report.findings] == ["more than 3 letters"] * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """Options of a pack."""

    quota: float = option(0.1, "share", "A share.")


def test_options_of_a_pack_reach_prepare() -> None:
    seen = []

    def prepare(analysis: Analysis, options: Least) -> Analysis:
        seen.append(options)
        return analysis

    pack = Pack(name="names", rules=(LongName,), options=Least, prepare=prepare)
    linted(pack)
    linted(pack, text=SHOP + "policies: {names: {quota: 25%}}\n")
    assert seen == [Least(quota=0.1), Least(quota=0.25)]


def test_an_ignored_policy_is_not_run() -> None:
    report = linted(crashing(RuntimeError("never")), selection=Selection(ignore=("CRA901",)))
    assert (report.without, found(report)) == (("CRA901",), [])


def test_a_policy_ignored_argues_for_nothing_and_a_concluded_rule_is_dropped_after() -> None:
    heard: list[tuple[str, ...]] = []

    def conclude(_case: Analysis, arguments: tuple[Argument, ...]) -> Conclusion:
        heard.append(tuple(item.rule for item in arguments))
        untidy = Argument(rule="NAM902", subject=Subject.portfolio(), answer=Answer.YES)
        return Conclusion(raised=(Raised(argument=untidy, severity=Severity.ERROR),))

    pack = Pack(name="names", rules=(LongName, Untidy), conclude=conclude)
    codes = [
        [item.rule for item in linted(pack, selection=Selection(ignore=ignore)).findings]
        for ignore in ((), ("NAM901",), ("NAM902",))
    ]
    assert heard == [("NAM901", "NAM901"), (), ("NAM901", "NAM901")]
    assert codes == [["NAM902"], ["NAM902"], []]


def test_a_pack_switched_off_says_nothing_at_all() -> None:
    def conclude(_case: Analysis, _arguments: tuple[Argument, ...]) -> Conclusion:
        return Conclusion(verdicts=(Verdict(service="cart", word="go", because="default"),))

    pack = Pack(name="names", rules=(LongName,), conclude=conclude)
    off = SHOP + "policies: {names: {enabled: false}}\n"
    assert [item.word for item in linted(pack).verdicts] == ["go"]
    assert linted(pack, text=off).verdicts == ()


def test_what_packs_conclude_is_in_the_report() -> None:
    seats = Seats(limit=1, size=2, quota=0.1)

    def conclude(_case: Analysis, _arguments: tuple[Argument, ...]) -> Conclusion:
        return Conclusion(
            rewrites=(Rewrite(target="cart", factor=0.5),), seats=seats, lines=("a line",)
        )

    report = linted(Pack(name="names", rules=(LongName,), conclude=conclude), OWNERS)
    assert (report.rewrites, report.seats, report.lines) == (
        (Rewrite(target="cart", factor=0.5),),
        seats,
        ("a line",),
    )


def crashing(error: Exception | None = None, argument: Argument | None = None) -> Pack:
    """A pack whose policy fails, or says what it may not."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Crash(Policy):
        """Fail."""

        code = "CRA901"
        name = "crash"
        severity = Severity.ERROR

        def check(self, case: Analysis) -> Iterator[Argument]:
            assert case.portfolio.name == "shop"
            if error is not None:
                raise error
            if argument is not None:
                yield argument

    return Pack(name="crashes", rules=(Crash,))


def about(subject: Subject, rule: str = "CRA901") -> Argument:
    return Argument(rule=rule, subject=subject, answer=Answer.NO)


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        (crashing(ZeroDivisionError("by zero")), "by zero"),
        (crashing(argument=about(Subject.service("gone"))), "a service that is not there: gone"),
        (crashing(argument=about(Subject.journey("gone"))), "not there: journey:gone"),
        (crashing(argument=about(Subject.service("cart -> price"))), "a service that is not there"),
        (
            crashing(argument=about(Subject.service("cart"), "OWN901")),
            "expected an argument of CRA901, got one of OWN901",
        ),
    ],
    ids=["an exception", "no such service", "no such journey", "not its kind", "another's code"],
)
def test_a_policy_that_fails_is_named(pack: Pack, message: str) -> None:
    with pytest.raises(Exception, match=message) as caught:
        linted(pack)
    assert caught.value.__notes__ == ["policy CRA901 of pack crashes failed: report it"]


@pytest.mark.parametrize(
    "subject",
    [
        Subject.service("cart"),
        Subject(kind="call", text="cart -> price"),
        Subject.journey("browse"),
        Subject.portfolio(),
    ],
    ids=str,
)
def test_an_argument_is_about_something_of_the_portfolio(subject: Subject) -> None:
    said = [item.subject for item in linted(crashing(argument=about(subject))).arguments]
    assert subject in said


def test_operations_and_cycles_are_subjects_too() -> None:
    text = (
        "archlint: 1\nportfolio: shop\njourneys: {browse: {entry: cart/Get}}\nservices:\n"
        "  cart: {operations: {Get: {calls: [price]}}}\n  price: {calls: [cart/Get]}\n"
    )
    for subject in (Subject.operation("cart/Get"), Subject.cycle(("price", "cart/Get"))):
        assert linted(crashing(argument=about(subject)), text=text).coverage.evaluated


@pytest.mark.parametrize(
    ("part", "note"),
    [
        ("prepare", "preparing the pack names failed: report it"),
        ("conclude", "concluding the pack names failed: report it"),
    ],
)
def test_a_pack_that_fails_is_named(part: str, note: str) -> None:
    def fail(*_: object) -> Any:
        raise KeyError("lost")

    parts: dict[str, Any] = {part: fail}
    with pytest.raises(KeyError) as caught:
        linted(Pack(name="names", rules=(LongName,), **parts))
    assert caught.value.__notes__ == [note]


def test_a_conclusion_about_nothing_there_is_a_failure() -> None:
    def conclude(_case: Analysis, _arguments: Sequence[Argument]) -> Conclusion:
        raised = Raised(argument=about(Subject.service("gone"), "NAM901"), severity=Severity.NOTE)
        return Conclusion(raised=(raised,))

    with pytest.raises(ValueError, match="not there: gone") as caught:
        linted(Pack(name="names", rules=(LongName,), conclude=conclude))
    assert caught.value.__notes__ == ["concluding the pack names failed: report it"]


def test_an_input_error_out_of_a_pack_blames_nobody() -> None:
    with pytest.raises(InputError) as caught:
        linted(crashing(InputError(())))
    assert not hasattr(caught.value, "__notes__")


def test_an_argument_may_bring_its_own_severity() -> None:
    said = Argument(
        rule="OWN901", subject=Subject.portfolio(), answer=Answer.YES, severity=Severity.ERROR
    )
    conclusion = raise_every_yes({"OWN901": NoOwner()}, [said])
    assert [item.severity for item in conclusion.raised] == [Severity.ERROR]


def test_the_order_of_the_manifest_does_not_matter() -> None:
    turned = SHOP.replace(
        "  cart: {owner: web, calls: [price]}\n  price: {kind: crud}\n",
        "  price: {kind: crud}\n  cart: {owner: web, calls: [price]}\n",
    )
    assert turned != SHOP
    before, after = linted(OWNERS, NAMES), linted(OWNERS, NAMES, text=turned)
    assert [item.identity for item in before.findings] == [item.identity for item in after.findings]


def test_lines_above_change_no_identity() -> None:
    lower = "\n" * 10 + SHOP
    assert [item.identity for item in linted(OWNERS, NAMES, text=lower).findings] == [
        item.identity for item in linted(OWNERS, NAMES).findings
    ]


def test_what_lists_rules_brings_in_nothing_heavy() -> None:
    probe = (
        "import sys; from archlint.linting.engine import catalogue_of;"
        "from archlint.linting.registry import installed_packs;"
        "catalogue_of(installed_packs());"
        "print(*{'networkx', 'numpy', 'jinja2', 'click', 'ruamel.yaml'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
