"""Quantities of Kubernetes: `quantity('1.5Gi')` and what can be asked of one."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil

from goldenpath.policy.functions.declare import Library, function, member, seal, unseal

QUANTITY = "kubernetes.Quantity"
_FORM = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))"
    r"(?:(?P<suffix>[numkMGTPE]|[KMGTPE]i)|[eE](?P<exponent>[+-]?[0-9]{1,4}))?"
)
_SUFFIXES: dict[str | None, Fraction] = {
    None: Fraction(1),
    **{name: Fraction(10) ** power for name, power in zip("num", (-9, -6, -3), strict=True)},
    **{name: Fraction(1000) ** power for power, name in enumerate("kMGTPE", 1)},
    **{f"{name}i": Fraction(1024) ** power for power, name in enumerate("KMGTPE", 1)},
}
_SMALLEST = 10**9
"""A quantity finer than a billionth is rounded away from zero."""
_WORD = range(-(2**63), 2**63)


@lru_cache(maxsize=1024)
def parse(text: str) -> Fraction:
    """Return the amount that a quantity is."""
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no quantity")
    exponent = int(match["exponent"] or 0)
    if abs(exponent) > 400:  # noqa: PLR2004 - beyond any double, and so beyond any resource
        raise ValueError(f"{text!r} is no quantity: its exponent is out of range")
    amount = Fraction(match["number"]) * _SUFFIXES[match["suffix"]] * Fraction(10) ** exponent
    finest = ceil(abs(amount) * _SMALLEST)
    return Fraction(finest if amount >= 0 else -finest, _SMALLEST)


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
