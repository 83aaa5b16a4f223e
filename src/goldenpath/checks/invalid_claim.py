"""GP021."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP021", kinds=frozenset({Kind.CLAIM}))
def invalid_claim(document: Document) -> Iterator[Problem]:
    """A claim does not have the shape that the platform's API asks for.

    Judged by the schemas in `schemas/claim`, which are generated from the platform's
    CompositeResourceDefinitions.

    ## Why
    The API server refuses the claim: the database or the environment never comes.

    ## Example
    ```yaml
    kind: Database
    spec:
      engine: postgresql
      size: huge
    ```

    ## Use instead
    ```yaml
    spec:
      engine: postgresql
      size: large
    ```
    `--fix` quotes a number or a boolean where a text must be, and the other way round.
    """
    if not isinstance(document.data, dict):
        if document.data is not None:
            yield Problem((), "the document is no mapping: a claim has apiVersion and kind")
        return
    kind = document.data.get("kind")
    name = str(kind).lower()
    if name not in schemas.names("claim"):
        offered = ", ".join(sorted(schemas.names("claim")))
        yield Problem(("kind",), f"the platform offers no {kind!r}: it offers {offered}")
        return
    for violation in schemas.violations(f"claim/{name}.json", document.data):
        yield Problem(violation.path, violation.message, at_key=violation.at_key)
