"""From a policy on pods to policies on what makes pods, exactly as Kyverno does it.

Kyverno replaces bytes in the JSON of the policy's spec: whatever reads `object.spec` reads
`object.spec.template.spec` afterwards, in messages too, and `object.kind` or `object.?spec` are
left alone. What it enforces in the cluster is the outcome of that, so that is what is judged here.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

_POD_RULE = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}
_CONTROLLERS = {
    "daemonsets": ("apps", "v1", "defaults"),
    "deployments": ("apps", "v1", "defaults"),
    "replicasets": ("apps", "v1", "defaults"),
    "statefulsets": ("apps", "v1", "defaults"),
    "jobs": ("batch", "v1", "defaults"),
    "cronjobs": ("batch", "v1", "cronjobs"),
}
_TEMPLATES = {"defaults": "spec.template", "cronjobs": "spec.jobTemplate.spec.template"}
EXTRACT = "extract"
"""Controllers that Kyverno does not know by name: their pod templates are looked for."""


def generate(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the specs that Kyverno adds to a policy's, by the way they were made.

    Args:
        spec: a sound ValidatingPolicy's spec.
    """
    constraints = spec.get("matchConstraints") or {}
    if not _applies(constraints):
        return {}
    targets: dict[str, dict[tuple[str, str], set[str]]] = {}
    for name in _chosen(spec):
        controller = _CONTROLLERS.get(name)
        resource = name
        if controller is None:
            resource, version, group = [*name.split(".", 2), "", ""][:3]
            if not (resource and version and group):
                continue
            controller = (group, version, EXTRACT)
        group, version, way = controller
        targets.setdefault(way, {}).setdefault((group, version), set()).add(resource)
    return {way: _generated(spec, way, found) for way, found in sorted(targets.items())}


def _applies(constraints: dict[str, Any]) -> bool:
    selector = constraints.get("objectSelector") or {}
    if selector.get("matchLabels") or selector.get("matchExpressions"):
        return False
    rules = constraints.get("resourceRules") or []
    if constraints.get("excludeResourceRules") or len(rules) != 1 or rules[0].get("resourceNames"):
        return False
    return all(rules[0].get(key) == value for key, value in _POD_RULE.items())


def _chosen(spec: dict[str, Any]) -> list[str]:
    """Return the controllers that a policy names: all that are known if it does not say."""
    controllers = ((spec.get("autogen") or {}).get("podControllers") or {}).get("controllers")
    return list(_CONTROLLERS) if controllers is None else list(controllers)


def _generated(
    spec: dict[str, Any], way: str, targets: dict[tuple[str, str], set[str]]
) -> dict[str, Any]:
    constraints = spec["matchConstraints"]
    operations = constraints["resourceRules"][0].get("operations") or []
    made = copy.deepcopy(spec)
    made["matchConstraints"] = {
        "resourceRules": [
            {
                "apiGroups": [group],
                "apiVersions": [version],
                "resources": sorted(resources),
                "operations": operations,
            }
            for (group, version), resources in sorted(targets.items())
        ],
        "namespaceSelector": constraints.get("namespaceSelector"),
    }
    template = _TEMPLATES.get(way)
    if not template:
        return made
    text = json.dumps(made)
    for field in ("spec", "metadata"):
        for variable in ("object", "oldObject"):
            # The namespace is the controller's: a template mostly has none.
            pattern = rf"{variable}\.{field}(?!\.namespace(?![_a-zA-Z0-9]))"
            text = re.sub(pattern, f"{variable}.{template}.{field}", text)
    rewritten: dict[str, Any] = json.loads(text)
    return rewritten


def pod_templates(resource: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return path and content of whatever in a resource's spec has the shape of a pod template."""
    spec = resource.get("spec")
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(spec, dict):
        _walk(spec, "spec", found)
    return found


def _walk(node: object, path: str, found: list[tuple[str, dict[str, Any]]]) -> None:
    if isinstance(node, dict):
        if _is_template(node):
            found.append((path, node))
            return
        for key, value in node.items():
            _walk(value, f"{path}.{key}", found)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            _walk(value, f"{path}[{index}]", found)


def _is_template(node: dict[str, Any]) -> bool:
    if not isinstance(node.get("metadata", {}), dict) or not isinstance(node.get("spec"), dict):
        return False
    containers = node["spec"].get("containers")
    return (
        bool(containers)
        and isinstance(containers, list)
        and all(
            isinstance(container, dict)
            and isinstance(container.get("name"), str)
            and container["name"]
            and isinstance(container.get("image"), str)
            for container in containers
        )
    )


def pod(template: dict[str, Any], parent: dict[str, Any]) -> dict[str, Any]:
    """Return the pod that a template makes, named like its parent unless it has a name."""
    own = parent.get("metadata") or {}
    metadata = dict(template.get("metadata") or {})
    metadata["name"] = metadata.get("name") or own.get("name", "")
    metadata["namespace"] = metadata.get("namespace") or own.get("namespace", "")
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
