"""Labels that repeat what the catalog says: the catalog is their source."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from goldenpath.document import Document, Kind
from goldenpath.entity_ref import parse_ref
from goldenpath.fix.edit import Edit, Fix
from goldenpath.fix.values import respelled
from goldenpath.load import load
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.diagnostic import Diagnostic, Related
    from goldenpath.fix.reading import Reading


def follow_catalog(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Write into a label what the entity says that the finding names, else its own document."""
    entity_at = cache(_entity_at)
    for item in findings:
        place = reading.values.get(item.span)
        if place is None or place.document != item.document or not place.path:
            continue
        own = reading.documents[place.document]
        entity = entity_at(item.related[0]) if item.related else own
        wanted = _wanted(entity, str(place.path[-1])) if entity is not None else None
        raw = wanted and respelled(reading.raw(item.span), place.scalar.text, wanted)
        if raw:
            edit = Edit(reading.offset(item.span.start), reading.offset(item.span.end), raw)
            yield Fix((item,), (edit,), place.path, wanted)


def _entity_at(place: Related) -> Document | None:
    """Return the entity whose name stands at `place`."""
    for document in load(place.path):
        is_entity = document.kind is Kind.BACKSTAGE_ENTITY
        if is_entity and document.locate("metadata", "name") == place.span:
            return document
    return None


def _wanted(entity: Document, label: str) -> str | None:
    """Return what a label of the organisation says of the entity."""
    prefix, _, field = label.rpartition("/")
    if prefix != organization().label_prefix:
        return None
    if field == "cost-center":
        text = entity.get("metadata", "labels", label)
        return text if isinstance(text, str) else None
    kind = {"team": "group", "system": "system"}.get(field)
    text = entity.get("spec", "owner" if field == "team" else field)
    ref = parse_ref(text, default_kind=kind) if kind and isinstance(text, str) else None
    return ref.name if ref is not None else None
