"""GP611."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project

_FILE = re.compile(r"values-(?P<stage>[^/]+)\.ya?ml")


@check("GP611", kinds=frozenset({Kind.HELM_VALUES}), severity=Severity.WARNING)
def unnamed_stage(document: Document, project: Project) -> Iterator[Problem]:
    """A chart has values for a stage to which nothing in the repository deploys.

    Neither a pipeline nor an Application or ApplicationSet names the stage, though they name
    others of the same chart.

    ## Why
    Whoever changes these values waits for an effect that never comes; often it is the stage's name
    that is spelled differently in one of the two.

    ## Example
    `values-production.yaml`, where the pipeline promotes to `prod`.

    ## Use instead
    Use the same name in both places, or remove the file.
    """
    folder, _, name = document.source.path.rpartition("/")
    found = _FILE.fullmatch(name)
    chart = project.deliveries.charts.get(folder)
    if found is None or chart is None:
        return
    named = project.deliveries.stages_named(folder)
    if named & chart.stages and found["stage"] not in named:
        others = ", ".join(sorted(named & chart.stages))
        text = f"nothing here deploys to the stage {found['stage']!r}, only to {others}"
        yield Problem((), f"{text}: use the same name, or remove this file")
