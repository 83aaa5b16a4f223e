"""GP302."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP302", kinds=frozenset({Kind.KUBERNETES, Kind.CLAIM, Kind.POLICY}))
def undecided_policy(manifest: Document, project: Project) -> Iterator[Problem]:
    """A policy's expression fails on a manifest, so that the policy cannot decide.

    Most often a field has another type than the policy expects.
    What needs a cluster or a registry to be decided is not told here: the report counts it.

    ## Why
    What cannot be decided is refused by the cluster: `failurePolicy: Fail`.

    ## Example
    ```yaml
    kind: Pod
    spec:
      containers: none
    ```

    ## Use instead
    Correct the field that the message names; where the manifest is right, correct the policy.
    """
    from goldenpath.guard.pointing import place  # noqa: PLC0415 - few runs have a manifest

    for verdict in project.guard.verdicts(manifest) if project.guard else ():
        if verdict.result == "error":
            yield Problem(
                place(manifest, verdict.message),
                f"policy {verdict.policy} cannot decide: {verdict.message}",
                severity=None if verdict.action == "Deny" else Severity.WARNING,
                properties=verdict.properties(),
            )
