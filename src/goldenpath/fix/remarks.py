"""Comments: those that ignore nothing, that misspell a code, or that stand too close to a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goldenpath.check import find
from goldenpath.comments import yaml_comments
from goldenpath.fix.edit import Edit, Fix
from goldenpath.fix.reading import HOUSE, is_alone
from goldenpath.suppress import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.comments import Comment
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.fix.reading import Reading

_FORM = re.compile(r"goldenpath\s*:\s*ignore\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)")
_CODE = re.compile(r"[^,\s]+")
_BEFORE = re.compile(r"(?:\s+#)?\s*")
"""Between another comment on the same line and ours, or between the `#` and ours."""
_AFTER = re.compile(r"\s#\s")


def unused(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Remove codes that a comment ignores for nothing, or all of it where none is left.

    A code that other files matter to stays, since the next run may see other files; and so does
    every code where the documents are judged as another kind than they say, or where a document
    has a fault that may keep another from being found.
    """
    ignored = {(item.line, item.code) for item in reading.ignores}
    hidden = {
        document
        for document, code, span in reading.problems
        if not code.startswith(HOUSE) and (span.start.line, code) not in ignored
    }
    told = {
        reading.offset(item.span.start): item for item in findings if item.document not in hidden
    }
    for comment in _comments(reading) if reading.assumed is None else ():
        form = _FORM.search(comment.text)
        if form is None:
            continue
        start = reading.offset(comment.start)
        codes = list(_CODE.finditer(comment.text, *form.span("codes")))
        gone = {
            code[0]: told[start + code.start()]
            for code in codes
            if start + code.start() in told and is_alone(code[0])
        }
        kept = [code[0] for code in codes if code[0] not in gone]
        if not gone:
            continue
        if kept:
            first, last = form.span("codes")
            edit: Edit | None = Edit(start + first, start + last, ", ".join(kept))
        else:
            edit = _without(reading, comment, form)
        if edit is not None and len(gone) + len(kept) == len(codes):
            yield Fix(tuple(gone.values()), (edit,), forgets=tuple(gone))


def misspelt(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Write a check's code where a comment that excuses its finding says it otherwise."""
    lines = {comment.start.line: comment.line for comment in _comments(reading)}
    present = {(item.code, item.span.start.line) for item in reading.told}
    for item in findings:
        written = reading.raw(item.span)
        known = find(written)
        if known is not None and (known.code, lines.get(item.span.start.line)) in present:
            place = reading.offset(item.span.start)
            edit = Edit(place, place + len(written), known.code)
            yield Fix((item,), (edit,), learns=known.code)


def glued(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Write a space before a comment that begins right behind a value."""
    for item in findings:
        place = reading.offset(item.span.start)
        if reading.source.text[place - 1 : place + 1] in {'"#', "'#", "]#", "}#"}:
            yield Fix((item,), (Edit(place, place, " "),))


def _comments(reading: Reading) -> Iterator[Comment]:
    return yaml_comments(reading.source.text, WORD)


def _without(reading: Reading, comment: Comment, form: re.Match[str]) -> Edit | None:
    """Return what removes a comment and the blanks before it, or its line if nothing else is there.

    None where more than the comment would go: words before it, or another comment behind it.
    """
    text, start = reading.source.text, reading.offset(comment.start)
    before = comment.text[: form.start()]
    own = before.rstrip().rstrip("#") if before.strip() else ""
    if not _BEFORE.fullmatch(before, len(own.rstrip())) or _AFTER.search(form["reason"]):
        return None
    first, following = reading.line(comment.start.line)
    end = start + len(comment.text)
    begin = start + len(own.rstrip()) if own else start - 1
    begin = first + len(text[first:begin].rstrip(" \t"))
    return Edit(first, following, "") if begin == first else Edit(begin, end, "")
