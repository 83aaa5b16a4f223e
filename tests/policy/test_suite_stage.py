"""What surrounds the resources of a suite: values, users, exceptions, a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.policy.policies import config_map, policy, rule
from tests.policy.suites import SUITE, expected, expecting, states, write


def test_numbers_are_doubles_as_kyverno_reads_them(tmp_path: Path) -> None:
    """A suite has one verdict with both engines, where an int would have another."""
    file = write(
        tmp_path,
        suite=expecting(expected("pass")),
        policy=policy("type(object.number) == double"),
        resources=config_map(number=1),
    )
    assert ["passed"] == states(file)


def test_namespaces_come_from_values(tmp_path: Path) -> None:
    """Values give namespaces their labels, in the suite or in a file of its own."""
    values = {"namespaceSelector": [{"name": "team", "labels": {"stage": "prod"}}]}
    constraints = {
        "resourceRules": [rule("configmaps")],
        "namespaceSelector": {"matchLabels": {"stage": "prod"}},
    }
    document = policy("namespaceObject.metadata.name == 'team'", matchConstraints=constraints)
    # A label selector's namespace says its name below `metadata`, whatever else it is.
    for more in ({"values": values}, {"variables": "values.yaml"}):
        file = write(
            tmp_path,
            suite=expecting(expected("pass"), **more),
            policy=document,
            resources=config_map(),
            values={"apiVersion": "cli.kyverno.io/v1alpha1", "kind": "Values", **values},
        )
        assert ["passed"] == states(file)


def test_operations_are_simulated(good: Path) -> None:
    """An expectation names the operation of its request, and values that of all others."""
    write(good, policy=policy("request.operation == 'DELETE' && object == {}"))
    one = expecting(expected("pass", "settings", operation="DELETE"), expected("fail", "settings"))
    assert ["passed", "passed"] == states(write(good, suite=one))
    values = {"globalValues": {"request.operation": "DELETE"}}
    all_ = expecting(expected("pass", "settings"), values=values)
    assert ["passed"] == states(write(good, suite=all_))


def test_user_comes_from_a_file(good: Path) -> None:
    """User information is the request's."""
    file = write(
        good,
        suite=expecting(expected("pass", "settings"), userinfo="user.yaml"),
        policy=policy("request.userInfo.username == 'alice'"),
        user={"kind": "UserInfo", "userInfo": {"username": "alice"}},
    )
    assert ["passed"] == states(file)


def test_exceptions_are_honoured(good: Path) -> None:
    """Exceptions that a suite names exempt, as long as they hold."""
    exception = {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "PolicyException",
        "metadata": {"name": "legacy"},
        "spec": {"policyRefs": [{"kind": "ValidatingPolicy", "name": "rule"}]},
    }
    suite = expecting(expected("skip", "other"), exceptions=["exception.yaml"])
    assert ["passed"] == states(write(good, suite=suite, exception=exception))
    exception["spec"]["expiresAt"] = "2020-01-01T00:00:00Z"  # type: ignore[index]
    assert ["failed"] == states(write(good, exception=exception))


def test_payloads_are_judged_by_policies_for_json(tmp_path: Path) -> None:
    """A JSON payload is named by its path, however that is written."""
    file = write(
        tmp_path,
        suite={
            **SUITE,
            "policies": ["policy.yaml"],
            "jsonPayloads": ["./payload.yaml"],
            "results": [expected("fail", "payload.yaml")],
        },
        policy=policy("object.from == 'distroless'", evaluation={"mode": "JSON"}),
        payload={"from": "scratch"},
    )
    assert ["passed"] == states(file)


@pytest.mark.parametrize(
    ("expression", "more"),
    [
        ("resource.get('v1', 'configmaps', 'team', 'a').data.x == 'y'",
         {"context": "cluster.yaml"}),
        ("resource.Get('v1', 'configmaps', 'team', 'a').data.x == 'y'",
         {"clusterResources": ["cluster.yaml"]}),
        ("image.GetMetadata('nginx').tag == 'latest'", {"context": "cluster.yaml"}),
        ("http.Get('https://acme.example').body.x == 'y'", {"apiCallResponses": [
            {"url": "https://acme.example", "response": {"body": {"x": "y"}}}]}),
        ("http.Post('https://acme.example', {}).statusCode == 404", {"apiCallResponses": [
            {"url": "https://acme.example", "method": "POST",
             "response": {"body": {}, "statusCode": 404}}]}),
        ("globalContext.Get('entry', 'names') == ['a']", {"globalContextEntries": [
            {"name": "entry", "data": {"spec": {"all": ["a"]}}, "fieldPath": "spec",
             "projections": [{"name": "names", "path": "all"}]}]}),
        ("globalContext.Get('entry', '')[0].data.x == 'y'", {"globalContextEntries": [
            {"name": "entry", "resourceFiles": ["found.yaml"]}]}),
    ],
)  # fmt: skip
def test_suite_stands_in_for_the_cluster(
    tmp_path: Path, expression: str, more: dict[str, Any]
) -> None:
    """What a suite gives for the cluster is what look-ups find."""
    found = config_map(metadata={"name": "a"}, data={"x": "y"})
    images = [{"image": "nginx", "tag": "latest"}]
    file = write(
        tmp_path,
        suite=expecting(expected("pass", "settings"), **more),
        policy=policy(expression),
        resources=config_map(),
        found=found,
        cluster={"spec": {"resources": [found], "images": images}},
    )
    assert ["passed"] == states(file)


def test_look_up_without_an_answer_is_no_pass(good: Path) -> None:
    """An HTTP request that the suite does not answer cannot be evaluated."""
    write(good, policy=policy("http.Get('https://acme.example').body.x == 'y'"))
    assert ["cannot"] == states(write(good, suite=expecting(expected("pass", "settings"))))
