"""Policies on pods, and what Kyverno makes of them for controllers."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath.policy import load
from tests.policy.policies import judged, pod, policy, rule

LATEST = "object.spec.containers.all(c, !c.image.endsWith(':latest'))"


def on_pods(*expressions: str, **spec: Any) -> dict[str, Any]:
    """Return a policy on pods."""
    return policy(*expressions, **{"matchConstraints": {"resourceRules": [rule("pods")]}, **spec})


def controller(kind: str, image: str = "registry.acme.example/app:latest") -> dict[str, Any]:
    """Return a controller of pods with an image."""
    group = "batch" if kind in ("Job", "CronJob") else "apps"
    template = {"spec": {"containers": [{"name": "app", "image": image}]}}
    spec: dict[str, Any] = {"template": template}
    if kind == "CronJob":
        spec = {"jobTemplate": {"spec": spec}}
    metadata = {"name": "app", "namespace": "team"}
    return {"apiVersion": f"{group}/v1", "kind": kind, "metadata": metadata, "spec": spec}


@pytest.mark.parametrize(
    "kind", ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]
)
def test_policy_on_pods_is_about_their_controllers(kind: str) -> None:
    """A policy that does not say otherwise judges the pod template of every controller."""
    good = controller(kind, "registry.acme.example/app:1")
    assert ["fail"] == [o.result.value for o in judged([on_pods(LATEST)], controller(kind))]
    assert ["pass"] == [o.result.value for o in judged([on_pods(LATEST)], good)]


def test_outcome_tells_how_its_spec_was_made() -> None:
    """What was generated says so; what the policy says itself does not."""
    ways = [
        judged([on_pods(LATEST)], resource)[0].way
        for resource in (pod(), controller("Job"), controller("CronJob"))
    ]
    assert ["", "defaults", "cronjobs"] == ways


@pytest.mark.parametrize(
    "constraints",
    [
        {"resourceRules": [rule("pods"), rule("services")]},
        {"resourceRules": [rule("pods", resourceNames=["app"])]},
        {"resourceRules": [{**rule("pods"), "resources": ["pods", "services"]}]},
        {"resourceRules": [rule("pods", "*")]},
        {"resourceRules": [rule("pods")], "excludeResourceRules": [rule("services")]},
        {"resourceRules": [rule("pods")], "objectSelector": {"matchLabels": {"a": "b"}}},
    ],
)
def test_particular_policy_is_not_generated(constraints: dict[str, Any]) -> None:
    """Whatever is about more or less than pods stays as it is."""
    assert [] == judged([on_pods(LATEST, matchConstraints=constraints)], controller("Deployment"))


def test_policy_names_its_controllers() -> None:
    """Only the controllers that are named are generated, none if the list is empty."""
    named = {"podControllers": {"controllers": ["deployments"]}}
    assert 1 == len(judged([on_pods(LATEST, autogen=named)], controller("Deployment")))
    assert [] == judged([on_pods(LATEST, autogen=named)], controller("Job"))
    none: dict[str, Any] = {"podControllers": {"controllers": []}}
    assert [] == judged([on_pods(LATEST, autogen=none)], controller("Deployment"))


@pytest.mark.parametrize(
    ("written", "generated"),
    [
        ("object.spec.x == oldObject.spec.y",
         "object.spec.template.spec.x == oldObject.spec.template.spec.y"),
        ("object.metadata.labels.a == ''", "object.spec.template.metadata.labels.a == ''"),
        ("object.metadata.namespace == ''", "object.metadata.namespace == ''"),
        ("object.metadata.namespaces == ''", "object.spec.template.metadata.namespaces == ''"),
        ("object.?spec.x == object.kind", "object.?spec.x == object.kind"),
        ("object['spec'].x == ''", "object['spec'].x == ''"),
        ("'object.spec' == ''", "'object.spec.template.spec' == ''"),
    ],
)  # fmt: skip
def test_bytes_are_replaced_as_kyverno_does(written: str, generated: str) -> None:
    """What is rewritten and what is not is Kyverno's decision, texts included."""
    rules = load([on_pods(written)]).policies[0].rules
    made = {each.way: each.spec["validations"][0]["expression"] for each in rules}
    assert generated == made["defaults"]


def test_operations_and_namespaces_are_kept() -> None:
    """A generated policy is about the same operations and namespaces."""
    selector = {"matchLabels": {"stage": "prod"}}
    constraints = {
        "resourceRules": [rule("pods", operations=["UPDATE"])],
        "namespaceSelector": selector,
    }
    document = on_pods(LATEST, matchConstraints=constraints)
    prod = {"metadata": {"labels": {"stage": "prod"}}}
    resource = controller("Deployment")
    assert [] == judged([document], resource, namespace=prod)
    assert [] == judged([document], resource, operation="UPDATE")
    assert 1 == len(judged([document], resource, operation="UPDATE", namespace=prod))


def test_custom_workload_is_searched_for_pod_templates() -> None:
    """A controller that Kyverno does not know is judged by each pod that it makes."""
    names = {"podControllers": {"controllers": ["trainings.v1.ml.acme.example"]}}
    document = on_pods(f"{LATEST} && object.metadata.namespace == 'team'", autogen=names)
    template = controller("Deployment")["spec"]["template"]
    good = controller("Deployment", "app:1")["spec"]["template"]
    resource = {
        "apiVersion": "ml.acme.example/v1",
        "kind": "Training",
        "metadata": {"name": "model", "namespace": "team"},
        "spec": {"workers": [{"template": good}, {"template": template}]},
    }
    (outcome,) = judged([document], resource)
    assert "fail" == outcome.result.value
    assert "(pod template at spec.workers[1].template)" in outcome.message
    resource["spec"] = {"workers": [{"template": good}]}
    assert ["pass"] == [o.result.value for o in judged([document], resource)]
    resource["spec"] = {"workers": []}
    assert ["error"] == [o.result.value for o in judged([document], resource)]
