"""What fuzzing and hostile inputs have found in the reader, each by itself."""

from __future__ import annotations

import pytest

from goldenpath.comments import yaml_comments
from goldenpath.document import Fault, Flaw
from goldenpath.parse.admit import HANDLES_LIMIT
from goldenpath.parse.build import VALUES_LIMIT
from goldenpath.parse.compose import DOCUMENTS_LIMIT, compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.locate import NodeLocator
from goldenpath.source import Position


def _read(text: str, dialect: Dialect = Dialect.CORE) -> tuple[object, tuple[Fault, ...]]:
    [composed] = compose(text)
    assert composed.root is not None
    return construct(composed.root, dialect)


@pytest.mark.parametrize("text", ["- a", "a: b", "- ", "[a]", "- |\n  a", "a: 'b"])
def test_places_lie_in_a_text_without_a_last_break(text: str) -> None:
    """For libyaml such a text ends on one more line, where there is nothing to point at."""
    [composed] = compose(text)
    end = composed.root.span.end if composed.root else composed.faults[0].span.end
    assert end <= Position(text.count("\n") + 1, len(text.rsplit("\n", maxsplit=1)[-1]) + 1)


def test_lines_that_end_in_carriage_returns_count() -> None:
    """After a broken document the next one is read, and is where an editor shows it."""
    broken, good = compose("a: [\r---\rb: 1\r")
    assert broken.root is None
    assert good.root is not None
    assert Position(3, 1) == good.root.span.start


def test_forbidden_character_of_a_broken_document_is_no_fault_of_the_next_one() -> None:
    """Each document answers for its own characters."""
    broken, good = compose("a: [\0\n---\nb: 1\n")
    assert broken.root is None
    assert good.root is not None
    assert () == construct(good.root, Dialect.KUBERNETES)[1]


def test_separators_stay_apart_from_characters_that_stand_in_for_them() -> None:
    """A text may hold the very characters that are used in the place of others."""
    text = "a: '\u2028\ue000\ue001'\n"
    assert {"a": "\u2028\ue000\ue001"} == _read(text)[0]


def test_text_of_a_collection_that_is_a_key_does_not_explode() -> None:
    """To escape what is escaped already doubles it with each level."""
    value, _ = _read("? " * 100 + '["\'\\\\"]\n')
    assert isinstance(value, dict)
    assert [True] == [len(key) <= 1000 for key in value]


@pytest.mark.parametrize("number", [HANDLES_LIMIT, HANDLES_LIMIT + 1])
def test_handle_of_a_tag_beyond_the_limit_is_unknown(number: int) -> None:
    """What uses one of too many handles is told; what declares them is not held against anybody."""
    handles = "".join(f"%TAG !h{index}! t:\n" for index in range(number))
    [composed] = compose(f"{handles}---\n!h{number - 1}!x a\n")
    assert (number <= HANDLES_LIMIT) == (composed.root is not None)


def test_file_with_too_many_documents_is_read_up_to_there() -> None:
    """The one that is too many says so, and is the last."""
    *_, last = compose("--- a\n" * (DOCUMENTS_LIMIT + 2))
    assert (DOCUMENTS_LIMIT, None) == (last.index, last.root)
    assert [Flaw.EXCESSIVE] == [fault.flaw for fault in last.faults]


def test_file_with_too_many_values_is_read_up_to_there() -> None:
    """What has room is read; of what comes after the document without room nothing is said."""
    first, last = compose("--- [a]\n---\n[" + "1," * VALUES_LIMIT + "]\n--- b\n")
    assert first.root is not None
    assert [Flaw.EXCESSIVE] == [fault.flaw for fault in last.faults]


def test_key_of_many_is_found_at_once() -> None:
    """Of a mapping that sets a key twice the first one is meant, as for whoever reads it."""
    [composed] = compose("".join(f"k{number}: 1\n" for number in range(1000)) + "k7: 2\n")
    assert composed.root is not None
    assert Position(8, 1) == NodeLocator(composed.root).key(("k7",)).start


def test_comments_stand_where_they_are_in_the_second_of_two_documents() -> None:
    """Only documents with a comment near are looked at closely; the count of lines goes on."""
    text = "a: '# me'\n---\nb: '# me'  # me: why\n---\nc: 1\n"
    found = [(item.start, item.text, item.document) for item in yaml_comments(text, "me")]
    assert [(Position(3, 13), " me: why", 1)] == found
