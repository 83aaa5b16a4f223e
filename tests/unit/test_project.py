"""The index of everything scanned answers what checks ask of other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goldenpath.entity_ref import EntityRef
from goldenpath.load import load
from goldenpath.project import Index, Project

if TYPE_CHECKING:
    from pathlib import Path

COMPONENT = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  annotations: {{backstage.io/kubernetes-id: {name}}}
spec: {{type: service, lifecycle: production, owner: Checkout, system: web/Shop}}
"""
MANIFEST = """
apiVersion: {version}
kind: {kind}
metadata: {{name: {name}, labels: {{backstage.io/kubernetes-id: {name}}}}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Index a repository with two services of its own and a shared folder."""
    files = {
        "catalog-info.yaml": COMPONENT.format(name="orders"),
        "deploy/app.yaml": MANIFEST.format(version="apps/v1", kind="Deployment", name="orders"),
        "inner/catalog-info.yaml": "---".join(COMPONENT.format(name=n) for n in ("a", "b")),
        "inner/app.yaml": MANIFEST.format(version="v1", kind="ConfigMap", name="a"),
        "copy.yaml": COMPONENT.format(name="Orders"),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    index = Index()
    for name in files:
        for document in load(tmp_path / name):
            index.add(document)
    return index.project()


def test_component_is_that_of_the_nearest_catalog_file(project: Project) -> None:
    """A file belongs to the Component of the nearest folder above it that describes one."""
    found = project.components_of("deploy/chart/templates/app.yaml")
    assert [str(item.ref) for item in found] == ["component:default/orders"] * 2
    assert [item.path for item in found] == ["catalog-info.yaml", "copy.yaml"]


def test_component_of_a_folder_with_several_is_not_guessed(project: Project) -> None:
    """It cannot be told which of two Components a file belongs to."""
    assert project.component_of("inner/app.yaml") is None
    assert [item.ref.name for item in project.components_of("inner/app.yaml")] == ["a", "b"]


def test_first_of_two_descriptions_counts(project: Project) -> None:
    """Names differ not by case, and all places of a repeated one are known."""
    ref = EntityRef("component", "default", "orders")
    entry = project.entity(ref)
    assert entry is not None
    assert entry.path == "catalog-info.yaml"
    assert [item.path for item in project.repeated[ref]] == ["catalog-info.yaml", "copy.yaml"]


def test_entry_holds_what_manifests_repeat(project: Project) -> None:
    """Owner and system are full refs, a missing namespace being the entity's own."""
    entry = project.entity(EntityRef("component", "default", "a"))
    assert entry is not None
    assert (str(entry.owner), str(entry.system), entry.kubernetes_id) == (
        "group:default/checkout",
        "system:web/shop",
        "a",
    )


def test_identities_are_known_where_something_runs(project: Project) -> None:
    """A folder that holds no more than a ConfigMap deploys nothing."""
    assert project.identities == {".": frozenset({"orders"})}
