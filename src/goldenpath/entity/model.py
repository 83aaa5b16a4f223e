"""Which entities the portal's catalog takes: their kinds, and the schema that each is judged by.

Without further modules those are the kinds of `@backstage/catalog-model`, judged by
`BuiltinKindsEntityProcessor`, and Templates. A module that brings a layer of the catalog's model
puts `ModelProcessor` in that one's place, which reads references in another way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from goldenpath import resources
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMON = "entity.json"
"""The schema of what all kinds have in common."""


@dataclass(frozen=True, slots=True)
class Model:
    """What a catalog takes.

    Attributes:
        kinds: its kinds, each with the values of `apiVersion` that it exists under.
        types: the schemas of entities of one `spec.type`, by kind and type.
        layered: whether references are read by `ModelProcessor`, which passes over what is no text.
    """

    kinds: Mapping[str, tuple[str, ...]]
    types: Mapping[tuple[str, str], str]
    layered: bool

    def schema(self, entity: Mapping[str, Any]) -> str:
        """Return the name of the schema that `entity` is judged by."""
        kind, spec = entity.get("kind"), entity.get("spec")
        if not isinstance(kind, str) or entity.get("apiVersion") not in self.kinds.get(kind, ()):
            return COMMON
        only = spec.get("type") if isinstance(spec, dict) else None
        typed = self.types.get((kind, only)) if isinstance(only, str) else None
        return typed or f"{kind.lower()}.json"


def model() -> Model:
    """Return what the organisation's catalog takes."""
    return model_with(organization().catalog_modules)


@cache
def model_with(modules: tuple[str, ...]) -> Model:
    """Return what a catalog takes with `modules` in its backend."""
    index = _index()
    parts = [index, *(index["modules"][name] for name in modules)]
    kinds = {kind: entry for part in parts for kind, entry in part["kinds"].items()}
    return Model(
        kinds={kind: tuple(entry["apiVersions"]) for kind, entry in sorted(kinds.items())},
        types={
            (kind, only): file
            for part in parts
            for kind, files in part.get("types", {}).items()
            for only, file in files.items()
        },
        layered=bool(modules),
    )


@cache
def module_of(kind: str) -> str | None:
    """Return the module with which the catalog takes `kind`, if there is one."""
    modules = _index()["modules"].items()
    return next((name for name, part in modules if kind in part["kinds"]), None)


def every_kind() -> tuple[str, ...]:
    """Return the kinds of a catalog that has every module."""
    return tuple(model_with(tuple(sorted(_index()["modules"]))).kinds)


@cache
def _index() -> dict[str, Any]:
    path = resources.root() / "schemas" / "entity" / "index.json"
    index: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return index
