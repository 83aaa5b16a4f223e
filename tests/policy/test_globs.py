"""Patterns of image references mean what Kyverno's glob library makes of them."""

from __future__ import annotations

import pytest

from goldenpath.policy.globs import GlobError, compile_glob, matches


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("ghcr.io/acme/*", "ghcr.io/acme/orders/api:1", True),
        ("ghcr.io/acme/*", "ghcr.io/acme2/orders", False),
        ("ghcr.io/*/orders", "ghcr.io/acme/shop/orders", True),
        ("ghcr.io/*/orders", "ghcr.io/acme/orders:1", False),
        ("**", "", True),
        ("*:?", "app:1", True),
        ("*:?", "app:12", False),
        ("?", "", False),
        ("[abc]x", "bx", True),
        ("[abc]x", "dx", False),
        ("[!abc]x", "dx", True),
        ("[a-f]", "c", True),
        ("[!a-f]", "c", False),
        ("[a-f]", "", False),
        ("{quay,ghcr}.io/x", "ghcr.io/x", True),
        ("{quay,ghcr}.io/x", "docker.io/x", False),
        ("{a,{b,c*}}d", "cxxd", True),
        ("{a,b", "b", True),
        ("{a,", "", True),
        ("{}a", "a", True),
        ("a}b,c", "a}b,c", True),
        (r"\*", "*", True),
        (r"\*", "x", False),
        (r"[\]]", "]", True),
        ("a\\", "a", True),
        ("", "", True),
        ("", "a", False),
    ],
)
def test_pattern_matches_whole_text(glob: str, text: str, *, expected: bool) -> None:
    """A pattern is about the whole of a text; a star stands for slashes too."""
    assert expected == matches(compile_glob(glob), text)


@pytest.mark.parametrize("glob", ["[", "[]", "[a", "[a-]", "[z-a]", "[a-bc]", "[!]", "{" * 60])
def test_malformed_pattern_is_refused(glob: str) -> None:
    """A pattern that says nothing is an error, and matches nothing by chance."""
    with pytest.raises(GlobError):
        compile_glob(glob)


def test_many_stars_take_no_longer_than_the_text_is_long() -> None:
    """A pattern that could match in many ways is followed through all of them at once."""
    assert not matches(compile_glob("*a" * 40 + "b"), "a" * 2000)
