"""How a repository is delivered: what its pipelines do, what Argo CD deploys, what images expose.

Of each file the facts are kept that other files of the same repository are held against.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goldenpath import dockerfile, pipeline
from goldenpath.delivery.argo import Application, applications_of, values_files
from goldenpath.delivery.pipelines import (
    DUTIES,
    Pipeline,
    called,
    pipeline_of,
    publishes,
    stages_named,
)
from goldenpath.document import Document, Kind

if TYPE_CHECKING:
    from goldenpath.values import Values

__all__ = [
    "DUTIES",
    "Application",
    "Deliveries",
    "called",
    "is_below",
    "publishes",
    "stages_named",
    "values_files",
]

_STAGE = re.compile(r"values-(?P<stage>.+)\.ya?ml")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its `Chart.yaml`, and the names of the files beside that."""

    document: Document
    files: frozenset[str]

    @property
    def stages(self) -> frozenset[str]:
        """The stages that have a values file."""
        found = (_STAGE.fullmatch(name) for name in self.files)
        return frozenset(match["stage"] for match in found if match)


@dataclass(slots=True)
class Deliveries:
    """What is known of delivery.

    Attributes:
        charts: the charts, by folder.
        pipelines: the workflows and actions, by path.
        applications: what Argo CD deploys.
        images: the ports that the image of a Dockerfile exposes, where that can be told, by path.
    """

    charts: dict[str, Chart] = field(default_factory=dict)
    pipelines: dict[str, Pipeline] = field(default_factory=dict)
    applications: list[Application] = field(default_factory=list)
    images: dict[str, frozenset[int] | None] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Take note of a document."""
        path = document.source.path
        if document.kind is Kind.WORKFLOW:
            self.pipelines[path] = pipeline_of(document)
        elif document.kind is Kind.DOCKERFILE:
            found = dockerfile.stages(document.source.text)
            ports = dockerfile.exposed(found[-1]) if found else None
            self.images[path] = frozenset(ports) if ports else None
        elif document.kind is Kind.HELM_CHART:
            folder = posixpath.dirname(path)
            names: list[str] = []
            with contextlib.suppress(OSError):
                names = os.listdir(folder or ".")  # noqa: PTH208 - names are all that is asked for
            self.charts[folder] = Chart(document, frozenset(names))
        elif str(document.get("apiVersion")).startswith("argoproj.io/"):
            self.applications += applications_of(document)

    def values_at(self, path: str) -> Values | None:
        """Return what the chart does with its values whose values file or template is at `path`."""
        folder = posixpath.dirname(path)
        while folder not in self.charts and "templates" in folder.split("/"):
            folder = posixpath.dirname(folder)
        if folder not in self.charts:
            return None
        from goldenpath.values import values_of  # noqa: PLC0415 - few runs have a chart

        return values_of(self.charts[folder].document)

    def closure(self, path: str) -> frozenset[str]:
        """Return what a workflow does with all that it calls, and what it waits for.

        Of what it calls and what is not among the files of this run, anything may be expected.
        """
        done: set[str] = set()
        seen: set[str] = set()
        waiting = [path]
        while waiting:
            file = waiting.pop()
            known = self.pipelines.get(file)
            if known is None or file in seen:
                continue
            seen.add(file)
            done |= known.does
            for files in known.calls:
                found = [name for name in files if name in self.pipelines]
                waiting += found
                done.update(() if found else DUTIES)
            folder = posixpath.dirname(file)
            waiting += [
                other
                for other, item in self.pipelines.items()
                if item.name in known.after and posixpath.dirname(other) == folder
            ]
        return frozenset(done)

    def applications_below(self, folder: str) -> list[Application]:
        """Return the applications below a folder."""
        return [item for item in self.applications if is_below(item.path, folder)]

    def stages_below(self, folder: str) -> frozenset[str]:
        """Return the stages for which some chart below a folder has a values file."""
        found = (chart.stages for path, chart in self.charts.items() if is_below(path, folder))
        return frozenset().union(*found)

    def stages_named(self, chart: str) -> frozenset[str]:
        """Return the stages to which a pipeline or an application deploys a chart."""
        own = self.charts[chart].stages
        named = {
            stage
            for path, item in self.pipelines.items()
            if is_below(chart, pipeline.root_of(path))
            for stage in item.stages
        }
        for item in self.applications:
            if any(f"/{chart}".endswith(f"/{folder}") for folder in item.folders):
                named |= {s for s in own if s in item.words or f"values-{s}.yaml" in item.words}
        return frozenset(named)


def is_below(path: str, folder: str) -> bool:
    """Tell whether a file or a folder lies in a folder or below it."""
    return folder in {"", ".", path} or path.startswith(f"{folder}/")
