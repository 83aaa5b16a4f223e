"""Text for people: each finding with its line of source, then one summary line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from goldenpath.diagnostic import Severity
from goldenpath.discover import read
from goldenpath.document import Kind
from goldenpath.style import Style

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report
    from goldenpath.source import Span

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_NOUNS = {
    Kind.BACKSTAGE_ENTITY: "catalog entity",
    Kind.HELM_CHART: "Helm chart",
    Kind.HELM_VALUES: "values file",
    Kind.KUBERNETES: "manifest",
    Kind.CLAIM: "claim",
    Kind.POLICY: "policy",
}
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
    if not text.strip():
        return []
    first = max(0, span.start.column - _EXCERPT // 2) if span.start.column > _EXCERPT else 0
    shown = text[first : first + _EXCERPT]
    end = span.end.column if span.end.line == span.start.line else len(text) + 1
    width = max(1, min(end - span.start.column, _EXCERPT - (span.start.column - first) + 1))
    gutter = str(span.start.line)
    caret = " " * (span.start.column - first - 1) + "^" * width
    return [f"  {gutter} | {shown}", f"  {' ' * len(gutter)} | {style.paint(caret, 'red')}"]


def _summary(report: Report, style: Style) -> str:
    counts = [(severity.value, report.count(severity)) for severity in Severity]
    found = ", ".join(_number(number, name) for name, number in counts if number)
    colour = "red" if report.count(Severity.ERROR) else "yellow" if found else "green"
    judged = ", ".join(
        _number(n, _NOUNS[kind]) for kind, n in report.judged.items() if kind in _NOUNS
    )
    read = f"read {_number(report.files, 'YAML file')} in {report.duration:.1f} s"
    if report.skipped:
        read += f"; skipped {_number(report.skipped, 'document')} of a kind that no check judges"
    return style.paint(found or "no findings", colour) + f" in {judged or 'nothing'}\n{read}"


def _number(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number} {noun}s"


@cache
def _lines(path: str) -> list[str]:
    source, _ = read(Path(path))
    return source.text.split("\n")


def _printable(line: str) -> str:
    """Replace control characters that a file or its name could send to the terminal."""
    return "".join(char if char.isprintable() else "�" for char in line)
