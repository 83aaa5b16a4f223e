"""Kustomize itself: what it builds is what we judge, wherever we find it, and never by network."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath import kustomizations, kustomize
from goldenpath.document import Document
from goldenpath.guardrails import OVERLAYS
from goldenpath.kustomize import engines
from goldenpath.load import groups, load
from tests.conftest import ROOT
from tests.organization import HERE
from tests.toolchains.engines import go_engine

pytestmark = pytest.mark.toolchain("go")

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: sidecar
          image: acme.example/sidecar:1
        - name: web
          image: acme.example/web:1
---
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web-admin}
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: added
          image: acme.example/added:1
"""


@pytest.fixture(scope="module", name="program")
def program_fixture() -> Path:
    """Return Kustomize, built from its Go module."""
    return go_engine("kustomize", "sigs.k8s.io/kustomize/kustomize/v5")


@pytest.fixture(name="use", params=["kustomize", "kubectl"])
def use_fixture(
    request: pytest.FixtureRequest, program: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Let Kustomize be found as a program of its own, or inside kubectl alone."""
    kubectl = shutil.which("kubectl")
    if request.param == "kubectl" and kubectl is None:
        pytest.skip("kubectl is not on PATH")
    found = program if request.param == "kustomize" else Path(str(kubectl))
    folder = request.getfixturevalue("tmp_path_factory").mktemp("bin")
    (folder / request.param).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    engines.available.cache_clear()
    yield request.param
    engines.available.cache_clear()


def expand(folder: Path) -> kustomizations.Expansion:
    """Build the kustomization of a folder."""
    return kustomizations.expand(next(load(folder / "kustomization.yaml")), groups())


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(name="built")
def built_fixture(tmp_path: Path, use: str) -> dict[str, Document]:
    """Return what an overlay with a prefix, a patch and a generator builds, by kind and name."""
    assert use in str(kustomize.engine())
    stage = HERE.stages[-1].name
    write(
        tmp_path,
        {
            "base/kustomization.yaml": "resources: [all.yaml]\n",
            "base/all.yaml": BASE,
            f"{stage}/kustomization.yaml": "resources: [../base]\nnamePrefix: a-\n"
            "patches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n",
            f"{stage}/patch.yaml": PATCH,
        },
    )
    expansion = expand(tmp_path / stage)
    assert (None, None) == (expansion.refusal, expansion.elsewhere)
    return {
        f"{item.get('kind')} {item.get('metadata', 'name')}".split("-c-")[0]: item
        for item in expansion.documents
    }


def test_each_manifest_names_the_file_that_it_came_from(built: dict[str, Document]) -> None:
    """What stands in a file is traced to it, what is generated to the kustomization."""
    files = {name: Path(item.source.path).name for name, item in built.items()}
    assert {
        "ConfigMap a": "kustomization.yaml",
        "Deployment a-web": "all.yaml",
        "Service a-web": "all.yaml",
        "Service a-web-admin": "all.yaml",
    } == files
    assert {HERE.stages[-1].name} == {item.stage for item in built.values()}


def test_manifest_carries_no_trace_of_how_it_was_traced(built: dict[str, Document]) -> None:
    """What is judged is what the cluster would get."""
    assert [None] * 4 == [item.get("metadata", "annotations") for item in built.values()]


def line(document: Document, *path: str | int) -> int:
    """Return the line at which a document locates a value."""
    return document.locate(*path).start.line


def test_values_are_located_as_far_as_they_are_the_file_s_own(built: dict[str, Document]) -> None:
    """A patched value is laid to what holds it, an item that has moved is found by its name."""
    deployment = built["Deployment a-web"]
    containers = ("spec", "template", "spec", "containers")
    names = [item["name"] for item in deployment.get(*containers)]
    assert 3 == line(deployment, "metadata", "labels", "app")
    assert 4 == line(deployment, "spec", "replicas")
    assert 12 == line(deployment, *containers, names.index("web"), "image")
    assert 10 == line(deployment, *containers, names.index("sidecar"), "image")
    assert 8 == line(deployment, *containers, names.index("added"), "image")
    assert [14, 18] == [line(built[f"Service a-web{name}"], "kind") - 1 for name in ("", "-admin")]


@pytest.mark.parametrize("stage", HERE.stages, ids=lambda stage: stage.name)
def test_overlays_of_the_policies_are_what_kustomize_builds(
    stage: Any, program: Path, use: str
) -> None:
    """The detour that traces changes nothing of what is built."""
    assert use
    folder = ROOT / OVERLAYS / stage.name
    plain = subprocess.run([program, "build", folder], capture_output=True, text=True, check=True)
    expected = list(yaml.safe_load_all(plain.stdout))
    found = [item.data for item in expand(folder).documents]

    def key(document: dict[str, Any]) -> tuple[str, str]:
        return document["kind"], document["metadata"]["name"]

    assert sorted(expected, key=key) == sorted(found, key=key)
    assert expected


FAULTS: dict[str, Callable[[str], bool]] = {
    "resources: [all.yaml]\nfoo: 1\n": lambda text: 'unknown field "foo"' in text,
    "resources: [all.yaml]\npatches: [{path: gone.yaml}]\n": lambda text: "gone.yaml" in text,
    "resources: [all.yaml, all.yaml]\n": lambda text: "may not add resource" in text,
    "resources: [../base]\n": lambda text: "cycle detected" in text,
    "resources: {a: b\n": bool,
}


@pytest.mark.parametrize("text", FAULTS)
def test_fault_is_laid_to_the_base_that_has_it(tmp_path: Path, use: str, text: str) -> None:
    """An overlay of what cannot be built tells of the file that is at fault, and why."""
    assert use
    write(
        tmp_path,
        {
            "over/kustomization.yaml": "resources: [../base]\n",
            "base/kustomization.yaml": text,
            "base/all.yaml": BASE,
        },
    )
    refusal = expand(tmp_path / "over").refusal
    assert refusal
    assert tmp_path / "base" / "kustomization.yaml" == refusal.file
    assert refusal.message.startswith("cannot be built: ")
    assert FAULTS[text](refusal.message)


def test_a_plugin_is_neither_run_nor_a_fault(tmp_path: Path, use: str) -> None:
    """A program of the repository never runs here."""
    assert use
    plugin = (
        "apiVersion: acme.example/v1\nkind: Any\nmetadata:\n  name: any\n  annotations:\n"
        "    config.kubernetes.io/function: 'exec: {path: ./run.sh}'\n"
    )
    files = {
        "kustomization.yaml": "transformers: [any.yaml]\nresources: [all.yaml]\n",
        "any.yaml": plugin,
        "all.yaml": BASE,
        "run.sh": f"#!/bin/sh\ntouch {tmp_path}/ran\n",
    }
    write(tmp_path, files)
    (tmp_path / "run.sh").chmod(0o755)
    assert expand(tmp_path).elsewhere
    assert not (tmp_path / "ran").exists()


def test_the_program_can_reach_nothing(tmp_path: Path, use: str) -> None:
    """Even what the survey would let through finds no git, and a proxy that nobody answers at."""
    assert use
    found = engines.available()
    assert found
    for url, reason in (("https://acme.example/a.yaml", "127.0.0.1:9"), ("git@a.example:b", "git")):
        write(tmp_path, {"kustomization.yaml": f"resources: ['{url}']\n"})
        assert reason in (found.build(os.fspath(tmp_path)).error or "")
