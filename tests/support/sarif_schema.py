"""The official JSON Schema of SARIF 2.1.0, out of the npm package that carries it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
SHA256 = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"


class NotAtHandError(Exception):
    """The package cannot be had here, and why."""


def sarif_schema(cache: Path) -> dict[str, Any]:
    """The schema, downloaded once and kept; its bytes are pinned. Raises NotAtHandError."""
    kept = cache / "sarif-2.1.0.json"
    if not kept.is_file():
        _download(cache, kept)
    data = kept.read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256
    schema: dict[str, Any] = json.loads(data)
    return schema


def _download(cache: Path, kept: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotAtHandError(f"npm, which has {PACKAGE}, is not installed")
    command = [npm, "pack", "--silent", "--pack-destination", str(cache), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise NotAtHandError(f"npm cannot fetch {PACKAGE}: {done.stderr[-200:]}")
    with tarfile.open(cache / done.stdout.strip()) as packed:
        member = packed.extractfile(MEMBER)
        assert member is not None
        kept.write_bytes(member.read())
