"""Expressions as bytes: what is read is written back, and rewritten without harm."""

from __future__ import annotations

import pytest

from goldenpath.policy import cel, wire

EXPRESSIONS = [
    "object.spec.containers.all(c, has(c.image) && c.image.matches('^[a-z]+$'))",
    "[1, -2, 3.5, 4u, true, null, b'x', 'é'].size() > 0 ? 'a' : \"b\"",
    "{'a': object.b[?0], ?'c': optional.none(), 1: {}}",
    "[?optional.of(1), 2].map(x, x > 1, x + 1)",
    "object.?a.b[?'c'].optMap(v, v + 1).orValue(2) in [1, 2]",
    "object.map.all(k, v, k != v) || cel.bind(x, object.y, x == x)",
    "timestamp('2026-01-01T00:00:00Z') - duration('1h') < object.time",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_read_is_written(expression: str) -> None:
    """A tree that is dumped and loaded again is the same."""
    tree = cel.parsed(expression)
    assert tree == wire.load(wire.dump(tree))


@pytest.mark.parametrize(
    "data", [b"", b"\x0a\x01", b"\x0a\x00\x12\x00", b"\xff" * 12, b"\x0d\x00\x00"]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    """What is no expression is an error, not a crash."""
    with pytest.raises(wire.WireError):
        wire.load(data)
