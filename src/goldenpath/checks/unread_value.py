"""GP606."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project
    from goldenpath.values import Steps, Values


@check("GP606", kinds=frozenset({Kind.HELM_VALUES}), severity=Severity.WARNING)
def unread_value(document: Document, project: Project) -> Iterator[Problem]:
    """A values file sets what no template of its chart reads.

    Judged are `values.yaml` and `values-<stage>.yaml` beside a `Chart.yaml`.
    What is handed on as a whole is read as a whole, and so is what a subchart gets; where a
    template hands on all values, or includes a helper that is not in the chart's folder, nothing
    is said.

    ## Why
    Helm takes any value and says nothing of those that do nothing: the replicas, the limit or the
    address that somebody wrote down, with a letter too few, never reach the cluster.

    ## Example
    ```yaml
    replicaKount: 3
    ```
    ```yaml
    replicas: {{ .Values.replicaCount }}
    ```

    ## Use instead
    Correct the name, or remove the value.
    A `values.schema.json` with `additionalProperties: false` lets Helm refuse the next one.
    """
    values = project.deliveries.values_at(document.source.path)
    if values is None or not (isinstance(document.data, dict) and values.is_closed):
        return
    for steps in _unread(document.data, (), values):
        name = ".".join(steps)
        text = f"no template reads the value {name}: correct its name, or remove it"
        yield Problem(steps, text, at_key=True)


def _unread(given: dict[str, object], above: Steps, values: Values) -> Iterator[Steps]:
    for key, value in given.items():
        steps = (*above, key)
        read = values.is_read(steps)
        if read is False:
            yield steps
        elif read is None and isinstance(value, dict):
            yield from _unread(value, steps, values)
