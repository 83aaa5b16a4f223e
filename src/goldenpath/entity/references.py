"""Which fields of an entity refer to others, and what they refer to.

Source: `BuiltinKindsEntityProcessor` of `@backstage/plugin-catalog-backend` for the fields and
their defaults, the kinds of `@backstage/catalog-model` for what each relation leads to, and for
those that come with a further module `ModelProcessor` and the layers of the same packages.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.entity.model import model
from goldenpath.entity.placeholders import is_placeholder
from goldenpath.entity_ref import DEFAULT_NAMESPACE, EntityRef, parse_ref

if TYPE_CHECKING:
    from goldenpath.document import Document, Path


class Field(NamedTuple):
    """A field of `spec` that holds one ref or a list of them.

    Attributes:
        name: the field.
        kinds: what it may refer to, in lower case.
        default_kind: the kind of a ref that names none; None where each ref must name its own.
        only: the `spec.type` of the entities that have it; None where it is all of them.
    """

    name: str
    kinds: tuple[str, ...]
    default_kind: str | None
    only: str | None = None


class Reference(NamedTuple):
    """One reference as written: where, what, and the ref it means, or None if it means none."""

    path: Path
    value: Any
    field: Field
    ref: EntityRef | None


def _to(name: str, *kinds: str, only: str | None = None) -> Field:
    return Field(name, kinds, kinds[0], only)


_OWNER = _to("owner", "group", "user")
_SYSTEM = _to("system", "system")
_DEPENDS_ON = Field("dependsOn", ("component", "resource"), None)
_DEPENDENCY_OF = Field("dependencyOf", ("component", "resource"), None)

FIELDS: dict[str, tuple[Field, ...]] = {
    "AiResource": (
        _OWNER,
        _SYSTEM,
        _to("dependsOn", "airesource", only="skill"),
        _to("skills", "airesource", only="plugin"),
        _to("plugins", "airesource", only="marketplace"),
    ),
    "API": (_OWNER, _SYSTEM),
    "Component": (
        _OWNER,
        _SYSTEM,
        _to("subcomponentOf", "component"),
        _to("providesApis", "api"),
        _to("consumesApis", "api"),
        _DEPENDS_ON,
        _DEPENDENCY_OF,
    ),
    "Domain": (_OWNER, _to("subdomainOf", "domain")),
    "Group": (_to("parent", "group"), _to("children", "group"), _to("members", "user")),
    "Resource": (_OWNER, _SYSTEM, _DEPENDS_ON, _DEPENDENCY_OF),
    "System": (_OWNER, _to("domain", "domain")),
    "Template": (_OWNER,),
    "User": (_to("memberOf", "group"),),
}


COMPLETE_KINDS = frozenset({"domain", "group", "system"})
"""Kinds that the organisation's catalog holds completely, generated from goldenpath.yaml."""


@lru_cache(maxsize=1)
def references(document: Document) -> tuple[Reference, ...]:
    """Return what an entity refers to, in the order of its kind's fields.

    A value that is absent, empty or null refers to nothing, and what a placeholder stands for is
    not known; a text that is no ref is told without one. A ref that names no namespace means
    the entity's own. One document's answer is kept, since its checks ask for it in turn.
    """
    if not isinstance(document.data, dict):
        return ()
    found = references_in(document.data)
    if any(isinstance(item.value, dict) for item in found):
        found = [item for item in found if not is_placeholder(item.value)]
    return tuple(found)


def references_in(entity: dict[str, Any]) -> list[Reference]:
    """Return the same of an entity's data, placeholders as the mappings that they are."""
    kind, metadata, spec = entity.get("kind"), entity.get("metadata"), entity.get("spec")
    taken = model()
    if not (isinstance(kind, str) and isinstance(spec, dict) and kind in taken.kinds):
        return []
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    own = namespace if isinstance(namespace, str) and namespace else DEFAULT_NAMESPACE
    found: list[Reference] = []
    for field in FIELDS.get(kind, ()):
        value = spec.get(field.name)
        if value is None or (field.only is not None and field.only != spec.get("type")):
            continue
        path: Path = ("spec", field.name)
        if isinstance(value, list):
            for index, item in enumerate(value):
                found.append(Reference((*path, index), item, field, _ref(item, field, own)))
        elif _is_truthy(value):
            found.append(Reference(path, value, field, _ref(value, field, own)))
    if taken.layered:
        return [item for item in found if isinstance(item.value, str) and item.value]
    return found


def _ref(value: Any, field: Field, namespace: str) -> EntityRef | None:  # noqa: ANN401
    if isinstance(value, str):
        return parse_ref(value, field.default_kind, namespace)
    if isinstance(value, dict):
        parts = (
            value.get("kind") or field.default_kind,
            namespace if value.get("namespace") is None else value["namespace"],
            value.get("name"),
        )
        if all(map(_is_truthy, parts)):
            return EntityRef(*(str(part).lower() for part in parts))
    return None


def _is_truthy(value: object) -> bool:
    """Tell whether JavaScript takes `value` for true, which collections are even when empty."""
    return bool(value) or isinstance(value, dict | list)
