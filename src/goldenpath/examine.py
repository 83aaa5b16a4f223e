"""One file by itself: what it holds, what is wrong with it, and what others may ask of it."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from goldenpath.discover import shown
from goldenpath.document import RENDERED, Kind
from goldenpath.entity.target import forget_reads, reads
from goldenpath.load import documents
from goldenpath.outline import outlines
from goldenpath.suppress import may_ignore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goldenpath.diagnostic import Diagnostic
    from goldenpath.document import Document
    from goldenpath.judge import Judges
    from goldenpath.outline import Outlines
    from goldenpath.source import Source

Name = tuple[Kind, str]
"""Who consumes a document, and the kind that it gives itself."""

FINDINGS_LIMIT = 10_000
"""Findings of one file that are told: a megabyte can hold half a million of them."""

_LINTABLE = frozenset({Kind.DOCKERFILE, Kind.WORKFLOW})
_NONE: Mapping[int | None, Name] = MappingProxyType({})


class Examined(NamedTuple):
    """What a run keeps of a file.

    Attributes:
        path: the file, as reports show it.
        names: how many documents of each name it holds.
        outlines: what others may ask of its documents.
        findings: what was found in them, each by itself; one more than are told, if there are more.
        charts: those that are charts or kustomizations, to be rendered.
        lintable: those that linters look at.
        at_fault: the names of the documents with findings, or with comments for us, by index.
        commented: its text, where that may hold comments for us.
        reads: the other files that were looked at, for its placeholders.
    """

    path: str
    names: Mapping[Name, int]
    outlines: Outlines | None
    findings: tuple[Diagnostic, ...] = ()
    charts: tuple[Document, ...] = ()
    lintable: tuple[Document, ...] = ()
    at_fault: Mapping[int | None, Name] = _NONE
    commented: Source | None = None
    reads: tuple[str, ...] = ()


def examine(
    path: str,
    content: tuple[bytes, str],
    judges: Judges,
    assumed: Kind | None,
    index: Callable[[Document], None],
) -> Examined:
    """Judge the file at `path`, and let `index` take note of each document in it.

    Args:
        path: the file.
        content: what is in it, and what kept it from being read, if anything did.
        judges: the checks of the run.
        assumed: the kind of its documents; None where each is what it says.
        index: takes note of each.
    """
    forget_reads()
    name = shown(path)
    found = list(documents(name, *content, assumed))
    findings: list[Diagnostic] = []
    at_fault: dict[int | None, Name] = {}
    names: dict[Name, int] = {}
    for document in found:
        own = name_of(document)
        names[own] = names.get(own, 0) + 1
        index(document)
        before = len(findings)
        findings += islice(judges.alone(document), FINDINGS_LIMIT + 1 - before)
        if len(findings) > before:
            at_fault[document.index] = own
    source = found[0].source if found else None
    commented = source if source and may_ignore(source.text) else None
    if commented:
        at_fault = {document.index: name_of(document) for document in found}
    return Examined(
        name,
        names,
        outlines(name, found),
        tuple(findings),
        tuple(document for document in found if document.kind in RENDERED),
        tuple(item for item in found if item.kind in _LINTABLE and not item.faults),
        at_fault,
        commented,
        reads(),
    )


def name_of(document: Document) -> Name:
    """Return the name of a document."""
    data = document.data
    return document.kind, str(data.get("kind") or "") if isinstance(data, dict) else ""
