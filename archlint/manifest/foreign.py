"""Recognises what people paste instead of a manifest, so that one Problem names it."""

from __future__ import annotations

import re

from archlint.yamltext import MappingNode, Scalar

_BACKSTAGE = rb"(?m)^apiVersion:\s*['\"]?backstage\.io/"
_KUBERNETES = rb"(?m)^apiVersion:\s*\S+\s*$"
_KUBERNETES_KIND = rb"(?m)^kind:\s*[A-Z]\w+\s*$"
_COMPOSE_KEYS = frozenset({"image", "build", "ports", "environment", "container_name", "command"})
_OTHERS = {
    "openapi": "an OpenAPI description",
    "asyncapi": "an AsyncAPI description",
    "repos": "a pre-commit configuration",
}


def recognised(root: MappingNode) -> str:
    """What a mapping without `archlint` is, in words; empty where nobody knows."""
    version, kind = _word(root, "apiVersion"), _word(root, "kind")
    if version.startswith("backstage.io/"):
        return f"a Backstage entity (kind {kind})" if kind else "a Backstage entity"
    if version and kind:
        return f"a Kubernetes object (kind {kind})"
    if _is_compose(root):
        return "a compose file"
    return next((words for key, words in _OTHERS.items() if root.get(key) is not None), "")


def recognised_text(data: bytes) -> str:
    """The same for a text of several documents, which is no manifest whatever they hold."""
    if re.search(_BACKSTAGE, data):
        return "Backstage entities"
    if re.search(_KUBERNETES, data) and re.search(_KUBERNETES_KIND, data):
        return "Kubernetes objects"
    return ""


def _word(root: MappingNode, key: str) -> str:
    node = root.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _is_compose(root: MappingNode) -> bool:
    services = root.get("services")
    if not isinstance(services, MappingNode):
        return False
    return any(
        isinstance(entry.value, MappingNode)
        and any(key.key.text in _COMPOSE_KEYS for key in entry.value.entries)
        for entry in services.entries
    )
