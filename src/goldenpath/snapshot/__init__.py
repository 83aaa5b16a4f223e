"""A catalog from elsewhere: what references may lead to beside what is scanned.

It comes from a file, a folder or a running Backstage, one entity at a time: an organisation's
catalog never lies in memory as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath.snapshot import files
from goldenpath.snapshot.errors import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Snapshot", "SnapshotError", "read"]

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A catalog that is known from elsewhere.

    Attributes:
        origin: where it stands, as messages name it.
        entities: its entities as JSON data, to be gone through once; a fault that shows only
            on the way raises SnapshotError.
        remarks: what there is to say of it, complete when `entities` has come to its end.
    """

    origin: str
    entities: Iterator[dict[str, Any]]
    remarks: list[str] = field(default_factory=list)


def read(where: str, *, cache: bool = True) -> Snapshot:
    """Return the catalog at `where`: a file, a folder, or the URL of a Backstage instance.

    Args:
        where: as people write it behind `--catalog`.
        cache: whether an instance's answer is kept, and a kept one used.

    Raises:
        SnapshotError: there is none, it cannot be had, or it is broken.
    """
    url = _URL.match(where)
    remarks: list[str] = []
    if url is None:
        values = files.entities(Path(where), remarks)
        return Snapshot(where, _entities(values, where, remarks), remarks)
    if url["scheme"].lower() not in {"http", "https"}:
        raise SnapshotError(f"{where}: a catalog is a file, a folder or an http(s) URL")
    from goldenpath.snapshot import backstage  # noqa: PLC0415 - an HTTP client takes its time

    origin, values = backstage.entities(where, remarks, cached=cache)
    return Snapshot(origin, _entities(values, origin, remarks), remarks)


def _entities(values: Iterable[Any], origin: str, remarks: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what are entities, and say how many values are none."""
    found = others = 0
    for value in values:
        if _is_entity(value):
            found += 1
            yield value
        else:
            others += 1
    if not found:
        raise SnapshotError(f"{origin}: holds no catalog entity: name a catalog that may be read")
    if others:
        remarks.append(f"{origin}: {others} value(s) left out that are no entities")


def _is_entity(value: object) -> bool:
    """Tell whether `value` can be referred to; whether it is a valid entity is not asked here."""
    if not isinstance(value, dict):
        return False
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    texts = (value.get("apiVersion"), value.get("kind"), name)
    return all(isinstance(text, str) and text for text in texts)
