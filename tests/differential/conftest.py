"""Both judges, each once for the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.differential.judge import MODULES, Backstage, Goldenpath


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


@pytest.fixture(scope="session")
def backstage_with_modules() -> Iterator[Backstage]:
    """Return Backstage's catalog processing with every module that we know."""
    judge = Backstage(*MODULES)
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def goldenpath_with_modules(tmp_path_factory: pytest.TempPathFactory) -> Goldenpath:
    """Return our own judgement for a catalog that has them."""
    folder = tmp_path_factory.mktemp("differential-modules")
    (folder / ".git").mkdir()
    return Goldenpath(folder, *MODULES)
