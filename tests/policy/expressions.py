"""An object, and expressions evaluated on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath.policy.cel import compile_expression, scope
from goldenpath.policy.world import Cluster, World
from tests.policy.policies import NOW

OBJECT: dict[str, Any] = {
    "kind": "Thing",
    "metadata": {"labels": {"app.kubernetes.io/name": "orders"}},
    "map": {"a": 1, "nothing": None},
    "list": [3, 1, 2],
    "empty": None,
    "number": 1,
    "text": "a-b",
}


def evaluate(
    expression: str,
    cluster: Cluster | None = None,
    variables: Mapping[str, str] | None = None,
) -> Any:
    """Return the value of an expression on the object."""
    within = scope({"object": OBJECT, "oldObject": {}}, World(NOW, cluster))
    return compile_expression(expression, variables or {}, "").evaluate(within)


def holds(expression: str, **variables: str) -> bool:
    """Return whether an expression is true."""
    return evaluate(expression, None, variables) is True
