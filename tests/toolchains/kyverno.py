"""Policies judged twice, by the Kyverno CLI and by our engine, so that verdicts can be compared."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath.policy import Admission, as_kyverno_reads, load
from tests.toolchains.engines import go_engine

PACKAGE = "github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
_UNREADABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What stands in JSON as it is, and in YAML is a line's end or no character at all."""
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
    given = {"--resource": resources, "--exception": exceptions, "--parameter-resource": params}
    verdicts: Verdicts = {}
    for result in applied(program, folder, files, given):
        for resource in result["resources"]:
            key = (resource["kind"], resource.get("namespace", ""), resource.get("name", ""))
            verdicts[(result["policy"].rpartition("/")[2], *key)] = result["result"]
    return verdicts


def applied(
    program: Path,
    folder: Path,
    policies: Sequence[Path],
    given: Mapping[str, Sequence[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Return the results in the report of the Kyverno CLI.

    Args:
        program: the CLI.
        folder: where what it reads is written to.
        policies: files of policies.
        given: documents, by the option that takes them.

    Raises:
        AssertionError: if it reports nothing.
    """
    command: list[str | Path] = [program, "apply", *policies]
    for option, documents in given.items():
        if documents:
            command += [option, _write(folder / f"{option.strip('-')}.yaml", documents)]
    command += ["--policy-report", "--output-format", "json"]
    # It compiles every policy anew for every resource, and would spend a quarter on the garbage.
    environment = {**os.environ, "GOGC": "400"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert '"kind":' in done.stdout, done.stdout + done.stderr
    return [result for report in _reports(done.stdout) for result in report.get("results") or []]


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
    text = "\n---\n".join(json.dumps(document, ensure_ascii=False) for document in documents)
    path.write_text(_UNREADABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text), "utf-8")
    return path


def _reports(text: str) -> Iterable[dict[str, Any]]:
    """Yield the JSON objects in the CLI's output, which says other things as well."""
    decoder = json.JSONDecoder()
    at = text.find('{"kind"')
    while at >= 0:
        report, end = decoder.raw_decode(text, at)
        yield report
        at = text.find('{"kind"', end)
