"""Generated services, built, tested and run by their own toolchains."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.newborns import Newborn
from tests.organization import example_answers

GRACE_SECONDS = 25
"""What the chart grants after SIGTERM is more; the service's own default is 20."""

COMMANDS = {
    "python": [".venv/bin/python", "-m", "app"],
    "go": ["bin/service"],
}
SERVICES = [
    pytest.param(path, marks=pytest.mark.toolchain(path.stem.partition("-")[0]), id=path.stem)
    for path in sorted(ROOT.glob("templates/service/examples/*.yml"))
]


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest, newborn: Newborn) -> tuple[dict[str, Any], Path]:
    """Return the answers and the folder of each service example, linted, tested and built."""
    answers = example_answers(request.param)
    folder = newborn(answers)
    for target in ("lint", "test", "build"):
        done = subprocess.run(
            ["make", "--no-print-directory", target],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTEST_"))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"make {target}\n{done.stdout}"
    return answers, folder


@pytest.fixture
def running(service: tuple[dict[str, Any], Path]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the built service on a free port of 127.0.0.1, wait until it is ready, stop it."""
    answers, folder = service
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        COMMANDS[answers["language"]],
        cwd=folder,
        env={**os.environ, "PORT": str(port), "SERVICE_NAME": answers["name"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, base)
        yield process, base
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait_until_ready(process: subprocess.Popen[str], base: str) -> None:
    """Poll until the service takes requests; its end or half a minute is a failure."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            if _get(f"{base}/readyz")[0] == 200:
                return
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail("the service was not ready within 30 seconds")


def _get(url: str, body: object = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_service_answers_and_stops(
    service: tuple[dict[str, Any], Path], running: tuple[subprocess.Popen[str], str]
) -> None:
    """The built service answers, logs JSON, and ends on SIGTERM within its grace."""
    answers, _ = service
    process, base = running
    assert (200, {"status": "ok"}) == _parsed(_get(f"{base}/livez"))
    assert (200, {"status": "ready"}) == _parsed(_get(f"{base}/readyz"))
    if answers["api"] == "openapi":
        status, item = _parsed(_get(f"{base}/v1/items", {"name": "Grüße 🚀", "quantity": 2}))
        assert (status, item["name"], item["quantity"]) == (201, "Grüße 🚀", 2)
        assert 200 == _get(f"{base}/v1/items/{item['id']}")[0]
        assert 422 == _get(f"{base}/v1/items", {"name": " "})[0]
    else:
        assert 404 == _get(f"{base}/v1/items")[0]
    assert "http_requests_total{" in _get(f"{base}/metrics")[1]
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=GRACE_SECONDS)
    assert 0 == process.returncode
    lines = [json.loads(line) for line in out.splitlines()]
    assert {answers["name"]} == {line["service"] for line in lines}
    assert "/livez" in {line.get("route") for line in lines}


def _parsed(answer: tuple[int, str]) -> tuple[int, Any]:
    return answer[0], json.loads(answer[1])
