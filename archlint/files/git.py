"""Asking git: read only, offline, without a terminal, and for a bounded time.

A repository's own configuration is the author's of a pull request where CI checks it out, so
nothing in it may start a program: hooks, the file system monitor and every transport are off. The
user's global configuration stays on, because `safe.directory` stands there.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.files.problem import FileProblem

if TYPE_CHECKING:
    from subprocess import CompletedProcess

PATIENCE = 60.0
"""In seconds, for one answer."""

_KEPT = ("GIT_CONFIG_", "GIT_EXEC_PATH")
"""Of git's variables: where the user's configuration is, and where git is."""

_SET = {
    "GIT_ALLOW_PROTOCOL": "none",  # a missing object is missing, also for git before 2.45
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Git(Struct, frozen=True):
    """git in one repository; `repository` is absolute, with links resolved."""

    repository: str

    def ask(self, *arguments: str, given: bytes = b"") -> CompletedProcess[bytes]:
        """Run one command to its end, whatever its exit code.

        Raises FileProblem where git is not there or does not answer.
        """
        try:
            return subprocess.run(  # noqa: S603  # a list, no shell
                self._command(arguments),
                input=given,
                capture_output=True,
                env=self._environment(),
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise FileProblem(f"git did not answer within {PATIENCE:g} seconds") from None
        except (OSError, ValueError) as error:
            raise _not_started(error) from None

    def read(self, *arguments: str, most: int) -> bytes:
        """The output of a command that succeeds, of at most `most` bytes: it is stopped beyond.

        Raises FileProblem where there is more, or git fails, is not there or does not answer.
        """
        from threading import Timer

        try:
            process = subprocess.Popen(  # noqa: S603  # a list, no shell
                self._command(arguments),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment(),
            )
        except (OSError, ValueError) as error:
            raise _not_started(error) from None
        watch = Timer(PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        try:
            with process:
                assert process.stdout is not None  # noqa: S101  # for the type checker: a pipe
                data = process.stdout.read(most + 1)
                if len(data) > most:
                    process.kill()
        finally:
            watch.cancel()
        if len(data) > most:
            raise FileProblem(f"expected at most {most:,} bytes from git {arguments[0]}, got more")
        if process.returncode:
            raise FileProblem(f"git {arguments[0]} failed, or took over {PATIENCE:g} seconds")
        return data

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return [
            "git",
            *("-C", self.repository),
            "--no-pager",
            *("-c", f"core.hooksPath={os.devnull}"),
            *("-c", "core.fsmonitor=false"),
            *arguments,
        ]

    def _environment(self) -> dict[str, str]:
        """Ours without the repository, index and work tree that a hook's environment names."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        # A `.git` that is no repository is an error, and not a reason to look above it.
        ceiling = {"GIT_CEILING_DIRECTORIES": os.path.dirname(self.repository)}
        return kept | _SET | ceiling


def _not_started(error: Exception) -> FileProblem:
    if isinstance(error, FileNotFoundError):
        return FileProblem("git is not installed, or not in PATH: revisions are read through it")
    return FileProblem(f"could not run git: {str(error).lower()}")
