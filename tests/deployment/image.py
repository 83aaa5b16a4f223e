"""The portal's Dockerfile: its stages, what each takes from where, and what the engine is sent."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from goldenpath.dockerfile import Instruction, Stage, stages
from tests.organization import ROOT

DOCKERFILE = ROOT / "platform/backstage/Dockerfile"
IGNORE = DOCKERFILE.with_name("Dockerfile.dockerignore")
STAGES = {stage.name: stage for stage in stages(DOCKERFILE.read_text("utf-8"))}
FINAL = STAGES[""]


class Copy(NamedTuple):
    """A COPY: the stage that it takes from (empty: the context), from where, and to where."""

    stage: str
    sources: list[str]
    target: str

    @property
    def is_folder(self) -> bool:
        """Tell whether what is copied keeps its name below the target."""
        return self.target.endswith("/")


def copies(stage: Stage) -> Iterator[Copy]:
    """Yield what a stage copies itself."""
    return (copy(item) for item in stage.instructions if item.name == "COPY")


def copy(instruction: Instruction) -> Copy:
    """Read a COPY."""
    options = dict(word.text[2:].split("=", 1) for word in instruction.options)
    *sources, target = (word.text for word in instruction.arguments)
    return Copy(options.get("from", ""), sources, target)


def last(stage: Stage, name: str) -> str:
    """Return what the last instruction of a name says."""
    found = [item for item in stage.inherited() if item.name == name]
    return " ".join(word.text for word in found[-1].arguments)


def entry_point() -> list[str]:
    """Return the command of the image."""
    words: list[str] = json.loads(last(FINAL, "ENTRYPOINT"))
    return words


def sent() -> set[str]:
    """Return the files of the checkout that the engine is sent, by the rules of .dockerignore."""
    return {path for part in _named() for path in _below(part)}


def lay(source: str, target: Path) -> None:
    """Copy a file or folder of the context as the engine would: what it was not sent is not there.

    Raises:
        FileNotFoundError: the engine would find no such file, and end.
    """
    below = [path for path in sent() if path == source or path.startswith(f"{source}/")]
    if not below:
        raise FileNotFoundError(source)
    for path in below:
        file = target / Path(path).relative_to(source) if path != source else target
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, file)


def _patterns() -> list[str]:
    lines = (line.strip() for line in IGNORE.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _named() -> list[str]:
    """Return what is let through by name; all else of the root is kept back."""
    first, *rest = _patterns()
    assert "*" == first, "the context is a list of what is sent"
    return [pattern[1:] for pattern in rest if pattern.startswith("!")]


def _below(part: str) -> Iterator[str]:
    if (ROOT / part).is_file():
        yield part
    for parent, folders, names in os.walk(ROOT / part):
        here = Path(parent).relative_to(ROOT)
        folders[:] = [name for name in folders if not _ignored((here / name).as_posix())]
        yield from (path for name in names if not _ignored(path := (here / name).as_posix()))


def _ignored(path: str) -> bool:
    """Tell whether a path is kept back: the last pattern decides that matches it or a parent."""
    parts = path.split("/")
    parents = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    verdict = False
    for pattern in _patterns():
        expression = re.compile(_regular(pattern.removeprefix("!")))
        if any(expression.fullmatch(parent) for parent in parents):
            verdict = not pattern.startswith("!")
    return verdict


def _regular(pattern: str) -> str:
    """Return a pattern of .dockerignore as a regular expression."""
    stars = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return "".join(stars.get(part, re.escape(part)) for part in parts)
