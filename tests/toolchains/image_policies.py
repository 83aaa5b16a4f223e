"""Image policies and what they judge, to compare engines on: each says something of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

REGISTRY = "127.0.0.1:1"
"""A registry that nobody can ask: whoever does so gets an error."""
DIGEST = "sha256:" + "0123456789abcdef" * 4
LISTS = ("containers", "initContainers", "ephemeralContainers")
ALL = " + ".join(f"images.{name}" for name in LISTS)
LAX = {"mutateDigest": False, "verifyDigest": False, "required": False}
VERIFIED = "images.containers.all(image, verifyImageSignatures(image, [attestors.key]) > 0)"
DEPLOYMENTS = {"apiGroups": ["apps"], "apiVersions": ["v1"], "resources": ["deployments"]}
PINNED = {
    "expressions": ["true"],
    "validationConfigurations": {"mutateDigest": False, "verifyDigest": True, "required": False},
}
"""An image that matches fails for want of a digest, before any registry is asked."""
CONTROLLERS = {"podControllers": {"controllers": ["statefulsets", "cronjobs"]}}
ATTESTED = "verifyAttestationSignatures(image, attestations.bom, [attestors.key]) > 0"
COMPUTED = {"name": "computed", "cosign": {"key": {"expression": "object.spec.nothing"}}}

SPECS: list[dict[str, Any]] = [
    {"expressions": [VERIFIED]},
    {"expressions": [VERIFIED], "validationConfigurations": {}},
    {"expressions": [VERIFIED], "validationConfigurations": {"verifyDigest": False}},
    {"expressions": [f"({ALL}).all(image, {ATTESTED})"]},
    {"expressions": [f"({ALL}).all(image, image.startsWith('docker.io/'))"]},
    {"expressions": ["images.initContainers.size() == 0"]},
    {"expressions": ["images.ephemeralContainers.size() < 2", "images.containers.size() < 2"]},
    {"expressions": ["images.containers.size() == object.spec.containers.size()"]},
    {"expressions": ["images.nothing.size() == 0"]},
    {"expressions": ["verifyImageSignatures('elsewhere/app:1', [attestors.key]) == 0"]},
    {"expressions": ["verifyImageSignatures('elsewhere/app:1', ['key']) == 0"]},
    {"expressions": ["verifyImageSignatures('elsewhere/app:1', [attestors.nobody]) == 0"]},
    {"expressions": ["verifyImageSignatures('elsewhere/app:1', [attestors.computed]) == 0"]},
    {"expressions": ["verifyAttestationSignatures('a/b', 'nothing', [attestors.key]) == 0"]},
    {"expressions": ["extractPayload('a/b', 'nothing') == 1"]},
    {"expressions": ["attestations.bom == 'bom' && !('x' in attestations)"]},
    {"expressions": [f"true || ({VERIFIED})"]},
    {"expressions": [VERIFIED], "matchConditions": ["object.metadata.name.startsWith('one')"]},
    {"expressions": [VERIFIED], "matchConditions": ["object.metadata.labels.app == 'x'"]},
    {
        "expressions": [VERIFIED],
        "matchConditions": ["object.metadata.labels.app == 'x'"],
        "failurePolicy": "Ignore",
    },
    {"expressions": ["variables.many < 2"], "variables": {"many": "images.containers.size()"}},
    {"expressions": ["variables.wrong < 2"], "variables": {"wrong": "object.spec.nothing"}},
    {"expressions": ["object.metadata.name.orValue('x') == 'x'"]},
    {"expressions": ["object.spec.?nothing.orValue('x') == 'x'"]},
    {"expressions": ["namespaceObject.metadata.name == 'team'"]},
    {"expressions": ["image('a/b:1').tag() == '1'"]},
    {"expressions": ["exceptions.allowedImages.size() == 0"]},
    {"expressions": ["images.containers == 1"]},
    {**PINNED, "expressions": [VERIFIED], "globs": ["docker.io/*", "*/blocked*"]},
    {**PINNED, "globs": ["*:?", "quay.io/{acme,umbrella}/**"]},
    {**PINNED, "globs": ["registry.[a-f]*/*", "[!a-z]*"]},
    {**PINNED, "globs": ["{quay.io,ghcr.io", r"\*", "a}b,c"]},
    {**PINNED, "globs": ["[a-"]},
    {**PINNED, "references": ["ref.contains('acme')"]},
    {**PINNED, "references": ["image(ref).tag() == 'latest'"]},
    {**PINNED, "references": ["ref"]},
    {"expressions": ["images.own.size() == 1"], "images": {"own": "[object.metadata.name]"}},
    {"expressions": ["images.own.size() == 1"], "images": {"own": "[1]"}},
    {"expressions": ["images.own.size() == 1"], "images": {"own": "object.spec.nothing"}},
    {"expressions": ["images.containers == ['x']"], "images": {"containers": "['x']"}},
    {"expressions": ["images.initContainers.size() == 0"], "autogen": CONTROLLERS},
    {"expressions": ["images.containers.size() == 1"], "rule": DEPLOYMENTS},
    {"expressions": ["object.spec.containers.size() == 1"], "message": "many"},
    {"expressions": ["false"], "messageExpression": "images.containers.join(', ')"},
    {"expressions": ["true"], "validationConfigurations": {"verifyDigest": False}},
]  # fmt: skip
"""What is particular of each policy. All are about images that no registry need be asked of."""

IMAGES = (
    "registry.example/app:1.0.0", "quay.io/acme/app:1", "nginx", "nginx:latest", "docker.io/nginx:",
    "quay.io/umbrella/x/y:1.2@sha256:def", "ghcr.io/acme/app@sha256:abc", "ghcr.io/Acme/app:1",
    "a}b,c", "", "*", "-app:1", "localhost:5000/blocked:1", "x" * 300, "a b", "ähre:1",
    "ghcr.io/acme/app:t:t",
)  # fmt: skip


def policies() -> list[dict[str, Any]]:
    """Return the policies."""
    return [_policy(f"images-{number:02}", spec) for number, spec in enumerate(SPECS)]


def _policy(name: str, given: dict[str, Any]) -> dict[str, Any]:
    said = {key: given[key] for key in ("message", "messageExpression") if key in given}
    references = [{"glob": glob} for glob in given.get("globs", ())]
    references += [{"expression": expression} for expression in given.get("references", ())]
    rule = given.get("rule", {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]})
    spec = {
        "matchConstraints": {"resourceRules": [{**rule, "operations": ["CREATE"]}]},
        "matchConditions": [
            {"name": f"condition-{index}", "expression": expression}
            for index, expression in enumerate(given.get("matchConditions", ()))
        ],
        "matchImageReferences": references or [{"glob": f"{REGISTRY}/*"}],
        "validationConfigurations": given.get("validationConfigurations", LAX),
        "attestors": [{"name": "key", "cosign": {"key": {"data": "none"}}}, COMPUTED],
        "attestations": [{"name": "bom", "intoto": {"type": "https://spdx.dev/Document"}}],
        "validations": [{"expression": each, **said} for each in given["expressions"]],
        "variables": _named(given.get("variables", {})),
        "images": _named(given.get("images", {})),
        "failurePolicy": given.get("failurePolicy", "Fail"),
        **({"autogen": given["autogen"]} if "autogen" in given else {}),
    }
    return {
        "apiVersion": "policies.kyverno.io/v1",
        "kind": "ImageValidatingPolicy",
        "metadata": {"name": name},
        "spec": spec,
    }


def _named(expressions: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "expression": each} for name, each in expressions.items()]


def exceptions() -> list[dict[str, Any]]:
    """Return exceptions: one that holds for some, a partial one, and one that fails."""
    holding = {"name": "two", "expression": "object.metadata.name.startsWith('two')"}
    wrong = {"name": "wrong", "expression": "object.metadata.labels.nothing == 'x'"}
    given = [
        ("images-04", [holding], {}),
        ("images-05", [holding], {"images": ["*"]}),
        ("images-06", [wrong], {}),
    ]
    return [
        {
            "apiVersion": "policies.kyverno.io/v1",
            "kind": "PolicyException",
            "metadata": {"name": f"from-{name}", "namespace": "team"},
            "spec": {
                "policyRefs": [{"kind": "ImageValidatingPolicy", "name": name}],
                "matchConditions": conditions,
                **more,
            },
        }
        for name, conditions, more in given
    ]


def resources() -> Iterator[dict[str, Any]]:
    """Yield manifests with these images, in each place and kind where images stand."""
    for number, image in enumerate(IMAGES):
        yield _pod(f"one-{number}", {"containers": [_container("app", image)]})
    other = _container("app", "registry.example/app:1.0.0")
    for number, name in enumerate(LISTS):
        yield _pod(f"two-{number}", {"containers": [other], name: [_container("x", IMAGES[1])]})
    odd: list[Any] = [None, [], {}, "x", [{"name": "app"}], [{"name": "app", "image": 5}], [None]]
    for number, containers in enumerate(odd):
        yield _pod(f"odd-{number}", {"containers": containers})
    template = {"spec": {"containers": [other], "initContainers": [_container("x", "nginx")]}}
    for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"):
        yield _made(kind, "apps/v1", {"template": template})
    yield _made("Job", "batch/v1", {"template": template})
    yield _made("CronJob", "batch/v1", {"jobTemplate": {"spec": {"template": template}}})
    yield _made("Deployment", "apps/v1", {}, name="empty")


def unreachable() -> dict[str, Any]:
    """Return a pod whose image the policies are about, and its registry alone knows."""
    return _pod("asked", {"containers": [_container("app", f"{REGISTRY}/app@{DIGEST}")]})


def _container(name: str, image: str) -> dict[str, str]:
    return {"name": name, "image": image}


def _pod(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": _metadata(name), "spec": spec}


def _made(kind: str, version: str, spec: dict[str, Any], name: str = "made") -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": _metadata(name), "spec": spec}


def _metadata(name: str) -> dict[str, Any]:
    return {"name": name, "namespace": "team"}
