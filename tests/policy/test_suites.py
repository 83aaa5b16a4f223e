"""Kyverno's test files, run with this engine from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goldenpath.cli import main
from tests.policy.policies import config_map, pod, policy, rule
from tests.policy.suites import SUITE, expected, expecting, refusal, states, write


def test_expectations_that_are_met_pass(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A suite whose expectations are met is exit code 0 and one line."""
    assert main(["policy", "test", str(good)]) == 0
    assert "1 test: 2 passed, 0 failed\n" == capsys.readouterr().out


def test_verbose_prints_what_passed(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each expectation is a line that names policy, resource and result."""
    assert main(["policy", "test", "--verbose", str(good / "kyverno-test.yaml")]) == 0
    assert "passed    rule  v1/ConfigMap/team/settings  expected pass" in capsys.readouterr().out


def test_expectation_that_is_not_met_fails(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line of a failure tells what is expected, what there is, and what the policy says."""
    write(good, suite=expecting(expected("pass", "other")))
    assert main(["policy", "test", str(good)]) == 1
    told = capsys.readouterr().out
    assert "failed    rule  v1/ConfigMap/team/other  expected pass, got fail" in told
    assert "CEL expression validation failed at index 0" in told


def test_folder_without_tests_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What has no test file, or is not there, is told as the user's mistake."""
    assert main(["policy", "test", str(tmp_path)]) == 2
    assert main(["policy", "test", str(tmp_path / "nothing")]) == 2
    assert "there is no kyverno-test.yaml in" in capsys.readouterr().err


def test_test_files_may_have_another_name(good: Path) -> None:
    """The name of test files is an option, as it is Kyverno's."""
    (good / "kyverno-test.yaml").rename(good / "other.yaml")
    assert main(["policy", "test", "--file-name", "other.yaml", str(good)]) == 0


def test_test_that_cannot_be_run_is_a_failure(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other tests are run all the same, and the reason is told."""
    write(good / "broken", suite=expecting(expected("pass"), policies=["missing.yaml"]))
    assert main(["policy", "test", str(good)]) == 1
    told = capsys.readouterr().out
    assert "not run" in told
    assert "missing.yaml does not exist" in told
    assert "2 tests, 1 of them not run: 2 passed, 0 failed" in told


@pytest.mark.parametrize(
    ("suite", "reason"),
    [
        ({**SUITE, "polices": []}, "polices is no field of it"),
        ({**SUITE, "kind": "Values"}, "kind 'Values' is no Test"),
        ({**SUITE, "policies": "policy.yaml"}, "policies must be a list"),
        ({**SUITE, "results": [{"policy": "rule", "result": "maybe"}]}, "'maybe' is none of"),
        ({**SUITE, "results": [{"result": "pass"}]}, "results[0].policy must be a text"),
        (expecting(expected("pass", resorces=[])), "results[0].resorces is no field of it"),
        (expecting(expected("pass", operation="CONNECT")), "operation 'CONNECT' is none of"),
        (expecting(expected("pass"), resources=["broken.yaml"]), "the file is no YAML"),
        (expecting(expected("pass"), resources=["list.yaml"]), "resources[0] is no resource"),
        (expecting(expected("pass"), httpPayloads=["a.json"]), "httpPayloads are requests"),
        (expecting(expected("pass"), policies=["wrong.yaml"]), "policy rule cannot be compiled"),
        (expecting(expected("pass"), values={"globalValues": {"request.operation": "GET"}}),
         "'GET' is no operation"),
        (expecting(expected("pass"), globalContextEntries=[
            {"name": "a", "data": {}, "fieldPath": "items[?a]"}]), "'items[?a]' cannot be"),
    ],
)  # fmt: skip
def test_suite_that_is_none_is_refused(tmp_path: Path, suite: dict[str, Any], reason: str) -> None:
    """What keeps a suite from being run is told with the file and the place."""
    file = write(
        tmp_path,
        suite=suite,
        policy=policy("true"),
        wrong=policy("nothing"),
        resources=config_map(),
        list=[[1]],
    )
    (tmp_path / "broken.yaml").write_text("a: [", "utf-8")
    assert reason in refusal(file)
    assert str(tmp_path) in refusal(file)


def test_empty_test_file_is_refused(tmp_path: Path) -> None:
    """A test file that says nothing tests nothing."""
    file = tmp_path / "kyverno-test.yaml"
    file.write_text("# nothing\n", "utf-8")
    assert "the file has no test" in refusal(file)


def test_older_shapes_are_read(good: Path) -> None:
    """Tests as they were before `metadata`, `resources` and `result` are tests still."""
    older = {"policy": "rule", "resource": "other", "namespace": "team", "status": "fail"}
    files = {"policies": ["policy.yaml"], "resources": ["resources.yaml"]}
    assert ["passed"] == states(write(good, suite={"name": "older", **files, "results": [older]}))


def test_expectation_without_resources_is_about_all(good: Path) -> None:
    """As in Kyverno, what names no resource is held against each."""
    assert ["passed", "failed"] == sorted(
        states(write(good, suite=expecting(expected("pass")))), reverse=True
    )


def test_resources_are_named_by_their_specs(good: Path) -> None:
    """A spec names version, namespace and name, where names alone are ambiguous."""
    spec = {"version": "v1", "namespace": "team", "name": "other"}
    entry = {**expected("fail"), "resources": [], "resourceSpecs": [spec]}
    assert ["passed"] == states(write(good, suite=expecting(entry)))


def test_excluded_resource_passes_unless_a_failure_is_expected(tmp_path: Path) -> None:
    """A policy that says nothing of a resource cannot be what fails it."""
    constraints = {
        "resourceRules": [rule("configmaps")],
        "namespaceSelector": {"matchLabels": {"stage": "prod"}},
    }
    file = write(
        tmp_path,
        suite=expecting(expected("skip"), expected("pass"), expected("fail")),
        policy=policy("false", matchConstraints=constraints),
        resources=config_map(),
    )
    assert ["excluded", "excluded", "failed"] == states(file)


def test_policy_that_is_not_there_is_a_failure(good: Path) -> None:
    """An expectation of no policy, or of one that is not about the resource, is not met."""
    other = {**expected("pass", "settings"), "policy": "other"}
    assert ["failed"] == states(write(good, suite=expecting(other)))
    write(good, suite=expecting(expected("pass", "app")), resources=pod())
    assert ["failed"] == states(good / "kyverno-test.yaml")


def test_policy_of_another_kind_is_never_passed(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What this engine does not judge by is told and counted, and is exit code 1."""
    mutating = {**policy("true"), "kind": "MutatingPolicy"}
    write(good, policy=mutating)
    assert main(["policy", "test", str(good)]) == 1
    told = capsys.readouterr().out
    assert "MutatingPolicy cannot be judged by here" in told
    assert "2 cannot be evaluated here" in told
