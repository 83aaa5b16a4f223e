"""Where what earlier runs have learned lies, in the home of whoever runs this."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def cache_home(part: str) -> Path | None:
    """Return the folder for `part` of what is kept; None where the environment names no home."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        root = given if given.is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return root / "goldenpath" / part


def replace_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`, which appears whole or not at all; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
