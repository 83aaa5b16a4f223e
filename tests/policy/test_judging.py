"""What a policy says of a resource that it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from goldenpath.policy import Admission, Cluster, as_kyverno_reads, load
from tests.policy.policies import NOW, config_map, judged, pod, policy, rule, verdict


def test_first_validation_that_fails_decides() -> None:
    """The outcome tells which validation failed, in the policy's words."""
    validations = [
        {"expression": "true"},
        {"expression": "has(object.data)", "message": "say something"},
        {"expression": "object.nothing == 1"},
    ]
    (outcome,) = judged([policy(validations=validations)], config_map())
    assert ("fail", "say something", 1) == (outcome.result.value, outcome.message, outcome.index)


def test_outcome_carries_what_the_policy_is() -> None:
    """Severity and actions come from the policy, the subject from the resource."""
    document = policy("false", validationActions=["Audit"])
    document["metadata"]["annotations"] = {"policies.kyverno.io/severity": "high"}
    (outcome,) = judged([document], config_map())
    assert ("high", ("Audit",)) == (outcome.severity, outcome.actions)
    subject = outcome.resource
    assert ("v1", "ConfigMap", "team", "settings") == (
        subject.api_version,
        subject.kind,
        subject.namespace,
        subject.name,
    )


@pytest.mark.parametrize(
    ("validation", "message"),
    [
        ({"messageExpression": "'not ' + object.metadata.name"}, "not settings"),
        ({"messageExpression": "object.nothing + ''", "message": "no"},
         "failed to evaluate message expression: no such key: nothing"),
        ({"message": "no"}, "no"),
        ({}, "CEL expression validation failed at index 0"),
    ],
)  # fmt: skip
def test_message_is_the_one_of_kyverno(validation: dict[str, str], message: str) -> None:
    """An expression for the message comes first, and its failure is told."""
    document = policy(validations=[{"expression": "false", **validation}])
    assert ("fail", message) == verdict([document], config_map())


def test_failure_of_an_expression_is_an_error() -> None:
    """What cannot be evaluated on a resource is not passed."""
    assert ("error", "no such key: nothing") == verdict(
        [policy("object.nothing == 1")], config_map()
    )


def test_wrong_policy_is_an_error_of_each_resource() -> None:
    """A policy that cannot be compiled judges nothing, and says why and where."""
    document = policy("true", variables=[{"name": "unused", "expression": "nothing"}])
    found = verdict([document], config_map())
    assert found is not None
    assert found[0] == "error"
    assert found[1].startswith("spec.variables.unused: undeclared reference to 'nothing'")


def test_what_needs_a_cluster_is_said() -> None:
    """A look-up that decides is no verdict; one that decides nothing is no matter."""
    lookup = "resource.Get('v1', 'secrets', 'team', 'a') == null"
    reason = "secrets team/a cannot be had without a cluster"
    assert ("cannot", reason) == verdict([policy(lookup)], config_map())
    assert ("pass", "") == verdict([policy(f"true || {lookup}")], config_map())
    found = verdict([policy("authorizer.allowed()")], config_map())
    assert found is not None
    assert found[0] == "cannot"


def test_conditions_decide_whether_a_policy_speaks() -> None:
    """One that does not hold skips, whatever another one fails of; a failure is an error."""
    no = {"name": "no", "expression": "false"}
    broken = {"name": "broken", "expression": "object.nothing == 1"}
    conditions: list[tuple[list[dict[str, str]], str, str]] = [
        ([no], "Fail", "skip"),
        ([broken, no], "Fail", "skip"),
        ([broken], "Fail", "error"),
        ([broken], "Ignore", "skip"),
    ]
    for given, failure, expected in conditions:
        document = policy("true", matchConditions=given, failurePolicy=failure)
        found = verdict([document], config_map())
        assert found is not None
        assert expected == found[0]


def test_audit_annotations_are_told() -> None:
    """Annotations have values where their expressions do, and an error is one of the policy."""
    annotations = [
        {"key": "name", "valueExpression": "object.metadata.name"},
        {"key": "none", "valueExpression": "''"},
    ]
    (outcome,) = judged([policy("true", auditAnnotations=annotations)], config_map())
    assert {"name": "settings"} == outcome.annotations
    broken = [{"key": "name", "valueExpression": "string(object.nothing)"}]
    found = verdict([policy("true", auditAnnotations=broken)], config_map())
    assert ("error", "no such key: nothing") == found


def test_request_is_the_one_of_an_admission() -> None:
    """The request tells operation, kind, resource, namespace and user; what is empty is absent."""
    expressions = (
        "request.operation == 'CREATE' && request.namespace == 'team'",
        "request.kind.kind == 'ConfigMap' && request.resource.resource == 'configmaps'",
        "request.userInfo.username == 'alice' && !has(request.subResource)",
        "request.object.metadata.name == 'settings' && request.oldObject == null",
        "oldObject == {} && namespaceObject == null",
    )
    user = {"username": "alice"}
    assert ("pass", "") == verdict([policy(*expressions)], config_map(), user=user)


def test_operation_decides_what_there_is() -> None:
    """An update has an old object, and a deletion has nothing else."""
    old = config_map(data={"a": "b"})
    update = policy("has(oldObject.data) && !has(object.data)")
    assert ("pass", "") == verdict([update], config_map(), operation="UPDATE", old=old)
    delete = policy("object == {} && oldObject.metadata.name == 'settings'")
    assert ("pass", "") == verdict([delete], config_map(), operation="DELETE")


def test_document_of_any_kind_is_judged_by_policies_for_json() -> None:
    """A policy in JSON mode needs no request, and one for requests does not meet documents."""
    json_policy = policy("object.from == 'distroless'", evaluation={"mode": "JSON"})
    policies = load([json_policy, policy("false", name="other")])
    outcomes = list(policies.judge_document({"from": "scratch"}, now=NOW))
    assert [("rule", "fail")] == [(o.policy, o.result.value) for o in outcomes]
    assert ["other"] == [o.policy for o in policies.judge(Admission(config_map()), now=NOW)]


def test_stand_ins_answer_look_ups() -> None:
    """With something for a cluster, a look-up has a value."""
    found = config_map(data={"allowed": "settings"})
    cluster = Cluster(resources={("v1", "configmaps", "team", "allowed"): found})
    expression = "resource.Get('v1', 'configmaps', 'team', 'allowed').data.allowed == 'settings'"
    outcomes = load([policy(expression)]).judge(Admission(config_map()), now=NOW, cluster=cluster)
    assert ["pass"] == [outcome.result.value for outcome in outcomes]


def exception(**spec: Any) -> dict[str, Any]:
    """Return an exception from the policy `rule`."""
    return {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "PolicyException",
        "metadata": {"name": "legacy", "namespace": "team", **spec.pop("metadata", {})},
        "spec": {"policyRefs": [{"kind": "ValidatingPolicy", "name": "rule"}], **spec},
    }


def test_exception_exempts() -> None:
    """An exception without conditions skips the policy, or passes it if it says so."""
    document = policy("false")
    message = "rule is skipped due to policy exception: team/legacy"
    assert ("skip", message) == verdict([document, exception()], config_map())
    found = verdict([document, exception(reportResult="pass")], config_map())
    assert found is not None
    assert found[0] == "pass"
    other = exception(policyRefs=[{"kind": "NamespacedValidatingPolicy", "name": "rule"}])
    assert ("fail", "CEL expression validation failed at index 0") == verdict(
        [document, other], config_map()
    )


def test_exception_holds_under_its_conditions() -> None:
    """Conditions narrow an exception; one that fails is an error, unless another one exempts."""
    document = policy("false")
    elsewhere = {"name": "name", "expression": "object.metadata.name == 'other'"}
    broken = {"name": "broken", "expression": "object.nothing == 1"}
    results = {
        "fail": [exception(matchConditions=[elsewhere])],
        "error": [exception(matchConditions=[broken])],
        "skip": [exception(), exception(matchConditions=[broken])],
    }
    for expected, exceptions in results.items():
        found = verdict([document, *exceptions], config_map())
        assert found is not None
        assert expected == found[0]


def test_exception_ends() -> None:
    """An exception is over at its time, and one that soon will be is known."""
    soon = (NOW + timedelta(days=3)).isoformat()
    over = (NOW - timedelta(seconds=1)).isoformat()
    document = policy("false")
    assert ("fail", "CEL expression validation failed at index 0") == verdict(
        [document, exception(expiresAt=over)], config_map()
    )
    found = verdict([document, exception(expiresAt=soon)], config_map())
    assert found is not None
    assert found[0] == "skip"
    loaded = load([exception(expiresAt=soon), exception(expiresAt=over), exception()])
    week, day = timedelta(weeks=1), timedelta(days=1)
    assert [True, False, False] == [e.expires_within(NOW, week) for e in loaded.exceptions]
    assert [False, False, False] == [e.expires_within(NOW, day) for e in loaded.exceptions]


def test_exception_can_allow_values_only() -> None:
    """Images and values that an exception names are for the policy's expressions to consult."""
    document = policy(
        "object.spec.containers.all(c, c.image in exceptions.allowedImages)",
        matchConstraints={"resourceRules": [rule("pods")]},
    )
    image = "registry.acme.example/app:1"
    assert ("fail", "CEL expression validation failed at index 0") == verdict([document], pod())
    assert ("pass", "") == verdict([document, exception(images=[image])], pod())


def test_exception_of_the_highest_priority_decides_how_it_is_told() -> None:
    """Several exceptions are all named, and one says whether it is a pass or a skip."""
    labels = {"labels": {"polex.kyverno.io/priority": "2"}}
    passing = exception(reportResult="pass", metadata={"name": "first", **labels})
    (outcome,) = judged([policy("false"), exception(), passing], config_map())
    assert ("pass", ("team/legacy", "team/first")) == (outcome.result.value, outcome.exceptions)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy"}, "older language"),
        ({"apiVersion": "policies.kyverno.io/v1", "kind": "MutatingPolicy"}, "changes resources"),
        ({"apiVersion": "policies.kyverno.io/v1", "kind": "ValidatingPolicy"}, "metadata.name"),
        (policy(evaluation={"mode": "Envoy"}), "mode 'Envoy'"),
        (policy(validations="x"), "spec.validations must be a list"),
        (policy(validations=[{}]), "spec.validations[0].expression must be a text"),
        (policy(matchConstraints={"resourceRules": [1]}), "resourceRules[0] must be a map"),
        (policy(matchConstraints={"objectSelector": {"matchExpressions": [
            {"key": "a", "operator": "Like", "values": ["b"]}]}}), "operator 'Like'"),
        (policy(autogen={"podControllers": {"controllers": "all"}}), "controllers must be a list"),
        (exception(expiresAt="soon"), "spec.expiresAt must be a time"),
    ],
)  # fmt: skip
def test_what_is_no_policy_here_is_kept_with_the_reason(
    document: dict[str, Any], reason: str
) -> None:
    """A document by which nothing can be judged is neither lost nor taken for one that passes."""
    loaded = load([document])
    assert () == loaded.policies + loaded.exceptions
    assert reason in loaded.unknown[0].reason


def test_what_is_no_policy_at_all_is_ignored() -> None:
    """Other documents, and what is none, are nothing to the engine; lists are opened."""
    others: list[Any] = [config_map(), None, "text", {"kind": 1}, []]
    listed = {"apiVersion": "v1", "kind": "List", "items": [policy("true")]}
    loaded = load([*others, listed])
    assert (1, ()) == (len(loaded.policies), loaded.unknown)


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"metadata": None},
        {"metadata": {"name": 1, "labels": []}, "kind": 2, "apiVersion": []},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": "x"},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"labels": "x"}, "n": 2**80},
    ],
)
def test_resource_of_no_shape_is_judged_all_the_same(resource: dict[str, Any]) -> None:
    """Whatever a manifest is, there is a verdict or an error, and no exception."""
    constraints = {
        "resourceRules": [rule("*")],
        "objectSelector": {"matchLabels": {"a": "b"}},
        "namespaceSelector": {"matchLabels": {"a": "b"}},
    }
    documents = [policy("object.n > 1"), policy("true", name="b", matchConstraints=constraints)]
    results = {outcome.result.value for outcome in judged(documents, resource)}
    assert results <= {"pass", "error"}


def test_kyverno_reads_manifests_its_own_way() -> None:
    """Its command line gives a namespace, empties some nulls and reads numbers as doubles."""
    resource = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "annotations": None},
        "replicas": 1,
        "ready": True,
        "other": [None, 2],
    }
    read = as_kyverno_reads(Admission(resource)).resource
    assert {"name": "a", "namespace": "default", "annotations": {}} == read["metadata"]
    assert [float, bool] == [type(read["replicas"]), type(read["ready"])]
    assert [None, 2.0] == read["other"]
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}}
    assert {"name": "a"} == as_kyverno_reads(Admission(node)).resource["metadata"]
