"""A program to call as a user would, within this process, and by Backstage's rules alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from goldenpath.cli import main
from goldenpath.entity import house, model
from tests.organization import HERE


@dataclass(frozen=True)
class Outcome:
    """What a call printed and how it ended."""

    code: int
    out: str
    err: str


Program = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _plain_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask no more of entities than Backstage does; what a fork asks is its own affair."""
    plain = replace(HERE, catalog_rules={}, catalog_modules=())
    monkeypatch.setattr(house, "organization", lambda: plain)
    monkeypatch.setattr(model, "organization", lambda: plain)


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    """Return a function that runs `goldenpath` with arguments and returns what came of it."""

    def run(*arguments: str) -> Outcome:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
