"""`# goldenpath: ignore[GP101] reason`: findings that a comment excuses, and comments that fail.

A comment speaks for its own line; where it stands alone, for the line below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from goldenpath.check import find
from goldenpath.discover import is_dockerfile
from goldenpath.document import Document, Fault, Flaw, Kind, TextLocator
from goldenpath.organization import organization
from goldenpath.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goldenpath.comments import Comment
    from goldenpath.diagnostic import Diagnostic
    from goldenpath.source import Source

WORD = "goldenpath"
FORM = "`goldenpath: ignore[GP101] reason`"
IGNORES_LIMIT = 10_000
"""Codes that the comments of one file ignore; what has more wants a baseline."""
_CALL = r"goldenpath\s*:\s*(?:ignore|disable|skip|suppress|noqa|nolint)\b"
_MAY_BE_MEANT = re.compile(_CALL, re.IGNORECASE)
_MEANT = re.compile(rf"(?:^|\s#)\s*(?P<all>{_CALL}(?P<rest>.*))", re.IGNORECASE)
"""A comment for us; `goldenpath: the platform's …` is a sentence like any other."""
_FORM = re.compile(r"goldenpath\s*:\s*ignore\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)")
_NEXT_COMMENT = re.compile(r"(?:^|\s)#\s.*")
_ABOUT_IGNORES = frozenset({"GP005", "GP006"})


def may_ignore(text: str) -> bool:
    """Tell whether a text may hold a comment for us: of few files it has to be kept."""
    return WORD in text and _MAY_BE_MEANT.search(text) is not None


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code in one comment: the line it speaks of, and where the code is written."""

    code: str
    line: int
    span: Span
    document: int | None


def suppress(
    findings: Iterable[Diagnostic],
    sources: Iterable[tuple[Source, bool]],
    looked_for: Callable[[str, str], bool],
) -> tuple[list[Diagnostic], list[Document]]:
    """Return the findings that no comment excuses, and what is wrong with the comments.

    Args:
        findings: all findings of the run.
        sources: the files that were read, and whether each is a Helm template.
        looked_for: whether this run looks, in the file at a path, for a code.
    """
    ignores: dict[tuple[str, int, str], list[Ignore]] = {}
    wrong: list[tuple[Source, int | None, Fault]] = []
    read: dict[str, Source] = {}
    for source, template in sources:
        if source.path in read or WORD not in source.text:
            continue
        read[source.path] = source
        for found in ignores_in(source, template=template):
            if isinstance(found, Ignore):
                ignores.setdefault((source.path, found.line, found.code), []).append(found)
            else:
                wrong.append((source, *found))
    kept, used = [], set()
    for item in findings:
        key = (item.path, item.span.start.line, item.code)
        if key in ignores:
            used.add(key)
        else:
            kept.append(item)
    for key in ignores.keys() - used:
        path, _, code = key
        if looked_for(path, code):
            message = f"{code} is ignored here, but there is nothing to ignore: remove it"
            wrong += [
                (read[path], item.document, Fault(Flaw.UNUSED_IGNORE, item.span, message))
                for item in ignores[key]
            ]
    return kept, [
        Document(source, index, Kind.UNKNOWN, None, TextLocator(), (fault,))
        for source, index, fault in wrong
    ]


def ignores_in(source: Source, *, template: bool) -> Iterator[Ignore | tuple[int | None, Fault]]:
    """Yield the codes that the comments of a file ignore, and what is wrong with the comments.

    After `IGNORES_LIMIT` of both together the rest are not read, which is told in its turn.
    """
    for number, found in enumerate(_ignores_in(source, template=template)):
        if number == IGNORES_LIMIT:
            text = f"the file ignores more than {IGNORES_LIMIT:,} codes: from here on none counts"
            if isinstance(found, Ignore):
                yield found.document, Fault(Flaw.MALFORMED_IGNORE, found.span, text)
            else:
                yield found[0], Fault(Flaw.MALFORMED_IGNORE, found[1].span, text)
            return
        yield found


def _ignores_in(source: Source, *, template: bool) -> Iterator[Ignore | tuple[int | None, Fault]]:
    from goldenpath import comments as readers  # noqa: PLC0415 - few have any

    comments = readers.template_comments if template else readers.yaml_comments
    if is_dockerfile(source.path.rpartition("/")[2]):
        comments = readers.dockerfile_comments
    for comment in comments(source.text, WORD):
        meant = _MEANT.search(comment.text)
        if meant is None:
            continue
        form = _FORM.fullmatch(meant["all"])
        if form is None:
            yield _malformed(comment, meant.span("all"), f"this ignores nothing: write {FORM}")
            continue
        at = meant.start("all")
        codes = list(islice(re.finditer(r"[^,\s]+", form["codes"]), IGNORES_LIMIT + 1))
        if not (codes and re.search(r"\w", _NEXT_COMMENT.sub("", form["reason"]))):
            lack = "no reason" if codes else "no code"
            message = f"this ignores nothing, since it gives {lack}: write {FORM}"
            yield _malformed(comment, (at, at + form.end("codes") + 1), message)
            continue
        first = at + form.start("codes")
        for code in codes:
            columns = (first + code.start(), first + code.end())
            refused = _refusal(code[0])
            if refused:
                yield _malformed(comment, columns, refused)
            else:
                yield Ignore(code[0], comment.line, _span(comment, columns), comment.document)


def _refusal(code: str) -> str | None:
    """Return why no comment can ignore `code`, if none can."""
    from goldenpath.parse.build import quoted  # noqa: PLC0415 - as above

    known = find(code)
    if known is None or known.code != code:
        meant = f"did you mean {known.code}?" if known else "`goldenpath explain` lists them"
        return f"{quoted(code)} is no check's code: {meant}"
    if code in _ABOUT_IGNORES:
        return f"{code} is about such comments and cannot be ignored by one: remove it"
    if organization().locks(code):
        return f"{code} cannot be ignored, since the organisation has locked it: mend what it finds"
    return None


def _malformed(
    comment: Comment, columns: tuple[int, int], message: str
) -> tuple[int | None, Fault]:
    return comment.document, Fault(Flaw.MALFORMED_IGNORE, _span(comment, columns), message)


def _span(comment: Comment, columns: tuple[int, int]) -> Span:
    line, first = comment.start.line, comment.start.column
    return Span(Position(line, first + columns[0]), Position(line, first + columns[1]))
