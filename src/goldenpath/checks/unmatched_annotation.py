"""GP608."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.outline import APP_NAME, APP_SELECTOR, DASHBOARDS, SELECTOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from goldenpath.project import Project

_TAG = re.compile(r"[\w-]+")


@check("GP608", kinds=frozenset({Kind.BACKSTAGE_ENTITY}), outline=True)
def unmatched_annotation(document: Document, project: Project) -> Iterator[Problem]:
    """An annotation of the catalog finds nothing of what the same repository deploys.

    Judged are `argocd/app-name` and `argocd/app-selector` against the Applications and
    ApplicationSets, `backstage.io/kubernetes-label-selector` against the labels of manifests and
    rendered charts, and `grafana/dashboard-selector`, where it is a tag, against the tags of
    dashboards in ConfigMaps; each where there are any below the folder of the catalog file, and
    that describes no more than one Component.
    Where an operator may make what is selected, a label key that nothing else has proves nothing.

    ## Why
    Backstage looks by these for what it shows of a Component.
    A tab that finds nothing is empty, like that of a service that runs nowhere.

    ## Example
    ```yaml
    kind: Component
    metadata:
      annotations:
        argocd/app-name: order
    ---
    kind: Application
    metadata:
      name: orders
    ```

    ## Use instead
    Write what is deployed: here, `orders`.
    """
    annotations = document.get("metadata", "annotations")
    if len(project.components_of(document.source.path)) > 1:
        return
    for key, value in annotations.items() if isinstance(annotations, dict) else ():
        unmatched = _LOOKS.get(key)
        if unmatched is None or not isinstance(value, str):
            continue
        text = unmatched(value, posixpath.dirname(document.source.path), project)
        if text:
            yield Problem(("metadata", "annotations", key), f"{key} is {value!r}, but {text}")


def _by_name(value: str, folder: str, project: Project) -> str:
    found = project.deliveries.applications_below(folder)
    if not found or any(item.name.fullmatch(value) for item in found):
        return ""
    return f"no Application here has that name: see {found[0].path}"


def _by_label(value: str, folder: str, project: Project) -> str:
    found = project.deliveries.applications_below(folder)
    if not found or any(_has(item.labels, value) for item in found):
        return ""
    return f"no Application here has these labels: see {found[0].path}"


def _by_workload(value: str, folder: str, project: Project) -> str:
    units = project.wires.below(folder)
    labels = [item.labels for unit in units for item in (*unit.pods, *unit.services)]
    if not labels or any(_has(item, value) for item in labels):
        return ""
    keys = {key for item in labels for key in item}
    makers = any(unit.makers for unit in units)
    if makers and not all(part.partition("=")[0] in keys for part in value.split(",")):
        return ""
    return "no manifest here has these labels: make them agree"


def _by_tag(value: str, folder: str, project: Project) -> str:
    tags = {tag for unit in project.wires.below(folder) for tag in unit.tags}
    if not tags or value in tags or not _TAG.fullmatch(value):
        return ""
    return f"the dashboards here are tagged {', '.join(sorted(tags))}: write one of these"


def _has(labels: Mapping[str, str], selector: str) -> bool:
    """Tell whether labels fulfil a selector of `key=value` parts; other parts are no matter."""
    pairs = [part.replace("==", "=").partition("=") for part in selector.split(",")]
    wanted = [(key.strip(), value.strip()) for key, equals, value in pairs if equals]
    plain = [(key, value) for key, value in wanted if not key.endswith("!")]
    return all(labels.get(key) == value for key, value in plain)


_LOOKS: Mapping[str, Callable[[str, str, Project], str]] = {
    APP_NAME: _by_name,
    APP_SELECTOR: _by_label,
    SELECTOR: _by_workload,
    DASHBOARDS: _by_tag,
}
