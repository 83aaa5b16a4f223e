"""GP020."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import kubernetes
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP020", kinds=frozenset({Kind.KUBERNETES, Kind.POLICY}))
def invalid_manifest(document: Document) -> Iterator[Problem]:
    """A manifest does not have the shape that its API asks for.

    Judged by the schemas of Kubernetes and of the custom resources in `schemas/kubernetes`;
    unknown fields are refused, as by a server-side apply with strict field validation.

    ## Why
    The API server refuses the manifest, or drops the field that it does not know, and the
    deployment is not what the file says.

    ## Example
    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    spec:
      replicas: "3"
    ```

    ## Use instead
    ```yaml
    spec:
      replicas: 3
    ```
    `--fix` quotes a number or a boolean where a text must be, and the other way round.
    """
    if not isinstance(document.data, dict):
        if document.data is not None:
            yield Problem((), "the document is no mapping: a manifest has apiVersion and kind")
        return
    group = str(document.data.get("apiVersion")).rpartition("/")[0]
    if document.kind is Kind.POLICY and group not in kubernetes.groups():
        return  # Kyverno's older kinds are deprecated, and so have no schema here.
    for violation in kubernetes.violations(document.data):
        yield Problem(violation.path, violation.message, at_key=violation.at_key)
