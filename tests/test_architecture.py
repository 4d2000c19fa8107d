"""The architecture is drawn in import contracts, and the contracts run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    odd = {"utils.py", "util.py", "helpers.py", "common.py", "constants.py", "misc.py"}
    found = [path for part in ("archlint", "policies") for path in (ROOT / part).rglob("*.py")]

    assert [path for path in found if path.name in odd] == []
