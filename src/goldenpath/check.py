"""What a check is, what it yields, and the one registry of all checks."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar, cast

from goldenpath.diagnostic import Problem, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from goldenpath.document import Document, Kind
    from goldenpath.project import Project

    RunAlone = Callable[[Document], Iterable[Problem]]
    RunTogether = Callable[[Document, Project], Iterable[Problem]]

__all__ = ["Check", "Problem", "Related", "all_checks", "check", "find", "selected"]

ENTRY_POINTS = "goldenpath.checks"
"""Installed packages name the modules of their own checks (GP9xx) under this group."""


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: one fault that it can find in documents of some kinds.

    Attributes:
        code: stable identifier such as `GP101`; never reused.
        slug: the fault's name such as `missing-owner`.
        kinds: the documents that it judges.
        severity: how much its findings matter, unless a configuration says otherwise.
        doc: what `goldenpath explain` prints.
        alone: how it judges a document by itself; None where it has to know the others.
        together: how it judges a document among the others; None where it needs none of them.
        outline: whether of the document it reads no more than an outline holds.
        unless: what tells of a document that the check finds nothing there, if anything does.
    """

    code: str
    slug: str
    kinds: AbstractSet[Kind]
    severity: Severity
    doc: str
    alone: RunAlone | None = None
    together: RunTogether | None = None
    outline: bool = False
    unless: Callable[[Document], bool] | None = None

    @property
    def module(self) -> str:
        """Return the name of the module that defines it."""
        return str((self.alone or self.together).__module__)

    @property
    def summary(self) -> str:
        """Return the first line of the documentation."""
        return self.doc.partition("\n")[0]


R = TypeVar("R", bound=Callable[..., Iterable[Problem]])

_REGISTRY: dict[str, Check] = {}


def check(
    code: str,
    *,
    kinds: AbstractSet[Kind],
    severity: Severity = Severity.ERROR,
    outline: bool = False,
    unless: Callable[[Document], bool] | None = None,
) -> Callable[[R], R]:
    """Register the decorated function as the check `code` for documents of `kinds`.

    The function's name, which names the fault, becomes the slug; its docstring becomes the
    documentation that `goldenpath explain` prints.
    A function of a document is called as soon as that has been read; one of a document and a
    project when everything has been. The latter gets whole documents, which are read again, unless
    `outline` says that it reads of them what `goldenpath.outline` keeps and no more.
    What `unless` tells of a document is asked once for all checks that name it.
    """

    def register(run: R) -> R:
        name = getattr(run, "__name__", "")
        if code in _REGISTRY:
            raise ValueError(f"{code} is taken by {_REGISTRY[code].slug}: choose a free code")
        takes_project = len(inspect.signature(run).parameters) > 1
        _REGISTRY[code] = Check(
            code,
            name.replace("_", "-"),
            kinds,
            severity,
            inspect.getdoc(run) or "",
            alone=None if takes_project else cast("RunAlone", run),
            together=cast("RunTogether", run) if takes_project else None,
            outline=outline,
            unless=unless,
        )
        return run

    return register


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check, our own and the installed packages', sorted by code."""
    [folder] = importlib.import_module("goldenpath.checks").__path__
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - names, and at every start
        module, dot, suffix = name.partition(".")
        if dot and suffix == "py" and module != "__init__":
            importlib.import_module(f"goldenpath.checks.{module}")
    if _may_be_extended():
        metadata = importlib.import_module("importlib.metadata")
        for entry in metadata.entry_points(group=ENTRY_POINTS):
            entry.load()
    return tuple(sorted(_REGISTRY.values(), key=lambda item: item.code))


def _may_be_extended() -> bool:
    """Tell whether any installed package names our group: to ask `importlib.metadata` is slow."""
    wanted = ENTRY_POINTS.encode()
    for folder in map(FilePath, sys.path):
        for pattern in ("*.dist-info/entry_points.txt", "*.egg-info/entry_points.txt"):
            if any(wanted in path.read_bytes() for path in folder.glob(pattern)):
                return True
    return False


def find(code_or_slug: str) -> Check | None:
    """Return the check of that code (in any case) or slug."""
    wanted = code_or_slug.strip()
    for item in all_checks():
        if wanted.upper() == item.code or wanted.lower() == item.slug:
            return item
    return None


def selected(select: Collection[str], ignore: Collection[str]) -> tuple[Check, ...]:
    """Return the checks whose codes start with one of `select` and with none of `ignore`.

    An empty `select` stands for all.
    """
    return tuple(
        item
        for item in all_checks()
        if (not select or item.code.startswith(tuple(select)))
        and not (ignore and item.code.startswith(tuple(ignore)))
    )
