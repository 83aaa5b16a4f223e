"""The catalog's health, drawn: of each kind, how many documents have findings."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from goldenpath.report import Health
from goldenpath.reporters.html.markup import count, text
from goldenpath.reporters.wording import NOUNS, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Kind
    from goldenpath.report import Report

_ROWS = 12
"""How many kinds of one consumer are drawn; the others share a row."""

_LEGEND = (
    '<ul class="legend"><li class="clean">no findings</li><li class="warning">warnings</li>'
    '<li class="error">errors</li></ul>'
)
_HEAD = (
    "<thead><tr><th scope=col>Kind</th><th scope=col>Share</th>"
    "<th scope=col>Without findings</th></tr></thead>"
)


def health(report: Report) -> Iterator[str]:
    """Yield a bar for each kind of document that was judged."""
    if not report.health:
        return
    yield '<section class="panel" aria-labelledby="health"><h2 id="health">Health</h2>'
    yield _LEGEND
    yield f'<table class="health"><caption>Documents without findings, by kind</caption>{_HEAD}'
    for kind, rows in groupby(report.health, lambda row: row.kind):
        yield _group(kind, list(rows))
    yield "</table></section>"


def _group(kind: Kind, rows: list[Health]) -> str:
    """Return the bar of all documents of one consumer, and one for each of their own kinds."""
    noun = plural(NOUNS.get(kind, kind.value))
    bars = [_row(noun[0].upper() + noun[1:], _sum(kind, rows), scope="rowgroup")]
    named = sorted((r for r in rows if r.name), key=lambda r: (-r.judged, r.name))
    bars += [_row(row.name, row) for row in named[:_ROWS]]
    if rest := named[_ROWS:]:
        bars.append(_row(f"{len(rest)} more kinds", _sum(kind, rest)))
    return "<tbody>\n" + "\n".join(bars) + "\n</tbody>"


def _sum(kind: Kind, rows: list[Health]) -> Health:
    return Health(
        kind,
        "",
        sum(row.judged for row in rows),
        sum(row.errors for row in rows),
        sum(row.warnings for row in rows),
    )


def _row(label: str, row: Health, *, scope: str = "row") -> str:
    parts = [f"{count(row.clean)} of {count(row.judged)}"]
    if row.errors:
        parts.append(f'<span class="error">{count(row.errors)} with errors</span>')
    if row.warnings:
        parts.append(f'<span class="warning">{count(row.warnings)} with warnings</span>')
    return (
        f'<tr class="{scope}"><th scope="{scope}">{text(label)}</th>'
        f"<td>{_bar(row)}</td><td>{' '.join(parts)}</td></tr>"
    )


def _bar(row: Health) -> str:
    """Return the shares as a picture; the row says the same in words."""
    at, rects = 0.0, []
    for style, number in (("clean", row.clean), ("warning", row.warnings), ("error", row.errors)):
        width = 100 * number / row.judged
        if number:
            rects.append(f'<rect class="{style}" x="{at:.4g}" width="{width:.4g}" height="8"/>')
        at += width
    return (
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(rects)}</svg>"
    )
