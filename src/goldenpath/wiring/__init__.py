"""How manifests are wired to each other: whom a selector finds, and where a port leads."""

from goldenpath.wiring.facts import Pods, Service
from goldenpath.wiring.kept import wired
from goldenpath.wiring.ports import (
    Backend,
    Wanted,
    backends,
    container_wants,
    containers,
    endpoints,
    targets,
)
from goldenpath.wiring.selector import Requirement, Selecting, selecting
from goldenpath.wiring.unit import Unit, Units, Wires

__all__ = [
    "Backend",
    "Pods",
    "Requirement",
    "Selecting",
    "Service",
    "Unit",
    "Units",
    "Wanted",
    "Wires",
    "backends",
    "container_wants",
    "containers",
    "endpoints",
    "selecting",
    "targets",
    "wired",
]
