"""What tests of suites share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.policies import config_map, policy
from tests.policy.suites import expected, expecting, write


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return the folder of a suite that passes."""
    other = config_map(metadata={"name": "other"})
    write(
        tmp_path,
        suite=expecting(expected("pass", "settings"), expected("fail", "team/other")),
        policy=policy("object.metadata.name == 'settings'"),
        resources=[config_map(), other],
    )
    return tmp_path
