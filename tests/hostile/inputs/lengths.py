"""Long lines, long texts, large files."""

from __future__ import annotations

from goldenpath.discover import SIZE_LIMIT
from tests.hostile.case import entity, found, text

FIFTY = 50_000_000
ROOM = SIZE_LIMIT - 1000
"""What fills a file beside an entity."""
TOO_LARGE = found(("GP003", None), skipped=1)


def _described(written: str) -> str:
    return entity("orders", metadata=f"  title: {written}\n")


@text(TOO_LARGE)
def fifty_megabytes_on_a_line() -> str:
    """A value of fifty megabytes in single quotes."""
    return _described("'" + "x" * FIFTY + "'")


@text(TOO_LARGE)
def comment_of_fifty_megabytes() -> str:
    """A comment of fifty megabytes on one line."""
    return "# " + "x" * FIFTY + "\n" + entity("orders")


@text(found())
def quoted_text_that_fills_a_file() -> str:
    """A value in quotes, as long as a file can be."""
    return _described("'" + "x" * ROOM + "'")


@text(found())
def plain_words_that_fill_a_file() -> str:
    """A value without quotes, of words, as long as a file can be."""
    return _described("x " * (ROOM // 2) + "x")


@text(found())
def escapes_that_fill_a_file() -> str:
    """A value in double quotes that consists of escapes."""
    return _described('"' + "\\U0001F600" * (ROOM // 10) + '"')


@text(found())
def wide_characters_that_fill_a_file() -> str:
    """A value of characters that take four bytes each, as Python keeps every other one as well."""
    return _described("'" + "x" * (ROOM - 10) + "\N{GRINNING FACE}'")


@text(found())
def comment_that_fills_a_file() -> str:
    """A comment, as long as a file can be."""
    return "# " + "x" * ROOM + "\n" + entity("orders")


@text(found())
def comment_lines_that_fill_a_file() -> str:
    """Empty comments, as many as a file can hold."""
    return "#\n" * (ROOM // 2) + entity("orders")


@text(found())
def blank_lines_that_fill_a_file() -> str:
    """Empty lines, as many as a file can hold."""
    return "\n" * ROOM + entity("orders")


@text(found(), slow=True)
def blank_lines_in_quotes() -> str:
    """A value in quotes that goes on over as many lines as a file can hold."""
    return _described("'a" + "\n" * ROOM + "    b'")


@text(found())
def folded_text_that_fills_a_file() -> str:
    """A folded block of lines of eighty characters."""
    return _described(">\n" + ("    " + "x" * 76 + "\n") * (ROOM // 81)) + "\n"


@text(found())
def words_over_many_lines() -> str:
    """A value without quotes of one letter a line."""
    return _described("x" + "\n    x" * (ROOM // 6))


@text(found("GP001", skipped=1))
def quotes_that_never_end() -> str:
    """Double quotes at the beginning that nobody closes."""
    return entity("orders").replace("kind:", 'kind: "') + "x\n" * (ROOM // 2)


@text(found("GP104", "GP105"))
def key_of_a_megabyte() -> str:
    """A question mark, a key of a megabyte, and a name of a megabyte."""
    return f"? {'k' * 1_000_000}\n: x\n" + entity("n" * 1_000_000)


@text(found())
def spaces_that_fill_a_file() -> str:
    """An entity, and spaces at the end of it."""
    return entity("orders") + " " * ROOM


@text(found(skipped=0))
def empty_file() -> str:
    """A file without a byte."""
    return ""


@text(found(skipped=0))
def file_of_blank_lines() -> str:
    """A file of which nothing can be seen."""
    return "\n \n\t\n"
