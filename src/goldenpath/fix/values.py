"""Values that are right but for the way they are written."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from goldenpath.entity.formats import NAMESPACE, TAG
from goldenpath.entity.rules import kinds
from goldenpath.fix.edit import Edit, Fix
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.legacy import legacy_scalar
from goldenpath.parse.node import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goldenpath.diagnostic import Diagnostic
    from goldenpath.fix.reading import Place, Reading

_TAGS = ("metadata", "tags")
_BLANKS = re.compile(r"[ \t]+")
_PARTED = re.compile(r"[\s,;\[\]{}]")
"""What may part several words of which somebody wanted to make a list."""
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/:+#-]*[A-Za-z0-9+#])?")
"""What needs no quotes anywhere, unless a reader takes it for something else than text."""
_NUMBER = re.compile(r"-?[1-9][0-9]{0,17}|0")
"""What every reader takes for the same number once it stands without quotes."""
_BOOLEANS = {"true": True, "false": False}


def quoted(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Quote a number or a boolean where a text must be, exactly as it is written."""
    for item, place in _places(reading, findings):
        text = place.scalar.text
        if reading.raw(item.span) == text and _is_number_or_boolean(text):
            yield _written(item, reading, place, f'"{text}"', text)


def quoted_or_unquoted(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Do the same, or the contrary where a number or a boolean must be."""
    yield from quoted(reading, findings)
    for item, place in _places(reading, findings):
        text = place.scalar.text
        if reading.raw(item.span) not in {f'"{text}"', f"'{text}'"}:
            continue
        if _NUMBER.fullmatch(text):
            yield _written(item, reading, place, text, int(text))
        elif text in _BOOLEANS:
            yield _written(item, reading, place, text, _BOOLEANS[text])


def quoted_or_listed(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Quote what must be a text, or put a single word in brackets where a list must be."""
    yield from quoted(reading, findings)
    for item, place in _places(reading, findings):
        raw, text = reading.raw(item.span), place.scalar.text
        if text and raw in {text, f'"{text}"', f"'{text}'"} and not _PARTED.search(text):
            yield _written(item, reading, place, f"[{raw}]", [text])


def namespaces(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Write a namespace in lower case: references to it are compared without regard to case."""
    for item, place in _places(reading, findings):
        wanted = place.scalar.text.lower()
        if NAMESPACE.allows(wanted) and place.scalar.text.isascii():
            yield from _respelled(item, reading, place, wanted)


def tags(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Write a tag in lower case, its words joined by one `-`, unless it is there already."""
    counts: dict[int, Counter[str]] = {}
    for item, place in _places(reading, findings):
        if place.path == _TAGS:
            yield from quoted_or_listed(reading, [item])
            continue
        if place.document not in counts:
            there = reading.documents[place.document].get(*_TAGS) or ()
            counts[place.document] = Counter(_tag(str(tag)) for tag in there)
        wanted = _tag(place.scalar.text)
        if TAG.allows(wanted) and counts[place.document][wanted] == 1:
            yield from _respelled(item, reading, place, wanted)


def kind(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[Fix]:
    """Write `kind` or `apiVersion` in the case in which the catalog has it, if the other fits."""
    for item, place in _places(reading, findings):
        document = reading.documents[place.document]
        version, name = (str(document.get(key)).lower() for key in ("apiVersion", "kind"))
        for known, versions in kinds().items():
            spelled = {text.lower(): text for text in versions}
            if known.lower() == name and version in spelled:
                wanted = known if place.path == ("kind",) else spelled[version]
                yield from _respelled(item, reading, place, wanted, reveals=True)


def respelled(raw: str, text: str, wanted: str) -> str | None:
    """Return how to write `wanted` where `raw` says `text`, or None where nobody can tell.

    Quotes stay, and come where a reader would take the word for something else than text.
    """
    if raw == text:
        return wanted if _PLAIN.fullmatch(wanted) and _is_text(wanted) else f'"{wanted}"'
    if raw in {f'"{text}"', f"'{text}'"}:
        return f"{raw[0]}{wanted}{raw[0]}"
    return None


def _places(reading: Reading, findings: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, Place]]:
    for item in findings:
        place = reading.values.get(item.span)
        if place is not None and place.document == item.document and not place.scalar.tag:
            yield item, place


def _respelled(
    item: Diagnostic, reading: Reading, place: Place, wanted: str, *, reveals: bool = False
) -> Iterator[Fix]:
    raw = reading.raw(item.span)
    written = respelled(raw, place.scalar.text, wanted)
    if written not in {None, raw}:
        yield _written(item, reading, place, str(written), wanted, reveals=reveals)


def _written(
    item: Diagnostic,
    reading: Reading,
    place: Place,
    raw: str,
    value: Any,  # noqa: ANN401 - any YAML value
    *,
    reveals: bool = False,
) -> Fix:
    edit = Edit(reading.offset(item.span.start), reading.offset(item.span.end), raw)
    return Fix((item,), (edit,), place.path, value, reveals)


def _tag(text: str) -> str:
    return _BLANKS.sub("-", text.strip(" \t")).lower() if text.isascii() else ""


def _is_number_or_boolean(text: str) -> bool:
    values = _values(text)
    return None not in values and not all(isinstance(value, str) for value in values)


def _is_text(text: str) -> bool:
    return all(isinstance(value, str) for value in _values(text))


def _values(text: str) -> list[Any]:
    """Return what each reader makes of a plain scalar."""
    scalar = Scalar(0, 0, text, None, plain=True)
    return [legacy_scalar(text), *(construct(scalar, dialect)[0] for dialect in Dialect)]
