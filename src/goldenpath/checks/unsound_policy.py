"""GP305."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP305", kinds=frozenset({Kind.POLICY}))
def unsound_policy(policy: Document, project: Project) -> Iterator[Problem]:
    """A policy cannot be compiled, or is not built like one.

    ## Why
    The cluster refuses it, or refuses every manifest that it is about.

    ## Example
    ```yaml
    kind: ValidatingPolicy
    spec:
      validations:
        - expression: object.metadata.name ==
    ```

    ## Use instead
    Correct what the message quotes, and run `goldenpath policy test` on the policy's folder.
    """
    for flaw in project.guard.flaws(policy) if project.guard else ():
        yield Problem(("spec",), " ".join(flaw.split()), at_key=True)
