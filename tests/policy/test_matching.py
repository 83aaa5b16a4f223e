"""Which resources a policy is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.policies import config_map, judged, pod, policy, rule

TEAM = {"kubernetes.io/metadata.name": "team"}


def is_about(constraints: dict[str, Any], resource: dict[str, Any], **admission: Any) -> bool:
    """Return whether a policy with such constraints says anything of a resource."""
    return bool(judged([policy("true", matchConstraints=constraints)], resource, **admission))


@pytest.mark.parametrize(
    ("matching", "resource_rule"),
    [
        (True, rule("configmaps")),
        (True, rule("*")),
        (True, rule("*/*")),
        (True, rule("configmaps/*")),
        (True, rule("configmaps", "*")),
        (True, rule("configmaps", operations=["*"])),
        (True, rule("configmaps", scope="Namespaced")),
        (True, rule("configmaps", resourceNames=["settings"])),
        (False, rule("configmaps", scope="Cluster")),
        (False, rule("configmaps", resourceNames=["others"])),
        (False, rule("configmaps", operations=["UPDATE"])),
        (False, rule("configmaps", operations=[])),
        (False, rule("configmaps", "apps")),
        (False, rule("configmaps/status")),
        (False, rule("pods")),
        (False, rule("configmaps", apiVersions=["v2"])),
    ],
)
def test_rule_is_about_what_it_names(matching: bool, resource_rule: dict[str, Any]) -> None:  # noqa: FBT001
    """A rule matches by group, version, resource, operation, scope and name."""
    assert matching == is_about({"resourceRules": [resource_rule]}, config_map())


def test_subresource_is_matched_by_itself() -> None:
    """A rule on a resource is not one on its parts, and a star is one on all of them."""
    admission = {"subresource": "status"}
    for matching, resource in ((False, "pods"), (True, "pods/status"), (True, "*/status")):
        assert matching == is_about({"resourceRules": [rule(resource)]}, pod(), **admission)


def test_generated_name_is_matched_by_its_start() -> None:
    """A resource without a name yet matches a rule's name that its prefix begins with."""
    resource = config_map()
    resource["metadata"] = {"generateName": "settings-", "namespace": "team"}
    rules = [rule("configmaps", resourceNames=["settings"])]
    assert is_about({"resourceRules": rules}, resource)


def test_exclusion_outweighs_a_rule() -> None:
    """What an exclude rule names is none of the policy's business."""
    constraints = {
        "resourceRules": [rule("configmaps")],
        "excludeResourceRules": [rule("configmaps", resourceNames=["settings"])],
    }
    assert not is_about(constraints, config_map())
    assert is_about(constraints, config_map(metadata={"name": "others"}))


@pytest.mark.parametrize(
    ("matching", "requirement"),
    [
        (True, {"key": "tier", "operator": "In", "values": ["web", "db"]}),
        (False, {"key": "tier", "operator": "In", "values": ["db"]}),
        (True, {"key": "tier", "operator": "NotIn", "values": ["db"]}),
        (True, {"key": "other", "operator": "NotIn", "values": ["db"]}),
        (True, {"key": "tier", "operator": "Exists"}),
        (False, {"key": "other", "operator": "Exists"}),
    ],
)
def test_object_selector_reads_labels(matching: bool, requirement: dict[str, Any]) -> None:  # noqa: FBT001
    """An object selector's requirements are Kubernetes' own."""
    selector = {"matchExpressions": [requirement]}
    constraints = {"resourceRules": [rule("configmaps")], "objectSelector": selector}
    assert matching == is_about(constraints, config_map(metadata={"labels": {"tier": "web"}}))


def test_selector_of_an_absence_holds_of_the_object_that_is_not_there() -> None:
    """Kyverno selects by the old object too, which is empty at a creation."""
    absent = {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}
    constraints = {"resourceRules": [rule("configmaps")], "objectSelector": absent}
    assert is_about(constraints, config_map(metadata={"labels": {"tier": "web"}}))


@pytest.mark.parametrize(
    ("matching", "labels", "namespace"),
    [
        (True, TEAM, None),
        (False, {"stage": "prod"}, None),
        (True, {"stage": "prod"}, {"metadata": {"labels": {"stage": "prod"}}}),
        (False, TEAM, {"metadata": {"labels": {"stage": "prod"}}}),
    ],
)
def test_namespace_selector_reads_the_namespace(
    matching: bool,  # noqa: FBT001
    labels: dict[str, str],
    namespace: dict[str, Any] | None,
) -> None:
    """A namespace of which nothing is known has its name for a label."""
    constraints = {
        "resourceRules": [rule("configmaps")],
        "namespaceSelector": {"matchLabels": labels},
    }
    assert matching == is_about(constraints, config_map(), namespace=namespace)


def test_namespace_is_selected_by_its_own_labels() -> None:
    """A namespace that is created is held against the selector itself."""
    constraints = {
        "resourceRules": [rule("namespaces")],
        "namespaceSelector": {"matchLabels": {"stage": "prod"}},
    }
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}}
    assert not is_about(constraints, namespace)
    namespace["metadata"] = {"name": "team", "labels": {"stage": "prod"}}
    assert is_about(constraints, namespace)


def test_cluster_resource_is_never_exempted_by_a_namespace() -> None:
    """A namespace selector says nothing of what belongs to no namespace."""
    constraints = {
        "resourceRules": [rule("nodes")],
        "namespaceSelector": {"matchLabels": {"stage": "prod"}},
    }
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "one"}}
    assert is_about(constraints, node)


def test_policy_without_constraints_is_about_nothing() -> None:
    """As in Kyverno, a policy must say what it is about."""
    assert [] == judged([policy("true", matchConstraints=None)], config_map())


def test_policy_of_a_namespace_stays_in_it() -> None:
    """A NamespacedValidatingPolicy judges in its own namespace alone."""
    document = policy("false")
    document["kind"] = "NamespacedValidatingPolicy"
    document["metadata"] = {"name": "rule", "namespace": "team"}
    assert 1 == len(judged([document], config_map()))
    assert [] == judged([document], config_map(metadata={"namespace": "other"}))
