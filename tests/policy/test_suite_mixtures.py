"""Suites in which some policies can be judged by, and others cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.policy.policies import config_map, policy, rule
from tests.policy.suites import expected, expecting, refusal, rows, states, write

LABELLED = "has(object.metadata.labels)"


def mutating(resource: str = "configmaps", group: str = "", name: str = "other") -> dict[str, Any]:
    """Return a policy that changes resources."""
    constraints = {"resourceRules": [rule(resource, group)]}
    spec = {"matchConstraints": constraints, "mutations": []}
    return {**policy(name=name), "kind": "MutatingPolicy", "spec": spec}


def older(**what: Any) -> dict[str, Any]:
    """Return a policy in Kyverno's older language, of one rule."""
    return {
        "apiVersion": "kyverno.io/v1",
        "kind": "ClusterPolicy",
        "metadata": {"name": "other"},
        "spec": {"rules": [{"name": "first", **what}]},
    }


@pytest.mark.parametrize("first", [mutating(), older(mutate={})])
def test_resource_that_is_changed_first_is_not_judged(
    tmp_path: Path, first: dict[str, Any]
) -> None:
    """Kyverno judges what a mutating policy makes of a resource, which is not known here."""
    suite = expecting(expected("fail"), expected("pass"))
    file = write(tmp_path, suite=suite, policy=[policy(LABELLED), first], resources=config_map())
    assert ["cannot", "cannot"] == states(file)
    assert "other changes the resource first" in rows(file)[0].reason


@pytest.mark.parametrize("other", [mutating("secrets"), older(validate={})])
def test_resource_that_nothing_changes_is_judged(tmp_path: Path, other: dict[str, Any]) -> None:
    """Policies that change other resources, or none, have no say."""
    suite = expecting(expected("fail"))
    file = write(tmp_path, suite=suite, policy=[policy(LABELLED), other], resources=config_map())
    assert ["passed"] == states(file)


def test_change_of_pods_is_one_of_what_makes_them(tmp_path: Path) -> None:
    """Kyverno derives mutations of controllers from those of pods."""
    judged = policy("true", matchConstraints={"resourceRules": [rule("deployments", "apps")]})
    resource = {**config_map(), "apiVersion": "apps/v1", "kind": "Deployment"}
    file = write(
        tmp_path,
        suite=expecting(expected("pass", "settings", kind="Deployment")),
        policy=[judged, mutating("pods")],
        resources=resource,
    )
    assert ["cannot"] == states(file)


def test_namesake_that_changes_other_resources_has_no_say(tmp_path: Path) -> None:
    """A mutating and a validating policy may have one name: the latter's word counts."""
    suite = expecting(expected("fail"))
    policies = [policy(LABELLED), mutating("secrets", name="rule")]
    assert ["passed"] == states(
        write(tmp_path, suite=suite, policy=policies, resources=config_map())
    )


def test_namesake_of_another_kind_is_told(tmp_path: Path) -> None:
    """An expectation of two policies is met by one, and cannot be judged for the other."""
    deleting = {**policy(), "kind": "DeletingPolicy"}
    file = write(
        tmp_path,
        suite=expecting(expected("fail", "settings")),
        policy=[policy(LABELLED), deleting],
        resources=config_map(),
    )
    assert ["cannot", "passed"] == states(file)


def test_each_resource_that_cannot_be_judged_counts(tmp_path: Path) -> None:
    """An expectation on two resources is two, be they judged or not."""
    suite = expecting({**expected("pass", "settings", "team/settings"), "policy": "other"})
    file = write(tmp_path, suite=suite, policy=mutating(), resources=config_map())
    assert ["settings", "team/settings"] == [row.resource for row in rows(file)]


def test_policy_that_needs_a_cluster_does_not_stop_the_others(tmp_path: Path) -> None:
    """What only a cluster has is told of its policy, and all others are judged."""
    asking = policy("authorizer.path('/healthz').check('get').allowed()", name="asking")
    file = write(
        tmp_path,
        suite=expecting(expected("fail"), {**expected("fail"), "policy": "asking"}),
        policy=[policy(LABELLED), asking],
        resources=config_map(),
    )
    assert ["passed", "cannot"] == states(file)
    assert "only a cluster has an authorizer" in rows(file)[1].reason


def test_malformed_exception_stops_its_suite(tmp_path: Path) -> None:
    """An exception with a misspelt condition exempts from nothing, and is told."""
    exception = {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "PolicyException",
        "metadata": {"name": "mine"},
        "spec": {"policyRefs": [{"kind": "ValidatingPolicy", "name": "rule"}], "conditions": []},
    }
    file = write(
        tmp_path,
        suite=expecting(expected("skip"), exceptions=["exception.yaml"]),
        policy=policy(LABELLED),
        exception=exception,
        resources=config_map(),
    )
    told = f"{file}: PolicyException mine: spec.conditions is no field of it: correct or remove it"
    assert told == refusal(file)


def test_missing_file_is_told_of_its_suite(tmp_path: Path) -> None:
    """Where hundreds of suites are run, it is told which one names what is not there."""
    suite = expecting(expected("fail"), resources=["gone.yaml"])
    file = write(tmp_path, suite=suite, policy=policy(LABELLED))
    assert f"{file}: {tmp_path / 'gone.yaml'} does not exist" == refusal(file)
