"""GP501."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP501", kinds=frozenset({Kind.DOCKERFILE}))
def unsound_dockerfile(document: Document) -> Iterator[Problem]:
    r"""Hadolint finds something in a Dockerfile.

    The message begins with hadolint's own name of the rule, such as `DL3008`, or `SC2086` for what
    ShellCheck finds in a script; its documentation explains each.
    Errors and warnings of hadolint are ours as well, everything else is for information.
    A `.hadolint.yaml` in or above the Dockerfile's folder counts, and so does its own comment
    `# hadolint ignore=DL3008`.

    ## Why
    An image is built once and runs everywhere: what is unpinned, left behind or run as root in it
    is in every stage.

    ## Example
    ```dockerfile
    FROM debian:13
    RUN apt-get update && apt-get install curl
    ```

    ## Use instead
    ```dockerfile
    FROM debian:13
    RUN apt-get update && apt-get install --yes --no-install-recommends curl=8.14.1-2 \
        && rm -rf /var/lib/apt/lists/*
    ```
    """
    for fault in document.faults:
        if fault.lint is not None and fault.lint.code == "GP501":
            properties = {"linter": "hadolint", "rule": fault.lint.rule}
            yield Problem(
                (),
                fault.message,
                span=fault.span,
                severity=Severity(fault.lint.severity),
                properties=properties,
            )
