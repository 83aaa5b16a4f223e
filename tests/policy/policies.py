"""Policies and resources to judge, made of as little as a test needs to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from goldenpath.policy import Admission, Outcome, load

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def policy(*expressions: str, name: str = "rule", **spec: Any) -> dict[str, Any]:
    """Return a ValidatingPolicy on config maps, of expressions that must hold."""
    return {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "ValidatingPolicy",
        "metadata": {"name": name},
        "spec": {
            "matchConstraints": {"resourceRules": [rule("configmaps")]},
            "validations": [{"expression": expression} for expression in expressions],
            **spec,
        },
    }


def rule(resource: str, group: str = "", **more: Any) -> dict[str, Any]:
    """Return a resource rule on a resource of version v1."""
    return {
        "apiGroups": [group],
        "apiVersions": ["v1"],
        "resources": [resource],
        "operations": ["CREATE", "UPDATE", "DELETE"],
        **more,
    }


def config_map(**more: Any) -> dict[str, Any]:
    """Return a config map in the namespace `team`."""
    metadata = {"name": "settings", "namespace": "team", **more.pop("metadata", {})}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, **more}


def pod(**spec: Any) -> dict[str, Any]:
    """Return a pod with one container."""
    containers = [{"name": "app", "image": "registry.acme.example/app:1"}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "app", "namespace": "team"},
        "spec": {"containers": containers, **spec},
    }


def judged(
    documents: Sequence[dict[str, Any]], resource: dict[str, Any], **admission: Any
) -> list[Outcome]:
    """Return the outcomes of policies on a resource."""
    return list(load(documents).judge(Admission(resource, **admission), now=NOW))


def verdict(
    documents: Sequence[dict[str, Any]], resource: dict[str, Any], **admission: Any
) -> tuple[str, str] | None:
    """Return result and message of the only outcome, None if there is none."""
    outcomes = judged(documents, resource, **admission)
    assert len(outcomes) <= 1
    return (outcomes[0].result.value, outcomes[0].message) if outcomes else None
