"""Workflow commands that GitHub Actions turns into annotations beside the changed lines.

Source: "Workflow commands for GitHub Actions", and how the runner unescapes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from goldenpath.diagnostic import Severity
from goldenpath.reporters import wording
from goldenpath.reporters.encode import printable

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def write(report: Report, stream: TextIO) -> None:
    """Write a command for each finding and each thing not judged, then the summary."""
    stream.writelines(_command(item) + "\n" for item in report.diagnostics)
    for notice in report.notices:
        print(f"::warning title=not judged::{_escape(notice, _DATA)}", file=stream)
    for remark in report.remarks:
        print(f"::notice title=note::{_escape(remark, _DATA)}", file=stream)
    print(f"{wording.found(report)} in {wording.judged(report)}", file=stream)
    print(wording.read(report), file=stream)


def _command(item: Diagnostic) -> str:
    start, end = item.span.start, item.span.end
    properties = {"file": item.path, "line": start.line, "endLine": end.line}
    if start.line == end.line:
        # The runner refuses columns for a stretch of several lines.
        properties["col"] = start.column
    properties["title"] = f"{item.code} {item.slug}"
    listed = ",".join(f"{key}={_escape(str(v), _PROPERTY)}" for key, v in properties.items())
    lines = [wording.message(item), *map(wording.related, item.related)]
    if item.help_url:
        lines.append(item.help_url)
    message = _escape("\n".join(lines), _DATA)
    return f"::{_COMMANDS[item.severity]} {listed}::{message}"


def _escape(text: str, table: dict[int, str]) -> str:
    return printable(text, keep="\r\n\t").translate(table)
