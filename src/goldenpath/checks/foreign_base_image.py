"""GP504."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenpath.check import Problem, check
from goldenpath.document import Document, Kind
from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Iterator

_HUB = "docker.io"


@check("GP504", kinds=frozenset({Kind.DOCKERFILE}))
def foreign_base_image(document: Document) -> Iterator[Problem]:
    """An image is built on one that the organisation does not allow.

    Allowed is what lies in the organisation's `registry`, and below the prefixes that stand under
    `base_images` in `goldenpath.yaml`; without that key nothing is judged.
    An image without a host is one of `docker.io`, and without a path there one of `library`.
    Judged is each `FROM`, with the default values of its variables; a stage of the same Dockerfile
    and `scratch` are always allowed.

    ## Why
    Whatever is in the base is in every container, and who patches it decides how long a known hole
    stays open.

    ## Example
    ```dockerfile
    FROM somebody/python:3.13
    ```

    ## Use instead
    ```dockerfile
    FROM gcr.io/distroless/python3-debian13:nonroot
    ```
    """
    from goldenpath.dockerfile import stages  # noqa: PLC0415 - few runs have any

    allowed = organization().base_images
    if not allowed:
        return
    prefixes = (*allowed, organization().registry)
    for stage in stages(document.source.text):
        if stage.base is None or stage.parent is not None or stage.base == "scratch":
            continue
        name = _full(stage.base)
        if not any(f"{name}/".startswith(f"{prefix}/") for prefix in prefixes):
            text = f"{name} is no base that the organisation allows: build on {_shown(prefixes)}"
            yield Problem((), text, span=stage.place.span)


def _full(image: str) -> str:
    """Return an image's name with its host, without tag and digest."""
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    name = head + slash + last.partition(":")[0]
    first, slash, _ = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return name
    return f"{_HUB}/{name}" if slash else f"{_HUB}/library/{name}"


def _shown(prefixes: tuple[str, ...]) -> str:
    return ", ".join(prefixes[:-1]) + f" or {prefixes[-1]}" if prefixes[1:] else prefixes[0]
