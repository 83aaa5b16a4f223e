"""What the organisation asks of entities beyond Backstage, as goldenpath.yaml and schemas say.

A rule that goldenpath.yaml does not name under `catalog.rules` is not asked. The schemas lie in
`schemas/organization`, where a fork adds its own.
"""

from __future__ import annotations

import difflib
import json
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath import resources, schemas
from goldenpath.diagnostic import Severity
from goldenpath.entity.model import every_kind
from goldenpath.entity.placeholders import is_placeholder, resolve
from goldenpath.organization import CatalogRule, OrganizationError, organization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path as FilePath

    from goldenpath.document import Document, Path
    from goldenpath.schemas import Violation

COMMON = "entity"
"""The schema that holds for every kind."""

_PART = "_"
"""How the name of a file begins that holds what several schemas refer to, and judges nothing."""

_SHOWN = 8
"""Values that a message names before it stops."""


class Schema(NamedTuple):
    """A schema of the organisation: what it says, and what tells how a value violates it."""

    content: Any
    against: Callable[[Any], list[Violation]]


def severity(slug: str) -> Severity:
    """Return how much a breach of a rule matters here."""
    rule = organization().catalog_rules.get(slug)
    return Severity.WARNING if rule is None else rule.severity


def is_on(slug: str) -> bool:
    """Tell whether the organisation asks the rule `slug` of anything."""
    return slug in organization().catalog_rules


def asked(slug: str, document: Document) -> CatalogRule | None:
    """Return the rule `slug` if the organisation asks it of the entity in `document`.

    What has not the shape of an entity, a mapping with a kind and with mappings as `metadata` and
    `spec`, is left to the checks of Backstage's rules.
    """
    rule = organization().catalog_rules.get(slug)
    data = document.data
    if rule is None or not isinstance(data, dict):
        return None
    kind, metadata, spec = data.get("kind"), data.get("metadata"), data.get("spec")
    if not (isinstance(kind, str) and isinstance(metadata, dict) and isinstance(spec, dict)):
        return None
    if is_placeholder(spec) or (rule.kinds and kind not in rule.kinds):
        return None
    return rule


def named(document: Document) -> str:
    """Name an entity in a message: `the Component 'orders'`."""
    name = schemas.quote(document.data["metadata"].get("name"))
    return f"the {document.data['kind']} {name}"


def remedy(value: str, known: Sequence[str]) -> str:
    """Say what to write in the place of a `value` that is none of `known`."""
    close = difflib.get_close_matches(value[:100].lower(), known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    more = f" or another of {len(known)}" if len(known) > _SHOWN else ""
    return "use " + ", ".join(known[:_SHOWN]) + more


def violations(document: Document) -> Iterator[tuple[Violation, str]]:
    """Yield what an entity violates in the organisation's schemas, each with what they ask there.

    As in Backstage, an entity is judged with what its placeholders stand for; what cannot be known
    of that is not held against it.
    """
    known = house_schemas()
    kind = document.data["kind"]
    found = [known[name] for name in (COMMON, kind.lower()) if name in known]
    if not found:
        return
    resolved = resolve(document)
    for schema in found:
        for violation in schema.against(resolved.data):
            if not resolved.hides(violation.path):
                yield violation, _asks(schema.content, violation)


def folder() -> FilePath:
    """Return where the organisation's schemas lie."""
    return resources.root() / "schemas" / "organization"


@cache
def house_schemas() -> dict[str, Schema]:
    """Return the schemas by the kind that they judge, in lower case, or `entity` for every one.

    Raises:
        OrganizationError: one of them is no schema, or is named after no kind.
    """
    contents = {path: _content(path) for path in sorted(folder().glob("*.json"))}
    parts = {path.name: said for path, said in contents.items() if path.name.startswith(_PART)}
    names = {COMMON, *(kind.lower() for kind in every_kind())}
    found: dict[str, Schema] = {}
    for path, content in contents.items():
        if path.name in parts:
            continue
        if path.stem not in names:
            advice = f"name it {', '.join(sorted(names))}, or let its name begin with {_PART!r}"
            raise OrganizationError(f"{path}: {path.stem!r} is no kind of entity: {advice}")
        try:
            validator = schemas.compile_schema(content, parts)
            found[path.stem] = Schema(content, partial(schemas.against, validator))
        except ValueError as error:
            reason = str(error).partition("\n")[0]
            raise OrganizationError(f"{path}: the file is no JSON Schema: {reason}") from error
    return found


def _content(path: FilePath) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise OrganizationError(f"{path}: cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        text = f"{path}:{error.lineno}:{error.colno}: the file is no JSON: {error.msg}"
        raise OrganizationError(text) from error
    except (RecursionError, ValueError) as error:
        raise OrganizationError(f"{path}: the file is no JSON: {error}") from error


def _asks(schema: Any, violation: Violation) -> str:  # noqa: ANN401
    """Return the description that a schema gives to the violated value, or an empty text."""
    steps: Path = violation.path
    if violation.missing is not None:
        steps = (*steps, violation.missing)
    for step in steps:
        below = schema.get("items") if isinstance(step, int) else schema.get("properties")
        schema = below.get(step) if isinstance(step, str) and isinstance(below, dict) else below
        if not isinstance(schema, dict):
            return ""
    text = schema.get("description")
    return text if isinstance(text, str) else ""
