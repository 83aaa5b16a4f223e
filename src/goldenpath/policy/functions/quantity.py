"""Quantities of Kubernetes: `quantity('1.5Gi')` and what can be asked of one."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from goldenpath.policy.functions.declare import Library, function, member, seal, unseal
from goldenpath.quantity import parse

QUANTITY = "kubernetes.Quantity"
_WORD = range(-(2**63), 2**63)


def _seal(amount: Fraction) -> dict[int, object]:
    return seal(QUANTITY, str(amount))


def _amount(value: object) -> Fraction:
    return _fraction(unseal(QUANTITY, value))


_fraction = lru_cache(maxsize=1024)(Fraction)
"""Reading a fraction costs more than all the rest of a comparison."""


def _is_quantity(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _is_integer(value: object) -> bool:
    amount = _amount(value)
    return amount.denominator == 1 and amount.numerator in _WORD


def _integer(value: object) -> int:
    if not _is_integer(value):
        raise ValueError("cannot convert value to integer")
    return _amount(value).numerator


def compare(one: object, other: object) -> int:
    """Return -1, 0 or 1, as the first quantity is less than, as great as, or above the other."""
    left, right = _amount(one), _amount(other)
    return (left > right) - (left < right)


LIBRARY: Library = {
    "quantity": [function("map", lambda text: _seal(parse(text)), "string")],
    "isQuantity": [function("bool", _is_quantity, "string")],
    "sign": [
        member("int", lambda q: (_amount(q) > 0) - (_amount(q) < 0), "map"),
    ],
    "isInteger": [member("bool", _is_integer, "map")],
    "asInteger": [member("int", _integer, "map")],
    "asApproximateFloat": [member("double", lambda q: float(_amount(q)), "map")],
    "add": [
        member("map", lambda q, other: _seal(_amount(q) + _amount(other)), "map", "map"),
        member("map", lambda q, other: _seal(_amount(q) + other), "map", "int"),
    ],
    "sub": [
        member("map", lambda q, other: _seal(_amount(q) - _amount(other)), "map", "map"),
        member("map", lambda q, other: _seal(_amount(q) - other), "map", "int"),
    ],
}
