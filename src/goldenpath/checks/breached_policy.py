"""GP301."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP301", kinds=frozenset({Kind.KUBERNETES, Kind.CLAIM, Kind.POLICY}))
def breached_policy(manifest: Document, project: Project) -> Iterator[Problem]:
    """A manifest breaks a policy of the platform.

    The policies are those of `platform/policies`, the very files that the clusters enforce, or
    those of the folders that `--policies` names.
    A manifest is judged as its stage would judge it: where the policy is only audited there, the
    finding is a warning.
    Its stage is the one that the values it is rendered with are for, else the one that its
    namespace, its label, its folder or its file name, or the one that `--stage` says; where nothing
    says it, the policy holds as it is written.

    ## Why
    The cluster refuses the manifest when it is deployed, which is when it hurts most.

    ## Example
    ```yaml
    kind: Deployment
    spec:
      template:
        spec:
          containers:
            - name: service
              securityContext:
                privileged: true
    ```

    ## Use instead
    Do what the message asks; the policy's page says why, and how to ask for an exception.
    """
    for verdict in project.verdicts(manifest):
        if verdict.result == "fail":
            words = verdict.message or "not allowed"
            yield verdict.problem(manifest, f"{words} ({verdict.policy})")
