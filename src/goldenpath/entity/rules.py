"""Everything for which Backstage's catalog refuses an entity, each fault once and by its rule.

The catalog stops at the first fault; here all are told, so the order of its steps does not matter.
"""

from __future__ import annotations

import difflib
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.diagnostic import Problem
from goldenpath.entity import metadata
from goldenpath.entity.clean import is_clean
from goldenpath.entity.model import model, module_of
from goldenpath.entity.placeholders import Resolved, resolve
from goldenpath.entity.references import Reference, references, references_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goldenpath.document import Document
    from goldenpath.schemas import Violation

_LIKE = 100
"""Characters of a kind that is not known by which one is looked for that may be meant."""

OWNED = frozenset({"AiResource", "API", "Component", "Domain", "Resource", "System"})
"""The kinds that the catalog refuses without an owner."""


class Rule(Enum):
    """What can be wrong with an entity; there is one check for each."""

    OWNER = auto()
    ENVELOPE = auto()
    KIND = auto()
    ROOT = auto()
    NAME = auto()
    NAMESPACE = auto()
    LABEL = auto()
    ANNOTATION = auto()
    TAG = auto()
    LINK = auto()
    METADATA = auto()
    SPEC = auto()
    REFERENCE = auto()
    PLACEHOLDER = auto()


Breach = tuple[Rule, Problem]

_METADATA = {
    "name": Rule.NAME,
    "namespace": Rule.NAMESPACE,
    "labels": Rule.LABEL,
    "annotations": Rule.ANNOTATION,
    "tags": Rule.TAG,
    "links": Rule.LINK,
}


def breaches(document: Document, rule: Rule) -> list[Problem]:
    """Return what in an entity breaks `rule`."""
    found = _all(document)
    return [problem for broken, problem in found if broken is rule] if found else []


def kinds() -> Mapping[str, tuple[str, ...]]:
    """Return the kinds of the catalog, each with the values of `apiVersion` it exists under."""
    return model().kinds


@lru_cache(maxsize=1)
def _all(document: Document) -> list[Breach]:
    """Return all faults; one document's answer is kept, since its checks ask for it in turn."""
    if is_clean(document):
        return []
    if isinstance(document.data, dict):
        return _of_entity(document)
    if document.data is None:
        return []
    shape = "a list" if isinstance(document.data, list) else "a single value"
    text = f"the document is {shape}: an entity is a mapping with apiVersion, kind and metadata"
    return [(Rule.ENVELOPE, Problem((), text))]


def _of_entity(document: Document) -> list[Breach]:
    resolved = resolve(document)
    found: list[Breach] = []
    for wrong in resolved.wrong:
        text = f"{wrong.path[-1]} of {schemas.dotted(wrong.path[:-1])} {wrong.fault}"
        found.append((Rule.PLACEHOLDER, Problem(wrong.path, text)))
    found += _of_kind(document.data.get("apiVersion"), document.data.get("kind"))
    found += _of_schema(resolved)
    for path, message, at_key in metadata.faults(resolved.data.get("metadata")):
        found.append((_METADATA[str(path[1])], Problem(path, message, at_key=at_key)))
    is_as_written = resolved.data is document.data
    for reference in references(document) if is_as_written else references_in(resolved.data):
        if reference.ref is None and not (
            resolved.hides(reference.path) or _is_told_by_schema(reference)
        ):
            found.append((Rule.REFERENCE, Problem(reference.path, _no_ref(reference))))
    return found


def _of_kind(version: object, kind: object) -> Iterator[Breach]:
    if not (isinstance(version, str) and version and isinstance(kind, str) and kind):
        return
    if kind not in kinds():
        text = f"the catalog has no kind {schemas.quote(kind)}: {_instead_of(kind)}"
        yield Rule.KIND, Problem(("kind",), text)
    elif version not in kinds()[kind]:
        text = f"{kind} has no apiVersion {schemas.quote(version)}: write {kinds()[kind][0]}"
        yield Rule.KIND, Problem(("apiVersion",), text)


def _instead_of(kind: str) -> str:
    module = module_of(kind)
    if module is not None:
        return f"it takes it with the module {module}, to be named in catalog.modules"
    close = {name.lower(): name for name in kinds()}
    matches = difflib.get_close_matches(kind[:_LIKE].lower(), close, n=1)
    return f"did you mean {close[matches[0]]!r}?" if matches else "use " + ", ".join(kinds())


def _of_schema(resolved: Resolved) -> Iterator[Breach]:
    version, kind = resolved.data.get("apiVersion"), resolved.data.get("kind")
    is_known = isinstance(kind, str) and version in kinds().get(kind, ())
    is_unowned = is_known and kind in OWNED and _lacks_owner(resolved)
    if is_unowned:
        text = f"the {kind} names no owner: write spec.owner, such as group:default/<team>"
        yield Rule.OWNER, Problem(("spec", "owner"), text)
    for violation in schemas.violations(f"entity/{model().schema(resolved.data)}", resolved.data):
        path = violation.path
        if resolved.hides(path) or metadata.is_overwritten(path, resolved.data):
            continue
        if is_unowned and (path == ("spec", "owner") or violation.missing == "owner"):
            continue
        text = _message(violation, resolved)
        yield _rule(violation), Problem(path, text, at_key=violation.at_key)


def _lacks_owner(resolved: Resolved) -> bool:
    spec = resolved.data.get("spec")
    if not isinstance(spec, dict) or resolved.hides(("spec", "owner")):
        return False
    return spec.get("owner") in (None, "")


def _rule(violation: Violation) -> Rule:
    match violation.path:
        case ("metadata", str(field), *_):
            return _METADATA.get(field, Rule.METADATA)
        case ("spec", *_):
            return Rule.SPEC
        case ("apiVersion" | "kind",):
            return Rule.KIND
    if violation.missing == "spec":
        return Rule.SPEC
    return Rule.ROOT if violation.at_key else Rule.ENVELOPE


def _message(violation: Violation, resolved: Resolved) -> str:
    """Return the message, with a word on quotes where YAML made something else of a text."""
    if violation.keyword != "type" or not violation.message.endswith("must be a string"):
        return violation.message
    value = resolved.data
    for step in violation.path:
        value = value[step]
    return violation.message + (", so quote it" if isinstance(value, bool | int | float) else "")


def _is_told_by_schema(reference: Reference) -> bool:
    """Tell whether the value is no text at all, which only `dependencyOf` has no schema for."""
    is_text = isinstance(reference.value, str) and reference.value
    return reference.field.name != "dependencyOf" and not is_text


def _no_ref(reference: Reference) -> str:
    value, field = reference.value, reference.field
    subject = f"{schemas.dotted(reference.path)} is {schemas.quote(value)}"
    if isinstance(value, str) and value and not field.default_kind and ":" not in value:
        names = " or ".join(f"{kind}:{value}" for kind in field.kinds)
        return f"{subject}, which names no kind: write {names}"
    return f"{subject}, which is no entity reference: write [<kind>:][<namespace>/]<name>"
