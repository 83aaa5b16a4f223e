"""Encodings, control characters, ends of lines."""

from __future__ import annotations

from goldenpath.discover import SIZE_LIMIT
from tests.hostile.case import entity, found, text

UNREADABLE = found(("GP003", None), skipped=1)
MANIFEST = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\n  labels: {}\ndata:\n  a: '%s'\n"
)


@text(UNREADABLE)
def invalid_utf8() -> bytes:
    """A byte that is no UTF-8, at the end of an entity."""
    return entity("orders").encode() + b"# \xff\n"


@text(UNREADABLE)
def overlong_utf8() -> bytes:
    """A slash in two bytes, as a filter of paths may overlook it."""
    return entity("orders").encode() + b"# \xc0\xaf\n"


@text(UNREADABLE)
def surrogates_in_utf8() -> bytes:
    """Half of a pair of surrogates in three bytes."""
    return entity("orders").encode() + b"# \xed\xa0\x80\n"


@text(UNREADABLE)
def utf16_with_mark() -> bytes:
    """UTF-16 as some editors save it."""
    return entity("orders").encode("utf-16")


@text(found("GP102"))
def utf16_without_mark() -> bytes:
    """UTF-16 that does not say so: every other character is NUL."""
    return entity("orders").encode("utf-16-le")


@text(UNREADABLE)
def utf32() -> bytes:
    """UTF-32 with its mark."""
    return entity("orders").encode("utf-32")


@text(found())
def byte_order_mark() -> bytes:
    """UTF-8 with a byte order mark."""
    return b"\xef\xbb\xbf" + entity("orders").encode()


@text(found())
def two_byte_order_marks() -> bytes:
    """UTF-8 with two of them."""
    return b"\xef\xbb\xbf" * 2 + entity("orders").encode()


@text(found("GP102"))
def nothing_but_nul() -> bytes:
    """NUL, as many as a file can hold."""
    return b"\0" * SIZE_LIMIT


@text(found("GP001", file="config.yaml"), file="hostile/config.yaml")
def nul_in_a_manifest() -> str:
    """NUL in a manifest, which Kubernetes' reader refuses."""
    return MANIFEST % "\0"


@text(found("GP001", file="config.yaml"), file="hostile/config.yaml")
def nul_on_every_line() -> str:
    """NUL on a million lines of a manifest."""
    return MANIFEST.replace("'%s'", "|\n") + "   \0\n" * 1_000_000


@text(found())
def carriage_returns_alone() -> str:
    """An entity whose lines end as they did decades ago."""
    return entity("orders").replace("\n", "\r")


@text(found())
def mixed_ends_of_lines() -> str:
    """An entity whose lines end in each way."""
    return entity("orders").replace("\n", "\r\n", 3).replace("\nspec", "\rspec")


@text(found("GP001", skipped=1))
def indented_by_tabs() -> str:
    """An entity that is indented by tabs."""
    return entity("orders").replace("  ", "\t")


@text(found())
def million_lines_of_tabs() -> str:
    """A million lines of nothing but a tab within an entity."""
    return entity("orders").replace("spec:\n", "spec:\n" + "\t\n" * 1_000_000)


@text(found())
def separators_of_lines() -> str:
    """Unicode's own ends of lines, which are none in YAML 1.2."""
    return entity("orders", metadata="  title: 'a\u2028b\u2029c\x85d'\n")


@text(found("GP004", skipped=1), slow=True)
def separators_on_every_line() -> str:
    """A list whose every item is such an end of a line."""
    return "- \u2028\n" * 1_200_000


@text(found("GP105"))
def name_that_reads_backwards() -> str:
    """A name with a mark that reverses the direction of writing."""
    return entity("'orders\u202egnp'")


@text(found("GP105"))
def name_that_clears_the_terminal() -> str:
    """A name with escape sequences, given in YAML's own escapes."""
    return entity('"\\e[2J\\e]0;owned\\a\\r\\n::error::owned"')
