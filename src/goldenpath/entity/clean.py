"""Whether an entity is plainly all right, told in a fraction of the time that its rules take.

One schema is stricter than all of them: what it accepts, none refuses; what it refuses may be all
right for all that, and is left to them. `tests/properties/test_clean.py` holds it to that.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from goldenpath import schemas
from goldenpath.entity.model import COMMON, model
from goldenpath.entity.placeholders import has_placeholder
from goldenpath.entity.references import FIELDS

if TYPE_CHECKING:
    from goldenpath.document import Document

_WORD = "[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?"
_LABEL = "[a-z0-9]+(?:-[a-z0-9]+)*"
_TAG = "[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*"
_HOST = rf"(?:{_LABEL}\.)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_LONGEST = 63
"""Of a name, and so of anything that consists of names and is no longer than one."""


def is_clean(document: Document) -> bool:
    """Tell whether no rule of Backstage's catalog is broken; False says nothing."""
    data = document.data
    if not isinstance(data, dict):
        return False
    name = model().schema(data)
    return (
        name != COMMON
        and _strict().is_valid(data)
        and schemas.validator(f"entity/{name}").is_valid(data)
        and not has_placeholder(document)
    )


@cache
def _strict() -> Any:  # noqa: ANN401 - the engine's type is known to `schemas` alone
    text = {"type": "string", "pattern": r"\A[^\s\x00-\x1f]"}
    key = _matches(rf"(?:{_LABEL}(?:\.{_LABEL})*/)?{_WORD}")
    link = {"url": _matches(rf"https?://{_HOST}(?:[/?#][!-~]*)?", longest=2000)}
    metadata = {
        "name": _matches(_WORD),
        "namespace": _matches(_LABEL),
        "labels": {"propertyNames": key, "additionalProperties": _matches(_WORD)},
        "annotations": {"propertyNames": key},
        "tags": {"items": _matches(_TAG)},
        "links": {"items": {"properties": {**link, "title": text, "icon": text}}},
    }
    schema = {
        "properties": {
            "metadata": {"properties": metadata},
            "spec": {"type": "object", "properties": _references()},
        }
    }
    return schemas.compile_schema(schema)


def _references() -> dict[str, Any]:
    """Return what each field that refers to something accepts, in whatever kind it stands."""
    fields = [field for several in FIELDS.values() for field in several]
    needs_kind = {field.name for field in fields if field.default_kind is None}
    found = {}
    for field in fields:
        kind = "[A-Za-z]+:" if field.name in needs_kind else "(?:[A-Za-z]+:)?"
        ref = _matches(rf"{kind}(?:{_LABEL}/)?{_WORD}", longest=200)
        found[field.name] = {"anyOf": [ref, {"type": "array", "items": ref}]}
    return found


def _matches(pattern: str, longest: int = _LONGEST) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest, "pattern": rf"\A(?:{pattern})\z"}
