"""A catalog to read, in an environment of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenpath.snapshot import SnapshotError, backstage
from goldenpath.snapshot.fetch import Limits
from tests.unit.catalog_server import PREFIX, Instance, serving

BY_QUERY = f"{PREFIX}/entities/by-query"
LISTED = f"{PREFIX}/entities"
SECRET = "s3cret-t0ken"  # noqa: S105 - of nobody


def entity(name: str, **more: Any) -> dict[str, Any]:
    """Return an entity as the API gives it."""
    head = {"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": name}}
    return {**head, **more}


ENTITIES = [entity(f"service-{number}") for number in range(5)]


@pytest.fixture
def instance() -> Iterator[Instance]:
    """Serve a catalog of five components."""
    with serving() as found:
        found.entities = list(ENTITIES)
        yield found


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a cache of its own and no token, and read two entities a page."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GOLDENPATH_CATALOG_TOKEN", raising=False)
    monkeypatch.delenv("GOLDENPATH_CATALOG_MAX_AGE", raising=False)
    monkeypatch.setattr(backstage, "PAGE", 2)
    return tmp_path


def refusal(where: str, *, limits: Limits | None = None) -> str:
    """Return what the reading of a catalog ends with."""
    with pytest.raises(SnapshotError) as caught:
        list(backstage.entities(where, [], cached=False, limits=limits)[1])
    return str(caught.value)
