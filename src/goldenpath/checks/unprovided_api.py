"""GP205."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind
from goldenpath.project import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check(
    "GP205",
    kinds=frozenset({Kind.BACKSTAGE_ENTITY}),
    severity=Severity.WARNING,
    outline=True,
)
def unprovided_api(document: Document, project: Project) -> Iterator[Problem]:
    """An API is provided by no component.

    A component provides an API when it lists it in `spec.providesApis`; components are looked for
    among the files that are judged, in the organisation's catalog and in that of `--catalog`.
    A warning and no error, since the component may live in another repository.

    ## Why
    Who wants to call the API finds its definition, but neither the service behind it nor the team
    to ask, and a change of the API is announced to nobody.

    ## Example
    ```yaml
    kind: API
    metadata:
      name: orders-api
    ```

    ## Use instead
    ```yaml
    kind: Component
    spec:
      providesApis:
        - orders-api
    ```
    An API that is bought from somebody else is provided by a Component of `type: external`.
    """
    if document.get("kind") != "API":
        return
    ref = ref_of(document)
    if ref is not None and ref not in project.provided:
        text = f"no component provides {ref}: list it in the providesApis of one"
        yield Problem(("metadata", "name"), text)
