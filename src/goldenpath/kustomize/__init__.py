"""Kustomizations built by Kustomize itself, never with the network, and where each part came from.

Nothing here raises for what a kustomization holds: what Kustomize refuses comes back as `Refusal`,
and what it would have to fetch or to run, which must not happen here, as `Elsewhere`.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from goldenpath.kustomize import engines
from goldenpath.kustomize.refusal import explain
from goldenpath.kustomize.survey import NAMES, Elsewhere, Refusal, kustomization_of, survey

__all__ = ["NAMES", "Elsewhere", "Refusal", "build", "engine", "kustomization_of"]

_WRAPPER = """\
resources:
- {base}
buildMetadata: [originAnnotations]
sortOptions:
  order: fifo
"""
"""A kustomization around the one that is asked for, so that no file of it has to be changed."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a kustomization builds.

    Attributes:
        text: the manifests as a YAML stream, in the order in which their files are named, each
            with the annotation `config.kubernetes.io/origin`.
        base: the folder to which paths in that annotation are relative.
    """

    text: str
    base: str


def engine() -> str | None:
    """Return the name and version of the Kustomize in use, or None when there is none."""
    found = engines.available()
    return found.name if found else None


def build(folder: Path) -> Built | Refusal | Elsewhere:
    """Build the kustomization in `folder`, or tell why that cannot be done."""
    obstacle = survey(folder)
    if obstacle:
        return obstacle
    found = engines.available()
    if found is None:
        return Elsewhere(None, "put kustomize or kubectl on PATH")
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as empty:
        home = os.path.realpath(empty)
        base = os.path.relpath(os.path.realpath(folder), home)
        Path(home, "kustomization.yaml").write_text(_WRAPPER.format(base=_quoted(base)), "utf-8")
        output = found.build(home)
    if output.error is None:
        return Built(output.text, home)
    return explain(output.error, folder)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
