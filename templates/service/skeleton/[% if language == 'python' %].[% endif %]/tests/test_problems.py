"""Errors, as every route answers them."""

import json

import httpx2
import pytest
from fastapi.testclient import TestClient

PATH = "/notes/1"
JSON = {"content-type": "application/json"}
LIMIT = 64 * 1024


def problem(response: httpx2.Response) -> tuple[int, str, str]:
    """Return the status, title and detail of a response that must be a problem."""
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told.keys() == {"type", "title", "status", "detail"}
    assert (told["type"], told["status"]) == ("about:blank", response.status_code)
    return told["status"], told["title"], told["detail"]


@pytest.mark.parametrize("path", ["/", "/nothing", "/livez/", "/docs", "/redoc", "/openapi.json"])
def test_an_unknown_path_is_not_found(client: TestClient, path: str) -> None:
    """Nothing redirects, and FastAPI's own pages are not served."""
    response = client.get(path, follow_redirects=False)
    assert problem(response) == (404, "Not Found", "nothing is served at this path")


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "BREW"])
def test_an_unknown_method_is_told_the_known_ones(client: TestClient, method: str) -> None:
    """The Allow header lists what the path takes."""
    response = client.request(method, "/livez")
    assert (response.status_code, response.headers["allow"]) == (405, "GET")


def test_a_refused_method_is_a_problem(client: TestClient) -> None:
    """The body tells the same as the status."""
    expected = (405, "Method Not Allowed", "this path does not take the method")
    assert problem(client.delete("/livez")) == expected


def test_a_crash_tells_nothing_of_its_cause(client: TestClient) -> None:
    """The exception is for the log alone."""
    expected = (500, "Internal Server Error", "the service failed to answer this request")
    assert problem(client.get("/failure")) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'text': 'a'}",
        b'{"text": "a"} x',
        b'{"text": "\xff"}',
        b'{"text": "line\nbreak"}',
        b"9" * 5000,
        b"[" * 60_000,
    ],
)
def test_malformed_json_is_a_bad_request(client: TestClient, body: bytes) -> None:
    """Whatever the parser stumbles over, it is the client's mistake."""
    status, title, _ = problem(client.post(PATH, content=body, headers=JSON))
    assert (status, title) == (400, "Bad Request")


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "json", "application/jsonx"],
)
def test_a_body_that_is_not_declared_as_json_is_refused(
    client: TestClient, content_type: str | None
) -> None:
    """The bytes may be JSON all the same: a form of another site could send those."""
    headers = {} if content_type is None else {"content-type": content_type}
    response = client.post(PATH, content=b'{"text": "a"}', headers=headers)
    assert problem(response)[:2] == (415, "Unsupported Media Type")


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; charset=utf-8", "application/a+json"]
)
def test_json_may_be_declared_in_several_ways(client: TestClient, content_type: str) -> None:
    """Case, parameters and suffixes are part of the media type's grammar."""
    response = client.post(PATH, content=b'{"text": "a"}', headers={"content-type": content_type})
    assert (response.status_code, response.json()) == (200, "1a")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"null", "body: Input should be a valid dictionary"),
        (b"[]", "body: Input should be a valid dictionary"),
        (b"{}", "text: Field required"),
        (b'{"text": 1}', "text: Input should be a valid string"),
        (b'{"text": "a", "more": 1}', "more: Extra inputs are not permitted"),
        (b'{"text": "a", "\\ud800": 1}', "body: Input should be a valid string"),
    ],
)
def test_an_invalid_field_is_named(client: TestClient, body: bytes, detail: str) -> None:
    """The detail says which field is wrong and why."""
    status, title, told = problem(client.post(PATH, content=body, headers=JSON))
    assert (status, title) == (422, "Unprocessable Content")
    assert told.startswith(detail)


def test_a_problem_stays_short(client: TestClient) -> None:
    """Neither many fields nor long names make the answer as large as the request."""
    body = {"text": "a"} | {f"{number}{'x' * 500}": 1 for number in range(100)}
    _, _, detail = problem(client.post(PATH, json=body))
    assert detail.endswith("and 95 more")
    assert len(detail) < 1000


def test_the_largest_body_is_taken(client: TestClient) -> None:
    """The limit itself is within the limit."""
    body = json.dumps({"text": "a" * (LIMIT - len('{"text": ""}'))}).encode()
    assert len(body) == LIMIT
    assert client.post(PATH, content=body, headers=JSON).status_code == 200


def test_a_larger_body_is_refused(client: TestClient) -> None:
    """The declared length is enough to know."""
    response = client.post(PATH, content=b"a" * (LIMIT + 1), headers=JSON)
    expected = (413, "Content Too Large", "the body is larger than 65536 bytes")
    assert problem(response) == expected


def test_a_larger_body_of_unknown_length_is_refused(client: TestClient) -> None:
    """What arrives in chunks is counted as it arrives."""
    response = client.post(PATH, content=iter([b"a" * LIMIT, b"a"]), headers=JSON)
    assert problem(response)[0] == 413
