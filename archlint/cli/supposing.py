"""Suppositions -> an answer: read the manifest once, lint it as it is and as it would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archlint.cli.preparing import Terms
    from archlint.cli.running import Run
    from archlint.linting.supposing import Answer, WhatIf
    from archlint.manifest.supposing import Supposition


def answer_to(
    suppositions: Sequence[Supposition], manifest: str | None, terms: Terms
) -> tuple[Answer, tuple[str, ...]]:
    """What would change, and remarks about the files.

    Whatever stops it is in the answer and never raised, except UsageError.
    """
    from archlint.linting.assembling import stopped_by
    from archlint.linting.selection import require_known
    from archlint.linting.supposing import Answer

    asked = tuple((item.option, item.text) for item in suppositions)
    try:
        run = prepare(terms)
        require_known(run.selection, run.catalogue)
        what_if = _what_if(run, suppositions, manifest)
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001  # `stopped_by` tells Problems from bugs, and whose
        return Answer(asked=asked, failed=stopped_by(error)), ()
    return Answer(asked=asked, what_if=what_if), tuple(run.remarks)


def _what_if(run: Run, suppositions: Sequence[Supposition], manifest: str | None) -> WhatIf:
    from archlint.linting.supposing import suppose

    before, supposed = run.supposing(run.target(manifest), suppositions)
    return suppose(run.lint(before), supposed, packs=run.packs, lint=run.lint)
