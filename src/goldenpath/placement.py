"""To which stage and namespace a manifest belongs, told by what is written."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from goldenpath.organization import organization

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goldenpath.document import Document

Labels = dict[str, str]


def stage_of(document: Document, namespace: str, namespaces: Mapping[str, Labels]) -> str | None:
    """Return the stage of a manifest; None where nothing says it.

    The values that it was rendered with say it, else the label of its namespace, the namespace's
    name (`<system>-<stage>`), its own label, or the nearest folder or file that is named like a
    stage.

    Args:
        document: the manifest.
        namespace: the name of its namespace, empty where it has none.
        namespaces: the labels of the namespaces that are known, by name.
    """
    stages = {stage.name for stage in organization().stages}
    key = f"{organization().label_prefix}/environment"
    own = document.get("metadata", "labels", key)
    said = (
        document.stage,
        namespaces.get(namespace, {}).get(key),
        namespace.rpartition("-")[2],
        own if isinstance(own, str) else None,
        *_steps(document.source.path),
    )
    return next((stage for stage in said if stage in stages), None)


def namespace_of(document: Document, system: str | None, fallback: str) -> str:
    """Return the namespace that a manifest is deployed to; empty where nothing says it.

    That is its own, else that of its system and stage, else `fallback`.
    """
    own = document.get("metadata", "namespace")
    if isinstance(own, str) and own:
        return own
    label = document.get("metadata", "labels", f"{organization().label_prefix}/system")
    system = label if isinstance(label, str) and label else system
    if system and document.stage:
        return f"{system}-{document.stage}"
    return fallback


def _steps(path: str) -> list[str]:
    """Return the names of a file and of the folders above it, the nearest first."""
    file = PurePosixPath(path)
    return [file.stem, *(folder.name for folder in file.parents)]
