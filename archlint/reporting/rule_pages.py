"""The rules' manuals as Markdown pages: docs/rules, one file a rule and an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.linting.manual import Manual, default_of, manual_of, severity_in_words
from archlint.linting.pack import Policy, options_of

if TYPE_CHECKING:
    from archlint.linting.pack import Pack, Rule
    from archlint.model import Option

INDEX = "README.md"

_GENERATED = "<!-- Generated from the rule's docstring. Change that, then `make docs`. -->"
_GENERATED_INDEX = "<!-- Generated from the installed packs. Change those, then `make docs`. -->"
_GENERATED_TOPIC = "<!-- Generated from the pack. Change that, then `make docs`. -->"


def rule_pages(packs: Iterable[Pack]) -> Mapping[str, str]:
    """File name -> text: a page for every rule and every topic, and the index."""
    listed = tuple(packs)
    pages = {INDEX: _index(listed)}
    for pack in listed:
        for rule in pack.rules:
            pages[f"{rule.code}.md"] = _page(pack, rule)
        for name, text in pack.topics.items():
            pages[f"{name}.md"] = f"{_GENERATED_TOPIC}\n\n{text.strip()}\n"
    return pages


def _join(blocks: Iterable[str]) -> str:
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


# --- a rule -------------------------------------------------------------------------------------


def _page(pack: Pack, rule: type[Rule]) -> str:
    return _join(_blocks(pack, rule, manual_of(rule)))


def _blocks(pack: Pack, rule: type[Rule], manual: Manual) -> Iterator[str]:
    yield f"# {manual.code} {manual.name}"
    yield _GENERATED
    yield manual.summary
    yield manual.details
    yield _facts(pack, rule, manual)
    yield from _sections(manual)


def manual_markdown(manual: Manual) -> str:
    """The manual alone, for viewers that show it beside a finding."""
    severity = f"Severity: {severity_in_words(manual)}."
    return _join([manual.summary, manual.details, severity, *_sections(manual)])


def _sections(manual: Manual) -> Iterator[str]:
    yield from _section("Why", manual.why)
    yield from _section("Flagged", _yaml(manual.flagged))
    yield from _section("Fine", _yaml(manual.fine))
    yield from _section("Known problems", manual.known_problems)
    yield from _section("Source", manual.source)
    yield from _section("Options", _settings(manual.name, manual.options))


def _facts(pack: Pack, rule: type[Rule], manual: Manual) -> str:
    looks = (
        "It looks at the portfolio itself."
        if issubclass(rule, Policy)
        else "It is concluded from what other rules of the pack found."
    )
    return (
        f"Pack `{pack.name}`, since {manual.since}. Severity: {severity_in_words(manual)}."
        f" {looks} [All rules]({INDEX})"
    )


def _section(title: str, body: str) -> Iterator[str]:
    if body:
        yield f"## {title}"
        yield body[0].upper() + body[1:]


def _yaml(text: str) -> str:
    return f"```yaml\n{text.rstrip()}\n```" if text else ""


def _settings(owner: str, options: Sequence[Option]) -> str:
    """The table of options, and where they are written."""
    if not options:
        return ""
    rows = [
        f"| `{option.name}` | {option.kind} | {default_of(option)} | {option.help} |"
        for option in options
    ]
    table = "\n".join(["| option | kind | default | |", "|:--|:--|:--|:--|", *rows])
    return f"Under `policies: {owner}:` in the root manifest.\n\n{table}"


# --- the index ----------------------------------------------------------------------------------


def _index(packs: Sequence[Pack]) -> str:
    return _join(
        [
            "# The rules",
            _GENERATED_INDEX,
            (
                "Every rule has a code, a name that reads after “allow …”, and a manual whose"
                " examples are run in the tests. Severity follows proof: each rule's page says"
                " when its findings are an error, a warning or a note."
            ),
            *(block for pack in packs for block in _listed(pack)),
        ]
    )


def _listed(pack: Pack) -> Iterator[str]:
    yield f"## {pack.name}"
    rows = [
        f"| [{manual.code}]({manual.code}.md) | {manual.name} | {manual.severity} |"
        f" {_cell(manual.summary)} |"
        for manual in map(manual_of, sorted(pack.rules, key=lambda rule: rule.code))
    ]
    yield "\n".join(["| code | name | severity | |", "|:--|:--|:--|:--|", *rows])
    if pack.options is not None:
        yield "The pack's own options are thresholds that several of its rules read."
        yield _settings(pack.name, options_of(pack.options))
    if pack.topics:
        links = ", ".join(f"[{name}]({name}.md)" for name in pack.topics)
        yield f"Further pages: {links}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
