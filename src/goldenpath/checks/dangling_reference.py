"""GP202."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from goldenpath import schemas
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.entity.references import COMPLETE_KINDS, references
from goldenpath.entity_ref import shortest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.entity.references import Reference
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
    for reference in references(document):
        ref = reference.ref
        if ref is None or ref.kind not in reference.field.kinds or ref.kind not in COMPLETE_KINDS:
            continue
        if project.entity(ref) is None:
            where = schemas.dotted(reference.path)
            text = f"{where} names {ref}, which does not exist: {_remedy(reference, project)}"
            yield Problem(reference.path, text)


def _remedy(reference: Reference, project: Project) -> str:
    kind = reference.field.default_kind
    wanted = reference.ref
    known = {
        shortest(ref, kind=kind): ref
        for ref in project.entities
        if wanted is not None and ref.kind == wanted.kind
    }
    text = shortest(wanted, kind=kind) if wanted is not None else ""
    close = difflib.get_close_matches(text, known, n=1)
    if close:
        return f"did you mean {known[close[0]]}?"
    return "correct it, or add it to the organisation's goldenpath.yaml"
