"""What the platform's own deployment takes from goldenpath.yaml beyond what every template sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

from goldenpath.sync import argocd
from goldenpath.sync.portal import PLACE as CONFIGURATION
from goldenpath.sync.portal import portal_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goldenpath.organization import Organization, Stage

CHART = "platform/charts/backstage"
RUNTIME = "platform/backstage/runtime.yaml"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_HTTPS = 443
_NO_IMAGE = {"tag": "", "digest": ""}
_UNRELEASED = {"tag": "", "digest": f"sha256:{'0' * 64}"}
"""Production takes images by digest alone: until the first release this names none."""


class DeploymentError(ValueError):
    """A file that is kept by hand cannot be read; the message names it, its line and the remedy."""


def deployment_facts(root: Path, organization: Organization) -> dict[str, Any]:
    """Return the facts that the platform's deployment needs beyond those of every template.

    Attributes of `organization` in a template: `clusters`, each with its stage; `platform`, what
    the portal is called, where it answers and how it is started; `backups` and `secret_store`, as
    goldenpath.yaml has them; `repositories`, what a system's services may be deployed from;
    `hosts`, where those are listed, and `credentials`, what lets Argo CD read them;
    `sign_in`, the claim that names a person's groups.

    Raises:
        DeploymentError: a file that sync reads and keeps cannot be read.
    """
    return {
        "clusters": list(_clusters(organization)),
        "platform": _portal(root, organization),
        "backups": _backups(organization),
        "secret_store": dict(organization.platform.secret_store),
        "repositories": [f"https://{s.host}/{s.owner}/*" for s in organization.sources],
        **argocd.facts(organization),
        "sign_in": {"groups_claim": f"https://{organization.domain}/groups"},
    }


def _clusters(organization: Organization) -> Iterator[dict[str, Any]]:
    for stage in organization.stages:
        for index, (name, server) in enumerate(stage.clusters):
            yield {
                "stage": stage.name,
                "cluster": name,
                "server": server,
                "secret": argocd.secret_of(server),
                "production": stage.production,
                "first": index == 0,
            }


def _portal(root: Path, organization: Organization) -> dict[str, Any]:
    system = organization.platform.system
    owner = next(item.owner for item in organization.systems if item.name == system)
    return {
        "team": owner.rpartition("/")[2],
        "system": system,
        "cost_center": organization.platform.cost_center,
        "image": f"{organization.registry}/backstage",
        "hosts": {stage.name: _host(stage, organization) for stage in organization.stages},
        "images": {stage.name: _image(root, stage) for stage in organization.stages},
        "ports": _ports(organization),
        **_started(root, organization),
    }


def _host(stage: Stage, organization: Organization) -> str:
    """Return where a stage's portal answers; production has the name without a stage."""
    middle = "" if stage.production else f"{stage.name}."
    return f"portal.{middle}{organization.domain}"


def _image(root: Path, stage: Stage) -> dict[str, str]:
    """Return which build a stage runs: the release wrote it into the very file that is derived."""
    image = _read(root, f"{CHART}/values-{stage.name}.yaml").get("image")
    if isinstance(image, dict):
        return {key: str(image.get(key, "")) for key in _NO_IMAGE}
    return _UNRELEASED if stage.production else _NO_IMAGE


def _started(root: Path, organization: Organization) -> dict[str, Any]:
    """Return how the portal is started, and which variable holds which cluster's token.

    Which secrets switch an integration on is what its configuration asks for.
    """
    runtime = _read(root, RUNTIME)
    text = portal_files(organization).get(CONFIGURATION, "{}")
    asked = {*runtime.get("integrations", ()), *_VARIABLE.findall(text)}
    clusters = yaml.safe_load(text).get("kubernetes", {}).get("clusterLocatorMethods", ())
    tokens = {
        cluster["name"]: _VARIABLE.sub(r"\1", cluster["serviceAccountToken"])
        for method in clusters
        for cluster in method["clusters"]
    }
    return {"runtime": runtime | {"integrations": sorted(asked)}, "tokens": tokens}


def _read(root: Path, path: str) -> dict[str, Any]:
    """Return the mapping in a file, or nothing where there is none."""
    file = root / path
    try:
        found = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeploymentError(f"{path}:{line}: {error.problem}: mend it") from None
    return found if isinstance(found, dict) else {}


def _ports(organization: Organization) -> list[int]:
    """Return the ports of what the portal calls: hosts of repositories, and API servers."""
    servers = [server for stage in organization.stages for _, server in stage.clusters]
    hosts = [f"https://{source.host}" for source in organization.sources]
    return sorted({urlsplit(url).port or _HTTPS for url in [*servers, *hosts]} | {_HTTPS})


def _backups(organization: Organization) -> dict[str, Any]:
    """Return where backups go and the kind of storage that is, or nothing."""
    url, endpoint = organization.platform.backups, organization.platform.endpoint
    if not url:
        return {}
    kind = {"s3": "s3", "gs": "google", "https": "azure"}[urlsplit(url).scheme]
    identity = dict(organization.platform.identity)
    return {"url": url, "endpoint": endpoint, "kind": kind, "identity": identity}
