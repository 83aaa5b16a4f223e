"""Quantities as Kubernetes writes them, such as `500m` and `1.5Gi`."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil

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
