"""What a reader sees first: the outcome, and where the findings lie."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from goldenpath.check import find
from goldenpath.diagnostic import Severity
from goldenpath.reporters import wording
from goldenpath.reporters.html.findings import anchors
from goldenpath.reporters.html.markup import count, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.report import Report

_TOP = 10
"""How many files the page names at once; the others are a click away."""


def header(report: Report) -> str:
    """Return the outcome in words, the numbers behind it, and what was not judged."""
    severities = [(s, report.count(s)) for s in Severity]
    worst = next((severity.value for severity, number in severities if number), "clean")
    tiles = [
        (severity.value if number else "none", number, wording.plural(severity.value))
        for severity, number in severities
        if number or severity is not Severity.INFO
    ]
    tiles += [
        ("none", report.files, "files read"),
        ("none", sum(report.judged.values()), "documents judged"),
    ]
    if report.skipped:
        tiles.append(("none", report.skipped, "skipped: no check knows their kind"))
    listed = "".join(
        f'<div class="{style}"><dt>{text(label)}</dt><dd>{count(number)}</dd></div>'
        for style, number, label in tiles
    )
    notices = "".join(
        f'<p class="notice"><strong>Not judged:</strong> {text(notice)}</p>'
        for notice in report.notices
    )
    notices += "".join(
        f'<p class="notice"><strong>Note:</strong> {text(remark)}</p>' for remark in report.remarks
    )
    return (
        f'<header><p class="tool">goldenpath report</p>'
        f'<h1 class="{worst}">{text(_sentence(wording.found(report)))}</h1>'
        f'<p class="scope">in {text(wording.judged(report))}</p>'
        f'<dl class="tiles">{listed}</dl>{notices}</header>'
    )


def breakdown(report: Report) -> Iterator[str]:
    """Yield the number of findings by check and by file."""
    if report.diagnostics:
        yield '<div class="columns">'
        yield _by_check(report)
        yield _by_file(report)
        yield "</div>"


def _by_check(report: Report) -> str:
    severest = sorted(report.diagnostics, key=lambda item: item.severity.rank, reverse=True)
    worst = {item.code: item for item in severest}
    numbers = Counter(item.code for item in report.diagnostics)
    rows = []
    for code, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        known = find(code)
        summary = f'<span class="about">{text(known.summary)}</span>' if known else ""
        rows.append(
            f'<tr><td><span class="badge {worst[code].severity.value}">'
            f"{worst[code].severity.value}</span></td>"
            f'<th scope="row"><a href="#findings" data-code="{text(code)}">{text(code)}</a> '
            f"{text(worst[code].slug)} {summary}</th>"
            f'<td class="number">{count(number)}</td></tr>'
        )
    head = "<th scope=col>Severity</th><th scope=col>Check</th><th scope=col>Findings</th>"
    return _panel("checks", "By check", _table("Findings by check", head, rows))


def _by_file(report: Report) -> str:
    numbers = Counter(item.path for item in report.diagnostics)
    names = anchors(report)
    rows = [
        f'<tr><th scope="row"><a href="#{names[path]}">{text(path)}</a></th>'
        f'<td class="number">{count(number)}</td></tr>'
        for path, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    head = "<th scope=col>File</th><th scope=col>Findings</th>"
    body = _table("Files with the most findings", head, rows[:_TOP])
    if len(rows) > _TOP:
        more = _table("Files with fewer findings", head, rows[_TOP:])
        label = wording.number(len(rows) - _TOP, "more file")
        body += f"<details><summary>{label}</summary>{more}</details>"
    return _panel("files", "By file", body)


def _panel(name: str, title: str, body: str) -> str:
    return (
        f'<section class="panel" aria-labelledby="{name}"><h2 id="{name}">{title}</h2>'
        f"{body}</section>"
    )


def _table(caption: str, head: str, rows: Sequence[str]) -> str:
    listed = "\n".join(rows)
    return (
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>\n{listed}\n</tbody></table>"
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
