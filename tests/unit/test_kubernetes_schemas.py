"""The schemas of `schemas/kubernetes`: what they accept and what they refuse."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import kubernetes_validate
import pytest
import yaml

from tests.unit.kubernetes_manifests import BUILTIN, CUSTOM

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schemas" / "kubernetes"
INDEX: dict[str, dict[str, Any]] = json.loads((FOLDER / "index.json").read_text("utf-8"))[
    "apiVersions"
]
KINDS = [(version, kind) for version, entry in INDEX.items() for kind in entry["kinds"]]
ABSENT = object()


def documents(text: str) -> list[dict[str, Any]]:
    """Read a YAML stream."""
    return list(yaml.safe_load_all(text))


def refuse(uri: str) -> Any:
    """Fail when a schema asks for anything outside of itself."""
    raise AssertionError(uri)


@cache
def validator(api_version: str, kind: str) -> jsonschema_rs.Validator:
    """Build the validator of a kind the way the program does."""
    file = json.loads((FOLDER / INDEX[api_version]["file"]).read_text("utf-8"))
    schema = {"$schema": file["$schema"], **file["kinds"][kind], "$defs": file["$defs"]}
    return jsonschema_rs.validator_for(schema, retriever=refuse)


def is_valid(manifest: dict[str, Any]) -> bool:
    """Judge a manifest by our schemas."""
    return validator(manifest["apiVersion"], manifest["kind"]).is_valid(manifest)


def changed(manifest: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy with another value, or none, at a dotted path."""
    made = copy.deepcopy(manifest)
    place: Any = made
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    for key in parents:
        place = place[key]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return made


def places(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Walk through a manifest below its apiVersion and kind; dotted keys are left alone."""
    if path:
        yield path, value
    below: Any = ()
    if isinstance(value, dict | list):
        below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in below:
        if "." not in str(key) and key not in {"apiVersion", "kind"}:
            yield from places(child, f"{path}.{key}".lstrip("."))


def mutants(manifest: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Break a manifest at each place in each way that people do."""
    for path, value in places(manifest):
        if isinstance(value, dict):
            yield path, "unknown", changed(manifest, f"{path}.unknownField", 1)
        for wrong in (None, ABSENT, 7, 1.5, 2**40, "words", True, [], {}):
            yield path, wrong, changed(manifest, path, wrong)


@pytest.mark.parametrize(("api_version", "kind"), KINDS)
def test_each_kind_is_a_self_contained_schema(api_version: str, kind: str) -> None:
    """A kind compiles without asking for anything and refuses what no kind has."""
    stranger = {"apiVersion": api_version, "kind": kind, "unknownField": 1}
    assert not validator(api_version, kind).is_valid(stranger)


def test_index_names_what_the_files_hold() -> None:
    """The index and the folder agree on files and kinds."""
    files = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*_*.json")}
    held = {name: sorted(file["kinds"]) for name, file in files.items()}
    assert {entry["file"]: entry["kinds"] for entry in INDEX.values()} == held


@pytest.mark.parametrize("manifest", documents(BUILTIN + "---" + CUSTOM), ids=lambda m: m["kind"])
def test_good_manifests_are_accepted(manifest: dict[str, Any]) -> None:
    """What the clusters of a platform accept has no fault."""
    assert [error.message for error in validator_of(manifest).iter_errors(manifest)] == []


def validator_of(manifest: dict[str, Any]) -> jsonschema_rs.Validator:
    """Return the validator of a manifest's kind."""
    return validator(manifest["apiVersion"], manifest["kind"])


@pytest.mark.parametrize(
    ("index", "path", "value"),
    [
        (0, "spec.rules.0.backendRefs.0.port", "http"),
        (0, "spec.rules.0.matches.0.path.type", "Prefix"),
        (0, "spec.rules.0.backendRef", {}),
        (0, "metadata.label", {}),
        (0, "spec.rules.0", None),
        (0, "spec.rules.0.backendRefs.0.name", None),
        (2, "spec.selector", None),
        (2, "spec.endpoints.0.interval", "30 seconds"),
        (3, "spec.source.hlem", {}),
        (3, "spec.project", ABSENT),
        (4, "spec.instances", 0),
        (4, "spec.resources.requests.cpu", "half"),
        (5, "spec.data.0.remoteRef.key", ABSENT),
    ],
)
def test_bad_custom_resources_are_refused(index: int, path: str, value: Any) -> None:
    """A misspelt, missing, mistyped or forbidden value of a custom resource is a fault."""
    assert not is_valid(changed(documents(CUSTOM)[index], path, value))


@pytest.mark.parametrize(
    ("index", "path", "value"),
    [
        (0, "spec.hostnames", None),
        (0, "spec.rules.0.matches.0.path.type", None),
        (2, "spec.selector.matchLabels.app", None),
        (3, "spec.source.helm.valuesObject", {"deep": {"er": None}}),
        (4, "spec.resources.requests.cpu", 1),
    ],
)
def test_odd_but_right_custom_resources_are_accepted(index: int, path: str, value: Any) -> None:
    """What the API server drops, defaults or leaves open is no fault."""
    assert is_valid(changed(documents(CUSTOM)[index], path, value))


def reason_to_differ(path: str, wrong: Any, ours: bool) -> str | None:  # noqa: FBT001
    """Say why our verdict may differ from that of kubernetes-validate, which is the judge."""
    key = path.rpartition(".")[2]
    decoded_by_hand = {"cpu", "memory", "sizeLimit", "port", "targetPort", "maxSurge"}
    if wrong is None and ours and key in decoded_by_hand | {"maxUnavailable"}:
        return "the judge's oneOf matches null twice and so refuses it; the API server does not"
    if wrong is None and not ours:
        return "a null object is absent, here where it is required"
    if wrong == 2**40 and not ours:
        return "the judge has no bounds for int32; the API server cannot decode it"
    if wrong == "words" and not ours and key in {"cpu", "memory", "sizeLimit", "token"}:
        return "the judge knows no grammar of quantities and base64"
    return None


@pytest.mark.parametrize("manifest", documents(BUILTIN), ids=lambda m: m["kind"])
def test_verdicts_agree_with_kubernetes_validate(
    manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all mutants of a manifest the verdicts differ only where the judge is known to err."""
    utils = kubernetes_validate.utils
    monkeypatch.setattr(utils, "schema_contents", read_once)
    unexplained = []
    for path, wrong, mutant in mutants(manifest):
        ours = is_valid(mutant)
        try:
            kubernetes_validate.validate(mutant, "1.37", strict=True)
            theirs = True
        except kubernetes_validate.ValidationError:
            theirs = False
        if ours != theirs and reason_to_differ(path, wrong, ours) is None:
            unexplained.append((path, wrong, ours))
    assert [] == unexplained


read_once = cache(kubernetes_validate.utils.schema_contents)


@pytest.mark.parametrize(
    ("quantity", "valid"),
    [
        *((text, True) for text in ("1", "0.5", ".5", "1.", "100m", "1Ki", "2G", "1e3", "-1E-2")),
        *((text, False) for text in ("", "1 Gi", "512MB", "1KB", "1kI", "1e", "half", "1\n")),
        *((number, True) for number in (0, 1, 0.5)),
    ],
)
def test_quantities_have_their_grammar(quantity: str | float, valid: bool) -> None:  # noqa: FBT001
    """A quantity is what the decoder of Kubernetes reads."""
    path = "spec.template.spec.containers.0.resources.limits.memory"
    assert is_valid(changed(documents(BUILTIN)[0], path, quantity)) == valid


@pytest.mark.parametrize(
    ("data", "valid"),
    [("", True), ("aGk=", True), ("aG\nk=\n", True), ("aGk", False), ("s3cr3t!!", False)],
)
def test_secret_data_is_base64(data: str, valid: bool) -> None:  # noqa: FBT001
    """Plain text under `data` of a Secret is refused as the API server refuses it."""
    assert is_valid(changed(documents(BUILTIN)[2], "data.token", data)) == valid


PLATFORM = {
    "argoproj.io/v1alpha1": {"Application", "ApplicationSet", "AppProject"},
    "barmancloud.cnpg.io/v1": {"ObjectStore"},
    "cert-manager.io/v1": {"Certificate", "ClusterIssuer", "Issuer"},
    "cli.kyverno.io/v1alpha1": {"ClusterResource", "Test", "UserInfo", "Values"},
    "external-secrets.io/v1": {"ClusterSecretStore", "ExternalSecret", "SecretStore"},
    "gateway.networking.k8s.io/v1": {"Gateway", "GatewayClass", "GRPCRoute", "HTTPRoute"},
    "kubernetes.m.crossplane.io/v1alpha1": {"ClusterProviderConfig", "Object", "ProviderConfig"},
    "monitoring.coreos.com/v1": {"PodMonitor", "PrometheusRule", "ServiceMonitor"},
    "apiextensions.crossplane.io/v1": {"Composition"},
    "apiextensions.crossplane.io/v2": {"CompositeResourceDefinition"},
    "pkg.crossplane.io/v1": {"Configuration", "Function", "Provider"},
    "pkg.crossplane.io/v1beta1": {"DeploymentRuntimeConfig", "ImageConfig"},
    "policies.kyverno.io/v1": {"ImageValidatingPolicy", "PolicyException", "ValidatingPolicy"},
    "policies.kyverno.io/v1beta1": {"ImageValidatingPolicy", "PolicyException", "ValidatingPolicy"},
    "postgresql.cnpg.io/v1": {"Backup", "Cluster", "Database", "Pooler", "ScheduledBackup"},
    "protection.crossplane.io/v1beta1": {"ClusterUsage", "Usage"},
}
"""What the platform runs has kinds of its own, and these are written by people."""


@pytest.mark.parametrize("api_version", PLATFORM)
def test_kinds_of_what_the_platform_runs_are_judged(api_version: str) -> None:
    """A manifest of Argo CD, CloudNativePG, Kyverno, Crossplane and the others is not skipped."""
    assert PLATFORM[api_version] <= set(INDEX[api_version]["kinds"])


@pytest.mark.parametrize("folder", ["crossplane", "policies"])
def test_manifests_of_the_platform_satisfy_their_schemas(folder: str) -> None:
    """What the platform installs is accepted, but for what its tests mean to be refused."""
    files = (ROOT / "platform" / folder).rglob("*.yaml")
    judged = [
        (file.name, is_valid(document))
        for file in files
        if not file.name.startswith("bad-")
        for document in documents(file.read_text("utf-8"))
        if isinstance(document, dict)
        and document.get("kind") in INDEX.get(document.get("apiVersion", ""), {}).get("kinds", ())
    ]
    assert [] == [name for name, valid in judged if not valid]
    assert judged
