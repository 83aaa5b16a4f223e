"""GP612."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goldenpath.check import Problem, Related, check
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind
from goldenpath.source import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.project import Project


@check("GP612", kinds=frozenset({Kind.KUBERNETES}), severity=Severity.WARNING, outline=True)
def unused_port(document: Document, project: Project) -> Iterator[Problem]:
    """A container exposes a port at which its image does not listen.

    The image is that of the one Dockerfile beside the catalog file of the Component to which the
    manifest belongs, where image and Component have the same name.
    It listens where its `EXPOSE` says so, or where a variable of the container has the port as its
    value; without an `EXPOSE`, nothing is said.

    ## Why
    The Service sends its requests to a port that nobody opened: the rollout never becomes ready.

    ## Example
    ```dockerfile
    EXPOSE 8080
    ```
    ```yaml
    ports:
      - name: http
        containerPort: 8000
    ```

    ## Use instead
    Write the same port in both places.
    """
    from goldenpath.wiring import containers  # noqa: PLC0415 - few runs have any

    component = project.component_of(document.source.path)
    if component is None:
        return
    folder = posixpath.dirname(component.path)
    images = project.deliveries.images
    files = [path for path in images if posixpath.dirname(path) == folder]
    exposed = images[files[0]] if len(files) == 1 else None
    for at, container in containers(document) if exposed else ():
        name = str(container.get("image")).partition("@")[0].rpartition("/")[2].partition(":")[0]
        env = container.get("env")
        told = {
            item.get("value")
            for item in (env if isinstance(env, list) else ())
            if isinstance(item, dict) and isinstance(item.get("value"), str)
        }
        ports = container.get("ports")
        for index in range(len(ports) if isinstance(ports, list) else 0):
            path = (*at, "ports", index, "containerPort")
            port = document.get(*path)
            is_ours = name == component.ref.name and isinstance(port, int)
            if is_ours and port not in (exposed or ()) and str(port) not in told:
                shown = ", ".join(map(str, sorted(exposed or ())))
                text = f"the image listens at {shown} and not at {port}: write one of its ports"
                related = (Related("this Dockerfile exposes them", files[0], START),)
                yield Problem(path, text, related)
