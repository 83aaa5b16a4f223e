"""GP610."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goldenpath import pipeline
from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP610", kinds=frozenset({Kind.KUBERNETES, Kind.WORKFLOW}), outline=True)
def missing_stage(document: Document, project: Project) -> Iterator[Problem]:
    """A pipeline or Argo CD names a stage for which the chart has no values file.

    A workflow names a stage where it hands one on (`with: stage:`, a matrix of `stage`), or in an
    `environment` that is one of the organisation's stages.
    An Application or ApplicationSet names the values file itself, also with a gap that the
    elements of a list fill.
    Judged where the chart lies in the same repository and has a values file of some stage.

    ## Why
    The promotion fails when it writes into a file that is not there, or the stage comes up with
    the defaults: one replica, no address, no image.

    ## Example
    ```yaml
    - uses: ./.github/actions/promote
      with:
        stage: stagin
    ```

    ## Use instead
    Correct the stage, or add its `values-<stage>.yaml`.
    """
    if document.kind is Kind.WORKFLOW:
        yield from _unknown_stages(document, project)
    else:
        yield from _absent_files(document, project)


def _unknown_stages(document: Document, project: Project) -> Iterator[Problem]:
    from goldenpath.delivery import stages_named  # noqa: PLC0415 - few runs have any

    root = pipeline.root_of(document.source.path)
    known = project.deliveries.stages_below(root)
    if not known:
        return
    offered = {stage.name for stage in organization().stages}
    for name, path in stages_named(document):
        if name not in known and ("environment" not in path or name in offered):
            text = f"the stage {name!r} has no values file in a chart here: add values-{name}.yaml"
            yield Problem(path, text)


def _absent_files(document: Document, project: Project) -> Iterator[Problem]:
    from goldenpath.delivery import is_below, values_files  # noqa: PLC0415 - few runs have any

    for folder, name, path in values_files(document):
        file, within = posixpath.normpath(name), posixpath.normpath(folder)
        for path_of, chart in project.deliveries.charts.items():
            root = path_of.removesuffix(within).rstrip("/")
            is_it = f"/{path_of}".endswith(f"/{within}") and is_below(document.source.path, root)
            if is_it and "/" not in file and file not in chart.files:
                yield Problem(path, f"there is no {file} in {path_of}: add it, or correct its name")
