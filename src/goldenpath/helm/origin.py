"""Where rendered lines come from: the chart rendered once more, from a copy with markers in it."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.helm import template as templates
from goldenpath.helm import trace
from goldenpath.helm.chart import is_manifest
from goldenpath.helm.marks import Mark, instrument, may_be_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goldenpath.helm.chart import Chart
    from goldenpath.helm.engines import Engine
    from goldenpath.helm.job import Job, Outputs

# What further looks may take in all: each is a rendering of the chart.
_SECONDS = 2.0

Origins = tuple[trace.Origin, ...]


def origins(helm: Engine, job: Job, chart: Chart, outputs: Outputs) -> dict[str, Origins]:
    """Return for each output, by its template's path, the origin of each of its lines."""
    found = {path: trace.unknown(text) for path, text in outputs.items()}
    texts = {
        path: text
        for path, text in chart.templates().items()
        if path in outputs or not is_manifest(path)
    }
    if outputs.keys().isdisjoint(texts):
        return found
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
        copy = _Copy(helm, replace(job, chart=Path(folder)), chart, texts)
        seen = copy.render(copy.marked)
        unsure = []
        for path in outputs:
            found[path], sure = copy.trace(path, seen, outputs[path])
            if not sure and path in copy.bodies:
                unsure.append(path)
        if unsure:
            together = copy.render(copy.bodies)
            deadline = time.monotonic() + _SECONDS
        for path in unsure:
            looks = copy.looks(path, together, deadline)
            found[path] = _settled(copy, path, looks, outputs[path], found[path])
    return found


def _settled(
    copy: _Copy, path: str, looks: Iterator[Outputs], plain: str, fine: Origins
) -> Origins:
    """Return what the first sure look says, else the first, and of `fine` what agrees with it."""
    coarse: Origins | None = None
    for seen in looks:
        found, sure = copy.trace(path, seen, plain)
        if sure or coarse is None:
            coarse = found
        if sure:
            break
    return trace.agreed(coarse or fine, fine)


class _Copy:
    """A copy of a chart whose templates are marked and unmarked.

    Attributes:
        marked: the templates with all their markers.
    """

    def __init__(self, helm: Engine, job: Job, chart: Chart, texts: Mapping[str, str]) -> None:
        self._helm = helm
        self._job = job
        self._texts = texts
        self._marks: list[Mark] = []
        self._written: dict[str, str] = {}
        parsed = {path: templates.parse(text) for path, text in texts.items()}
        known = {path: template for path, template in parsed.items() if template is not None}
        seen = templates.looked_at(known.values())
        self._known = {path: parts for path, parts in known.items() if may_be_marked(texts[path])}
        self.marked = {
            path: instrument(parts, path, self._marks, seen) for path, parts in self._known.items()
        }
        chart.copy(job.chart, leave=texts)

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Return the templates of manifests with no markers in what they define."""
        return {
            path: instrument(parts, path, self._marks, None)
            for path, parts in self._known.items()
            if is_manifest(path)
        }

    def looks(self, path: str, together: Outputs, deadline: float) -> Iterator[Outputs]:
        """Yield renderings in which less and less is marked beside the body of one template.

        A template that reads another one sees its markers. So mark one alone; and where another
        one breaks of those, leave that one out.
        """
        yield together
        alone = {path: self.bodies[path]}
        for others in ({}, {other: "" for other in self._texts if is_manifest(other)}):
            if time.monotonic() > deadline:
                return
            yield self.render(others | alone)

    def render(self, changed: Mapping[str, str]) -> Outputs:
        """Render with some templates changed, and the others as they are."""
        for path, plain in self._texts.items():
            text = changed.get(path, plain)
            if self._written.get(path) != text:
                (self._job.chart / path).write_text(text, "utf-8", newline="")
                self._written[path] = text
        outputs, _ = self._helm.render(self._job)
        return {name.partition("/")[2]: text for name, text in outputs.items()}

    def trace(self, path: str, seen: Outputs, plain: str) -> tuple[Origins, bool]:
        """Return what an output's markers tell, and whether they had changed nothing else."""
        if path not in seen:
            return trace.unknown(plain), False
        return trace.trace(seen[path], path, self._marks, plain)
