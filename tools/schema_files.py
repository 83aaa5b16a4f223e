"""How a folder of vendored schemas is written: all of it or nothing, and what is gone goes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


class InputError(Exception):
    """What the schemas are made from is not to be had, or not what it was."""


def write(destination: Path, generate: Callable[[], Mapping[str, str]]) -> int:
    """Write the generated files, remove JSON files of before, and return the exit code.

    Args:
        destination: the folder, `schemas/<name>`.
        generate: makes the texts by file name; raises InputError.
    """
    label = f"schemas/{destination.name}"
    try:
        texts = generate()
    except InputError as error:
        print(f"{label}: {error}", file=sys.stderr)
        return 1
    destination.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in destination.glob("*.json")} - texts.keys():
        (destination / stale).unlink()
    for name, text in texts.items():
        (destination / name).write_text(text, "utf-8", newline="\n")
    print(f"{label}: {len(texts)} files, {sum(map(len, texts.values())) // 1024} KiB")
    return 0
