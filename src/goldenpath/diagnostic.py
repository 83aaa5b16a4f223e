"""What the validator tells: one finding, with its place and its help."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goldenpath.document import Path
    from goldenpath.source import Span


_NONE: Mapping[str, Any] = MappingProxyType({})


class Severity(StrEnum):
    """How much a finding matters; `rank` orders them, most severe first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for error, 1 for warning, 2 for info."""
        return list(Severity).index(self)


class Related(NamedTuple):
    """Another place that a finding speaks of."""

    message: str
    path: str
    span: Span


class Problem(NamedTuple):
    """What a check yields.

    Attributes:
        path: where in the document's data; the engine turns it into a place in the text.
        message: lower case, the fact first, the remedy after a colon.
        related: other places that matter.
        at_key: point at the key of `path` and not at its value.
        span: the place itself, where a fault of the input brought its own.
        severity: how much it matters, where that is not the same for all that the check finds.
        properties: further facts for programs.
    """

    path: Path
    message: str
    related: tuple[Related, ...] = ()
    at_key: bool = False
    span: Span | None = None
    severity: Severity | None = None
    properties: Mapping[str, Any] = _NONE


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: stable identifier such as `GP101`; never reused.
        slug: the fault's name such as `missing-owner`.
        severity: how much it matters here.
        message: lower case, the fact first, the remedy after a colon.
        path: the file, relative to the working directory, with `/`.
        document: 0-based index of the document in its file; None outside YAML.
        span: the smallest true place.
        related: other places that matter.
        properties: further facts for programs, such as the stages a finding holds for.
        help_url: where the check's documentation is served.
    """

    code: str
    slug: str
    severity: Severity
    message: str
    path: str
    document: int | None
    span: Span
    related: tuple[Related, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    help_url: str = ""


def _shared(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return what both say: a namespace that is another in each stage is said of none."""
    return {
        key: _shared(value, other[key]) if isinstance(value, dict) else value
        for key, value in one.items()
        if other.get(key) == value or (isinstance(value, dict) and isinstance(other.get(key), dict))
    }


def told_once(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Merge what several renderings of one template or helper tell alike; sort by place.

    What is an error in one stage and a warning in another stays two findings.
    """
    merged: dict[tuple[object, ...], Diagnostic] = {}
    for found in findings:
        place = (found.path, found.document, found.span)
        key = (*place, found.code, found.message, found.severity)
        known = merged.get(key)
        if known is None:
            merged[key] = found
        elif "stages" in found.properties:
            stages = dict.fromkeys(
                [*known.properties.get("stages", []), *found.properties["stages"]]
            )
            shared = _shared(known.properties, found.properties)
            merged[key] = replace(known, properties={**shared, "stages": list(stages)})

    def order(found: Diagnostic) -> tuple[object, ...]:
        return found.path, found.span, found.code, found.message, found.severity.rank

    return sorted(merged.values(), key=order)
