"""The portal's database: its role, its replicas, its backups, and how it is restored."""

from __future__ import annotations

from typing import Any

import pytest

from goldenpath.organization import Stage
from tests.deployment.derived import SECOND, documents, files, here, only, platform
from tests.organization import HERE, ROOT

FOLDER = "platform/cloudnativepg"


def with_backups(**backups: str) -> list[dict[str, Any]]:
    """Return what the platform organisation deploys in production with these backups."""
    found = files(platform(platform={"backups": backups}), f"{FOLDER}/live")
    return [one for text in found.values() for one in documents(text)]


@pytest.mark.parametrize("stage", HERE.stages, ids=lambda stage: stage.name)
def test_production_survives_the_loss_of_a_node(stage: Stage) -> None:
    """Production has three instances on three nodes; elsewhere one does, and drains never wait."""
    spec = only(here(f"{FOLDER}/{stage.name}"), "Cluster")["spec"]
    assert (3 if stage.production else 1) == spec["instances"]
    assert stage.production is spec["enablePDB"]
    required = spec["affinity"]["podAntiAffinityType"] == "required"
    assert stage.production is required


@pytest.mark.parametrize("stage", HERE.stages, ids=lambda stage: stage.name)
def test_owner_may_create_databases(stage: Stage) -> None:
    """Each plugin of Backstage makes a database of its own, as the owner of the first."""
    spec = only(here(f"{FOLDER}/{stage.name}"), "Cluster")["spec"]
    owner = spec["bootstrap"]["initdb"]["owner"]
    (role,) = spec["managed"]["roles"]
    assert {"name": owner, "ensure": "present", "login": True, "createdb": True} == role


@pytest.mark.parametrize(
    ("backups", "credentials"),
    [
        ({"url": "s3://b/c"}, {"s3Credentials": {"inheritFromIAMRole": True}}),
        ({"url": "gs://backups"}, {"googleCredentials": {"gkeEnvironment": True}}),
        (
            {"url": "https://a.blob.example/b"},
            {"azureCredentials": {"inheritFromAzureAD": True}},
        ),
    ],
    ids=["s3", "google", "azure"],
)
def test_backups_go_where_the_organisation_says(
    backups: dict[str, str], credentials: dict[str, Any]
) -> None:
    """Each kind of storage is written by identity, at a place of the stage's own."""
    found = with_backups(**backups)
    configuration = only(found, "ObjectStore")["spec"]["configuration"]
    assert f"{backups['url']}/portal/live" == configuration["destinationPath"]
    assert credentials.items() <= configuration.items()
    assert not [one for one in found if one["kind"] == "ExternalSecret"]


def test_storage_with_keys_takes_them_from_the_store() -> None:
    """With an endpoint the keys come by External Secrets, into the Secret that is named."""
    found = with_backups(url="s3://backups", endpoint="https://s3.zephyr.example")
    configuration = only(found, "ObjectStore")["spec"]["configuration"]
    secret = only(found, "ExternalSecret")["spec"]
    keys = {item["secretKey"] for item in secret["data"]}
    for reference in configuration["s3Credentials"].values():
        assert secret["target"]["name"] == reference["name"]
        assert reference["key"] in keys
    assert "https://s3.zephyr.example" == configuration["endpointURL"]


def test_archive_and_schedule_name_the_same_store() -> None:
    """The Cluster archives to the ObjectStore beside it, and the schedule is the Cluster's."""
    found = with_backups(url="s3://backups")
    cluster, store = only(found, "Cluster"), only(found, "ObjectStore")
    (plugin,) = cluster["spec"]["plugins"]
    assert plugin["isWALArchiver"] is True
    assert store["metadata"]["name"] == plugin["parameters"]["barmanObjectName"]
    schedule = only(found, "ScheduledBackup")["spec"]
    assert cluster["metadata"]["name"] == schedule["cluster"]["name"]
    assert plugin["name"] == schedule["pluginConfiguration"]["name"]
    assert 6 == len(schedule["schedule"].split())


def test_identity_is_given_to_the_instances() -> None:
    """Annotations by which a cloud knows a workload are put on the instances' ServiceAccount."""
    identity = {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/portal"}
    derived = platform(platform={"backups": {"url": "s3://backups", "identity": identity}})
    text = derived[f"{FOLDER}/live/cluster.yaml"]
    spec = documents(text)[0]["spec"]
    assert identity == spec["serviceAccountTemplate"]["metadata"]["annotations"]


def test_without_backups_none_are_promised() -> None:
    """Who names no storage gets a database without archive, schedule, alert and restore."""
    assert "platform" not in SECOND
    derived = platform()
    found = [one for text in files(derived, f"{FOLDER}/live").values() for one in documents(text)]
    assert {"Cluster", "NetworkPolicy", "PodMonitor", "PrometheusRule"} == {
        one["kind"] for one in found
    }
    assert "plugins" not in only(found, "Cluster")["spec"]
    rules = only(found, "PrometheusRule")["spec"]["groups"][0]["rules"]
    assert ["PortalDatabaseDown"] == [rule["alert"] for rule in rules]
    assert {} == files(derived, f"{FOLDER}/restore")


def test_restored_database_is_the_same_but_for_its_origin() -> None:
    """A restore reads where the lost Cluster wrote, writes elsewhere, and changes nothing more."""
    derived = platform(platform={"backups": {"url": "s3://backups"}})
    (before,) = documents(derived[f"{FOLDER}/live/cluster.yaml"])
    (after,) = documents(derived[f"{FOLDER}/restore/live.yaml"])
    (source,) = after["spec"].pop("externalClusters")
    assert source["name"] == after["spec"]["bootstrap"]["recovery"]["source"]
    first, second = before["spec"].pop("plugins")[0], after["spec"].pop("plugins")[0]
    assert first["parameters"] == source["plugin"]["parameters"]
    assert first["parameters"]["serverName"] != second["parameters"]["serverName"]
    created, recovered = before["spec"].pop("bootstrap"), after["spec"].pop("bootstrap")
    assert created["initdb"].items() <= recovered["recovery"].items()
    assert before == after


def test_argo_cd_leaves_a_restored_database_alone() -> None:
    """What a restore changes is what the Application does not compare."""
    (application,) = documents((ROOT / "platform/argocd/database.yaml").read_text("utf-8"))
    spec = application["spec"]["template"]["spec"]
    (ignored,) = spec["ignoreDifferences"]
    paths = {".spec.bootstrap", ".spec.externalClusters", ".spec.plugins"}
    assert paths == set(ignored["jqPathExpressions"])
    assert "RespectIgnoreDifferences=true" in spec["syncPolicy"]["syncOptions"]
