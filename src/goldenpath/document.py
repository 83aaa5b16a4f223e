"""One document of a source: what it is, what it says, and where it says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from goldenpath.source import START, Position, Span

if TYPE_CHECKING:
    from goldenpath.source import Source

Path = tuple[str | int, ...]


class Kind(StrEnum):
    """What consumes a document, and so which checks judge it."""

    BACKSTAGE_ENTITY = "backstage-entity"
    KUBERNETES = "kubernetes"
    CLAIM = "claim"
    POLICY = "policy"
    HELM_CHART = "helm-chart"
    HELM_VALUES = "helm-values"
    HELM_TEMPLATE = "helm-template"
    KUSTOMIZATION = "kustomization"
    DOCKERFILE = "dockerfile"
    WORKFLOW = "workflow"
    UNKNOWN = "unknown"


MANIFESTS = frozenset({Kind.KUBERNETES, Kind.CLAIM})
"""What the API server is given."""
RENDERED = frozenset({Kind.HELM_CHART, Kind.KUSTOMIZATION})
"""What an engine makes manifests from."""


class Flaw(StrEnum):
    """The ways in which an input can fail, whatever its content is."""

    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"
    EXCESSIVE = "excessive"
    CHART = "chart"
    VALUES = "values"
    KUSTOMIZATION = "kustomization"
    LINT = "lint"
    UNUSED_IGNORE = "unused-ignore"
    MALFORMED_IGNORE = "malformed-ignore"


class Lint(NamedTuple):
    """What there is to know of a linter's finding beside its message.

    Attributes:
        code: the check that tells it.
        rule: the linter's own name of what it found.
        severity: how much it matters, as the name of a severity of ours.
    """

    code: str
    rule: str
    severity: str


class Fault(NamedTuple):
    """One failure of the input: which, where, and in words.

    Attributes:
        flaw: which.
        span: where.
        message: in words.
        began: where its cause may lie.
        lint: the linter's finding that it is, if it is one.
    """

    flaw: Flaw
    span: Span
    message: str
    began: Span | None = None
    lint: Lint | None = None


class Place(NamedTuple):
    """A stretch of a file, by its path as reports show it."""

    path: str
    span: Span


class Locator(Protocol):
    """Finds the place of a value in the text it was read from."""

    def value(self, path: Path) -> Span:
        """Return the span of the value at `path`, or of the nearest ancestor's key."""

    def key(self, path: Path) -> Span:
        """Return the span of the last key of `path`, or of the nearest ancestor's key."""

    def elsewhere(self, path: Path, *, at_key: bool) -> Place | None:
        """Return where the value or the key was written, unless that is the document's source."""


class TextLocator:
    """Locates the lines of a text that is no YAML, or that could not be read as such."""

    __slots__ = ()

    def value(self, path: Path) -> Span:
        """Return the line that `path` names by number, else the first."""
        if len(path) == 1 and isinstance(path[0], int):
            return Span(Position(path[0], 1), Position(path[0], 1))
        return START

    def key(self, path: Path) -> Span:
        """Return the same as `value`."""
        return self.value(path)

    def elsewhere(self, path: Path, *, at_key: bool) -> None:
        """Return None: the lines are those of the document's own text."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document as its consumer reads it; equal to itself alone, so that it can be a key.

    Attributes:
        source: the file it stands in; for a rendered manifest, the chart's template file.
        index: 0-based place in its file; None where the file is no YAML stream.
        kind: who consumes it.
        data: the value, in the consumer's YAML dialect; None where faults prevented reading it.
        locator: maps paths in `data` to places in `source`.
        faults: what was wrong with the input itself.
        stage: for a rendered manifest, the values it was rendered with (`prod`).
    """

    source: Source
    index: int | None
    kind: Kind
    data: Any
    locator: Locator
    faults: tuple[Fault, ...] = field(default=())
    stage: str | None = None

    def locate(self, *path: str | int) -> Span:
        """Return where `path` stands: its value, or for an absence the nearest ancestor's key."""
        return self.locator.value(path)

    def locate_key(self, *path: str | int) -> Span:
        """Return where the last key of `path` stands."""
        return self.locator.key(path)

    def place(self, *path: str | int, at_key: bool = False) -> Place:
        """Return where the value or the key of `path` was written: what to show to its author.

        For a rendered manifest that may be in another file than its source, in a helper.
        """
        elsewhere = self.locator.elsewhere(path, at_key=at_key)
        span = self.locate_key(*path) if at_key else self.locate(*path)
        return elsewhere or Place(self.source.path, span)

    def get(self, *path: str | int) -> Any:  # noqa: ANN401 - YAML values are of any type
        """Return the value at `path`, or None when any step of it is absent."""
        value = self.data
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value
