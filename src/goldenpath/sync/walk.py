"""The files of a folder, without what tools have put beside them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS = frozenset({".git", ".yarn", "dist", "dist-types", "node_modules"})
"""Folders that hold no source of ours: an installed workspace has a hundred thousand files."""


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, in the order of their paths."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _OTHERS)
        for name in sorted(names):
            yield Path(parent, name)
