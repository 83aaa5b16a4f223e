"""The portal, as `make portal` starts it, on a free port, with its data in a temporary folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import yaml

from tests.organization import HERE, ROOT
from tests.toolchains.postgresql import Server

PROGRAM = [sys.executable, str(ROOT / "tools/portal.py")]
READY = "The portal is ready"
RUNTIME: dict[str, Any] = yaml.safe_load(
    (ROOT / "platform/backstage/runtime.yaml").read_text("utf-8")
)
METRICS: dict[str, Any] = RUNTIME["metrics"]
READINESS: str = RUNTIME["probes"]["readiness"]
_SAMPLE = re.compile(r"^(\w+)\{(.*)\} (\S+)$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="([^"]*)"')
_ENDED = {"cancelled", "completed", "failed", "skipped"}


@dataclass(frozen=True)
class Answer:
    """What the portal answered: the status, and its JSON or text."""

    status: int
    body: Any


@dataclass
class Task:
    """A task that has ended: its status, what it said in each step, and what it came to."""

    status: str
    events: list[dict[str, Any]] = field(repr=False)

    @property
    def output(self) -> dict[str, Any]:
        """Return the links and texts that the finished task shows."""
        return dict(self.events[-1].get("output") or {})

    @property
    def error(self) -> str:
        """Return why the task failed."""
        return str(self.events[-1].get("error", {}).get("message", ""))

    def said(self, step: str) -> str:
        """Return what a step has logged."""
        return "\n".join(e["message"] for e in self.events if e.get("stepId") == step)


class Portal:
    """A portal that runs, as a program meets it."""

    def __init__(self, address: str, data: Path, told: str, metrics: str) -> None:
        self.address = address
        self.data = data
        self.told = told
        self.metrics = metrics

    @property
    def repositories(self) -> Path:
        """Return the folder in which repositories are published."""
        return self.data / "repositories"

    def call(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask the portal and return its answer, whatever the status."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(  # noqa: S310 - our own address
            f"{self.address}{path}",
            data,
            {"Content-Type": "application/json", **(headers or {})},
            method=method,
        )
        try:
            with urlopen(request, timeout=120) as response:  # noqa: S310
                return Answer(response.status, _read(response.read()))
        except HTTPError as error:
            return Answer(error.code, _read(error.read()))

    def measurements(self) -> dict[str, list[tuple[dict[str, str], float]]]:
        """Return what Prometheus is told: for each name the labels and values."""
        with urlopen(self.metrics, timeout=60) as response:  # noqa: S310 - our own address
            text = response.read().decode()
        found: dict[str, list[tuple[dict[str, str], float]]] = {}
        for name, labels, value in _SAMPLE.findall(text):
            found.setdefault(name, []).append((dict(_LABEL.findall(labels)), float(value)))
        return found

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Return who a guest is to the portal, with the token that proves it."""
        identity: dict[str, Any] = self.call("POST", "/api/auth/guest/refresh", {}).body
        return dict(identity["backstageIdentity"])

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        """Ask the portal as a guest."""
        return self.call(method, path, body, {"Authorization": f"Bearer {self.identity['token']}"})

    def entities(self, kind: str) -> list[dict[str, Any]]:
        """Return the entities of a kind."""
        found: list[dict[str, Any]] = self.ask(
            "GET", f"/api/catalog/entities?filter=kind={kind}"
        ).body
        return found

    def entity(self, kind: str, name: str) -> dict[str, Any]:
        """Return an entity once the catalog knows it."""
        path = f"/api/catalog/entities/by-name/{kind}/default/{name}"
        answer = eventually(lambda: a if (a := self.ask("GET", path)).status == 200 else None)
        entity: dict[str, Any] = answer.body
        return entity

    def run(self, template: str, values: Mapping[str, Any]) -> Task | Answer:
        """Run a template as the form does; return the task, or why it was not taken."""
        self.entity("template", template)
        body = {"templateRef": f"template:default/{template}", "values": dict(values)}
        started = self.ask("POST", "/api/scaffolder/v2/tasks", body)
        if started.status != 201:
            return started
        path = f"/api/scaffolder/v2/tasks/{started.body['id']}"
        status = eventually(
            lambda: s if (s := self.ask("GET", path).body["status"]) in _ENDED else None
        )
        events = self.ask("GET", f"{path}/events").body
        return Task(status, [event["body"] for event in events])

    def dry_run(self, template: Mapping[str, Any], values: Mapping[str, Any]) -> Answer:
        """Run a template without consequences."""
        body = {"template": template, "values": dict(values), "directoryContents": []}
        return self.ask("POST", "/api/scaffolder/v2/dry-run", body)


def eventually(look: Callable[[], Any], patience: float = 90) -> Any:
    """Return the first thing that is found; the portal works in the background."""
    end = time.monotonic() + patience
    while (found := look()) is None:
        assert time.monotonic() < end, "the portal did not come to it"
        time.sleep(0.3)
    return found


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until a backend that was started by itself answers; a failure tells its log."""

    def is_ready() -> bool | None:
        assert process.poll() is None
        try:
            with urlopen(f"{address}{READINESS}", timeout=5):  # noqa: S310 - our own address
                return True
        except OSError:
            return None

    try:
        eventually(is_ready, patience=120)
    except AssertionError as error:
        raise AssertionError(log.read_text("utf-8")[-4000:]) from error


def start(
    data: Path, config: Mapping[str, Any], port: int, **variables: str
) -> tuple[subprocess.Popen[str], str]:
    """Start the portal and return when it is ready, or has ended, with what it told."""
    data.mkdir(parents=True, exist_ok=True)
    more = data / "app-config.more.yaml"
    more.write_text(json.dumps(config), "utf-8")
    process = subprocess.Popen(
        [*PROGRAM, "--port", str(port), "--data", str(data), "--config", str(more)],
        env={**without_tokens(), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    told: list[str] = []
    for line in process.stdout:
        told.append(line)
        if "Ctrl-C stops it" in line:
            return process, "".join(told)
    process.stdout.close()
    process.wait(60)
    return process, "".join(told)


def stop(process: subprocess.Popen[str], sort: int = signal.SIGINT) -> int:
    """Stop the portal as a person does, and return how it ended."""
    process.send_signal(sort)
    code = process.wait(60)
    assert process.stdout is not None
    process.stdout.close()
    return code


def without_tokens() -> dict[str, str]:
    """Return the environment of someone who has no token for anything."""
    ends = ("_CLIENT_ID", "_TOKEN", "_URL")
    return {k: v for k, v in os.environ.items() if not k.endswith(ends)}


def serve(data: Path, config: Mapping[str, Any]) -> Iterator[Portal]:
    """Start a portal and stop it in the end."""
    port, measured = free_port(), free_port()
    process, told = start(data, config, port, **{METRICS["variable"]: str(measured)})
    metrics = f"http://127.0.0.1:{measured}{METRICS['path']}"
    try:
        assert READY in told, told
        yield Portal(f"http://127.0.0.1:{port}", data, told, metrics)
    finally:
        stop(process)


def _read(data: bytes) -> Any:
    try:
        return json.loads(data) if data else None
    except ValueError:
        return data.decode(errors="replace")


@pytest.fixture(scope="session")
def template_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the templates as they stand, committed, so that every copy has the same version."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "copier.yml", folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    make_repository(folder)
    return folder


def make_repository(folder: Path) -> None:
    """Make a folder a repository, with all that it holds committed."""
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("commit", "--quiet", "--message=as it stands"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)


def copier_settings(checkout: Path) -> dict[str, Any]:
    """Return what has the portal's Copier take the templates from a checkout."""
    return {"mirrors": [{"url": HERE.template_url, "location": str(checkout), "ref": "HEAD"}]}


def _configuration(checkout: Path) -> dict[str, Any]:
    return {"goldenpath": {"copier": copier_settings(checkout)}}


@pytest.fixture(scope="session")
def portal(template_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Run the portal on SQLite, as `make portal` does."""
    yield from serve(tmp_path_factory.mktemp("portal"), _configuration(template_checkout))


@pytest.fixture(scope="session")
def portal_on_postgresql(
    postgresql: Server, template_checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """Run the portal on PostgreSQL."""
    database = {
        "client": "pg",
        "connection": {
            "host": "127.0.0.1",
            "port": postgresql.port,
            "user": postgresql.user,
            "password": postgresql.password,
        },
    }
    config = {**_configuration(template_checkout), "backend": {"database": database}}
    yield from serve(tmp_path_factory.mktemp("portal-on-postgresql"), config)
