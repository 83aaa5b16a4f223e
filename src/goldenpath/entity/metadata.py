"""What the schemas do not say of an entity's metadata: the formats of its fields.

Source: `FieldFormatEntityPolicy` of `@backstage/catalog-model`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.entity import formats
from goldenpath.entity.url import is_url
from goldenpath.schemas import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path

Fault = tuple["Path", str, bool]
"""Where in the entity, in words, and whether a key is at fault and not its value."""

_SET_BY_CATALOG = frozenset(
    {"backstage.io/managed-by-location", "backstage.io/managed-by-origin-location"}
)


def faults(metadata: Any) -> Iterator[Fault]:  # noqa: ANN401 - any YAML value
    """Yield the values of well-typed fields that have the wrong format."""
    if not isinstance(metadata, dict):
        return
    for field, form in _FORMS:
        value = metadata.get(field)
        if isinstance(value, str) and value and not form.allows(value):
            text = f"the {field} {quote(value)} {form.remedy(value)}"
            yield ("metadata", field), text, False
    for field, look in _LOOKS:
        value = metadata.get(field)
        if value:
            yield from look(value)


def is_overwritten(path: Path, entity: dict[str, Any]) -> bool:
    """Tell whether the catalog replaces what stands at `path` before it judges the entity."""
    match path:
        case ("metadata", "annotations"):
            annotations = entity["metadata"]["annotations"]
            return not annotations and not isinstance(annotations, list)
        case ("metadata", "annotations", key):
            return key in _SET_BY_CATALOG
    return False


def _labels(labels: Any) -> Iterator[Fault]:  # noqa: ANN401
    yield from _keys("labels", labels)
    for key, value in labels.items() if isinstance(labels, dict) else ():
        if isinstance(value, str) and value and not formats.NAME.allows(value):
            remedy = formats.NAME.remedy(value)
            text = f"the value {quote(value)} of the label {quote(key)} {remedy}"
            yield ("metadata", "labels", key), text, False


def _keys(field: str, mapping: Any) -> Iterator[Fault]:  # noqa: ANN401
    for key in mapping if isinstance(mapping, dict) else ():
        if not formats.is_key(key):
            remedy = f"is not allowed: use {formats.KEY_RULE}"
            text = f"the {field.removesuffix('s')} key {quote(key)} {remedy}"
            yield ("metadata", field, key), text, True


def _tags(tags: Any) -> Iterator[Fault]:  # noqa: ANN401
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        if isinstance(tag, str) and tag and not formats.TAG.allows(tag):
            text = f"the tag {quote(tag)} {formats.TAG.remedy(tag)}"
            yield ("metadata", "tags", index), text, False


def _links(links: Any) -> Iterator[Fault]:  # noqa: ANN401
    for index, link in enumerate(links if isinstance(links, list) else ()):
        if not isinstance(link, dict):
            continue
        path: Path = ("metadata", "links", index)
        url = link.get("url")
        if isinstance(url, str) and url and not is_url(url):
            text = f"the link's url {quote(url)} is no absolute URL: write https:// and a host"
            yield (*path, "url"), text, False
        for field in ("title", "icon"):
            value = link.get(field)
            if isinstance(value, str) and value and formats.is_blank(value):
                text = f"the link's {field} is blank: write one or leave it out"
                yield (*path, field), text, False


def _annotations(annotations: Any) -> Iterator[Fault]:  # noqa: ANN401
    return _keys("annotations", annotations)


_FORMS = (("name", formats.NAME), ("namespace", formats.NAMESPACE))
_LOOKS = (("labels", _labels), ("annotations", _annotations), ("tags", _tags), ("links", _links))
