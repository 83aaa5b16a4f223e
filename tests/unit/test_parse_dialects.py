"""Backstage's reader and libyaml part: each dialect is judged by its own."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath.document import Fault, Flaw
from goldenpath.parse.compose import Composed, compose
from goldenpath.parse.construct import Dialect, construct


def documents(text: str) -> list[Any]:
    """Return the data of each document as Backstage reads it."""
    return [
        construct(composed.root, Dialect.CORE)[0]
        for composed in compose(text)
        if composed.root is not None
    ]


def faults(text: str, dialect: Dialect) -> list[tuple[int, int, int]]:
    """Return the document, line and column of every fault for the reader of a dialect."""
    return [
        (composed.index, fault.span.start.line, fault.span.start.column)
        for composed in compose(text)
        for fault in (composed.faults or construct_faults(composed, dialect))
    ]


def construct_faults(composed: Composed, dialect: Dialect) -> list[Fault]:
    """Return the faults that show once the dialect is known."""
    assert composed.root is not None
    return list(construct(composed.root, dialect)[1])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\n---\nb: 'x\x00'\n", (1, 3, 6)),
        ("a: \x7f\n", (0, 1, 4)),
        ("%YAML 1.3\n---\na: 1\n", (0, 1, 1)),
        ("a: 1\n...\n%FOO bar\n# c\n---\nb: 1\n", (1, 3, 5)),
        ("%YAML 1.2\n%YAML 1.2\n---\na: 1\n", (0, 2, 1)),
        ("...\na: 1\n", (0, 1, 1)),
        ("a: 1\n...\nb: 1\n", (1, 3, 1)),
        ("a:\n  b: c\n  \t\n  d: e\n", (0, 3, 3)),
        ("a: 1\n\t# c\nb: 1\n", (0, 2, 1)),
        ("\t{a: 1}\n", (0, 1, 1)),
    ],
)
def test_backstage_reads_what_libyaml_refuses(text: str, place: tuple[int, int, int]) -> None:
    """The fault stays for readers that are made of libyaml."""
    assert ([], [place]) == (faults(text, Dialect.CORE), faults(text, Dialect.KUBERNETES))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: {b: c,\nd: e}\n", (0, 2, 1)),
        ("a:\n  b: [\n  c]\n", (0, 3, 3)),
        ("a:\n  b: [\n    c\n]\n", (0, 4, 1)),
        ("a: 'b\nc'\n", (0, 2, 1)),
        ("a:\n  - [\n  b]\n", (0, 3, 3)),
        ('a: "b"#c\n', (0, 1, 7)),
        ("a: [b]#c\n", (0, 1, 7)),
        ("a: &a [b]\nb: [" + "*a, " * 100 + "]\n", (0, 2, 401)),
        ("1: a\n1.0: b\n", (0, 2, 1)),
    ],
)
def test_backstage_refuses_what_libyaml_reads(text: str, place: tuple[int, int, int]) -> None:
    """The fault is one for the reader of YAML 1.2 alone."""
    assert ([place], []) == (faults(text, Dialect.CORE), faults(text, Dialect.KUBERNETES))


@pytest.mark.parametrize(
    "text",
    [
        "a: [\n  b,\n]\n",
        "a:\n  b: {\n    c: d\n  }\n",
        "{a: b,\nc: d}\n",
        "a: [b,\n# c\n  d]\n",
        "a: 'b\n\n  c'\n",
        "a: &a []\nb: [" + "*a, " * 200 + "]\n",
        "a: &a [b]\nb: [" + "*a, " * 99 + "]\n",
    ],
)
def test_layout_that_backstage_allows(text: str) -> None:
    """A closing bracket may stand below its key, and at the root nothing need be indented."""
    assert [] == faults(text, Dialect.CORE)


def test_keys_are_compared_before_they_become_texts() -> None:
    """For Backstage's reader 1 is not "1", though the later one wins; for Kubernetes' it is."""
    text = "1: a\n'1': b\n"
    assert [{"1": "b"}] == documents(text)
    assert ([], [(0, 2, 1)]) == (faults(text, Dialect.CORE), faults(text, Dialect.KUBERNETES))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("0o17", "0o17"),
        ("017", 15),
        ("1_000", 1000),
        ("0b11", 3),
        ("1:30", 90.0),
        ("1_0.5", 10.5),
        ("2026-01-02", "2026-01-02T00:00:00.000Z"),
        ("2026-01-02 03:04:05.67 +1:30", "2026-01-02T01:34:05.670Z"),
        ("2026-13-32", "2027-02-01T00:00:00.000Z"),
        ("no-number", "no-number"),
    ],
)
def test_yaml_1_1_is_honoured_where_a_directive_asks_for_it(text: str, value: Any) -> None:
    """Its scalars are read by the older rules."""
    assert [{"a": value}] == documents(f"%YAML 1.1\n---\na: {text}\n")


def test_yaml_1_1_merges_and_lasts_until_the_next_directive() -> None:
    """Documents without directives go on as the one before them."""
    text = "%YAML 1.1\n---\nx: &x {a: 1}\nz: {<<: *x}\n---\na: yes\n"
    text += "...\n%YAML 1.2\n---\na: yes\n"
    first = {"x": {"a": 1}, "z": {"a": 1}}
    assert [first, {"a": True}, {"a": "yes"}] == documents(text)


@pytest.mark.parametrize(
    "text",
    ["{}\n{}\n", "  a: 1\nb: 2\n", "{}}\n", "a: 1\n%YAML 1.2\n---\nb: 1\n"],
)
def test_what_follows_a_document_without_a_mark_breaks_it(text: str) -> None:
    """It is part of the document before it, not one of its own."""
    [first, *_] = compose(text)
    assert (None, Flaw.SYNTAX) == (first.root, first.faults[0].flaw)
