"""What the platform deploys keeps to the policies that it deploys, in every stage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from goldenpath.guardrails import EXCEPTIONS, guardrails
from goldenpath.policy import Admission, Cluster, Result, load
from goldenpath.policy.kinds import plural
from tests.deployment.derived import STAGES, here, render
from tests.organization import HERE, ROOT

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ENVIRONMENT = ("ResourceQuota", "LimitRange")
"""What the namespace holds before anything is deployed to it: an Environment is born with both."""

UNDECIDABLE = {"require-signed-images", "require-attestations"}
"""They ask the registry; of the claims, the other claims of a team are asked of the cluster."""


def manifests(stage: str) -> list[dict[str, Any]]:
    """Return all that Argo CD brings to the portal's namespaces in a stage."""
    return [
        *here(f"platform/cloudnativepg/{stage}"),
        *(one for one in here("platform/environments") if one["spec"]["stage"] == stage),
        *render(stage),
    ]


def cluster(found: list[dict[str, Any]]) -> Cluster:
    """Return a cluster that holds what is deployed together, and what an Environment brings."""
    namespace = f"{HERE.platform.system}-"
    namespaces = {one["metadata"].get("namespace", "") for one in found}
    brought = [
        {"apiVersion": "v1", "kind": kind, "metadata": {"name": kind, "namespace": name}}
        for kind in ENVIRONMENT
        for name in namespaces
        if name.startswith(namespace)
    ]
    return Cluster(
        resources={
            (one["apiVersion"], plural(one["kind"]), one["metadata"].get("namespace", ""),
             one["metadata"]["name"]): one
            for one in [*found, *brought]
        }
    )  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_platform_breaks_no_policy(stage: str) -> None:
    """Each object passes every policy that is about it, lookups included, without an exception."""
    found = manifests(stage)
    around = cluster(found)
    policies = load([dict(policy.document) for policy in guardrails(ROOT)])
    judged: set[str] = set()
    for document in found:
        for outcome in policies.judge(Admission(document), now=NOW, cluster=around):
            if outcome.result is Result.PASS:
                judged.add(outcome.policy)
            if outcome.policy not in UNDECIDABLE:
                accepted = outcome.result in {Result.PASS, Result.SKIP}
                assert accepted, (document["kind"], outcome.policy, outcome.message)
    assert {"require-labels", "require-network-policy", "restrict-route-hostnames"} <= judged


def test_exceptions_end_or_say_why_not() -> None:
    """No policy is left out for good without a word: an exception expires, or says why it stays."""
    files = sorted((ROOT / EXCEPTIONS).glob("*/exception.yaml"))
    assert files
    for file in files:
        document = yaml.safe_load(file.read_text("utf-8"))
        annotations = document["metadata"].get("annotations", {})
        stays = annotations.get("goldenpath/permanent")
        ends = document["spec"].get("expiresAt") and annotations.get("goldenpath/reason")
        assert stays or ends, file
