"""GP607."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP607", kinds=frozenset({Kind.HELM_TEMPLATE}), severity=Severity.WARNING)
def undefined_value(document: Document, project: Project) -> Iterator[Problem]:
    """A template uses a value that is never defined.

    Neither `values.yaml` nor the values file of a stage gives it, and `values.schema.json` does
    not know it.
    What a template asks for before (`if`, `with`, `range`, `hasKey`), has a default for or
    requires is optional or told by Helm itself, and not judged.

    ## Why
    Helm prints nothing for it: the image has no tag, the label no value, and only in the stage
    that lacks it.

    ## Example
    ```yaml
    image:
      repository: ghcr.io/acme/orders
    ```
    ```yaml
    image: {{ .Values.image.repository }}:{{ .Values.image.version }}
    ```

    ## Use instead
    Define it in `values.yaml`, or correct its name in the template.
    """
    values = project.deliveries.values_at(document.source.path)
    from goldenpath.values import place  # noqa: PLC0415 - few runs have a chart

    if values is None or values.is_library or document.faults:
        return
    name = PurePosixPath(document.source.path).relative_to(values.folder.as_posix()).as_posix()
    for use, lacking in values.undefined(name):
        where = "is never defined"
        if len(lacking) < len(values.stages):
            where = f"is not defined for {', '.join(lacking)}"
        text = (
            f"the value {'.'.join(use.steps)} {where}: add it to values.yaml, or correct its name"
        )
        yield Problem((), text, span=place(use, document.source))
