"""GP508."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath import pipeline
from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path
    from goldenpath.project import Project

_WORDS = {
    "test": "runs no tests",
    "scan": "scans nothing for known holes",
    "sbom": "lists nothing of what is inside (SBOM)",
    "sign": "signs nothing",
    "validate": "does not run goldenpath validate",
}


@check("GP508", kinds=frozenset({Kind.WORKFLOW}), severity=Severity.WARNING)
def incomplete_pipeline(document: Document, project: Project) -> Iterator[Problem]:
    """A workflow publishes an image without one of the steps that make it fit to be run.

    These are tests, a scan for known vulnerabilities, a software bill of materials, a signature,
    and `goldenpath validate`.
    They may stand in the workflow itself, in the reusable workflows and composite actions of the
    same repository that it uses, or in a workflow whose end starts it; where one of these is not
    judged in the same run, nothing is said.
    Where the organisation has sources other than GitHub, whose identity keyless signing needs, an
    unsigned provenance stands for the signature.

    ## Why
    A step that is in another workflow, or only in the template, lets through what it was to stop:
    the image is in the registry whether it fails or not.

    ## Example
    ```yaml
    jobs:
      image:
        steps:
          - uses: docker/build-push-action@c3c9e263c25d99ce0380d002d59b67737d91b0dc # v7.4.0
            with:
              push: true
    ```

    ## Use instead
    Let the job that publishes need the workflow that tests and validates, and scan, describe and
    sign the image before it gets its tag; the golden path's `release.yml` does.
    """
    from goldenpath.delivery import DUTIES  # noqa: PLC0415 - few runs have any

    place = _place(document, project) if pipeline.is_workflow(document.source.path) else None
    if place is None:
        return
    done = project.deliveries.closure(document.source.path)
    if "provenance" in done and any(item.kind != "github" for item in organization().sources):
        done |= {"sign"}
    missing = [_WORDS[duty] for duty in DUTIES if duty not in done]
    if missing:
        *others, last = missing
        words = f"{', '.join(others)} and {last}" if others else last
        yield Problem(place, f"this publishes an image, but the pipeline {words}: add it before")


def _place(document: Document, project: Project) -> Path | None:
    """Return where a workflow publishes an image, if it does and is not a part of others alone."""
    from goldenpath.delivery import called, publishes  # noqa: PLC0415 - few runs have any

    started = document.get("on")
    triggers = [*started] if isinstance(started, dict | list) else [started]
    if triggers == ["workflow_call"]:
        return None
    below = (
        path
        for path, files in called(document)
        if any("publish" in project.deliveries.closure(file) for file in files)
    )
    return publishes(document) or next(below, None)
