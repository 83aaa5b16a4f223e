"""The platform of this checkout, and what the same sources derive for another organisation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import helm_python as helm
import yaml

from goldenpath.organization import Organization, load
from goldenpath.sync import derive
from tests.organization import HERE, ROOT

CHART = ROOT / "platform/charts/backstage"
RELEASE = "backstage"
STAGES = [stage.name for stage in HERE.stages]

SECOND: dict[str, Any] = {
    "version": 1,
    "organization": {"name": "zephyr", "title": "Zephyr Works", "domain": "zephyr.example"},
    "sources": [
        {"name": "forge", "kind": "gitea", "host": "git.zephyr.example:3000", "owner": "works"},
        {"name": "lab", "kind": "gitlab", "host": "lab.zephyr.example", "owner": "works/all"},
    ],
    "registry": "images.zephyr.example/works",
    "label_prefix": "labels.zephyr.example",
    "api_group": "paths.zephyr.example",
    "template_url": "https://git.zephyr.example:3000/works/paths.git",
    "environments_repository": "https://git.zephyr.example:3000/works/environments.git",
    "validator": "goldenpath @ git+https://git.zephyr.example:3000/works/paths.git@1.0.0",
    "teams": [
        {"ref": "group:zephyr/data", "title": "Data"},
        {"ref": "group:zephyr/web", "title": "W"},
    ],
    "cost_centers": ["zephyr-7000", "1e3"],
    "domains": [{"name": "finance", "title": "Finance", "owner": "group:zephyr/data"}],
    "systems": [
        {"name": "shop", "title": "Shop", "domain": "finance", "owner": "group:zephyr/web"},
        {"name": "ledger", "title": "Ledger", "domain": "finance", "owner": "group:zephyr/data"},
    ],
    "stages": [
        {
            "name": "test",
            "production": False,
            "clusters": [{"name": "test-a", "server": "https://test-a.zephyr.example"}],
            "budget": {"monthly": 100, "currency": "CHF"},
        },
        {
            "name": "live",
            "production": True,
            "clusters": [
                {"name": "live-east", "server": "https://live-east.zephyr.example:8443"},
                {"name": "live-west", "server": "https://live-west.zephyr.example:8443"},
            ],
            "budget": {"monthly": 900, "currency": "CHF"},
        },
    ],
}
"""Another organisation than any that forks this: its own names, and two clusters in production."""


def organization(**changes: Any) -> Organization:
    """Return the second organisation, with some of its facts said differently."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "goldenpath.yaml")
        path.write_text(json.dumps(SECOND | changes), "utf-8")
        return load(path)


def platform(**changes: Any) -> dict[str, str]:
    """Return the derived files of the second organisation's platform, with other facts."""
    return _platform(json.dumps(changes))


@cache
def _platform(changes: str) -> dict[str, str]:
    derived = derive(ROOT, organization(**json.loads(changes)))
    return {path: text for path, text in derived.items() if path.startswith("platform/")}


class World(NamedTuple):
    """The derived files of an organisation by path, and its facts."""

    derived: dict[str, str]
    facts: Organization


def here_and_second() -> dict[str, World]:
    """Return both organisations; of the one at hand, what lies in this checkout."""
    lying = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for folder in ("argocd", "auth0")
        for path in sorted((ROOT / "platform" / folder).glob("*.yaml"))
    }
    return {"here": World(lying, HERE), "second": World(platform(), organization())}


def files(derived: dict[str, str], folder: str) -> dict[str, str]:
    """Return the derived files below a folder."""
    return {path: text for path, text in derived.items() if path.startswith(f"{folder}/")}


def documents(text: str) -> list[dict[str, Any]]:
    """Read a YAML stream."""
    return [document for document in yaml.safe_load_all(text) if document]


def here(folder: str) -> list[dict[str, Any]]:
    """Return the manifests that lie straight in a folder of this checkout."""
    found = sorted((ROOT / folder).glob("*.yaml"))
    return [one for file in found for one in documents(file.read_text("utf-8"))]


def render(stage: str, **overrides: Any) -> list[dict[str, Any]]:
    """Return what Helm makes of the portal's chart for a stage, in the stage's namespace."""
    values: dict[str, Any] = {}
    for name in ("values.yaml", f"values-{stage}.yaml"):
        merge(values, yaml.safe_load((CHART / name).read_text("utf-8")))
    merge(values, overrides)
    namespace = f"{values['labels']['system']}-{stage}"
    with helm.Chart.load(CHART) as chart:
        rendered = chart.render(values, name=RELEASE, namespace=namespace)
    found = [one for path, text in rendered.items() if path.endswith(".yaml")
             for one in documents(text)]  # fmt: skip
    for document in found:
        if not document["kind"].startswith("Cluster"):
            document["metadata"].setdefault("namespace", namespace)
    return found


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Lay values over values as Helm does: mappings merge, everything else is replaced."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def only(found: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """Return the one document of a kind."""
    (document,) = [document for document in found if document["kind"] == kind]
    return document


def container(stage: str, **overrides: Any) -> dict[str, Any]:
    """Return the one container of the portal's Pod."""
    (found,) = only(render(stage, **overrides), "Deployment")["spec"]["template"]["spec"][
        "containers"
    ]
    return dict(found)


def values(stage: str) -> dict[str, Any]:
    """Return all values of a stage."""
    merged: dict[str, Any] = {}
    for name in ("values.yaml", f"values-{stage}.yaml"):
        merge(merged, yaml.safe_load((CHART / name).read_text("utf-8")))
    return merged
