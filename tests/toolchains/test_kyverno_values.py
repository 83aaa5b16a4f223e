"""Kyverno's own chart, rendered with our values: where no policy looks, and how many answer."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath import helm
from goldenpath.guardrails import guardrails
from goldenpath.policy import Admission, Result, load
from tests.conftest import ROOT
from tests.organization import HERE

VALUES = ROOT / "platform" / "kyverno"
MODULE = "github.com/kyverno/kyverno"
NAMESPACE = "kyverno"
NOW = datetime(2026, 6, 1, tzinfo=UTC)

pytestmark = pytest.mark.toolchain("go")
each_stage = pytest.mark.parametrize("stage", HERE.stages, ids=lambda stage: stage.name)


@pytest.fixture(scope="module", name="chart")
def chart_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the chart that lies in Kyverno's pinned module, without what it would have to fetch.

    Those parts are CRDs of Kyverno's own and programs that the values leave out.
    """
    done = subprocess.run(
        ["go", "list", "-m", "-mod=mod", "-f", "{{.Dir}}", MODULE],
        cwd=ROOT / "platform" / "engines" / "kyverno",
        capture_output=True,
        text=True,
        check=True,
    )
    chart = tmp_path_factory.mktemp("chart") / "kyverno"
    shutil.copytree(Path(done.stdout.strip(), "charts", "kyverno"), chart)
    for path in (chart, *chart.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    about = yaml.safe_load((chart / "Chart.yaml").read_text("utf-8"))
    about["dependencies"] = [item for item in about["dependencies"] if "repository" not in item]
    (chart / "Chart.yaml").write_text(yaml.safe_dump(about), "utf-8")
    return chart


@pytest.fixture(scope="module", name="rendered")
def rendered_fixture(chart: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what the chart renders to, by stage."""
    found = {}
    for stage in HERE.stages:
        files = [VALUES / "values.yaml", VALUES / f"values-{stage.name}.yaml"]
        outputs, refusals = helm.render(chart, files, release="kyverno", namespace=NAMESPACE)
        assert [] == refusals
        found[stage.name] = [
            document
            for output in outputs
            if not output.template.startswith("templates/tests/")
            for document in yaml.safe_load_all(output.text)
            if document
        ]
    return found


def one(documents: list[dict[str, Any]], kind: str, name: str) -> dict[str, Any]:
    """Return the document of a kind and a name."""
    [found] = [d for d in documents if d["kind"] == kind and d["metadata"]["name"] == name]
    return found


def test_chart_is_the_version_that_argo_cd_installs(chart: Path) -> None:
    """The values are tried with the chart that the clusters get."""
    version = yaml.safe_load((chart / "Chart.yaml").read_text("utf-8"))["version"]
    (application,) = (ROOT / "platform" / "argocd").glob("kyverno.yaml")
    assert version in application.read_text("utf-8")


@each_stage
def test_no_webhook_looks_at_namespaces_of_the_platform(stage: Any, rendered: Any) -> None:
    """The selector of the webhooks leaves out all of the list, and the scan reports on none."""
    values = yaml.safe_load((VALUES / "values.yaml").read_text("utf-8"))["config"]
    [listed] = values["webhooks"]["namespaceSelector"]["matchExpressions"]
    data = one(rendered[stage.name], "ConfigMap", "kyverno")["data"]
    selected = json.loads(data["webhooks"])["namespaceSelector"]["matchExpressions"]
    left_out = {name for item in selected if item["operator"] == "NotIn" for name in item["values"]}
    assert set(listed["values"]) == left_out
    assert {NAMESPACE, "kube-system", "argocd", "cnpg-system", "crossplane-system"} <= left_out
    assert [] == [name for name in left_out if f"[*/*,{name},*]" not in data["resourceFilters"]]
    assert not any(name.startswith(("team-", f"{HERE.systems[0].name}-")) for name in left_out)


@each_stage
def test_exceptions_are_honoured_in_one_namespace(stage: Any, rendered: Any) -> None:
    """Both who refuses and who scans hear of exceptions, and only of those in kyverno."""
    for component in ("admission", "reports"):
        deployment = one(rendered[stage.name], "Deployment", f"kyverno-{component}-controller")
        args = deployment["spec"]["template"]["spec"]["containers"][0]["args"]
        assert {"--enablePolicyException=true", f"--exceptionNamespace={NAMESPACE}"} <= set(args)


@each_stage
def test_claims_can_be_looked_up(stage: Any, rendered: Any) -> None:
    """`restrict-total-cost` lists claims: both who refuses and who scans may."""
    for component in ("admission", "reports"):
        role = one(
            rendered[stage.name], "ClusterRole", f"kyverno:{component}-controller:additional"
        )
        assert [{
            "apiGroups": [HERE.api_group],
            "resources": ["databases", "environments"],
            "verbs": ["get", "list", "watch"],
        }] == role["rules"]  # fmt: skip


@each_stage
def test_production_always_has_somebody_who_answers(stage: Any, rendered: Any) -> None:
    """In production three decide, of whom an eviction leaves two."""
    documents = rendered[stage.name]
    deployment = one(documents, "Deployment", "kyverno-admission-controller")
    budgets = [d for d in documents if d["kind"] == "PodDisruptionBudget"]
    assert (3 if stage.production else 1) == deployment["spec"]["replicas"]
    assert bool(budgets) is stage.production
    if stage.production:
        spec = one(documents, "PodDisruptionBudget", "kyverno-admission-controller")["spec"]
        assert 2 == spec["minAvailable"]
        assert deployment["spec"]["template"]["spec"]["topologySpreadConstraints"]


@each_stage
def test_workloads_keep_to_our_own_security_policies(stage: Any, rendered: Any) -> None:
    """Nobody judges these Pods in the cluster, so they are judged here."""
    policies = [p.document for p in guardrails(ROOT) if p.category == "security"]
    loaded = load(policies)
    workloads = [d for d in rendered[stage.name] if d["kind"] in {"Deployment", "CronJob", "Job"}]
    judged = [
        (outcome.policy, workload["metadata"]["name"], outcome.message)
        for workload in workloads
        for outcome in loaded.judge(Admission(workload), now=NOW)
        if outcome.result is not Result.PASS
    ]
    assert 4 <= len(workloads)
    assert [] == judged
