"""Ports that manifests lead to: which, and where they say so."""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath.wiring.facts import POD_SPECS, container_ports, running_containers, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Document, Path

PortNumber = str | int

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HANDLERS = ("httpGet", "tcpSocket", "grpc")
_ROUTES = frozenset({"GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"})


class Wanted(NamedTuple):
    """A port that something leads to, by name or number, and where it says so."""

    path: Path
    port: PortNumber


class Probed(NamedTuple):
    """A port that a probe asks.

    Attributes:
        path: where it says so.
        port: the port.
        exposed: the ports of its own container.
        listed: those of all containers of the Pod; empty where some may have others.
    """

    path: Path
    port: PortNumber
    exposed: tuple[tuple[str, int], ...]
    listed: tuple[tuple[str, int], ...]


class Backend(NamedTuple):
    """A port of a Service that a route leads to."""

    path: Path
    service: str
    namespace: str
    port: PortNumber


def targets(document: Document) -> Iterator[Wanted]:
    """Yield the ports of Pods that a Service, a NetworkPolicy or a PodMonitor leads to."""
    kind = str(document.get("kind"))
    if kind == "Service":
        for path, item in _items(document, "spec", "ports"):
            key = "targetPort" if item.get("targetPort") else "port"
            yield from _wanted((*path, key), item.get(key))
    elif kind == "NetworkPolicy":
        for path, rule in _items(document, "spec", "ingress"):
            for at, item in _below(rule, path, "ports"):
                if not str(item.get("port")).isdigit():
                    yield from _wanted((*at, "port"), item.get("port"))
    elif kind == "PodMonitor":
        for path, item in _items(document, "spec", "podMetricsEndpoints"):
            yield from _wanted((*path, "port"), item.get("port"))


def endpoints(document: Document) -> Iterator[Wanted]:
    """Yield the ports of Services that a ServiceMonitor names."""
    if document.get("kind") == "ServiceMonitor":
        for path, item in _items(document, "spec", "endpoints"):
            if isinstance(item.get("port"), str):
                yield Wanted((*path, "port"), item["port"])


def containers(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the containers of a workload that go on running, and where they stand."""
    for base in ((), *POD_SPECS) if document.get("kind") == "Pod" else POD_SPECS:
        spec = document.get(*base, "spec")
        for at, container in running_containers(spec) if isinstance(spec, dict) else ():
            yield (*base, "spec", *at), container


def container_wants(document: Document) -> Iterator[Probed]:
    """Yield the ports that the probes of a workload's containers ask."""
    running = list(containers(document))
    listed = tuple(port for _, item in running for port in container_ports(item))
    for at, container in running:
        exposed = tuple(container_ports(container))
        for path in ((*at, *probe, "port") for probe in product(_PROBES, _HANDLERS)):
            for where, port in _wanted(path, document.get(*path)):
                yield Probed(where, port, exposed, listed if exposed else ())


def backends(document: Document) -> Iterator[Backend]:
    """Yield the ports of Services that a route or an Ingress leads to."""
    kind = str(document.get("kind"))
    if kind in _ROUTES:
        for path, rule in _items(document, "spec", "rules"):
            for at, item in _below(rule, path, "backendRefs"):
                if item.get("kind", "Service") == "Service" and not item.get("group"):
                    yield from _backend((*at, "port"), item.get("port"), item)
    elif kind == "Ingress":
        rules = _items(document, "spec", "rules")
        paths = chain(*(_below(rule, path, "http", "paths") for path, rule in rules))
        for path in [("spec",), *(path for path, _ in paths)]:
            at = (*path, "defaultBackend" if path == ("spec",) else "backend", "service")
            for key in ("name", "number"):
                port = document.get(*at, "port", key)
                yield from _backend((*at, "port", key), port, document.get(*at))


def _backend(path: Path, port: Any, named: Any) -> Iterator[Backend]:  # noqa: ANN401 - YAML values
    for at, value in _wanted(path, port):
        yield Backend(at, text(named.get("name")), text(named.get("namespace")), value)


def _wanted(path: Path, port: Any) -> Iterator[Wanted]:  # noqa: ANN401 - any YAML value
    """Yield a port; the API server takes digits for no name, so a number in quotes is a number."""
    if isinstance(port, str) and port:
        yield Wanted(path, int(port) if port.isascii() and port.isdigit() else port)
    elif isinstance(port, int) and not isinstance(port, bool):
        yield Wanted(path, port)


def _items(document: Document, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    return _below(document.data, (), *path)


def _below(value: Any, at: Path, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:  # noqa: ANN401
    """Yield the mappings in the list at `path` below a value that stands at `at`."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield (*at, *path, index), item
