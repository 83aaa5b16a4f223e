"""kubeconform over everything that the platform deploys, by the schemas of each component."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.deployment.derived import STAGES, documents, here, render
from tests.organization import ROOT
from tests.toolchains.engines import go_engine

KUBERNETES = "v1.37.0"
BUILTIN = (
    Path(kubernetes_validate.__file__).parent
    / "kubernetes-json-schema"
    / f"{KUBERNETES}-local-strict"
)


REFERENCE = re.compile(r'"#/\$defs/([^"]+)"')


@cache
def definitions() -> dict[str, str]:
    """Return Kubernetes' own definitions as text that refers to nothing outside of its file."""
    found = json.loads((BUILTIN / "_definitions.json").read_text("utf-8"))["$defs"]
    return {name: json.dumps(schema) for name, schema in found.items()}


def builtin(name: str) -> str:
    """Return the schema of a built-in kind with the definitions that it reaches."""
    text = (BUILTIN / name).read_text("utf-8").replace("/api/_definitions.json#", "#")
    schema = json.loads(text)
    reached: dict[str, Any] = {}
    ahead = REFERENCE.findall(text)
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached[one] = json.loads(definitions()[one])
            ahead += REFERENCE.findall(definitions()[one])
    return json.dumps({**schema, "$defs": reached})


def closed(schema: Any) -> Any:
    """Return a CRD's schema in which objects hold what is listed and nothing else."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    listed = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    if listed and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made.setdefault("additionalProperties", False)
    return made


def write_schemas(folder: Path, texts: list[str], loader: type[yaml.SafeLoader]) -> None:
    """Write the schemas of definitions where kubeconform looks for them, by group and kind."""
    for text in texts:
        for definition in yaml.load_all(text, loader):
            if not definition or not definition["kind"].endswith("Definition"):
                continue
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = closed(version["schema"]["openAPIV3Schema"])
                fields = schema.setdefault("properties", {})
                # What every object has, and only says so in the API server.
                fields |= {"apiVersion": {}, "kind": {}, "metadata": {"type": "object"}}
                name = f"{spec['names']['kind'].lower()}_{version['name']}.json"
                file = folder / spec["group"] / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(schema), "utf-8")


@pytest.fixture(name="schemas", scope="module")
def schemas_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the schemas of all custom kinds: from the pinned modules, and our own definitions."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        # It lies beside the package, and what it imports beside it.
        tool = importlib.import_module("kubernetes_schemas")
    finally:
        sys.path.pop(0)
    folder = tmp_path_factory.mktemp("schemas")
    for module in tool.MODULES:
        write_schemas(folder, tool.crds(module), tool.CrdLoader)
    definitions = sorted((ROOT / "platform/crossplane/apis").glob("*/definition.yaml"))
    write_schemas(folder, [file.read_text("utf-8") for file in definitions], yaml.SafeLoader)
    return folder


def conform(schemas: Path, folder: Path, manifests: list[dict[str, Any]]) -> dict[str, Any]:
    """Return kubeconform's own report of manifests."""
    for manifest in manifests:
        group, _, version = manifest["apiVersion"].rpartition("/")
        suffix = f"{group.partition('.')[0]}-{version}".lstrip("-")
        name = f"{manifest['kind'].lower()}-{suffix}.json"
        if (BUILTIN / name).is_file():
            (schemas / name).write_text(builtin(name), "utf-8")
    file = folder / "manifests.yaml"
    file.write_text(yaml.safe_dump_all(manifests), "utf-8")
    program = go_engine("kubeconform", "github.com/yannh/kubeconform/cmd/kubeconform")
    done = subprocess.run(
        [
            program, "-strict", "-summary", "-output", "json",
            "-schema-location", f"{schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
            "-schema-location",
            f"{schemas}/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json",
            file,
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.toolchain("go")
@pytest.mark.parametrize("stage", STAGES)
def test_everything_of_a_stage_conforms(schemas: Path, tmp_path: Path, stage: str) -> None:
    """The portal, its database and claim, and the teams' namespaces all fit what reads them."""
    manifests = [
        *render(stage),
        *here(f"platform/cloudnativepg/{stage}"),
        *(one for one in here("platform/environments") if one["spec"]["stage"] == stage),
        *documents((ROOT / f"platform/environments/teams/{stage}.yaml").read_text("utf-8")),
    ]
    report = conform(schemas, tmp_path, manifests)
    assert [] == report.get("resources", [])
    expected = {"valid": len(manifests), "invalid": 0, "errors": 0, "skipped": 0}
    assert expected == report["summary"]


@pytest.mark.toolchain("go")
def test_everything_of_argo_cd_conforms(schemas: Path, tmp_path: Path) -> None:
    """Applications, sets and projects, credentials and their store, what restores a database."""
    folders = ("argocd", "argocd/credentials", "external-secrets", "cloudnativepg/restore")
    found = [one for folder in folders for one in here(f"platform/{folder}") if "kind" in one]
    report = conform(schemas, tmp_path, found)
    assert [] == report.get("resources", [])
    assert len(found) == report["summary"]["valid"]


@pytest.mark.toolchain("go")
def test_a_misspelt_field_is_told(schemas: Path, tmp_path: Path) -> None:
    """The judge is no formality: a field that no kind has is told, in built-in and custom ones."""
    (service,) = [one for one in render(STAGES[0]) if one["kind"] == "Service"]
    service["spec"]["selectors"] = service["spec"].pop("selector")
    (cluster,) = [one for one in here(f"platform/cloudnativepg/{STAGES[0]}")
                  if one["kind"] == "Cluster"]  # fmt: skip
    cluster["spec"]["instance"] = 3
    report = conform(schemas, tmp_path, [service, cluster])
    assert 2 == report["summary"]["invalid"]
