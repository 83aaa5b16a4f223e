"""The portal's chart: its parts agree with each other and the database, and little is open."""

from __future__ import annotations

import json
import re
from typing import Any

import helm_python as helm
import pytest
import yaml

from tests.deployment.derived import (
    CHART,
    RELEASE,
    STAGES,
    container,
    documents,
    files,
    here,
    only,
    platform,
    render,
    values,
)
from tests.organization import HERE

PRODUCTION = next(stage.name for stage in HERE.stages if stage.production)


@pytest.mark.parametrize("stage", STAGES)
def test_helm_has_no_complaint(stage: str) -> None:
    """Helm's strict lint is silent, the values' schema included."""
    assert [] == helm.lint(CHART, values(stage), strict=True)["errors"]


@pytest.mark.parametrize("stage", STAGES)
def test_secret_is_the_stages_own(stage: str) -> None:
    """External Secrets makes the Secret that the Pod reads, from the entry of this stage alone."""
    external = only(render(stage), "ExternalSecret")["spec"]
    assert "backstage" == external["target"]["name"]
    assert [{"extract": {"key": f"portal/{stage}/backstage"}}] == external["dataFrom"]
    store = external["secretStoreRef"]
    assert {"kind": "ClusterSecretStore", "name": "organization"} == store


@pytest.mark.parametrize("stage", STAGES)
def test_database_of_the_chart_is_that_of_the_stage(stage: str) -> None:
    """The Cluster beside it has the name that the chart's Secret and network policy go by."""
    cluster = only(here(f"platform/cloudnativepg/{stage}"), "Cluster")
    assert values(stage)["database"]["cluster"] == cluster["metadata"]["name"]
    namespace = only(render(stage), "Deployment")["metadata"]["namespace"]
    assert namespace == cluster["metadata"]["namespace"]
    egress = only(render(stage), "NetworkPolicy")["spec"]["egress"]
    peers = [rule["to"][0].get("podSelector", {}).get("matchLabels", {})
             for rule in egress if "to" in rule]  # fmt: skip
    assert {"cnpg.io/cluster": cluster["metadata"]["name"]} in peers


def test_account_reads_and_changes_nothing() -> None:
    """The Kubernetes plugin's rights are to read, of no Secret, and bound to the Pod's account."""
    found = render(PRODUCTION)
    rules = only(found, "ClusterRole")["rules"]
    assert {"get", "list", "watch"} == {verb for rule in rules for verb in rule["verbs"]}
    resources = {resource for rule in rules for resource in rule["resources"]}
    assert resources.isdisjoint({"secrets", "*", "pods/exec", "serviceaccounts/token"})
    (subject,) = only(found, "ClusterRoleBinding")["subjects"]
    pod = only(found, "Deployment")["spec"]["template"]["spec"]
    assert pod["serviceAccountName"] == subject["name"]
    assert only(found, "Deployment")["metadata"]["namespace"] == subject["namespace"]


def test_token_is_of_the_account_that_reads() -> None:
    """The Secret with the token is of the Pod's account, and its authority is what Node trusts."""
    found = render(PRODUCTION)
    secret = only(found, "Secret")
    pod = only(found, "Deployment")["spec"]["template"]["spec"]
    name = secret["metadata"]["annotations"]["kubernetes.io/service-account.name"]
    assert pod["serviceAccountName"] == name
    assert "data" not in secret
    (volume,) = [item for item in pod["volumes"] if "secret" in item]
    assert secret["metadata"]["name"] == volume["secret"]["secretName"]
    mount = next(item for item in pod["containers"][0]["volumeMounts"]
                 if item["name"] == volume["name"])  # fmt: skip
    (item,) = volume["secret"]["items"]
    trusted = {one["name"]: one.get("value") for one in pod["containers"][0]["env"]}
    assert f"{mount['mountPath']}/{item['path']}" == trusted["NODE_EXTRA_CA_CERTS"]


def test_without_the_plugin_there_is_no_token() -> None:
    """Who switches the plugin off has neither rights nor a token for them."""
    found = render(PRODUCTION, kubernetesPlugin={"enabled": False})
    kinds = {item["kind"] for item in found}
    assert kinds.isdisjoint({"ClusterRole", "ClusterRoleBinding", "Secret"})
    names = {
        item["name"] for item in container(PRODUCTION, kubernetesPlugin={"enabled": False})["env"]
    }
    assert "NODE_EXTRA_CA_CERTS" not in names
    assert values(PRODUCTION)["kubernetesPlugin"]["tokenVariable"] in names
    pod = only(found, "Deployment")["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False


def test_all_selectors_find_the_pods() -> None:
    """Service, budget, network policies and monitor select what the Pods bear."""
    found = render(PRODUCTION, metrics={"enabled": True})
    expected = {"app.kubernetes.io/name": "backstage", "app.kubernetes.io/instance": RELEASE}
    template = only(found, "Deployment")["spec"]["template"]
    assert template["metadata"]["labels"] | expected == template["metadata"]["labels"]
    assert expected == only(found, "Service")["spec"]["selector"]
    assert expected == only(found, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
    for kind in ("Deployment", "PodDisruptionBudget", "ServiceMonitor"):
        assert expected == only(found, kind)["spec"]["selector"]["matchLabels"]


def test_production_has_replicas_and_a_digest() -> None:
    """In production the autoscaler keeps at least two, and the image is named by its digest."""
    found = render(PRODUCTION)
    assert only(found, "HorizontalPodAutoscaler")["spec"]["minReplicas"] >= 2
    assert "replicas" not in only(found, "Deployment")["spec"]
    assert re.search("@sha256:[a-f0-9]{64}$", container(PRODUCTION)["image"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"image": {"tag": "latest"}}, "image/tag"),
        ({"appConfig": {"app": {"baseUrl": "http://portal.example"}}}, "appConfig/app/baseUrl"),
        ({"route": {"enabled": True, "hostname": ""}}, "route/hostname"),
        ({"secrets": {"external": True, "key": ""}}, "secrets/key"),
        ({"env": {"POSTGRES_PASSWORD": "x"}}, "env/POSTGRES_PASSWORD"),
        ({"replicas": 2}, "replicas"),
        ({"kubernetesPlugin": {"tokenVariable": ""}}, "kubernetesPlugin.tokenVariable is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_values_are_refused(wrong: dict[str, Any], said: str) -> None:
    """The schema refuses what could not work, and says where it stands."""
    with pytest.raises(helm.HelmError) as caught:
        render(PRODUCTION, **wrong)
    assert said in str(caught.value)


def test_readme_tells_every_value() -> None:
    """Each key of the values has a row of its own, or its parent has one that says what it is."""
    rows = re.findall(r"^\| `([^`]+)` \|", (CHART / "README.md").read_text("utf-8"), re.MULTILINE)

    def leaves(at: dict[str, Any], prefix: str = "") -> list[str]:
        found = []
        for key, value in at.items():
            nested = isinstance(value, dict) and value
            found += leaves(value, f"{prefix}{key}.") if nested else [f"{prefix}{key}"]
        return found

    untold = [
        name
        for name in leaves(yaml.safe_load((CHART / "values.yaml").read_text("utf-8")))
        if not any(name == row or name.startswith(f"{row}.") for row in rows)
    ]
    assert [] == untold


def test_schema_knows_every_value() -> None:
    """The keys at the top of the values and of their schema are the same."""
    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    assert set(schema["properties"]) == set(
        yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    )


def test_release_of_an_image_survives_a_sync() -> None:
    """Tag and digest of a stage come from the file that is there: a sync takes no release back."""
    for stage in STAGES:
        written = yaml.safe_load((CHART / f"values-{stage}.yaml").read_text("utf-8"))["image"]
        assert {"tag", "digest"} == set(written)
    for path, text in files(platform(), "platform/charts/backstage").items():
        if "values-" in path:
            (found,) = documents(text)
            unreleased = {"tag": "", "digest": f"sha256:{'0' * 64}" if "live" in path else ""}
            assert unreleased == found["image"], path
