"""JSON: one object, the stable interface for other programs: `schemas/report.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from goldenpath.diagnostic import Severity
from goldenpath.reporters.encode import dump

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic, Related
    from goldenpath.report import Report

VERSION = 1
"""The format's version: it grows when a key changes its meaning or goes, not when one is added."""


def write(report: Report, stream: TextIO) -> None:
    """Write `report` as one JSON object and a newline."""
    content = {
        "version": VERSION,
        "diagnostics": [_diagnostic(item) for item in report.diagnostics],
        "notices": list(report.notices),
        "remarks": list(report.remarks),
        "summary": {
            "files": report.files,
            "documents": report.documents,
            "skipped": report.skipped,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "baselined": report.baselined,
        },
    }
    dump(content, stream)


def _diagnostic(item: Diagnostic) -> dict[str, Any]:
    return {
        "code": item.code,
        "slug": item.slug,
        "severity": item.severity.value,
        "message": item.message,
        "path": item.path,
        "document": item.document,
        "line": item.span.start.line,
        "column": item.span.start.column,
        "end_line": item.span.end.line,
        "end_column": item.span.end.column,
        "related": [_related(place) for place in item.related],
        "properties": dict(item.properties),
        "help_url": item.help_url,
    }


def _related(place: Related) -> dict[str, Any]:
    return {
        "message": place.message,
        "path": place.path,
        "line": place.span.start.line,
        "column": place.span.start.column,
    }
