"""What others may ask of a manifest: the Pods that it makes, the Service that it is."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from goldenpath.load import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goldenpath.document import Document, Path
    from goldenpath.source import Span

POD_SPECS: tuple[Path, ...] = (
    ("spec", "template"),
    ("spec", "jobTemplate", "spec", "template"),
    ("spec", "jobTargetRef", "template"),
)
"""Where workloads, also those of operators, keep the template of their Pods."""

_NONE: Mapping[str, str] = MappingProxyType({})
INJECTED = ("inject", "dapr.io/enabled", "vault.hashicorp.com/agent")
"""Parts of annotations and labels by which something adds containers to a Pod on its way."""


@dataclass(frozen=True)
class _Named:
    """A manifest that was seen: what it is, and where."""

    kind: str
    name: str
    namespace: str
    labels: Mapping[str, str]
    path: str
    document: int | None
    place: Span | None

    @cached_property
    def span(self) -> Span:
        """Where its name stands; a file is read again for that, since few are ever asked."""
        if self.place is not None:
            return self.place
        return Places.of_file(self.path).locator(self.document).value(("metadata", "name"))

    def __str__(self) -> str:
        """Return what a person calls it."""
        return f"{self.kind} {self.name!r}"


@dataclass(frozen=True)
class Pods(_Named):
    """The Pods of one workload, by the labels that they have.

    Attributes:
        ports: the ports that their containers expose, by name and number.
        complete: whether every container tells its ports, and nothing adds further ones.
        secrets: the Secrets that they mount or take variables from.
    """

    ports: tuple[tuple[str, int], ...] = ()
    complete: bool = False
    injected: bool = False
    secrets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Service(_Named):
    """A Service by what it offers; `external` where it is only a name for another host."""

    ports: tuple[tuple[str, int], ...] = ()
    external: bool = False
    selector: Mapping[str, str] = field(default_factory=dict)


def pods_of(document: Document) -> Pods | None:
    """Return the Pods that a manifest makes, if it makes any with containers."""
    for path in ((), *POD_SPECS) if document.get("kind") == "Pod" else POD_SPECS:
        template = document.get(*path) if path else document.data
        if not isinstance(template, dict):
            continue
        spec = template.get("spec")
        if isinstance(spec, dict) and isinstance(spec.get("containers"), list):
            return _pods(document, template, spec)
    return None


def _pods(document: Document, template: dict[str, Any], spec: dict[str, Any]) -> Pods:
    metadata = template.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    running = list(running_containers(spec))
    injected = _is_injected(metadata)
    told = all(isinstance(item.get("ports"), list) and item["ports"] for _, item in running)
    return Pods(
        **_head(document, _texts(metadata.get("labels"))),
        ports=tuple(port for _, item in running for port in container_ports(item)),
        complete=told and not injected,
        injected=injected,
        secrets=frozenset(_secrets(spec)),
    )


def service_of(document: Document) -> Service | None:
    """Return the Service that a manifest is, if it is one."""
    if (document.get("apiVersion"), document.get("kind")) != ("v1", "Service"):
        return None
    found = document.get("spec", "ports")
    ports = [
        (text(item.get("name")), item["port"])
        for item in (found if isinstance(found, list) else ())
        if isinstance(item, dict) and isinstance(item.get("port"), int)
    ]
    return Service(
        **_head(document, _texts(document.get("metadata", "labels"))),
        ports=tuple(ports),
        external=document.get("spec", "type") == "ExternalName",
        selector=_texts(document.get("spec", "selector")),
    )


def dashboard_tags(document: Document) -> Iterator[str]:
    """Yield the tags of the Grafana dashboards in a ConfigMap."""
    data = document.get("data")
    for value in data.values() if isinstance(data, dict) else ():
        if isinstance(value, str) and '"panels"' in value and '"tags"' in value:
            with contextlib.suppress(ValueError, RecursionError):
                tags = json.loads(value).get("tags")
                yield from (tag for tag in tags if isinstance(tag, str))


def _head(document: Document, labels: Mapping[str, str]) -> dict[str, Any]:
    rendered = document.index is None
    return {
        "kind": text(document.get("kind")),
        "name": text(document.get("metadata", "name")),
        "namespace": text(document.get("metadata", "namespace")),
        "labels": labels,
        "path": document.source.path,
        "document": document.index,
        "place": document.locate("metadata", "name") if rendered else None,
    }


def running_containers(spec: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the containers of a Pod that go on running, sidecars included, and where they stand."""
    for key in ("containers", "initContainers"):
        items = spec.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and (
                key == "containers" or item.get("restartPolicy") == "Always"
            ):
                yield (key, index), item


def container_ports(container: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the ports that a container exposes, by name and number."""
    ports = container.get("ports")
    for item in ports if isinstance(ports, list) else ():
        if isinstance(item, dict) and isinstance(item.get("containerPort"), int):
            yield text(item.get("name")), item["containerPort"]


def _is_injected(metadata: dict[str, Any]) -> bool:
    keys = [*_texts(metadata.get("annotations")), *_texts(metadata.get("labels"))]
    return any(part in key for key in keys for part in INJECTED)


def _secrets(value: Any) -> Iterator[str]:  # noqa: ANN401 - any YAML value
    """Yield the names of the Secrets that a Pod's `spec` names anywhere."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.values()
            for key in ("secretKeyRef", "secretRef", "secret"):
                named = item.get(key)
                if isinstance(named, dict):
                    yield text(named.get("name")) or text(named.get("secretName"))


def _texts(labels: Any) -> Mapping[str, str]:  # noqa: ANN401 - any YAML value
    if not (labels and isinstance(labels, dict)):
        return _NONE
    return {key: value for key, value in labels.items() if isinstance(value, str)}


def text(value: object) -> str:
    """Return a text as it is, and nothing for anything else."""
    return value if isinstance(value, str) else ""
