"""Where templates come from: ours, and those by which a user overrides blocks of ours.

A user's template is found in the directory that the command line names, extends ours as
`archlint/report.html.j2`, and may bring templates of its own. It runs in the same sandbox as ours:
what it gets wrong is a Problem at its line, and never a traceback.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from archlint.reporting.template_blocks import lost_blocks
from archlint.source import InputError, Problem, Span

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Template
    from jinja2.sandbox import SandboxedEnvironment

TEMPLATES = ("report.html.j2", "report.md.j2")
"""The templates of which a user may have one of the same name."""

_OURS = "archlint"
_THEIRS = "theirs"
_PAGE = "docs/report-templates.md"


def environment_of(directory: str, **settings: Any) -> SandboxedEnvironment:  # noqa: ANN401
    """The sandbox, strict about what is not there. `settings` are Jinja's; "" is ours alone."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=_loader(directory),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **settings,
    )


def _loader(directory: str) -> BaseLoader:
    """Ours go first under their own names, so that no file replaces a part of ours unasked."""
    from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

    ours = PackageLoader("archlint.reporting")
    if not directory:
        return ours
    theirs = FileSystemLoader(directory)
    return ChoiceLoader([PrefixLoader({_OURS: ours, _THEIRS: theirs}), ours, theirs])


def rendered(
    environment: SandboxedEnvironment,
    name: str,
    directory: str,
    **context: Any,  # noqa: ANN401  # what a template sees
) -> str:
    """The report by the user's template of that name, where there is one, else by ours.

    Raises InputError for what is wrong in a user's template, and where the directory has none.
    """
    from jinja2 import TemplateError

    template = _template(environment, name, directory)
    try:
        return template.render(**context)
    except (TemplateError, *_FAULTS) as fault:
        place = _place(fault, directory) if directory else None
        if place is None:
            raise
        raise InputError([_problem(fault, place)]) from fault


_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What an expression of a template can raise beside Jinja's own errors."""


def _template(environment: SandboxedEnvironment, name: str, directory: str) -> Template:
    """The user's template where there is one, else ours."""
    from jinja2 import TemplateSyntaxError

    if not directory:
        return environment.get_template(name)
    there = [each for each in TEMPLATES if _has(environment, each, directory)]
    if not there:
        told = f"{directory}: no template is called {' or '.join(TEMPLATES)}"
        raise InputError([Problem(told, suggestion=f"{_PAGE} shows one", kind="template")])
    if name not in there:
        return environment.get_template(name)
    lost = list(lost_blocks(environment, f"{_THEIRS}/{name}", _PAGE))
    if lost:
        raise InputError(lost)
    try:
        return environment.get_template(f"{_THEIRS}/{name}")
    except TemplateSyntaxError as fault:
        place = Span(f"{directory.rstrip('/')}/{name}", fault.lineno, 1, fault.lineno, 1)
        raise InputError([_problem(fault, place)]) from fault


def _has(environment: SandboxedEnvironment, name: str, directory: str) -> bool:
    """Whether the user has it. Raises InputError where it cannot be read."""
    from jinja2 import FileSystemLoader, TemplateNotFound

    try:
        FileSystemLoader(directory).get_source(environment, name)
    except TemplateNotFound:
        return False
    except (OSError, UnicodeDecodeError) as fault:
        told = f"{directory.rstrip('/')}/{name}: cannot be read: {fault}"
        raise InputError([Problem(told, kind="template")]) from fault
    return True


# --- what is wrong ------------------------------------------------------------------------------


def _place(fault: BaseException, directory: str) -> Span | None:
    """The line of the user's template that is to blame; None where ours fails by itself.

    A line that merely extends ours has every other frame below it, and is to blame for nothing but
    itself.
    """
    from jinja2 import TemplateSyntaxError

    if isinstance(fault, TemplateSyntaxError):
        return (
            _line(fault.filename or "", fault.lineno) if _is_in(fault.filename, directory) else None
        )
    frames = list(_frames(fault))
    for file, line, where in reversed(frames):
        is_last = (file, line, where) == frames[-1]
        if _is_in(file, directory) and (is_last or where != "top-level template code"):
            return _line(file, line)
    return None


def _frames(fault: BaseException) -> list[tuple[str, int, str]]:
    """File, line and place in it of every frame of a template, the innermost last."""
    found, trace = [], fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.endswith(".j2"):
            found.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    return found


def _is_in(file: str | None, directory: str) -> bool:
    return file is not None and file.startswith(f"{directory.rstrip('/')}/")


def _line(file: str, line: int) -> Span:
    return Span(file, line, 1, line, 1)


_RECORD = re.compile(r"'archlint[\w.]*\.(\w+) object' has no attribute '(\w+)'")


def _problem(fault: BaseException, place: Span) -> Problem:
    from jinja2 import TemplateNotFound

    if isinstance(fault, TemplateNotFound):
        return Problem(f"no template is called {fault.name}", span=place, kind="template")
    text = str(fault) or type(fault).__name__
    unknown = _RECORD.search(text)
    if unknown is None:
        return Problem(text, span=place, suggestion=f"see {_PAGE}", kind="template")
    record, name = unknown.groups()
    return Problem(
        f"{record} has no `{name}`",
        span=place,
        suggestion=_alike(record, name) or f"{_PAGE} lists what it has",
        kind="template",
    )


def _alike(record: str, name: str) -> str:
    """What that record has and is written alike, as a suggestion."""
    from archlint.reporting import page

    names = [each for each in dir(getattr(page, record, None)) if not each.startswith("_")]
    found = difflib.get_close_matches(name, names, n=1)
    return f"did you mean `{found[0]}`?" if found else ""
