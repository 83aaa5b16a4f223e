"""A YAML file by which people tell this program something: read, held against its schema, placed.

Whatever is wrong in it is told with file, line and remedy, all of it at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath import schemas
from goldenpath.discover import read
from goldenpath.parse.quick import quick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from goldenpath.document import Path as DataPath
    from goldenpath.source import Source, Span


class SettingsError(Exception):
    """A file of settings is missing or wrong; the message names file, line and remedy."""


class Objection(NamedTuple):
    """What a schema cannot say of a value: where, in words, and whether its key is meant."""

    path: DataPath
    message: str
    at_key: bool = False


def load(
    path: Path,
    schema: str,
    objections: Callable[[Any], Iterable[Objection]],
    error: type[SettingsError] = SettingsError,
) -> Any:  # noqa: ANN401 - the schema says what it is
    """Return what `path` says, as `schemas/<schema>` describes it.

    Args:
        path: the file.
        schema: the name of its schema.
        objections: what else there is to say against a value that the schema accepts.
        error: what to raise with everything that is wrong.
    """
    source, fault = read(path)
    if fault:
        raise error(f"{source.path} {fault.message}")
    found = quick(source.text.encode())
    if found is not None and len(found) == 1:
        [data] = found
        if not schemas.violations(schema, data) and not any(objections(data)):
            return data
    data, places = _data(source, schema, objections, error)
    if places:
        lines = [f"{_where(source, span)}: {text}" for span, text in places]
        raise error("\n".join(lines))
    return data


def _data(
    source: Source,
    schema: str,
    objections: Callable[[Any], Iterable[Objection]],
    error: type[SettingsError],
) -> tuple[Any, list[tuple[Span, str]]]:
    from goldenpath.parse.compose import compose  # noqa: PLC0415 - see goldenpath.parse
    from goldenpath.parse.construct import Dialect, construct  # noqa: PLC0415
    from goldenpath.parse.locate import NodeLocator  # noqa: PLC0415

    composed = next(iter(documents := list(compose(source.text))), None)
    if composed is None:
        raise error(f"{source.path} is no YAML document: it is empty")
    if composed.root is None:
        broken = composed.faults[0]
        where = _where(source, broken.span)
        raise error(f"{where}: the file is no YAML document: {broken.message}")
    data, faults = construct(composed.root, Dialect.CORE)
    places = [(fault.span, fault.message) for fault in faults]
    for extra in documents[1:]:
        span = extra.root.span if extra.root else extra.faults[0].span
        places.append((span, "a second document begins here: keep one"))
    locator = NodeLocator(composed.root)
    against = [Objection(v.path, v.message, v.at_key) for v in schemas.violations(schema, data)]
    if not (places or against):
        against = list(objections(data))
    places += [((locator.key if o.at_key else locator.value)(o.path), o.message) for o in against]
    return data, places


def _where(source: Source, span: Span) -> str:
    return f"{source.path}:{span.start.line}:{span.start.column}"
