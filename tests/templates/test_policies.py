"""What is born keeps to the policies that it will be judged by, in every stage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from goldenpath.guardrails import guardrails
from goldenpath.policy import Admission, Cluster, Result, load
from goldenpath.policy.kinds import plural
from tests.organization import EXAMPLES, HERE, ROOT, SYSTEM, example_answers, example_name
from tests.templates.test_chart import helm_render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Newborn = Callable[[dict[str, Any]], Path]

POLICIES = [dict(policy.document) for policy in guardrails(ROOT)]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ENVIRONMENT = ("ResourceQuota", "LimitRange")
"""What the namespace holds before anything is deployed to it: an Environment is born with both."""


def manifests(folder: Path, stage: str) -> Iterator[dict[str, Any]]:
    """Yield what a newborn brings to a stage, in the namespace that Argo CD would give it."""
    namespace = f"{SYSTEM}-{stage}"
    if (folder / "claims").is_dir():
        yield yaml.safe_load((folder / "claims" / f"{stage}.yaml").read_text("utf-8"))
        return
    chart = folder / "deploy" / "chart"
    for document in helm_render(chart, "values.yaml", f"values-{stage}.yaml"):
        document["metadata"].setdefault("namespace", namespace)
        yield document


def cluster(documents: list[dict[str, Any]], namespace: str) -> Cluster:
    """Return a cluster that holds what is deployed together, and what an Environment brings."""
    brought = [
        {"apiVersion": "v1", "kind": kind, "metadata": {"name": kind, "namespace": namespace}}
        for kind in ENVIRONMENT
    ]
    return Cluster(
        resources={
            (
                document["apiVersion"],
                plural(document["kind"]),
                document["metadata"]["namespace"],
                document["metadata"]["name"],
            ): document
            for document in [*documents, *brought]
        }
    )


@pytest.mark.parametrize("stage", [stage.name for stage in HERE.stages])
@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_newborn_breaks_no_policy(newborn: Newborn, example: Path, stage: str) -> None:
    """Each object of each example passes every policy that is about it, lookups included."""
    documents = list(manifests(newborn(example_answers(example)), stage))
    around = cluster(documents, f"{SYSTEM}-{stage}")
    policies = load(POLICIES)
    judged = 0
    for document in documents:
        for outcome in policies.judge(Admission(document), now=NOW, cluster=around):
            judged += outcome.result is Result.PASS
            accepted = {Result.PASS, Result.SKIP}
            if outcome.kind == "ImageValidatingPolicy":
                accepted.add(Result.CANNOT)  # its registry is asked in a cluster
            assert outcome.result in accepted, (document["kind"], outcome.policy, outcome.message)
    assert judged
