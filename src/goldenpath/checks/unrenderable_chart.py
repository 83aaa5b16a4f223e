"""GP010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("GP010", kinds=frozenset({Kind.HELM_TEMPLATE, Kind.HELM_CHART}))
def unrenderable_chart(document: Document) -> Iterator[Problem]:
    """Helm cannot render a chart, or what it renders is no YAML.

    ## Why
    Argo CD renders the chart with the same engine: it would stop to sync the service.

    ## Example
    ```yaml
    replicas: {{ .Values.replicaCount | toYamll }}
    ```

    ## Use instead
    Correct the template that is named.
    The message is Helm's own, and the stages are those whose values lead there.
    """
    for fault in document.faults:
        if fault.flaw is Flaw.CHART:
            yield Problem((), fault.message, span=fault.span)
