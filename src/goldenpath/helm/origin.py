"""Where rendered lines come from: the chart rendered once more, from a copy with markers in it."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.helm import trace

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goldenpath.helm.chart import Chart
    from goldenpath.helm.engines import Engine
    from goldenpath.helm.job import Job, Outputs

# What further looks may take in all: each is a rendering of the chart.
_SECONDS = 2.0


def origins(helm: Engine, job: Job, chart: Chart, outputs: Outputs) -> dict[str, trace.Lines]:
    """Return for each output, by its template's path, the template line of each of its lines."""
    lines = {path: trace.unknown(text) for path, text in outputs.items()}
    templates = {path: text for path, text in chart.templates().items() if path in outputs}
    if not templates:
        return lines
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
        copy = _Copy(helm, replace(job, chart=Path(folder)), chart, templates)
        seen = copy.render(copy.marked, templates)
        unsure = []
        for path in copy.marked:
            found, sure = copy.read(path, seen, outputs[path])
            lines[path] = found or lines[path]
            if not sure:
                unsure.append(path)
        # A template that reads another one sees its markers. So mark one alone; and where another
        # one breaks of those, leave that one out.
        deadline = time.monotonic() + _SECONDS
        for path in unsure:
            for others in (templates, {}):
                if time.monotonic() > deadline:
                    return lines
                found, sure = copy.read(path, copy.render([path], others), outputs[path])
                if sure:
                    lines[path] = found or lines[path]
                    break
    return lines


class _Copy:
    """A copy of a chart whose templates are marked and unmarked."""

    def __init__(self, helm: Engine, job: Job, chart: Chart, templates: dict[str, str]) -> None:
        self.marked: dict[str, str] = {}
        self._helm = helm
        self._job = job
        self._numbers = {path: number for number, path in enumerate(templates)}
        for path, number in self._numbers.items():
            text = trace.instrument(templates[path], number)
            if text is not None:
                self.marked[path] = text
        self._written: dict[str, str] = {}
        chart.copy(job.chart, leave=self._numbers)

    def render(self, marked: Collection[str], others: Mapping[str, str]) -> Outputs:
        """Render with some templates marked, and the others as they are or empty."""
        for path in self._numbers:
            text = self.marked[path] if path in marked else others.get(path, "")
            if self._written.get(path) != text:
                (self._job.chart / path).write_text(text, "utf-8", newline="")
                self._written[path] = text
        outputs, _ = self._helm.render(self._job)
        return {name.partition("/")[2]: text for name, text in outputs.items()}

    def read(self, path: str, seen: Outputs, plain: str) -> tuple[trace.Lines | None, bool]:
        """Return what an output's markers tell, and whether they had changed nothing else."""
        if path not in seen:
            return None, False
        return trace.trace(seen[path], self._numbers[path], plain)
