"""Fields → pages: the JSON Schemas that Backstage's form shows one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.mirror.errors import MirrorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldenpath.mirror.parameter import Parameter


def pages(fields: Sequence[Parameter], decisive: frozenset[str]) -> list[dict[str, Any]]:
    """Return one schema for each page, in the order in which the fields name them.

    Args:
        fields: all of a form.
        decisive: names on which the task itself depends, and which it must therefore be told.
    """
    by_name = {field.name: field for field in fields}
    for field in fields:
        if field.condition:
            _refuse_apart(field, by_name[field.condition.question])
    decisive |= {field.condition.question for field in fields if field.condition}
    titles = list(dict.fromkeys(field.page for field in fields))
    return [
        _page(title, [field for field in fields if field.page == title], decisive)
        for title in titles
    ]


def _refuse_apart(field: Parameter, other: Parameter) -> None:
    """Refuse a condition across pages: a page's schema sees its own fields only."""
    if field.page != other.page:
        raise MirrorError(
            f"{field.file}: {field.name!r} on page {field.page!r} is asked depending on "
            f"{other.name!r} on page {other.page!r} ({other.file}): put both on one page"
        )


def _page(title: str, fields: Sequence[Parameter], decisive: frozenset[str]) -> dict[str, Any]:
    always = [field for field in fields if field.condition is None]
    required = [field.name for field in always if field.required or field.name in decisive]
    page: dict[str, Any] = {"title": title}
    if required:
        page["required"] = required
    page["properties"] = {field.name: dict(field.schema) for field in always}
    dependencies = {
        field.name: {"oneOf": branches}
        for field in always
        if (branches := _branches(field, fields))
    }
    if dependencies:
        page["dependencies"] = dependencies
    return page


def _branches(field: Parameter, fields: Sequence[Parameter]) -> list[dict[str, Any]]:
    """Return what follows from each answer to `field`; answers with the same outcome share one."""
    followers = [
        other for other in fields if other.condition and other.condition.question == field.name
    ]
    if not followers:
        return []
    outcomes: dict[tuple[str, ...], list[Any]] = {}
    for value in field.domain:
        shown = [other.name for other in followers if _shown(other, value)]
        outcomes.setdefault(tuple(shown), []).append(value)
    return [
        _branch(field, values, [other for other in followers if other.name in shown])
        for shown, values in outcomes.items()
    ]


def _shown(field: Parameter, value: object) -> bool:
    return field.condition is not None and value in field.condition.values


def _branch(field: Parameter, values: list[Any], shown: Sequence[Parameter]) -> dict[str, Any]:
    branch: dict[str, Any] = {
        "properties": {
            field.name: {"enum": values},
            **{other.name: dict(other.schema) for other in shown},
        }
    }
    required = [other.name for other in shown if other.required]
    if required:
        branch["required"] = required
    return branch
