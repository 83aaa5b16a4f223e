"""Renders the templates once for each set of answers, by Copier itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy

Newborn = Callable[[dict[str, Any]], Path]


@pytest.fixture(scope="session")
def template_root(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the template root that is no git repository: it is rendered as it stands."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copy(root / "copier.yml", folder)
    shutil.copy(root / "goldenpath.yaml", folder)
    shutil.copytree(root / "templates", folder / "templates")
    return folder


@pytest.fixture(scope="session")
def newborn(template_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Newborn:
    """Return a function that renders answers, once for each, and returns the folder."""
    known: dict[str, Path] = {}

    def render(answers: dict[str, Any]) -> Path:
        key = json.dumps(answers, sort_keys=True)
        if key not in known:
            folder = tmp_path_factory.mktemp("newborn") / str(answers.get("name", "newborn"))
            run_copy(str(template_root), folder, data=answers, defaults=True, quiet=True)
            known[key] = folder
        return known[key]

    return render
