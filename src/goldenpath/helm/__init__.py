"""Charts rendered and linted by Helm itself, and which template line each rendered line came from.

The only import of a Helm engine. Nothing here raises for what a chart holds: what Helm refuses,
and what must not reach Helm, comes back as `Refusal`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.helm import chart as charts
from goldenpath.helm import engines
from goldenpath.helm.job import Job
from goldenpath.helm.marks import Line
from goldenpath.helm.origin import origins
from goldenpath.helm.refusal import Complaint, Context, Refusal, explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goldenpath.helm.engines import Engine
    from goldenpath.helm.trace import Origin

__all__ = ["Line", "Refusal", "Rendered", "begin", "engine", "lint", "render"]

_NO_ENGINE = Refusal(
    "there is no Helm: install goldenpath[helm], or put helm 3.17 or newer on PATH", None, None
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one template rendered under one set of values.

    Attributes:
        template: the template's path within the chart; for a packed or renamed subchart, where it
            would lie.
        text: its output.
        origins: for each line of `text`, split at line feeds, the template's line that it certainly
            came from, and below that the line of each helper that was included, down to the one
            that printed it; empty for blank lines and where nothing is certain.
    """

    template: str
    text: str
    origins: tuple[Origin, ...]


def begin() -> None:
    """Start Helm without waiting for it: soon there will be a chart."""
    engines.begin()


def engine() -> str | None:
    """Return the name and version of the Helm engine in use, or None when there is none."""
    found = engines.available()
    return found.name if found else None


def render(
    chart: Path, values: Sequence[Path], *, release: str, namespace: str
) -> tuple[list[Rendered], list[Refusal]]:
    """Render a chart with `values` over its defaults: everything, or the reasons why not."""
    helm, surveyed, refusals = _prepare(chart, values)
    if helm is None or refusals:
        return [], refusals
    job = Job(chart, values, release, namespace)
    outputs, complaints = helm.render(job)
    if complaints:
        return [], _explain(complaints, job)
    # Helm names a template `<chart>/templates/…`.
    manifests = {name: name.partition("/")[2] for name in sorted(outputs)}
    manifests = {name: path for name, path in manifests.items() if charts.is_manifest(path)}
    texts = {path: outputs[name] for name, path in manifests.items()}
    found = origins(helm, job, surveyed, texts)
    return [Rendered(path, text, found[path]) for path, text in texts.items()], []


def lint(chart: Path, values: Sequence[Path]) -> list[Refusal]:
    """Return what `helm lint` calls an error in a chart with `values` over its defaults."""
    helm, _, refusals = _prepare(chart, values)
    if helm is None or refusals:
        return refusals
    job = Job(chart, values)
    return _explain(helm.lint(job), job)


def _prepare(
    chart: Path, values: Sequence[Path]
) -> tuple[Engine | None, charts.Chart, list[Refusal]]:
    surveyed, refusals = charts.survey(chart)
    for path in values:
        try:
            if not path.is_file():
                reason = "not a regular file" if path.exists() else "no such values file"
                refusals.append(Refusal(reason, charts.name(path, chart), None))
            elif path.stat().st_size > charts.MOST_BYTES:
                refusals.append(Refusal("too large", charts.name(path, chart), None))
        except OSError as error:
            refusals.append(charts.unreadable(error, chart))
    helm = engines.available()
    return helm, surveyed, refusals or ([] if helm else [_NO_ENGINE])


def _explain(complaints: Iterable[Complaint], job: Job) -> list[Refusal]:
    """Turn messages into refusals, each fault once: the linter tells some of them three times."""
    files = [job.chart / "values.yaml", *job.values]
    named = [(charts.name(path, job.chart), path) for path in files]
    context = Context(charts.chart_name(job.chart), named)
    refusals: dict[Refusal, None] = {}
    for complaint in complaints:
        for refusal in explain(complaint, context):
            path = refusal.path
            if path is not None and Path(path).is_absolute():
                path = charts.name(Path(path), job.chart)
            refusals.setdefault(replace(refusal, path=path))
    return list(refusals)
