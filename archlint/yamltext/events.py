"""The two parsers behind one stream of events: ruamel.yaml's C parser, and its pure one.

Only events are used, never a loader: a loader forgets positions, and is eighteen times slower in C.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from archlint.yamltext.syntax import NotYamlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Events = Callable[[str], Iterator[Any]]

LARGEST_PURE = 1_000_000
"""In bytes. The pure parser is some twelve times slower: it is asked again only up to here."""


@cache
def has_c_parser() -> bool:
    """Whether the C extension is installed; does not import it."""
    return find_spec("_ruamel_yaml") is not None


def parser_name() -> str:
    """Which parser reads manifests here, for `--version`."""
    return "libyaml (C)" if has_c_parser() else "pure Python"


def c_events(text: str) -> Iterator[Any]:
    """The events of libyaml. Raises NotYamlError."""
    from _ruamel_yaml import CParser
    from ruamel.yaml.error import YAMLError

    try:
        yield from iter(CParser(text.encode()).get_event, None)
    except YAMLError as error:
        raise NotYamlError.of(error, text) from None


def pure_events(text: str) -> Iterator[Any]:
    """The events of the pure parser, which reads all of YAML 1.2. Raises NotYamlError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except YAMLError as error:
        raise NotYamlError.of(error, text) from None
    except (ValueError, OverflowError) as error:  # an escape beyond Unicode: \U00110000
        raise NotYamlError.of(error, text) from None
