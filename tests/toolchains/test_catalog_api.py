"""Catalogs read from Backstage's own API, over its own database."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenpath import snapshot
from goldenpath.snapshot import SnapshotError, backstage
from goldenpath.snapshot.errors import MissingError
from goldenpath.snapshot.fetch import Answer, Client
from tests.toolchains.engines import node_engine

pytestmark = pytest.mark.toolchain("node")

SCRIPT = Path(__file__).with_name("catalog_api.cjs")
TOKEN = "s3cret-t0ken"  # noqa: S105 - of nobody


def entity(number: int) -> dict[str, Any]:
    """Return an entity as the catalog holds it, with more than anybody asks for."""
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {
            "name": f"service-{number}",
            "namespace": "default",
            "uid": "u",
            "title": f"Grüße {number}",
            "labels": {"acme.example/team": "checkout"},
            "annotations": {"backstage.io/managed-by-location": "url:x", "a.b/c": "d"},
        },
        "spec": {"type": "service", "lifecycle": "x", "owner": "g", "providesApis": ["a", "b"]},
        "relations": [{"type": "ownedBy", "targetRef": "group:default/g"}],
    }


def asked_for(number: int) -> dict[str, Any]:
    """Return what is asked for of it."""
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {
            "name": f"service-{number}",
            "namespace": "default",
            "title": f"Grüße {number}",
            "annotations": {"backstage.io/managed-by-location": "url:x"},
        },
        "spec": {"type": "service", "owner": "g", "providesApis": ["a", "b"]},
    }


EXPECTED = [asked_for(number) for number in range(7)]


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """Start the API with seven entities and return its URL."""
    engines = [node_engine("backstage-catalog"), node_engine("backstage-database")]
    process = subprocess.Popen(
        ["node", "--no-warnings", SCRIPT, *engines],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    request = {"token": TOKEN, "entities": [entity(number) for number in range(7)]}
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.communicate()


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", TOKEN)
    monkeypatch.setattr(backstage, "PAGE", 3)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Return what is answered: the path and the status of each."""
    told = []
    get = Client.get

    def counted(client: Client, url: str, etag: str | None = None) -> Answer:
        answer = get(client, url, etag)
        told.append((url.partition("/entities")[2].partition("?")[0], answer.status))
        return answer

    monkeypatch.setattr(Client, "get", counted)
    return told


def test_catalog_is_read_by_cursor(portal: str, answers: list[tuple[str, int]]) -> None:
    """Backstage takes our parameters, and we follow its cursors to the end."""
    assert EXPECTED == list(snapshot.read(portal).entities)
    assert [("/by-query", 200)] * 3 == answers


def test_catalog_is_read_by_link_header(
    portal: str, monkeypatch: pytest.MonkeyPatch, answers: list[tuple[str, int]]
) -> None:
    """The same by the way that older instances have alone."""
    get = Client.get

    def older(client: Client, url: str, etag: str | None = None) -> Answer:
        if "/by-query" in url:
            raise MissingError(url)
        return get(client, url, etag)

    monkeypatch.setattr(Client, "get", older)
    assert EXPECTED == list(snapshot.read(portal).entities)
    assert [("", 200)] * 3 == answers


def test_unchanged_catalog_is_not_sent_again(
    portal: str, monkeypatch: pytest.MonkeyPatch, answers: list[tuple[str, int]]
) -> None:
    """Backstage tags its pages, and says that they are unchanged."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_MAX_AGE", "0")
    list(snapshot.read(portal).entities)
    assert EXPECTED == list(snapshot.read(portal).entities)
    assert [("/by-query", 200)] * 3 + [("/by-query", 304)] * 3 == answers


def test_wrong_token_is_told(portal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Backstage answers to a wrong token is told in one line."""
    monkeypatch.setenv("GOLDENPATH_CATALOG_TOKEN", "wrong")
    with pytest.raises(SnapshotError, match="401: the token in GOLDENPATH_CATALOG_TOKEN"):
        snapshot.read(portal)
