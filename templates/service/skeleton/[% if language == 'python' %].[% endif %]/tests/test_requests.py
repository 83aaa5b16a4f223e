"""What happens around every request: its id, its log line and its metrics."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.logs import JsonFormatter

Line = dict[str, Any]


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    """Return the log lines of the application, as they would be written."""
    lines: list[Line] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    collector = Collector()
    collector.setFormatter(JsonFormatter("orders"))
    logger = logging.getLogger("app")
    logger.addHandler(collector)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(collector)
    logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("given", ["a", "trace 1/2", "x" * 128, "~!{}"])
def test_a_sound_request_id_is_kept(client: TestClient, lines: list[Line], given: str) -> None:
    """The caller finds its own id in the response, and the operator finds it in the log."""
    response = client.get("/livez", headers={"x-request-id": given})
    assert response.headers["x-request-id"] == given
    assert lines[-1]["request_id"] == given


@pytest.mark.parametrize("given", [None, b"", b"x" * 129, b"caf\xc3\xa9", b"a\tb"])
def test_any_other_request_id_is_replaced(client: TestClient, given: bytes | None) -> None:
    """The service's own ids are UUIDs."""
    headers = [] if given is None else [(b"x-request-id", given)]
    response = client.get("/livez", headers=headers)
    assert UUID(response.headers["x-request-id"]).version == 4


def test_errors_carry_a_request_id_too(client: TestClient) -> None:
    """They are what an id is asked for."""
    for path in ("/nothing", "/failure"):
        assert "x-request-id" in client.get(path).headers


def test_a_request_is_logged_with_its_route(client: TestClient, lines: list[Line]) -> None:
    """The line names the pattern, not what the client filled in."""
    client.post("/notes/42", json={"text": "a"}, headers={"x-request-id": "r"})
    line = lines[-1]
    assert line.pop("duration_ms") > 0
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "message": "request",
        "service": "orders",
        "logger": "app.middleware",
        "request_id": "r",
        "method": "POST",
        "route": "/notes/{number}",
        "status": 200,
    }


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nothing/at/all", ("GET", "unmatched", 404)),
        ("BREW", "/livez", ("other", "/livez", 405)),
        ("POST", "/notes/1", ("POST", "/notes/{number}", 415)),
        ("GET", "/failure", ("GET", "/failure", 500)),
    ],
)
def test_a_failed_request_is_logged_too(
    client: TestClient, lines: list[Line], method: str, path: str, expected: tuple[str, str, int]
) -> None:
    """What clients make up, paths and methods, stays out of the labels."""
    client.request(method, path)
    line = lines[-1]
    assert (line["method"], line["route"], line["status"]) == expected


def test_a_crash_is_logged_with_its_cause(client: TestClient, lines: list[Line]) -> None:
    """The traceback stands in one line, under the id of its request."""
    request_id = client.get("/failure").headers["x-request-id"]
    crash = lines[-2]
    assert (crash["level"], crash["message"]) == ("error", "unhandled exception")
    assert crash["request_id"] == request_id
    assert "RuntimeError: secret" in crash["exception"]


def test_requests_are_counted_and_timed(client: TestClient) -> None:
    """The metrics name method, route and status."""
    client.get("/livez")
    client.get("/livez")
    client.get("/nothing")
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    told = response.text.splitlines()
    assert 'http_requests_total{method="GET",route="/livez",status="200"} 2.0' in told
    assert 'http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in told
    assert 'http_request_duration_seconds_count{method="GET",route="/livez"} 2.0' in told
