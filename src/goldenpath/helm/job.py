"""What an engine is asked to do, and for which cluster."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from goldenpath import resources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KUBERNETES: Final = "1.37.0"
SECONDS: Final = 10.0
TOO_LATE: Final = f"Helm was still at it after {SECONDS:.0f} seconds: is there an endless loop?"

# Helm fetches nothing for us: whatever should try to reach the network meets a closed door.
NOWHERE: Final = dict.fromkeys(
    ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"
)

Outputs = dict[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """What to render or lint, and with which values."""

    chart: Path
    values: Sequence[Path]
    release: str = "release"
    namespace: str = "default"


@cache
def api_versions() -> tuple[str, ...]:
    """Return the APIs that a chart may count on: all that there are schemas for."""
    index = resources.root() / "schemas" / "kubernetes" / "index.json"
    versions: dict[str, Any] = json.loads(index.read_text("utf-8"))["apiVersions"]
    kinds = (f"{name}/{kind}" for name, entry in versions.items() for kind in entry["kinds"])
    return (*versions, *kinds)


def epitaph(said: str) -> str:
    """Say what a Helm process died of, from what Go's runtime said last."""
    cause = "stack" if "stack exceeds" in said else "memory"
    return f"Helm ran out of {cause}: does a template call itself, or repeat without bounds?"
