"""Nothing lies on anything else, leaves its place, or has to be scrolled sideways to."""

from __future__ import annotations

import pytest

from browsing import DESKTOP, PHONE, SMALL_PHONE, Show, measured, with_all_open
from shown import EXAMPLES, GENERATED, WHOLE

NAMES = [*EXAMPLES, *GENERATED, *WHOLE]
WIDTHS = [DESKTOP, 800, PHONE, SMALL_PHONE]
NOTHING: dict[str, object] = {"sideways": [], "collisions": [], "escapes": [], "cut": []}

each_page = pytest.mark.parametrize("name", NAMES)


@each_page
def test_texts_and_drawings_keep_to_their_places(show: Show, name: str) -> None:
    page = with_all_open(show(name, has_scripts=False))  # so that every journey is laid out
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found[width] = measured(page, "faults")

    assert found == {width: NOTHING | {"width": width} for width in WIDTHS}


@each_page
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_forced_colors_swallow_no_text(show: Show, name: str, theme: str) -> None:
    page = show(name, has_forced_colors=True, theme=theme)

    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert (measured(page, "collisions"), measured(page, "faint")) == ([], [])


def test_nothing_moves_for_those_who_asked_for_it(show: Show) -> None:
    page = show("storefront", has_reduced_motion=True)
    moving = page.eval_on_selector_all(
        "*",
        """(all) => all.filter((each) => {
            const style = getComputedStyle(each);
            return style.scrollBehavior === "smooth" || parseFloat(style.transitionDuration) > 0 ||
              (style.animationName !== "none" && parseFloat(style.animationDuration) > 0);
        }).map((each) => each.outerHTML.slice(0, 80))""",
    )

    assert moving == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_follows_the_theme_of_the_system(show: Show, theme: str) -> None:
    lightness = show("three services", theme=theme).evaluate(
        "Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))"
    )

    assert (lightness > 128) == (theme == "light")
