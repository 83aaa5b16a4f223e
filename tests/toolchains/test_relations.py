"""The relations that we read in entities are those that Backstage tells of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenpath.entity.model import model_with
from goldenpath.entity.references import FIELDS
from goldenpath.graph import Survey
from tests.toolchains.engines import node_engine

pytestmark = pytest.mark.toolchain("node")

SCRIPT = Path(__file__).with_name("relations.cjs")
KINDS = sorted(FIELDS.keys() & model_with(()).kinds.keys())
BACK = {
    "ownerOf": "ownedBy",
    "hasPart": "partOf",
    "apiProvidedBy": "providesApi",
    "apiConsumedBy": "consumesApi",
    "dependencyOf": "dependsOn",
    "parentOf": "childOf",
    "hasMember": "memberOf",
}
"""What Backstage says from the other end."""
SINGLE = ("owner", "system", "domain", "parent", "subcomponentOf", "subdomainOf")
TEXTS = ("a", "Web/A", "user:a", "component:web/a.b-c_d", "a/b/c")


def entities(kind: str) -> Iterator[dict[str, Any]]:
    """Yield entities of a kind with every field, one by one and all at once."""
    for namespace in ("default", "Web"):
        for text in TEXTS:
            whole = {}
            for field in FIELDS[kind]:
                ref = text if field.default_kind or ":" in text else f"resource:{text}"
                value = ref if field.name in SINGLE else [ref, "component:other", ref]
                whole[field.name] = value
                yield entity(kind, namespace, {field.name: value})
            yield entity(kind, namespace, whole)


def entity(kind: str, namespace: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Return an entity."""
    group = "scaffolder.backstage.io/v1beta3" if kind == "Template" else "backstage.io/v1alpha1"
    metadata = {"name": "Self", "namespace": namespace}
    return {"apiVersion": group, "kind": kind, "metadata": metadata, "spec": spec}


@pytest.mark.parametrize("kind", KINDS)
def test_relations_are_backstages(kind: str) -> None:
    """Both ends of each relation that Backstage tells are the two ends of one edge."""
    asked = list(entities(kind))
    done = subprocess.run(
        ["node", "--no-warnings", SCRIPT, node_engine("backstage-catalog")],
        input="".join(json.dumps(item) + "\n" for item in asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for item, told in zip(asked, answers, strict=True):
        survey = Survey()
        survey.scan(item, "catalog-info.yaml", 0)
        ours = {(str(e.source), e.relation, str(e.target)) for e in survey.scanned().edges}
        theirs = {(a, name, b) for a, name, b in told if name not in BACK}
        from_behind = {(b, BACK[name], a) for a, name, b in told if name in BACK}
        assert ours, item
        assert (ours, ours) == (theirs, from_behind), item
