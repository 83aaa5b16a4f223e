"""YAML becomes nodes with places, and then data in the dialect of its consumer."""

from __future__ import annotations

import math
from typing import Any

import pytest

from goldenpath.document import Flaw
from goldenpath.parse.compose import Composed, compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.locate import NodeLocator
from goldenpath.source import Position, Span

TEXT = """\
# A comment takes a line.
kind: Component
metadata: {name: orders, tags: [a, 'b c']}
spec:
  owner: "group:default/checkout"
  text: |
    first
    second
  list:
    - url: x
      title: y
    - plain
  empty:
"""


def documents(text: str, dialect: Dialect = Dialect.CORE) -> list[Any]:
    """Return the data of each document, or the flaw in its place."""
    return [
        composed.faults[0].flaw if composed.root is None else construct(composed.root, dialect)[0]
        for composed in compose(text)
    ]


def only(text: str) -> Composed:
    """Return the one document of `text`."""
    [composed] = compose(text)
    return composed


def scalar(text: str, dialect: Dialect) -> Any:
    """Return what a plain scalar is read as."""
    [items] = documents(f"[{text}]", dialect)
    return items[0]


def place(text: str, *path: str | int, key: bool = False) -> tuple[int, int, int, int]:
    """Return where a value or a key stands, as start and end line and column."""
    root = only(text).root
    assert root is not None
    locator = NodeLocator(root)
    span = locator.key(path) if key else locator.value(path)
    return span.start.line, span.start.column, span.end.line, span.end.column


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (("kind",), (2, 7, 2, 16)),
        (("metadata", "name"), (3, 18, 3, 24)),
        (("metadata", "tags", 1), (3, 36, 3, 41)),
        (("spec", "owner"), (5, 10, 5, 34)),
        (("spec", "list", 0, "title"), (11, 14, 11, 15)),
        (("spec", "list", 1), (12, 7, 12, 12)),
    ],
)
def test_scalar_is_located_exactly(path: tuple[str | int, ...], where: tuple[int, ...]) -> None:
    """Lines and columns count from one, the end is exclusive, quotes belong to the scalar."""
    assert place(TEXT, *path) == where


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (("metadata",), (3, 1, 3, 9)),
        (("spec", "list", 0), (10, 7, 10, 10)),
        (("spec", "system"), (4, 1, 4, 5)),
        (("spec", "list", 7), (9, 3, 9, 7)),
        (("spec", "empty"), (13, 3, 13, 8)),
        (("status", "items"), (2, 1, 2, 5)),
        ((), (2, 1, 2, 5)),
    ],
)
def test_what_is_no_scalar_points_at_a_key(
    path: tuple[str | int, ...], where: tuple[int, ...]
) -> None:
    """A collection points at its key, an absence at its parent's, and both never at a block."""
    assert place(TEXT, *path) == where


def test_key_is_located_apart_from_its_value() -> None:
    """An unknown field is a fault of its key."""
    assert (5, 3, 5, 8) == place(TEXT, "spec", "owner", key=True)


@pytest.mark.parametrize(
    ("text", "path", "where"),
    [
        ("😀: ü\nb: 1\n", ("b",), (2, 4, 2, 5)),
        ("{😀: x, b: y}", ("b",), (1, 11, 1, 12)),
        ("\ufeffa: 1\n", ("a",), (1, 4, 1, 5)),
        ("a: 1\r\nb: 2\r\n", ("b",), (2, 4, 2, 5)),
        ("a: 'x\u2028y'\nb: 1\n", ("b",), (2, 4, 2, 5)),
        ("a: x\u2028y\u2029\x85z\nb: 1\n", ("b",), (2, 4, 2, 5)),
    ],
)
def test_places_count_code_points_and_real_lines(
    text: str, path: tuple[str, ...], where: tuple[int, ...]
) -> None:
    """An emoji is one column, a byte order mark none, and U+2028 ends no line."""
    assert place(text, *path) == where


def test_line_separator_stays_in_the_value() -> None:
    """U+2028 is a character like any other since YAML 1.2."""
    assert [{"a": "x\u2028y"}] == documents("a: x\u2028y\n")


@pytest.mark.parametrize(
    ("text", "core", "kubernetes"),
    [
        ("no", "no", False),
        ("yes", "yes", True),
        ("on", "on", True),
        ("y", "y", True),
        ("True", True, True),
        ("~", None, None),
        ("0o17", 15, 15),
        ("017", 17, 15),
        ("1_000", "1_000", 1000),
        ("0x1F", 31, 31),
        ("0b11", "0b11", 3),
        ("1e3", 1000.0, 1000.0),
        (".5", 0.5, 0.5),
        ("1.", 1.0, 1.0),
        (".inf", math.inf, math.inf),
        ("2026-01-01", "2026-01-01", "2026-01-01"),
        ("1:30", "1:30", "1:30"),
        ("<<", "<<", "<<"),
        ("=", "=", "="),
        ("'5'", "5", "5"),
        ("!!str 5", "5", "5"),
        ("!!int '5'", 5, 5),
        ("!!python/object/apply:os.getcwd x", "x", "x"),
    ],
)
def test_scalar_is_read_in_the_dialect_of_its_consumer(
    text: str, core: object, kubernetes: object
) -> None:
    """The same text is a string for Backstage and a boolean for Kubernetes."""
    read = [scalar(text, Dialect.CORE), scalar(text, Dialect.KUBERNETES)]
    assert [(type(value), value) for value in read] == [
        (type(core), core),
        (type(kubernetes), kubernetes),
    ]


def test_very_long_number_is_infinite() -> None:
    """No consumer has such an integer, and reading it would cost the square of its length."""
    assert scalar("1" * 5000, Dialect.CORE) == math.inf


def test_merge_key_is_plain_for_backstage() -> None:
    """YAML 1.2 knows no merge key."""
    assert documents("a: &a {x: 1}\nb: {<<: *a, y: 2}\n") == [
        {"a": {"x": 1}, "b": {"<<": {"x": 1}, "y": 2}}
    ]


def test_merge_key_merges_for_kubernetes() -> None:
    """What is set beside the merge key wins over what is merged."""
    text = "a: &a {x: 1, z: 1}\nb: {<<: *a, z: 2}\n"
    assert [{"a": {"x": 1, "z": 1}, "b": {"x": 1, "z": 2}}] == documents(text, Dialect.KUBERNETES)


def test_keys_become_text() -> None:
    """Both consumers turn YAML into JSON, whose keys are strings."""
    assert [{"1": "a", "true": "b", "x": "c"}] == documents("1: a\ntrue: b\nx: c\n")


def test_repeated_key_is_a_fault_at_the_second() -> None:
    """The first value is kept, so that the rest can be judged."""
    root = only("a: 1\nb:\n  c: 1\n  'c': 2\n").root
    assert root is not None
    data, [fault] = construct(root, Dialect.CORE)
    assert (data, fault.flaw) == ({"a": 1, "b": {"c": 1}}, Flaw.DUPLICATE_KEY)
    assert fault.span == Span(Position(4, 3), Position(4, 6))


@pytest.mark.parametrize(
    "broken",
    [
        "a: [1",
        "a: {b: 1",
        "a: 'x",
        "a:\n\tb: 1",
        "a: *nowhere",
        "a: b: c",
        "a: &a [*a]",
        "a: " + "[" * 500,
    ],
)
def test_broken_document_does_not_take_the_others_along(broken: str) -> None:
    """Those before and after it are read, and keep their numbers."""
    text = f"first: 1\n---\n{broken}\n---\nthird: 3\n---\n{broken}\n--- \nfifth: 5\n"
    read = [composed.index for composed in compose(text) if composed.root is not None]
    assert [0, 2, 4] == read
    assert [{"first": 1}, {"third": 3}, {"fifth": 5}] == documents(text)[::2]


def test_fault_behind_a_broken_document_keeps_its_line() -> None:
    """Reading goes on in the middle of the file, its lines are still those of the file."""
    text = "a: [\n---\nb: 1\n---\nc: @x\n---\nd: *e\n"
    starts = [composed.faults[0].span.start for composed in compose(text) if composed.faults]
    assert [Position(2, 1), Position(5, 4), Position(7, 4)] == starts


def test_alias_bomb_is_refused_where_it_exceeds() -> None:
    """A few lines must not become billions of values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    [fault] = only("\n".join(lines)).faults
    assert (fault.flaw, fault.span.start) == (Flaw.EXCESSIVE, Position(6, 55))


@pytest.mark.parametrize("text", ["[" * 30_000, "{a: " * 30_000, "- " * 30_000, "? " * 30_000])
def test_deep_nesting_is_refused(text: str) -> None:
    """The depth is bounded before any reader's stack is."""
    assert [Flaw.EXCESSIVE] == documents(text)


def test_depth_counts_through_aliases() -> None:
    """A chain of aliases nests as deeply as what they stand for."""
    chain = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 500))]
    [fault] = only("\n".join(chain)).faults
    assert (fault.flaw, fault.span.start) == (Flaw.EXCESSIVE, Position(200, 14))


def test_alias_to_its_own_parent_is_refused() -> None:
    """A value that contains itself has no end."""
    [fault] = only("a: &a\n  - *a\n").faults
    assert (fault.flaw, fault.span.start) == (Flaw.EXCESSIVE, Position(2, 5))


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\n# nothing\n\n"])
def test_text_without_a_document_has_none(text: str) -> None:
    """An empty file is no fault."""
    assert [] == documents(text)


def test_empty_document_is_null() -> None:
    """Between two markers there is a document, if an empty one."""
    assert [None, {"a": 1}] == documents("---\n---\na: 1\n")


@pytest.mark.parametrize(("text", "column"), [('a: "x\nb: 1\n', 4), ("a: 'x\n\n\n", 4)])
def test_what_is_never_closed_is_told_where_it_began(text: str, column: int) -> None:
    """The end of the file, where a reader notices an open quote, helps nobody."""
    (composed,) = compose(text)
    (fault,) = composed.faults
    assert Position(1, column) == fault.span.start


def test_fault_names_where_its_construct_began() -> None:
    """A list that is not closed is noticed at the next key, and began at its bracket."""
    (composed,) = compose("a: 1\nb: [1,\nc: 2\nd: 3\n")
    (fault,) = composed.faults
    assert fault.began is not None
    assert Position(2, 4) == fault.began.start
