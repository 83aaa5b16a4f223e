"""What pipelines do: the duties of their steps, the stages that they change, what they call."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from goldenpath import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Document, Path

DUTIES = ("test", "scan", "sbom", "sign", "validate")
"""What a pipeline has to do before an image goes out, beside building it."""
_USES = {
    "publish": r"docker/(?:build-push|bake)-action|redhat-actions/push-to-registry|/kaniko",
    "scan": r"trivy-action|anchore/scan-action|snyk/actions|docker/scout-action|grype",
    "sbom": r"anchore/sbom-action|cyclonedx|sbom",
    "sign": r"^actions/attest|slsa-github-generator|cosign-action",
    "validate": r"/goldenpath@",
}
_RUNS = {
    "publish": (
        r"\b(?:docker|podman|buildah|crane|helm-docker) (?:image )?push\b"
        r"|\bbuildx? .{0,500}--push\b"
        r"|\bko (?:build|publish)\b|\bskopeo copy\b|\bjib\b"
    ),
    "test": (
        r"\b(?:pytest|tox|nox|vitest|jest|phpunit|rspec|ctest)\b"
        r"|\b(?:make|just|task|npm|pnpm|yarn|go|cargo|dotnet|bazel|mvnw?|gradlew?|rake|uv|hatch)\b"
        r"[^&|;\n]{0,200}\b(?:test|tests|verify|check)\b"
    ),
    "scan": r"\b(?:trivy|grype|snyk|docker scout)\b",
    "sbom": r"\bsyft\b|\bcyclonedx|--sbom\b|type=sbom|\bspdx",
    "sign": r"\bcosign (?:sign|attest)\b|\bnotation sign\b|\bgh attestation\b",
    "validate": r"\bgoldenpath validate\b",
}
_NAMED = {key: re.compile(form, re.IGNORECASE) for key, form in _USES.items()}
_CALLED = {key: re.compile(form) for key, form in _RUNS.items()}


class Named(NamedTuple):
    """A stage or a values file that something names, and where."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a workflow or an action does.

    Attributes:
        does: `publish`, and those of `DUTIES`.
        calls: the files of the same repository that it uses, each by the names it may have.
        after: the names of the workflows whose end starts it.
        name: its own name.
        stages: the stages that it changes.
    """

    does: frozenset[str]
    calls: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    name: str = ""
    stages: tuple[str, ...] = ()


def stages_named(document: Document) -> Iterator[Named]:
    """Yield the stages that a workflow names: in what it hands on, its matrix, its environments."""
    for path, job in pipeline.jobs(document):
        yield from _text((*path, "with", "stage"), job.get("with"), "stage")
        environment = job.get("environment")
        if isinstance(environment, dict):
            yield from _text((*path, "environment", "name"), environment, "name")
        yield from _text((*path, "environment"), job, "environment")
        matrix = document.get(*path, "strategy", "matrix", "stage")
        for index, item in enumerate(matrix if isinstance(matrix, list) else ()):
            if isinstance(item, str):
                yield Named(item, (*path, "strategy", "matrix", "stage", index))
    for step in pipeline.steps(document):
        if str(step.data.get("uses")).startswith("./"):
            yield from _text((*step.path, "with", "stage"), step.data.get("with"), "stage")


def publishes(document: Document) -> Path | None:
    """Return where a workflow publishes an image by itself, if it does."""
    for step in pipeline.steps(document):
        if "publish" in _does(step.data):
            return (*step.path, "uses" if "uses" in step.data else "run")
    return None


def called(document: Document) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield the files of its own repository that a pipeline uses, and where it names them.

    Each by the names that it may have.
    """
    root = pipeline.root_of(document.source.path)
    for path, name in pipeline.uses(document):
        if name.startswith("./"):
            file = posixpath.normpath(posixpath.join(root, name))
            is_file = file.endswith((".yml", ".yaml"))
            yield path, (file,) if is_file else (f"{file}/action.yml", f"{file}/action.yaml")


def pipeline_of(document: Document) -> Pipeline:
    """Return what a workflow or an action does."""
    does = {duty for step in pipeline.steps(document) for duty in _does(step.data)}
    started = document.get("on", "workflow_run", "workflows")
    names = started if isinstance(started, list) else []
    return Pipeline(
        frozenset(does),
        tuple(files for _, files in called(document)),
        tuple(name for name in names if isinstance(name, str)),
        str(document.get("name") or ""),
        tuple(item.name for item in stages_named(document)),
    )


def _does(step: dict[str, Any]) -> Iterator[str]:
    uses, run, given = step.get("uses"), step.get("run"), step.get("with")
    if isinstance(uses, str):
        for duty, form in _NAMED.items():
            if form.search(uses) and (duty != "publish" or _pushes(given)):
                yield duty
        if _NAMED["publish"].search(uses) and isinstance(given, dict):
            yield from (key for key in _BUILT_IN if given.get(key) not in _OFF)
    if isinstance(run, str):
        text = "\n".join(pipeline.commands(run))
        yield from (duty for duty, form in _CALLED.items() if form.search(text))


_BUILT_IN = ("sbom", "provenance")
"""What buildx attests itself, unsigned."""
_OFF = (None, False, "false", "")


def _pushes(given: Any) -> bool:  # noqa: ANN401 - any YAML value
    """Tell whether a step that builds an image publishes it, too."""
    if not isinstance(given, dict):
        return False
    outputs = str(given.get("outputs", ""))
    is_pushed = str(given.get("push", "false")).lower() != "false"
    return is_pushed or "push=true" in outputs or "type=registry" in outputs


def _text(path: Path, value: Any, key: str) -> Iterator[Named]:  # noqa: ANN401 - any YAML value
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, str) and "${{" not in found:
        yield Named(found, path)
