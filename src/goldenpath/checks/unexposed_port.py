"""GP604."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goldenpath.project import Project


@check("GP604", kinds=frozenset({Kind.KUBERNETES}), outline=True)
def unexposed_port(document: Document, project: Project) -> Iterator[Problem]:
    """A probe, a Service or another manifest leads to a port that no container exposes.

    Others are NetworkPolicies, where they name the port, and PodMonitors.

    A port by name has to be one of the container's own for a probe, and of the selected Pods for
    all others; a name that nothing has leads nowhere.
    A port by number has to be one of those that the containers list, where they list any: it need
    not be listed to be reached, but then whoever reads the manifest is told of another one.
    Pods to which containers are added on their way, such as the proxies of a service mesh, may
    have further ports.

    ## Why
    A probe of a wrong port restarts a healthy Pod for ever, and a Service with one refuses every
    connection; both are accepted without a word.

    ## Example
    ```yaml
    containers:
      - name: service
        ports:
          - name: http
            containerPort: 8080
        readinessProbe:
          httpGet:
            port: web
    ```

    ## Use instead
    ```yaml
        readinessProbe:
          httpGet:
            port: http
    ```
    """
    from goldenpath.wiring import selecting, targets  # noqa: PLC0415 - few runs have any

    if project.wires.unit(document) is None:
        return
    yield from _probes(document)
    looked_for = selecting(document)
    pods = project.wires.found_pods(document, looked_for) if looked_for else []
    if not pods or looked_for is None or looked_for.services:
        return
    exposed = [port for item in pods for port in item.ports]
    for path, port in targets(document):
        if any(item.injected for item in pods) or _is_among(port, exposed):
            continue
        if isinstance(port, str) or all(item.complete for item in pods):
            related = tuple(
                Related(f"{item} stands here", item.path, item.span) for item in pods[:1]
            )
            text = f"no container of {pods[0]} exposes the port {port!r}: {_remedy(port, exposed)}"
            yield Problem(path, text, related)


def _probes(document: Document) -> Iterator[Problem]:
    from goldenpath.wiring import container_wants  # noqa: PLC0415 - few runs have any

    for path, port, exposed, listed in container_wants(document):
        if isinstance(port, str) and not _is_among(port, exposed):
            text = f"the container exposes no port named {port!r}: {_remedy(port, exposed)}"
            yield Problem(path, text)
        elif listed and not _is_among(port, listed):
            text = f"no container exposes the port {port}: {_remedy(port, listed)}"
            yield Problem(path, text)


def _is_among(port: str | int, exposed: Iterable[tuple[str, int]]) -> bool:
    return any(port in item for item in exposed)


def _remedy(port: str | int, exposed: Iterable[tuple[str, int]]) -> str:
    """Say which ports there are, as the one in question is written."""
    place = 0 if isinstance(port, str) else 1
    known = sorted({repr(item[place]) for item in exposed if item[place]})
    return f"write {' or '.join(known)}" if known else "name it among the container's ports"
