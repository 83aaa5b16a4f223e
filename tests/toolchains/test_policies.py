"""The platform's policies, judged by Kyverno itself: every verdict that their tests name."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from goldenpath.guardrails import PLACE, guardrails
from tests.conftest import ROOT
from tests.toolchains.kyverno import kyverno

pytestmark = pytest.mark.toolchain("go")

Verdict = tuple[str, str, str]
"""The test's folder, the policy, and the resource as `<kind>/<namespace>/<name>`."""


@pytest.fixture(scope="module", name="program")
def program_fixture() -> Path:
    """Give the Kyverno CLI."""
    return kyverno()


@pytest.fixture(scope="module", name="output")
def output_fixture(program: Path) -> str:
    """Give what one run of the CLI over every test says."""
    options = ["--require-tests", "-o", "json", "--detailed-results"]
    done = subprocess.run(
        [program, "test", PLACE, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout[-4000:] + done.stderr
    return done.stdout


def test_every_expected_verdict_is_met_by_a_verdict(output: str) -> None:
    """Kyverno passes a resource that no rule has judged as "Excluded", which proves nothing.

    A workload may have such a row beside a true one, by the chance in which its rules are run.
    """
    judged = {verdict for verdict, reason in _rows(output) if reason == "Ok"}
    expected = set(_expected())
    assert [] == sorted(expected - judged)


def test_every_policy_has_a_test_that_kyverno_runs(output: str) -> None:
    """A policy whose test the CLI does not find is not tested."""
    run = {folder for (folder, _, _), _ in _rows(output)}
    tested = {item.folder.removeprefix(f"{PLACE}/") for item in guardrails(ROOT)}
    assert set() == tested - run


def test_messages_are_told_and_not_failures_to_tell(output: str) -> None:
    """A message that cannot be evaluated turns into the text of its failure."""
    assert [] == re.findall(r'"Message": "(failed to (?:evaluate|convert) message.*)"', output)


def test_a_documented_exception_exempts_its_workload_and_no_other(
    program: Path, tmp_path: Path
) -> None:
    """The exception on a policy's page holds for the workload that it names, and its Pods."""
    page = (ROOT / "docs/policies/disallow-naked-pods.md").read_text("utf-8")
    exception = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[-1]
    namespace = re.search(r"namespace == '(.*)'", exception)
    assert namespace is not None
    pods = [_pod("orders", namespace[1]), _pod("billing", namespace[1]), _pod("orders", "other")]
    (tmp_path / "exception.yaml").write_text(exception, "utf-8")
    (tmp_path / "pods.yaml").write_text("\n---\n".join(map(json.dumps, pods)), "utf-8")
    policy = f"{PLACE}/operational/disallow-naked-pods/disallow-naked-pods.yaml"
    resource, excepted = tmp_path / "pods.yaml", tmp_path / "exception.yaml"
    done = subprocess.run(
        [program, "apply", policy, "-r", resource, "-e", excepted],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "pass: 0, fail: 2, warn: 0, error: 0, skip: 1" in done.stdout, done.stdout


def _pod(name: str, namespace: str) -> dict[str, object]:
    labels = {"app.kubernetes.io/name": name}
    metadata = {"name": f"{name}-{namespace}", "namespace": namespace, "labels": labels}
    spec = {"containers": [{"name": "app", "image": "registry.example/app:1.0.0"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _rows(output: str) -> Iterator[tuple[Verdict, str]]:
    """Yield each row that the CLI says is met, with the reason that it gives."""
    decoder = json.JSONDecoder()
    for section in output.split("Loading test")[1:]:
        found = re.match(r"\s*\( (.*)/kyverno-test\.yaml \)", section)
        assert found is not None, section[:200]
        folder = Path(found[1]).as_posix().rpartition(f"{PLACE}/")[2]
        rows, _ = decoder.raw_decode(section[section.index("[\n") :])
        for row in rows:
            if row["RESULT"] == "Pass":
                kind, namespace, name = row["RESOURCE"].split("/")[-3:]
                yield (folder, row["POLICY"], f"{kind}/{namespace}/{name}"), row["REASON"]


def _expected() -> Iterator[Verdict]:
    for file in (ROOT / PLACE).rglob("kyverno-test.yaml"):
        folder = file.parent.relative_to(ROOT / PLACE).as_posix()
        for result in yaml.safe_load(file.read_text("utf-8"))["results"]:
            for resource in result["resources"]:
                namespace, _, name = resource.rpartition("/")
                yield folder, result["policy"], f"{result['kind']}/{namespace}/{name}"
