"""A repository is born: rendered aside, then put in place whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copier.errors import CopierError

if TYPE_CHECKING:
    from goldenpath.copier_templates.interview import Answers

_OVERLOOKED = frozenset({".git", ".DS_Store"})
"""What a folder may hold and still count as empty: a fresh clone holds only `.git`."""


@dataclass(frozen=True, slots=True)
class Birth:
    """What was written: the folder and its files, relative and sorted."""

    folder: Path
    files: tuple[str, ...]


class BirthError(Exception):
    """The destination is refused or the template failed; nothing was written."""


def occupied(destination: Path) -> bool:
    """Tell whether `destination` holds something that a birth could overwrite."""
    if destination.is_dir():
        return any(item.name not in _OVERLOOKED for item in destination.iterdir())
    return destination.exists() or destination.is_symlink()


def give_birth(answers: Answers, destination: Path, *, overwrite: bool) -> Birth:
    """Render `answers` into `destination`.

    The files are rendered into a folder beside the destination and moved when all are there: an
    interruption or a failing template leaves nothing half-written.

    Raises:
        BirthError: the destination is no folder or holds files and `overwrite` is not set.
    """
    if destination.exists() and not destination.is_dir():
        raise BirthError(f"{destination} is a file: name a new folder")
    if occupied(destination) and not overwrite:
        raise BirthError(f"{destination} is not empty: name a new folder, or add --overwrite")
    parent = destination.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=parent))
    try:
        rendered = workshop / destination.name
        worker = answers.worker
        worker.dst_path = rendered
        # The worker has looked at the interview's folder; it must look at this one.
        vars(worker).pop("subproject", None)
        worker.data.update(answers.data)
        try:
            worker.run_copy()
        except CopierError as error:
            raise BirthError(" ".join(str(error).split())) from error
        files = sorted(
            path.relative_to(rendered).as_posix() for path in rendered.rglob("*") if path.is_file()
        )
        _settle(rendered, destination, files)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return Birth(destination, tuple(files))


def _settle(rendered: Path, destination: Path, files: list[str]) -> None:
    """Move what was rendered into place: in one step where the destination is not there yet."""
    if not destination.exists():
        rendered.rename(destination)
        return
    for name in files:
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(rendered / name, target)  # noqa: PTH105 - replaces a file atomically
