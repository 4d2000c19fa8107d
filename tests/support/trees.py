"""Builders of directories with manifests."""

from __future__ import annotations

from pathlib import Path

ROOT = "portfolio: shop\n"
PART = "services: {}\n"


def is_root(data: bytes) -> bool:
    return data.startswith(b"portfolio")


def write(directory: Path, *paths: str, text: str = PART) -> None:
    for path in paths:
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
