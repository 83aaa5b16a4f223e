"""Numbers, points in time, and other scalars that are more work than they look."""

from __future__ import annotations

from tests.hostile.case import entity, found, text

MEGABYTE = 1_000_000
MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\ndata:\n"


def _spec(value: str) -> str:
    return entity("orders", spec=f"  odd: {value}\n")


@text(found())
def million_digits() -> str:
    """A number of a million digits, which Python takes quadratic time for."""
    return _spec("9" * MEGABYTE)


@text(found())
def million_hexadecimal_digits() -> str:
    """The same in hexadecimal digits."""
    return _spec("0x" + "f" * MEGABYTE)


@text(found())
def number_beyond_every_double() -> str:
    """Exponents that no computer has."""
    return _spec("[1e400, -1e400, 1e-400, 1e999999999, .inf, -.inf, .nan]")


@text(found())
def almost_a_number() -> str:
    """What looks like a number up to its last character."""
    return _spec("1" * MEGABYTE + "e" + "1" * MEGABYTE + "x")


@text(found("GP020", file="config.yaml"), file="hostile/config.yaml")
def million_underscores() -> str:
    """A number in which underscores stand, for a reader that leaves them out."""
    return f"{MANIFEST}  a: 1{'_' * MEGABYTE}1\n"


@text(found("GP020", file="config.yaml"), file="hostile/config.yaml")
def million_octal_digits() -> str:
    """A number that begins with a zero, for a reader that takes it for octal."""
    return f"{MANIFEST}  a: 0{'7' * MEGABYTE}\n"


@text(found())
def sexagesimal_of_a_megabyte() -> str:
    """Hours, minutes, seconds and many more below `%YAML 1.1`."""
    return "%YAML 1.1\n---\n" + _spec("1" + ":59" * (MEGABYTE // 3))


@text(found())
def impossible_points_in_time() -> str:
    """Days, months and zones that no calendar has, below `%YAML 1.1`."""
    moments = ("0000-00-00", "9999-99-99", "2026-02-31T99:99:99+29:59", "2026-1-1 1:1:1 -25:00")
    return "%YAML 1.1\n---\n" + _spec(f"[{', '.join(moments)}]")


@text(found("GP102"))
def document_that_is_a_number() -> str:
    """A document that is one number without an end."""
    return "1" * MEGABYTE


@text(found())
def keys_that_are_no_texts() -> str:
    """Keys that are null, numbers, lists and mappings."""
    keys = ("~", "1", "1.5", "true", "? [a, b]\n    ", "? {a: b}\n    ", "1e400", ".nan")
    return entity("orders", spec="  odd:\n" + "".join(f"    {key}: x\n" for key in keys))
