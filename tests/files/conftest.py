from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """An empty repository that is not the top of its world."""
    (tmp_path / "repo/.git").mkdir(parents=True)
    return tmp_path / "repo"
