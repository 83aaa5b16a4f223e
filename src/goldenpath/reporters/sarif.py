"""SARIF 2.1.0, as code hosts show it beside the changed lines.

Source: OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from goldenpath.check import find
from goldenpath.diagnostic import Severity

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report
    from goldenpath.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(report: Report, stream: TextIO) -> None:
    """Write `report` as one SARIF log with one run."""
    codes = sorted({item.code for item in report.diagnostics})
    driver = {
        "name": "goldenpath",
        "semanticVersion": version("goldenpath"),
        "rules": [_rule(code, report) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, codes) for item in report.diagnostics],
    }
    json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, stream, indent=2)
    stream.write("\n")


def _rule(code: str, report: Report) -> dict[str, Any]:
    example = next(item for item in report.diagnostics if item.code == code)
    known = find(code)
    summary = known.summary if known else example.slug
    return {
        "id": code,
        "name": example.slug,
        "shortDescription": {"text": summary},
        "helpUri": example.help_url,
    }


def _result(item: Diagnostic, codes: list[str]) -> dict[str, Any]:
    return {
        "ruleId": item.code,
        "ruleIndex": codes.index(item.code),
        "level": _LEVELS[item.severity],
        "message": {"text": item.message},
        "locations": [{"physicalLocation": _place(item.path, item.span)}],
        "relatedLocations": [
            {"physicalLocation": _place(r.path, r.span), "message": {"text": r.message}}
            for r in item.related
        ],
    }


def _place(path: str, span: Span) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(path)},
        "region": {
            "startLine": span.start.line,
            "startColumn": span.start.column,
            "endLine": span.end.line,
            "endColumn": span.end.column,
        },
    }
