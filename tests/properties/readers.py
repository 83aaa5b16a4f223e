"""The readers of an entity file, side by side."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from goldenpath.parse.compose import compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.quick import quick


def in_full(raw: bytes) -> list[Any] | None:
    """Return the data of each document, or None where something is wrong with one of them."""
    documents = []
    for composed in compose(raw.decode("utf-8-sig")):
        if composed.root is None:
            return None
        data, faults = construct(composed.root, Dialect.CORE)
        if faults:
            return None
        documents.append(data)
    return documents


def unguarded(raw: bytes) -> Any:
    """Return what `ryaml` alone makes of a text."""
    return import_module("ryaml").loads_all(raw.decode())


def assert_sound(text: str) -> bool:
    """Assert that what is read quickly is what is read in full; tell whether it was."""
    raw = text.encode()
    documents = quick(raw)
    if documents is None:
        return False
    # As texts, in which True is not 1, an integer is no float, and NaN is itself.
    assert repr(in_full(raw)) == repr(documents), text
    return True
