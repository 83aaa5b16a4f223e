"""The probes."""

import socket

import pytest
from fastapi.testclient import TestClient

from app import health
from app.application import create_app
from app.health import Readiness
from app.settings import Address


def test_a_living_process_says_so(client: TestClient) -> None:
    """The liveness probe looks at nothing else."""
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_service_without_a_database_is_ready(client: TestClient) -> None:
    """It has nothing to wait for."""
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_a_draining_service_is_alive_but_not_ready(
    client: TestClient, readiness: Readiness
) -> None:
    """No new requests are to be sent to it, and no restart is called for."""
    readiness.draining = True
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "unavailable", "reason": "shutting down"},
    )
    assert client.get("/livez").status_code == 200


def test_a_service_is_ready_while_its_database_takes_connections() -> None:
    """A connection is enough; nobody logs in."""
    with socket.create_server(("127.0.0.1", 0)) as database:
        address = Address("127.0.0.1", database.getsockname()[1])
        with TestClient(create_app(Readiness(address))) as client:
            assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "x" * 64 + ".invalid"])
def test_a_service_is_not_ready_without_its_database(host: str) -> None:
    """Neither a closed port nor an impossible name breaks the probe."""
    with socket.create_server(("127.0.0.1", 0)) as database:
        port = database.getsockname()[1]
    with TestClient(create_app(Readiness(Address(host, port)))) as client:
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "unavailable", "reason": "database takes no connection"},
    )


def test_a_silent_database_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe answers in time although the connection never comes about."""
    monkeypatch.setattr(health, "DATABASE_TIMEOUT_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as database:
        address = Address("127.0.0.1", database.getsockname()[1])
        with TestClient(create_app(Readiness(address))) as client:
            assert client.get("/readyz").status_code == 503
