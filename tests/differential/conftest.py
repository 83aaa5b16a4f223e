"""Both judges, each once for the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.differential.judge import Backstage, Goldenpath


@pytest.fixture(scope="session")
def backstage() -> Iterator[Backstage]:
    """Return Backstage's catalog processing."""
    judge = Backstage()
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def goldenpath(tmp_path_factory: pytest.TempPathFactory) -> Goldenpath:
    """Return our own judgement, with a repository to write into."""
    folder = tmp_path_factory.mktemp("differential")
    (folder / ".git").mkdir()
    return Goldenpath(folder)
