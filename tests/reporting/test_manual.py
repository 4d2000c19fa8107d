"""The page about presets: all of each, with its reason."""

from __future__ import annotations

import pytest

from archlint.linting.presets import PRESETS
from archlint.reporting import Options
from archlint.reporting.manual import presets_text


@pytest.mark.parametrize("columns", [40, 100])
def test_the_presets_are_explained_with_every_reason(columns: int) -> None:
    page = presets_text(PRESETS.values(), Options(columns=columns))
    prose = " ".join(page.split())

    assert max(map(len, page.splitlines())) <= columns
    for preset in PRESETS.values():
        assert preset.text in prose
        for name, setting in preset.settings.items():
            value = "" if setting.value is True else f" {setting.value}"
            assert f"--{name}{value}: {setting.why}." in prose
        for code, why in preset.silent.items():
            assert f"without {code}: {why}." in prose
