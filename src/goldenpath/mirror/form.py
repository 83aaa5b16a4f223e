"""What a golden path says of its form beyond its questions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """How the Create page publishes what a path gives birth to.

    Attributes:
        folder: where it lies in the environments repository; a repository of its own when empty.
        spends: whether what is born costs money, for the portal's permission policy.
    """

    folder: str = ""
    spends: bool = False
