"""The platform's policies, judged by Kyverno itself: every verdict that their tests name, and more.

The offline engine is held against it on every good and bad resource, on what is born, and on
mutants of both, of which GOLDENPATH_MUTANTS says how many are made.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from goldenpath.guardrails import PLACE, guardrails
from tests.conftest import ROOT
from tests.newborns import Newborn
from tests.toolchains import corpus
from tests.toolchains.comparison import (
    IMAGES,
    Comparison,
    Judges,
    Known,
    any_is_about,
    known_differences,
    unexplained,
)
from tests.toolchains.kyverno import kyverno
from tests.toolchains.mutants import WORKLOADS, mutants

pytestmark = pytest.mark.toolchain("go")

POLICIES = guardrails(ROOT)
MUTANTS = int(os.environ.get("GOLDENPATH_MUTANTS", "200"))
KNOWN = known_differences()
SHOWN = 10
"""How many of the differences are told."""

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


@pytest.fixture(scope="module", name="comparison")
def comparison_fixture(
    program: Path, newborn: Newborn, tmp_path_factory: pytest.TempPathFactory
) -> Comparison:
    """Give what Kyverno and our engine say of every resource, by every policy."""
    own, born = list(corpus.own(POLICIES)), list(corpus.born(newborn))
    bases = [resource for resource in [*own, *born] if any_is_about(POLICIES, resource["kind"])]
    changed = mutants(bases, [policy.document for policy in POLICIES], corpus.MARKS, MUTANTS)
    judges = Judges(
        program,
        tmp_path_factory.mktemp("comparison"),
        POLICIES,
        corpus.exceptions(POLICIES),
        corpus.cluster(POLICIES, born),
        corpus.definitions(POLICIES),
    )
    return judges.compare([*own, *born, *changed])


def test_both_engines_give_one_verdict(comparison: Comparison) -> None:
    """Result, validation and message are the same, policy by policy, or known not to be."""
    left, _ = unexplained(comparison, KNOWN)
    assert [] == left[:SHOWN], f"{len(left)} of {len(comparison.theirs)} verdicts differ"


def test_enough_is_compared(comparison: Comparison) -> None:
    """Thousands of verdicts, of each sort, on all that makes Pods; skipped ones do not count."""
    both = comparison.theirs.keys() & comparison.ours.keys()
    results = Counter(comparison.theirs[pair].result for pair in both)
    print(f"compared: {results}; left out: {comparison.left_out}")
    assert results.total() - results["skip"] >= 5000
    assert min(results[result] for result in ("pass", "fail", "error", "skip")) >= 100
    assert set(WORKLOADS) <= {resource["kind"] for resource in comparison.resources.values()}


def test_every_policy_says_yes_and_no(comparison: Comparison) -> None:
    """Each policy lets a resource pass and fails one; without a registry no image fails."""
    results = comparison.results()
    wanted = {p.name: {"pass", "error" if p.kind == IMAGES else "fail"} for p in POLICIES}
    assert {} == {name: results[name] for name in wanted if wanted[name] - results[name].keys()}


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_known_difference_still_is_one(comparison: Comparison, known: Known) -> None:
    """A class that explains nothing must not hide anything."""
    _, explained = unexplained(comparison, [known])
    assert explained[known.name]


def test_each_known_difference_is_justified() -> None:
    """A name of its own, a reason in sentences, and an issue upstream unless there is none."""
    names = [known.name for known in KNOWN]
    assert sorted(set(names)) == sorted(names)
    assert all(known.reason.endswith(".") for known in KNOWN)
    assert all(re.fullmatch(r"https://\S+|none found", known.upstream) for known in KNOWN)


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
