"""The organisation at hand: tests take its facts from here, so that they hold in every fork."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from goldenpath.organization import load

ROOT = Path(__file__).resolve().parent.parent
HERE = load(ROOT / "goldenpath.yaml")
SYSTEM = HERE.systems[0].name
OWNER = HERE.systems[0].owner
TEAM = OWNER.rpartition("/")[2]

EXAMPLES = sorted(ROOT.glob("templates/*/examples/*.yml"))
"""The answer sets of every path; owner and system are not in them, since they are facts."""


def example_name(path: Path) -> str:
    """Return a short name for an example, for test reports."""
    return f"{path.parent.parent.name}-{path.stem}"


def example_answers(path: Path) -> dict[str, Any]:
    """Return the answers of an example, complete for the organisation at hand."""
    given: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {"template": path.parent.parent.name, "owner": OWNER, "system": SYSTEM, **given}
