"""Reading a policy's document: values of the expected shape, or an error that names the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class ShapeError(ValueError):
    """A document is not what its kind says."""


def mapping(value: object, place: str) -> dict[str, Any]:
    """Return a map; what is absent or null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ShapeError(f"{place} must be a map")
    return value


def mappings(value: object, place: str) -> list[dict[str, Any]]:
    """Return a list of maps."""
    return [mapping(item, f"{place}[{index}]") for index, item in enumerate(items(value, place))]


def items(value: object, place: str) -> list[Any]:
    """Return a list; what is absent or null is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ShapeError(f"{place} must be a list")
    return value


def text(value: object, place: str, *, required: bool = False) -> str:
    """Return a text; what is absent or null is empty, unless it is required."""
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value):
        raise ShapeError(f"{place} must be a text")
    return value


def flag(value: object, place: str, *, default: bool = True) -> bool:
    """Return a truth value; what is absent or null is the default."""
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ShapeError(f"{place} must be true or false")
    return value


def only(content: Mapping[str, Any], known: Collection[str], place: str) -> None:
    """Refuse a map with a field that is not known: a misspelt condition must not be overlooked."""
    for field in content:
        if field not in known:
            at = f"{place}.{field}" if place else field
            raise ShapeError(f"{at} is no field of it: correct or remove it")


def choice(value: object, allowed: Collection[str], place: str) -> str:
    """Return a text that must be empty or one of those allowed."""
    chosen = text(value, place)
    if chosen and chosen not in allowed:
        raise ShapeError(f"{place} {chosen!r} is none of {', '.join(allowed)}")
    return chosen


def texts(value: object, place: str) -> tuple[str, ...]:
    """Return a list of texts."""
    found = items(value, place)
    return tuple(text(item, f"{place}[{index}]") or "" for index, item in enumerate(found))
