"""The API definition and the application, compared in both directions."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from ruamel.yaml import YAML

from app.items.store import InMemoryItemStore

Operations = dict[tuple[str, str], set[str]]

DEFINITION = Path(__file__).parents[2] / "api" / "openapi.yaml"
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
JSON = {"content-type": "application/json"}

# How to get each documented answer: the operation, its status and what to send.
ANSWERS: list[tuple[tuple[str, str], int, dict[str, Any]]] = [
    (("get", "/v1/items"), 200, {}),
    (("post", "/v1/items"), 201, {"json": {"name": "mug"}}),
    (("post", "/v1/items"), 400, {"content": "{", "headers": JSON}),
    (("post", "/v1/items"), 413, {"content": " " * 70_000, "headers": JSON}),
    (("post", "/v1/items"), 415, {"content": "name=mug"}),
    (("post", "/v1/items"), 422, {"json": {}}),
    (("post", "/v1/items"), 507, {"json": {"name": "mug"}}),
    (("get", "/v1/items/{id}"), 200, {}),
    (("get", "/v1/items/{id}"), 404, {}),
    (("delete", "/v1/items/{id}"), 204, {}),
    (("delete", "/v1/items/{id}"), 404, {}),
]


def operations(definition: dict[str, Any]) -> Operations:
    """Return the statuses of every operation; `default` only stands for those not listed."""
    return {
        (method, path): set(operation["responses"]) - {"default"}
        for path, item in definition["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


@pytest.fixture(scope="module")
def documented() -> Operations:
    """Return what the definition promises."""
    return operations(YAML(typ="safe", pure=True).load(DEFINITION))


def test_the_documented_operations_are_served(documented: Operations, app: FastAPI) -> None:
    """The application has these routes and, under a version's prefix, no others."""
    served = {key for key in operations(app.openapi()) if key[1].startswith("/v")}
    assert served == documented.keys()


def test_every_documented_status_is_tried(documented: Operations) -> None:
    """The list above is complete, and expects nothing that is not documented."""
    tried: Operations = {}
    for operation, status, _ in ANSWERS:
        tried.setdefault(operation, set()).add(str(status))
    assert tried == documented


@pytest.mark.parametrize(("operation", "status", "sent"), ANSWERS)
def test_a_documented_status_is_answered(
    app: FastAPI, operation: tuple[str, str], status: int, sent: dict[str, Any]
) -> None:
    """The operation can be brought to give the answer that the definition promises."""
    client = TestClient(app)
    item = client.post("/v1/items", json={"name": "mug"}).json()
    if status == 507:
        app.state.item_store = InMemoryItemStore(capacity=0)
    method, path = operation
    path = path.format(id="none" if status == 404 else item["id"])
    response = client.request(method, path, **sent)
    assert response.status_code == status
    media_type = "application/json" if status < 400 else "application/problem+json"
    assert response.headers.get("content-type") == (None if status == 204 else media_type)
