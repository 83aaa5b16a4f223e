"""The portal's own checks: types, lint, form and unit tests, as its developers run them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.organization import HERE, ROOT

pytestmark = [
    pytest.mark.toolchain("node"),
    pytest.mark.skipif(not HERE.has_portal, reason="goldenpath.yaml says: portal: none"),
]

CHECKS = {
    "types": ["tsc"],
    "lint": ["lint:all", "--max-warnings=0"],
    "form": ["prettier:check"],
    "tests": ["test", "--watchAll=false", "--ci"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_workspace_passes_its_own_checks(check: str) -> None:
    """What its README tells a developer to run says nothing."""
    program = [sys.executable, str(ROOT / "tools/portal_workspace.py"), *CHECKS[check]]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
