"""Functions on lists and on what can be ordered, as Kubernetes has them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from goldenpath.policy.functions import quantity, version
from goldenpath.policy.functions.declare import Library, function, kind_of, member

_ORDERED = (bool, int, float, str, bytes, datetime, timedelta)


def _comparable(items: list[Any]) -> list[Any]:
    """Return the items if each can be compared with each, as CEL compares."""
    for one, other in pairwise(items):
        numbers = all(
            isinstance(item, int | float) and not isinstance(item, bool) for item in (one, other)
        )
        if not numbers and type(one) is not type(other):
            raise TypeError("no such overload: the list's elements are of several types")
    if items and not isinstance(items[0], _ORDERED):
        raise TypeError("no such overload: the list's elements have no order")
    return items


def _is_sorted(items: list[Any]) -> bool:
    return all(one <= other for one, other in pairwise(_comparable(items)))


def _extreme(name: str, choose: Any) -> Any:  # noqa: ANN401 - min or max
    def extreme(items: list[Any]) -> Any:  # noqa: ANN401 - an element of the list
        if not items:
            raise ValueError(f"{name} called on empty list")
        return choose(_comparable(items))

    return extreme


def _sum(items: list[Any]) -> Any:  # noqa: ANN401 - of the elements' type
    _comparable(items)
    if items and not isinstance(items[0], int | float | timedelta):
        raise TypeError("no such overload: the list's elements cannot be added")
    return sum(items, timedelta(0) if items and isinstance(items[0], timedelta) else 0)


def _index(items: list[Any], wanted: object, last: bool) -> int:  # noqa: FBT001 - CEL's order
    places = [i for i, item in enumerate(items) if _equal(item, wanted)]
    return places[-1 if last else 0] if places else -1


def _equal(one: object, other: object) -> bool:
    """Return equality as CEL has it: a number is never a boolean."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _compare(one: object, other: object) -> int:
    """Compare quantities with quantities, and versions with versions."""
    if kind_of(one) == version.SEMVER:
        return version.compare(one, other)
    return quantity.compare(one, other)


LIBRARY: Library = {
    "isSorted": [member("bool", _is_sorted, "list")],
    "sum": [member("dyn", _sum, "list")],
    "min": [member("dyn", _extreme("min", min), "list")],
    "max": [member("dyn", _extreme("max", max), "list")],
    "kubernetes.indexOf": [function("int", _index, "list", "any", "bool")],
    "isGreaterThan": [member("bool", lambda a, b: _compare(a, b) > 0, "map", "map")],
    "isLessThan": [member("bool", lambda a, b: _compare(a, b) < 0, "map", "map")],
    "compareTo": [member("int", _compare, "map", "map")],
    "@mapInsert": [
        function("map", lambda m, key, value: {**m, key: value}, "map", "key", "any"),
        function("map", lambda m, other: {**m, **other}, "map", "map"),
    ],
}
