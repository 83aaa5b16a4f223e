"""Placeholders: `definition: {$text: ./api.yaml}` stands for what Backstage will read there.

Source: `PlaceholderProcessor` of `@backstage/plugin-catalog-backend`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.entity.target import Unknowable, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from goldenpath.document import Document, Path

_NEVER_AS_A_WHOLE: tuple[Path, ...] = (
    (),
    ("apiVersion",),
    ("kind",),
    ("metadata",),
    ("metadata", "name"),
    ("metadata", "namespace"),
    ("metadata", "annotations"),
)
"""Backstage judges these before it resolves placeholders, or adds fields of its own to them."""


class Wrong(NamedTuple):
    """A placeholder that cannot be resolved: where, and what is wrong with it."""

    path: Path
    fault: str


@dataclass(slots=True)
class Resolved:
    """An entity after its placeholders.

    Attributes:
        data: the entity with what was read in the place of its placeholders.
        unknown: places whose value is not known: what stands there is wrong or is elsewhere.
        wrong: placeholders for which Backstage refuses the entity.
    """

    data: Any = None
    unknown: list[Path] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def hides(self, path: Path) -> bool:
        """Tell whether `path` lies in a value that is not known here."""
        return any(path[: len(place)] == place for place in self.unknown)


class _WrongError(Exception):
    """What the placeholder names is not what it must be."""


def is_placeholder(value: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Tell whether Backstage would put something else in the place of `value`."""
    return isinstance(value, dict) and len(value) == 1 and not _RESOLVERS.keys().isdisjoint(value)


@lru_cache(maxsize=1)
def resolve(document: Document) -> Resolved:
    """Return the entity with its placeholders resolved; the document itself is left alone.

    One document's answer is kept, since its checks ask for it in turn.
    """
    resolved = Resolved(document.data)
    if has_placeholder(document):
        resolved.data = _walk(document.data, (), document.source.path, resolved)
    return resolved


def has_placeholder(document: Document) -> bool:
    """Tell whether there may be placeholders in an entity: its text has few signs of one."""
    text = document.source.text
    may = document.index is None or not text or "$" in text or "\\" in text
    return may and _has_any(document.data)


def _has_any(data: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Tell whether some key begins as a placeholder's does: few entities have one."""
    rest = [data]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            for key, item in value.items():
                if key.startswith("$"):
                    return True
                if isinstance(item, dict | list):
                    rest.append(item)
        elif isinstance(value, list):
            rest += [item for item in value if isinstance(item, dict | list)]
    return False


def _walk(value: Any, path: Path, origin: str, resolved: Resolved) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_walk(item, (*path, index), origin, resolved) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if not any(key.startswith("$") for key in value):
        return {key: _walk(item, (*path, key), origin, resolved) for key, item in value.items()}
    if is_placeholder(value) and path not in _NEVER_AS_A_WHOLE:
        return _resolve(value, path, origin, resolved)
    return value


def _resolve(value: Any, path: Path, origin: str, resolved: Resolved) -> Any:  # noqa: ANN401
    [(key, target)] = value.items()
    try:
        return _content(key, target, origin)
    except _WrongError as wrong:
        resolved.wrong.append(Wrong((*path, key), str(wrong)))
    except Unknowable:
        pass
    resolved.unknown.append(path)
    return None


def _content(key: str, target: object, origin: str) -> Any:  # noqa: ANN401
    if not isinstance(target, str):
        raise _WrongError("names no file: write a path or a URL as text")
    raw = read(target, origin)
    if raw is None:
        raise _WrongError(f"names {target!r}, where no file is: correct the path")
    return _RESOLVERS[key](raw.decode("utf-8", "replace"), target)


def _text(content: str, _: str) -> str:
    return content


def _json(content: str, target: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(content, parse_int=float, parse_constant=_no_constant)
    except RecursionError:
        raise Unknowable from None
    except ValueError:
        raise _WrongError(f"names {target!r}, which is no JSON: correct that file") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _yaml(content: str, target: str) -> Any:  # noqa: ANN401
    from goldenpath.parse.compose import compose  # noqa: PLC0415 - see goldenpath.parse
    from goldenpath.parse.construct import Dialect, construct  # noqa: PLC0415

    documents = list(compose(content))
    if len(documents) != 1:
        text = f"names {target!r}, which holds {len(documents)} documents and must hold one"
        raise _WrongError(text)
    [composed] = documents
    if composed.root is not None:
        data, faults = construct(composed.root, Dialect.CORE)
        if not faults:
            return data
    raise _WrongError(f"names {target!r}, which is no well-formed YAML: correct that file")


_RESOLVERS: dict[str, Callable[[str, str], Any]] = {
    "$json": _json,
    "$text": _text,
    "$yaml": _yaml,
}
