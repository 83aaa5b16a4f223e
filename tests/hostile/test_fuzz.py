"""Whatever a file holds: the reader comes to an end, with data or a fault for every document.

GOLDENPATH_FUZZ sets how many texts of each sort `make verify` tries.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml._yaml import CParser

from goldenpath.comments import template_comments, yaml_comments
from goldenpath.discover import decode
from goldenpath.document import Fault
from goldenpath.parse import compose as reader
from goldenpath.parse.admit import Forbidden
from goldenpath.parse.build import shield
from goldenpath.parse.compose import Composed, compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.node import Mapping, Node, Scalar, Sequence
from goldenpath.source import Position, Source, Span
from goldenpath.suppress import WORD, ignores_in
from tests.differential.texts import edited
from tests.tries import tries

_PIECES = (
    *("- ", "? ", ": ", "a: ", "'b': ", "&a ", "*a", "<<: ", "!!str ", "!!binary ", "!t ", "! "),
    *("|\n", ">-\n", "|2+\n ", "'", '"', '"\\x41\\u2028"', "[", "]", "{", "}", ",", "`", "@", "%"),
    *("#", " # goldenpath: ignore[GP101] why\n", "goldenpath: ignore[", "{{/* goldenpath: */}}"),
    *("\n", "\n", "\n", "\n  ", "\n    ", "\r\n", "\r", "\t", " ", "  ", "---\n", "--- ", "...\n"),
    *("%YAML 1.1\n", "%YAML 1.3\n", "%TAG !t! t:\n", "%WHAT\n", "\0", "\x1b", "\x7f", "\x85"),
    *("\ufeff", "\u2028", "\u2029", "\ue085", "\ue0ff", "\ufffe", "\ufffd", "\xe9", "\U0001f600"),
    *("x", "yes", "~", "1_0", "0o7", "1e400", "1:59", "2026-01-01", "=", "*", "&", "key"),
)
GRAMMAR = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
TEXTS = st.one_of(GRAMMAR, edited(), st.text(max_size=80))
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")
BYTES = st.one_of(
    st.binary(max_size=200), st.builds(str.encode, GRAMMAR, st.sampled_from(_ENCODINGS))
)


FEW = tries(100)
MANY = tries(int(os.environ.get("GOLDENPATH_FUZZ", "5000")))


class _Bounded(CParser):
    """libyaml, which fails where it is asked for more than a text of that length is worth."""

    left = 0

    def get_event(self) -> Any:
        """Return the next event."""
        type(self).left -= 1
        assert self.left > 0, "the reader asks for events without end"
        return super().get_event()


@pytest.fixture
def _bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every text be read by that parser."""
    monkeypatch.setattr(reader, "CParser", _Bounded)


def _composed(text: str) -> list[Composed]:
    readings = 1 + min(len(_lines(text)), 100)
    _Bounded.left = 5 * (len(text) + 20) * readings
    return list(compose(text))


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _places(node: Node, seen: set[int]) -> Iterator[Node]:
    """Yield a node and those below it, each once."""
    if id(node) in seen:
        return
    seen.add(id(node))
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _places(item, seen)
    elif isinstance(node, Mapping):
        for pair in node.pairs:
            for part in pair:
                yield from _places(part, seen)


def _assert_within(span: Span, lines: list[str]) -> None:
    """Assert that a span begins before it ends, and both where the text has something."""
    assert span.start <= span.end
    for place in (span.start, span.end):
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def _assert_plain(value: Any) -> None:
    """Assert that a value is one of JSON."""
    if isinstance(value, dict):
        assert all(type(key) is str for key in value)
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _assert_plain(item)
    else:
        assert type(value) in {str, int, float, bool, type(None)}


def _assert_reproduced(node: Node, lines: list[str]) -> None:
    """Assert that a scalar of one line is what stands at its place."""
    if not isinstance(node, Scalar) or node.tag is not None or node.start == node.end:
        return
    start, end = node.span.start, node.span.end
    written = lines[start.line - 1][start.column - 1 : end.column - 1]
    if start.line != end.line or written[:1] in {"&", "!", "|", ">"}:
        return
    if node.plain:
        assert node.text == written
    elif written.startswith("'"):
        assert node.text == written[1:-1].replace("''", "'")


def _said(documents: list[Composed]) -> list[object]:
    """Return all that is said of documents, to be compared."""
    return [
        (item.index, item.faults, *(repr(construct(item.root, d)) for d in Dialect if item.root))
        for item in documents
    ]


def _assert_read(text: str) -> None:
    documents, lines = _composed(text), _lines(text)
    assert list(range(len(documents))) == [item.index for item in documents]
    assert _said(documents) == _said(_composed(text))
    is_exact = text == shield(Forbidden(text).replaced())[0] and "\ufeff" not in text
    for item in documents:
        faults: list[Fault] = [*item.faults]
        assert (item.root is None) == bool(faults)
        if item.root is not None:
            for dialect in Dialect:
                data, found = construct(item.root, dialect)
                _assert_plain(data)
                faults += found
            for node in _places(item.root, set()):
                _assert_within(node.span, lines)
                if is_exact and not faults:
                    _assert_reproduced(node, lines)
        for fault in faults:
            _assert_within(fault.span, lines)
    _assert_comments(text, lines, len(documents))


def _assert_comments(text: str, lines: list[str], number: int) -> None:
    """Assert that a comment stands where it says, and speaks of a line of its document."""
    for comments in (yaml_comments, template_comments):
        _Bounded.left = 500 * (len(text) + 20)
        for comment in comments(text, WORD):
            start: Position = comment.start
            rest = lines[start.line - 1][start.column - 1 :]
            assert rest.startswith(comment.text)
            assert start.line <= comment.line <= len(lines) + 1
            assert comment.document is None or comment.document < number
    for template in (False, True):
        _Bounded.left = 500 * (len(text) + 20)
        list(ignores_in(Source("a.yaml", text), template=template))


@pytest.mark.usefixtures("_bounded")
@FEW
@given(TEXTS)
def test_text_is_read_to_its_end(text: str) -> None:
    """Each document has data or a fault, each place lies in the text, and twice is as once."""
    _assert_read(text)


@pytest.mark.usefixtures("_bounded")
@FEW
@given(BYTES)
def test_bytes_are_decoded_or_refused(raw: bytes) -> None:
    """Bytes are a text that is read to its end, or there is a word on why they are none."""
    text, wrong = decode(raw)
    assert not (text and wrong)
    _assert_read(text)


@pytest.mark.toolchain("python")
@pytest.mark.usefixtures("_bounded")
@MANY
@given(TEXTS)
def test_many_texts_are_read_to_their_ends(text: str) -> None:
    """The same holds of thousands."""
    _assert_read(text)


@pytest.mark.toolchain("python")
@pytest.mark.usefixtures("_bounded")
@MANY
@given(BYTES)
def test_many_bytes_are_decoded_or_refused(raw: bytes) -> None:
    """The same holds of thousands."""
    text, wrong = decode(raw)
    assert not (text and wrong)
    _assert_read(text)
