"""The comment on a pull request: the script of docs/ci.md, run by bash against a stand-in for gh."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from actions import Runner, Step
from ci_page import POSTING
from forge import MARKER, ROOT

HEAD = "c" * 40
TEXT = f'{MARKER}\n\n### `shop`: 1 new finding\n\n$(touch pwned) `touch pwned` "@team"\n'
BOT = "github-actions[bot]"
EARLIER = {"id": 11, "user": {"login": BOT}, "body": f"{MARKER}\n\nbefore"}
OTHERS: list[Any] = [
    {"id": 1, "user": {"login": "mallory"}, "body": f"{MARKER}\n\nmine"},
    {"id": 2, "user": {"login": BOT}, "body": f"of another workflow, on {MARKER}"},
]
COMMENTS = "repos/o/r/issues/7/comments"


def post(
    where: Path,
    files: Mapping[str, str] | None,
    *,
    comments: list[Any] | None = None,
    head: str = HEAD,
) -> tuple[Step, Any]:
    """Run the posting step against a forge; what it changed there, None where nothing."""
    folder, state, tools = where / "kept", where / "state", where / "tools"
    for path in (folder, state, tools, where / "home"):
        path.mkdir(exist_ok=True)
    for name, text in (files or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    forge = {
        "artifacts": {} if files is None else {"archlint-comment": str(folder)},
        "pulls": {"7": head, "8": "d" * 40},
        "comments": [*OTHERS, *(comments or [])],
    }
    (state / "forge.json").write_text(json.dumps(forge), encoding="utf-8")
    stand_in = ROOT / "tests" / "support" / "gh.py"
    (tools / "gh").write_text(f'#!/bin/sh\nexec {sys.executable} {stand_in} "$@"\n', "utf-8")
    (tools / "gh").chmod(0o755)
    known = {"GH_STATE": str(state), "GH_REPO": "o/r", "RUN": "5", "COMMIT": HEAD}
    fixed = {name: POSTING["env"][name] for name in ("AUTHOR", "MARKER")}
    step = Runner(where, where / "home").bash(
        f"PATH={tools}:$PATH\n{POSTING['run']}", **known, **fixed
    )
    calls = state / "calls.json"
    return step, json.loads(calls.read_text(encoding="utf-8")) if calls.exists() else None


def kept(text: str = TEXT, number: str = "7\n") -> dict[str, str]:
    return {"comment.md": text, "pull-request": number}


@pytest.mark.parametrize(
    ("text", "comments", "call"),
    [
        pytest.param(
            TEXT, [], {"method": "POST", "path": COMMENTS, "body": TEXT}, id="the first is posted"
        ),
        pytest.param(
            TEXT,
            [EARLIER],
            {"method": "PATCH", "path": "repos/o/r/issues/comments/11", "body": TEXT},
            id="the bot's own is updated",
        ),
        pytest.param(
            TEXT,
            [EARLIER, {**EARLIER, "id": 12}],
            {"method": "PATCH", "path": "repos/o/r/issues/comments/11", "body": TEXT},
            id="the first of its own",
        ),
        pytest.param(
            "",
            [EARLIER],
            {
                "method": "PATCH",
                "path": "repos/o/r/issues/comments/11",
                "body": f"{MARKER}\n\nNothing changes any more.\n",
            },
            id="nothing changes any more",
        ),
        pytest.param("", [], None, id="nothing changes and nothing was said"),
    ],
)
def test_the_comment_is_posted_updated_or_left(
    text: str, comments: list[Any], call: Any, tmp_path: Path
) -> None:
    step, changed = post(tmp_path, kept(text), comments=comments)

    assert (step.code, changed) == (0, call), step.log
    assert list(tmp_path.rglob("pwned")) == []


@pytest.mark.parametrize(
    ("files", "head", "said"),
    [
        pytest.param(None, HEAD, "The run kept no comment.", id="no artefact"),
        pytest.param(kept(), "e" * 40, "Not the head of that pull request now.", id="newer push"),
        pytest.param(
            kept(number="8\n"), HEAD, "Not the head of that pull request now.", id="another's"
        ),
    ],
)
def test_what_is_not_for_this_pull_request_is_left(
    files: dict[str, str] | None, head: str, said: str, tmp_path: Path
) -> None:
    step, changed = post(tmp_path, files, head=head)

    assert (step.code, step.log, changed) == (0, f"{said}\n", None)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"comment.md": TEXT}, "expected two plain files", id="no number"),
        pytest.param(kept("hello\n"), "the comment is not archlint's", id="no marker"),
        pytest.param(kept(f" {TEXT}"), "the comment is not archlint's", id="marker not first"),
        pytest.param(kept(TEXT + "x" * 250_000), "the comment is too long", id="too long"),
        *(
            pytest.param(kept(number=number), "expected the number of a pull request", id=number)
            for number in ("", "0", "-7", "7/../8", "7 8", "7\n8", "$(touch pwned)", "9" * 30)
        ),
    ],
)
def test_what_is_not_archlints_is_refused(files: dict[str, str], said: str, tmp_path: Path) -> None:
    step, changed = post(tmp_path, files)

    assert (step.code, changed) == (1, None)
    assert step.log == f"::error title=archlint comment::{said}\n"
    assert list(tmp_path.rglob("pwned")) == []


def test_a_link_in_the_artefact_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{MARKER}\n\na token\n", encoding="utf-8")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "comment.md").symlink_to(secret)

    step, changed = post(tmp_path, {"pull-request": "7\n"})

    assert (step.code, changed) == (1, None)
