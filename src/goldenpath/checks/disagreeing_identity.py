"""GP601."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind
from goldenpath.outline import KUBERNETES_ID, SELECTOR
from goldenpath.project import RUNNING, labels_of, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path
    from goldenpath.project import Entry, Project

_NAME = "app.kubernetes.io/name"
_JUDGED = RUNNING | {"Service"}


@check("GP601", kinds=frozenset({Kind.BACKSTAGE_ENTITY, Kind.KUBERNETES}), outline=True)
def disagreeing_identity(document: Document, project: Project) -> Iterator[Problem]:
    """A Component and its manifests do not name each other by the same identity.

    The manifests of a repository are those below the folder of its catalog file, rendered charts
    included; judged are what runs something, its Pods, and Services.
    Their label `backstage.io/kubernetes-id` has to be the annotation of that name of a Component
    there, and where both are set `app.kubernetes.io/name` has to be that identity or the
    Component's name.
    Where the label is the Component's name, it is the annotation that errs.
    A Component that is annotated, but that no manifest names, is reported where its annotation
    stands; one with a `backstage.io/kubernetes-label-selector` is found by that instead.

    ## Why
    Backstage finds the Deployments and Pods of a Component by this label alone.
    With another value the Kubernetes tab is empty, and nothing says why.

    ## Example
    ```yaml
    kind: Component
    metadata:
      name: orders
      annotations:
        backstage.io/kubernetes-id: orders
    ---
    kind: Deployment
    metadata:
      name: orders
      labels:
        backstage.io/kubernetes-id: order-service
    ```

    ## Use instead
    Write the same value in both places, the Component's name by convention.
    """
    if document.kind is Kind.BACKSTAGE_ENTITY:
        yield from _unnamed(document, project)
        return
    kind = document.get("kind")
    is_judged = isinstance(kind, str) and kind in _JUDGED
    components = project.components_of(document.source.path) if is_judged else ()
    for path, key, value in labels_of(document) if components else ():
        if key == KUBERNETES_ID and value not in _accepted(components):
            yield Problem(path, _stray(value, components), related=_related(components))
        elif key == _NAME:
            yield from _misnamed(document.get(*path[:-1], KUBERNETES_ID), value, path, components)


def _misnamed(
    identity: object, name: str, path: Path, components: tuple[Entry, ...]
) -> Iterator[Problem]:
    """Report the name beside an identity, unless it is that or the name of its Component."""
    owners = [
        item for item in components if identity is not None and item.kubernetes_id == identity
    ]
    names = {text for item in owners for text in (item.kubernetes_id, item.ref.name)}
    if owners and name not in names:
        text = f"the label {_NAME} is {name!r} on a manifest of {owners[0].ref}: write {identity!r}"
        yield Problem(path, text, related=_related(owners))


def _identities(components: tuple[Entry, ...]) -> set[str]:
    return {item.kubernetes_id for item in components if item.kubernetes_id is not None}


def _accepted(components: tuple[Entry, ...]) -> set[str]:
    """Return the identities of manifests; where label and name agree, the annotation errs."""
    names = {item.ref.name for item in components if item.kubernetes_id is not None}
    return _identities(components) | names


def _stray(value: str, components: tuple[Entry, ...]) -> str:
    known = sorted(_identities(components))
    fact = f"the label {KUBERNETES_ID} is {value!r}"
    if known:
        names = " or ".join(repr(name) for name in known)
        return f"{fact}, but the catalog file's annotation is {names}: make them agree"
    return f"{fact}, but no Component here has that annotation: add it to the catalog file"


def _related(components: list[Entry] | tuple[Entry, ...]) -> tuple[Related, ...]:
    return tuple(Related(f"{item.ref} stands here", item.path, item.span) for item in components)


def _unnamed(document: Document, project: Project) -> Iterator[Problem]:
    """Report an annotation that no manifest has as a label, unless a manifest's is astray."""
    identity = document.get("metadata", "annotations", KUBERNETES_ID)
    ref = ref_of(document) if identity is not None else None
    if ref is None:
        return
    folder = PurePosixPath(document.source.path).parent.as_posix()
    found = project.identities.get(folder)
    if ref.kind != "component" or not isinstance(identity, str) or found is None:
        return
    if document.get("metadata", "annotations", SELECTOR) is not None:
        return
    astray = found - _accepted(project.components[folder])
    if identity in found or astray:
        return
    fact = f"the annotation {KUBERNETES_ID} is {identity!r}, but"
    if ref.name in found:
        text = f"{fact} the manifests here are labelled {ref.name!r}: write that"
    else:
        text = f"{fact} no manifest here has that label: add it to the workloads and their Pods"
    yield Problem(("metadata", "annotations", KUBERNETES_ID), text)
