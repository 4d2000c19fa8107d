"""Stale waivers: the entry goes with its comments, and the list with its last entry."""

from __future__ import annotations

import pytest

from fixing import ROOT, fixed, text_after

HEAD = "archlint: 1\nportfolio: shop\nservices: {cart: {}, stock: {}}\n"
OLD = "{rule: NT101, on: cart, reason: r, owner: web, until: 2020-01-01}"
NEW = "{rule: NT101, on: stock, reason: r, owner: web, until: 2099-01-01}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("waivers: [OLD]\n", "", id="the only one in brackets"),
        pytest.param("waivers:\n  - OLD\n", "", id="the only one"),
        pytest.param("waivers:\n- OLD\n- OLD\n", "", id="every one"),
        pytest.param("waivers:\n  - OLD\n  - NEW\n", "waivers:\n  - NEW\n", id="the first"),
        pytest.param("waivers:\n  - NEW\n  - OLD\n", "waivers:\n  - NEW\n", id="the last"),
        pytest.param("waivers:\n- NEW\n- OLD", "waivers:\n- NEW\n", id="no end of line"),
        pytest.param("waivers: [OLD, NEW]\n", "waivers: [NEW]\n", id="the first in brackets"),
        pytest.param("waivers: [NEW, OLD]\n", "waivers: [NEW]\n", id="the last in brackets"),
        pytest.param("waivers: [ NEW,OLD,]\n", "waivers: [ NEW,]\n", id="a comma at the end"),
        pytest.param("waivers: [OLD, OLD, NEW, OLD]\n", "waivers: [NEW]\n", id="several"),
        pytest.param(
            "waivers: [\n  # old\n  OLD, # over\n  NEW # kept\n]\n",
            "waivers: [\n  NEW # kept\n]\n",
            id="a line of its own in brackets",
        ),
        pytest.param(
            "waivers: [\n  NEW, # kept\n  OLD\n]\n",
            "waivers: [\n  NEW # kept\n]\n",
            id="the last line in brackets",
        ),
        pytest.param(
            "waivers:\n  # of the old one\n  - OLD # over\n    # really\n  # of the new one\n  - NEW\n",
            "waivers:\n  # of the new one\n  - NEW\n",
            id="with its comments",
        ),
        pytest.param(
            "waivers:\n  # of all\n\n  - OLD\n\n  - NEW\n",
            "waivers:\n  # of all\n\n  - NEW\n",
            id="not with those further up",
        ),
        pytest.param("waivers:\n  - OLD\n\n  - NEW\n", "waivers:\n  - NEW\n", id="a blank below"),
        pytest.param(
            "\n# what we accept\nwaivers:\n  - OLD\n\nteams: {}\n",
            "\nteams: {}\n",
            id="with the comment of the key and one gap",
        ),
        pytest.param("\nwaivers:\n  - OLD\n\n", "", id="no gap at the end"),
        pytest.param(
            "waivers:\n  -\n    # why\n    rule: NT101\n    on: cart\n    reason: |\n      a\n\n"
            "      b\n    owner: web\n    until: 2020-01-01\n  - NEW\n",
            "waivers:\n  - NEW\n",
            id="a long one",
        ),
    ],
)
def test_a_stale_waiver_goes(before: str, after: str) -> None:
    before, after = (text.replace("OLD", OLD).replace("NEW", NEW) for text in (before, after))

    assert text_after(HEAD + before) == HEAD + after


def test_the_comment_that_begins_a_file_stays() -> None:
    text = f"# The shop.\nwaivers: [{OLD}]\n{HEAD}"

    assert text_after(text) == f"# The shop.\n{HEAD}"


def test_a_list_inside_braces_goes_with_its_comma() -> None:
    text = '{{"archlint": 1, "portfolio": "shop", "services": {{"cart": {{}}}}{}}}\n'

    assert text_after(text.format(f', "waivers": [{OLD}]')) == text.format("")


@pytest.mark.parametrize(
    "waivers",
    [
        pytest.param(f"- &w {OLD}\n- {{<<: *w, until: 2099-01-01}}\n", id="others repeat its text"),
        pytest.param(
            f"- {NEW.replace('reason: r', 'reason: &r x')}\n- {OLD}\n".replace(
                OLD, OLD.replace("reason: r", "reason: &q y")
            )
            + "- {rule: ANN001, on: cart, reason: *q, owner: web, until: 2099-01-01}\n",
            id="others repeat a part of it",
        ),
    ],
)
def test_what_others_need_is_left_and_said(waivers: str) -> None:
    text = f"{HEAD}waivers:\n{waivers}"
    result = fixed({ROOT: text.encode()})

    assert result.changes == ()
    assert [why for _, why in result.left] == [
        "the waiver of NT101 is stale, but its text cannot go without other text"
    ]


def test_the_others_go_all_the_same() -> None:
    shared = OLD.replace("reason: r", "reason: &q y")
    later = NEW.replace("reason: r", "reason: *q")
    text = f"{HEAD}waivers:\n- {OLD}\n- {shared}\n- {later}\n"

    assert text_after(text) == text.replace(f"- {OLD}\n", "", 1)


@pytest.mark.parametrize("missing", ["reason: r, ", "owner: web, ", ", until: 2099-01-01"])
def test_a_void_waiver_is_for_people_to_decide(missing: str) -> None:
    text = f"{HEAD}waivers:\n- {NEW.replace(missing, '')}\n"
    result = fixed({ROOT: text.encode()})

    assert result.changes == ()
    assert [(str(span), why) for span, why in result.left] == [
        ("archlint.yaml:5:3", "the waiver of NT101 is void: complete it, or take it out")
    ]


# --- comments -------------------------------------------------------------------------------------

ENDED = "# archlint: ignore[NT101] until=2020-01-01 owner=web reason=moves"
COUNTS = "# archlint: ignore[NT101] until=2099-01-01 owner=web reason=moves"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"  cart: {{}}  {ENDED}\n", "  cart: {}\n", id="behind a value"),
        pytest.param(f"  {ENDED}\n  cart: {{}}\n", "  cart: {}\n", id="alone on a line"),
        pytest.param(f"  cart: {{}} {COUNTS}\n", f"  cart: {{}} {COUNTS}\n", id="one that counts"),
        pytest.param(
            f"  {COUNTS}\n  {ENDED}\n  cart: {{}}\n",
            f"  {COUNTS}\n  cart: {{}}\n",
            id="below one that counts",
        ),
    ],
)
def test_a_stale_comment_goes_and_its_line_stays(before: str, after: str) -> None:
    head = "archlint: 1\nportfolio: shop\nservices:\n"

    assert text_after(head + before) == head + after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"  cart:\n    description: |+\n      a\n  {ENDED}\n\n  stock: {{}}\n",
            id="a blank line would become text",
        ),
        pytest.param(
            f"  cart: {{}}\n  {ENDED.replace('[NT101]', '[NT101, NT103]')}\n".replace(
                "2020-01-01 owner=web", "2099-01-01"
            ),
            id="one that is void",
        ),
    ],
)
def test_a_comment_that_cannot_go_is_left_and_said(text: str) -> None:
    result = fixed({ROOT: f"archlint: 1\nportfolio: shop\nservices:\n{text}".encode()})

    assert result.changes == ()
    assert result.left


def test_a_comment_about_a_list_goes_with_it() -> None:
    text = f"archlint: 1\n{COUNTS}\n\nwaivers: [{OLD}]\nportfolio: shop\nservices: {{cart: {{}}}}\n"

    assert text_after(text) == "archlint: 1\n\nportfolio: shop\nservices: {cart: {}}\n"


def test_a_value_is_respelled_although_a_waiver_that_goes_repeats_it() -> None:
    old = OLD.replace("reason: r", "reason: *size")
    text = "archlint: 1\nportfolio: shop\nservices: {cart: {size: &size 14KLOC}}\n"

    assert text_after(f"{text}waivers: [{old}]\n") == text.replace("14KLOC", "14 kloc")


def test_entries_that_need_one_another_go_together() -> None:
    first = OLD.replace("reason: r", "reason: &r x")
    second = OLD.replace("reason: r", "reason: *r")
    held = f"- {OLD.replace('reason: r', 'reason: &q y')}\n"
    later = NEW.replace("reason: r", "reason: *q")

    assert text_after(f"{HEAD}waivers:\n- {first}\n- {second}\n{held}- {later}\n") == (
        f"{HEAD}waivers:\n{held}- {later}\n"
    )


def test_a_comment_about_an_entry_goes_with_it() -> None:
    waived = COUNTS.replace("NT101", "WVR001")
    text = f"{HEAD}waivers:\n- {OLD} {waived}\n- {NEW} {waived}\n"

    assert text_after(text) == f"{HEAD}waivers:\n- {NEW} {waived}\n"
