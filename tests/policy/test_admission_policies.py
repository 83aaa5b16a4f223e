"""ValidatingAdmissionPolicies of Kubernetes, and their bindings."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath.policy import Admission, Outcome, load
from tests.policy.policies import NOW, config_map, rule

LIMIT = {"apiVersion": "acme.example/v1", "kind": "Limit"}


def admission_policy(expression: str, **more: Any) -> dict[str, Any]:
    """Return a policy on config maps."""
    constraints = {"resourceRules": [rule("configmaps")]}
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "rule"},
        "spec": {
            "matchConstraints": constraints,
            "validations": [{"expression": expression, **more.pop("validation", {})}],
            **more,
        },
    }


def binding(name: str = "everywhere", **spec: Any) -> dict[str, Any]:
    """Return a binding of the policy `rule`."""
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": "rule", "validationActions": ["Deny"], **spec},
    }


def limit(name: str, maximum: int, **metadata: Any) -> dict[str, Any]:
    """Return a resource that parametrizes a policy."""
    return {**LIMIT, "metadata": {"name": name, **metadata}, "maximum": maximum}


def outcomes(
    *documents: dict[str, Any], params: list[dict[str, Any]] | None = None
) -> list[Outcome]:
    """Return what policies and bindings say of a config map with three entries."""
    admission = Admission(config_map(data={"a": "1", "b": "2", "c": "3"}))
    return list(load(documents).judge(admission, now=NOW, params=params or []))


def test_policy_is_tried_without_a_binding() -> None:
    """A policy that nothing binds is judged as if everything did."""
    assert ["fail"] == [o.result.value for o in outcomes(admission_policy("false"))]


def test_each_binding_judges() -> None:
    """Each binding that is about a resource has an outcome and its own actions."""
    elsewhere = {"namespaceSelector": {"matchLabels": {"stage": "prod"}}}
    found = outcomes(
        admission_policy("false"),
        binding("audit", validationActions=["Audit"]),
        binding("prod", matchResources=elsewhere),
        {**binding("other"), "spec": {"policyName": "other"}},
    )
    assert [("audit", ("Audit",))] == [(o.binding, o.actions) for o in found]


def test_policy_is_about_its_own_constraints_first() -> None:
    """A binding does not widen what its policy is about."""
    document = admission_policy("false")
    document["spec"]["matchConstraints"] = {"resourceRules": [rule("pods")]}
    assert [] == outcomes(document, binding())


def test_old_object_is_null_at_a_creation() -> None:
    """Kubernetes has no old object where Kyverno has an empty one, nor labels of it."""
    assert ["pass"] == [o.result.value for o in outcomes(admission_policy("oldObject == null"))]
    absent = {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}
    document = admission_policy("true")
    document["spec"]["matchConstraints"]["objectSelector"] = absent
    assert [] == outcomes(document)


@pytest.mark.parametrize(
    ("ref", "results"),
    [
        ({"name": "small"}, ["fail"]),
        ({"name": "large"}, ["pass"]),
        ({"name": "large", "namespace": "other"}, ["pass"]),
        ({"selector": {"matchLabels": {"tier": "a"}}}, ["fail"]),
        ({"selector": {}}, ["fail"]),
        ({"name": "none"}, ["fail"]),
        ({"name": "none", "parameterNotFoundAction": "Allow"}, []),
        ({"name": "elsewhere"}, ["fail"]),
    ],
)
def test_parameters_are_found(ref: dict[str, Any], results: list[str]) -> None:
    """A binding names or selects its parameters; all of them must be satisfied, and be there."""
    document = admission_policy("size(object.data) <= params.maximum", paramKind=LIMIT)
    params = [
        limit("small", 2, labels={"tier": "a"}),
        limit("large", 5, labels={"tier": "a"}),
        limit("elsewhere", 5, namespace="other"),
        {**limit("none", 5), "kind": "Other"},
    ]
    found = outcomes(document, binding(paramRef=ref), params=params)
    assert results == [o.result.value for o in found]


@pytest.mark.parametrize(
    ("validation", "message"),
    [
        ({"messageExpression": "'name ' + object.metadata.name"}, "name settings"),
        ({"messageExpression": "string(object.nothing)", "message": "no"}, "no"),
        ({}, "failed expression: false"),
    ],
)
def test_message_is_the_one_of_kubernetes(validation: dict[str, str], message: str) -> None:
    """A message that has no value is replaced by the next best one."""
    (outcome,) = outcomes(admission_policy("false", validation=validation))
    assert message == outcome.message


def test_failure_is_an_error_whatever_the_failure_policy() -> None:
    """To ignore failures is for the cluster: a policy that fails here has not passed."""
    document = admission_policy("object.nothing == 1", failurePolicy="Ignore")
    assert ["error"] == [o.result.value for o in outcomes(document)]


def test_condition_that_does_not_hold_skips() -> None:
    """Match conditions come before everything, and see parameters but no variables."""
    conditions = [{"name": "no", "expression": "false"}]
    document = admission_policy("object.nothing == 1", matchConditions=conditions)
    assert ["skip"] == [o.result.value for o in outcomes(document)]


def test_policy_about_nothing_is_refused() -> None:
    """Kubernetes has no such policy: one that never applies must not look as if it passed."""
    document = admission_policy("true")
    del document["spec"]["matchConstraints"]
    loaded = load([document])
    assert ((), "spec.matchConstraints.resourceRules must say what the policy is about") == (
        loaded.policies,
        loaded.unknown[0].reason,
    )
