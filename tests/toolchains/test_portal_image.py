"""What the portal's image holds is laid out from its Dockerfile, and started as the chart does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deployment.derived import RELEASE, STAGES, container, only, render
from tests.deployment.image import STAGES as PARTS
from tests.deployment.image import entry_point
from tests.organization import HERE, ROOT
from tests.toolchains.portal import RUNTIME, Portal, free_port, wait_until_ready
from tests.toolchains.portal_image import (
    FOLDER,
    Laid,
    Programs,
    carry_out,
    image_user,
    laid,
)
from tests.toolchains.postgresql import Server

__all__ = ["laid"]

pytestmark = [
    pytest.mark.toolchain("node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]
PRODUCTION = next(stage.name for stage in HERE.stages if stage.production)
SECRET = "no-secret-at-all"  # noqa: S105 - it opens nothing


def _variables(stage: str, **instead: str) -> dict[str, str]:
    """Return the variables of a stage's Pod, with something for each that comes from a Secret."""
    given = {item["name"]: item.get("value", SECRET) for item in container(stage)["env"]}
    return {**given, **instead}


def _needed(stage: str) -> dict[str, str]:
    """Return the variables without which the portal does not start: it calls nobody with these."""
    others = {"NODE_EXTRA_CA_CERTS", "PROMETHEUS_URL"}
    for item in container(stage)["env"]:
        secret = item.get("valueFrom", {}).get("secretKeyRef", {})
        if secret.get("optional") or secret.get("name") == f"{RELEASE}-kubernetes":
            others.add(item["name"])
    return {name: value for name, value in _variables(stage).items() if name not in others}


def _write_stage(folder: Path, stage: str, more: dict[str, Any]) -> Path:
    """Write the app-config that the chart mounts for a stage, and over it what is of this test."""
    (text,) = only(render(stage), "ConfigMap")["data"].values()
    file = folder / "app-config.stage.yaml"
    file.write_text(text, "utf-8")
    (folder / "app-config.test.yaml").write_text(json.dumps(more), "utf-8")
    return file


@pytest.fixture(scope="module")
def started(
    laid: Laid, postgresql: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Portal, Path]]:
    """Start the image's command in the folder that was laid out; give the portal and its log."""
    writable = laid.app.parent / "writable"
    writable.mkdir()
    owner = image_user()
    os.chown(writable, owner.get("user", -1), owner.get("group", -1))
    port, measured = free_port(), free_port()
    more = {
        "backend": {"listen": {"host": "127.0.0.1", "port": port}},
        # The network is left alone.
        "catalog": {"locations": []},
        "techdocs": {"publisher": {"local": {"publishDirectory": str(writable / "techdocs")}}},
    }
    stage = _write_stage(laid.app.parent, PRODUCTION, more)
    database = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(postgresql.port)}
    database |= {"POSTGRES_USER": postgresql.user, "POSTGRES_PASSWORD": postgresql.password}
    homes = {"HOME": str(writable), "TMPDIR": str(writable)}
    metrics = {RUNTIME["metrics"]["variable"]: str(measured)}
    metrics |= {"OTEL_EXPORTER_PROMETHEUS_HOST": "127.0.0.1"}
    _, *arguments = entry_point()
    arguments += ["--config", str(stage), "--config", str(stage.with_name("app-config.test.yaml"))]
    log = tmp_path_factory.mktemp("image") / "portal.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [laid.programs.node, *arguments],
            cwd=laid.app,
            env={"PATH": os.environ["PATH"], **_needed(PRODUCTION), **database, **homes, **metrics},
            stdout=stream,
            stderr=subprocess.STDOUT,
            **owner,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, address, log)
        told = log.read_text("utf-8")
        offered = f"http://127.0.0.1:{measured}{RUNTIME['metrics']['path']}"
        yield Portal(address, writable, told, offered), log
    finally:
        process.terminate()
        process.wait(60)


def test_probes_are_answered(started: tuple[Portal, Path]) -> None:
    """As the image's user, by the image's command, the portal comes up on an empty database."""
    portal, _ = started
    for path in RUNTIME["probes"].values():
        assert 200 == portal.call("GET", path).status, path


def test_prometheus_is_answered(started: tuple[Portal, Path]) -> None:
    """What measures is in the image, and loaded by its command: probes are seen."""
    portal, _ = started
    assert 200 == portal.call("GET", RUNTIME["probes"]["liveness"]).status
    answered = portal.measurements()["http_server_request_duration_count"]
    assert "200" in {labels["http_response_status_code"] for labels, _ in answered}


def test_pages_are_those_of_the_stage(started: tuple[Portal, Path]) -> None:
    """The frontend is served with the title of the stage's app-config, signed in by Auth0 alone."""
    portal, _ = started
    page = str(portal.call("GET", "/").body)
    (text,) = only(render(PRODUCTION), "ConfigMap")["data"].values()
    title = page.partition("<title>")[2].partition("</title>")[0].strip()
    assert yaml.safe_load(text)["app"]["title"] == unescape(title)
    assert 404 == portal.call("POST", "/api/auth/guest/refresh", {}).status
    assert 401 == portal.call("GET", "/api/catalog/entities").status


def test_nothing_is_written_where_nothing_can_be(started: tuple[Portal, Path]) -> None:
    """The portal does with the one folder that is its own, and every plugin comes up."""
    _, log = started
    said = log.read_text("utf-8")
    for word in ("EACCES", "EROFS", "EPERM", '"level":"error"', "failed to start"):
        assert word not in said, said


def test_only_what_production_needs_is_installed(laid: Laid) -> None:
    """No bundler or test runner is in the image, nor a source."""
    packages = laid.app / "node_modules"
    assert (packages / "@backstage/backend-defaults").is_dir()
    for name in ("@backstage/cli", "@rspack/core", "@types/jest", "jest", "react"):
        assert not (packages / name).exists(), name
    assert [] == list(laid.app.glob("p*/*/src"))


def test_parts_are_as_large_as_they_are_said_to_be(
    laid: Laid, capsys: pytest.CaptureFixture[str]
) -> None:
    """The parts of the image are shown, and none is larger than one would expect."""
    pinned = (FOLDER / "requirements.txt").read_text("utf-8").splitlines()
    names = [line.partition("==")[0] for line in pinned if "==" in line]
    parts = {
        "packages of Node": _size(laid.app / "node_modules"),
        "frontend and backend": sum(_size(laid.app / name) for name in ("packages", "plugins")),
        "goldenpath, Copier, MkDocs": sum(_installed(name) for name in names),
    }
    with capsys.disabled():
        print()
        for name, size in parts.items():
            print(f"   {name}: {size / 1e6:.0f} MB")
    assert 0 < sum(parts.values()) < 1.5e9


def _size(path: Path) -> int:
    files = (file.lstat() for file in path.rglob("*") if not file.is_dir())
    return sum(file.st_size for file in files)


def _installed(name: str) -> int:
    """Return how large a package of Python is; nothing for one of another Python or system."""
    try:
        files = distribution(name).files or []
    except ModuleNotFoundError:
        return 0
    return sum(
        path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()
    )


def test_goldenpath_is_built_from_what_is_copied(tmp_path: Path) -> None:
    """The stage of Python yields a goldenpath that judges, with its own policies and schemas."""
    stage = PARTS["python"]
    source, target = tmp_path / "source", tmp_path / "installed"
    stage.instructions[:] = [item for item in stage.instructions if item.name == "COPY"]
    carry_out(stage, source, {}, os.environ)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--target", target, source], check=True
    )
    done = subprocess.run(
        [sys.executable, "-P", "-m", "goldenpath", "validate", ROOT / "backstage/catalog"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr.partition("Traceback")[1]), done.stdout
    assert (target / "goldenpath/data/platform/policies").is_dir()


@pytest.mark.parametrize("stage", STAGES)
def test_configuration_of_each_stage_is_that_of_backstages_schema(
    laid: Laid, tmp_path: Path, stage: str
) -> None:
    """Backstage's own strict check takes what the Pod of a stage reads, with its variables."""
    file = _write_stage(tmp_path, stage, {})
    node: Programs = laid.programs
    named = [word for word in RUNTIME["command"] if word.endswith(".yaml")]
    arguments = [part for name in [*named, str(file)] for part in ("--config", name)]
    done = subprocess.run(
        [node.node, "node_modules/@backstage/cli/bin/backstage-cli", "config:check", "--strict",
         *arguments],
        cwd=FOLDER,
        env={**node.environment, **_variables(stage, NODE_EXTRA_CA_CERTS="")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout + done.stderr
