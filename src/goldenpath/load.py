"""A file → its documents, each as its consumer reads it.

A file of entities is read without places first, which is fast. Where that is not certain to give
what the full reader gives, the full reader reads it; and it reads a file again, for the places,
when there is something to tell of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from goldenpath import kubernetes
from goldenpath.classify import READ_BY_NAME, Groups, classify, kind_of
from goldenpath.discover import decode, is_dockerfile, read, read_bytes, shown, unreadable
from goldenpath.document import Document, Kind, TextLocator
from goldenpath.organization import organization
from goldenpath.parse.quick import quick
from goldenpath.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path as FilePath

    from goldenpath.document import Locator, Path
    from goldenpath.parse.node import Node
    from goldenpath.source import Span


@cache
def groups() -> Groups:
    """Return the API groups that are known here."""
    return Groups(organization().api_group, kubernetes.groups())


def kind_here(root: Node, path: str) -> Kind:
    """Return the kind of the document with the root node `root`, by who reads it here.

    An organisation without a portal has nobody who reads entities.
    """
    kind = classify(root, path, groups())
    return kind if kind is not Kind.BACKSTAGE_ENTITY or organization().has_portal else Kind.UNKNOWN


def load(path: str | FilePath, assumed: Kind | None = None) -> Iterator[Document]:
    """Yield the documents of one file, as `assumed` kind or as what they say they are."""
    raw, wrong = read_bytes(path)
    return documents(shown(path), raw, wrong, assumed)


def documents(
    name: str, raw: bytes, wrong: str = "", assumed: Kind | None = None
) -> Iterator[Document]:
    """Yield the documents of the file `name`.

    Args:
        name: its path as reports show it.
        raw: what is in it.
        wrong: what kept it from being read, if anything did.
        assumed: the kind of its documents; None where each is what it says.
    """
    entities = None if wrong else _entities(name, raw, assumed)
    if entities is not None:
        source = Source(name, raw.decode())
        places = Places(lambda: source.text)
        for index, data in enumerate(entities):
            yield Document(source, index, Kind.BACKSTAGE_ENTITY, data, places.locator(index))
        return
    text = ""
    if not wrong:
        text, wrong = decode(raw)
    source = Source(name, text)
    if wrong:
        kind = assumed or Kind.UNKNOWN
        yield Document(source, None, kind, None, TextLocator(), (unreadable(wrong),))
        return
    if assumed is None and is_dockerfile(name.rpartition("/")[2]):
        yield Document(source, None, Kind.DOCKERFILE, None, TextLocator())
        return
    yield from _in_full(source, assumed)


def _in_full(source: Source, assumed: Kind | None) -> Iterator[Document]:
    """Yield the documents of a text, read with their places."""
    from goldenpath.parse.compose import compose  # noqa: PLC0415 - see goldenpath.parse
    from goldenpath.parse.construct import construct, dialect_of  # noqa: PLC0415
    from goldenpath.parse.locate import NodeLocator  # noqa: PLC0415

    for composed in compose(source.text):
        if composed.root is None:
            kind = assumed or Kind.UNKNOWN
            yield Document(source, composed.index, kind, None, TextLocator(), composed.faults)
            continue
        kind = assumed or kind_here(composed.root, source.path)
        data, faults = construct(composed.root, dialect_of(kind))
        yield Document(source, composed.index, kind, data, NodeLocator(composed.root), faults)


def _entities(name: str, raw: bytes, assumed: Kind | None) -> list[Any] | None:
    """Return the data of the entities in a file, or None where it is to be read in full.

    That is so where one of its documents is none: another reader may read it in another dialect.
    """
    if assumed not in (None, Kind.BACKSTAGE_ENTITY):
        return None
    if assumed is None and not organization().has_portal:
        return None
    is_known = assumed or READ_BY_NAME.get(name.rpartition("/")[2]) is Kind.BACKSTAGE_ENTITY
    if not is_known and b"backstage.io/" not in raw:
        return None
    found = quick(raw)
    if found is None or is_known:
        return found
    return found if all(_is_entity(data, name) for data in found) else None


def _is_entity(data: Any, name: str) -> bool:  # noqa: ANN401 - any YAML value
    if not isinstance(data, dict):
        return False
    version, kind = data.get("apiVersion"), data.get("kind")
    if not (isinstance(version, str) and isinstance(kind, str)):
        return False
    return kind_of(version, kind, name, groups()) is Kind.BACKSTAGE_ENTITY


class Places:
    """Where the values of a file's documents stand; the text is read only when one is asked for."""

    __slots__ = ("_found", "_text")

    def __init__(self, text: Callable[[], str]) -> None:
        self._text = text
        self._found: tuple[Locator, ...] | None = None

    @classmethod
    def of_file(cls, path: str) -> Places:
        """Return the places in the file at `path` as it is when the first of them is asked for."""
        return cls(lambda: read(path)[0].text)

    def locator(self, index: int | None) -> Locator:
        """Return what locates values in the document `index`."""
        return LaterLocator(self, index)

    def found(self, index: int | None) -> Locator:
        """Return what locates values in the document `index`, its nodes read."""
        if self._found is None:
            from goldenpath.parse.compose import compose  # noqa: PLC0415 - see goldenpath.parse
            from goldenpath.parse.locate import NodeLocator  # noqa: PLC0415

            self._found = tuple(
                TextLocator() if item.root is None else NodeLocator(item.root)
                for item in compose(self._text())
            )
        if index is None or index >= len(self._found):
            return TextLocator()
        return self._found[index]


class LaterLocator:
    """Locates values in a document that was read without places."""

    __slots__ = ("_index", "_places")

    def __init__(self, places: Places, index: int | None) -> None:
        self._places = places
        self._index = index

    def value(self, path: Path) -> Span:
        """Return the span of the value at `path`, or of the nearest ancestor's key."""
        return self._places.found(self._index).value(path)

    def key(self, path: Path) -> Span:
        """Return the span of the last key of `path`, or of the nearest ancestor's key."""
        return self._places.found(self._index).key(path)

    def elsewhere(self, path: Path, *, at_key: bool) -> None:
        """Return None: the places are those of the document's own text."""
