"""A stand-in for GitHub's command line: answers from a file, records what it is asked to change.

`forge.json` in the directory of `GH_STATE` holds `artifacts` (a name with its folder), `pulls` (a
number with the head) and `comments`; `calls.json` gets what was posted or patched.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import jq

STATE = Path(os.environ["GH_STATE"])


def main(arguments: list[str]) -> None:
    state = json.loads((STATE / "forge.json").read_text(encoding="utf-8"))
    match arguments:
        case ["run", "download", _, "--name", name, "--dir", folder]:
            shutil.copytree(state["artifacts"][name], folder, symlinks=True, dirs_exist_ok=True)
        case ["api", "--silent", "--method", method, path, "--field", field]:
            _change(method, path, field)
        case ["api", "--paginate", path, "--jq", query] | ["api", path, "--jq", query]:
            found = jq.compile(query).input_value(_answer(state, path)).all()
            sys.stdout.write("".join(f"{value}\n" for value in found))
        case _:
            sys.exit(f"unexpected: gh {arguments}")


def _answer(state: Any, path: str) -> Any:
    match path.partition("?")[0].split("/")[3:]:
        case ["actions", "runs", _, "artifacts"]:
            return {"total_count": sum(name in path for name in state["artifacts"])}
        case ["pulls", number]:
            return {"head": {"sha": state["pulls"][number]}}
        case ["issues", _, "comments"]:
            return state["comments"]
        case _:
            sys.exit(f"unexpected: {path}")


def _change(method: str, path: str, field: str) -> None:
    name, text = field.split("=@", 1)
    body = Path(text).read_text(encoding="utf-8")
    call = {"method": method, "path": path, name: body}
    (STATE / "calls.json").write_text(json.dumps(call), encoding="utf-8")


main(sys.argv[1:])
