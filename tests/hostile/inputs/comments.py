"""Comments for the validator, more than anybody writes."""

from __future__ import annotations

from goldenpath.discover import SIZE_LIMIT
from goldenpath.suppress import IGNORES_LIMIT
from tests.hostile.case import entity, found, text

IGNORE = "# goldenpath: ignore[GP101] reason\n"


@text(found("GP005", "GP006"), slow=True)
def hundred_thousand_ignores() -> str:
    """A hundred thousand comments, one below the other, that ignore what is not there."""
    return IGNORE * 100_000 + entity("orders")


@text(found("GP005"), slow=True)
def one_ignore_after_a_million_comments() -> str:
    """A comment for us, and a million others between it and what it speaks of."""
    return IGNORE + "# and\n" * 1_000_000 + entity("orders")


@text(found("GP005", "GP006"), slow=True)
def ignores_on_every_value() -> str:
    """A comment behind each value of a file that is full of them."""
    number = IGNORES_LIMIT * 10
    lines = (f"    acme.example/k{index}: x {IGNORE}" for index in range(number))
    return entity("orders", metadata="  annotations:\n" + "".join(lines))


@text(found("GP005", "GP006"))
def list_of_codes_of_a_megabyte() -> str:
    """One comment that ignores two hundred thousand codes."""
    return f"# goldenpath: ignore[{'GP101,' * 200_000}] reason\n" + entity("orders")


@text(found("GP006"))
def list_of_codes_that_never_ends() -> str:
    """Comment in comment in comment, of which none ends."""
    return "# goldenpath: ignore[" * 100_000 + "\n" + entity("orders")


@text(found("GP006"))
def code_of_a_megabyte() -> str:
    """A code of a megabyte, which is no check's."""
    return f"# goldenpath: ignore[{'G' * 1_000_000}] reason\n" + entity("orders")


@text(found("GP006"), slow=True)
def blanks_between_the_words_of_a_comment() -> str:
    """As many blanks between the words of a comment as a file can hold."""
    room = (SIZE_LIMIT - 1000) // 2
    return f"# goldenpath:{' ' * room}ignore{' ' * room}\n" + entity("orders")


@text(found())
def word_in_a_value() -> str:
    """The words of a comment in texts, where they are none."""
    block = "".join(f"    {IGNORE}" for _ in range(100_000))
    return entity("orders", metadata=f"  title: |\n{block}")


@text(found(("GP001", 0), skipped=1))
def ignore_in_a_broken_document() -> str:
    """A broken document cannot excuse itself."""
    return "# goldenpath: ignore[GP001] reason\na: [\n---\n" + entity("orders")
