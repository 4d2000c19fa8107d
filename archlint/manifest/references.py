"""Names of services and operations -> operation ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archlint.manifest.remarks import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archlint.manifest.places import Places
    from archlint.manifest.remarks import Remarks
    from archlint.model import Pointer

MOST_NAMED = 3
"""Operations that a message lists."""


class References:
    """Looks up what calls and journeys refer to.

    `services` are the values of every service by name, None for one that could not be read: what
    refers to it is not remarked on. `is_complete` is False where a file could not be read; then a
    name that is nowhere may be in there.
    """

    def __init__(
        self,
        services: Mapping[str, Any],
        remarks: Remarks,
        places: Places,
        *,
        is_complete: bool,
    ) -> None:
        self._services = services
        self._remarks = remarks
        self._places = places
        self._is_complete = is_complete
        self._listed: dict[str, str] = {}

    def operation(self, text: str, pointer: Pointer) -> str | None:
        """The id of the operation that a text refers to, None after a remark."""
        service, divider, name = text.partition("/")
        if service not in self._services:
            self._remark_on_dangling(text, service, pointer)
            return None
        values = self._services[service]
        if values is None or values.get("operations", ()) is None:
            return None
        operations = values.get("operations") or {}
        if divider:
            return self._named(service, name, operations, pointer)
        if len(operations) > 1:
            self._remark_on_several(service, operations, pointer)
            return None
        return service if not operations else f"{service}/{next(iter(operations))}"

    def _named(
        self, service: str, name: str, operations: Mapping[str, Any], pointer: Pointer
    ) -> str | None:
        if name in operations:
            return f"{service}/{name}"
        if operations:
            near = self._remarks.near(name, operations)
            suggestion = f"did you mean `{service}/{near}`?" if near else ""
            self._remark(
                f"{service} declares no operation '{shortened(name)}'", pointer, suggestion
            )
        else:
            message = (
                f"{service} declares no operations: write `{service}`, or declare {shortened(name)}"
            )
            self._remark(message, pointer)
        return None

    def _remark_on_several(
        self, service: str, operations: Mapping[str, Any], pointer: Pointer
    ) -> None:
        if service not in self._listed:
            named = [f"`{service}/{shortened(name)}`" for name in sorted(operations)[:MOST_NAMED]]
            more = ["…"] if len(operations) > MOST_NAMED else []
            self._listed[service] = ", ".join(named + more)
        message = f"{service} has {len(operations):,} operations, name one: {self._listed[service]}"
        self._remark(message, pointer)

    def _remark_on_dangling(self, text: str, service: str, pointer: Pointer) -> None:
        if not self._is_complete:
            return
        message = f"no service is named '{shortened(service)}'"
        if not service:
            message = f"'{shortened(text)}' names no service"
        near = self._remarks.did_you_mean(service, self._services)
        self._remark(message, pointer, near)

    def _remark(self, message: str, pointer: Pointer, suggestion: str = "") -> None:
        self._remarks.problem(
            message,
            self._places[pointer],
            self._places.existing(pointer),
            suggestion=suggestion,
            kind="dangling reference",
        )
