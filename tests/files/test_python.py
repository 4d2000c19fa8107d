"""Where Python source is that somebody asks to import by its path."""

from __future__ import annotations

from pathlib import Path

import pytest

from archlint.files import FileProblem, python_source


def test_a_python_file_and_a_package_are_run_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    for name in ("mine.py", "pack/__init__.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "linked").symlink_to(tmp_path / "pack")

    assert python_source(str(tmp_path / "mine.py")) == str(tmp_path / "mine.py")
    assert python_source(str(tmp_path / "linked/")) == str(tmp_path / "pack" / "__init__.py")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.py", "expected a file, found nothing of this name"),
        ("plain", "expected a .py file, or a directory with __init__.py"),
        ("text.txt", "expected a .py file, or a directory with __init__.py"),
    ],
)
def test_what_is_no_python_is_refused(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "text.txt").write_text("", encoding="utf-8")
    with pytest.raises(FileProblem, match=message):
        python_source(str(tmp_path / name))
