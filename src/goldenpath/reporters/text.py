"""Text for people: each finding with its line of source, then one summary line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from goldenpath.diagnostic import Severity
from goldenpath.discover import read
from goldenpath.style import Style

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report
    from goldenpath.source import Span

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_EXCERPT = 120
"""Columns of a source line that an excerpt shows."""


def write(report: Report, stream: TextIO) -> None:
    """Write `report`; with colours when `stream` is a terminal that shows them."""
    style = Style.of(stream)
    stream.writelines(_finding(item, style) for item in report.diagnostics)
    for notice in report.notices:
        print(style.paint(f"not judged: {notice}", "yellow"), file=stream)
    stream.write(_summary(report, style) + "\n")


def _finding(item: Diagnostic, style: Style) -> str:
    start = item.span.start
    place = style.paint(f"{_printable(item.path)}:{start.line}:{start.column}", "bold")
    severity = style.paint(f"{item.severity.value}[{item.code}]", _COLOURS[item.severity])
    stages = item.properties.get("stages")
    suffix = f" ({', '.join(stages)})" if stages else ""
    lines = [f"{place}: {severity} {item.slug}: {_printable(item.message + suffix)}"]
    lines += _excerpt(item.path, item.span, style)
    for place_of in item.related:
        at = place_of.span.start
        text = f"{place_of.path}:{at.line}:{at.column}: {place_of.message}"
        lines.append(f"  {_printable(text)}")
    return "\n".join(lines) + "\n\n"


def _excerpt(path: str, span: Span, style: Style) -> list[str]:
    source = _lines(path)
    if not 0 < span.start.line <= len(source):
        return []
    text = _printable(source[span.start.line - 1].rstrip("\r").replace("\t", " "))
    first = max(0, span.start.column - _EXCERPT // 2) if span.start.column > _EXCERPT else 0
    shown = text[first : first + _EXCERPT]
    end = span.end.column if span.end.line == span.start.line else len(text) + 1
    width = max(1, min(end - span.start.column, _EXCERPT - (span.start.column - first) + 1))
    gutter = str(span.start.line)
    caret = " " * (span.start.column - first - 1) + "^" * width
    return [f"  {gutter} | {shown}", f"  {' ' * len(gutter)} | {style.paint(caret, 'red')}"]


def _summary(report: Report, style: Style) -> str:
    counts = {severity: report.count(severity) for severity in Severity}
    found = [f"{n} {s.value}{'s' if n > 1 else ''}" for s, n in counts.items() if n]
    looked = f"{report.documents} document(s) in {report.files} file(s), {report.duration:.1f} s"
    skipped = f", {report.skipped} of no known kind skipped" if report.skipped else ""
    if not found:
        return style.paint("no findings", "green") + f" in {looked}{skipped}"
    colour = "red" if counts[Severity.ERROR] else "yellow"
    return style.paint(", ".join(found), colour) + f" in {looked}{skipped}"


@cache
def _lines(path: str) -> list[str]:
    source, _ = read(Path(path))
    return source.text.split("\n")


def _printable(line: str) -> str:
    """Replace control characters that a file or its name could send to the terminal."""
    return "".join(char if char.isprintable() else "�" for char in line)
