"""Entities made from `schemas/entity`, and what can be done to one as data."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.differential.values import GOOD, KEYS, ODD

SCHEMAS = ROOT / "schemas" / "entity"
WORDS = ("orders", "Orders", "a_b.c-d", "x" * 63, "0", "true", "2026-01-01", "é — ü", "${{ x }}")

Path_ = tuple[str | int, ...]


def _schemas(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schemas that a part of the index names, by file."""
    files = [entry["file"] for entry in part["kinds"].values()]
    files += [file for typed in part.get("types", {}).values() for file in typed.values()]
    return {file: json.loads(Path(SCHEMAS, file).read_text("utf-8")) for file in files}


def from_schema(schema: dict[str, Any], field: str = "") -> st.SearchStrategy[Any]:
    """Return values that `schema` allows; `field` chooses those that its format allows too."""
    match schema:
        case {"enum": choices}:
            return st.sampled_from(choices)
        case {"const": choice}:
            return st.sampled_from([choice])
        case {"oneOf": choices}:
            return st.one_of([from_schema(choice, field) for choice in choices])
        case {"type": "array"}:
            return st.lists(from_schema(schema.get("items", {}), field), max_size=2)
        case {"type": "object"}:
            return _object(schema, field)
    is_flag = schema.get("type") == "boolean"
    return st.booleans() if is_flag else st.sampled_from(GOOD.get(field, WORDS))


def _object(schema: dict[str, Any], field: str) -> st.SearchStrategy[dict[str, Any]]:
    properties = {
        name: from_schema(sub, name) for name, sub in schema.get("properties", {}).items()
    }
    if not properties:
        return st.dictionaries(
            st.sampled_from(GOOD["key"]), st.sampled_from(GOOD.get(field, WORDS)), max_size=2
        )
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: properties[name] for name in required & properties.keys()},
        optional={name: sub for name, sub in properties.items() if name not in required},
    )


_INDEX = json.loads((SCHEMAS / "index.json").read_text("utf-8"))
ENTITIES = st.one_of([from_schema(schema) for schema in _schemas(_INDEX).values()])
OF_MODULES = st.one_of(
    [from_schema(s) for part in _INDEX["modules"].values() for s in _schemas(part).values()]
)
"""Entities of the kinds and types that come with further modules."""


def places(value: Any, path: Path_ = ()) -> list[Path_]:
    """Return the path of every value within `value`."""
    found = [path] if path else []
    items = (
        value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    )
    for step in items:
        found.extend(places(value[step], (*path, step)))
    return found


@st.composite
def mutated(draw: st.DrawFn, entities: st.SearchStrategy[Any] = ENTITIES) -> Any:
    """Return an entity with up to three things in it changed, removed or added."""
    entity = copy.deepcopy(draw(entities))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3]))):
        paths = places(entity)
        if not paths:
            break
        *way, last = draw(st.sampled_from(paths))
        parent = entity
        for step in way:
            parent = parent[step]
        _change(draw, parent, last)
    return entity


def _change(draw: st.DrawFn, parent: Any, last: str | int) -> None:
    match draw(st.sampled_from(["replace", "replace", "replace", "remove", "add", "wrap"])):
        case "replace":
            parent[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
        case "remove":
            del parent[last]
        case "wrap":
            parent[last] = draw(st.sampled_from([[parent[last]], {"a": parent[last]}]))
        case _ if isinstance(parent, dict):
            parent[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(st.sampled_from(ODD)))
        case _:
            parent.append(copy.deepcopy(draw(st.sampled_from(ODD))))
