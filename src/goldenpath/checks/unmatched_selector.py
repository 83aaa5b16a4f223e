"""GP603."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goldenpath.document import Path
    from goldenpath.project import Project
    from goldenpath.wiring import Pods, Requirement, Selecting, Service, Unit

_ROLES = frozenset(
    {"true", "false", "active", "leader", "master", "primary", "replica", "slave", "standby"}
)
"""Values of labels that a StatefulSet's Pods are given only once they run."""

_COMPARED = 200
"""Workloads that a selector without any is compared with, to say which was meant."""


@check("GP603", kinds=frozenset({Kind.KUBERNETES}), outline=True)
def unmatched_selector(document: Document, project: Project) -> Iterator[Problem]:
    """A selector finds nothing among the workloads that it is deployed with.

    Judged are the selectors of Services, PodDisruptionBudgets and NetworkPolicies, which look for
    Pods, and those of PodMonitors and ServiceMonitors, the latter of which look for Services.
    What is deployed together are the manifests that a chart renders to for one stage, and those of
    a folder; a match anywhere else in the repository counts as well.
    Where nothing is deployed, or where a kustomization adds what cannot be seen here, nothing is
    said; where an operator may make Pods, only of a selector that differs from a workload's labels
    in some of their values.
    A label that a StatefulSet's Pods get while they run, such as a role, is no mismatch.

    ## Why
    Kubernetes accepts any selector.
    A Service that finds no Pod answers nobody, a budget protects nothing, a policy denies nothing
    and a monitor scrapes nothing, and none of them says so.

    ## Example
    ```yaml
    kind: Service
    spec:
      selector:
        app: order
    ---
    kind: Deployment
    spec:
      template:
        metadata:
          labels:
            app: orders
    ```

    ## Use instead
    Write the labels of the Pods into the selector; in a chart, let one helper print both.
    """
    from goldenpath.wiring import selecting  # noqa: PLC0415 - few runs have any

    looked_for = selecting(document)
    unit = project.wires.unit(document) if looked_for else None
    if looked_for is None or unit is None or not unit.pods:
        return
    found: list[Pods] | list[Service]
    offered: list[Pods] | list[Service]
    if looked_for.services:
        found, offered = project.wires.found_services(document, looked_for), unit.services
    else:
        found, offered = project.wires.found_pods(document, looked_for), unit.pods
    closest = _closest(looked_for, offered)
    if found or closest is None or _is_elsewhere(document, unit):
        return
    wrong = [item for item in looked_for.requirements if not item.is_met(closest.labels)]
    if (unit.makers and not _is_near(looked_for, closest)) or _is_role(wrong, closest):
        return
    text = (
        f"the selector {str(looked_for)!r} finds no {'Service' if looked_for.services else 'Pod'}"
    )
    related = (Related(f"{closest} stands here", closest.path, closest.span),)
    yield Problem(_path(document, looked_for, wrong), f"{text}: {_remedy(wrong, closest)}", related)


def _closest(looked_for: Selecting, offered: list[Pods] | list[Service]) -> Pods | Service | None:
    """Return what meets most of the requirements."""

    def met(item: Pods | Service) -> int:
        return sum(requirement.is_met(item.labels) for requirement in looked_for.requirements)

    return max(offered[:_COMPARED], key=met, default=None)


def _is_elsewhere(document: Document, unit: Unit) -> bool:
    """Tell whether it names a namespace in which nothing of this unit is."""
    namespace = document.get("metadata", "namespace")
    places = {item.namespace for item in unit.pods}
    return bool(namespace) and document.index is None and namespace not in places


def _is_near(looked_for: Selecting, closest: Pods | Service) -> bool:
    """Tell whether it has all the labels, and some of the values."""
    positive = [item for item in looked_for.requirements if item.is_positive]
    return all(item.key in closest.labels for item in positive) and any(
        item.is_met(closest.labels) for item in positive
    )


def _is_role(wrong: list[Requirement], closest: Pods | Service) -> bool:
    return closest.kind == "StatefulSet" and all(
        item.is_positive and item.key not in closest.labels and item.values <= _ROLES
        for item in wrong
    )


def _path(document: Document, looked_for: Selecting, wrong: list[Requirement]) -> Path:
    """Return where the first label stands that is not as required."""
    base = looked_for.path
    for key in (item.key for item in wrong):
        for path in ((*base, key), (*base, "matchLabels", key)):
            if document.get(*path) is not None:
                return path
        expressions = document.get(*base, "matchExpressions")
        for index in range(len(expressions) if isinstance(expressions, list) else 0):
            if document.get(*base, "matchExpressions", index, "key") == key:
                return (*base, "matchExpressions", index, "key")
    return base


def _remedy(wrong: list[Requirement], closest: Pods | Service) -> str:
    """Say what would make it find what is closest; all is met where only the namespace differs."""
    if not wrong:
        return f"{closest} has these labels, but is in the namespace {closest.namespace!r}"
    differing = {item.key: closest.labels[item.key] for item in wrong if item.key in closest.labels}
    if differing:
        return f"write {_shown(differing)}, as {closest} has it"
    return f"{closest} has no label {wrong[0].key}: add it there, or leave it out here"


def _shown(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in labels.items())
