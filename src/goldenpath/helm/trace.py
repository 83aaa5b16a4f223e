"""Which line of which template a rendered line came from, told by markers in another rendering.

The markers of templates, and of the helpers that they include, are followed in like calls: what a
helper printed lies below its own line and, above that, the line that included it. A rendered line
came from what all of its pieces have in common of that. So `name: {{ include "name" . }}` is the
line that says so, and the line of a helper that is all of a rendered line is the helper's.

The output without its markers must be the plain output again. Where it is not, because a template
looked at the text of another (a checksum of it, say), nothing is told of the lines that differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.helm.marks import MARKER, Line, Mark
from goldenpath.helm.template import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

Origin = tuple[Line, ...]
"""The template's own line, then that of each helper below, last the one that printed it; empty
where nothing is certain."""


def trace(
    marked: str, template: str, marks: Sequence[Mark], plain: str
) -> tuple[tuple[Origin, ...], bool]:
    """Return the origin of each line of an output, and whether nothing else had changed."""
    if MARKER.search(plain):
        return unknown(plain), False
    found: list[Origin | None] = [None]
    texts: list[str] = []
    calls: list[Mark] = []
    for index, piece in enumerate(MARKER.split(marked)):
        if index % 2:
            if int(piece) < len(marks):
                _follow(calls, marks[int(piece)])
            continue
        texts.append(piece)
        origin = _origin(calls, template)
        for number, text in enumerate(piece.split("\n")):
            if number:
                found.append(None)
            if text.strip(BLANK):
                found[-1] = origin if found[-1] is None else _shared(found[-1], origin)
    # One engine trims the end of an output, which the marker of its end would keep from it.
    bare, wanted = "".join(texts).rstrip(BLANK), plain.rstrip(BLANK)
    if bare.count("\n") != wanted.count("\n"):
        return unknown(plain), False
    told = zip(found, bare.split("\n"), wanted.split("\n"), strict=False)
    origins = tuple((origin or ()) if ours == theirs else () for origin, ours, theirs in told)
    return origins + unknown(plain)[len(origins) :], bare == wanted


def agreed(coarse: Sequence[Origin], fine: Sequence[Origin]) -> tuple[Origin, ...]:
    """Return the finer of two origins of each line, where both begin at the same line."""
    both = zip(coarse, fine, strict=True)
    return tuple(below if below[:1] == above[:1] else above for above, below in both)


def unknown(plain: str) -> tuple[Origin, ...]:
    """Say of no line where it came from."""
    return ((),) * (plain.count("\n") + 1)


def _follow(calls: list[Mark], mark: Mark) -> None:
    """Go on at a mark: in a definition that was entered, or in a new one, or behind one."""
    for depth, call in enumerate(calls):
        if call.scope == mark.scope:
            del calls[depth:]
            break
    if not mark.ends:
        calls.append(mark)


def _origin(calls: Sequence[Mark], template: str) -> Origin:
    # A template without markers of its own: what the helpers printed is not set apart from it.
    if not calls or calls[0].scope != (template, 0):
        return ()
    return tuple(call.line for call in calls)


def _shared(one: Origin, other: Origin) -> Origin:
    length = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        length += 1
    return one[:length]
