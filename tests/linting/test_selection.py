"""Which rules take part, and how loud they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.linting.selection import EVERYTHING, Origin, Selection, choose, is_prefix
from archlint.model import Catalogue, PackSettings, RuleEntry, RuleSettings, Settings, Severity
from archlint.source import InputError

RULES = (
    RuleEntry(code="NT101", name="critical-path", pack="ninety-ten", aliases=("on-the-path",)),
    RuleEntry(code="NT201", name="off-path", pack="ninety-ten"),
    RuleEntry(code="NT202", name="standard", pack="ninety-ten"),
    RuleEntry(code="NTX01", name="stranger", pack="strange"),
    RuleEntry(code="ANN001", name="stale", pack="engine"),
)
CATALOGUE = Catalogue(
    packs={"ninety-ten": (), "strange": (), "engine": ()},
    rules=RULES,
)


def off(*names: str) -> Settings:
    """`enabled: false` for packs and rules."""
    codes = {rule.code for rule in RULES}
    return Settings(
        packs={name: PackSettings(enabled=False) for name in names if name not in codes},
        rules={name: RuleSettings(enabled=False) for name in names if name in codes},
    )


ALL_CODES = "NT101 NT201 NT202 NTX01 ANN001"


@pytest.mark.parametrize(
    ("selection", "settings", "expected"),
    [
        (EVERYTHING, Settings(), ALL_CODES),
        (Selection(select=("NT101",)), Settings(), "NT101"),
        (Selection(select=("nt101",)), Settings(), "NT101"),
        (Selection(select=("critical-path",)), Settings(), "NT101"),
        (Selection(select=("on-the-path",)), Settings(), "NT101"),
        (Selection(select=("NT",)), Settings(), "NT101 NT201 NT202"),
        (Selection(select=("NT2",)), Settings(), "NT201 NT202"),
        (Selection(select=("NT2", "ANN")), Settings(), "NT201 NT202 ANN001"),
        (Selection(select=("ALL",)), Settings(), ALL_CODES),
        (Selection(select=()), Settings(), ""),
        (Selection(ignore=("NT",)), Settings(), "NTX01 ANN001"),
        (Selection(ignore=("ALL",)), Settings(), ""),
        (Selection(select=("NT101",), ignore=("NT",)), Settings(), "NT101"),
        (Selection(select=("NT",), ignore=("NT2",)), Settings(), "NT101"),
        (Selection(select=("NT",), ignore=("NT",)), Settings(), ""),
        (Selection(select=("NT2", "ALL"), ignore=("NT",)), Settings(), "NT201 NT202 NTX01 ANN001"),
        (Selection(ignore=("ALL",), extend_select=("NT101",)), Settings(), "NT101"),
        (Selection(select=("NT101",), extend_select=("ANN",)), Settings(), "NT101 ANN001"),
        (Selection(ignore=("NT",), extend_ignore=("ANN",)), Settings(), "NTX01"),
        (EVERYTHING, off("NT201"), "NT101 NT202 NTX01 ANN001"),
        (EVERYTHING, off("ninety-ten"), "NTX01 ANN001"),
        (EVERYTHING, off("engine"), "NT101 NT201 NT202 NTX01"),
        (Selection(select=("ALL",)), off("ninety-ten", "ANN001"), "NTX01"),
        (Selection(select=("NT",)), off("ninety-ten", "NT201"), "NT101 NT202"),
        (Selection(select=("NT201",)), off("NT201"), "NT201"),
        (Selection(extend_select=("NT201",)), off("ninety-ten"), "NT201 NTX01 ANN001"),
    ],
    ids=[
        "nothing said",
        "a code",
        "a code in small letters",
        "a name",
        "an old name",
        "a prefix",
        "a longer prefix",
        "two",
        "all",
        "an empty selection",
        "a prefix ignored",
        "all ignored",
        "a code beats a prefix ignored",
        "a longer prefix ignored beats a shorter",
        "at equal length ignoring wins",
        "a longer prefix beats a shorter ignored",
        "extending what is ignored",
        "extending a selection",
        "extending what is ignored with more",
        "a rule switched off",
        "a pack switched off",
        "the engine switched off",
        "all does not switch on",
        "a prefix switches a pack on, not a rule",
        "a code switches a rule on",
        "extending switches a rule of a pack on",
    ],
)
def test_who_takes_part(selection: Selection, settings: Settings, expected: str) -> None:
    chosen = choose(selection, settings, CATALOGUE)
    assert chosen.active == set(expected.split())
    assert set(chosen.without) == set(ALL_CODES.split()) - chosen.active


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (
            Selection(select=("NT1011",)),
            ("--select: expected the code or name of a rule, got `NT1011` (did you mean `NT101`?)"),
        ),
        (
            Selection(ignore=("standart",)),
            (
                "--ignore: expected the code or name of a rule, got `standart`"
                " (did you mean `standard`?)"
            ),
        ),
        (
            Selection(extend_select=("N",)),
            (
                "--extend-select: expected the code or name of a rule, got `N`"
                " (`archlint rules` lists them)"
            ),
        ),
        (
            Selection(extend_ignore=("",)),
            (
                "--extend-ignore: expected the code or name of a rule, got ``"
                " (`archlint rules` lists them)"
            ),
        ),
        (
            Selection(severities={"NT": Severity.NOTE}),
            (
                "--severity: expected the code or name of a rule, got `NT`"
                " (`archlint rules` lists them)"
            ),
        ),
    ],
    ids=["a code", "a name", "half a prefix", "nothing", "the severity of a prefix"],
)
def test_a_selector_that_names_nothing_is_a_problem(selection: Selection, message: str) -> None:
    with pytest.raises(InputError) as caught:
        choose(selection, Settings(), CATALOGUE)
    assert [str(problem) for problem in caught.value.problems] == [message]


def test_all_unknown_selectors_are_told_at_once() -> None:
    selection = Selection(select=("ABC", "DEF"), severities={"GHI": Severity.NOTE})
    with pytest.raises(InputError) as caught:
        choose(selection, Settings(), CATALOGUE)
    assert [problem.message.rpartition(" ")[2] for problem in caught.value.problems] == [
        "`ABC`",
        "`DEF`",
        "`GHI`",
    ]


@pytest.mark.parametrize(
    ("word", "code", "expected"),
    [
        ("NT", "NT101", True),
        ("NT1", "NT101", True),
        ("NT101", "NT101", True),
        ("NT1010", "NT101", False),
        ("N", "NT101", False),
        ("NT", "NTX01", False),
        ("1", "NT101", False),
        ("nt", "NT101", True),
    ],
)
def test_a_prefix_has_all_letters_of_the_code(word: str, code: str, *, expected: bool) -> None:
    assert is_prefix(word, code) is expected


def test_the_command_line_decides_about_severities_before_the_manifest() -> None:
    settings = Settings(
        rules={
            "NT101": RuleSettings(severity=Severity.ERROR),
            "NT201": RuleSettings(severity=Severity.ERROR),
        }
    )
    selection = Selection(severities={"critical-path": Severity.NOTE})
    chosen = choose(selection, settings, CATALOGUE)
    assert chosen.severities == {"NT101": Severity.NOTE, "NT201": Severity.ERROR}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (EVERYTHING, set()),
        (Selection(extend_select=("NT101",)), set()),
        (Selection(select=("NT2", "stale")), {"NT201", "NT202", "ANN001"}),
        (Selection(select=("NT101",), extend_select=("ANN",)), {"NT101", "ANN001"}),
        (Selection(select=()), set()),
    ],
    ids=["nothing said", "only extended", "a prefix and a name", "extended", "an empty selection"],
)
def test_the_codes_somebody_named(selection: Selection, expected: set[str]) -> None:
    assert selection.codes(CATALOGUE) == expected


def told(name: str) -> Settings:
    """`enabled: false` and a severity, where they stand in the manifest."""
    own = RuleSettings(enabled=False, severity=Severity.NOTE, pointer=("policies", name))
    return Settings(
        packs={"ninety-ten": PackSettings(enabled=False, pointer=("policies", "ninety-ten"))},
        rules={name: own},
    )


@pytest.mark.parametrize(
    ("selection", "settings", "expected"),
    [
        (EVERYTHING, Settings(), Origin()),
        (EVERYTHING, told("NT101"), Origin(pointer=("policies", "NT101", "enabled"))),
        (EVERYTHING, told("NT201"), Origin(pointer=("policies", "ninety-ten", "enabled"))),
        (Selection(select=("NT", "NT1")), told("NT201"), Origin("--select", "NT1")),
        (Selection(select=("NT",)), told("NT101"), Origin(pointer=("policies", "NT101", "enabled"))),
        (Selection(select=("ANN", "NTX01")), Settings(), Origin("--select", "ANN,NTX01")),
        (Selection(select=()), Settings(), Origin("--select")),
        (Selection(select=("NT",), ignore=("NT",)), Settings(), Origin("--ignore", "NT")),
        (Selection(extend_ignore=("critical-path",)), Settings(), Origin("--extend-ignore", "critical-path")),
        (Selection(ignore=("ALL",), extend_select=("nt101",)), Settings(), Origin("--extend-select", "nt101")),
    ],
    ids=[
        "nobody",
        "the manifest, by its code",
        "the manifest, by its pack",
        "the longer prefix",
        "a code in the manifest beats a prefix",
        "a selection that does not name it",
        "an empty selection",
        "ignoring at equal length",
        "a name",
        "an extension",
    ],
)  # fmt: skip
def test_who_decided(selection: Selection, settings: Settings, expected: Origin) -> None:
    assert choose(selection, settings, CATALOGUE).decided["NT101"] == expected


def test_who_replaced_a_severity() -> None:
    selection = Selection(severities={"stale": Severity.NOTE})

    assert choose(selection, told("NT101"), CATALOGUE).graded == {
        "NT101": Origin(pointer=("policies", "NT101", "severity")),
        "ANN001": Origin("--severity", "stale"),
    }


WORDS = st.lists(st.sampled_from(["NT", "NT1", "NT101", "ANN", "stale", "ALL"]), max_size=3)


@given(WORDS | st.none(), WORDS, WORDS, WORDS, st.lists(st.sampled_from(["NT101", "ninety-ten"])))
def test_who_decided_is_who_would_be_missed(
    select: list[str] | None,
    ignore: list[str],
    extend_select: list[str],
    extend_ignore: list[str],
    switched_off: list[str],
) -> None:
    """A rule that runs was selected or nobody objects; one that does not was ignored by a word."""
    selection = Selection(
        select=None if select is None else tuple(select),
        ignore=tuple(ignore),
        extend_select=tuple(extend_select),
        extend_ignore=tuple(extend_ignore),
    )
    chosen = choose(selection, off(*switched_off), CATALOGUE)
    for code, origin in chosen.decided.items():
        if chosen.takes(code):
            assert origin.option in ("", "--select", "--extend-select")
            assert origin.pointer == ()
        else:
            is_named = origin.option == "--select" and origin.word == ",".join(select or ())
            assert is_named or origin.option in ("--ignore", "--extend-ignore") or origin.pointer


def test_a_code_of_another_form_is_named_by_itself_alone() -> None:
    odd = RuleEntry(code="corp-1", name="odd", pack="strange")
    catalogue = replace(CATALOGUE, rules=(*RULES, odd))

    assert not is_prefix("NT", "corp-1")
    assert choose(Selection(select=("NT2",)), Settings(), catalogue).active == {"NT201", "NT202"}
    assert choose(Selection(select=("corp-1",)), Settings(), catalogue).active == {"corp-1"}
    with pytest.raises(InputError):
        choose(Selection(select=("XYZ",)), Settings(), catalogue)
