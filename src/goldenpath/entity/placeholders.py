"""Placeholders: `definition: {$text: ./api.yaml}` stands for what Backstage will read there.

Source: `PlaceholderProcessor` of `@backstage/plugin-catalog-backend`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldenpath.document import Path

_RESOLVERS = frozenset({"$json", "$text", "$yaml"})
_ANNOTATIONS: Path = ("metadata", "annotations")
_ENVELOPE: tuple[Path, ...] = (
    ("apiVersion",),
    ("kind",),
    ("metadata", "name"),
    ("metadata", "namespace"),
)
"""Backstage judges these before it resolves placeholders."""


@dataclass(slots=True)
class Resolved:
    """An entity after its placeholders.

    Attributes:
        data: the entity; a text that is not read here is replaced by one that is not empty.
        unknown: places whose value could be of any type, since `$json` or `$yaml` stands there.
        wrong: placeholders that name no file.
    """

    data: Any = None
    unknown: list[Path] = field(default_factory=list)
    wrong: list[Path] = field(default_factory=list)

    def hides(self, path: Path) -> bool:
        """Tell whether `path` lies in a value that is not known here."""
        return any(path[: len(place)] == place for place in self.unknown)


def is_placeholder(value: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Tell whether Backstage would put something else in the place of `value`."""
    return isinstance(value, dict) and len(value) == 1 and not _RESOLVERS.isdisjoint(value)


def resolve(data: Any) -> Resolved:  # noqa: ANN401 - any YAML value
    """Return the entity `data` with its placeholders resolved; `data` itself is left alone."""
    resolved = Resolved()
    resolved.data = _walk(data, (), resolved)
    return resolved


def _walk(value: Any, path: Path, resolved: Resolved) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_walk(item, (*path, index), resolved) for index, item in enumerate(value)]
    if not isinstance(value, dict) or path in _ENVELOPE:
        return value
    if not any(key.startswith("$") for key in value):
        return {key: _walk(item, (*path, key), resolved) for key, item in value.items()}
    # The catalog adds annotations of its own, so these never are a placeholder as a whole.
    if not is_placeholder(value) or path == _ANNOTATIONS:
        return value
    [(key, target)] = value.items()
    if not isinstance(target, str):
        resolved.wrong.append((*path, key))
    elif key == "$text":
        return target or key
    resolved.unknown.append(path)
    return None
