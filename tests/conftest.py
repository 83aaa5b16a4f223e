"""What every test may use: the checkout, an isolated home, toolchains told loudly."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A test that says nothing of it tries the same examples everywhere, however slow the machine is.
settings.register_profile(
    "repository",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repository")

pytest_plugins = ["tests.newborns"]

ROOT = Path(__file__).resolve().parent.parent

TOOLCHAINS = {"go": "go", "node": "npm", "python": "python3"}
"""What `@pytest.mark.toolchain(...)` may name, and the program that proves each is there."""

STRICT = os.environ.get("GOLDENPATH_STRICT") == "1"


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the checkout."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def _isolated(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the user's git and Copier settings out of the tests, and give git an author."""
    home = tmp_path_factory.mktemp("home")
    os.environ.update(
        {
            "GIT_AUTHOR_NAME": "Developer",
            "GIT_AUTHOR_EMAIL": "developer@acme.example",
            "GIT_COMMITTER_NAME": "Developer",
            "GIT_COMMITTER_EMAIL": "developer@acme.example",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "COPIER_SETTINGS_PATH": str(home / "copier.yml"),
            "NO_COLOR": "1",
        }
    )
    (home / "copier.yml").write_text("{}\n", "utf-8")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose toolchain is absent; under GOLDENPATH_STRICT=1 let it fail instead."""
    for mark in item.iter_markers("toolchain"):
        for name in mark.args:
            if shutil.which(TOOLCHAINS[name]) is None:
                message = f"toolchain {name} is absent: {TOOLCHAINS[name]!r} is not on PATH"
                if STRICT:
                    pytest.fail(message, pytrace=False)
                pytest.skip(message)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Remember which tiers the chosen marks leave out, for the summary."""
    tiers = {
        name for item in items for mark in item.iter_markers("toolchain") for name in mark.args
    }
    config.stash[_TIERS] = tiers


_TIERS = pytest.StashKey[set[str]]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say loudly, at the end, which tiers this run left out and how to run them."""
    tiers = config.stash.get(_TIERS, set())
    if not tiers:
        return
    left_out = config.option.markexpr == "not toolchain"
    absent = sorted(name for name in tiers if shutil.which(TOOLCHAINS[name]) is None)
    if not (left_out or absent):
        return
    terminalreporter.section("LEFT OUT", sep="!", yellow=True, bold=True)
    for name in sorted(tiers) if left_out else absent:
        state = "absent: install it first" if name in absent else "present: run make verify"
        terminalreporter.write_line(
            f"the {name} tier was left out ({name} is {state})", yellow=True
        )
