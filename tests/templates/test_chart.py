"""The chart and the ApplicationSet of a newborn service, judged by Helm and Kubernetes' schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import helm_python as helm
import kubernetes_validate
import pytest
import yaml

from tests.organization import HERE, OWNER, SYSTEM, TEAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Newborn = Callable[[dict[str, Any]], Path]

ORDERS = {
    "template": "service",
    "name": "orders",
    "description": "Takes orders",
    "owner": OWNER,
    "system": SYSTEM,
    "lifecycle": "production",
    "cost_center": HERE.cost_centers[0],
    "component_type": "service",
    "language": "python",
    "api": "openapi",
    "database": True,
    "database_engine": "postgresql",
    "database_size": "small",
    "exposure": "public",
}
CLOSED = ORDERS | {"name": "no", "database": False, "exposure": "cluster"}
CUSTOM = {"Database", "HTTPRoute", "ServiceMonitor"}
PREFIX = HERE.label_prefix
PRODUCTION = next(stage.name for stage in HERE.stages if stage.production)
OTHER = next(stage.name for stage in HERE.stages if not stage.production)
VALUES = ["values", *(f"values-{stage.name}" for stage in HERE.stages)]


def helm_render(chart: Path, *values: str, **overrides: Any) -> list[dict[str, Any]]:
    """Render the chart with its values files and top-level overrides, as a release of its name."""
    merged: dict[str, Any] = {}
    for name in values:
        merged |= yaml.safe_load((chart / name).read_text("utf-8"))
    with helm.Chart.load(chart) as loaded:
        rendered = loaded.render(merged | overrides, name=loaded.name, namespace="default")
    texts = [text for path, text in rendered.items() if path.endswith(".yaml")]
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def only(documents: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """Return the one document of a kind."""
    (document,) = [document for document in documents if document["kind"] == kind]
    return document


@pytest.fixture(name="chart")
def chart_fixture(newborn: Newborn) -> Path:
    """Give the chart of a public service with a database."""
    return newborn(ORDERS) / "deploy" / "chart"


@pytest.mark.parametrize("answers", [ORDERS, CLOSED], ids=["everything", "nothing"])
@pytest.mark.parametrize("values", VALUES)
def test_helm_and_kubernetes_accept_every_stage(
    newborn: Newborn, answers: dict[str, Any], values: str
) -> None:
    """Helm's strict lint has no complaint and each built-in kind fits Kubernetes' schema."""
    chart = newborn(answers) / "deploy" / "chart"
    stage = yaml.safe_load((chart / f"{values}.yaml").read_text("utf-8"))
    assert [] == helm.lint(chart, stage, strict=True)["errors"]
    for document in helm_render(chart, f"{values}.yaml"):
        if document["kind"] not in CUSTOM:
            kubernetes_validate.validate(document, "1.37", strict=True)


def test_every_object_says_who_owns_it(chart: Path) -> None:
    """Each object and the Pod template carry the organisation's labels."""
    documents = helm_render(chart, f"values-{PRODUCTION}.yaml")
    documents.append(only(documents, "Deployment")["spec"]["template"])
    for document in documents:
        labels = document["metadata"]["labels"]
        assert TEAM == labels[f"{PREFIX}/team"]
        assert SYSTEM == labels[f"{PREFIX}/system"]
        assert HERE.cost_centers[0] == labels[f"{PREFIX}/cost-center"]
        assert PRODUCTION == labels[f"{PREFIX}/environment"]
        assert "orders" == labels["backstage.io/kubernetes-id"]


def test_a_name_that_is_a_yaml_word_stays_a_string(newborn: Newborn) -> None:
    """A service called `no` keeps its name in every object and selector."""
    documents = helm_render(newborn(CLOSED) / "deploy" / "chart", f"values-{OTHER}.yaml")
    assert {document["metadata"]["name"] for document in documents} == {"no"}
    assert "no" == only(documents, "Service")["spec"]["selector"]["app.kubernetes.io/name"]


def test_all_selectors_find_the_pods(chart: Path) -> None:
    """Service, Deployment, budget, network policy and monitor select the same labels."""
    documents = helm_render(chart, f"values-{PRODUCTION}.yaml")
    expected = {"app.kubernetes.io/name": "orders", "app.kubernetes.io/instance": "orders"}
    assert only(documents, "Service")["spec"]["selector"] == expected
    assert only(documents, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == expected
    for kind in ("Deployment", "PodDisruptionBudget", "ServiceMonitor"):
        assert only(documents, kind)["spec"]["selector"]["matchLabels"] == expected
    labels = only(documents, "Deployment")["spec"]["template"]["metadata"]["labels"]
    assert labels | expected == labels


def test_pod_meets_the_restricted_standard(chart: Path) -> None:
    """The Pod runs without root, privileges, capabilities or a writable root filesystem."""
    pod = only(helm_render(chart), "Deployment")["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 65532,
        "runAsGroup": 65532,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert pod["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_autoscaler_owns_the_replicas_in_production(chart: Path) -> None:
    """Where there is an autoscaler the Deployment says nothing of replicas."""
    documents = helm_render(chart, f"values-{PRODUCTION}.yaml")
    assert "replicas" not in only(documents, "Deployment")["spec"]
    assert 3 == only(documents, "HorizontalPodAutoscaler")["spec"]["minReplicas"]
    assert 1 == only(helm_render(chart, f"values-{OTHER}.yaml"), "Deployment")["spec"]["replicas"]


def test_pod_outlives_its_own_shutdown(chart: Path) -> None:
    """The termination grace period is longer than delay and grace together."""
    documents = helm_render(chart, shutdown={"delaySeconds": 10, "graceSeconds": 50})
    spec = only(documents, "Deployment")["spec"]["template"]["spec"]
    assert 65 == spec["terminationGracePeriodSeconds"]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ({}, ":0.1.0"),
        ({"tag": "1.2.3"}, ":1.2.3"),
        ({"tag": "1.2.3", "digest": "sha256:" + "a" * 64}, "@sha256:" + "a" * 64),
    ],
)
def test_digest_wins_over_tag_over_version(
    chart: Path, image: dict[str, str], expected: str
) -> None:
    """The image is named by what is most exact."""
    spec = only(helm_render(chart, image=image), "Deployment")["spec"]["template"]["spec"]
    assert spec["containers"][0]["image"] == f"{HERE.registry}/orders{expected}"


def test_only_production_hosts_leave_the_stage_out(chart: Path) -> None:
    """A stage shows in the hostname unless it is production."""
    hosts = {
        stage: only(helm_render(chart, f"values-{stage}.yaml"), "HTTPRoute")["spec"]["hostnames"]
        for stage in (OTHER, PRODUCTION)
    }
    assert {
        OTHER: [f"orders.{OTHER}.{HERE.domain}"],
        PRODUCTION: [f"orders.{HERE.domain}"],
    } == hosts


def test_network_policy_without_callers_lets_nobody_in(newborn: Newborn) -> None:
    """No caller means no rule, since a rule with an empty `from` lets everyone in."""
    chart = newborn(CLOSED) / "deploy" / "chart"
    spec = only(helm_render(chart, metrics={"enabled": False}), "NetworkPolicy")["spec"]
    assert "ingress" not in spec
    assert ["Ingress", "Egress"] == spec["policyTypes"]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ({"replicaCount": "three"}, "at '/replicaCount': got string, want integer"),
        ({"replicas": 3}, "additional properties 'replicas' not allowed"),
        ({"image": {"tag": "latest"}}, "at '/image/tag': 'latest' does not match pattern"),
        ({"env": {"FLAG": True}}, "at '/env/FLAG': got boolean, want string"),
        ({"route": {"enabled": True}}, "at '/route/hostname': minLength: got 0, want 1"),
    ],
)
def test_wrong_values_are_refused(chart: Path, override: dict[str, Any], message: str) -> None:
    """The schema names the key and what is wrong with it."""
    with pytest.raises(helm.HelmValuesError) as refused:
        helm_render(chart, **override)
    assert message in str(refused.value)


def test_application_set_names_values_that_exist(newborn: Newborn) -> None:
    """Each stage and cluster of the organisation gets an Application with a values file."""
    deploy = newborn(ORDERS) / "deploy"
    spec = yaml.safe_load((deploy / "argocd" / "applicationset.yaml").read_text("utf-8"))["spec"]
    elements = spec["generators"][0]["list"]["elements"]
    pruned = {element["stage"]: element["prune"] for element in elements}
    assert {stage.name: not stage.production for stage in HERE.stages} == pruned
    for element in elements:
        assert (deploy / "chart" / f"values-{element['stage']}.yaml").is_file()
