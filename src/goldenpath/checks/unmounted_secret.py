"""GP609."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project

_SUFFIXES = {"Database": "-app"}
"""What the platform adds to the name of a claim for the Secret that it makes of it."""


@check("GP609", kinds=frozenset({Kind.CLAIM}), severity=Severity.WARNING, outline=True)
def unmounted_secret(document: Document, project: Project) -> Iterator[Problem]:
    """Nothing that is deployed with a claim uses the Secret that the claim makes.

    That is `<name>-app` for a Database, or what `spec.writeConnectionSecretToRef` names.
    A workload uses it as a volume or takes variables from it.
    Where nothing is deployed with the claim, nothing is said.

    ## Why
    The database is there, paid for and empty, while the service asks for another one, or waits for
    a Secret that never comes.

    ## Example
    ```yaml
    kind: Database
    metadata:
      name: orders-db
    ---
    kind: Deployment
    spec:
      template:
        spec:
          containers:
            - name: service
              env:
                - name: DATABASE_URL
                  valueFrom:
                    secretKeyRef: {name: orders-app, key: uri}
    ```

    ## Use instead
    ```yaml
                    secretKeyRef: {name: orders-db-app, key: uri}
    ```
    """
    unit = project.wires.unit(document)
    name = _secret(document)
    if unit is None or not name or not unit.pods:
        return
    if not any(name in pods.secrets for pods in unit.pods):
        others = sorted({secret for pods in unit.pods for secret in pods.secrets})
        used = f"they use {', '.join(others)}" if others else "they use none"
        text = f"no workload here uses the Secret {name!r} of this claim: {used}"
        yield Problem(("metadata", "name"), text)


def _secret(document: Document) -> str:
    """Return the name of the Secret that comes of a claim, if one does."""
    named = document.get("spec", "writeConnectionSecretToRef", "name")
    if isinstance(named, str):
        return named
    kind, name = document.get("kind"), document.get("metadata", "name")
    suffix = _SUFFIXES.get(kind) if isinstance(kind, str) else None
    return f"{name}{suffix}" if suffix and isinstance(name, str) else ""
