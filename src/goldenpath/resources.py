"""Where the files lie that travel with the program: schemas, policies, catalog, organisation.

In an installed wheel they lie inside the package; in a checkout they are the repository's own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """Return the folder that holds `goldenpath.yaml`, `schemas/` and the rest."""
    packaged = _PACKAGE / "data"
    return packaged if (packaged / "goldenpath.yaml").is_file() else _PACKAGE.parent.parent


def checkout() -> Path | None:
    """Return the checkout that this program runs from, or None for an installed wheel."""
    return root() if (root() / "copier.yml").is_file() else None
