"""What `tools/try-platform.sh` cannot do in a shell: facts, a mounted repository, secrets."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from goldenpath.organization import load

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = "https://kubernetes.default.svc"
"""What Argo CD calls the cluster that it runs in itself."""

MOUNT = "/var/lib/goldenpath"
"""Where a node of kind holds the repository that Argo CD reads."""

UNCOUNTED = ("platform/argocd/opencost.yaml.jinja", "platform/argocd/opencost.yaml")
"""OpenCost asks a Prometheus, and none is brought up here."""

OPTIONAL = ("GITHUB_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "PAGERDUTY_TOKEN", "GRAFANA_TOKEN")
SIGN_IN = ("AUTH0_DOMAIN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET")
UNSET = "not-set"


def main() -> int:
    """Run one of the four."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    facts = commands.add_parser("facts", help="one stage and one cluster, in a copy")
    facts.add_argument("folder", type=Path)
    facts.add_argument("--url", required=True, help="where Argo CD reads the copy")
    facts.add_argument("--stage", default="", help="(default: the first)")
    facts.add_argument("--portal", default="", help="image of the portal; without it there is none")
    mount = commands.add_parser("mount", help="let Argo CD see the repository on its node")
    mount.add_argument("folder", type=Path)
    where = commands.add_parser("where", help="print the stage, and the namespace of the portal")
    where.add_argument("folder", type=Path)
    store = commands.add_parser("store", help="print the secret store, from the environment")
    store.add_argument("stage")
    options = parser.parse_args()
    if options.command == "facts":
        return _facts(options)
    if options.command == "mount":
        return _mount(options.folder)
    if options.command == "where":
        return _where(options.folder)
    print(json.dumps(secret_store(options.stage, os.environ)))
    return 0


def _facts(options: argparse.Namespace) -> int:
    file = options.folder / "goldenpath.yaml"
    organization = load(file)
    names = [stage.name for stage in organization.stages]
    stage = options.stage or names[0]
    if stage not in names:
        return _fail(f"there is no stage {stage!r}: choose one of {', '.join(names)}")
    registry, _, build = options.portal.rpartition("/backstage:")
    if options.portal and not (registry and build):
        return _fail(f"{options.portal!r} is no image of the portal: <registry>/backstage:<tag>")
    given = yaml.safe_load(file.read_text("utf-8"))
    facts = tried(given, url=options.url, stage=stage, registry=registry)
    file.write_text(yaml.safe_dump(facts, sort_keys=False), "utf-8")
    for path in UNCOUNTED:
        (options.folder / path).unlink(missing_ok=True)
    if build:
        values = {"image": {"tag": build, "digest": ""}}
        path = options.folder / f"platform/charts/backstage/values-{stage}.yaml"
        path.write_text(yaml.safe_dump(values), "utf-8")
    return 0


def tried(facts: dict[str, Any], *, url: str, stage: str, registry: str) -> dict[str, Any]:
    """Return the facts of an organisation that has one stage, on the cluster of Argo CD itself.

    Args:
        facts: the facts of goldenpath.yaml.
        url: where Argo CD reads the repository.
        stage: the stage that is kept.
        registry: where the portal's image lies; nothing for a try without a portal.
    """
    kept = next(item for item in facts["stages"] if item["name"] == stage)
    # Neither bucket nor vault is here: backups are left out, and the store is made by hand.
    platform = {
        key: value
        for key, value in facts.get("platform", {}).items()
        if key not in {"backups", "secret_store"}
    }
    changed = {
        **facts,
        "template_url": url,
        "stages": [{**kept, "clusters": [{"name": "here", "server": HERE}]}],
        "platform": platform,
    }
    if not registry:
        return {**changed, "portal": "none"}
    return {**changed, "registry": registry}


def _where(folder: Path) -> int:
    """Print the stage of the copy, and the namespace of the portal."""
    organization = load(folder / "goldenpath.yaml")
    (stage,) = organization.stages
    print(stage.name, f"{organization.platform.system}-{stage.name}")
    return 0


def _mount(folder: Path) -> int:
    """Let Argo CD's repository server see the folder of its node, also when it keeps itself."""
    file = folder / "platform/argocd/values.yaml"
    values = yaml.safe_load(file.read_text("utf-8"))
    values["repoServer"] |= {
        "volumes": [{"name": "tried", "hostPath": {"path": MOUNT, "type": "Directory"}}],
        "volumeMounts": [{"name": "tried", "mountPath": MOUNT, "readOnly": True}],
    }
    file.write_text(yaml.safe_dump(values, sort_keys=False), "utf-8")
    return 0


def secret_store(stage: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return a ClusterSecretStore that holds its secrets itself: for a try and nothing else."""
    entry = {"AUTH_SESSION_SECRET": environment.get("AUTH_SESSION_SECRET", secrets.token_hex(32))}
    entry |= {name: environment.get(name, UNSET) for name in SIGN_IN}
    entry |= {name: environment[name] for name in OPTIONAL if environment.get(name)}
    key = f"portal/{stage}/backstage"
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ClusterSecretStore",
        "metadata": {"name": "organization"},
        "spec": {"provider": {"fake": {"data": [{"key": key, "value": json.dumps(entry)}]}}},
    }


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
