"""Entity refs: `[<kind>:][<namespace>/]<name>`, split as Backstage's catalog model splits them.

The catalog looks for the first `:` and the first `/` and asks only that no part be empty, so
`a/b/c` is the name `b/c` in the namespace `a`: odd, but a ref. Source: `parseEntityRef` of
`@backstage/catalog-model`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

DEFAULT_NAMESPACE = "default"


class EntityRef(NamedTuple):
    """A full ref; compared without regard to case, so all three parts are lower case."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}"


@lru_cache(maxsize=8192)
def parse_ref(
    text: str, default_kind: str | None = None, default_namespace: str = DEFAULT_NAMESPACE
) -> EntityRef | None:
    """Return the ref that `text` names, or None if it is none.

    A ref without a kind needs `default_kind`; one without a namespace gets `default_namespace`.
    Answers are kept: thousands of entities name the same few teams and systems.
    """
    colon, slash = text.find(":"), text.find("/")
    if 0 <= slash < colon:
        colon = -1
    kind = text[:colon] if colon >= 0 else default_kind
    namespace = text[colon + 1 : slash] if slash >= 0 else default_namespace
    name = text[max(colon, slash) + 1 :]
    if not (kind and namespace and name):
        return None
    return EntityRef(kind.lower(), namespace.lower(), name.lower())


def shortest(ref: EntityRef, *, kind: str | None = None) -> str:
    """Return `ref` as people write it where `kind` and the default namespace go without saying."""
    prefix = "" if ref.kind == kind else f"{ref.kind}:"
    namespace = "" if ref.namespace == DEFAULT_NAMESPACE else f"{ref.namespace}/"
    return f"{prefix}{namespace}{ref.name}"
