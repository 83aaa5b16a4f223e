"""A portal in which time has passed: services behind their template, and one that never had any."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tests.organization import HERE, OWNER, SYSTEM
from tests.toolchains.portal import Portal, copier_settings, make_repository, serve

OLD = "1.0.0"
NEW = "1.1.0"
"""The versions of the templates; what is born in the portal is born of the newer one."""

BEHIND = "ledger"
"""A service of the older version, in which somebody has made mistakes."""

FOREIGN = "relic"
"""A service that was born without a golden path."""

TENANT = f"login.{HERE.domain}"
"""Where people would sign in."""

METRICS = [
    {"title": "Lead time", "value": 5.5, "unit": "h"},
    {"title": "Deployments per week", "value": 4, "unit": ""},
]
"""What is measured of the service that is behind, and of no other."""


@pytest.fixture(scope="session")
def lived_in(template_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Run a portal whose folder holds a service that is behind, and a foreign one."""
    templates = _released(template_checkout, tmp_path_factory.mktemp("released"))
    data = tmp_path_factory.mktemp("portal-lived-in")
    _give_birth(templates, data / "repositories" / BEHIND)
    _found(data / "repositories" / FOREIGN)
    with _measurements() as address:
        config = {"copier": copier_settings(templates), "delivery": {"url": address}}
        yield from serve(data, {"goldenpath": config})


def _released(checkout: Path, folder: Path) -> Path:
    """Return a clone of the templates with two versions, the newer of which changes nothing."""
    _git(folder, "clone", "--quiet", checkout, ".")
    _git(folder, "tag", OLD)
    _git(folder, "commit", "--quiet", "--allow-empty", "--message=a newer version")
    _git(folder, "tag", NEW)
    return folder


def _give_birth(templates: Path, folder: Path) -> None:
    """Copy the older version, and make mistakes: one that is an error, one that is a warning."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    answers = folder.parent.parent / "answers.yml"
    who = {"template": "service", "name": folder.name, "owner": OWNER, "system": SYSTEM}
    answers.write_text(yaml.safe_dump({**who, "database": True}), "utf-8")
    copier = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", f"--vcs-ref={OLD}"]
    subprocess.run([*copier, f"--data-file={answers}", "--", templates, folder], check=True)
    for file, mistake in (
        (f"deploy/chart/values-{HERE.stages[-1].name}.yaml", "replicas: 3"),
        ("Dockerfile", "USER root"),
    ):
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(f"{mistake}\n")
    make_repository(folder)


def _found(folder: Path) -> None:
    """Make a repository that holds nothing but its entry in the catalog."""
    folder.mkdir(parents=True)
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": folder.name, "description": "It was here before the golden paths"},
        "spec": {"type": "service", "lifecycle": "production", "owner": OWNER, "system": SYSTEM},
    }
    (folder / "catalog-info.yaml").write_text(yaml.safe_dump(entity, sort_keys=False), "utf-8")
    make_repository(folder)


def _git(folder: Path, *arguments: str | Path) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


class _Measured(BaseHTTPRequestHandler):
    """Answers as `goldenpath.delivery.url` is asked: metrics of one entity, 404 for the others."""

    def do_GET(self) -> None:
        """Answer with the metrics of the entity that the query names."""
        asked = parse_qs(urlsplit(self.path).query).get("entity")
        known = [f"component:default/{BEHIND}"] == asked
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"metrics": METRICS} if known else {}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _measurements() -> Iterator[str]:
    """Run what the portal asks for delivery metrics, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Measured) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Run a portal that lets in by Auth0 alone, as production does, with a tenant of nobody."""
    auth0 = {"domain": TENANT, "clientId": "portal", "clientSecret": "of-nobody"}
    auth = {
        "environment": "production",
        "session": {"secret": "of-nobody-either"},
        "providers": {"guest": None, "auth0": {"production": auth0}},
    }
    yield from serve(tmp_path_factory.mktemp("portal-closed"), {"auth": auth})
