"""Fields that documents of policies do not have: refused, and never overlooked."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath.policy import load
from tests.policy.policies import policy, rule

BINDING = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicyBinding",
    "metadata": {"name": "binding"},
}
EXCEPTION = {
    "apiVersion": "policies.kyverno.io/v1",
    "kind": "PolicyException",
    "metadata": {"name": "exception"},
}
REFS = [{"kind": "ValidatingPolicy", "name": "rule"}]


def admission(**spec: Any) -> dict[str, Any]:
    """Return a ValidatingAdmissionPolicy."""
    version = {"apiVersion": BINDING["apiVersion"], "kind": "ValidatingAdmissionPolicy"}
    return {**policy("true", **spec), **version}


def reasons(document: dict[str, Any]) -> list[str]:
    """Return why nothing can be judged by a document."""
    return [entry.reason for entry in load([document]).unknown]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({**policy("true"), "specs": {}}, "specs"),
        ({**policy("true"), "metadata": {"name": "rule", "title": "x"}}, "metadata.title"),
        (policy("true", generation={}), "spec.generation"),
        (policy("true", paramKind={}), "spec.paramKind"),
        (policy("true", autogen={"podController": {}}), "spec.autogen.podController"),
        (
            policy("true", evaluation={"background": {"enable": True}}),
            "spec.evaluation.background.enable",
        ),
        (
            policy("true", variables=[{"name": "a", "expression": "1", "note": "x"}]),
            "spec.variables[0].note",
        ),
        (
            policy("true", matchConstraints={"resourceRules": [rule("pods", names=[])]}),
            "spec.matchConstraints.resourceRules[0].names",
        ),
        (
            policy("true", webhookConfiguration={"failurePolicy": "Fail"}),
            "spec.webhookConfiguration.failurePolicy",
        ),
        (admission(validationActions=["Deny"]), "spec.validationActions"),
        ({**BINDING, "spec": {"policyName": "rule", "params": {}}}, "spec.params"),
        ({**EXCEPTION, "spec": {"policyRefs": REFS, "conditions": []}}, "spec.conditions"),
        (
            {**EXCEPTION, "spec": {"policyRefs": [{**REFS[0], "rule": "x"}]}},
            "spec.policyRefs[0].rule",
        ),
    ],
)
def test_field_that_there_is_not_is_refused(document: dict[str, Any], field: str) -> None:
    """A misspelt field is told with its place, at any depth of any document."""
    assert [f"{field} is no field of it: correct or remove it"] == reasons(document)


def test_every_field_of_a_policy_is_one() -> None:
    """What may stand in a ValidatingPolicy is taken, a status from a cluster included."""
    given = policy(
        "true",
        autogen={
            "podControllers": {"controllers": []},
            "validatingAdmissionPolicy": {"enabled": False},
        },
        evaluation={"admission": {"enabled": True}, "background": {"enabled": True}},
        webhookConfiguration={"timeoutSeconds": 10},
        auditAnnotations=[{"key": "a", "valueExpression": "'b'"}],
        validationActions=["Audit"],
    )
    labels = {"labels": {"a": "b"}, "finalizers": []}
    assert [] == reasons({**given, "metadata": {"name": "rule", **labels}, "status": {"ready": 1}})


def test_annotations_are_texts() -> None:
    """A number among annotations is refused: no API server takes the policy."""
    metadata = {"name": "rule", "annotations": {"minversion": 1.30}}
    assert ["metadata.annotations['minversion'] must be a text"] == reasons(
        {**policy("true"), "metadata": metadata}
    )
