"""The offline policy engine beside Kyverno itself: one verdict, policy by policy."""

from __future__ import annotations

import copy
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenpath.policy import load
from goldenpath.policy.suite import State, SuiteError, find, read, run
from goldenpath.policy.suite.files import documents
from tests.conftest import ROOT
from tests.toolchains import image_policies
from tests.toolchains.kyverno import NOW, judged_by_kyverno, judged_by_us, kyverno

pytestmark = pytest.mark.toolchain("go")

ENGINE = ROOT / "platform/engines/kyverno"
SEED = 20260601
MUTANTS = 60
OURS = (
    "ValidatingPolicy", "NamespacedValidatingPolicy", "ValidatingAdmissionPolicy",
    "ImageValidatingPolicy",
)  # fmt: skip
UNMET = ("ivpol-sample", "v1/Pod/default/good-pod-excluded")
"""An expectation of Kyverno's own tests that Kyverno's command line does not meet either."""
UNDECIDED = ("cannot be judged by here", "cannot be had without its registry")
EXPECTED_TO_FAIL = "test-fail"
"""Kyverno's suites on how `kyverno test` fails."""
OTHERS = ("httpPayloads", "envoyPayloads")
"""Suites of these are on requests that no cluster admits, and no manifest makes."""
LOOK_UPS = ("http.", "resource.", "globalContext", "GetMetadata", "mode: Envoy", "mode: HTTP")
KINDS = ("Pod", "Deployment", "StatefulSet", "CronJob", "ConfigMap", "Service")
VALUES: list[Any] = [
    None, "", 0, -1, 1.5, True, False, [], {}, "latest", "nginx:latest", "kube-system",
    {"a": "b"}, ["x"], [{"name": "x", "image": "y:latest"}],
]  # fmt: skip


@pytest.fixture(scope="module")
def module() -> Path:
    """Return the folder of Kyverno's own module, with its tests."""
    done = subprocess.run(
        ["go", "list", "-m", "-f", "{{.Dir}}", "github.com/kyverno/kyverno"],
        cwd=ENGINE,
        env={**os.environ, "GOFLAGS": "-mod=mod"},
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(done.stdout.strip())


def test_kyvernos_own_suites_pass(module: Path) -> None:
    """Each expectation of a validating policy in Kyverno's own tests is met."""
    states: dict[State, int] = dict.fromkeys(State, 0)
    for file in find(module / "test/cli", "kyverno-test.yaml"):
        if EXPECTED_TO_FAIL in file.parts:
            continue
        for suite in read(file):
            assert not isinstance(suite, SuiteError), suite
            if any(suite.names(field) for field in OTHERS) or not _is_ours(suite.folder):
                continue
            for row in run(suite, NOW):
                if row.state is State.CANNOT:
                    assert any(reason in row.reason for reason in UNDECIDED), row
                states[row.state] += 1
                is_met = row.state is not State.FAILED
                assert is_met != ((row.policy, row.resource) == UNMET), f"{file}: {row}"
    assert states[State.PASSED] > 80


def _is_ours(folder: Path) -> bool:
    """Return whether a suite's folder has a policy that this engine judges by."""
    return any(
        f"kind: {kind}\n" in path.read_text("utf-8")
        for path in folder.rglob("*.yaml")
        for kind in OURS
    )


def test_both_engines_give_one_verdict(module: Path, tmp_path: Path) -> None:
    """Kyverno's own policies say the same of mutated resources in both engines.

    Left out are policies of a namespace, which the Kyverno CLI applies everywhere, and bindings,
    through which it does not look at what a policy is about.
    """
    policies, resources = _corpus(module / "test")
    choice = random.Random(SEED)  # noqa: S311 - a run must be repeatable
    mutants = [_mutant(choice.choice(resources), choice, number) for number in range(MUTANTS)]
    theirs = judged_by_kyverno(kyverno(), tmp_path, policies, mutants)
    ours = judged_by_us(policies, mutants)
    assert {} == {
        key: (theirs.get(key), ours.get(key))
        for key in theirs.keys() | ours.keys()
        if theirs.get(key) != ours.get(key)
    }
    assert len(theirs) > 1000


def test_both_engines_give_one_verdict_on_images(tmp_path: Path) -> None:
    """Image policies say the same in both engines, as long as no registry has to be asked."""
    judged = image_policies.policies(), list(image_policies.resources())
    theirs = judged_by_kyverno(kyverno(), tmp_path, *judged, image_policies.exceptions())
    ours = judged_by_us(*judged, image_policies.exceptions())
    assert theirs == ours
    assert {"pass", "fail", "skip", "error"} == set(theirs.values())
    assert len(theirs) > 1000


def test_what_a_registry_decides_is_no_verdict(tmp_path: Path) -> None:
    """Where Kyverno asks a registry, and gets no answer, our engine says that it cannot judge."""
    policies, pod = image_policies.policies()[:1], image_policies.unreachable()
    theirs = judged_by_kyverno(kyverno(), tmp_path, policies, [pod])
    ours = judged_by_us(policies, [pod])
    key = ("images-00", "Pod", "team", "asked")
    assert ({key: "error"}, {key: "cannot"}) == (theirs, ours)


def _corpus(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the policies and the resources among Kyverno's tests."""
    policies: dict[str, dict[str, Any]] = {}
    resources = []
    for document, text in _documents(folder):
        if document.get("kind") == "ValidatingPolicy" and not any(w in text for w in LOOK_UPS):
            policy = {"spec": {}, **copy.deepcopy(document)}
            policy["metadata"] = {"name": f"policy-{len(policies)}"}
            policy.pop("status", None)
            loaded = load([policy]).policies
            if loaded and not loaded[0].faults():
                policies.setdefault(repr(policy["spec"]), policy)
        elif document.get("kind") in KINDS and isinstance(document.get("metadata"), dict):
            resources.append(document)
    return list(policies.values())[:40], resources


def _documents(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    for path in sorted(folder.rglob("*.yaml")):
        try:
            found = documents(path)
        except SuiteError:
            continue
        text = path.read_text("utf-8")
        yield from ((document, text) for document in found if isinstance(document, dict))


def _mutant(resource: dict[str, Any], choice: random.Random, number: int) -> dict[str, Any]:
    """Return a resource with some values gone or changed, of which Kyverno still takes notice."""
    mutant = copy.deepcopy(resource)
    for _ in range(choice.randint(1, 4)):
        places = [p for p in _places(mutant) if p[0] not in ("apiVersion", "kind", "metadata")]
        if not places:
            break
        *way, last = choice.choice(places)
        parent: Any = mutant
        for step in way:
            parent = parent[step]
        if choice.random() < 0.3:
            del parent[last]
        else:
            parent[last] = copy.deepcopy(choice.choice(VALUES))
    labels = mutant["metadata"].get("labels")
    sound = isinstance(labels, dict) and all(isinstance(v, str) for v in labels.values())
    mutant["metadata"] = {"name": f"mutant-{number}", **({"labels": labels} if sound else {})}
    return mutant


def _places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, child in steps:
        yield (*way, step)
        if isinstance(child, dict | list):
            yield from _places(child, (*way, step))
