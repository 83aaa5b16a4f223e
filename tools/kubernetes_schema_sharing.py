"""What several schemas of Kubernetes have in common becomes definitions: pure functions, no I/O."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from kubernetes_schema_rules import (
    REFUSES_NULL,
    children,
    dumps,
    finish,
    reference,
    refuse_null,
)

if TYPE_CHECKING:
    from kubernetes_schema_rules import Schema

# Below this many characters a reference would be no shorter or clearer than the schema itself.
_WORTH_SHARING: Final = 120


def closure(start: Any, definitions: dict[str, Schema]) -> dict[str, Schema]:  # noqa: ANN401
    """Return the definitions that `start` reaches by references."""
    reached: dict[str, Schema] = {}
    waiting = [start]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            target = value.get("$ref")
            name = target.removeprefix("#/$defs/") if isinstance(target, str) else ""
            if name and name not in reached:
                reached[name] = definitions[name]
                waiting.append(definitions[name])
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return reached


def share(trees: dict[str, Schema]) -> dict[str, Schema]:
    """Turn what occurs twice in the trees into definitions, named after where it came up first."""
    counts: Counter[str] = Counter()

    def count(node: Schema) -> None:
        key = _key(node)
        counts[key] += 1
        if counts[key] == 1:
            for _, child in children(node):
                count(child)

    for _, tree in sorted(trees.items()):
        count(tree)
    names: dict[str, str] = {}
    shared: dict[str, Schema] = {}

    def emit(node: Schema, path: str) -> Schema:
        key = _key(node)
        if counts[key] > 1 and len(key) >= _WORTH_SHARING:
            if key not in names:
                names[key] = _free_name(path, shared)
                shared[names[key]] = {}  # taken, before its children look for names
                shared[names[key]] = _with_children(node, path, emit)
            used = reference(names[key])
            return refuse_null(used) if REFUSES_NULL in node else used
        return _with_children(node, path, emit)

    for kind, tree in sorted(trees.items()):
        shared[kind] = _with_children(tree, kind, emit)
    return {name: finish(schema, shared) for name, schema in shared.items()}


def _key(node: Schema) -> str:
    return dumps({k: v for k, v in node.items() if k != REFUSES_NULL})


def _free_name(path: str, taken: dict[str, Schema]) -> str:
    name = path
    while name in taken:
        name += "_"
    return name


def _with_children(node: Schema, path: str, emit: Any) -> Schema:  # noqa: ANN401 - recursive
    made = dict(node)
    if "properties" in made:
        made["properties"] = dict(made["properties"])
    for place, child in children(node):
        if len(place) == 1:
            made[place[0]] = emit(child, f"{path}.{place[0]}")
        else:
            made["properties"][place[1]] = emit(child, f"{path}.{place[1]}")
    return made
