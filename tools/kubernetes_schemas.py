"""Write `schemas/kubernetes/`: slim, strict JSON Schemas of the manifests that charts hold.

Run by `make schemas`. The built-in kinds come from the `kubernetes-validate` package of this
environment, the custom ones from the CRDs in the Go modules of the projects that own them.
The same inputs give the same bytes; every input is pinned, the modules by checksum.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path, PurePosixPath
from typing import Any

import kubernetes_schema_rules as rules
import kubernetes_schema_sharing as sharing
import yaml
from schema_files import InputError, write

DESTINATION = Path(__file__).resolve().parent.parent / "schemas" / "kubernetes"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PACKAGE, PACKAGE_VERSION = "kubernetes-validate", "1.37.0"
KUBERNETES = "1.37"
LICENCE = "Apache-2.0"
OBJECT_META = "meta.v1.ObjectMeta"
READ_BY_PROGRAMS = frozenset({"cli.kyverno.io"})
"""Groups of manifests that no API server ever sees."""

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Module:
    """A Go module and which of its files are CRDs of what the platform runs."""

    source: str
    path: str
    version: str
    checksum: str
    crds: tuple[str, ...]


MODULES = (
    Module(
        "gateway-api",
        "sigs.k8s.io/gateway-api",
        "v1.6.1",
        "h1:mock6phZbI6rvZerwrVNk7hVNymQgHo+6sJ81Ia7ftY=",
        ("config/crd/standard/gateway.networking.k8s.io_*.yaml",),
    ),
    Module(
        "prometheus-operator",
        "github.com/prometheus-operator/prometheus-operator",
        "v0.94.1",
        "h1:QEIb2wenPH+SdMN1xMf8l4Pmj00YYXXI6HlbLlQWkww=",
        ("example/prometheus-operator-crd/monitoring.coreos.com_*.yaml",),
    ),
    Module(
        "argo-cd",
        "github.com/argoproj/argo-cd/v3",
        "v3.5.3",
        "h1:klbUb5LOK+oJSBkR0OYGlLkG9IpsPVtSR2idOdaQb2I=",
        ("manifests/crds/*-crd.yaml",),
    ),
    Module(
        "cloudnative-pg",
        "github.com/cloudnative-pg/cloudnative-pg",
        "v1.30.1",
        "h1:d1jxp0jQi7/3zrEhsv9ycD+G5ssmkNvDvTmogaGccCw=",
        ("config/crd/bases/postgresql.cnpg.io_*.yaml",),
    ),
    # The last release that Go can name: from 2.0 on the module lacks the suffix /v2 in its path.
    Module(
        "external-secrets",
        "github.com/external-secrets/external-secrets",
        "v1.3.2",
        "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
        ("config/crds/bases/external-secrets.io_*.yaml",),
    ),
    Module(
        "barman-cloud",
        "github.com/cloudnative-pg/plugin-barman-cloud",
        "v0.15.0",
        "h1:gNVytrzzYUE08wxLDrjfJqy1FPPSFkMe1OEr4s4pVI0=",
        ("config/crd/bases/barmancloud.cnpg.io_*.yaml",),
    ),
    Module(
        "kyverno",
        "github.com/kyverno/kyverno",
        "v1.19.1",
        "h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU=",
        (
            "config/crds/policies.kyverno.io/*.yaml",
            "cmd/cli/kubectl-kyverno/config/crds/*.yaml",
        ),
    ),
    Module(
        "crossplane",
        "github.com/crossplane/crossplane/v2",
        "v2.4.0",
        "h1:atHTxD+8jOOiM1Xf6UMlyZqPYMedRVDSGU10Znt4KR8=",
        ("cluster/crds/*.yaml",),
    ),
    Module(
        "provider-kubernetes",
        "github.com/crossplane-contrib/provider-kubernetes",
        "v1.4.1",
        "h1:/uu3pe0SOGCrsCBDPnwsnamhCMOuutWrLtjkKq3t0HU=",
        ("package/crds/kubernetes.m.crossplane.io_*.yaml",),
    ),
    Module(
        "cert-manager",
        "github.com/cert-manager/cert-manager",
        "v1.21.2",
        "h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=",
        ("deploy/crds/*.yaml",),
    ),
)


class CrdLoader(yaml.CSafeLoader):
    """Kubernetes reads a lone `=` as a string; YAML 1.1 gives it a tag of its own."""


CrdLoader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


@dataclass(slots=True)
class Api:
    """What one file will hold: the kinds of one group and version."""

    source: str
    kinds: dict[str, Schema]
    definitions: dict[str, Schema]


def builtin_definitions() -> dict[str, Schema]:
    """Return all definitions of the Kubernetes API, slimmed, by their short names."""
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        hint = f"pip install {PACKAGE}=={PACKAGE_VERSION}"
        raise InputError(f"{PACKAGE} is not installed: {hint}") from None
    if version != PACKAGE_VERSION:
        raise InputError(f"{PACKAGE} is {version}, these schemas are made from {PACKAGE_VERSION}")
    folder = f"kubernetes-json-schema/v{PACKAGE_VERSION}-local-strict/_definitions.json"
    text = resources.files("kubernetes_validate").joinpath(folder).read_text("utf-8")
    return rules.builtin(json.loads(text)["$defs"])


def builtin_apis(definitions: dict[str, Schema]) -> dict[tuple[str, str], Api]:
    """Group the kinds that have metadata, and so can be applied, by group and version."""
    apis: dict[tuple[str, str], Api] = defaultdict(lambda: Api("kubernetes", {}, {}))
    for name, schema in definitions.items():
        names = schema.pop(rules.KIND, [])
        fields = schema.get("properties", {})
        if len(names) != 1 or fields.get("metadata") != rules.reference(OBJECT_META):
            continue
        api = apis[names[0]["group"], names[0]["version"]]
        api.kinds[names[0]["kind"]] = rules.reference(name)
    for api in apis.values():
        api.definitions = sharing.closure(api.kinds, definitions)
    return apis


def crds(module: Module) -> list[str]:
    """Return the CRDs of a module, fetched into the Go module cache when they are not there.

    They are read from the archive: of a module that is written for a newer Go than the one that
    fetches it, there is nothing else.
    """
    go = shutil.which("go")
    if go is None:
        raise InputError(f"go is not on PATH: it fetches the CRDs of {module.path}")
    with tempfile.TemporaryDirectory() as empty:  # outside of any go.mod of the surroundings
        command = [go, "mod", "download", "-json", f"{module.path}@{module.version}"]
        done = subprocess.run(command, cwd=empty, capture_output=True, text=True, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise InputError(f"go mod download {module.path}: {done.stderr.strip()}") from None
    if "Zip" not in answer:
        raise InputError(f"go mod download {module.path}: {answer.get('Error')}")
    if answer["Sum"] != module.checksum:
        raise InputError(f"{module.path}@{module.version} has checksum {answer['Sum']}")
    found: list[str] = []
    with zipfile.ZipFile(answer["Zip"]) as archive:
        for pattern in module.crds:
            wanted = f"{module.path}@{module.version}/{pattern}"
            names = sorted(n for n in archive.namelist() if PurePosixPath(n).match(wanted))
            if not names:
                raise InputError(f"{module.path}@{module.version} has no {pattern}")
            found += [archive.read(name).decode("utf-8") for name in names]
    return found


def custom_apis(
    module: Module, texts: list[str], definitions: dict[str, Schema]
) -> dict[tuple[str, str], Api]:
    """Turn the served, not deprecated versions of a module's CRDs into schemas."""
    trees: dict[tuple[str, str], dict[str, Schema]] = defaultdict(dict)
    for text in texts:
        for crd in yaml.load_all(text, CrdLoader):
            if not crd or crd.get("kind") != "CustomResourceDefinition":
                continue
            group, kind = crd["spec"]["group"], crd["spec"]["names"]["kind"]
            for version in crd["spec"]["versions"]:
                if version["served"] and not version.get("deprecated"):
                    schema = version["schema"]["openAPIV3Schema"]
                    if group in READ_BY_PROGRAMS:
                        schema = rules.opened(schema)
                    tree = rules.custom(schema, f"{group}/{version['name']}", kind, OBJECT_META)
                    trees[group, version["name"]][kind] = tree
    apis: dict[tuple[str, str], Api] = {}
    for key, kinds in trees.items():
        shared = sharing.share(kinds)
        shared |= sharing.closure(rules.reference(OBJECT_META), definitions)
        apis[key] = Api(module.source, {kind: rules.reference(kind) for kind in kinds}, shared)
    return apis


def api_text(api_version: str, api: Api, origin: str) -> str:
    """Write one file: a line for each kind and each definition, so that a diff can be read."""

    def block(members: dict[str, Schema]) -> str:
        lines = (f"{json.dumps(name)}: {rules.dumps(members[name])}" for name in sorted(members))
        return "{\n" + ",\n".join(lines) + "\n}"

    comment = f"GENERATED by `make schemas` from {origin} ({LICENCE}): {api_version}"
    return (
        f'{{"$comment": {json.dumps(comment)},\n"$schema": "{DIALECT}",\n'
        f'"kinds": {block(api.kinds)},\n"$defs": {block(api.definitions)}}}\n'
    )


def index_text(apis: dict[str, Api], files: dict[str, str]) -> str:
    """Write the index: which file holds an apiVersion, whose it is, and the kinds it knows."""
    lines = (
        f"{json.dumps(name)}: "
        + json.dumps({"file": files[name], "source": api.source, "kinds": sorted(api.kinds)})
        for name, api in sorted(apis.items())
    )
    body = ",\n".join(lines)
    return f'{{"$comment": "GENERATED by `make schemas`",\n"apiVersions": {{\n{body}\n}}}}\n'


def readme_text(apis: dict[str, Api], size: int) -> str:
    """Write the provenance: what came from where, under which licence, and what was changed."""
    rows = [f"| `kubernetes` | PyPI `{PACKAGE}` | {PACKAGE_VERSION} | Kubernetes {KUBERNETES} |"]
    for module in MODULES:
        names = sorted(name for name, api in apis.items() if api.source == module.source)
        shown = ", ".join(f"`{name}`" for name in names)
        rows.append(f"| `{module.source}` | Go `{module.path}` | {module.version} | {shown} |")
    text = (Path(__file__).parent / "kubernetes_schemas_readme.md").read_text("utf-8")
    kinds = sum(len(api.kinds) for api in apis.values())
    facts = {"rows": "\n".join(rows), "kinds": kinds, "apis": len(apis), "kib": size // 1024}
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def generate() -> dict[str, str]:
    """Return the text of every file under `schemas/kubernetes/`, by name."""
    definitions = builtin_definitions()
    origins = {"kubernetes": f"{PACKAGE} {PACKAGE_VERSION}"}
    keyed = dict(builtin_apis(definitions))
    for module in MODULES:
        origins[module.source] = f"{module.path} {module.version}"
        keyed |= custom_apis(module, crds(module), definitions)
    apis = {"/".join(filter(None, key)): api for key, api in keyed.items()}
    names = {"/".join(filter(None, key)): f"{key[0] or 'core'}_{key[1]}.json" for key in keyed}
    texts = {names[name]: api_text(name, api, origins[api.source]) for name, api in apis.items()}
    size = sum(map(len, texts.values()))
    texts["index.json"] = index_text(apis, names)
    texts["README.md"] = readme_text(apis, size)
    return texts


if __name__ == "__main__":
    sys.exit(write(DESTINATION, generate))
