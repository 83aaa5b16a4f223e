"""GP505."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goldenpath import pipeline
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_HERE = ("./", "$/", "${{")


@check("GP505", kinds=frozenset({Kind.WORKFLOW}))
def unpinned_action(document: Document) -> Iterator[Problem]:
    """A workflow uses an action or a reusable workflow that is not pinned to a commit.

    Pinned is `owner/repository@<full commit>`, and an image by its digest; what lies in the same
    repository has the commit of the workflow itself.

    ## Why
    A tag can be moved, and has been: whoever takes over an action's repository then runs in every
    pipeline that names the tag, with its credentials.

    ## Example
    ```yaml
    - uses: actions/checkout@v7
    ```

    ## Use instead
    ```yaml
    - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
    ```
    Renovate and Dependabot keep commit and comment current.
    """
    for path, name in pipeline.uses(document):
        if name.startswith(_HERE):
            continue
        if name.startswith("docker://"):
            if not _DIGEST.search(name):
                yield Problem(path, f"{name} is not pinned: add the image's digest, @sha256:…")
            continue
        action, at, ref = name.rpartition("@")
        if not at:
            yield Problem(path, f"{name} names no commit: add @ and its full SHA")
        elif not _COMMIT.fullmatch(ref):
            text = f"{action} is pinned to {ref!r}, which can be moved: write the full commit SHA"
            yield Problem(path, text)
