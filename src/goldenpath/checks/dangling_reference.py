"""GP202."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity.references import COMPLETE_KINDS
from goldenpath.entity_ref import shortest
from goldenpath.project import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.entity_ref import EntityRef
    from goldenpath.project import Project


@check("GP202", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), outline=True)
def dangling_reference(document: Document, project: Project) -> Iterator[Problem]:
    """A reference names a group, a system or a domain that does not exist.

    Teams, systems and domains are kept in one place, the organisation's own catalog, so what is
    neither there nor among the files that are judged exists nowhere.
    For other kinds see GP201.

    ## Why
    Backstage accepts the entity and shows a missing owner or a missing system; whoever looks for
    the team to call finds an error page.

    ## Example
    ```yaml
    spec:
      owner: group:default/chekout
    ```

    ## Use instead
    ```yaml
    spec:
      owner: group:default/checkout
    ```
    A new team, system or domain is added to `goldenpath.yaml` of the platform's repository.
    """
    for reference in missing(document, project):
        ref = reference.ref
        if ref is not None and ref.kind in COMPLETE_KINDS:
            remedy = _remedy(ref, reference.field.default_kind, project)
            where = schemas.dotted(reference.path)
            yield Problem(reference.path, f"{where} names {ref}, which does not exist: {remedy}")


@lru_cache(maxsize=1024)
def _remedy(ref: EntityRef, kind: str | None, project: Project) -> str:
    """Say what was meant by `ref`; a misspelled team is misspelled in many places."""
    known = _known(ref.kind, kind, project)
    close = difflib.get_close_matches(shortest(ref, kind=kind)[:100], known, n=1)
    if close:
        return f"did you mean {known[close[0]]}?"
    return "correct it, or add it to the organisation's goldenpath.yaml"


@lru_cache(maxsize=16)
def _known(wanted: str, kind: str | None, project: Project) -> dict[str, EntityRef]:
    return {shortest(ref, kind=kind): ref for ref in project.entities if ref.kind == wanted}
