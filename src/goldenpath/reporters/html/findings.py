"""The findings themselves, file by file, with what filters them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from goldenpath.diagnostic import Severity
from goldenpath.reporters import wording
from goldenpath.reporters.excerpt import Sources
from goldenpath.reporters.html.markup import count, link, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.diagnostic import Diagnostic
    from goldenpath.report import Report


def anchors(report: Report) -> dict[str, str]:
    """Return the name on the page of each file with findings."""
    paths = dict.fromkeys(item.path for item in report.diagnostics)
    return {path: f"file-{number}" for number, path in enumerate(paths, start=1)}


def findings(report: Report) -> Iterator[str]:
    """Yield all findings, grouped by file."""
    if not report.diagnostics:
        return
    yield '<section aria-labelledby="findings"><h2 id="findings">Findings</h2>'
    yield _filters(report)
    names, sources = anchors(report), Sources()
    for path, items in groupby(report.diagnostics, lambda item: item.path):
        yield _file(names[path], path, list(items), sources)
    yield '<p id="nothing" hidden>No finding matches these filters.</p></section>'


def _filters(report: Report) -> str:
    """Return the form that the script shows and acts on."""
    boxes = "".join(
        f'<label class="{severity.value}"><input type="checkbox" name="severity" '
        f'value="{severity.value}" checked> {wording.plural(severity.value)}</label>'
        for severity in Severity
        if report.count(severity)
    )
    slugs = sorted({(item.code, item.slug) for item in report.diagnostics})
    options = "".join(
        f'<option value="{text(code)}">{text(code)} {text(slug)}</option>' for code, slug in slugs
    )
    return (
        '<form id="filters" hidden>'
        f'<fieldset><legend class="aside">Severity</legend>{boxes}</fieldset>'
        f'<label><span class="aside">Check</span><select name="code">'
        f'<option value="">All checks</option>{options}</select></label>'
        '<label class="grow"><span class="aside">Text</span>'
        '<input type="search" name="text" placeholder="Path or message"></label>'
        '<button type="reset">Clear</button>'
        f'<output id="shown">{count(len(report.diagnostics))} shown</output></form>'
    )


def _file(name: str, path: str, items: list[Diagnostic], sources: Sources) -> str:
    listed = "\n".join(_finding(item, sources) for item in items)
    return (
        f'<section class="file" id="{name}"><h3>{text(path)} '
        f'<span class="number">{count(len(items))}</span></h3>\n<ol>\n{listed}\n</ol></section>'
    )


def _finding(item: Diagnostic, sources: Sources) -> str:
    start = item.span.start
    severity = item.severity.value
    parts = [
        f'<p class="what"><span class="badge {severity}">{severity}</span> ',
        f"{link(item.help_url, item.code)} {text(item.slug)} ",
        f'<span class="at">{start.line}:{start.column}</span></p>',
        f'<p class="message">{text(wording.message(item))}</p>',
    ]
    if shown := sources.excerpt(item):
        parts.append(
            f'<pre><span class="line">{shown.line}</span>{text(shown.before)}'
            f"<mark>{text(shown.marked) or ' '}</mark>{text(shown.after)}</pre>"
        )
    parts += [f'<p class="related">{text(wording.related(place))}</p>' for place in item.related]
    return (
        f'<li class="finding" data-severity="{severity}" data-code="{text(item.code)}">'
        f"{''.join(parts)}</li>"
    )
