"""Entities that walk every rule of the catalog: one change each."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.differential import values
from tests.differential.entities import places

_BACKSTAGE = "backstage.io/v1alpha1"
_METADATA = {
    "name": "orders",
    "namespace": "default",
    "uid": "u",
    "etag": "e",
    "title": "Orders",
    "description": "d",
    "labels": {"acme.example/team": "checkout"},
    "annotations": {"acme.example/a": "b"},
    "tags": ["java"],
    "links": [{"url": "https://acme.example", "title": "t", "icon": "i", "type": "x"}],
}
_OWNED = {"type": "x", "lifecycle": "production", "owner": "group:default/checkout", "system": "s"}
_SPECS: dict[str, dict[str, Any]] = {
    "API": {**_OWNED, "definition": "d"},
    "Component": {
        **_OWNED,
        "subcomponentOf": "shop",
        "providesApis": ["a"],
        "consumesApis": ["api:b/c"],
        "dependsOn": ["resource:db"],
        "dependencyOf": ["component:a"],
    },
    "Domain": {"owner": "checkout", "subdomainOf": "all", "type": "x"},
    "Group": {
        "type": "team",
        "profile": {"displayName": "C", "email": "c@acme.example", "picture": "https://x"},
        "parent": "p",
        "children": ["a"],
        "members": ["u"],
    },
    "Location": {"type": "url", "target": "./a.yaml", "targets": ["./b"], "presence": "optional"},
    "Resource": {**_OWNED, "dependsOn": ["component:a"], "dependencyOf": ["component:b"]},
    "System": {"owner": "checkout", "domain": "commerce", "type": "x"},
    "Template": {
        "owner": "checkout",
        "type": "service",
        "lifecycle": "production",
        "parameters": [{"title": "a", "backstage:permissions": {"tags": ["a"]}}],
        "steps": [{"id": "a", "name": "A", "action": "x", "input": {"a": "b"}, "if": True}],
        "output": {
            "links": [{"url": "u", "title": "t", "icon": "i", "entityRef": "e", "if": "x"}],
            "text": [{"title": "t", "content": "c", "icon": "i", "if": True}],
        },
        "presentation": {"buttonLabels": {"backButtonText": "b"}},
        "secrets": {"schema": {"type": "object"}},
        "formDecorators": [{"id": "a", "input": {}}],
        "EXPERIMENTAL_recovery": {"EXPERIMENTAL_strategy": "startOver"},
    },
    "User": {"profile": {"displayName": "C", "email": "c", "picture": "p"}, "memberOf": ["a"]},
}


_SPECS_OF_MODULES: dict[str, dict[str, Any]] = {
    "AiResource": {**_OWNED, "dependsOn": ["a"], "skills": ["a"], "plugins": ["a"]},
    "AiResource skill": {
        **_OWNED,
        "type": "skill",
        "disciplines": ["web"],
        "categories": ["framework"],
        "agents": ["a"],
        "dependsOn": ["airesource:default/base"],
        "allowedTools": "Read",
        "license": "MIT",
        "compatibility": "x" * 500,
    },
    "AiResource rule": {
        **_OWNED,
        "type": "rule",
        "disciplines": ["web"],
        "category": "style",
        "rationale": "r",
    },
    "AiResource plugin": {**_OWNED, "type": "plugin", "skills": ["a"], "version": "1.0.0"},
    "AiResource marketplace": {**_OWNED, "type": "marketplace", "plugins": ["a"], "version": "1"},
    "API mcp-server": {
        **_OWNED,
        "type": "mcp-server",
        "remotes": [{"type": "sse", "url": "https://acme.example/mcp"}],
    },
}
"""What comes with further modules: a kind, and the type where that has a schema of its own."""


def bases() -> dict[str, dict[str, Any]]:
    """Return an entity of each kind in which every field is set."""
    return {
        kind: {
            "apiVersion": "scaffolder.backstage.io/v1beta3" if kind == "Template" else _BACKSTAGE,
            "kind": kind,
            "metadata": copy.deepcopy(_METADATA),
            "spec": spec,
        }
        for kind, spec in _SPECS.items()
    }


def all_bases() -> dict[str, dict[str, Any]]:
    """Return the same with those that come with further modules, each under its name."""
    api = bases()["API"]
    return bases() | {
        name: {**api, "kind": name.partition(" ")[0], "spec": spec}
        for name, spec in _SPECS_OF_MODULES.items()
    }


def shapes(kind: str) -> Iterator[Any]:
    """Yield the entity of `kind` with each of its values removed, emptied and retyped."""
    base = all_bases()[kind]
    yield base
    for path in places(base):
        yield _changed(base, path)
        for value in (None, "", " ", 0, True, [], {}, ["a"], {"a": "b"}, [None]):
            yield _changed(base, path, value)
    for key in values.KEYS:
        yield {**base, key: {}}
        yield {**base, "spec": {**base["spec"], key: None}}


def formats() -> Iterator[Any]:
    """Yield a component with every odd value in every field that has a format."""
    base = bases()["Component"]
    for odd in values.NAMES:
        for path in (("metadata", "name"), ("metadata", "namespace"), ("metadata", "tags", 0)):
            yield _changed(base, path, odd)
        yield _changed(base, ("metadata", "labels"), {"a": odd})
        yield _changed(base, ("metadata", "labels"), {odd: "a"})
        yield _changed(base, ("metadata", "annotations"), {odd: "a"})
        yield _changed(base, ("metadata", "links", 0, "title"), odd)
        yield _changed(base, ("metadata", "links", 0, "icon"), odd)
    for odd in (*values.URLS, *values.NAMES):
        yield _changed(base, ("metadata", "links", 0, "url"), odd)
    for odd in values.KINDS:
        yield _changed(base, ("apiVersion",), odd)
        yield _changed(base, ("kind",), odd)


def references(kind: str) -> Iterator[Any]:
    """Yield the entity of `kind` with every odd reference in every field of its spec."""
    base = all_bases()[kind]
    for field, value in base["spec"].items():
        for odd in (*values.ODD_REFS, *values.REFS):
            yield _changed(base, ("spec", field), [odd] if isinstance(value, list) else odd)


def placeholders() -> Iterator[Any]:
    """Yield an API with every placeholder in places of every sort."""
    base = bases()["API"]
    for placeholder in values.PLACEHOLDERS:
        for path in (*places(base), ("spec", "more")):
            yield _changed(base, path, placeholder)


def _changed(base: dict[str, Any], path: tuple[str | int, ...], *value: Any) -> Any:
    """Return `base` with `value` at `path`, or without what stands there."""
    entity: Any = copy.deepcopy(base)
    parent = entity
    *way, last = path
    for step in way:
        parent = parent[step]
    if value:
        parent[last] = copy.deepcopy(value[0])
    else:
        del parent[last]
    return entity
