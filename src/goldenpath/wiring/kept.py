"""What is kept of a manifest so that it can be wired to others: the same that is asked of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goldenpath.wiring.facts import INJECTED, dashboard_tags
from goldenpath.wiring.kustomize import NAMES

if TYPE_CHECKING:
    from goldenpath.document import Document

_SPEC = (
    *("type", "selector", "namespaceSelector", "podSelector", "ingress", "ports", "endpoints"),
    *("podMetricsEndpoints", "rules", "defaultBackend", "writeConnectionSecretToRef"),
)
"""Whom a manifest selects, which ports it leads to, and what comes of it."""
_TEMPLATES = ("template", "jobTemplate", "jobTargetRef")
_CONTAINERS = ("containers", "initContainers")
_OF_CONTAINERS = (
    *("name", "image", "env", "envFrom", "ports", "restartPolicy"),
    *("livenessProbe", "readinessProbe", "startupProbe"),
)
_WHOLE = frozenset({"Application", "ApplicationSet"})
"""Kinds of Argo CD, of which there are few and most is asked."""


def wired(document: Document) -> dict[str, Any]:
    """Return the parts of a manifest's data by which it is wired to others."""
    data: dict[str, Any] = document.data
    kind = data.get("kind")
    if (isinstance(kind, str) and kind in _WHOLE) or document.source.path.endswith(tuple(NAMES)):
        return data
    if kind == "ConfigMap":
        tags = list(dashboard_tags(document))
        return {"data": {"dashboard": json.dumps({"panels": [], "tags": tags})}} if tags else {}
    spec = data.get("spec")
    return {"spec": _of_spec(spec)} if isinstance(spec, dict) else {}


def _of_spec(spec: dict[str, Any]) -> dict[str, Any]:
    kept = {key: spec[key] for key in _SPEC if key in spec}
    for key in _TEMPLATES:
        template = spec.get(key)
        if isinstance(template, dict):
            kept[key] = _of_template(template)
    for key in _CONTAINERS:
        items = spec.get(key)
        if isinstance(items, list):
            kept[key] = [_of_container(item) for item in items]
    volumes = spec.get("volumes")
    if isinstance(volumes, list) and "containers" in kept:
        kept["volumes"] = volumes
    return kept


def _of_template(template: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    metadata, spec = template.get("metadata"), template.get("spec")
    if isinstance(metadata, dict):
        annotations = metadata.get("annotations")
        asked = {
            key: value
            for key, value in (annotations.items() if isinstance(annotations, dict) else ())
            if any(part in key for part in INJECTED)
        }
        kept["metadata"] = {"labels": metadata.get("labels"), "annotations": asked}
    if isinstance(spec, dict):
        kept["spec"] = _of_spec(spec)
    if isinstance(template.get("template"), dict):
        kept["template"] = _of_template(template["template"])
    return kept


def _of_container(container: Any) -> Any:  # noqa: ANN401 - any YAML value
    if not isinstance(container, dict):
        return None
    return {name: container[name] for name in _OF_CONTAINERS if name in container}
