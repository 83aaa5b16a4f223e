"""GP605."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Path
    from goldenpath.project import Project
    from goldenpath.wiring import Service


@check("GP605", kinds=frozenset({Kind.KUBERNETES}), outline=True)
def unoffered_port(document: Document, project: Project) -> Iterator[Problem]:
    """A route, an Ingress or a ServiceMonitor leads to a port that its Service does not offer.

    Judged where the Service is in the same repository: by its `ports`, and not by those of the
    Pods behind it.

    ## Why
    The gateway answers every request with an error, and Prometheus has no target; whoever wrote
    the Pod's port where the Service's belongs sees a correct number in both places.

    ## Example
    ```yaml
    kind: HTTPRoute
    spec:
      rules:
        - backendRefs:
            - name: orders
              port: 8080
    ---
    kind: Service
    metadata:
      name: orders
    spec:
      ports:
        - name: http
          port: 80
          targetPort: 8080
    ```

    ## Use instead
    ```yaml
        - backendRefs:
            - name: orders
              port: 80
    ```
    """
    from goldenpath.wiring import backends, endpoints, selecting  # noqa: PLC0415 - few runs have any

    if project.wires.unit(document) is None:
        return
    for path, name, namespace, port in backends(document):
        services = project.wires.named_services(document, name, namespace)
        yield from _unoffered(path, port, services)
    looked_for = selecting(document)
    if looked_for is not None and looked_for.services:
        services = project.wires.found_services(document, looked_for)
        for path, port in endpoints(document):
            yield from _unoffered(path, port, services)


def _unoffered(path: Path, port: str | int, services: list[Service]) -> Iterator[Problem]:
    """Report a port that none of the Services offers; one with another host's name may do so."""
    offered = [item for service in services for item in service.ports]
    if not services or any(item.external for item in services):
        return
    if any(port in item for item in offered):
        return
    place = 0 if isinstance(port, str) else 1
    known = sorted({item[place] for item in offered if item[place]}, key=str)
    remedy = f"it has {', '.join(map(repr, known))}" if known else "give its port that name"
    text = f"{services[0]} offers no port {port!r}: {remedy}"
    related = tuple(Related(f"{item} stands here", item.path, item.span) for item in services[:1])
    yield Problem(path, text, related)
