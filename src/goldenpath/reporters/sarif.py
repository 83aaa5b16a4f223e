"""SARIF 2.1.0, as code hosts show it beside the changed lines.

Source: OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from goldenpath.check import find
from goldenpath.diagnostic import Severity
from goldenpath.reporters.encode import dump

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
    examples = {item.code: item for item in reversed(report.diagnostics)}
    codes = sorted(examples)
    driver = {
        "name": "goldenpath",
        "semanticVersion": version("goldenpath"),
        "rules": [_rule(examples[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, codes) for item in report.diagnostics],
    }
    dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, stream)


def _rule(example: Diagnostic) -> dict[str, Any]:
    known = find(example.code)
    summary = known.summary if known else example.slug
    rule: dict[str, Any] = {
        "id": example.code,
        "name": example.slug,
        "shortDescription": {"text": summary},
    }
    return rule | ({"helpUri": example.help_url} if example.help_url else {})


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
        "artifactLocation": {"uri": quote(path, errors="surrogateescape")},
        "region": {
            "startLine": span.start.line,
            "startColumn": span.start.column,
            "endLine": span.end.line,
            "endColumn": span.end.column,
        },
    }
