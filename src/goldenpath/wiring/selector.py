"""Selectors: what they require of labels, and of whose labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goldenpath.document import Document, Path


class Requirement(NamedTuple):
    """What a selector requires of one label: `key in values`, or as the operator says."""

    key: str
    operator: str
    values: frozenset[str]

    def is_met(self, labels: Mapping[str, str]) -> bool:
        """Tell whether labels fulfil it, as the API server decides."""
        if self.operator == "Exists":
            return self.key in labels
        if self.operator == "DoesNotExist":
            return self.key not in labels
        if self.operator == "NotIn":
            return labels.get(self.key) not in self.values
        return labels.get(self.key) in self.values

    @property
    def is_positive(self) -> bool:
        """Tell whether only a label that is there can fulfil it."""
        return self.operator in {"In", "Exists"}

    def __str__(self) -> str:
        """Return it as kubectl writes it."""
        values = sorted(self.values)
        if self.operator == "In":
            return f"{self.key}={values[0]}" if len(values) == 1 else f"{self.key} in {values}"
        return f"{self.operator} {self.key}"


@dataclass(frozen=True, slots=True)
class Selecting:
    """A selector of a manifest.

    Attributes:
        path: where it stands.
        requirements: all of them have to be met.
        services: whether it selects Services, and not Pods.
    """

    path: Path
    requirements: tuple[Requirement, ...]
    services: bool = False

    def finds(self, labels: Mapping[str, str]) -> bool:
        """Tell whether it selects what has these labels."""
        return all(item.is_met(labels) for item in self.requirements)

    def __str__(self) -> str:
        """Return it as kubectl writes it."""
        return ",".join(map(str, self.requirements))


_LABEL_SELECTORS: dict[tuple[str, str], tuple[str, bool]] = {
    ("policy", "PodDisruptionBudget"): ("selector", False),
    ("networking.k8s.io", "NetworkPolicy"): ("podSelector", False),
    ("monitoring.coreos.com", "ServiceMonitor"): ("selector", True),
    ("monitoring.coreos.com", "PodMonitor"): ("selector", False),
}


def selecting(document: Document) -> Selecting | None:
    """Return the selector of a manifest, if it has one that has to find something.

    A Service without one, or with an external name, is served by something else; an empty label
    selector finds everything; a monitor may look into other namespaces than its own.
    """
    version, kind = document.get("apiVersion"), document.get("kind")
    if not (isinstance(version, str) and isinstance(kind, str)):
        return None
    if (version, kind) == ("v1", "Service"):
        selector = document.get("spec", "selector")
        if document.get("spec", "type") == "ExternalName" or not isinstance(selector, dict):
            return None
        return _of(("spec", "selector"), list(_labels(selector)))
    name, services = _LABEL_SELECTORS.get((version.partition("/")[0], kind), ("", False))
    if not name or _looks_elsewhere(document.get("spec", "namespaceSelector")):
        return None
    selector = document.get("spec", name)
    if not isinstance(selector, dict):
        return None
    found = [*_labels(selector.get("matchLabels")), *_expressions(selector.get("matchExpressions"))]
    return _of(("spec", name), found, services=services)


def _of(path: Path, found: list[Requirement], *, services: bool = False) -> Selecting | None:
    return Selecting(path, tuple(found), services) if found else None


def _labels(labels: Any) -> Iterator[Requirement]:  # noqa: ANN401 - any YAML value
    for key, value in labels.items() if isinstance(labels, dict) else ():
        if isinstance(value, str):
            yield Requirement(key, "In", frozenset({value}))


def _expressions(expressions: Any) -> Iterator[Requirement]:  # noqa: ANN401 - any YAML value
    for item in expressions if isinstance(expressions, list) else ():
        if not isinstance(item, dict):
            continue
        key, operator, values = item.get("key"), item.get("operator"), item.get("values")
        if isinstance(key, str) and isinstance(operator, str):
            given = values if isinstance(values, list) else []
            texts = frozenset(text for text in given if isinstance(text, str))
            yield Requirement(key, operator, texts)


def _looks_elsewhere(namespaces: Any) -> bool:  # noqa: ANN401 - any YAML value
    return isinstance(namespaces, dict) and bool(
        namespaces.get("any") or namespaces.get("matchNames")
    )
