"""The items over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.items.store import InMemoryItemStore


def create(client: TestClient, **fields: object) -> dict[str, Any]:
    """Create an item and return it."""
    response = client.post("/v1/items", json=fields)
    assert response.status_code == 201
    item: dict[str, Any] = response.json()
    return item


def test_there_are_no_items_at_first(client: TestClient) -> None:
    """An empty list is a list."""
    assert client.get("/v1/items").json() == {"items": []}


def test_a_created_item_is_where_it_is_said_to_be(client: TestClient) -> None:
    """The Location header leads to the item that the response showed."""
    response = client.post("/v1/items", json={"name": "mug", "quantity": 3})
    item = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/v1/items/{item['id']}"
    assert client.get(response.headers["location"]).json() == item
    assert UUID(item.pop("id")).version == 4
    created_at = datetime.fromisoformat(item.pop("created_at"))
    assert created_at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - created_at) < timedelta(minutes=1)
    assert item == {"name": "mug", "quantity": 3}


def test_items_are_listed_in_the_order_of_creation(client: TestClient) -> None:
    """The oldest comes first."""
    items = [create(client, name=name) for name in ("c", "a", "b")]
    assert client.get("/v1/items").json() == {"items": items}


def test_a_deleted_item_is_gone(client: TestClient) -> None:
    """The others stay."""
    first, second = create(client, name="a"), create(client, name="b")
    response = client.delete(f"/v1/items/{first['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert client.get(f"/v1/items/{first['id']}").status_code == 404
    assert client.delete(f"/v1/items/{first['id']}").status_code == 404
    assert client.get("/v1/items").json() == {"items": [second]}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("item_id", [str(uuid4()), "1", "not-a-uuid", "%00", "x" * 5000])
def test_what_does_not_exist_is_not_found(client: TestClient, method: str, item_id: str) -> None:
    """An id that no item could have is no different."""
    response = client.request(method, f"/v1/items/{item_id}")
    assert (response.status_code, response.json()["detail"]) == (404, "no item has this id")


def test_a_refused_method_is_told_all_methods_of_the_path(client: TestClient) -> None:
    """The two routes of one path are one resource."""
    assert client.patch("/v1/items").headers["allow"] == "GET, POST"
    assert client.patch("/v1/items/1").headers["allow"] == "DELETE, GET"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name": "mug"}, ("mug", 1)),
        ({"name": " \t mug\n", "quantity": 0}, ("mug", 0)),
        ({"name": "é" * 100 + " ", "quantity": 1_000_000}, ("é" * 100, 1_000_000)),
        ({"name": "\N{HOT BEVERAGE}" * 100, "quantity": 2.0}, ("\N{HOT BEVERAGE}" * 100, 2)),
    ],
)
def test_bounds_belong_to_what_is_allowed(
    client: TestClient, fields: dict[str, object], expected: tuple[str, int]
) -> None:
    """Names are trimmed and counted in characters, and the quantity has a default."""
    item = create(client, **fields)
    assert (item["name"], item["quantity"]) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": ""},
        {"name": " \t\n"},
        {"name": "x" * 101},
        {"name": None},
        {"name": 1},
        {"name": ["mug"]},
        {"quantity": 1},
        {"name": "mug", "quantity": -1},
        {"name": "mug", "quantity": 1_000_001},
        {"name": "mug", "quantity": 1e300},
        {"name": "mug", "quantity": 1.5},
        {"name": "mug", "quantity": "1"},
        {"name": "mug", "quantity": True},
        {"name": "mug", "quantity": None},
        {"name": "mug", "id": str(uuid4())},
        {"name": "mug", "Quantity": 1},
    ],
)
def test_an_invalid_item_is_refused(client: TestClient, fields: dict[str, object]) -> None:
    """Nothing is guessed, and nothing is kept of it."""
    assert client.post("/v1/items", json=fields).status_code == 422
    assert client.get("/v1/items").json() == {"items": []}


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "\\ud800"}',
        b'{"name": "mug", "\\ud800": 1}',
        b'{"name": "mug", "quantity": NaN}',
        b'{"name": "mug", "quantity": -Infinity}',
        b'{"name": "mug", "quantity": 1e999}',
    ],
)
def test_what_only_the_parser_takes_is_refused(client: TestClient, body: bytes) -> None:
    """Half a character and a number that is none pass as JSON, but not as a field."""
    response = client.post("/v1/items", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422


def test_a_full_store_takes_no_more(app: FastAPI, client: TestClient) -> None:
    """There is room again when an item is deleted."""
    app.state.item_store = InMemoryItemStore(capacity=1)
    item = create(client, name="a")
    response = client.post("/v1/items", json={"name": "b"})
    assert (response.status_code, response.json()["title"]) == (507, "Insufficient Storage")
    client.delete(f"/v1/items/{item['id']}")
    create(client, name="b")
