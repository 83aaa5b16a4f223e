"""Suites written to files, and what becomes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from goldenpath.policy.suite import Row, SuiteError, read, run
from tests.policy.policies import NOW

SUITE = {"apiVersion": "cli.kyverno.io/v1alpha1", "kind": "Test", "metadata": {"name": "suite"}}


def write(folder: Path, **files: Any) -> Path:
    """Write documents as files of YAML, of which JSON is a part, and return the test file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        documents = content if isinstance(content, list) else [content]
        text = "\n---\n".join(json.dumps(document) for document in documents)
        path = folder / {"suite": "kyverno-test.yaml"}.get(name, f"{name}.yaml")
        path.write_text(text, "utf-8")
    return folder / "kyverno-test.yaml"


def expecting(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a suite of one policy file and one file of resources."""
    files = {"policies": ["policy.yaml"], "resources": ["resources.yaml"]}
    return {**SUITE, **files, "results": list(results), **more}


def expected(result: str, *resources: str, **more: Any) -> dict[str, Any]:
    """Return one entry of a suite's results."""
    return {"policy": "rule", "kind": "ConfigMap", "result": result, **more} | (
        {"resources": list(resources)} if resources else {}
    )


def rows(file: Path) -> list[Row]:
    """Return the rows of a file's only suite."""
    (suite,) = read(file)
    if isinstance(suite, SuiteError):
        raise suite
    return run(suite, NOW)


def states(file: Path) -> list[str]:
    """Return what becomes of each expectation of a file's only suite."""
    return [row.state.value for row in rows(file)]


def refusal(file: Path) -> str:
    """Return why a file's only suite cannot be run."""
    with pytest.raises(SuiteError) as refused:
        rows(file)
    return str(refused.value)
