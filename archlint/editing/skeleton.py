"""A first manifest: what is known, and comments where the reader's knowledge goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.importing.detecting import Detected

_HEAD = """\
# The service portfolio, for archlint. Check it with `archlint check`.
# Everything here is optional but the names: a figure that is missing is counted, never guessed.
archlint: 1
portfolio: {name}

# What users do, and how often. Without journeys every service that nobody calls is one.
# journeys:
#   place-order:
#     entry: {first}           # the service that users reach first
#     rate: 120/s
#     slo: {{p99: 400ms, availability: 99.9%}}
#     latency_is_revenue: true

services:
"""

_TEACHING = """\
    # kind: json-api           # crud, orchestrator, gateway, kernel, database, worker, …
    # owner: payments
    # criticality: high        # critical, high, medium, low
    # self_time: {p50: 3ms, p99: 14ms}   # its own part, without the calls it waits for
    # load: {rate: 120/s, cpu: 2.1}      # cores in use, all replicas together
    # calls:                   # one after another, in this order
    #   - inventory
    #   - {to: catalog, count: 3}
    #   - parallel: [pricing, tax]
    #   - async: email         # not waited for
"""

_EXAMPLE = """\
  storefront:                  # an example: put your first service here
    language: go
"""


def skeleton(name: str, services: Sequence[Detected]) -> str:
    """The text of a manifest that lints; the first service is commented for all."""
    first = next((item.name for item in services if not item.is_managed), "storefront")
    head = _HEAD.format(name=_word(name), first=_word(first))
    if not services:
        return head + _EXAMPLE + _TEACHING
    return head + "".join(_rows(services))


def _rows(services: Sequence[Detected]) -> Iterator[str]:
    taught = False
    for service in services:
        yield f"  {_word(service.name)}:  # found in {service.evidence}\n"
        if service.is_managed:
            yield "    managed: true            # bought, never told a language\n"
        elif service.language is not None:
            yield f"    language: {service.language}\n"
        else:
            yield "    language: go             # assumed: no build file here tells it\n"
        if not taught and not service.is_managed:
            yield _TEACHING
            taught = True


def _word(name: str) -> str:
    """The name as YAML text: quoted where it would be read as something else."""
    plain = name[:1].isalpha() and name.lower() not in ("null", "true", "false", "none")
    return name if plain else f'"{name}"'
