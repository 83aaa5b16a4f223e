"""Pipelines as code hosts read them: workflows, composite actions, and what their steps are."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goldenpath.document import Document, Path

_HOSTS = frozenset({".forgejo", ".gitea", ".github"})
_ACTION_NAMES = frozenset({"action.yaml", "action.yml"})
_GITLAB_NAMES = frozenset({".gitlab-ci.yaml", ".gitlab-ci.yml"})


class Step(NamedTuple):
    """A step of a job or of a composite action, and where it stands."""

    path: Path
    data: dict[str, Any]


def is_workflow(path: str) -> bool:
    """Tell whether a code host reads the file at `path` as a workflow."""
    parts = path.split("/")
    return (
        len(parts) >= 3  # noqa: PLR2004 - .github/workflows/<name>
        and parts[-2] == "workflows"
        and parts[-3] in _HOSTS
        and parts[-1].endswith((".yaml", ".yml"))
    )


def is_action(path: str) -> bool:
    """Tell whether a code host reads the file at `path` as an action."""
    folder, _, name = path.rpartition("/")
    return name in _ACTION_NAMES and (not folder or not _HOSTS.isdisjoint(folder.split("/")))


def is_pipeline(path: str) -> bool:
    """Tell whether a code host reads the file at `path` as a pipeline or a part of one."""
    return is_workflow(path) or is_action(path) or path.rpartition("/")[2] in _GITLAB_NAMES


def root_of(path: str) -> str:
    """Return the folder of the repository in which the workflow or action at `path` lies."""
    parts = PurePosixPath(path).parts
    at = next((index for index, part in enumerate(parts) if part in _HOSTS), len(parts) - 1)
    return PurePosixPath(*parts[:at]).as_posix() if parts[:at] else ""


def jobs(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the jobs of a workflow, and where they stand."""
    found = document.get("jobs")
    for name, job in found.items() if isinstance(found, dict) else ():
        if isinstance(job, dict):
            yield ("jobs", name), job


def steps(document: Document) -> Iterator[Step]:
    """Yield the steps of a workflow's jobs, or of a composite action."""
    for path, job in [*jobs(document), (("runs",), document.get("runs"))]:
        found = job.get("steps") if isinstance(job, dict) else None
        for index, step in enumerate(found if isinstance(found, list) else ()):
            if isinstance(step, dict):
                yield Step((*path, "steps", index), step)


def uses(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield the actions and the reusable workflows that are named, and where."""
    for path, job in jobs(document):
        if isinstance(job.get("uses"), str):
            yield (*path, "uses"), job["uses"]
    for step in steps(document):
        if isinstance(step.data.get("uses"), str):
            yield (*step.path, "uses"), step.data["uses"]


def commands(script: str) -> Iterator[str]:
    """Yield the lines of a script, continued ones joined and comments left out."""
    for line in re.sub(r"\\\n", " ", script).split("\n"):
        text = line.strip()
        if text and not text.startswith("#"):
            yield text
