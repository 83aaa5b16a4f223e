"""GP507."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import pipeline
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path


@check("GP507", kinds=frozenset({Kind.WORKFLOW}))
def undeclared_permissions(document: Document) -> Iterator[Problem]:
    """A workflow does not say at its top what its token may do, or lets every job write.

    At the top stands what each job has that says nothing itself: nothing (`{}`) or reading.
    What a job writes, that job says.

    ## Why
    Without it the token may do whatever the organisation's default is, in every job and every
    action of it; a top-level `write` gives the job that only tests the right to push.

    ## Example
    ```yaml
    on: push
    permissions:
      contents: write
    ```

    ## Use instead
    ```yaml
    on: push
    permissions: {}
    jobs:
      promote:
        permissions:
          contents: write # commit the promotion
    ```
    """
    if not (pipeline.is_workflow(document.source.path) and isinstance(document.data, dict)):
        return
    if "permissions" not in document.data:
        jobs = list(pipeline.jobs(document))
        if jobs and not all("permissions" in job for _, job in jobs):
            text = "the workflow declares no permissions: write `permissions: {}` above its jobs"
            yield Problem(("permissions",), text)
    for path in (("permissions",), *((*at, "permissions") for at, _ in pipeline.jobs(document))):
        if document.get(*path) == "write-all":
            yield Problem(path, "write-all lets it do anything: name what is written, one by one")
    yield from _written_by_all(document)


def _written_by_all(document: Document) -> Iterator[Problem]:
    granted = document.get("permissions")
    jobs = list(pipeline.jobs(document))
    for scope, level in granted.items() if isinstance(granted, dict) else ():
        if level == "write" and len(jobs) > 1:
            path: Path = ("permissions", scope)
            text = f"every job may write {scope}: move it to the job that does"
            yield Problem(path, text)
