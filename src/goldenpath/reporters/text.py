"""Text for people: each finding with its line of source, then one summary line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from goldenpath.diagnostic import Severity
from goldenpath.reporters import wording
from goldenpath.reporters.encode import printable
from goldenpath.reporters.excerpt import Sources
from goldenpath.style import Style

if TYPE_CHECKING:
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def write(report: Report, stream: TextIO) -> None:
    """Write `report`; with colours when `stream` is a terminal that shows them."""
    style = Style.of(stream)
    sources = Sources()
    stream.writelines(_finding(item, sources, style) for item in report.diagnostics)
    for notice in report.notices:
        print(style.paint(f"not judged: {printable(notice)}", "yellow"), file=stream)
    for remark in report.remarks:
        print(style.paint(f"note: {printable(remark)}", "cyan"), file=stream)
    stream.write(_summary(report, style) + "\n")


def _finding(item: Diagnostic, sources: Sources, style: Style) -> str:
    start = item.span.start
    place = style.paint(f"{printable(item.path)}:{start.line}:{start.column}", "bold")
    severity = style.paint(f"{item.severity.value}[{item.code}]", _COLOURS[item.severity])
    lines = [f"{place}: {severity} {item.slug}: {printable(wording.message(item))}"]
    lines += _excerpt(item, sources, style)
    lines += [f"  {printable(wording.related(place))}" for place in item.related]
    return "\n".join(lines) + "\n\n"


def _excerpt(item: Diagnostic, sources: Sources, style: Style) -> list[str]:
    shown = sources.excerpt(item)
    if shown is None:
        return []
    gutter = str(shown.line)
    caret = " " * len(shown.before) + style.paint("^" * max(1, len(shown.marked)), "red")
    return [
        f"  {gutter} | {shown.before}{shown.marked}{shown.after}",
        f"  {' ' * len(gutter)} | {caret}",
    ]


def _summary(report: Report, style: Style) -> str:
    colour = "green"
    if report.diagnostics:
        colour = "red" if report.count(Severity.ERROR) else "yellow"
    outcome = style.paint(wording.found(report), colour)
    return f"{outcome} in {wording.judged(report)}\n{wording.read(report)}"
