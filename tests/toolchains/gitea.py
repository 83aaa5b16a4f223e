"""A Gitea of its own for a test: built from its Go module, with one organisation in it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.organization import ROOT
from tests.toolchains.engines import go_engine
from tests.toolchains.portal import Answer, eventually, free_port

MODULE = "code.gitea.io/gitea"
OWNER = "works"
"""The organisation that owns the repositories."""

USER = "portal"
SETTINGS = """\
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = {work}

[server]
STATIC_ROOT_PATH = {module}
HTTP_ADDR = 127.0.0.1
HTTP_PORT = {port}
ROOT_URL = http://127.0.0.1:{port}/
OFFLINE_MODE = true
DISABLE_SSH = true

[database]
DB_TYPE = sqlite3

[security]
INSTALL_LOCK = true

[repository]
DEFAULT_BRANCH = main

[actions]
ENABLED = false

[log]
LEVEL = warn
"""


class Gitea(NamedTuple):
    """A Gitea that runs, and the token with which a portal publishes."""

    host: str
    token: str

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"http://{self.host}"

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Ask its REST API as the portal's user, and return the answer, whatever the status."""
        login = base64.b64encode(f"{USER}:{self.token}".encode()).decode()
        request = Request(  # noqa: S310 - our own address
            f"{self.address}/api/v1/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Basic {login}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                data = response.read()
                return Answer(response.status, json.loads(data) if data else None)
        except HTTPError as error:
            return Answer(error.code, error.read().decode(errors="replace"))

    def clone(self, name: str, folder: Path, branch: str = "main") -> Path:
        """Clone a repository of the organisation and return the folder."""
        address = f"http://{USER}:{self.token}@{self.host}/{OWNER}/{name}.git"
        subprocess.run(
            ["git", "clone", "--quiet", f"--branch={branch}", address, folder], check=True
        )
        return folder


@pytest.fixture(scope="session")
def gitea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gitea]:
    """Run a Gitea with a user for the portal and an organisation of that user."""
    program = go_engine("gitea", MODULE, tags="sqlite sqlite_unlock_notify")
    work = tmp_path_factory.mktemp("gitea")
    port = free_port()
    settings = work / "app.ini"
    settings.write_text(SETTINGS.format(work=work, module=_module(), port=port), "utf-8")
    command = [str(program), "--config", str(settings)]
    admin = [*command, "admin", "user"]
    _run([*command, "migrate"])
    who = [f"--username={USER}", f"--email={USER}@localhost", "--random-password"]
    _run([*admin, "create", "--admin", "--must-change-password=false", *who])
    asked = [f"--username={USER}", "--scopes=all", "--raw"]
    token = _run([*admin, "generate-access-token", *asked]).split()[-1]
    with (work / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "web"], env=_environment(), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        server = Gitea(f"127.0.0.1:{port}", token)
        eventually(lambda: _answers(server, process))
        made = server.call("POST", "orgs", {"username": OWNER})
        assert 201 == made.status, made
        yield server
    finally:
        process.terminate()
        process.wait(60)


def _module() -> str:
    """Return where its module lies: its templates and translations are read from there."""
    done = subprocess.run(
        ["go", "list", "-m", "-f", "{{.Dir}}", MODULE],
        cwd=ROOT / "platform/engines/gitea",
        env={**os.environ, "GOFLAGS": "-mod=mod"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _environment() -> dict[str, str]:
    """Return the environment without the tests' settings for git: Gitea keeps its own."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITEA_"))}


def _run(command: list[str]) -> str:
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    assert 0 == done.returncode, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def _answers(server: Gitea, process: subprocess.Popen[bytes]) -> bool | None:
    assert process.poll() is None, "Gitea ended by itself"
    try:
        return server.call("GET", "version").status == 200 or None
    except URLError:
        return None
