"""What a check is, what it yields, and the one registry of all checks."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from goldenpath.diagnostic import Related, Severity
from goldenpath.document import Document, Kind, Path
from goldenpath.project import Project

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from goldenpath.source import Span

__all__ = ["Check", "Problem", "Related", "all_checks", "check", "find", "selected"]

ENTRY_POINTS = "goldenpath.checks"
"""Installed packages name the modules of their own checks (GP9xx) under this group."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check yields.

    Attributes:
        path: where in the document's data; the engine turns it into a place in the text.
        message: lower case, the fact first, the remedy after a colon.
        related: other places that matter.
        at_key: point at the key of `path` and not at its value.
        span: the place itself, where a fault of the input brought its own.
    """

    path: Path
    message: str
    related: tuple[Related, ...] = ()
    at_key: bool = False
    span: Span | None = None


Run = Callable[[Document, Project], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: one fault that it can find in documents of some kinds."""

    code: str
    slug: str
    kinds: AbstractSet[Kind]
    severity: Severity
    run: Run
    doc: str

    @property
    def summary(self) -> str:
        """Return the first line of the documentation."""
        return self.doc.partition("\n")[0]


_REGISTRY: dict[str, Check] = {}


def check(
    code: str, *, kinds: AbstractSet[Kind], severity: Severity = Severity.ERROR
) -> Callable[[Run], Run]:
    """Register the decorated function as the check `code` for documents of `kinds`.

    The function's name, which names the fault, becomes the slug; its docstring becomes the
    documentation that `goldenpath explain` prints.
    """

    def register(run: Run) -> Run:
        name = getattr(run, "__name__", "")
        if code in _REGISTRY:
            raise ValueError(f"{code} is taken by {_REGISTRY[code].slug}: choose a free code")
        doc = inspect.getdoc(run) or ""
        _REGISTRY[code] = Check(code, name.replace("_", "-"), kinds, severity, run, doc)
        return run

    return register


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check, our own and the installed packages', sorted by code."""
    package = importlib.import_module("goldenpath.checks")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"goldenpath.checks.{module.name}")
    for entry in entry_points(group=ENTRY_POINTS):
        entry.load()
    return tuple(sorted(_REGISTRY.values(), key=lambda item: item.code))


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
