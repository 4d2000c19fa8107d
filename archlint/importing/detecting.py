"""Which services a repository seems to hold: build files and compose files, read and not run."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from archlint.files import FileProblem, build_files, directory_name, read_manifest
from archlint.source import InputError
from archlint.yamltext import MappingNode, parse

_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_LANGUAGES = {
    "go.mod": "go",
    "Cargo.toml": "rust",
    "package.json": "javascript",
    "pyproject.toml": "python",
    "pom.xml": "java",
    "build.gradle": "java",
    "build.gradle.kts": "kotlin",
}
_BOUGHT = re.compile(
    r"(^|/)(postgres|postgis|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|nats|kafka|cp-kafka"
    r"|zookeeper|elasticsearch|opensearch|minio|nginx|traefik|envoy|jaeger|prometheus|grafana)\b"
)
"""Images of parts that are bought, not built."""

_ARTIFACT = re.compile(r"<artifactId>\s*([^<\s]+)\s*</artifactId>")
_PARENT = re.compile(r"<parent>.*?</parent>", re.DOTALL)
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LARGEST = 1024 * 1024


class Detected(Struct, frozen=True, kw_only=True):
    """A service that seems to be here. `language` is None where nothing tells it."""

    name: str
    language: str | None
    evidence: str
    is_managed: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """What a directory seems to hold, in name order; `name` would do for the portfolio."""

    name: str
    services: tuple[Detected, ...]


def detect(directory: str) -> Found:
    """Look for build files and compose files below a directory; a bounded walk."""
    found: dict[str, Detected] = {}
    for path in build_files(directory, (*_LANGUAGES, *_COMPOSE)):
        for service in _services_of(path):
            known = found.get(service.name)
            if known is None or (known.language is None and service.language is not None):
                found[service.name] = service
    return Found(
        name=_clean(directory_name(directory)) or "portfolio",
        services=tuple(found[name] for name in sorted(found)),
    )


def _services_of(path: str) -> Iterator[Detected]:
    name = path.rsplit("/", 1)[-1]
    text = _text(path)
    if text is None:
        return
    if name in _COMPOSE:
        yield from _composed(text, path)
        return
    declared = _READERS.get(name, _nothing)(text)
    clean = _clean(declared or directory_name(path.removesuffix(name)))
    if clean:
        yield Detected(name=clean, language=_language(name, path, text), evidence=path)


def _text(path: str) -> str | None:
    """The file as text; None where it cannot be read or is too large to be what it seems."""
    try:
        data = read_manifest(path)
    except FileProblem:
        return None
    return data.decode("utf-8", "replace") if len(data) <= _LARGEST else None


def _language(name: str, path: str, text: str) -> str:
    if name == "package.json" and '"typescript"' in text:
        return "typescript"
    if name == "build.gradle" and "kotlin" in text:
        return "kotlin"
    return _LANGUAGES[path.rsplit("/", 1)[-1]]


def _nothing(_: str) -> str:
    return ""


def _go_module(text: str) -> str:
    match = re.search(r"^module\s+(\S+)", text, re.MULTILINE)
    parts = match[1].strip('"').rstrip("/").split("/") if match else [""]
    is_version = re.fullmatch(r"v\d+", parts[-1]) is not None and len(parts) > 1
    return parts[-2] if is_version else parts[-1]


def _toml_name(table: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            return _name_in(tomllib.loads(text).get(table))
        except (tomllib.TOMLDecodeError, RecursionError):
            return ""

    return read


def _package_name(text: str) -> str:
    try:
        return _name_in(json.loads(text)).rsplit("/", 1)[-1]
    except (ValueError, RecursionError):
        return ""


def _name_in(table: Any) -> str:  # noqa: ANN401  # whatever a build file holds
    name = table.get("name") if isinstance(table, dict) else None
    return name if isinstance(name, str) else ""


def _artifact(text: str) -> str:
    match = _ARTIFACT.search(_PARENT.sub("", text))
    return match[1] if match else ""


_READERS: dict[str, Callable[[str], str]] = {
    "go.mod": _go_module,
    "Cargo.toml": _toml_name("package"),
    "package.json": _package_name,
    "pyproject.toml": _toml_name("project"),
    "pom.xml": _artifact,
}


def _composed(text: str, path: str) -> Iterator[Detected]:
    """The services of a compose file; those from a well-known image are bought."""
    try:
        root = parse(text.encode("utf-8", "replace"), path).root
    except InputError:
        return
    services = root.get("services") if isinstance(root, MappingNode) else None
    if not isinstance(services, MappingNode):
        return
    for entry in services.entries:
        name = _clean(entry.key.text)
        image = entry.value.get("image") if isinstance(entry.value, MappingNode) else None
        is_managed = bool(_BOUGHT.search(getattr(image, "text", "")))
        if name:
            yield Detected(name=name, language=None, evidence=path, is_managed=is_managed)


def _clean(name: str) -> str:
    """A name that the manifest accepts."""
    return _SAFE.sub("-", name).strip("-.")[:60]
