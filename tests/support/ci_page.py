"""docs/ci.md in pieces: its blocks by the name in the comment before them."""

from __future__ import annotations

import re
from typing import Any

from actions import read_yaml
from forge import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = dict(
    re.findall(r"<!-- ([\w: -]+) -->\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)
SHELL = {name: body for name, body in BLOCKS.items() if name.startswith("run: ")}
YAML: dict[str, Any] = {name: read_yaml(body) for name, body in BLOCKS.items() if name not in SHELL}
(POSTING,) = YAML["comment workflow"]["jobs"]["comment"]["steps"]
