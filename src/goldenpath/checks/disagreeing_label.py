"""GP602."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind
from goldenpath.organization import organization
from goldenpath.outline import KUBERNETES_ID
from goldenpath.project import entry_of, labels_of, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Entry, Project


@check(
    "GP602",
    kinds=frozenset({Kind.BACKSTAGE_ENTITY, Kind.CLAIM, Kind.KUBERNETES}),
    outline=True,
)
def disagreeing_label(document: Document, project: Project) -> Iterator[Problem]:
    """A label of the organisation says something else than the catalog.

    On an entity, `<label prefix>/team` is the name of its `spec.owner` and `<label prefix>/system`
    the name of its `spec.system`.
    On a manifest, both and `<label prefix>/cost-center` are those of the Component that it belongs
    to: the one in the nearest folder above it with a catalog file, or that of its
    `backstage.io/kubernetes-id` where there are several.
    An owner or a system that does not exist proves nothing: GP202 tells of it, and labels wait.

    ## Why
    Alerts are routed, costs are charged and dashboards are filtered by these labels.
    When a service changes hands and its labels do not, the former team is called at night.

    ## Example
    ```yaml
    metadata:
      labels:
        acme.example/team: fulfilment
    spec:
      owner: group:default/checkout
    ```

    ## Use instead
    ```yaml
    metadata:
      labels:
        acme.example/team: checkout
    spec:
      owner: group:default/checkout
    ```
    `--fix` writes into the label what the catalog says.
    """
    if document.kind is not Kind.BACKSTAGE_ENTITY:
        entry = _component(document, project)
    else:
        entry = _own(document, project) if document.get("metadata", "labels") else None
    if entry is None:
        return
    expected = _expected(entry, project)
    for path, key, value in labels_of(document):
        wanted, reason = expected.get(key, (value, ""))
        if value.lower() != wanted.lower():
            text = f"the label {key} is {value!r}, but {entry.ref} {reason}: write {wanted!r}"
            yield Problem(path, text, related=_related(document, entry))


def _own(document: Document, project: Project) -> Entry | None:
    """Return the entry of an entity; the index holds it unless another one has the same ref."""
    ref = ref_of(document)
    entry = project.entity(ref) if ref is not None else None
    is_it = entry and (entry.path, entry.document) == (document.source.path, document.index)
    return entry if is_it else entry_of(document)


def _component(document: Document, project: Project) -> Entry | None:
    path = document.source.path
    identity = document.get("metadata", "labels", KUBERNETES_ID)
    for component in project.components_of(path) if identity is not None else ():
        if component.kubernetes_id == identity:
            return component
    return project.component_of(path)


def _expected(entry: Entry, project: Project) -> dict[str, tuple[str, str]]:
    """Return for each label its value and, in words, why it has to be that.

    An owner or a system that does not exist proves nothing about a label: GP202 tells of it.
    """
    prefix = organization().label_prefix
    expected: dict[str, tuple[str, str]] = {}
    if entry.owner is not None and project.entity(entry.owner):
        expected[f"{prefix}/team"] = (entry.owner.name, f"is owned by {entry.owner}")
    if entry.system is not None and project.entity(entry.system):
        expected[f"{prefix}/system"] = (entry.system.name, f"is part of {entry.system}")
    cost_center = entry.labels.get(f"{prefix}/cost-center")
    if cost_center is not None:
        expected[f"{prefix}/cost-center"] = (cost_center, f"is charged to {cost_center}")
    return expected


def _related(document: Document, entry: Entry) -> tuple[Related, ...]:
    if document.kind is Kind.BACKSTAGE_ENTITY:
        return ()
    return (Related(f"{entry.ref} stands here", entry.path, entry.span),)
