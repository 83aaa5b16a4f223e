"""Starting and stopping, seen from outside of the process."""

import signal
import socket
import subprocess
import sys
import threading

import httpx2
import pytest

from tests.service import ROOT, TIMEOUT_SECONDS, Service, environment


def test_the_service_drains_before_it_stops() -> None:
    """After SIGTERM it still answers but is not ready; an interrupt then ends the wait."""
    settings = {"SHUTDOWN_DELAY_SECONDS": "600", "SERVICE_NAME": "orders"}
    with Service.running("app", **settings) as service:
        assert service.get("/readyz").status_code == 200
        service.send(signal.SIGTERM)
        assert service.wait_for("draining")["service"] == "orders"
        response = service.get("/readyz")
        assert response.json() == {"status": "unavailable", "reason": "shutting down"}
        assert response.headers["connection"] == "close"
        assert service.get("/livez").status_code == 200
        service.send(signal.SIGINT)
        assert service.exit_code() == 0


def test_a_request_in_flight_is_finished() -> None:
    """When the delay is over the listener closes, but whoever was let in gets an answer."""
    with Service.running("tests.held", SHUTDOWN_DELAY_SECONDS="1") as service:
        answers: list[httpx2.Response] = []
        asking = threading.Thread(target=lambda: answers.append(service.get("/held")))
        asking.start()
        service.wait_for("held")
        service.send(signal.SIGTERM)
        service.wait_for("Waiting for connections to close. (CTRL+C to force quit)")
        with pytest.raises(httpx2.ConnectError):
            service.get("/livez")
        assert service.process.stdin is not None
        service.process.stdin.write("released\n")
        service.process.stdin.flush()
        asking.join(TIMEOUT_SECONDS)
        assert [(answer.status_code, answer.json()) for answer in answers] == [(200, "released\n")]
        assert service.exit_code() == 0


def test_a_request_that_never_ends_is_cut_off() -> None:
    """The grace period ends the process even when a thread of it is stuck."""
    with (
        Service.running("tests.held", SHUTDOWN_GRACE_SECONDS="0") as service,
        socket.create_connection(("127.0.0.1", service.port)) as connection,
    ):
        connection.sendall(b"GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
        service.wait_for("held")
        service.send(signal.SIGTERM)
        assert service.exit_code() == 0


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    """Run the service until it ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def test_a_wrong_configuration_ends_the_start() -> None:
    """One line on standard error says what is wrong."""
    ended = start(PORT="none")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "configuration: PORT is 'none': expected a whole number from 1 to 65535\n"
    )


def test_a_port_in_use_ends_the_start() -> None:
    """The log says so, without a traceback."""
    with socket.create_server(("", 0)) as taken:
        ended = start(PORT=str(taken.getsockname()[1]))
    assert (ended.returncode, ended.stderr) == (1, "")
    assert '"level": "error"' in ended.stdout
