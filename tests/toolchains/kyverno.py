"""Policies judged twice, by the Kyverno CLI and by our engine, so that verdicts can be compared."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath.policy import Admission, as_kyverno_reads, load
from tests.toolchains.engines import go_engine

PACKAGE = "github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
Verdicts = dict[tuple[str, str, str, str], str]
"""Results by policy, and by kind, namespace and name of the resource."""


def kyverno() -> Path:
    """Return the Kyverno CLI, built from its pinned module."""
    return go_engine("kyverno", PACKAGE)


def judged_by_kyverno(
    program: Path,
    folder: Path,
    policies: Sequence[dict[str, Any]],
    resources: Sequence[dict[str, Any]],
    exceptions: Sequence[dict[str, Any]] = (),
    params: Sequence[dict[str, Any]] = (),
) -> Verdicts:
    """Return what the Kyverno CLI says of each resource.

    Raises:
        AssertionError: if it says nothing at all, which it does where one policy is no policy.
    """
    # A file by itself for each: of a file with one wrong policy the CLI takes none, and is silent.
    files = [
        _write(folder / "policies" / f"{number:04}.yaml", [policy])
        for number, policy in enumerate(policies)
    ]
    command: list[str | Path] = [program, "apply", *files]
    for option, name, documents in (
        ("--resource", "resources.yaml", resources),
        ("--exception", "exceptions.yaml", exceptions),
        ("--parameter-resource", "params.yaml", params),
    ):
        if documents:
            command += [option, _write(folder / name, documents)]
    command += ["--policy-report", "--output-format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert '"kind":' in done.stdout, done.stdout + done.stderr
    verdicts: Verdicts = {}
    for report in _reports(done.stdout):
        for result in report.get("results") or []:
            for resource in result["resources"]:
                key = (resource["kind"], resource.get("namespace", ""), resource.get("name", ""))
                verdicts[(result["policy"].rpartition("/")[2], *key)] = result["result"]
    return verdicts


def judged_by_us(
    policies: Iterable[dict[str, Any]],
    resources: Iterable[dict[str, Any]],
    exceptions: Iterable[dict[str, Any]] = (),
    params: Sequence[dict[str, Any]] = (),
) -> Verdicts:
    """Return what our engine says of each resource, read as the CLI reads it."""
    loaded = load([*policies, *exceptions])
    verdicts: Verdicts = {}
    for resource in resources:
        admission = as_kyverno_reads(Admission(resource))
        outcomes = list(loaded.judge(admission, now=NOW, params=params))
        outcomes += loaded.judge_document(admission.resource, now=NOW)
        for outcome in outcomes:
            about = outcome.resource
            key = (outcome.policy, about.kind, about.namespace, about.name)
            verdicts[key] = outcome.result.value
    return verdicts


def refused_by_kyverno(output: str) -> str | None:
    """Return the name of the policy that the CLI could not compile."""
    found = re.search(r"failed to compile policy (\S+) ", output)
    return found[1] if found else None


def _write(path: Path, documents: Sequence[dict[str, Any]]) -> Path:
    """Write documents as YAML, of which JSON is a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n---\n".join(json.dumps(document) for document in documents), "utf-8")
    return path


def _reports(text: str) -> Iterable[dict[str, Any]]:
    """Yield the JSON objects in the CLI's output, which says other things as well."""
    decoder = json.JSONDecoder()
    at = text.find('{"kind"')
    while at >= 0:
        report, end = decoder.raw_decode(text, at)
        yield report
        at = text.find('{"kind"', end)
