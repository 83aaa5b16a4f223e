"""What is kept of documents is given back as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenpath import engine, outline
from goldenpath.check import Check, Problem
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind, TextLocator
from goldenpath.outline import Outlines, Shelf, outlines
from goldenpath.project import Project
from goldenpath.source import Source


def kept(number: int) -> Outlines:
    """Return the outlines of some file."""
    data = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"service-{number}"}}
    path = f"{number}.yaml"
    document = Document(Source(path, ""), 0, Kind.KUBERNETES, data, TextLocator())
    found = outlines(path, [document])
    assert found is not None
    return found


@pytest.mark.parametrize("number", [0, 1, 2, 3, 7])
def test_shelf_gives_back_what_it_was_given(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In order, more than once, and while more is added."""
    monkeypatch.setattr(outline, "_TOGETHER", 2)
    shelf, expected = Shelf(), [kept(item) for item in range(number)]
    for item in expected:
        shelf.add(item)
    assert expected == list(shelf) == list(shelf)
    shelf.add(kept(number))
    assert [*expected, kept(number)] == list(shelf)
    shelf.close()


def test_shelf_without_room_keeps_all_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk makes a run larger, not wrong."""

    def full(**_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outline, "_TOGETHER", 1)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    shelf, expected = Shelf(), [kept(item) for item in range(5)]
    for item in expected:
        shelf.add(item)
    assert expected == list(shelf)


def test_outline_holds_what_others_ask_of_a_document() -> None:
    """Bodies are left out: what is not referred to, and what refers to nothing."""
    kind = Kind.BACKSTAGE_ENTITY
    data = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "API",
        "metadata": {"name": "orders-api", "title": "Orders", "annotations": {"a": "b"}},
        "spec": {"type": "openapi", "owner": "checkout", "definition": "  openapi: " + "x" * 99},
    }
    assert {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "API",
        "metadata": {"name": "orders-api"},
        "spec": {"type": "openapi", "owner": "checkout", "definition": "openapi: xxxxxxxxxxx"},
    } == outline.outline(Document(Source("api.yaml", ""), 0, kind, data, TextLocator()))


def test_check_that_outlines_do_not_content_sees_whole_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are read again, and as what the run takes them for."""

    def untitled(document: Document, project: Project) -> Iterator[Problem]:
        assert project.entities
        yield Problem(("metadata", "title"), str(document.get("metadata", "title")))

    kinds = frozenset({Kind.BACKSTAGE_ENTITY})
    check = Check("GP999", "untitled", kinds, Severity.ERROR, "", together=untitled)
    monkeypatch.setattr(engine, "selected", lambda *_: (check,))
    path = tmp_path / "entity.txt"
    path.write_text("kind: Component\nmetadata: {name: orders, title: Orders}\n", "utf-8")
    report = engine.validate([path], engine.Options(kind=Kind.BACKSTAGE_ENTITY))
    assert ["Orders"] == [item.message for item in report.diagnostics]
