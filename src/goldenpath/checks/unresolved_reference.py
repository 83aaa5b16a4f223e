"""GP201."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind
from goldenpath.entity.references import COMPLETE_KINDS
from goldenpath.project import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check(
    "GP201",
    kinds=frozenset({Kind.BACKSTAGE_ENTITY}),
    severity=Severity.WARNING,
    outline=True,
)
def unresolved_reference(document: Document, project: Project) -> Iterator[Problem]:
    """A reference names an entity that is neither among the judged files nor in the catalog here.

    A warning and no error: components, APIs, resources and users live in other repositories and
    directories, which a single repository's check does not see.
    Groups, systems and domains do not: see GP202; nor does an API that a component provides: see
    GP206.
    `--catalog` names a catalog in which the others are found.

    ## Why
    Backstage accepts the entity and draws an arrow to nowhere when the name is wrong.

    ## Example
    ```yaml
    spec:
      consumesApis:
        - paymets-api
    ```

    ## Use instead
    ```yaml
    spec:
      consumesApis:
        - payments-api
    ```
    Where the name is right, validate the repositories together.
    """
    for reference in missing(document, project):
        ref, field = reference.ref, reference.field.name
        if ref is not None and ref.kind not in COMPLETE_KINDS and field != "providesApis":
            where = schemas.dotted(reference.path)
            text = f"{where} names {ref}, which was not seen here: make sure that it exists"
            yield Problem(reference.path, text)
