"""GP302."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
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
    for verdict in project.verdicts(manifest):
        if verdict.result == "error":
            words = f"policy {verdict.policy} cannot decide: {verdict.message}"
            yield verdict.problem(manifest, words)
