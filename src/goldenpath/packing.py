"""Findings and examined files as plain values, which can be written and read in no time."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from goldenpath.diagnostic import Diagnostic, Related, Severity
from goldenpath.document import Kind
from goldenpath.examine import Examined
from goldenpath.organization import organization
from goldenpath.outline import Outlines
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable


def pack(file: Examined, signs: dict[str, int]) -> bytes | None:
    """Return what was found in a file as bytes; None where more than its own bytes is needed.

    Args:
        file: what was found.
        signs: what the other files were when they were looked at.
    """
    elsewhere = any(item.path != file.path for item in file.findings)
    if file.charts or file.lintable or file.commented or elsewhere:
        return None
    outlines = file.outlines
    return marshal.dumps(
        (
            [(kind.value, name, number) for (kind, name), number in file.names.items()],
            (outlines.heads, outlines.data) if outlines else None,
            findings(file.findings),
            [(index, kind.value, name) for index, (kind, name) in file.at_fault.items()],
            signs,
        ),
        2,
    )


def unpack(packed: bytes, path: str) -> tuple[Examined, dict[str, int]]:
    """Return the file again as `path`, and what the other files were."""
    names, outlined, found, at_fault, signs = marshal.loads(packed)  # noqa: S302 - our own
    file = Examined(
        path,
        {(Kind(kind), name): number for kind, name, number in names},
        Outlines(path, *outlined) if outlined else None,
        tuple(diagnostics(found, path)),
        at_fault={index: (Kind(kind), name) for index, kind, name in at_fault},
        reads=tuple(signs),
    )
    return file, signs


def findings(items: Iterable[Diagnostic]) -> list[Any]:
    """Return findings as plain values."""
    return [
        (
            item.code,
            item.slug,
            item.severity.value,
            item.message,
            item.path,
            item.document,
            _span(item.span),
            [(other.message, other.path, _span(other.span)) for other in item.related],
            dict(item.properties),
        )
        for item in items
    ]


def diagnostics(packed: Iterable[Any], path: str | None = None) -> Iterable[Diagnostic]:
    """Yield the findings again; in the file `path`, if one is named, whatever it was called."""
    for code, slug, severity, message, where, document, span, related, properties in packed:
        yield Diagnostic(
            code,
            slug,
            Severity(severity),
            message,
            path or where,
            document,
            _spanned(span),
            tuple(
                Related(text, path if path and other == where else other, _spanned(place))
                for text, other, place in related
            ),
            properties,
            organization().help_url(code),
        )


def _span(span: Span) -> tuple[int, int, int, int]:
    return span.start.line, span.start.column, span.end.line, span.end.column


def _spanned(span: tuple[int, int, int, int]) -> Span:
    first, column, last, end = span
    return Span(Position(first, column), Position(last, end))
