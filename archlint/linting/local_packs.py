"""Packs of a team's own: loaded from where the command line says, and from nowhere else.

Loading one runs its code, so no manifest, environment variable or hook can ask for it. The module
gets a name that nothing else has, so that it can be called as it likes.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from importlib import invalidate_caches
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.files import FileProblem, python_source, shown
from archlint.linting.blame import Blaming
from archlint.linting.engine_pack import ENGINE
from archlint.linting.pack import Pack
from archlint.linting.registry import clashes
from archlint.source import InputError, Problem, Span

if TYPE_CHECKING:
    from types import ModuleType

_NAME = "PACK"
_INIT = "/__init__.py"


def with_local(packs: Iterable[Pack], paths: Sequence[str]) -> tuple[Pack, ...]:
    """The packs and those at these paths, in name order.

    A path is a `.py` file or the directory of a package, with a module-level `PACK`. Raises
    InputError with a Problem for each that cannot be loaded, and for each name or code that two
    packs claim. Any other failure of a module is a bug, blamed on it.
    """
    loaded = [_load(path) for path in paths]
    problems = [item for item in loaded if isinstance(item, Problem)]
    whole = [*packs, *(item for item in loaded if isinstance(item, Pack))]
    if loaded:
        problems += _own_clashes(whole)
    if problems:
        raise InputError(problems)
    return tuple(sorted(whole, key=lambda pack: pack.name))


def _own_clashes(packs: Sequence[Pack]) -> Iterator[Problem]:
    """Names that are taken, also by the engine; it is for the reader to give way."""
    for problem in clashes([*packs, ENGINE]):
        yield replace(problem, suggestion="rename it in the pack of --policies")


def _load(path: str) -> Pack | Problem:
    try:
        source = python_source(path)
    except FileProblem as problem:
        return _refused(path, str(problem))
    try:
        with Blaming(f"loading the policies {path}"):
            module = _import(source)
    except SyntaxError as error:
        place = _span(error.filename or source, error.lineno or 1, error.offset or 1)
        return _refused(path, error.msg, place)
    except (ImportError, AttributeError) as error:
        return _refused(path, str(error), _raised_at(error, source), _hint(error, source))
    except SystemExit as error:
        return _refused(path, "it leaves Python while it is loaded", _raised_at(error, source))
    found = getattr(module, _NAME, None)
    if isinstance(found, Pack):
        return found
    kind = f"is of type {type(found).__name__}" if hasattr(module, _NAME) else "is not there"
    return _refused(path, f"`{_NAME}` {kind}, expected a Pack", _span(source, 1, 1))


def _import(source: str) -> ModuleType:
    """Run a module under a name of its own; one that fails leaves nothing behind."""
    invalidate_caches()
    # For good, not for the moment: a policy may import the rest of its package when it is asked.
    sys.dont_write_bytecode = True
    name = f"_archlint_policies_{sha256(source.encode()).hexdigest()[:16]}"
    within = [source.removesuffix(_INIT)] if source.endswith(_INIT) else None
    spec = spec_from_file_location(name, source, submodule_search_locations=within)
    if spec is None or spec.loader is None:
        raise ImportError("expected Python source")
    _forget(name)
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        _forget(name)
        raise
    return module


def _forget(name: str) -> None:
    for module in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
        del sys.modules[module]


def _raised_at(error: BaseException, source: str) -> Span:
    """The last line of the pack's own that led to the error."""
    own = source.removesuffix(_INIT.removeprefix("/")) if source.endswith(_INIT) else source
    lines = [
        (frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(own)
    ]
    file, line = lines[-1] if lines else (source, 1)
    return _span(file, line, 1)


def _hint(error: ImportError | AttributeError, source: str) -> str:
    """Where a package imports itself by a name that it does not have here."""
    itself = source.removesuffix(_INIT).rpartition("/")[2].removesuffix(".py")
    wanted = (error.name or "").partition(".")[0] if isinstance(error, ImportError) else ""
    return "import its own modules as `from .module import …`" if wanted == itself else ""


def _span(file: str, line: int, column: int) -> Span:
    return Span(shown(file), line, column, line, column)


def _refused(path: str, reason: str, place: Span | None = None, hint: str = "") -> Problem:
    message = f"--policies {path} cannot be loaded: {reason}"
    return Problem(message, place, suggestion=hint, kind="pack")
