"""What the platform's policies are compared on: their own resources, newborns, and mutants."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from goldenpath.guardrails import EXCEPTIONS, Guardrail
from goldenpath.policy.suite.files import documents
from tests.conftest import ROOT
from tests.newborns import Newborn
from tests.organization import EXAMPLES, HERE, SYSTEM, example_answers
from tests.templates.test_policies import ENVIRONMENT, manifests

DEFINITION = "CustomResourceDefinition"
HELD = "cluster.yaml"
"""The file in a policy's folder of what the cluster holds."""
EXCEPTED = "goldenpath/excepted"
"""The label of what the exceptions of `exceptions` are from; it says until when."""
FOREVER, ENDED = "forever", "ended"
MARKS = {EXCEPTED: (FOREVER, ENDED)}


def own(policies: Iterable[Guardrail]) -> Iterator[dict[str, Any]]:
    """Yield the good and the bad resources of policies, one of those that differ by name alone."""
    seen = set()
    for path, document in _beside(policies):
        text = json.dumps({**document, "metadata": {**document["metadata"], "name": ""}})
        if path.name != HELD and document["kind"] != DEFINITION and text not in seen:
            seen.add(text)
            yield document


def definitions(policies: Iterable[Guardrail]) -> list[dict[str, Any]]:
    """Return the definitions of kinds that policies ask for, and no cluster has by itself."""
    found = (document for _, document in _beside(policies) if document["kind"] == DEFINITION)
    return list({document["metadata"]["name"]: document for document in found}.values())


def born(newborn: Newborn) -> Iterator[dict[str, Any]]:
    """Yield what each example of each path brings to each stage."""
    for example in EXAMPLES:
        for stage in HERE.stages:
            yield from manifests(newborn(example_answers(example)), stage.name)


def cluster(
    policies: Iterable[Guardrail], deployed: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what the cluster holds: what the policies' tests say, newborns, and their quotas.

    Of the newborns it is what policies may ask for.
    """
    held = []
    for path, document in _beside(policies):
        if path.name == HELD:
            held += document["spec"]["resources"]
    for stage in HERE.stages:
        metadata = {"name": "environment", "namespace": f"{SYSTEM}-{stage.name}"}
        held += [{"apiVersion": "v1", "kind": kind, "metadata": metadata} for kind in ENVIRONMENT]
    kinds = {resource["kind"] for resource in held}
    return [*held, *(resource for resource in deployed if resource["kind"] in kinds)]


def exceptions(policies: Sequence[Guardrail]) -> list[dict[str, Any]]:
    """Return the platform's exceptions, one from all policies, and one that has ended."""
    found = [
        document
        for path in sorted((ROOT / EXCEPTIONS).glob("*/exception.yaml"))
        for document in documents(path)
    ]
    return [
        *found,
        _exception(policies, FOREVER),
        _exception(policies, ENDED, expiresAt="2026-01-31T00:00:00Z"),
    ]


def _exception(policies: Sequence[Guardrail], name: str, **spec: Any) -> dict[str, Any]:
    condition = f"object.metadata.?labels[?'{EXCEPTED}'].orValue('') == '{name}'"
    return {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "PolicyException",
        "metadata": {"name": name, "namespace": "kyverno"},
        "spec": {
            "policyRefs": [{"kind": policy.kind, "name": policy.name} for policy in policies],
            "matchConditions": [{"name": "marked", "expression": condition}],
            **spec,
        },
    }


def _beside(policies: Iterable[Guardrail]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the documents in the resources of policies, with their files."""
    for policy in policies:
        for path in sorted((ROOT / policy.folder / "resources").glob("*.yaml")):
            yield from ((path, document) for document in documents(path))
