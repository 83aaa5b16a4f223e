"""Little text, much data: aliases, merges, nesting, numbers."""

from __future__ import annotations

from goldenpath.discover import SIZE_LIMIT
from goldenpath.parse.build import DEPTH_LIMIT, VALUES_LIMIT
from goldenpath.parse.compose import DOCUMENTS_LIMIT
from tests.hostile.case import entity, found, text

MISSING = ("GP102", "GP104")
"""What Backstage misses in a mapping that is no entity, and minds."""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n"


def _laughs(first: str, level: str, levels: int = 30, width: int = 9) -> str:
    lines = [f"a0: &a0 {first}"]
    for number in range(1, levels):
        below = ", ".join([f"*a{number - 1}"] * width)
        lines.append(f"a{number}: &a{number} {level.format(below=below, number=number)}")
    return "\n".join(lines) + "\n"


@text(found("GP004", skipped=1))
def billion_laughs() -> str:
    """Nine aliases of nine aliases, thirty times over."""
    return _laughs("[x, x]", "[{below}]")


@text(found("GP004", skipped=1))
def laughs_in_keys() -> str:
    """The same, where each list is the key of a mapping."""
    return _laughs("[x, x]", "{{ ? [{below}] : x }}")


@text(found("GP004", skipped=1, file="config.yaml"), file="hostile/config.yaml")
def laughs_in_merges() -> str:
    """Merge keys that merge what has merged, for a reader that honours them."""
    return CONFIG_MAP + "data:\n  " + _laughs("{x: x}", "{{<<: [{below}]}}").replace("\n", "\n  ")


@text(found("GP004", skipped=1, file="config.yaml"), file="hostile/config.yaml")
def wide_merges() -> str:
    """One large mapping merged into hundreds of others."""
    base = ", ".join(f"k{number}: x" for number in range(5000))
    uses = "".join(f"  d{number}: {{<<: *base}}\n" for number in range(300))
    return f"{CONFIG_MAP}base: &base {{{base}}}\ndata:\n{uses}"


@text(found("GP004", skipped=1))
def long_text_by_aliases() -> str:
    """A text of a megabyte and a thousand aliases of it."""
    return f"text: &text {'x' * 1_000_000}\nmany: [{', '.join(['*text'] * 1000)}]\n"


@text(found("GP004", *MISSING), slow=True)
def four_hundred_thousand_aliases() -> str:
    """A small anchor used four hundred thousand times, which Backstage's reader does not suffer."""
    return "small: &a x\nmany:\n" + "- *a\n" * 400_000


@text(found("GP004", skipped=1))
def alias_of_itself() -> str:
    """A list that contains itself."""
    return "loop: &loop [*loop]\n"


@text(found(*MISSING), slow=True)
def three_hundred_thousand_anchors() -> str:
    """An anchor on each item of a long list."""
    return "many:\n" + "".join(f"- &a{number} x\n" for number in range(300_000))


@text(found("GP104"))
def keys_in_keys() -> str:
    """Mappings in the keys of mappings, whose text doubles with each level where it is escaped."""
    return entity("orders") + "? " * 60 + '["\'\\\\"]\n'


@text(found(("GP004", DOCUMENTS_LIMIT), skipped=1), slow=True)
def million_document_marks() -> str:
    """A million times the mark of a document, and no document."""
    return "---\n" * 1_000_000


@text(found(skipped=0))
def million_document_ends() -> str:
    """A million times the mark of a document's end."""
    return "...\n" * 1_000_000


@text(found(("GP004", DOCUMENTS_LIMIT), skipped=1), slow=True)
def million_empty_documents() -> str:
    """A million documents that begin and end."""
    return "---\n...\n" * 1_000_000


@text(found("GP004", skipped=1))
def broken_brackets_by_the_megabyte() -> str:
    """As many opening brackets as a file can hold."""
    return "[" * SIZE_LIMIT


@text(found("GP004", skipped=1))
def broken_braces_by_the_megabyte() -> str:
    """As many opening braces as a file can hold."""
    return "{" * SIZE_LIMIT


@text(found("GP004", skipped=1))
def thirty_thousand_brackets() -> str:
    """Thirty thousand lists in each other, all of them closed."""
    return "[" * 30_000 + "]" * 30_000


@text(found("GP004", skipped=1))
def deep_dashes() -> str:
    """Lists in lists on one line."""
    return "- " * 1_000_000 + "x\n"


@text(found("GP004", skipped=1))
def deep_questions() -> str:
    """Mappings in the keys of mappings on one line."""
    return "? " * 1_000_000 + "x\n"


@text(found("GP004", skipped=1))
def deep_by_indentation() -> str:
    """Mappings in mappings, each indented by one more space, as deep as a file can hold."""
    return "".join(" " * level + "a:\n" for level in range(int((2 * SIZE_LIMIT) ** 0.5) - 3))


@text(found("GP004", skipped=1))
def deep_in_a_small_file() -> str:
    """An entity that is in order, but for one value that nests a little too deeply."""
    levels = "".join(" " * level + "a:\n" for level in range(4, DEPTH_LIMIT + 5))
    return entity("orders", spec="  odd:\n" + levels)


@text(found("GP004", skipped=1))
def deep_by_aliases() -> str:
    """Aliases that nest more deeply than their text does."""
    return _laughs("[x]", "[[[[{below}]]]]", levels=200, width=1)


@text(found("GP001", skipped=1))
def anchors_by_the_megabyte() -> str:
    """Anchor after anchor, of nothing."""
    return "&a " * (SIZE_LIMIT // 3)


@text(found("GP001", skipped=1))
def tags_by_the_megabyte() -> str:
    """Tag after tag, of nothing."""
    return "! " * (SIZE_LIMIT // 2)


@text(found("GP001", skipped=1))
def commas_by_the_megabyte() -> str:
    """A list of nothing but commas."""
    return "[" + "," * (SIZE_LIMIT - 1)


@text(found("GP004", skipped=1), slow=True)
def values_by_the_megabyte() -> str:
    """A list of as many numbers as a file can hold."""
    return "[" + "1," * (SIZE_LIMIT // 2 - 1) + "]"


@text(found(*(("GP102", index) for index in range(450)), ("GP004", 450), skipped=1), slow=True)
def values_over_many_documents() -> str:
    """A file of which no document is too large by itself."""
    return ("---\n[" + "1," * 1110 + "]\n") * 2000


@text(found(*MISSING), slow=True)
def hundred_thousand_keys() -> str:
    """A mapping with a hundred thousand keys that nobody knows."""
    return "".join(f"k{number}: x\n" for number in range(100_000))


@text(found(*MISSING), slow=True)
def hundred_thousand_keys_in_flow() -> str:
    """The same on one line."""
    return "{" + ", ".join(f"k{number}: x" for number in range(100_000)) + "}"


@text(found("GP002"), slow=True)
def hundred_thousand_times_the_same_key() -> str:
    """One key, set a hundred thousand times: more findings than are told of one file."""
    return "k: x\n" * 100_000


@text(found(), slow=True)
def hundred_thousand_annotations() -> str:
    """An entity that is in order, with a hundred thousand annotations."""
    lines = "".join(f"    acme.example/k{number}: x\n" for number in range(100_000))
    return entity("orders", metadata=f"  annotations:\n{lines}")


@text(found("GP005", "GP109"), slow=True)
def values_with_a_finding_and_a_comment() -> str:
    """Nearly as many values as a file can hold, to be read once more for each of the two."""
    odd = "  odd:\n" + "    - 1\n" * (VALUES_LIMIT - 100)
    ignored = "    - A_ # goldenpath: ignore[GP101] reason\n"
    return entity("orders", metadata=f"  tags:\n{ignored}", spec=odd)
