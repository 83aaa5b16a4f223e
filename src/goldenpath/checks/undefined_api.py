"""GP206."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.project import missing, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project

_EMPTY = frozenset({"", "{}", "[]", "---", "null", "~"})
"""Definitions that Backstage takes, and that define nothing."""


@check("GP206", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), outline=True)
def undefined_api(document: Document, project: Project) -> Iterator[Problem]:
    """A component provides an API that has no definition.

    Either no API entity of that name exists, among the files that are judged, in the
    organisation's catalog or in that of `--catalog`; or its `spec.definition` is empty.

    ## Why
    Backstage accepts both.
    The component's API tab is then empty: who wants to call the service does not learn how.

    ## Example
    ```yaml
    kind: Component
    spec:
      providesApis:
        - orders-api
    ```

    ## Use instead
    ```yaml
    kind: API
    metadata:
      name: orders-api
    spec:
      type: openapi
      definition:
        $text: ./api/openapi.yaml
    ```
    """
    for reference in missing(document, project):
        if reference.field.name == "providesApis":
            where = schemas.dotted(reference.path)
            text = f"{where} names {reference.ref}, which no API entity defines: add one"
            yield Problem(reference.path, text)
    if document.get("kind") == "API" and document.get("spec", "definition") in _EMPTY:
        ref = ref_of(document)
        if ref in project.provided:
            text = f"the definition of {ref} is empty: write it, or name its file with $text"
            yield Problem(("spec", "definition"), text)
