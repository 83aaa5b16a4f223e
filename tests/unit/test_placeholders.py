"""Placeholders stand for what Backstage will read in their place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from goldenpath.document import Kind
from goldenpath.entity import target
from goldenpath.entity.placeholders import Resolved, resolve
from goldenpath.load import load

DEFINITION = ("spec", "definition")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return the root of a repository, with a descriptor in a folder of it."""
    (tmp_path / "a").write_text("outside", "utf-8")
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "root.txt").write_text("root", "utf-8")
    folder = root / "service"
    folder.mkdir()
    files = {"a b.txt": "text", "data.json": '{"a": 1e3}', "data.yaml": "a: yes\n", "empty": ""}
    files |= {"broken.json": "{a", "nan.json": "NaN", "two.yaml": "1\n---\n2\n", "bad.yaml": "["}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return root


def resolved(repository: Path, placeholder: str) -> Resolved:
    """Return an API whose definition is the placeholder, resolved."""
    path = repository / "service" / "catalog-info.yaml"
    path.write_text(f"kind: API\nspec: {{definition: {placeholder}}}\n", "utf-8")
    [document] = load(path, Kind.BACKSTAGE_ENTITY)
    return resolve(document)


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [
        ("{$text: ./a%20b.txt}", "text"),
        ("{$text: 'a b.txt?raw#top'}", "text"),
        ("{$text: empty}", ""),
        ("{$text: ../root.txt}", "root"),
        ("{$text: /root.txt}", "root"),
        ("{$text: /service/../root.txt}", "root"),
        ("{$json: data.json}", {"a": 1000.0}),
        ("{$yaml: data.yaml}", {"a": "yes"}),
        ("{$yaml: data.json}", {"a": 1000.0}),
        ("{$other: data.json}", {"$other": "data.json"}),
        ("{$text: data.json, more: x}", {"$text": "data.json", "more": "x"}),
    ],
)
def test_content_of_the_file_takes_the_place(
    repository: Path, placeholder: str, value: Any
) -> None:
    """The file is named as a URL is, from the descriptor or from the repository's root."""
    outcome = resolved(repository, placeholder)
    assert ([], value) == (outcome.wrong, outcome.data["spec"]["definition"])


@pytest.mark.parametrize(
    ("placeholder", "fault"),
    [
        ("{$text: absent.txt}", "names 'absent.txt', where no file is: correct the path"),
        ("{$text: ../../a}", "names '../../a', where no file is: correct the path"),
        ("{$text: 'group:checkout'}", "names 'group:checkout', where no file is: correct the path"),
        ("{$text: ./}", "names './', where no file is: correct the path"),
        ("{$text: [a]}", "names no file: write a path or a URL as text"),
        ("{$json: broken.json}", "names 'broken.json', which is no JSON: correct that file"),
        ("{$json: nan.json}", "names 'nan.json', which is no JSON: correct that file"),
        ("{$yaml: bad.yaml}", "names 'bad.yaml', which is no well-formed YAML: correct that file"),
        ("{$yaml: two.yaml}", "names 'two.yaml', which holds 2 documents and must hold one"),
        ("{$yaml: empty}", "names 'empty', which holds 0 documents and must hold one"),
    ],
)  # fmt: skip
def test_wrong_placeholder_is_told(repository: Path, placeholder: str, fault: str) -> None:
    """Backstage refuses the entity, and its value says nothing more."""
    outcome = resolved(repository, placeholder)
    assert ([fault], True) == ([wrong.fault for wrong in outcome.wrong], outcome.hides(DEFINITION))


def test_what_lies_elsewhere_is_not_known(repository: Path) -> None:
    """A URL is not fetched: neither a fault nor a value."""
    outcome = resolved(repository, "{$text: 'https://acme.example/openapi.yaml'}")
    assert ([], True) == (outcome.wrong, outcome.hides(DEFINITION))


def test_large_file_is_not_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict on one entity must not cost the memory that a file of any size would."""
    monkeypatch.setattr(target, "SIZE_LIMIT", 3)
    outcome = resolved(repository, "{$text: ../root.txt}")
    assert ([], True) == (outcome.wrong, outcome.hides(DEFINITION))


def test_pipe_is_not_opened(repository: Path) -> None:
    """To open one would wait for a writer that never comes."""
    os.mkfifo(repository / "service" / "pipe")
    [wrong] = resolved(repository, "{$text: pipe}").wrong
    assert wrong.fault == "names 'pipe', where no file is: correct the path"
