"""The hostile inputs, by what they attack."""

from tests.hostile.case import CASES
from tests.hostile.inputs import (
    bombs,
    catalogs,
    charts,
    comments,
    fields,
    files,
    grammar,
    lengths,
    letters,
    scalars,
    settings,
)

__all__ = ["CASES"]

MODULES = (
    bombs,
    catalogs,
    charts,
    comments,
    fields,
    files,
    grammar,
    lengths,
    letters,
    scalars,
    settings,
)
"""What registers them."""
